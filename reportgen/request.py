"""What is asked for: a kind of briefing, a period, folders, formats, and the part of the county it is about."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.model.period import Period
from reportgen.model.scope import WHOLE, Scope
from reportgen.script import HANS

if TYPE_CHECKING:
    from reportgen.compose.kinds import Kind

CACHE = ".cache"
"""Where, below the output folder, is kept what was computed once."""
FORMATS = ("docx", "pdf")
TEMPLATES = ("**/*.j2", "*.toml")
SETTINGS = ("report.toml", "topics.toml", "definitions/*.toml", "checks/*.toml", "standards/*.toml")
"""What is read below the data folder besides the ledgers."""
_PLACES = ("data", "templates", "out", "view")
_LONGEST = 40  # characters of a folder's name that say what was asked for
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class View:
    """A part of the county, as of another day than the settings say."""

    scope: Scope = WHOLE
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: kind of briefing, period, folders, formats, a reviewer's copy, sources inside the PDF.

    ``size`` is that of a poster (A3, A1), empty for the kind's own; ``minutes`` what a speech may take, 0 for any;
    ``audience`` who is reported to, empty for the kind's own.
    """

    kind: str
    period: Period
    data: Path
    templates: Path
    out: Path
    formats: tuple[str, ...] = FORMATS
    review: bool = False
    attach: bool = True
    size: str = ""
    minutes: int = 0
    audience: str = ""
    script: str = HANS
    view: View = field(default_factory=View)

    @property
    def options(self) -> dict[str, object]:
        """All that was asked for but the folders: what building the same again needs."""
        asked = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _PLACES}
        day = self.view.as_of
        scope = {f.name: str(getattr(self.view.scope, f.name) or "") for f in fields(self.view.scope)}
        view = {"scope": scope, "as_of": day.isoformat() if day else ""}
        return {**asked, "period": str(self.period), "formats": list(self.formats), "view": view}


def place(request: Request, kind: "Kind") -> tuple[str, str]:
    """Period and folder of the files: what was asked for otherwise than usual lies beside the usual."""
    size = request.size.upper() if kind.page(request.size) != kind.page() else ""
    minutes = f"{request.minutes}min" if request.minutes else ""
    script = "" if request.script == HANS else request.script
    scope = slug(request.view.scope.words)
    day = request.view.as_of.isoformat() if request.view.as_of else ""
    return str(request.period), "-".join(part for part in (kind.name, size, minutes, script, scope, day) if part)


def slug(words: str) -> str:
    """Words as part of a file's name."""
    return re.sub(r"\W+", "-", words)[:_LONGEST].strip("-")

"""What was looked at when files were made, by hash; looked at again, it says whether they would come out the same.

It may be more than was used, never less: ledgers of the months that can be compared with, rules, seals, templates,
options, and what files are made with.  Nothing heavy is imported here: this is all that an unchanged build does.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from reportgen.environment import described, layout_of, versions
from reportgen.fonts import FontSet, find_fonts
from reportgen.incremental.cache import Cache, files_digest, remembered
from reportgen.incremental.departures import Departure, What
from reportgen.kept import kept_periods
from reportgen.model.comparison import Base
from reportgen.model.period import Period
from reportgen.model.seal import ARCHIVE, SEAL
from reportgen.readers.folder import ledger_files
from reportgen.readers.settings import read_settings
from reportgen.request import CACHE, SETTINGS, TEMPLATES, Request


@dataclass(frozen=True, slots=True)
class Looked:
    """``inputs`` and ``templates`` are SHA-256 by path, ``months`` those kept before, ``page`` is the name of the page.

    ``options`` are all that was asked for; ``folder`` is the name of the folder of ledgers, which links lead to.
    """

    folder: str
    inputs: Mapping[str, str]
    months: tuple[str, ...]
    templates: Mapping[str, str]
    versions: Mapping[str, str]
    fonts: Mapping[str, Mapping[str, str]]
    page: str
    options: Mapping[str, object]

    @property
    def data(self) -> bytes:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()

    @property
    def digest(self) -> str:
        """One hash of it all."""
        return hashlib.sha256(self.data).hexdigest()


def parse(data: bytes) -> Looked | None:
    """What was kept; ``None`` for anything else."""
    try:
        table = json.loads(data)
        return Looked(**{**table, "months": tuple(table["months"])})
    except (ValueError, KeyError, TypeError):
        return None


def look(request: Request, page: str) -> Looked:
    """Look now.  Raises ``SettingsFault`` and ``MissingFont``."""
    data, period = request.data, request.period
    settings = read_settings(data, period)
    return Looked(
        folder=data.resolve().name,
        inputs=files_digest(data, _inputs(data, period)),
        months=tuple(str(month) for month in kept_periods(data) if month < period),
        templates=files_digest(request.templates, _matching(request.templates, TEMPLATES)),
        versions=versions(request.script),
        fonts=_fonts(
            find_fonts(layout_of(settings, page, request.script).faces, settings.fonts), Cache(request.out / CACHE)
        ),
        page=page,
        options=json.loads(json.dumps(request.options)),
    )


def _fonts(fonts: FontSet, cache: Cache) -> dict[str, dict[str, str]]:
    """The faces by hash; stand-ins, large and seldom used, by size."""
    behind = {f"fallback{n}": {"file": p.name, "bytes": str(p.stat().st_size)} for n, p in enumerate(fonts.fallbacks)}
    return described(fonts, remembered(cache, fonts.faces.values())) | behind


def _inputs(data: Path, period: Period) -> Iterator[Path]:
    for month in {period, *(base.period(period) for base in Base)}:
        folder = data / str(month)
        yield from (path for path in ledger_files(folder) if path.is_file())
        yield from (path for name in (SEAL, ARCHIVE) if (path := folder / name).is_file())
    yield from _matching(data, SETTINGS)


def _matching(folder: Path, patterns: Iterable[str]) -> Iterator[Path]:
    return (path for pattern in patterns for path in folder.glob(pattern) if path.is_file())


def departures(before: Looked, now: Looked) -> list[Departure]:
    """What is not as it was."""
    found = [Departure(What.INPUT, name) for name in _differing(before.inputs, now.inputs)]
    found += [Departure(What.INPUT, month) for month in sorted({*before.months} ^ {*now.months})]
    found += [Departure(What.INPUT, now.folder)] if before.folder != now.folder else []
    found += [Departure(What.TEMPLATE, name) for name in _differing(before.templates, now.templates)]
    for name in _differing(before.versions, now.versions):
        found.append(Departure(What.VERSION, name, before.versions.get(name, ""), now.versions.get(name, "")))
    faces = _differing(before.fonts, now.fonts)
    found += [Departure(What.FONT, name) for name in dict.fromkeys(_file(now, face, before) for face in faces)]
    found += [Departure(What.OPTION, name) for name in _differing(before.options, now.options)]
    found += [Departure(What.OPTION, "page")] if before.page != now.page else []
    return found


def _file(now: Looked, face: str, before: Looked) -> str:
    return (now.fonts.get(face) or before.fonts[face])["file"]


def _differing(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))

"""What users read, in Chinese or English.  Chinese is the source; English comes from ``locale/en.po``.

The catalogue is compiled in memory when English is asked for, so that no binary lies in the project.
"""

import gettext
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from reportgen.model.diagnostic import CODES, Diagnostic, Severity

LANGUAGES = ("zh", "en")
_current = ["zh"]


def choose(language: str | None) -> str:
    """Set the language of messages: as asked, else from the locale; Chinese unless the locale is English."""
    if language is None:
        named = next((v for v in map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG")) if v), "")
        language = "en" if named.lower().startswith("en") else "zh"
    _current[0] = language
    return language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside, messages are in this language."""
    before, _current[0] = _current[0], language
    try:
        yield
    finally:
        _current[0] = before


def tr(text: str, /, **values: object) -> str:
    """The text in the chosen language, with values filled in."""
    translated = text if _current[0] == "zh" else _english().gettext(text)
    return translated.format(**values) if values else translated


@cache
def _english() -> gettext.NullTranslations:
    from importlib.resources import files

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    text = files("reportgen").joinpath("locale/en.po").read_bytes()
    write_mo(compiled, read_po(io.BytesIO(text)))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


_SEVERITY = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}


def severity(value: Severity) -> str:
    """A severity in words."""
    return tr(_SEVERITY[value])


def sentence(diagnostic: Diagnostic) -> str:
    """``file!sheet!cell: what is wrong, what was expected``."""
    where = "、".join(str(o) for o in diagnostic.origins[:3])
    more = len(diagnostic.origins) - 3
    if more > 0:
        where += tr("等{count}处", count=len(diagnostic.origins))
    text = tr(CODES[diagnostic.code].message, **diagnostic.values)
    return f"{where}：{text}" if where else text


def remedy(diagnostic: Diagnostic) -> str:
    """What to do about it."""
    return tr(CODES[diagnostic.code].remedy, **diagnostic.values)

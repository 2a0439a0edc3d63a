"""What this machine has of what a build needs: libraries, fonts, glyphs for the county's own words."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reportgen.fonts import FontSet, MissingFont, find_fonts
from reportgen.layout import LAYOUTS
from reportgen.messages import tr
from reportgen.model.ledger import Ledger
from reportgen.model.period import Period
from reportgen.readers.ledgers import read_period
from reportgen.script import HANS, Writing, writing
from reportgen.writers.pdf.engine import weasyprint
from reportgen.writers.pdf.errors import PangoMissing

_LIBRARIES = (
    "python-docx",
    "jinja2",
    "pandas",
    "matplotlib",
    "weasyprint",
    "openpyxl",
    "markdown-it-py",
    "opencc",
    "pypdfium2",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and whether it is as it should be."""

    good: bool
    text: str


def examine(data: Path, script: str = HANS) -> list[Finding]:
    """Everything a document in a script needs, in order; later findings do not depend on earlier ones being good."""
    return [*_libraries(), *_pango(), *_fonts(data, script)]


def _libraries() -> Iterator[Finding]:
    for name in _LIBRARIES:
        try:
            yield Finding(True, f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding(False, tr("缺少 Python 库 {name}，请运行 make setup", name=name))


def _pango() -> Iterator[Finding]:
    try:
        weasyprint()
    except PangoMissing as fault:
        yield Finding(False, str(fault))
    else:
        yield Finding(True, tr("PDF 所需的系统库齐全"))


def _fonts(data: Path, script: str) -> Iterator[Finding]:
    faces = LAYOUTS[script].faces
    try:
        fonts = find_fonts(faces)
    except MissingFont as fault:
        yield Finding(False, str(fault))
        return
    for face, path in fonts.faces.items():
        yield Finding(True, f"{faces[face].word}：{path}")
    yield from _glyphs(data, fonts, writing(script))


def _glyphs(data: Path, fonts: FontSet, hand: Writing) -> Iterator[Finding]:
    """Characters of all ledgers the body face lacks, and whether anything else has them."""
    for folder in sorted(p for p in data.glob("20??-??") if p.is_dir()):
        characters = _characters(read_period(data, Period.parse(folder.name)).ledger, hand)
        lacking = sorted(c for c in characters if ord(c) not in fonts.coverage("fang") and c.isprintable())
        lacking = [c for c in lacking if not c.isascii()]
        bare = [c for c in lacking if fonts.key_for(c, "fang") is None]
        if bare:
            yield Finding(
                False, tr("{period}：没有字体能印出 {characters}", period=folder.name, characters="".join(bare))
            )
        elif lacking:
            text = tr("{period}：仿宋缺字，改用后备字体 {characters}", period=folder.name, characters="".join(lacking))
            yield Finding(True, text)
        else:
            yield Finding(True, tr("{period}：台账用字仿宋齐全", period=folder.name))


def _characters(ledger: Ledger, hand: Writing) -> set[str]:
    found: set[str] = set()
    for sheet in ledger.sheets.values():
        for row in sheet:
            for cell in row.cells.values():
                text = "".join(cell.value) if isinstance(cell.value, tuple) else str(cell.value or "")
                found.update(hand.say(text))
    return found

"""The document: a closed tree between templates and writers.

Adding a node means adding it here and to every writer; ``typing.assert_never`` finds the ones forgotten.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from reportgen.model.chart import Chart
from reportgen.model.origin import Origin

# -- inlines ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a template."""

    text: str


@dataclass(frozen=True, slots=True)
class FactText:
    """A Fact as printed: ``text`` is e.g. ``2414万元``.

    ``fact`` is the Fact's id; ``form`` tells printed forms of one Fact apart (``""``, ``bare``, ``chinese`` …),
    so that (fact, form) determines the text within one document.
    """

    text: str
    fact: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class CellText:
    """Words taken from a ledger cell or the county's settings, digits and all."""

    text: str
    origin: Origin


Inline = Text | FactText | CellText
Inlines = tuple[Inline, ...]


def plain(inlines: Inlines) -> str:
    """The text a reader sees."""
    return "".join(inline.text for inline in inlines)


# -- blocks ----------------------------------------------------------------------------------------------


class Role(StrEnum):
    """What a paragraph is to the layout (GB/T 9704-2012, 7.3; names of the 汇报材料 parts)."""

    BODY = "body"  # 3号仿宋, two characters in
    UNIT = "unit"  # 报告单位 under the title, 3号楷体, centred
    DATE = "date"  # （2018年1月） under the title, 3号楷体, centred
    ADDRESSEE = "addressee"  # 主送机关, or who is spoken to, before the text, flush left
    ANNEX_LIST = "annex_list"  # 附件说明 after the text, two characters in, hanging
    SIGNATURE = "signature"  # 署名, right
    SIGNATURE_DATE = "signature_date"  # 成文日期, right, four characters in
    NOTE = "note"  # small print under a table or picture


class Align(StrEnum):
    """How a table column stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Title:
    """The document's title: 2号小标宋, centred, no mark at its end."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1–4.  ``number`` (一、（一）1.（1）) is set by a transform and is part of the text."""

    level: int
    inlines: Inlines
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in one of the roles."""

    inlines: Inlines
    role: Role = Role.BODY


@dataclass(frozen=True, slots=True)
class TableColumn:
    """Width is a share of the table's width; all shares of a table sum to 1."""

    align: Align = Align.CENTER
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row, repeated on every page it reaches.  ``number`` (表1) is set by a transform.

    ``shaded`` are cells that fall short, as (row, column) from zero.  A ``listing`` is there to look things up in, row
    by row: in smaller type, and its numbers are words in Word, not fields.  ``scale`` is its type beside the layout's.
    """

    columns: tuple[TableColumn, ...]
    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    caption: Inlines = ()
    number: str = ""
    shaded: frozenset[tuple[int, int]] = frozenset()
    listing: bool = False
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its caption (below) and alternative text.  ``number`` (图1) is set by a transform."""

    chart: Chart
    caption: Inlines
    alt: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex begins: new page, ``label`` (附件1) flush left in 3号黑体, its title centred on the third line."""

    inlines: Inlines
    label: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


Block = Title | Heading | Paragraph | Table | Picture | Annex | PageBreak


@dataclass(frozen=True, slots=True)
class Meta:
    """What the file says of itself: title, author (the reporting unit), subject, date ``YYYY-MM-DD``, language."""

    title: str
    author: str = ""
    subject: str = ""
    date: str = ""
    language: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class Document:
    """One briefing, ready for any writer."""

    meta: Meta
    blocks: tuple[Block, ...] = field(default=())

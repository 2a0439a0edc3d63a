"""Tables: column widths, a type size at which no number is cut, and a height of whole lines."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from reportgen.columns import LISTING, SMALL
from reportgen.fonts import FontSet
from reportgen.layout import Layout, Style
from reportgen.model.document import Align, Inlines, Table, TableColumn, Text, plain
from reportgen.writers.html.inline import LATIN, inlines_html
from reportgen.writers.html.units import points
from reportgen.writers.keeping import KEPT_ROWS
from reportgen.writers.measure import UNIT, line_count, text_width, widest_number
from reportgen.writers.outline import caption_text

PADDING = 3.0
"""Points left and right of a cell's text."""

SMALLER = (1.0, SMALL, LISTING, 0.625)
"""小四, 五号, 小五, 六号: the first at which the widest number of every column fits."""

READABLE = 4.0
"""Em of words on a line, half of it in the header: less is a column of single characters."""

HEAD_AIR = 0.8
"""Points above the words in a listing's head: small type at the top of a page begins where the page does (GB/T 9704, 5.2.1)."""

LONGEST_IN_CELL = 6
"""Characters kept on one line in a cell; columns are narrow."""

_LETTER = {Align.LEFT: "l", Align.CENTER: "c", Align.RIGHT: "r"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A table's numbers: column widths in points, scale of its type, rows' heights in points."""

    widths: tuple[float, ...]
    scale: float
    heights: tuple[float, ...]


class TableTooWide(Exception):
    """The numbers of a table do not stand side by side, even in the smallest type."""

    def __init__(self, caption: str, columns: int) -> None:
        self.caption = caption
        super().__init__(f"表格“{caption}”共{columns}列，用最小字号也排不下各列数字，请减少列数或拆成两张表。")


def measure(table: Table, layout: Layout) -> Measure:
    """Size and widths first, then the rows' heights; raises ``TableTooWide``."""
    size = layout.style("table_cell").size
    scale, widths = _fitted(table, layout)
    first, *rest = (_height(row, widths, size, scale, layout) for row in (table.header, *table.rows))
    return Measure(widths, scale, (first + (HEAD_AIR if table.listing else 0.0), *rest))


def shares(columns: tuple[TableColumn, ...]) -> list[float]:
    """Of the table's width, summing to 1; columns without a width share what is left evenly."""
    given = sum(column.width for column in columns)
    blank = sum(1 for column in columns if not column.width)
    rest = max(1 - given, 0.2) / blank if blank else 0.0
    widths = [column.width or rest for column in columns]
    return [width / sum(widths) for width in widths]


def _fitted(table: Table, layout: Layout) -> tuple[float, tuple[float, ...]]:
    """The largest type in which every number stands in its column, and the columns' widths in points."""
    total, size = points(layout.text_width), layout.style("table_cell").size
    wished = [share * total for share in shares(table.columns)]
    rooms = [[max(_least(plain(cell), READABLE / 2), _unit_width(plain(cell))) for cell in table.header]]
    rooms += [[_least(plain(cell), READABLE) for cell in row] for row in table.rows]
    least = [max(column) for column in zip(*rooms, strict=True)]
    for scale in SMALLER[SMALLER.index(LISTING if table.listing else table.scale) :]:
        needed = [room * size * scale + 2 * PADDING + 2 * layout.table_rule for room in least]
        if sum(needed) <= total:
            return scale, tuple(_widened(wished, needed))
    raise TableTooWide(caption_text(table), len(table.columns))


def _unit_width(head: str) -> float:
    """The room the unit in brackets at the end of a head takes, in em: it stays on one line."""
    found = UNIT.search(head)
    return text_width(found[0]) if found else 0.0


def _least(text: str, words: float) -> float:
    """The room a cell must have, in em: its widest number, and ``words`` for words where they are so long."""
    return max(widest_number(text), min(text_width(text), words))


def _widened(wished: list[float], needed: list[float]) -> list[float]:
    """As wished, but no column narrower than needed: the others give way in proportion to what they can spare."""
    short = sum(max(need - wish, 0.0) for wish, need in zip(wished, needed, strict=True))
    spare = sum(max(wish - need, 0.0) for wish, need in zip(wished, needed, strict=True))
    part = short / spare if short else 0.0
    return [max(wish - part * max(wish - need, 0.0), need) for wish, need in zip(wished, needed, strict=True)]


def _height(row: tuple[Inlines, ...], widths: tuple[float, ...], size: float, scale: float, layout: Layout) -> float:
    inner = [(width - 2 * PADDING - layout.table_rule) / (size * scale) for width in widths]
    lines = max((line_count(plain(cell), room) for cell, room in zip(row, inner, strict=True)), default=1)
    return lines * layout.table_pitch * scale + layout.table_rule


def table_html(table: Table, layout: Layout, fonts: FontSet) -> str:
    """Caption above, header row repeated on each page; a short table is one unbroken block of whole lines."""
    found = measure(table, layout)
    size = layout.style("table_cell").size * found.scale
    kind, height = "long", ""
    if len(table.rows) <= KEPT_ROWS:
        kind, height = "kept", f' style="min-height:{whole(table, found, layout):.2f}pt"'
    return (
        f'<div class="{kind}"{height}>'
        f'<table class="{"list" if table.listing else "usual"}"'
        f' style="font-size:{size:g}pt;line-height:{layout.table_pitch * found.scale:g}pt">'
        f"{_caption(table, layout, fonts)}{_columns(found)}"
        f"<thead>{_row(0, table, 'th', layout.style('table_header'), fonts)}</thead>"
        f"<tbody>{''.join(_row(n, table, 'td', layout.style('table_cell'), fonts) for n in range(len(table.rows)))}</tbody>"
        "</table></div>"
    )


def whole(table: Table, found: Measure, layout: Layout) -> float:
    """Points of a table with its caption, in whole lines of the page."""
    pitch = layout.pdf.pitch
    caption = layout.style("caption").lines * pitch if caption_text(table) else 0.0
    return math.ceil((caption + sum(found.heights) + layout.table_rule) / pitch) * pitch


def _caption(table: Table, layout: Layout, fonts: FontSet) -> str:
    if not caption_text(table):
        return ""
    return f"<caption>{caption_html(table.number, table.caption, layout, fonts)}</caption>"


def caption_html(number: str, caption: Inlines, layout: Layout, fonts: FontSet) -> str:
    """``表1　标题`` in the caption's type."""
    label = number + ("\u3000" if number and plain(caption) else "")
    return inlines_html((Text(label), *caption), layout.style("caption").face, fonts)


def _columns(found: Measure) -> str:
    return "".join(f'<col style="width:{width:.2f}pt"/>' for width in found.widths)


def _row(line: int, table: Table, tag: str, style: Style, fonts: FontSet) -> str:
    with_next = tag == "td" and len(table.rows) > KEPT_ROWS and line in (0, len(table.rows) - 2)
    kept = ' class="with-next"' if with_next else ""
    return f"<tr{kept}>{''.join(_cells(line, table, tag, style, fonts))}</tr>"


def _cells(line: int, table: Table, tag: str, style: Style, fonts: FontSet) -> Iterator[str]:
    row = table.header if tag == "th" else table.rows[line]
    for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        letter = "c" if tag == "th" else _LETTER[column.align]
        number = bool(LATIN.fullmatch(plain(cell)))
        words = inlines_html(cell, "latin" if number else style.face, fonts, 1 if number else LONGEST_IN_CELL)
        if tag == "th":
            words = UNIT.sub(r'<span class="nb">\g<0></span>', words)
        short = " short" if tag == "td" and (line, place) in table.shaded else ""
        yield f'<{tag} class="{letter}{" latin" if number else ""}{short}">{words}</{tag}>'

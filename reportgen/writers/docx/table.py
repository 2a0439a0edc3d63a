"""Tables as XML, written directly: ``Table.cell()`` of python-docx is quadratic in the cells."""

from itertools import accumulate, pairwise

from reportgen.layout import Layout
from reportgen.model.document import Align, Inlines, Table, TableColumn, plain
from reportgen.writers.docx.names import STYLES
from reportgen.writers.docx.runs import Runs
from reportgen.writers.docx.units import mm, pt
from reportgen.writers.keeping import KEPT_ROWS
from reportgen.writers.measure import UNIT, text_width
from reportgen.writers.title import with_ends

SIDE_MARGIN = 57
"""Between a cell's rule and its words, left and right, in twips (1 mm)."""

FOOT_MARGIN = 40
"""Below a cell's last line, in twips (2 pt): an exact line has its spare height above the words, not below."""

SHADE = "D9D9D9"
"""The ground of a cell that falls short: seen in black and white print, and words on it still read."""

_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_HEAD_ROW = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
_ROW = "<w:trPr><w:cantSplit/></w:trPr>"


class UnevenRow(ValueError):
    """A table row has another number of cells than the table has columns."""

    def __init__(self, table: str, row: int, cells: int, columns: int) -> None:
        self.table, self.row, self.cells, self.columns = table, row, cells, columns
        super().__init__(f"{table or 'table'}, row {row}: {cells} cells for {columns} columns")


def widths(columns: tuple[TableColumn, ...], total: int) -> list[int]:
    """Column widths in twips, adding up to ``total`` exactly; equal ones when no column claims a share."""
    shares = [column.width for column in columns]
    if sum(shares) <= 0:
        shares = [1.0] * len(columns)
    edges = [round(total * edge / sum(shares)) for edge in accumulate(shares, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]


def table_xml(table: Table, layout: Layout, runs: Runs) -> str:
    """The table without its caption: one header row that repeats, rows that do not break."""
    grid = widths(table.columns, min(mm(layout.text_width), 8844))
    kind = "list" if table.listing else "table" if table.scale == 1 else "small"
    head = _cells(grid, STYLES[f"{kind}_header"].id, [Align.CENTER] * len(grid))
    cells = _cells(grid, STYLES[f"{kind}_cell"].id, [column.align for column in table.columns])
    runs.begin(table)
    heads = tuple(map(_unit_below, table.header, grid, [layout.style(f"{kind}_header").size] * len(grid)))
    rows = [_row(table, 0, heads, _HEAD_ROW, head, runs)]
    held = [_held(start) for start in cells]
    kept = _kept(len(table.rows))
    rows += [_row(table, n, row, _ROW, held if n in kept else cells, runs) for n, row in enumerate(table.rows, 1)]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl>{_properties(sum(grid), layout)}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _properties(width: int, layout: Layout) -> str:
    """Fixed columns, thin rules all round (``w:sz`` counts eighths of a point)."""
    rule = f'w:val="single" w:sz="{round(layout.table_rule * 8)}" w:space="0" w:color="auto"'
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{''.join(f'<w:{edge} {rule}/>' for edge in _EDGES)}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{SIDE_MARGIN}" w:type="dxa"/>'
        f'<w:bottom w:w="{FOOT_MARGIN}" w:type="dxa"/><w:right w:w="{SIDE_MARGIN}" w:type="dxa"/>'
        '</w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        ' w:noHBand="1" w:noVBand="1"/></w:tblPr>'
    )


def _cells(grid: list[int], style: str, aligns: list[Align]) -> list[str]:
    """Everything of each column's cells that stands before their words."""
    return [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{align}"/></w:pPr>'
        for width, align in zip(grid, aligns, strict=True)
    ]


def _row(table: Table, number: int, row: tuple[Inlines, ...], kind: str, cells: list[str], runs: Runs) -> str:
    if len(row) != len(cells):
        raise UnevenRow(table.number, number, len(row), len(cells))
    starts = [_shaded(start) if (number - 1, n) in table.shaded else start for n, start in enumerate(cells)]
    xml = runs.listed if table.listing else runs.xml
    inside = "".join(f"{start}{xml(words)}</w:p></w:tc>" for start, words in zip(starts, row, strict=True))
    return f"<w:tr>{kind}{inside}</w:tr>"


def _unit_below(head: Inlines, width: int, size: float) -> Inlines:
    """A head too long for its column (twips) breaks before the unit in brackets, not inside it."""
    text = plain(head)
    unit = UNIT.search(text)
    room = (width - 2 * SIDE_MARGIN) / pt(size)
    if unit is None or not unit.start() or "\n" in text or text_width(text) <= room:
        return head
    return with_ends(head, [unit.start()])


def _kept(rows: int) -> set[int]:
    """The rows, from 1, that stand on one page with the next."""
    if rows <= KEPT_ROWS:
        return set(range(1, rows))
    return {1, rows - 1}


def _held(start: str) -> str:
    """A cell's beginning, its paragraph kept with the next row."""
    return start.replace('"/><w:jc', '"/><w:keepNext/><w:jc', 1)


def _shaded(start: str) -> str:
    """A cell's beginning, its ground grey."""
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>'
    return start.replace("<w:vAlign", f"{ground}<w:vAlign", 1)

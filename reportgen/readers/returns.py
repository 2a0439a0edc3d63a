"""One return row by row: those that can be merged, and those that cannot with the reason; not one is dropped."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from reportgen.model.diagnostic import Diagnostic, Severity
from reportgen.model.ledger import Cell, Row
from reportgen.model.origin import Origin, letters
from reportgen.model.returns import Content, Return, ReturnRow, ReturnSheet, UnreadRow
from reportgen.model.schema import CONFLICTS, LEFT_OUT, ORIGIN_HEADING, OWN_SHEETS, Column, ColumnType, SheetSchema
from reportgen.readers import schemas
from reportgen.readers.apart import read_apart
from reportgen.readers.grid import Grid, RawCell, RawRow
from reportgen.readers.ledgers import file_bytes
from reportgen.readers.sheets import SheetReader, claims, headings, is_total
from reportgen.readers.values import is_blank, text_of


def read_return(path: Path, shown: str) -> Return:
    """One file.  Raises ``UnreadableFile`` and ``OSError``; whatever is in it is in the result."""
    known = schemas.shipped()
    book = read_apart(file_bytes(path), shown, headings(known))
    faults = [Diagnostic(code, {}, (Origin(shown),)) for code in book.remarks]
    sheets = []
    for grid in book.grids:
        if grid.name in OWN_SHEETS:
            faults += _unresolved(grid)
        elif grid.rows:
            sheet, found = _sheet(grid, known)
            sheets.append(sheet)
            faults += found
    return Return(shown, tuple(sheets), tuple(faults))


def _unresolved(grid: Grid) -> Iterator[Diagnostic]:
    """Rows an earlier merge left for somebody to deal with."""
    if grid.name in (CONFLICTS, LEFT_OUT):
        values = {"sheet": grid.name, "count": str(sum(_says(row) for row in grid.rows))}
        yield Diagnostic("E608", values, (Origin(grid.file, grid.name),))


def _sheet(grid: Grid, known: Sequence[SheetSchema]) -> tuple[ReturnSheet, list[Diagnostic]]:
    schema = claims(known, grid.name)
    here = Origin(grid.file, "" if grid.file.lower().endswith(".csv") else grid.name)
    if schema is None:
        names = "、".join(s.name for s in known)
        fault = Diagnostic("W107", {"sheet": grid.name, "expected": names}, (here,))
        return ReturnSheet(here, None, (), (), tuple(_unread(grid.rows, here, (fault,)))), [fault]
    return _Rows(grid, schema, here).read()


def _unread(lines: Sequence[RawRow], here: Origin, faults: tuple[Diagnostic, ...]) -> Iterator[UnreadRow]:
    return (UnreadRow(_at(here, line), faults, _contents(line)) for line in lines if _says(line))


def _says(line: RawRow) -> bool:
    return any(cell.uncomputed or not is_blank(cell.raw) for cell in line.cells)


def _at(here: Origin, line: RawRow) -> Origin:
    return here._replace(cell=str(line.number))


def _contents(line: RawRow) -> tuple[Content, ...]:
    return tuple(_content(cell) for cell in line.cells)


def _content(cell: RawCell) -> Content:
    return Content("（公式，没有存下结果）" if cell.uncomputed else cell.raw, cell.number_format)


class _Rows:
    """The rows of one sheet whose schema is known."""

    def __init__(self, grid: Grid, schema: SheetSchema, here: Origin) -> None:
        self._grid, self._schema, self._here = grid, schema, here
        self._reader = SheetReader(grid, schema)
        self._typed = self._reader.read()

    def read(self) -> tuple[ReturnSheet, list[Diagnostic]]:
        """The sheet, and its faults without the remarks on unknown columns: those are kept."""
        faults = [fault for fault in self._reader.faults if fault.code != "N108"]
        header, here = self._reader.header, self._here
        errors = tuple(fault for fault in faults if fault.severity is Severity.ERROR)
        if header is None:
            rest = tuple(_unread(self._grid.rows, here, errors))
            return ReturnSheet(here, self._schema, (), (), rest, self._typed), faults
        typed = {row.number: row for row in self._typed.rows}
        rows, unread = list[ReturnRow](), list[UnreadRow]()
        self._extra = self._unknown(header)
        for line in self._grid.rows:
            if line.number <= header.number or is_total(line) or not self._says(line):
                continue
            row = typed.get(line.number)
            wrong = tuple(fault for fault in errors if self._concerns(fault, line.number, header.number))
            if row is None:
                wrong = (Diagnostic("E607", {}, (_at(here, line),)),)
                faults += wrong
            if wrong or row is None:
                unread.append(UnreadRow(_at(here, line), wrong, _contents(line), row))
            else:
                rows.append(self._row(line, row))
        sheet = ReturnSheet(here, self._schema, _contents(header), tuple(rows), tuple(unread), self._typed)
        return sheet, faults

    def _says(self, line: RawRow) -> bool:
        """Whether anything stands in a row; a running number printed beforehand is nothing."""
        return _says(RawRow(line.number, tuple(c for i, c in enumerate(line.cells) if self._extra.get(i) != "序号")))

    def _concerns(self, fault: Diagnostic, number: int, header: int) -> bool:
        """Whether a fault is of this row: its own, of an area it lies in, or of the whole sheet."""
        spans = [_span(fault.values["text"])] if fault.code == "E212" else [_span(o.cell) for o in fault.origins]
        return any(first <= number <= last or last <= header for first, last in spans)

    def _unknown(self, header: RawRow) -> dict[int, str]:
        """Index → heading of the columns nobody declared, each heading once."""
        known = {index for index, _ in self._reader.places.values()}
        width = max((len(line.cells) for line in self._grid.rows), default=0)
        found: dict[int, str] = {}
        for index in range(width):
            if index not in known:
                cell = header.cells[index] if index < len(header.cells) else RawCell(None)
                words = "" if cell.raw is None else text_of(cell.raw)
                words = words or f"（{letters(index + 1)}列，没有列名）"
                found[index] = f"{words}（{letters(index + 1)}列）" if words in found.values() else words
        return found

    def _row(self, line: RawRow, row: Row) -> ReturnRow:
        cells = {c.key: self._cell(line, c, row[c.key]) for c in self._schema.columns}
        meaning: dict[str, object] = {c.key: (row[c.key].value, row[c.key].qualifier) for c in self._schema.columns}
        extra = {
            self._extra[index]: _content(cell)
            for index, cell in enumerate(line.cells)
            if index in self._extra and (cell.uncomputed or cell.raw not in (None, ""))
        }
        before = extra.pop(ORIGIN_HEADING, Content(None)).value
        source = str(_at(self._here, line)) + (f" ← {before}" if before else "")
        return ReturnRow(_at(self._here, line), source, row.identity, row.label, cells, meaning, extra)

    def _cell(self, line: RawRow, column: Column, cell: Cell) -> Content:
        """As it was typed; converted where the heading states another unit than the column is held in."""
        index, unit = self._reader.places.get(column.key, (-1, ""))
        if index < 0 or index >= len(line.cells):
            return Content(None)
        if column.type is ColumnType.NUMBER and unit and unit != column.unit and isinstance(cell.value, Decimal):
            return Content(_hedged(cell.value, cell.qualifier))
        return _content(line.cells[index])


def _hedged(value: Decimal, qualifier: str) -> Decimal | str:
    """A number in the column's unit, with the hedge it was written with."""
    if not qualifier:
        return value
    return f"{value:f}{qualifier}" if qualifier in ("多", "余", "以上") else f"{qualifier}{value:f}"


def _span(area: str) -> tuple[int, int]:
    """First and last row of an A1 reference or area; (0, 0) when it names none: the whole sheet is meant."""
    numbers = [int(number) for number in re.findall(r"\d+", area)]
    return (min(numbers), max(numbers)) if numbers else (0, 0)

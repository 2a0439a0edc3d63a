"""A grid and its schema to a typed sheet; every fault a diagnostic, all of them collected."""

from collections.abc import Sequence

from reportgen.model.diagnostic import Diagnostic
from reportgen.model.ledger import Cell, Row, Sheet
from reportgen.model.origin import Origin, letters
from reportgen.model.schema import ORIGIN_HEADING, Column, ColumnType, SheetSchema
from reportgen.readers.grid import Grid, RawCell, RawRow
from reportgen.readers.values import CellFault, Parsed, heading_unit, is_blank, parse, text_of, unit_fits

_TOTALS = ("合计", "总计", "小计", "全县合计", "总合计")
_NO_DATA = ("序号", ORIGIN_HEADING)  # headings of columns that are passed over without a remark
_HEADER_WITHIN = 10  # lines from the top in which the heading must stand


class SheetReader:
    """Reads one grid by one schema; ``faults`` fills as it goes."""

    def __init__(self, grid: Grid, schema: SheetSchema) -> None:
        self.grid = grid
        self.schema = schema
        self.faults: list[Diagnostic] = []
        self.header: RawRow | None = None
        self.places: dict[str, tuple[int, str]] = {}  # column key → (index, unit of the heading), once read
        self._name = "" if grid.file.lower().endswith(".csv") else grid.name

    def read(self) -> Sheet:
        """The typed sheet; empty when there is no heading to go by."""
        where = Origin(self.grid.file, self._name)
        self.header = header = self._header()
        if header is None:
            expected = "、".join(c.header for c in self.schema.columns if c.required)
            self._fault("E102", Origin(self.grid.file, self._name), expected=expected)
            return Sheet(self.schema, origin=where)
        self.places = places = self._columns(header)
        lines = [row for row in self.grid.rows if row.number > header.number]
        if not self._name:
            self._remark_on_fields(lines, len(header.cells))
        self._remark_on_looks(header.number)
        data = [self._row(line, places) for line in lines if not _is_empty(line, places) and not is_total(line)]
        totals = [self._row(line, places, total=True) for line in lines if is_total(line)]
        return Sheet(self.schema, tuple(data), tuple(totals), where)

    def _fault(self, code: str, origin: Origin, **values: str) -> None:
        self.faults.append(Diagnostic(code, values, (origin,)))

    def _origin(self, row: int, column: int) -> Origin:
        return Origin(self.grid.file, self._name, f"{letters(column + 1)}{row}")

    # -- the heading

    def _header(self) -> RawRow | None:
        known = _headings(self.schema)
        best: tuple[int, RawRow | None] = (1, None)
        for row in self.grid.rows:
            if row.number > _HEADER_WITHIN:
                break
            names = {heading_unit(str(c.raw))[0] for c in row.cells if isinstance(c.raw, str)}
            found = len(names & known.keys())
            if found > best[0]:
                best = (found, row)
        return best[1]

    def _columns(self, header: RawRow) -> dict[str, tuple[int, str]]:
        """Column key → (index, unit of the heading)."""
        known, places = _headings(self.schema), dict[str, tuple[int, str]]()
        for index, cell in enumerate(header.cells):
            if is_blank(cell.raw):
                continue
            name, unit = heading_unit(text_of(cell.raw))
            column = known.get(name)
            origin = self._origin(header.number, index)
            if column is None:
                if name not in _NO_DATA:
                    self._fault("N108", origin, column=text_of(cell.raw))
            elif column.key in places:
                self._fault("E104", origin, column=column.header)
            elif column.type is ColumnType.NUMBER and not unit_fits(unit, column):
                self._fault("E106", origin, column=column.header, unit=unit, expected=column.unit)
                places[column.key] = (index, column.unit)
            else:
                places[column.key] = (index, unit if column.unit else "")
        self._missing(header, places)
        return places

    def _missing(self, header: RawRow, places: dict[str, tuple[int, str]]) -> None:
        for column in self.schema.columns:
            if column.required and column.key not in places:
                aliases = "、".join((column.header, *column.aliases))
                self._fault("E103", self._origin(header.number, 0), column=column.header, aliases=aliases)

    def _remark_on_fields(self, lines: Sequence[RawRow], fields: int) -> None:
        """A line of a CSV file with more or fewer fields than its heading has slipped."""
        for line in lines:
            if len(line.cells) != fields:
                origin = Origin(self.grid.file, "", str(line.number))
                self._fault("E113", origin, found=str(len(line.cells)), expected=str(fields))

    def _remark_on_looks(self, header: int) -> None:
        if self.grid.hidden:
            self._fault("W110", Origin(self.grid.file, self._name))
        for area in self.grid.merged:
            start = area.split(":")[0]
            if int("".join(ch for ch in start if ch.isdigit())) > header:
                self._fault("E212", Origin(self.grid.file, self._name, start), text=area)

    # -- rows

    def _row(self, line: RawRow, places: dict[str, tuple[int, str]], *, total: bool = False) -> Row:
        cells = {c.key: self._cell(line, c, places.get(c.key), total=total) for c in self.schema.columns}
        identity, label = _word(cells, self.schema.identity), _word(cells, self.schema.label)
        return Row(self.schema.key, line.number, identity, label, cells)

    def _cell(self, line: RawRow, column: Column, place: tuple[int, str] | None, *, total: bool) -> Cell:
        if place is None:
            origin = Origin(self.grid.file, self._name, f"{line.number}")
            return Cell(parse(column.blank, column).value if column.blank else None, origin)
        index, unit = place
        cell = line.cells[index] if index < len(line.cells) else RawCell(None)
        origin = self._origin(line.number, index)
        if cell.uncomputed:
            self._fault("E208", origin)
        elif is_blank(cell.raw):
            if column.blank and not total:
                return self._parsed(RawCell(column.blank), column, unit, origin, total=total)
            if column.required and not total:
                self._fault("E201", origin, column=column.header)
        else:
            return self._parsed(cell, column, unit, origin, total=total)
        return Cell(None, origin)

    def _parsed(self, cell: RawCell, column: Column, unit: str, origin: Origin, *, total: bool) -> Cell:
        if total and column.type is not ColumnType.NUMBER:
            return Cell(text_of(cell.raw), origin)
        try:
            parsed = parse(cell.raw, column, unit, cell.number_format)
        except CellFault as fault:
            self._fault(fault.code, origin, **fault.values)
            return Cell(None, origin)
        self._remark_on_format(cell, column, origin, parsed)
        return Cell(parsed.value, origin, parsed.qualifier, parsed.places)

    def _remark_on_format(self, cell: RawCell, column: Column, origin: Origin, parsed: Parsed) -> None:
        odd = any(sign in cell.number_format for sign in ("万", "亿", "%"))
        if odd and column.type is ColumnType.NUMBER and not isinstance(cell.raw, str):
            self._fault("W214", origin, format=cell.number_format, text=str(parsed.value), unit=column.unit or "—")


def _headings(schema: SheetSchema) -> dict[str, Column]:
    known: dict[str, Column] = {}
    for column in schema.columns:
        known[heading_unit(column.header)[0]] = column
    for column in schema.columns:
        for alias in column.aliases:
            known.setdefault(heading_unit(alias)[0], column)
    return known


def headings(known: Sequence[SheetSchema]) -> frozenset[str]:
    """Every heading any sheet may bear."""
    return frozenset(name for schema in known for name in _headings(schema))


def _is_empty(line: RawRow, places: dict[str, tuple[int, str]]) -> bool:
    cells = [line.cells[i] for i, _ in places.values() if i < len(line.cells)]
    return all(is_blank(cell.raw) and not cell.uncomputed for cell in cells)


def is_total(line: RawRow) -> bool:
    """Whether a line is a 合计 row: never data."""
    words = (text_of(c.raw).replace(" ", "").replace("\u3000", "") for c in line.cells[:4] if isinstance(c.raw, str))
    return any(word in _TOTALS for word in words)


def _word(cells: dict[str, Cell], key: str) -> str:
    value = cells[key].value if key else None
    return "、".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def claims(schemas: Sequence[SheetSchema], name: str) -> SheetSchema | None:
    """The schema a sheet's name asks for, by name or alias, any bracketed or dated tail aside."""
    clean = heading_unit(name)[0]
    for schema in schemas:
        if clean in (schema.name, *schema.aliases):
            return schema
    return None

"""What was copied from the month before and normally changes: confirmed, changed, or still to be looked at."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from reportgen.model.diagnostic import Diagnostic
from reportgen.model.ledger import Cell, Ledger, Row, Sheet
from reportgen.model.schema import Column


def carried(sheet: Sheet) -> Iterator[tuple[Row, Column]]:
    """The cells of a sheet that normally change from month to month, as its columns declare."""
    for column in sheet.schema.columns:
        if column.carry == "confirm":
            yield from ((row, column) for row in sheet if _may_change(row, column))


def _may_change(row: Row, column: Column) -> bool:
    value = row.value(column.key)
    limit = row.value(column.settled_at) if column.settled_at else None
    if value is None or value in column.settled:
        return False
    if isinstance(value, Decimal) and isinstance(limit, Decimal) and value >= limit:
        return False
    return all(row.value(key) in allowed for key, allowed in column.carry_when.items())


def unconfirmed(ledger: Ledger) -> Iterator[Diagnostic]:
    """Cells listed in 待确认 that are neither confirmed there nor changed in their ledger, one remark a sheet."""
    waiting: dict[str, list[tuple[Cell, Column]]] = {}
    sheets = {sheet.schema.name: sheet for sheet in ledger.sheets.values()}
    for item in ledger["confirmations"]:
        sheet = sheets.get(str(item.value("sheet")))
        if sheet is None or item.value("confirmed") is True:
            continue
        for cell, column in _listed(item, sheet):
            if _same(cell.said, str(item.value("last") or "")):
                waiting.setdefault(sheet.schema.name, []).append((cell, column))
    for name, cells in waiting.items():
        columns = "、".join(dict.fromkeys(column.header for _, column in cells))
        values = {"sheet": name, "count": str(len(cells)), "columns": columns}
        yield Diagnostic("N124", values, tuple(cell.origin for cell, _ in cells))


def _listed(item: Row, sheet: Sheet) -> Iterator[tuple[Cell, Column]]:
    """The cell an item speaks of, wherever its row stands now; none when the row is gone."""
    column = next((c for c in sheet.schema.columns if c.header == item.value("column")), None)
    row = next((r for r in sheet if r.identity == item.value("row")), None)
    if row is not None and column is not None:
        yield row[column.key], column


def _same(now: str, last: str) -> bool:
    """Whether two cells say the same; numbers by value, whatever a spreadsheet made of their decimals."""
    try:
        return Decimal(now) == Decimal(last)
    except InvalidOperation:
        return now == last

"""What must hold in any ledger, whatever is declared: values that are unique, feet that add up, gaps that say where they belong."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from reportgen.checks.agreement import Agreement, Span, agree, of_cell
from reportgen.checks.carried import unconfirmed
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.ledger import Ledger, Row, Sheet
from reportgen.model.schema import Column, ColumnType


def duplicates(ledger: Ledger) -> Iterator[Diagnostic]:
    """A value that must be unique stands twice."""
    for sheet in ledger.sheets.values():
        for column in (c for c in sheet.schema.columns if c.unique):
            seen: dict[str, Row] = {}
            for row in sheet:
                text = str(row.value(column.key) or "")
                if text and text in seen:
                    first = str(seen[text][column.key].origin)
                    values = {"column": column.header, "text": text, "first": first}
                    yield Diagnostic("E301", values, (row[column.key].origin,))
                seen.setdefault(text, row)


def nearly_duplicates(ledger: Ledger) -> Iterator[Diagnostic]:
    """Two codes differ in the zeros they begin with: one was typed as a number."""
    for sheet in ledger.sheets.values():
        for column in (c for c in sheet.schema.columns if c.unique and c.type is ColumnType.CODE):
            seen: dict[str, Row] = {}
            for row in sheet:
                text = str(row.value(column.key) or "")
                other = seen.setdefault(text.lstrip("0"), row)
                if text and text != other.value(column.key):
                    values = {"column": column.header, "text": text, "other": str(other.value(column.key))}
                    yield Diagnostic("W314", values, (row[column.key].origin, other[column.key].origin))


def totals(ledger: Ledger) -> Iterator[Diagnostic]:
    """A 合计 or 小计 row says other than its rows add up to."""
    for sheet in ledger.sheets.values():
        for row in sheet.totals:
            for column in sheet.schema.columns:
                if column.type is ColumnType.NUMBER:
                    yield from _total(sheet, row, column)


def _total(sheet: Sheet, total: Row, column: Column) -> Iterator[Diagnostic]:
    """One figure of a sum row against each set of rows it may be the sum of; the likeliest is spoken of."""
    cell = total[column.key]
    stated = of_cell(cell, column.unit)
    if stated is None:
        return
    sums = [_added(rows, column) for rows in _summed(sheet, total)]
    found = [agree(stated, Span(computed, computed, computed)) for computed in sums]
    if Agreement.SAME in found:
        return
    name, left, right = f"{total.label}行的{column.header}", f"{stated.value:f}", f"{sums[0]:f}"
    difference = f"{abs(stated.value - sums[0]):f}"
    if found[0] is Agreement.DIFFERENT:
        values = {"total": total.label, "column": column.header, "stated": left, "computed": right}
        yield Diagnostic("W303", {**values, "difference": difference}, (cell.origin,))
    elif found[0] is Agreement.CUT:
        yield Diagnostic("N417", {"label": name, "reported": left, "computed": right}, (cell.origin,))
    else:
        yield Diagnostic("N418", {"name": name, "left": left, "right": right, "difference": difference}, (cell.origin,))


def _summed(sheet: Sheet, total: Row) -> list[list[Row]]:
    """What a sum row may be the sum of: the only one of all rows, one of several also of its group above or below it.

    小计 is of its group only.
    """
    before = max((t.number for t in sheet.totals if t.number < total.number), default=0)
    behind = min((t.number for t in sheet.totals if t.number > total.number), default=1 << 30)
    above = [row for row in sheet if before < row.number < total.number]
    below = [row for row in sheet if total.number < row.number < behind]
    if total.label.endswith("小计"):
        return [rows for rows in (above, below) if rows] or [[]]
    whole = list(sheet.rows)
    return [whole] if len(sheet.totals) == 1 else [whole, *(rows for rows in (above, below) if rows)]


def _added(rows: list[Row], column: Column) -> Decimal:
    return sum((v for row in rows if isinstance(v := row.value(column.key), Decimal)), Decimal(0))


def single_gaps(ledger: Ledger) -> Iterator[Diagnostic]:
    """A gap listed by itself does not say whether the whole gap holds it."""
    needs = {row.value("nature") for row in ledger["funds"]}
    for row in ledger["funds"]:
        if row.value("nature") == "缺口" and row.value("within") is None and "总需" in needs:
            values = {"item": row.label, "amount": f"{row.value('amount')}"}
            yield Diagnostic("N407", values, (row["within"].origin,))


LEDGER_CHECKS: tuple[Callable[[Ledger], Iterator[Diagnostic]], ...] = (
    duplicates,
    nearly_duplicates,
    totals,
    single_gaps,
    unconfirmed,
)

"""What must hold in any ledger, whatever is declared: values that are unique, feet that add up, gaps that say where they belong."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from reportgen.checks.agreement import Agreement, Span, agree, of_cell
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


def totals(ledger: Ledger) -> Iterator[Diagnostic]:
    """A 合计 row says other than its rows add up to."""
    for sheet in ledger.sheets.values():
        if len(sheet.totals) == 1:
            for column in sheet.schema.columns:
                if column.type is ColumnType.NUMBER:
                    yield from _total(sheet, column)


def _total(sheet: Sheet, column: Column) -> Iterator[Diagnostic]:
    cell = sheet.totals[0][column.key]
    stated = of_cell(cell, column.unit)
    if stated is None:
        return
    computed = sum((v for row in sheet if isinstance(v := row.value(column.key), Decimal)), Decimal(0))
    found = agree(stated, Span(computed, computed, computed))
    if found is Agreement.SAME:
        return
    name, left, right = f"合计行的{column.header}", f"{stated.value:f}", f"{computed:f}"
    difference = f"{abs(stated.value - computed):f}"
    if found is Agreement.DIFFERENT:
        values = {"column": column.header, "stated": left, "computed": right, "difference": difference}
        yield Diagnostic("W303", values, (cell.origin,))
    elif found is Agreement.CUT:
        yield Diagnostic("N417", {"label": name, "reported": left, "computed": right}, (cell.origin,))
    else:
        yield Diagnostic("N418", {"name": name, "left": left, "right": right, "difference": difference}, (cell.origin,))


def single_gaps(ledger: Ledger) -> Iterator[Diagnostic]:
    """A gap listed by itself does not say whether the whole gap holds it."""
    needs = {row.value("nature") for row in ledger["funds"]}
    for row in ledger["funds"]:
        if row.value("nature") == "缺口" and row.value("within") is None and "总需" in needs:
            values = {"item": row.label, "amount": f"{row.value('amount')}"}
            yield Diagnostic("N407", values, (row["within"].origin,))


LEDGER_CHECKS: tuple[Callable[[Ledger], Iterator[Diagnostic]], ...] = (duplicates, totals, single_gaps)

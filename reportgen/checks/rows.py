"""What must hold between the cells of one row, as declared."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from reportgen import units
from reportgen.checks.agreement import NOTHING, Agreement, agree, of_cell
from reportgen.model.check import Check, RowAtMost, RowBand, RowCount, RowOrder, RowPast, RowStatus, RowSum
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.ledger import Cell, Ledger, Row
from reportgen.model.period import PartialDate
from reportgen.model.schema import Column, SheetSchema
from reportgen.wording import number


def check_rows(ledger: Ledger, checks: Iterable[Check], as_of: date) -> Iterator[Diagnostic]:
    """Every declared check of rows, on every row of its sheet."""
    for check in checks:
        rule = RULES.get(type(check))
        if rule is not None:
            sheet = ledger[_key(ledger, check)]
            for row in sheet:
                yield from rule(check, row, sheet.schema, as_of)


def _key(ledger: Ledger, check: Any) -> str:
    """The sheet a check speaks of, by key or by its Chinese name."""
    return next(k for k, s in ledger.sheets.items() if check.sheet in (k, s.schema.name))


def _sum(check: RowSum, row: Row, schema: SheetSchema, as_of: date) -> Iterator[Diagnostic]:
    whole = _span(row, schema, check.whole)
    filled = [key for key in check.parts if _span(row, schema, key) is not None]
    if whole is None or not filled:
        return
    total = sum((s for key in filled if (s := _span(row, schema, key))), NOTHING)
    less = _span(row, schema, check.less) if check.less else None
    found = [agree(whole, total)] + ([agree(whole, total + less)] if less else [])
    if Agreement.SAME in found or Agreement.CUT in found:
        return
    unit = schema.column(check.whole).unit
    values = {
        "name": check.name,
        "whole": schema.column(check.whole).header,
        "computed": f"{total.value:f}{unit}",
        "stated": f"{whole.value:f}{unit}",
        "difference": f"{abs(total.value - whole.value):f}{unit}",
    }
    code = "N313" if Agreement.ROUNDED in found else "W307"
    yield Diagnostic(code, values, (row[check.whole].origin, *(row[key].origin for key in filled)))


def _at_most(check: RowAtMost, row: Row, schema: SheetSchema, as_of: date) -> Iterator[Diagnostic]:
    left = _span(row, schema, check.left)
    filled = [key for key in check.right if _span(row, schema, key) is not None]
    if left is None or not filled:
        return
    right = sum((s for key in filled if (s := _span(row, schema, key))), NOTHING)
    if left.low > right.high:
        unit = schema.column(check.left).unit
        values = {
            "left": schema.column(check.left).header,
            "value": f"{left.value:f}{unit}",
            "right": "与".join(schema.column(key).header for key in filled),
            "bound": f"{right.value:f}{unit}",
        }
        yield Diagnostic("W309", values, (row[check.left].origin, *(row[key].origin for key in filled)))


def _order(check: RowOrder, row: Row, schema: SheetSchema, as_of: date) -> Iterator[Diagnostic]:
    first, second = row.value(check.earlier), row.value(check.later)
    if isinstance(first, PartialDate) and isinstance(second, PartialDate) and second.last < first.first:
        values = {
            "later": schema.column(check.later).header,
            "second": str(second),
            "earlier": schema.column(check.earlier).header,
            "first": str(first),
        }
        yield Diagnostic("W305", values, (row[check.later].origin, row[check.earlier].origin))


def _past(check: RowPast, row: Row, schema: SheetSchema, as_of: date) -> Iterator[Diagnostic]:
    for key in check.columns:
        when = row.value(key)
        if isinstance(when, PartialDate) and when.first > as_of:
            values = {"column": schema.column(key).header, "date": str(when), "as_of": as_of.isoformat()}
            yield Diagnostic("W308", values, (row[key].origin,))


def _status(check: RowStatus, row: Row, schema: SheetSchema, as_of: date) -> Iterator[Diagnostic]:
    column = schema.column(check.column)
    if not _stands(check, row, column):
        return
    here = {"column": column.header, "status": str(row.value(check.column))}
    origin = row[check.column].origin
    for key in check.blank:
        if (value := row.value(key)) is not None:
            values = {**here, "other": schema.column(key).header, "value": _words(value)}
            yield Diagnostic("W306", values, (origin, row[key].origin))
    for key in check.filled:
        if row.value(key) is None:
            yield Diagnostic("N310", {**here, "other": schema.column(key).header}, (origin, row[key].origin))


def _stands(check: RowStatus, row: Row, column: Column) -> bool:
    rank = column.rank(str(row.value(check.column)))
    if rank is None:
        return False
    least, below = column.rank(check.at_least), column.rank(check.below)
    return (least is None or rank >= least) and (below is None or rank < below)


def _words(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _band(check: RowBand, row: Row, schema: SheetSchema, as_of: date) -> Iterator[Diagnostic]:
    band = check.bands.get(str(row.value(check.by) or ""))
    top, below = row.value(check.numerator), row.value(check.denominator)
    if band is None or not isinstance(top, Decimal) or not isinstance(below, Decimal) or below == 0:
        return
    held = f"{schema.column(check.numerator).unit}/{schema.column(check.denominator).unit}"
    cost = units.convert(top / below, held, check.unit)
    if not band[0] <= cost <= band[1]:
        values = {"name": check.name, "cost": f"{number(cost, 0)}{check.unit}", "kind": str(row.value(check.by))}
        values |= {"least": f"{band[0]:f}", "most": f"{band[1]:f}"}
        yield Diagnostic("N311", values, (row[check.numerator].origin, row[check.denominator].origin))


def _count(check: RowCount, row: Row, schema: SheetSchema, as_of: date) -> Iterator[Diagnostic]:
    stated, listed = row.value(check.count), row.value(check.listed)
    if not isinstance(stated, Decimal) or listed is None:
        return
    names = listed if isinstance(listed, tuple) else tuple(part for part in str(listed).split("、") if part)
    some = names[-1].endswith("等")
    if (len(names) > stated) if some else (len(names) != stated):
        values = {"column": schema.column(check.count).header, "stated": f"{stated:f}"}
        values |= {"listed": schema.column(check.listed).header, "count": str(len(names))}
        yield Diagnostic("W312", values, (row[check.count].origin, row[check.listed].origin))


def _span(row: Row, schema: SheetSchema, key: str) -> Any:
    cell: Cell = row[key]
    return of_cell(cell, schema.column(key).unit)


RULES: Mapping[type, Callable[[Any, Row, SheetSchema, date], Iterator[Diagnostic]]] = {
    RowSum: _sum,
    RowAtMost: _at_most,
    RowOrder: _order,
    RowPast: _past,
    RowStatus: _status,
    RowBand: _band,
    RowCount: _count,
}

"""What must hold between the cells of one period's ledger."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from reportgen.model.diagnostic import Diagnostic
from reportgen.model.ledger import Ledger, Row, Sheet
from reportgen.model.period import PartialDate
from reportgen.model.schema import Column, ColumnType

_SOURCES = ("central", "provincial", "municipal", "county", "own")


def duplicates(ledger: Ledger, as_of: date) -> Iterator[Diagnostic]:
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


def nearly_duplicates(ledger: Ledger, as_of: date) -> Iterator[Diagnostic]:
    """Two codes differ in the zeros they begin with: one was typed as a number."""
    for sheet in ledger.sheets.values():
        for column in (c for c in sheet.schema.columns if c.unique and c.type is ColumnType.CODE):
            seen: dict[str, Row] = {}
            for row in sheet:
                text = str(row.value(column.key) or "")
                other = seen.setdefault(text.lstrip("0"), row)
                if text and text != other.value(column.key):
                    values = {"column": column.header, "text": text, "other": str(other.value(column.key))}
                    yield Diagnostic("W310", values, (row[column.key].origin, other[column.key].origin))


def totals(ledger: Ledger, as_of: date) -> Iterator[Diagnostic]:
    """A 合计 or 小计 row says other than its rows add up to."""
    for sheet in ledger.sheets.values():
        for row in sheet.totals:
            for column in sheet.schema.columns:
                if column.type is ColumnType.NUMBER:
                    yield from _total(sheet, row, column)


def _total(sheet: Sheet, total: Row, column: Column) -> Iterator[Diagnostic]:
    """One figure of a sum row against each set of rows it may be the sum of; the likeliest is spoken of."""
    cell = total[column.key]
    if not isinstance(cell.value, Decimal):
        return
    sums = [_added(rows, column) for rows in _summed(sheet, total)]
    if cell.value not in sums:
        values = {
            "total": total.label,
            "column": column.header,
            "stated": f"{cell.value:f}",
            "computed": f"{sums[0]:f}",
        }
        yield Diagnostic("W303", values | {"difference": f"{abs(cell.value - sums[0]):f}"}, (cell.origin,))


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


def dates(ledger: Ledger, as_of: date) -> Iterator[Diagnostic]:
    """A work finished before it started, a past date after the report's, a finish without being finished."""
    status = ledger["projects"].schema.column("status")
    done = status.rank("完工") or 0
    for row in ledger["projects"]:
        started, finished = row.value("started"), row.value("finished")
        if isinstance(started, PartialDate) and isinstance(finished, PartialDate) and finished.last < started.first:
            values = {"started": str(started), "finished": str(finished)}
            yield Diagnostic("W305", values, (row["finished"].origin, row["started"].origin))
        rank = status.rank(str(row.value("status")))
        if isinstance(finished, PartialDate) and rank is not None and rank < done:
            values = {"status": str(row.value("status")), "finished": str(finished)}
            yield Diagnostic("W306", values, (row["status"].origin, row["finished"].origin))
        for key in ("started", "finished"):
            when = row.value(key)
            if isinstance(when, PartialDate) and when.first > as_of:
                yield Diagnostic("W308", {"date": str(when), "as_of": as_of.isoformat()}, (row[key].origin,))


def sources(ledger: Ledger, as_of: date) -> Iterator[Diagnostic]:
    """A project's funds by source do not add up to its investment; a gap larger than the investment."""
    for row in ledger["projects"]:
        investment, parts = row.value("investment"), [row.value(key) for key in _SOURCES]
        known = [p for p in parts if isinstance(p, Decimal)]
        if not isinstance(investment, Decimal):
            continue
        gap = row.value("gap")
        if known and sum(known) not in (investment, investment - (gap if isinstance(gap, Decimal) else 0)):
            values = {"computed": f"{sum(known):f}", "stated": f"{investment:f}"}
            values["difference"] = f"{abs(sum(known) - investment):f}"
            yield Diagnostic("W307", values, (row["investment"].origin,))
        if isinstance(gap, Decimal) and gap > investment:
            yield Diagnostic("W309", {"gap": f"{gap:f}", "investment": f"{investment:f}"}, (row["gap"].origin,))


def single_gaps(ledger: Ledger, as_of: date) -> Iterator[Diagnostic]:
    """A gap listed by itself does not say whether the whole gap holds it."""
    needs = {row.value("nature") for row in ledger["funds"]}
    for row in ledger["funds"]:
        if row.value("nature") == "缺口" and row.value("within") is None and "总需" in needs:
            values = {"item": row.label, "amount": f"{row.value('amount')}"}
            yield Diagnostic("N407", values, (row["within"].origin,))


LEDGER_CHECKS: tuple[Callable[[Ledger, date], Iterator[Diagnostic]], ...] = (
    duplicates,
    nearly_duplicates,
    totals,
    dates,
    sources,
    single_gaps,
)

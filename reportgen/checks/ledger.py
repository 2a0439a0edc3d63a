"""What must hold between the cells of one period's ledger."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from reportgen.checks.carried import unconfirmed
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


def totals(ledger: Ledger, as_of: date) -> Iterator[Diagnostic]:
    """A 合计 row says other than its rows add up to."""
    for sheet in ledger.sheets.values():
        if len(sheet.totals) == 1:
            for column in sheet.schema.columns:
                if column.type is ColumnType.NUMBER:
                    yield from _total(sheet, column)


def _total(sheet: Sheet, column: Column) -> Iterator[Diagnostic]:
    cell = sheet.totals[0][column.key]
    values = [v for row in sheet if isinstance(v := row.value(column.key), Decimal)]
    computed = sum(values, Decimal(0))
    if isinstance(cell.value, Decimal) and cell.value != computed:
        difference = abs(cell.value - computed)
        yield Diagnostic(
            "W303",
            {
                "column": column.header,
                "stated": f"{cell.value:f}",
                "computed": f"{computed:f}",
                "difference": f"{difference:f}",
            },
            (cell.origin,),
        )


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
    totals,
    dates,
    sources,
    single_gaps,
    unconfirmed,
)

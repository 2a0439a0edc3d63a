"""Numbers as they were reported, beside what the ledgers give."""

from datetime import date
from decimal import Decimal

from reportgen.model.fact import Basis, Fact, FactBook
from reportgen.model.ledger import Ledger, Row
from reportgen.model.period import Period


def reported_fact(row: Row, key: str, subject: str, as_of: date, period: Period) -> Fact:
    """A reported number as it was reported; the cells beside it say of what, in which unit and how exactly."""
    cell, places = row["value"], row.value("places")
    beside = (row[name].origin for name in ("fact", "unit", "places", "qualifier"))
    selected = tuple(origin for origin in beside if not origin.cell.isdigit())  # a column the sheet has
    return Fact(
        key=key,
        value=cell.value if isinstance(cell.value, Decimal) else Decimal(0),
        unit=str(row.value("unit") or ""),
        basis=Basis(f"{row.value('department') or ''}上报", (cell.origin,), selected=selected),
        label=row.label,
        subject=tuple(subject.split("/")) if subject else (),
        places=int(places) if isinstance(places, Decimal) else cell.places,
        qualifier=str(row.value("qualifier") or cell.qualifier),
        period=period,
        as_of=as_of,
    )


def reported_book(ledger: Ledger, as_of: date) -> FactBook:
    """The reported numbers by themselves, whether or not the ledgers give others."""
    book = FactBook()
    for row in ledger["reported"]:
        if isinstance(row.value("value"), Decimal):
            key, _, subject = row.identity.partition("@")
            book.add(reported_fact(row, key, subject, as_of, ledger.period))
    return book

"""The facts of a month gone by, as text and back, so that they are computed once and not with every later month."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from reportgen.model.fact import Basis, Fact, FactBook
from reportgen.model.origin import Origin
from reportgen.model.period import Period

Places = list[list[str]]


def to_bytes(book: FactBook) -> bytes:
    """Every Fact with its whole basis."""
    return json.dumps([_packed(fact) for fact in book.facts.values()], ensure_ascii=False).encode()


def from_bytes(data: bytes) -> FactBook:
    """The same Facts, in the same order."""
    book = FactBook()
    for row in json.loads(data):
        book.add(_fact(row))
    return book


def _packed(fact: Fact) -> list[Any]:
    basis = fact.basis
    return [
        fact.key, str(fact.value), fact.unit, _basis(basis), fact.label,
        fact.subject, fact.aspect, fact.places, fact.qualifier, fact.period and str(fact.period),
        fact.as_of and fact.as_of.isoformat(),
    ]  # fmt: skip


def _basis(basis: Basis) -> list[Any]:
    return [basis.rule, basis.cells, basis.facts, basis.unknown, basis.selected]


def _based(rule: str, cells: Places, facts: list[str], unknown: Places, selected: Places) -> Basis:
    return Basis(rule, _origins(cells), tuple(facts), _origins(unknown), _origins(selected))


def _origins(places: Places) -> tuple[Origin, ...]:
    return tuple(Origin(*place) for place in places)


def _fact(row: list[Any]) -> Fact:
    key, value, unit, basis, label, subject, aspect, places, qualifier, period, as_of = row
    return Fact(
        key,
        Decimal(value),
        unit,
        _based(*basis),
        label,
        tuple(subject),
        aspect,
        places,
        qualifier,
        Period.parse(period) if period else None,
        date.fromisoformat(as_of) if as_of else None,
    )

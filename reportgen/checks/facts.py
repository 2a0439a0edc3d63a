"""What must hold between Facts, and between Facts and what was reported."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportgen import units
from reportgen.model.definition import Definition, Identity
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.fact import Fact, FactBook
from reportgen.model.ledger import Ledger, Row
from reportgen.model.origin import Origin


@dataclass(frozen=True, slots=True)
class Given:
    """What the checks of Facts look at."""

    ledger: Ledger
    book: FactBook
    definitions: Mapping[str, Definition]
    identities: Sequence[Identity]


def reported(given: Given) -> Iterator[Diagnostic]:
    """A reported number differs from the computed one by more than half its last printed digit."""
    for row in given.ledger["reported"]:
        fact = given.book.get(row.identity)
        key = row.identity.partition("@")[0]
        if fact is None or fact.basis.cells == (row["value"].origin,):
            if key not in given.definitions:
                yield Diagnostic("W404", {"key": row.identity}, (row["fact"].origin,))
        else:
            yield from _against(row, fact)


def _against(row: Row, fact: Fact) -> Iterator[Diagnostic]:
    stated, unit = row.value("value"), str(row.value("unit"))
    if not isinstance(stated, Decimal):
        return
    if not units.compatible(unit, fact.unit):
        yield Diagnostic("W405", {"label": row.label, "reported": unit, "expected": fact.unit}, (row["unit"].origin,))
        return
    value = units.convert(stated, unit, fact.unit)
    half = units.convert(Decimal(1).scaleb(-row["value"].places) / 2, unit, fact.unit)
    difference = abs(value - fact.value)
    if difference > half and not row.value("qualifier"):
        yield Diagnostic(
            "W402",
            {
                "label": row.label,
                "reported": f"{stated:f}{unit}",
                "computed": f"{fact.value:f}{fact.unit}",
                "difference": f"{difference:f}{fact.unit}",
                "department": str(row.value("department") or "报送部门"),
            },
            (row["value"].origin, *_cells(fact)),
        )


def _cells(fact: Fact) -> tuple[Origin, ...]:
    return fact.basis.cells[:3]


def identities(given: Given) -> Iterator[Diagnostic]:
    """Two families declared equal differ in a member."""
    for identity in given.identities:
        right = {fact.subject: fact for fact in given.book.family(identity.right)}
        for left in given.book.family(identity.left):
            other = right.get(left.subject)
            if other is not None and left.value != other.value:
                name = identity.name + (f"（{'、'.join(left.subject)}）" if left.subject else "")
                yield Diagnostic(
                    "W406",
                    {
                        "name": name,
                        "left": f"{left.value:f}{left.unit}",
                        "right": f"{other.value:f}{other.unit}",
                        "difference": f"{abs(left.value - other.value):f}",
                    },
                    left.basis.cells[:1] + other.basis.cells[:1],
                )


FACT_CHECKS: tuple[Callable[[Given], Iterator[Diagnostic]], ...] = (reported, identities)

"""A Fact beside the same Fact of an earlier month: its value then, its change, its growth."""

from dataclasses import replace
from decimal import Decimal

from reportgen.model.comparison import Base, Standing
from reportgen.model.fact import Basis, Fact, FactBook
from reportgen.wording import rounded

_GROWTH_PLACES = 1


def compare(book: FactBook, earlier: FactBook, base: Base = Base.LAST_MONTH, name: str = "") -> None:
    """Add to ``book`` each Fact's earlier value and its change since, where both are known and in one unit.

    ``name`` is what the earlier month is called, when it is another than the base says.
    """
    for fact in list(book.facts.values()):
        if not fact.aspect:
            relate(book, fact, earlier, base, name)


def relate(book: FactBook, fact: Fact, earlier: FactBook, base: Base, name: str = "") -> Standing:
    """Add one Fact's earlier value and its change since: what is printed now less what was printed then.

    So the page adds up: from 66.7% to 67.5% is 0.8 percentage points, whatever was rounded away.
    """
    before = earlier.get(fact.id)
    if before is None:
        return Standing.FIRST
    if before.unit != fact.unit:
        return Standing.MISSING
    kept = keep(book, before, earlier, base)
    unit = "个百分点" if fact.unit == "%" else fact.unit
    book.add(
        replace(
            fact,
            value=rounded(fact.value, fact.places) - rounded(before.value, before.places),
            unit=unit,
            places=max(fact.places, before.places),
            aspect=base.aspects.change,
            basis=Basis(f"{fact.label}：本期减{name or base}", facts=(fact.id, kept.id)),
        )
    )
    return Standing.KNOWN


def grow(book: FactBook, fact: Fact, base: Base) -> None:
    """Add the growth in per cent of a Fact that is compared; none for a share, or from nothing or less."""
    before, change = (_aspect(book, fact, name) for name in (base.aspects.value, base.aspects.change))
    if before is None or change is None or before.value <= 0 or fact.unit == "%":
        return
    basis = Basis(f"{fact.label}：本期 ÷ {base} × 100% − 100%", facts=(fact.id, before.id))
    value = (fact.value / before.value - 1) * Decimal(100)
    book.add(replace(change, value=value, unit="%", places=_GROWTH_PLACES, aspect=base.aspects.growth, basis=basis))


def _aspect(book: FactBook, fact: Fact, aspect: str) -> Fact | None:
    return book.get(f"{fact.id}~{aspect}")


def keep(book: FactBook, fact: Fact, earlier: FactBook, base: Base) -> Fact:
    """An earlier Fact under its aspect, and with it all it rests on, so that a trace stays in its own month."""
    aspect = base.aspects.value
    if (known := book.get(f"{fact.id}~{aspect}")) is not None:
        return known
    parts = (part for ident in fact.basis.facts if (part := earlier.get(ident)) is not None)
    below = tuple(keep(book, part, earlier, base).id for part in parts)
    return book.add(replace(fact, aspect=aspect, basis=replace(fact.basis, facts=below)))

"""What must hold between Facts, and between Facts and what was reported."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reportgen import units
from reportgen.checks.agreement import NOTHING, Agreement, Span, agree, around, of_fact, of_formula
from reportgen.formula import FormulaFault, operands
from reportgen.model.check import Change, Check, Identity, Partition, Rate, Subset
from reportgen.model.definition import Definition
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.evaluation import FAMILIES
from reportgen.model.fact import Fact, FactBook
from reportgen.model.ledger import Ledger, Row
from reportgen.model.origin import Origin
from reportgen.wording import number, rounded

_CELLS = 3  # named in a message, of each side
_SHOWN = 6  # decimals of what is computed


@dataclass(frozen=True, slots=True)
class Given:
    """What the checks of Facts look at.  ``reported`` are the reported numbers by themselves, as reported."""

    ledger: Ledger
    book: FactBook
    reported: FactBook
    definitions: Mapping[str, Definition]
    checks: Iterable[Check]


# -- reported against computed


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
    said = around(stated, row["value"].places, unit).converted(unit, fact.unit)
    exact = Span(fact.value, fact.value, fact.value)
    found = agree(said, exact)
    values = {"label": row.label, "reported": f"{stated:f}{unit}", "computed": f"{_plain(fact.value)}{fact.unit}"}
    cells = (row["value"].origin, *_cells(fact))
    if found is Agreement.CUT:
        yield Diagnostic("N417", values, cells)
    elif found is Agreement.DIFFERENT and not row.value("qualifier"):
        department = str(row.value("department") or "报送部门")
        difference = f"{_plain(abs(said.value - fact.value))}{fact.unit}"
        yield Diagnostic("W402", {**values, "difference": difference, "department": department}, cells)


# -- between Facts


def declared(given: Given) -> Iterator[Diagnostic]:
    """Every declared check of Facts, on the Facts as computed and on the reported numbers by themselves."""
    known = {*given.definitions, *FAMILIES, *(fact.key for fact in given.book.facts.values())}
    known |= {fact.key for fact in given.reported.facts.values()}
    for check in given.checks:
        rule = RULES.get(type(check))
        if rule is None:
            continue
        if unknown := [key for key in _named(check) if key not in known]:
            yield Diagnostic("W419", {"key": check.key, "fact": "、".join(unknown)}, (check.origin,))
            continue
        for book in (given.book, given.reported):
            try:
                yield from rule(check, book)
            except FormulaFault as fault:
                yield Diagnostic("E409", {"key": check.key, "why": str(fault)}, (check.origin,))


def _named(check: Any) -> tuple[str, ...]:
    """The Fact keys a check speaks of, without those that may be missing."""
    match check:
        case Identity():
            named = (*operands(check.left), *operands(check.right))
            return tuple(key for key in named if key not in check.optional)
        case Partition():
            return (check.whole, *check.parts)
        case Subset():
            return (check.part, check.whole)
        case Rate():
            return (check.rate, check.numerator, check.denominator)
        case _:
            return (check.of,)


def _identity(check: Identity, book: FactBook) -> Iterator[Diagnostic]:
    keys = (*operands(check.left), *operands(check.right))
    families = {key: {fact.subject: fact for fact in book.family(key)} for key in keys}
    for subject in _subjects(families[key] for key in operands(check.left)):
        facts = {key: families[key].get(subject) or families[key].get(()) for key in keys}
        if any(facts[key] is None and key not in check.optional for key in keys):
            continue
        used = [fact for fact in facts.values() if fact is not None]
        unit = used[0].unit
        left, right = (of_formula(text, facts, unit) for text in (check.left, check.right))
        yield from _unequal(check.name, subject, left, right, used)


def _subjects(families: Iterable[Mapping[tuple[str, ...], Fact]]) -> list[tuple[str, ...]]:
    every = dict.fromkeys(subject for family in families for subject in family)
    return [subject for subject in every if subject] or list(every)


def _unequal(name: str, subject: tuple[str, ...], left: Span, right: Span, facts: list[Fact]) -> Iterator[Diagnostic]:
    """W406, or the remark that digits were rounded (N418) or cut off (N417)."""
    found, unit = agree(left, right), facts[0].unit
    if found is Agreement.SAME:
        return
    values = {
        "name": _titled(name, subject),
        "left": f"{_plain(left.value)}{unit}",
        "right": f"{_plain(right.value)}{unit}",
        "difference": f"{_plain(abs(left.value - right.value))}{unit}",
    }
    cells = tuple(dict.fromkeys(origin for fact in facts for origin in _cells(fact)))
    if found is Agreement.DIFFERENT:
        yield Diagnostic("W406", values, cells)
    elif found is Agreement.CUT:
        values = {"label": values["name"], "reported": values["left"], "computed": values["right"]}
        yield Diagnostic("N417", values, cells)
    else:
        yield Diagnostic("N418", values, cells)


def _partition(check: Partition, book: FactBook) -> Iterator[Diagnostic]:
    for whole in book.family(check.whole):
        parts = [p for key in check.parts for p in book.family(key) if _under(p, whole)]
        if not parts or any(not units.compatible(p.unit, whole.unit) for p in parts):
            continue
        total = sum((of_fact(p).converted(p.unit, whole.unit) for p in parts), NOTHING)
        stated = of_fact(whole)
        found = agree(stated, total)
        if found is Agreement.SAME:
            continue
        values = {
            "name": _titled(check.name, whole.subject),
            "whole": f"{_plain(whole.value)}{whole.unit}",
            "parts": f"{_plain(total.value)}{whole.unit}",
            "difference": f"{_plain(abs(whole.value - total.value))}{whole.unit}",
        }
        cells = (*_cells(whole), *(p.basis.cells[0] for p in parts if p.basis.cells))
        if found is Agreement.DIFFERENT:
            yield Diagnostic("W414", values, cells)
        else:
            sides = {"left": values["whole"], "right": values["parts"], "difference": values["difference"]}
            yield Diagnostic("N418", {"name": values["name"], **sides}, cells)


def _under(part: Fact, whole: Fact) -> bool:
    """Whether a part belongs to this member of the whole: (小学, 校舍) holds (小学, 柳河镇, 校舍)."""
    return part.id != whole.id and _holds(whole.subject, part.subject)


def _holds(wide: tuple[str, ...], narrow: tuple[str, ...]) -> bool:
    """Whether all of ``wide`` stands in ``narrow``, in its order."""
    rest = iter(narrow)
    return all(name in rest for name in wide)


def _subset(check: Subset, book: FactBook) -> Iterator[Diagnostic]:
    wholes = {fact.subject: fact for fact in book.family(check.whole)}
    for part in book.family(check.part):
        whole = _nearest(wholes, part.subject)
        if whole is None or not units.compatible(part.unit, whole.unit):
            continue
        if of_fact(part).converted(part.unit, whole.unit).low > of_fact(whole).high:
            values = {
                "name": _titled(check.name, part.subject),
                "part": f"{_plain(part.value)}{part.unit}",
                "whole": f"{_plain(whole.value)}{whole.unit}",
            }
            yield Diagnostic("W415", values, (*_cells(part), *_cells(whole)))


def _nearest(wholes: Mapping[tuple[str, ...], Fact], subject: tuple[str, ...]) -> Fact | None:
    """The narrowest member that holds this subject."""
    holding = [wide for wide in wholes if _holds(wide, subject)]
    return wholes[max(holding, key=len)] if holding else None


def _rate(check: Rate, book: FactBook) -> Iterator[Diagnostic]:
    tops = {fact.subject: fact for fact in book.family(check.numerator)}
    bases = {fact.subject: fact for fact in book.family(check.denominator)}
    for rate in book.family(check.rate):
        top, base = _nearest(tops, rate.subject), _nearest(bases, rate.subject)
        if top is None or base is None or base.value == 0:
            continue
        facts: dict[str, Fact | None] = {check.numerator: top, check.denominator: base}
        computed = of_formula(f"{check.numerator} / {check.denominator}", facts, "%")
        stated = of_fact(rate)
        found = agree(stated, computed)
        shown = rounded(computed.value, rate.places + 2)
        values = {
            "label": _titled(check.name, rate.subject),
            "reported": f"{_plain(rate.value)}{rate.unit}",
            "computed": f"{number(shown, rate.places + 2)}%",
        }
        cells = (*_cells(rate), *_cells(top), *_cells(base))
        if found is Agreement.CUT:
            yield Diagnostic("N417", values, cells)
        elif found is Agreement.DIFFERENT:
            yield Diagnostic("W416", {**values, "base": f"{base.label} {_plain(base.value)}{base.unit}"}, cells)


def _change(check: Change, book: FactBook) -> Iterator[Diagnostic]:
    for fact in book.family(check.of):
        before = book.get(f"{fact.id}~previous")
        if before is None or before.value == 0:
            continue
        share = (fact.value - before.value) / abs(before.value) * 100
        if abs(share) > check.more:
            values = {
                "label": _titled(check.name, fact.subject),
                "before": f"{_plain(before.value)}{before.unit}",
                "now": f"{_plain(fact.value)}{fact.unit}",
                "share": number(abs(share), 1),
                "more": f"{check.more:f}",
            }
            yield Diagnostic("W420", values, (*_cells(fact), *_cells(before)))


# -- words


def _titled(name: str, subject: tuple[str, ...]) -> str:
    return f"{name}（{'、'.join(subject)}）" if subject else name


def _plain(value: Decimal) -> str:
    """All digits up to a millionth, without needless zeros."""
    return number(value, _SHOWN)


def _cells(fact: Fact) -> tuple[Origin, ...]:
    return fact.basis.cells[:_CELLS]


RULES: Mapping[type, Callable[[Any, FactBook], Iterator[Diagnostic]]] = {
    Identity: _identity,
    Partition: _partition,
    Subset: _subset,
    Rate: _rate,
    Change: _change,
}
FACT_CHECKS: tuple[Callable[[Given], Iterator[Diagnostic]], ...] = (reported, declared)

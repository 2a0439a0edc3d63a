"""All definitions over one period's ledger, in the order they depend on each other."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from reportgen.compute.frames import Group, SheetFrame
from reportgen.compute.reported import reported_fact
from reportgen.compute.rules import rule_words
from reportgen.formula import FormulaFault, evaluate, operands
from reportgen.model.definition import Definition, Rule
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.fact import Basis, Fact, FactBook
from reportgen.model.ledger import Cell, Ledger, Row
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.units import convert


class Circular(Exception):
    """A definition that needs itself."""


@dataclass
class _Run:
    """One computation: what is given, and what is found so far."""

    ledger: Ledger
    definitions: Mapping[str, Definition]
    as_of: date
    families: dict[str, list[Fact]] = field(default_factory=dict)
    frames: dict[str, SheetFrame] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)
    underway: list[str] = field(default_factory=list)


def compute(
    ledger: Ledger, definitions: Mapping[str, Definition], as_of: date, given: Iterable[Fact] = ()
) -> tuple[FactBook, list[Diagnostic]]:
    """Every definition's family of Facts, and reported values that no definition gives.

    ``given`` are Facts computed otherwise (evaluations); definitions may build on them.
    """
    run = _Run(ledger, definitions, as_of)
    for fact in given:
        run.families.setdefault(fact.key, []).append(fact)
    for key in definitions:
        _family(run, key)
    book = FactBook()
    for family in run.families.values():
        for fact in family:
            book.add(fact)
    for fact in _reported(run, book):
        book.add(fact)
    run.faults.extend(_gaps(book))
    return book, run.faults


def on_demand(
    ledger: Ledger, definitions: Mapping[str, Definition], as_of: date, given: Mapping[str, list[Fact]]
) -> Callable[[str], list[Fact]]:
    """Definitions' families by key, each computed when it is first asked for; of another key nothing.

    ``given`` are families computed otherwise.  What is wrong with a definition is told where all are computed.
    """
    run = _Run(ledger, definitions, as_of, dict(given))
    return lambda key: _family(run, key) if key in run.families or key in definitions else []


def row_fact(row: Row, column: str, label: str, unit: str, period: Period) -> Fact | None:
    """One numeric cell as a Fact; ``None`` when it is blank."""
    cell = row[column]
    if not isinstance(cell.value, Decimal):
        return None
    return Fact(
        key=f"row.{row.sheet}.{column}",
        value=cell.value,
        unit=unit,
        basis=Basis(f"{label}（{row.label}）", (cell.origin,)),
        label=label,
        subject=(row.identity,),
        places=cell.places,
        qualifier=cell.qualifier,
        period=period,
    )


def _family(run: _Run, key: str) -> list[Fact]:
    if key in run.families:
        return run.families[key]
    if key in run.underway:
        raise Circular(" → ".join([*run.underway, key]))
    definition = run.definitions.get(key)
    if definition is None:
        raise FormulaFault(f"没有这个数据项：{key}")
    run.underway.append(key)
    try:
        run.families[key] = list(_computed(run, definition))
    except (FormulaFault, Circular) as fault:
        run.families[key] = []
        run.faults.append(Diagnostic("E401", {"key": key, "why": str(fault)}, (definition.origin,)))
    run.underway.pop()
    return run.families[key]


def _computed(run: _Run, definition: Definition) -> Iterator[Fact]:
    match definition.rule:
        case Rule.COUNT | Rule.SUM:
            yield from _gathered(run, definition)
        case Rule.SHARE | Rule.RATIO:
            yield from _quotients(run, definition)
        case Rule.FORMULA:
            yield from _formulas(run, definition)
        case Rule.RANK:
            yield from _ranks(run, definition)
        case Rule.TALLY:
            yield from _tally(run, definition)
        case Rule.CONSTANT:
            yield _constant(run, definition)


# -- counts and sums


def _gathered(run: _Run, definition: Definition) -> Iterator[Fact]:
    if definition.sheet not in run.frames:
        run.frames[definition.sheet] = SheetFrame(run.ledger[definition.sheet], run.as_of)
    frame = run.frames[definition.sheet]
    if not len(run.ledger[definition.sheet]):
        return
    asked = run.ledger[definition.sheet].areas(_asked(definition))
    for group in frame.groups(definition.among, definition.where, definition.by):
        fact = _count(run, definition, group) if definition.rule is Rule.COUNT else _sum(run, definition, group)
        if fact is not None:
            basis = replace(fact.basis, selected=asked)
            yield replace(fact, basis=basis, period=run.ledger.period, as_of=run.as_of)


def _asked(definition: Definition) -> tuple[str, ...]:
    """The columns that are asked which rows count, in which group, and in which unit."""
    unit = (definition.unit_column,) if definition.unit_column else ()
    return (*definition.among, *definition.where, *definition.by, *unit)


def _count(run: _Run, definition: Definition, group: Group) -> Fact:
    unknown = tuple(cell.origin for cell in group.doubtful)
    if definition.distinct:
        cells = [row[definition.distinct] for row in group.rows]
        names = {name for cell in cells for name in _names(cell)}
        value, origins = len(names), tuple(cell.origin for cell in cells)
    else:
        value, origins = len(group.rows), tuple(_telling_cell(definition, row).origin for row in group.rows)
    basis = Basis(_words(run, definition), origins, unknown=unknown)
    return Fact(definition.key, Decimal(value), definition.unit, basis, definition.label, group.subject)


def _names(cell: Cell) -> tuple[str, ...]:
    return cell.value if isinstance(cell.value, tuple) else () if cell.value is None else (str(cell.value),)


def _telling_cell(definition: Definition, row: Row) -> Cell:
    """The cell that makes a row count: that of the condition, else of the grouping, else its first."""
    for key in (*definition.where, *definition.by, *definition.among):
        return row[key]
    return next(iter(row.cells.values()))


def _sum(run: _Run, definition: Definition, group: Group) -> Fact | None:
    cells = [row[definition.column] for row in group.rows]
    known = [cell for cell in cells if isinstance(cell.value, Decimal)]
    if not known:
        return None
    value = sum((cell.value for cell in known if isinstance(cell.value, Decimal)), Decimal(0))
    held = run.ledger[definition.sheet].schema.column(definition.column).unit
    if held and definition.unit != held:
        value = convert(value, held, definition.unit)
    blank = (*(c.origin for c in cells if c.value is None), *(c.origin for c in group.doubtful))
    places = max(cell.places for cell in known) if definition.places is None else definition.places
    qualified = [cell.qualifier for cell in known if cell.qualifier]
    qualifier = "" if not qualified else qualified[0] if len(known) == 1 else "约"
    unit = definition.unit
    if definition.unit_column:
        unit = str(group.rows[0].value(definition.unit_column) or "")
    basis = Basis(_words(run, definition), tuple(c.origin for c in known), unknown=blank)
    return Fact(definition.key, value, unit, basis, definition.label, group.subject, places=places, qualifier=qualifier)


# -- quotients and formulas


def _quotients(run: _Run, definition: Definition) -> Iterator[Fact]:
    factor = Decimal(100) if definition.rule is Rule.SHARE else definition.per
    for subject, top, below in _pairs(run, definition):
        if below.value == 0:
            continue
        yield Fact(
            definition.key,
            top.value / below.value * factor,
            definition.unit,
            Basis(_words(run, definition), facts=(top.id, below.id), unknown=top.basis.unknown + below.basis.unknown),
            definition.label,
            subject,
            places=definition.places or 0,
            period=run.ledger.period,
            as_of=run.as_of,
        )


def _pairs(run: _Run, definition: Definition) -> Iterator[tuple[tuple[str, ...], Fact, Fact]]:
    tops, belows = _family(run, definition.numerator), _family(run, definition.denominator)
    by_subject = {fact.subject: fact for fact in belows}
    for top in tops:
        below = by_subject.get(top.subject) or by_subject.get(())
        if below is not None:
            yield top.subject, top, below


def _formulas(run: _Run, definition: Definition) -> Iterator[Fact]:
    names = operands(definition.formula)
    families = {name: {f.subject: f for f in _family(run, name)} for name in names}
    for subject in _subjects(families.values()):
        facts = {name: families[name].get(subject) or families[name].get(()) for name in names}
        if any(facts[name] is None and name not in definition.optional for name in names):
            continue
        used = [fact for fact in facts.values() if fact is not None]
        unknown = tuple(o for fact in used for o in fact.basis.unknown)
        places = max(f.places for f in used) if definition.places is None else definition.places
        yield Fact(
            definition.key,
            evaluate(definition.formula, facts, definition.unit),
            definition.unit,
            Basis(_words(run, definition), facts=tuple(f.id for f in used), unknown=unknown),
            definition.label,
            subject,
            places=places,
            qualifier="约" if any(f.qualifier for f in used) else "",
            period=run.ledger.period,
            as_of=run.as_of,
        )


def _subjects(families: Iterable[Mapping[tuple[str, ...], Fact]]) -> list[tuple[str, ...]]:
    every = dict.fromkeys(subject for family in families for subject in family)
    return [s for s in every if s] or list(every)


# -- ranks and values laid down


def _ranks(run: _Run, definition: Definition) -> Iterator[Fact]:
    """Members with one value share a place, and the next place is as many further on."""
    family = _family(run, definition.of)
    basis = Basis(_words(run, definition), facts=tuple(fact.id for fact in family))
    for fact in family:
        ahead = sum((f.value < fact.value) if definition.ascending else (f.value > fact.value) for f in family)
        yield Fact(
            definition.key,
            Decimal(1 + ahead),
            definition.unit,
            basis,
            definition.label,
            fact.subject,
            period=run.ledger.period,
            as_of=run.as_of,
        )


def _tally(run: _Run, definition: Definition) -> Iterator[Fact]:
    """How many members have the value; nothing of a family without members."""
    if not (family := _family(run, definition.of)):
        return
    unknown = tuple(dict.fromkeys(origin for fact in family for origin in fact.basis.unknown))
    basis = Basis(_words(run, definition), facts=tuple(fact.id for fact in family), unknown=unknown)
    count = sum(fact.value == definition.value for fact in family)
    period, as_of = run.ledger.period, run.as_of
    yield Fact(definition.key, Decimal(count), definition.unit, basis, definition.label, period=period, as_of=as_of)


def _constant(run: _Run, definition: Definition) -> Fact:
    value = definition.value or Decimal(0)
    places = max(0, -int(value.as_tuple().exponent)) if definition.places is None else definition.places
    basis = Basis(definition.words or "规定值", (definition.origin,))
    return Fact(definition.key, value, definition.unit, basis, definition.label, places=places)


# -- reported values


def _reported(run: _Run, book: FactBook) -> Iterator[Fact]:
    for row in run.ledger["reported"]:
        if row.identity in book.facts or not isinstance(row.value("value"), Decimal):
            continue
        key, _, subject = row.identity.partition("@")
        if run.families.get(key):
            continue
        yield reported_fact(row, key, subject, run.as_of, run.ledger.period)


def _gaps(book: FactBook) -> Iterator[Diagnostic]:
    """A remark for every sum that left blank cells aside, the widest first; each blank is spoken of once."""
    said: set[Origin] = set()
    own = [fact for fact in book.facts.values() if fact.basis.unknown and not fact.basis.facts]
    for fact in sorted(own, key=lambda fact: -len(fact.basis.unknown)):
        if not said.issuperset(fact.basis.unknown):
            said.update(fact.basis.unknown)
            label = fact.label + (f"（{'、'.join(fact.subject)}）" if fact.subject else "")
            yield Diagnostic("N403", {"label": label, "count": str(len(fact.basis.unknown))}, fact.basis.unknown)


def _words(run: _Run, definition: Definition) -> str:
    schema = run.ledger[definition.sheet].schema if definition.sheet else None
    return rule_words(definition, run.definitions, schema)

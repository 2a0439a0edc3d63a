"""The months before, as one period sees them: each read and computed at most once, and only when it is asked for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from reportgen.checks.seal import check_seal
from reportgen.compose.views import cell_fact
from reportgen.compute.comparison import compare, grow, relate
from reportgen.compute.engine import compute
from reportgen.compute.evaluation import evaluate
from reportgen.compute.findings import findings
from reportgen.earlier import from_bytes, to_bytes
from reportgen.incremental.cache import Cache, digest, files_digest, program_digest
from reportgen.kept import kept_periods
from reportgen.model.comparison import Base, Standing
from reportgen.model.definition import Definition
from reportgen.model.diagnostic import Diagnostic, Severity
from reportgen.model.fact import Fact, FactBook
from reportgen.model.ledger import Ledger
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.scope import WHOLE, Scope
from reportgen.model.seal import SEAL
from reportgen.model.standard import Standard
from reportgen.narrowing import EmptyScope, narrowed, topics
from reportgen.readers.folder import ledger_files
from reportgen.readers.ledgers import Reading, read_period
from reportgen.readers.seals import BrokenSeal, read_seal
from reportgen.readers.settings import read_settings

_ROW = "row."


@dataclass(frozen=True, slots=True)
class Rules:
    """By what a period is computed."""

    definitions: Mapping[str, Definition]
    standards: Mapping[str, Standard] = field(default_factory=dict)


@dataclass
class Past:
    """Earlier months beside the Facts of ``book``, which belong to ``period``.

    ``files`` are the ledgers of the months asked for, with SHA-256; ``diagnostics`` what was wrong with them.
    ``part`` gives a month's Facts of one school or township, where the county's months are read for all of them.
    """

    data: Path
    period: Period
    rules: Rules
    book: FactBook
    cache: Cache | None = None
    scope: Scope = WHOLE
    files: dict[str, str] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    part: Callable[[Period], FactBook | None] | None = None
    _books: dict[Period, FactBook | None] = field(default_factory=dict)
    _readings: dict[Period, Reading] = field(default_factory=dict)

    def beside(self, book: FactBook) -> "Past":
        """The same months beside another book of Facts; what is read and computed once serves both."""
        return replace(self, book=book)

    def of_part(self, book: FactBook, scope: Scope, part: Callable[[Period], FactBook | None]) -> "Past":
        """The same months beside the Facts of one school or township."""
        return replace(self, book=book, scope=scope, part=part, _books={})

    def month(self, period: Period) -> tuple[Ledger, FactBook] | None:
        """A month's ledger and Facts; ``None`` when it is not kept or not sound."""
        book = self._facts(period)
        return None if book is None else (self._reading(period).ledger, book)

    def compare_all(self) -> None:
        """Every Fact with the month before, when that is kept and sound."""
        earlier = self._facts(self.period.previous)
        if earlier is not None:
            compare(self.book, earlier)

    def ask(self, ident: str) -> Fact | None:
        """A Fact by id; one of an earlier month (``funds.gap~last_year``) is looked up there."""
        if (known := self.book.get(ident)) is not None:
            return known
        whole, _, aspect = ident.rpartition("~")
        base, fact = Base.of_aspect(aspect), self.book.get(whole)
        if base is not None and fact is not None:
            self.against(fact, base)
        return self.book.get(ident)

    def against(self, fact: Fact, base: Base) -> Standing:
        """Put a Fact's earlier value, change and growth into the book, where it can be compared."""
        period = base.period(self.period)
        earlier = self._facts(period)
        if earlier is None:
            return Standing.FIRST if self._none_before else Standing.MISSING
        if fact.key.startswith(_ROW):
            self._add_cell(fact, period, earlier)
        standing = relate(self.book, fact, earlier, base)
        grow(self.book, fact, base)
        return standing

    @cached_property
    def _none_before(self) -> bool:
        """Whether this is the first month kept."""
        return not any(period < self.period for period in kept_periods(self.data))

    def _facts(self, period: Period) -> FactBook | None:
        if period not in self._books:
            self._books[period] = self.part(period) if self.part else self._computed(period)
        return self._books[period]

    def _computed(self, period: Period) -> FactBook | None:
        """A month's Facts, from the cache when nothing they rest on has changed; ``None`` when not kept or unsound."""
        files = files_digest(self.data, ledger_files(self.data / str(period)))
        if not files:
            return None
        self.files |= files
        self.diagnostics += sealed(self.data, period, files)
        as_of = read_settings(self.data, period).as_of
        key = "facts-" + digest(
            program_digest(), files, str(period), as_of, self.rules.definitions, self.rules.standards, self.scope
        )
        if self.cache is not None and (stored := self.cache.get(key)) is not None:
            return from_bytes(stored)
        reading = self._reading(period)
        if wrong := sum(d.severity is Severity.ERROR for d in reading.diagnostics):
            values = {"period": str(period), "count": str(wrong)}
            self.diagnostics.append(Diagnostic("W410", values, (Origin(str(period)),)))
            return None
        try:
            ledger = narrowed(reading.ledger, self.scope, topics(self.data))
        except EmptyScope:
            return None
        book = facts_of(ledger, self.rules, self.data)
        if self.cache is not None and files == {f.path: f.sha256 for f in reading.ledger.files}:
            self.cache.put(key, to_bytes(book))
        return book

    def _reading(self, period: Period) -> Reading:
        if period not in self._readings:
            self._readings[period] = read_period(self.data, period)
        return self._readings[period]

    def _add_cell(self, fact: Fact, period: Period, earlier: FactBook) -> None:
        """The same cell of the same row then, as a Fact; the facts kept of a month do not hold every cell."""
        sheet, column = fact.key.removeprefix(_ROW).split(".")
        ledger = self._reading(period).ledger
        row = ledger.find(sheet, fact.subject[0])
        if row is not None and (then := cell_fact(row, ledger[sheet].schema.column(column), period)) is not None:
            earlier.add(then)


def facts_of(ledger: Ledger, rules: Rules, data: Path) -> FactBook:
    """The Facts of one month's ledger by themselves, compared with nothing."""
    as_of = read_settings(data, ledger.period).as_of
    given = [
        fact
        for role, standard in rules.standards.items()
        for fact in findings(evaluate(standard, ledger["schools"], ledger["checklist"]), role, ledger.period, as_of)
    ]
    return compute(ledger, rules.definitions, as_of, given)[0]


def sealed(data: Path, period: Period, files: Mapping[str, str]) -> Iterator[Diagnostic]:
    """What is wrong with a closed period: a ledger that is not as it was, or a seal that cannot be read."""
    try:
        seal = read_seal(data, period)
    except BrokenSeal as fault:
        yield Diagnostic("E123", {"period": str(period), "why": fault.why}, (Origin(f"{period}/{SEAL}"),))
    else:
        yield from check_seal(seal, files) if seal else ()

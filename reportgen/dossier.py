"""One document for each school (一校一册) or township (一乡一册), the county they are seen in computed once.

    shared = Shared(examined, templates)                    # once: the whole county, examined without a scope
    for subject in subjects(kind.each, examined.ledger):
        made = one(shared, kind, subject)                   # milliseconds, however many schools there are
        made.composed, made.book                            # the finished tree, and the Facts it rests on

What a document needs of the county — evaluations over the whole register, every school's place, last month's values, the
rows of each school — is looked through at most once, when it is first asked for, and kept in ``Shared``; a document then
looks at its own rows only.  Definitions are computed over the rows of the school or township, those that the template asks
for and no others.  ``Shared`` is only read afterwards: a forked worker may use its parent's.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol

from reportgen.compose import Composed, County, Kind, compose
from reportgen.compose.dossiers import Found, SchoolDossier, short_names
from reportgen.compose.marks import Sourced
from reportgen.compose.pictures import ChartsOnDemand
from reportgen.compose.reading import fitted
from reportgen.compose.townships import TownDossier
from reportgen.compute.engine import on_demand
from reportgen.compute.evaluation import evaluate
from reportgen.compute.places import Places
from reportgen.model.definition import Definition
from reportgen.model.evaluation import FAMILIES, SCHOOL, Evaluation
from reportgen.model.fact import Fact, FactBook
from reportgen.model.ledger import Ledger
from reportgen.model.period import Period
from reportgen.model.roadmap import DAYS_LEFT
from reportgen.model.roles import ROLES
from reportgen.parting import Parted
from reportgen.past import Past
from reportgen.readers.definitions import Definitions
from reportgen.readers.settings import Settings, read_settings
from reportgen.subjects import Subject
from reportgen.told import audience as told_audience
from reportgen.told import place, words_of
from reportgen.trace import used
from reportgen.transforms import transform

_SCHOOL_FAMILIES = frozenset(f"{role}.{name}" for role in ROLES for name in SCHOOL)
_ROLES = ("conditions", "balance")  # the standard of schools first


class Whole(Protocol):
    """A county read, checked and computed as a whole: ``pipeline.Examined``."""

    @property
    def settings(self) -> Settings:
        """What the county says of itself."""

    @property
    def ledger(self) -> Ledger:
        """All of it."""

    @property
    def definitions(self) -> Definitions:
        """How Facts are computed."""

    @property
    def book(self) -> FactBook:
        """The county's Facts."""

    @property
    def evaluations(self) -> Mapping[str, Evaluation]:
        """By role."""

    @property
    def past(self) -> Past | None:
        """The months before."""


@dataclass(frozen=True, slots=True)
class One:
    """One document: the finished tree, what it is filed as, and the Facts it shows with all that they rest on.

    Plain data: it may go from one process to another, and says of what its files are made.
    """

    subject: Subject
    composed: Composed
    book: FactBook


class Month:
    """One month of a county, from which a school or a township is taken without looking at the others."""

    def __init__(
        self,
        ledger: Ledger,
        evaluations: Mapping[str, Evaluation],
        as_of: date,
        definitions: Mapping[str, Definition],
        book: FactBook,
    ) -> None:
        self.ledger, self.as_of, self._definitions = ledger, as_of, definitions
        self._evaluations, self._county = evaluations, book
        self._parted = {by: Parted(ledger, by) for by in ("school", "township")}

    def part(self, subject: Subject) -> Ledger:
        """The rows of one."""
        return self._parted[subject.each].of(subject.scope, subject.code)

    def book(self, subject: Subject) -> FactBook:
        """The Facts of one, filled as they are asked for; what evaluations say of the county is in it too."""
        return FactBook({}, _Families(self, subject))

    def families(self, subject: Subject) -> Callable[[str], list[Fact]]:
        """Definitions over the rows of one, and what evaluations say of the county."""
        return on_demand(self.part(subject), self._definitions, self.as_of, self._given)

    def found(self, subject: Subject) -> list[Found]:
        """What the standards in force say of one, or of its schools."""
        return [self._found(self.places[role], subject) for role in _ROLES if role in self.places]

    def _found(self, places: Places, subject: Subject) -> Found:
        if subject.each == "school":
            parts, countless = places.of(subject.code), places.countless(subject.code)
            return Found(places.role, places.standard, parts, countless)
        return Found(places.role, places.standard, tuple(places.of_township(subject.name)))

    @cached_property
    def places(self) -> Mapping[str, Places]:
        """Every school by each standard in force."""
        period, as_of = self.ledger.period, self.as_of
        return {role: Places(made, role, period, as_of) for role, made in self._evaluations.items()}

    @cached_property
    def _given(self) -> Mapping[str, list[Fact]]:
        """What evaluations and the countdown give for the county, by key."""
        found: dict[str, list[Fact]] = {}
        for fact in self._county.facts.values():
            if (fact.key in FAMILIES or fact.key == DAYS_LEFT) and not fact.aspect:
                found.setdefault(fact.key, []).append(fact)
        return found


class _Families:
    """Gives a book of one its Facts by key: its own by each standard, those of definitions when one is asked for."""

    def __init__(self, month: Month, subject: Subject) -> None:
        self._month, self._subject = month, subject
        self._given: set[str] = set()

    def __call__(self, key: str) -> Iterable[Fact]:
        if key not in _SCHOOL_FAMILIES:
            return self._defined(key)
        role = key.partition(".")[0]
        if self._subject.each != "school" or role not in self._month.places or role in self._given:
            return ()
        self._given.add(role)
        return self._month.places[role].facts(self._subject.code)

    @cached_property
    def _defined(self) -> Callable[[str], list[Fact]]:
        return self._month.families(self._subject)


class Shared:
    """What all documents of a county and a period have in common."""

    def __init__(self, whole: Whole, templates: Path) -> None:
        self.whole, self.templates = whole, templates
        self.definitions = whole.definitions.by_key
        self.month = Month(whole.ledger, whole.evaluations, whole.settings.as_of, self.definitions, whole.book)
        self._earlier: dict[Period, Month | None] = {}

    @cached_property
    def words(self) -> Mapping[str, Sourced]:
        """What is said of the county and the period."""
        return words_of(self.whole.settings, self.whole.ledger.period)

    @cached_property
    def short(self) -> Mapping[str, str]:
        """Short names of indicators; those of the standard of schools go before."""
        made = [self.whole.evaluations[role].standard for role in reversed(_ROLES) if role in self.whole.evaluations]
        return {name: short for one in made for name, short in short_names(one).items() if name != short}

    @cached_property
    def town_origins(self) -> Mapping[str, Sourced]:
        """Each township's name where the register has it first."""
        cells = (row["township"] for row in self.whole.ledger["schools"])
        found: dict[str, Sourced] = {}
        for cell in cells:
            found.setdefault(cell.said, Sourced(cell.said, cell.origin))
        return found

    def past(self, subject: Subject, book: FactBook) -> Past | None:
        """The months before, as one school's or township's Facts see them."""
        past = self.whole.past
        return past and past.of_part(book, subject.scope, lambda period: self._book(subject, period))

    def _book(self, subject: Subject, period: Period) -> FactBook | None:
        if period not in self._earlier:
            self._earlier[period] = self._month(period)
        month = self._earlier[period]
        return None if month is None else month.book(subject)

    def _month(self, period: Period) -> Month | None:
        """An earlier month by today's rules; ``None`` when it is not kept or not sound."""
        past = self.whole.past
        if past is None or (found := past.month(period)) is None:
            return None
        ledger, book = found
        standards = past.rules.standards
        made = {role: evaluate(one, ledger["schools"], ledger["checklist"]) for role, one in standards.items()}
        return Month(ledger, made, read_settings(past.data, period).as_of, self.definitions, book)


def one(shared: Shared, kind: Kind, subject: Subject, audience: str = "", minutes: int = 0) -> One:
    """One school's or township's document.  Raises ``TemplateFault``, and what says that it cannot be read in time."""
    from reportgen.charts import alt

    whole, month, settings = shared.whole, shared.month, shared.whole.settings
    ledger, book = month.part(subject), month.book(subject)
    words = {**shared.words, **told_audience(audience, settings, kind), **place(settings, subject.scope)}
    past = shared.past(subject, book)
    county = County(ledger, book, shared.definitions, words, whole.evaluations, past, kind.spoken)
    pictures = ChartsOnDemand(shared.templates, ledger, book, settings.as_of, settings.horizon, shared.short)
    view = {subject.each: _view(shared, county, ledger, subject)}
    composed = fitted(
        kind,
        minutes,
        lambda depth: compose(shared.templates, kind.name, county, pictures, alt, {**view, "depth": depth}),
    )
    return One(subject, replace(composed, document=transform(composed.document)), used(composed.document, book))


def _view(shared: Shared, county: County, ledger: Ledger, subject: Subject) -> SchoolDossier | TownDossier:
    found = shared.month.found(subject)
    if subject.each == "township":
        return TownDossier(county, shared.town_origins[subject.name], found)
    (row,) = ledger["schools"]
    return SchoolDossier(county, row, ledger["schools"].schema, found)

"""A number with its basis: the only kind of number a briefing may print."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from reportgen.model.origin import Origin
from reportgen.model.period import Period


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a Fact has its value.

    ``rule`` is the definition in words (口径); ``cells`` are the ledger cells it rests on, ``facts`` the ids of
    the Facts it was computed from; ``unknown`` are cells that were blank and so could not be taken into account.
    ``selected`` are the areas (A1 ranges) that were asked which rows count and in which group: a change elsewhere
    changes nothing, a change there may.
    """

    rule: str
    cells: tuple[Origin, ...] = ()
    facts: tuple[str, ...] = ()
    unknown: tuple[Origin, ...] = ()
    selected: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One number from the cells to the page.

    ``key`` is its definition's key, ``subject`` what it speaks of (the group; empty for the whole county),
    ``aspect`` is empty, or says how it stands to an earlier month (``Base.aspects``: ``previous``, ``change``,
    ``last_year_growth`` …).  ``value`` is exact; ``places`` is how many decimals are
    printed, rounded half up.  ``unit`` is as printed (万元, 平方米, 个, %, :1).
    """

    key: str
    value: Decimal
    unit: str
    basis: Basis
    label: str = ""
    subject: tuple[str, ...] = ()
    aspect: str = ""
    places: int = 0
    qualifier: str = ""
    period: Period | None = None
    as_of: date | None = None

    @property
    def id(self) -> str:
        """Stable over periods, so that next month's build can refresh this month's document."""
        subject = "@" + "/".join(self.subject) if self.subject else ""
        aspect = "~" + self.aspect if self.aspect else ""
        return f"{self.key}{subject}{aspect}"

    @property
    def complete(self) -> bool:
        """Whether nothing it should rest on was blank."""
        return not self.basis.unknown


@dataclass(frozen=True, slots=True)
class FactBook:
    """All Facts of a build by id, in the order they were computed.

    With ``more`` a book fills as it is read: it gives the Facts of a definition, by key, the first time one is asked for.
    """

    facts: dict[str, Fact] = field(default_factory=dict)
    more: Callable[[str], Iterable[Fact]] | None = None
    _asked: set[str] = field(default_factory=set)

    def add(self, fact: Fact) -> Fact:
        """Keep a Fact; the first one under an id stays and is returned."""
        return self.facts.setdefault(fact.id, fact)

    def family(self, key: str) -> list[Fact]:
        """The Facts of one definition, current period, in subject order."""
        self._fill(key)
        return [f for f in self.facts.values() if f.key == key and not f.aspect]

    def get(self, ident: str) -> Fact | None:
        """The Fact with this id, or ``None``."""
        found = self.facts.get(ident)
        if found is None and self.more is not None:
            self._fill(key_of(ident))
            found = self.facts.get(ident)
        return found

    def _fill(self, key: str) -> None:
        if self.more is not None and key not in self._asked:
            self._asked.add(key)
            for fact in self.more(key):
                self.add(fact)


def key_of(ident: str) -> str:
    """The definition's key in a Fact's id."""
    return ident.partition("@")[0].partition("~")[0]

"""What differs between two periods, as its template sees it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Generic, TypeVar

from reportgen.compose.marks import Absent, Figure, Sourced
from reportgen.compose.views import County
from reportgen.model.definition import Definition
from reportgen.model.difference import Difference, FactChange, How, LedgerChange
from reportgen.model.fact import Basis, Fact
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.wording import movement

T = TypeVar("T")
_NAMED = 2
"""Changes of the ledger named beside a Fact; the second part of the document has them all."""


@dataclass(frozen=True, slots=True)
class Group(Generic[T]):
    """The changes of one sheet."""

    name: str
    items: tuple[T, ...]


class LedgerChangeView:
    """A row or a cell of the ledger that is not as it was."""

    def __init__(self, change: LedgerChange) -> None:
        self._change = change
        self.added = change.how is How.ADDED
        self.removed = change.how is How.REMOVED

    @property
    def row(self) -> Sourced:
        """The row, by its name and code."""
        change = self._change
        code = f"（{change.identity}）" if change.identity and change.identity != change.label else ""
        return Sourced(f"{change.label}{code}", self._named)

    @property
    def name(self) -> Sourced:
        """The row, by its name."""
        return Sourced(self._change.label or self._change.identity, self._named)

    @property
    def _named(self) -> Origin:
        """A cell of the row that holds something: the one that changed, as it was where it is blank now."""
        change = self._change
        emptied = change.how is How.CHANGED and not change.after
        return change.origin_before if emptied and change.origin_before else change.origin

    @property
    def column(self) -> Sourced:
        """The column's heading."""
        return Sourced(self._change.header, self._change.origin)

    @property
    def before(self) -> Sourced:
        """What the cell said; empty when blank."""
        return Sourced(self._change.before, self._change.origin_before or self._change.origin)

    @property
    def after(self) -> Sourced:
        """What it says."""
        return Sourced(self._change.after, self._change.origin)

    @property
    def cell(self) -> Sourced:
        """Where it stands."""
        return Sourced(self._change.origin.cell, self._change.origin)


class FactChangeView:
    """A Fact that is not as it was."""

    def __init__(self, change: FactChange, figure: Callable[[Fact], Figure], definition: Definition | None) -> None:
        self._change = change
        self._figure = figure
        self._origin = definition.origin if definition else Origin(change.fact.key)

    @property
    def name(self) -> Sourced:
        """What it is of: 已完工项目数（校舍加固工程）."""
        fact = self._change.fact
        of = f"（{'、'.join(fact.subject)}）" if fact.subject else ""
        return Sourced(f"{fact.label or fact.key}{of}", self._origin)

    @property
    def before(self) -> Figure | Absent:
        """Its value in the earlier period."""
        return self._shown(self._change.before)

    @property
    def after(self) -> Figure | Absent:
        """Its value in the later one."""
        return self._shown(self._change.after)

    @property
    def change(self) -> Figure | Absent:
        """What it gained."""
        return self._shown(self._change.change)

    @property
    def verb(self) -> str:
        """增加, 减少 and so on; nothing for a change of unit, or too small to print."""
        return movement(self._change.change) if self._change.change else ""

    @property
    def because(self) -> list[LedgerChangeView]:
        """The first changes of the ledger under it."""
        return [LedgerChangeView(change) for change in self._change.because[:_NAMED]]

    @property
    def more(self) -> bool:
        """Whether there are further ones."""
        return len(self._change.because) > _NAMED

    def _shown(self, fact: Fact | None) -> Figure | Absent:
        return self._figure(fact) if fact else Absent(self._change.fact.id)


class DifferenceView:
    """All of it, in groups by sheet."""

    def __init__(self, difference: Difference, county: County, definitions: Mapping[str, Definition]) -> None:
        self._difference = difference
        self._county = county
        self._definitions = definitions

    @property
    def earlier(self) -> Sourced:
        """2017年12月."""
        return _month(self._difference.earlier)

    @property
    def later(self) -> Sourced:
        """2018年1月."""
        return _month(self._difference.later)

    @property
    def printed(self) -> list[Group[FactChangeView]]:
        """The Facts the briefing prints."""
        return self._groups(printed=True)

    @property
    def others(self) -> list[Group[FactChangeView]]:
        """The Facts it does not print."""
        return self._groups(printed=False)

    @cached_property
    def ledger(self) -> list[Group[LedgerChangeView]]:
        """The changes of the ledgers."""
        groups = groupby(self._difference.ledger, key=lambda change: change.sheet_name)
        return [Group(name, tuple(map(LedgerChangeView, items))) for name, items in groups]

    def count(self, what: str) -> Figure:
        """How many ``printed`` or ``others`` Facts, ``changed`` cells, ``added`` or ``removed`` rows."""
        if what in ("printed", "others"):
            facts = [f.fact.id for f in self._difference.facts if f.printed is (what == "printed")]
            return self._counted(
                what, len(facts), "项", Basis("与前一时期印出的不同的数据项，计数", facts=tuple(facts))
            )
        cells = [change.origin for change in self._difference.ledger if change.how == what]
        unit = "处" if what == How.CHANGED else "行"
        return self._counted(what, len(cells), unit, Basis("两期台账逐行逐格比较，计数", tuple(cells)))

    def _counted(self, what: str, number: int, unit: str, basis: Basis) -> Figure:
        fact = Fact(f"difference.{what}", Decimal(number), unit, basis, "两期变化", period=self._difference.later)
        return self._county.made(fact)

    def _groups(self, *, printed: bool) -> list[Group[FactChangeView]]:
        chosen = (change for change in self._difference.facts if change.printed is printed)
        return [
            Group(name or "其他", tuple(self._views(items)))
            for name, items in groupby(chosen, key=lambda change: change.sheet_name)
        ]

    def _views(self, changes: Iterable[FactChange]) -> Iterator[FactChangeView]:
        for change in changes:
            yield FactChangeView(change, self._county.made, self._definitions.get(change.fact.key))


def _month(period: Period) -> Sourced:
    return Sourced(f"{period.year}年{period.month}月", Origin(str(period)))

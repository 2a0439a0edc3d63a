"""The wallchart (挂图作战): tasks from start to due by who leads them, and dates that must be met."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reportgen.model.fact import Fact
from reportgen.model.origin import Origin

DAYS_LEFT = "goal.days_left"
"""The key of the countdown's Fact."""


class Light(StrEnum):
    """What a row shows from afar."""

    DONE = "done"  # green, and nothing left to do
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none"  # nothing can be said: a date or a state is not filled in


@dataclass(frozen=True, slots=True)
class Saying:
    """Words with Facts in them: ``{}`` of the text stands for each Fact in turn."""

    text: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Lamp:
    """A light with its name on the chart (逾期) and the rule it follows, as declared."""

    light: Light
    name: str
    rule: Saying


@dataclass(frozen=True, slots=True)
class Work:
    """One row.  ``start`` or ``due`` unknown is ``None``; a ``point`` is a date to be met and has no start.

    ``due_text`` is the date as written in the ledger; ``latest`` the last day to begin, of works not begun;
    ``reckoned`` says that the start is not the ledger's but counted back from the due date.
    """

    label: str
    status: str
    start: date | None
    due: date | None
    due_text: str
    lamp: Lamp
    left: Saying = Saying()
    latest: date | None = None
    reckoned: bool = False
    point: bool = False
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one lead department, or dates of one kind.  ``counts`` are named Facts: 共6项, 已完成2项."""

    name: str
    works: tuple[Work, ...]
    counts: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True, slots=True)
class Roadmap:
    """All of it on one axis of time, with lines at ``today`` (the as-of date) and at the target date, if one is set."""

    key: str
    title: str
    groups: tuple[Group, ...]
    lamps: tuple[Lamp, ...]
    today: date
    today_label: str
    goal: date | None = None
    goal_label: str = ""
    rules: tuple[Saying, ...] = ()

    @property
    def works(self) -> Iterator[Work]:
        """All rows in order."""
        return (work for group in self.groups for work in group.works)

    @property
    def origins(self) -> Iterator[Origin]:
        """The cells whose words stand on the chart."""
        return (origin for work in self.works for origin in work.origins)

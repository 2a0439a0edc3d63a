"""Standards of evaluation (督导评估标准): indicators with thresholds, which schools count, and when a county passes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reportgen.model.origin import Origin


class Stage(StrEnum):
    """A stage of schooling.  A mixed school has a part in each of its stages."""

    PRIMARY = "小学"
    JUNIOR = "初中"
    SENIOR = "高中"

    @property
    def key(self) -> str:
        """As in the names of columns: ``students_primary``."""
        return self.name.lower()


class Bound(StrEnum):
    """Which side of a threshold is good."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Statistic(StrEnum):
    """What a county's difference between schools is judged by."""

    COMPOSITE = "composite"  # the plain mean of the indicators' coefficients
    EACH = "each"  # every coefficient by itself
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator, of each school's part.

    The amount is the sum of ``columns`` less those in ``less``, in ``amount_unit``; ``{stage}`` in a column's name is
    the stage's own.  The value is the amount by student times ``per``, or the amount itself when ``per_school``.
    ``split`` shares the school's amount among its stages by weighted students; each part but the last is cut to
    ``split_places`` decimals, the last has the rest.  ``thresholds`` are by type of school or stage; ``cost`` is what
    one unit of the amount costs, in 万元.
    """

    key: str
    name: str
    unit: str
    columns: tuple[str, ...]
    origin: Origin
    less: tuple[str, ...] = ()
    amount_unit: str = ""
    per: Decimal = Decimal(1)
    per_school: bool = False
    split: bool = False
    split_places: int | None = None
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)
    bound: Bound = Bound.AT_LEAST
    not_for: tuple[str, ...] = ()
    varies: bool = True  # counts among the coefficients of variation
    places: int = 2
    cost: Decimal | None = None
    aspect: str = ""
    clause: str = ""

    def threshold(self, type_: str, stage: Stage) -> Decimal | None:
        """The threshold for a school of this type in this stage; ``None`` when it is not judged by the indicator."""
        if type_ in self.not_for:
            return None
        return self.thresholds.get(type_, self.thresholds.get(stage))


@dataclass(frozen=True, slots=True)
class Item:
    """A further point to be met: a gate, a duty of the government, a quality.  Evidence and status are the county's.

    With ``at_least``, in ``unit``, it is judged by the county's value.  Without ``decides`` it counts towards another
    item only, such as a score, and the county may pass without it.
    """

    key: str
    group: str
    text: str
    origin: Origin
    clause: str = ""
    at_least: Decimal | None = None
    unit: str = ""
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Scope:
    """Which schools count: by type (with their stages), sponsor, and least number of pupils of a type."""

    stages: Mapping[str, tuple[Stage, ...]]
    sponsors: tuple[str, ...] = ()
    smallest: Mapping[str, Decimal] = field(default_factory=dict)
    weights: Mapping[Stage, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators spoken of together; ``column`` of the register, when there is one, says the same in 是 and 否."""

    indicators: tuple[str, ...]
    column: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """A dated set of indicators.

    ``statistic`` and ``limits`` judge the county by stage; a school passes when at most ``allowed`` indicators fail,
    each of those reaching ``floor`` of its threshold (a share; ``None`` asks nothing of them).
    """

    key: str
    name: str
    document: str
    number: str
    issued: date | None
    indicators: tuple[Indicator, ...]
    scope: Scope
    origin: Origin
    statistic: Statistic = Statistic.NONE
    limits: Mapping[Stage, Decimal] = field(default_factory=dict)
    places: int = 3
    allowed: int = 0
    floor: Decimal | None = None
    groups: Mapping[str, Group] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    note: str = ""

    def indicator(self, key: str) -> Indicator:
        """The indicator with this key; ``KeyError`` when there is none."""
        for indicator in self.indicators:
            if indicator.key == key:
                return indicator
        raise KeyError(f"{self.key}.{key}")

    @property
    def judged(self) -> tuple[Stage, ...]:
        """The stages that have limits or thresholds, primary first."""
        return tuple(s for s in Stage if s in self.limits or any(s in i.thresholds for i in self.indicators))

    def origin_of(self, name: str) -> Origin | None:
        """Where a name that is printed stands: an indicator's, a group's, a stage's."""
        for indicator in self.indicators:
            if indicator.name == name:
                return indicator.origin
        return Origin(self.origin.file, "", "groups") if name in self.groups else None

"""A figure beside an earlier month, in a template's hands."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from reportgen.model.comparison import Base, Standing
from reportgen.model.fact import Fact
from reportgen.wording import direction, movement, pace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Versus(Generic[T]):
    """``value`` then, ``change`` since, ``growth`` in per cent (of a share: its change in percentage points).

    Whether it rises or falls is judged by what is printed: a change that rounds to nothing is none.
    """

    base: Base
    standing: Standing
    moved: Fact | None
    value: T
    change: T
    growth: T

    @property
    def name(self) -> str:
        """上月, 上年同月 or 年初."""
        return str(self.base)

    @property
    def known(self) -> bool:
        """Whether the two can be compared."""
        return self.standing is Standing.KNOWN

    @property
    def first(self) -> bool:
        """Whether there was no such figure then."""
        return self.standing is Standing.FIRST

    @property
    def missing(self) -> bool:
        """Whether that month is not kept, or not sound."""
        return self.standing is Standing.MISSING

    @property
    def rises(self) -> bool:
        """More than then."""
        return self.moved is not None and direction(self.moved) > 0

    @property
    def falls(self) -> bool:
        """Less than then."""
        return self.moved is not None and direction(self.moved) < 0

    @property
    def level(self) -> bool:
        """As much as then."""
        return self.moved is not None and direction(self.moved) == 0

    @property
    def verb(self) -> str:
        """增加, 减少; of a share 提高, 降低; nothing when level."""
        return movement(self.moved) if self.moved else ""

    @property
    def pace(self) -> str:
        """The verb of the growth: 增长, 下降; of a share 提高, 降低."""
        return pace(self.moved) if self.moved else ""

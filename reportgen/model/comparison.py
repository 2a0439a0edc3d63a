"""What a month is compared with, and how the comparison stands."""

from enum import StrEnum
from typing import NamedTuple

from reportgen.model.period import Period


class Aspects(NamedTuple):
    """The aspects of a Fact against one base: its value then, its change since, its growth in per cent."""

    value: str
    change: str
    growth: str


class Base(StrEnum):
    """The month compared with, as templates name it.  年初 is the end of the year before: its December."""

    LAST_MONTH = "上月"
    LAST_YEAR = "上年同月"
    YEAR_START = "年初"

    def period(self, of: Period) -> Period:
        """The month meant, seen from another."""
        match self:
            case Base.LAST_MONTH:
                return of.previous
            case Base.LAST_YEAR:
                return Period(of.year - 1, of.month)
            case Base.YEAR_START:
                return Period(of.year - 1, 12)

    @property
    def aspects(self) -> Aspects:
        """How its Facts are told apart: ``funds.gap~last_year_change``; the month before needs no prefix."""
        return _ASPECTS[self]

    @classmethod
    def of_aspect(cls, aspect: str) -> "Base | None":
        """The base an aspect belongs to; ``None`` for anything else."""
        return next((base for base, aspects in _ASPECTS.items() if aspect in aspects), None)


_ASPECTS = {
    Base.LAST_MONTH: Aspects("previous", "change", "growth"),
    Base.LAST_YEAR: Aspects("last_year", "last_year_change", "last_year_growth"),
    Base.YEAR_START: Aspects("year_start", "year_start_change", "year_start_growth"),
}


class Standing(StrEnum):
    """Whether two months can be compared in a Fact."""

    KNOWN = "known"
    FIRST = "first"  # the month is kept, or none before this one is, and it had no such Fact
    MISSING = "missing"  # the month is not kept, its ledgers have errors, or the unit was another

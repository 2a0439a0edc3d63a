"""Reporting periods, and dates as precise as an office writes them."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

PARTS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (21, 31), "末": (21, 31)}
_YEAR_PARTS = {"初": (1, 3), "底": (10, 12), "末": (10, 12)}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One month, the rhythm of the ledgers.  Written ``2018-01``."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``YYYY-MM``; raises ``ValueError`` for anything else."""
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text)
        if not found:
            raise ValueError(text)
        return cls(int(found[1]), int(found[2]))

    @property
    def previous(self) -> "Period":
        """The month before."""
        return Period(self.year - 1, 12) if self.month == 1 else Period(self.year, self.month - 1)

    @property
    def next(self) -> "Period":
        """The month after."""
        return Period(self.year + 1, 1) if self.month == 12 else Period(self.year, self.month + 1)

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month: the usual as-of date."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the part of a month (初, 中旬, 底), the month, the part of a year, or the year."""

    year: int
    month: int | None = None
    day: int | None = None
    part: str | None = None

    @property
    def first(self) -> date:
        """The earliest day it can mean."""
        if self.month is None:
            return date(self.year, _YEAR_PARTS.get(self.part or "", (1, 12))[0], 1)
        return date(self.year, self.month, self.day or PARTS.get(self.part or "", (1, 31))[0])

    @property
    def last(self) -> date:
        """The latest day it can mean."""
        if self.month is None:
            month = _YEAR_PARTS.get(self.part or "", (1, 12))[1]
            return date(self.year, month, calendar.monthrange(self.year, month)[1])
        end = calendar.monthrange(self.year, self.month)[1]
        return date(self.year, self.month, self.day or min(end, PARTS.get(self.part or "", (1, 31))[1]))

    def __str__(self) -> str:
        """As official prose writes it: full year, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
        month = f"{self.month}月" if self.month else ""
        day = f"{self.day}日" if self.day else ""
        return f"{self.year}年{month}{day}{self.part or ''}"

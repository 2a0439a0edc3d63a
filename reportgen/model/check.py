"""Checks (校验规则): what must hold between numbers or between the cells of a row, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from reportgen.model.origin import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    """What every check has: its key, what it is called in messages, where it stands."""

    key: str
    name: str
    origin: Origin


# -- between Facts; a family is held to it member by member


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(_Declared):
    """Two expressions over Facts that must be equal.  ``optional`` Facts may be missing and then count as nothing."""

    left: str
    right: str
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition(_Declared):
    """Parts that make up a whole, each thing in one of them.  A member of the whole has the parts under its subject."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset(_Declared):
    """A part (含、其中) that may not be more than its whole; nothing is said of the rest."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(_Declared):
    """A rate in per cent and its named base.  More than a hundred is legal."""

    rate: str
    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(_Declared):
    """A Fact that seldom changes by more than ``more`` per cent from one period to the next."""

    of: str
    more: Decimal


# -- between the cells of a row


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSum(_Declared):
    """The columns of ``parts`` that are filled add up to ``whole``, or to what is left of it after ``less``."""

    sheet: str
    parts: tuple[str, ...]
    whole: str
    less: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAtMost(_Declared):
    """The number in ``left`` is not more than the sum of those in ``right`` that are filled."""

    sheet: str
    left: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOrder(_Declared):
    """The date in ``earlier`` is not after that in ``later``."""

    sheet: str
    earlier: str
    later: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPast(_Declared):
    """Dates of what has happened: not after the day the report speaks of."""

    sheet: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowStatus(_Declared):
    """Where an ordered ``column`` stands ``at_least`` or ``below`` an option, these columns are blank or filled."""

    sheet: str
    column: str
    at_least: str = ""
    below: str = ""
    blank: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBand(_Declared):
    """A cost by piece outside its usual band, by the value of ``by``: in ``unit``, (least, most).  Only remarked on."""

    sheet: str
    numerator: str
    denominator: str
    unit: str
    by: str
    bands: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCount(_Declared):
    """A stated ``count`` is the number of things listed in ``listed``; a list that ends in 等 names only some."""

    sheet: str
    listed: str
    count: str


FactCheck = Identity | Partition | Subset | Rate | Change
RowCheck = RowSum | RowAtMost | RowOrder | RowPast | RowStatus | RowBand | RowCount
Check = FactCheck | RowCheck

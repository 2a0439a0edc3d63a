"""What a ledger sheet must look like: columns as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class ColumnType(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    CODE = "code"  # an identifier: never a number, zeros kept
    NUMBER = "number"
    PERCENT = "percent"  # held as 85 for 85 %
    RATIO = "ratio"  # held as the left side over the right: 10 for 10:1
    DATE = "date"
    CHOICE = "choice"  # one of ``options``
    FLAG = "flag"  # 是 / 否


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    ``header`` is the Chinese heading, ``aliases`` other headings read as the same.  ``unit`` is the unit the
    values are held in; a heading that states another unit of the same kind is converted exactly.  ``options``
    of a choice are in rank order when ``ordered``; options named in ``side`` have no rank (停工, 调整).
    ``synonyms`` map a written word to its option.  ``references`` names the sheet whose rows a value must name.
    ``qualified`` numbers may carry 约, 近, 多, 余, 以上, 预计.  ``example`` shows in a blank ledger how to fill it in.
    ``carry`` of ``confirm``: what it says normally changes from month to month, so that a value copied from the month
    before has to be confirmed, unless it is one of ``settled``, or has reached what the column ``settled_at`` says;
    ``carry_when`` limits that to rows whose other columns are one of these.
    """

    key: str
    header: str
    type: ColumnType
    aliases: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int | None = None
    options: tuple[str, ...] = ()
    ordered: bool = False
    side: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    references: str = ""
    many: bool = False  # several values joined by 、
    unique: bool = False
    qualified: bool = False
    blank: str = ""  # what an empty cell means where offices leave it empty on purpose; else unknown
    note: str = ""
    example: str = ""
    carry: str = ""
    settled: tuple[str, ...] = ()
    settled_at: str = ""
    carry_when: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def rank(self, option: str) -> int | None:
        """Place of an option in the declared order; ``None`` for a side state or an unknown word."""
        ranked = [o for o in self.options if o not in self.side]
        return ranked.index(option) if self.ordered and option in ranked else None


ORIGIN_HEADING = "填报来源"
"""Heading of the column in which a merged ledger says where each row came from: no data, never read."""

GUIDE, TODO, SUMMARY, ABSENT, CONFLICTS, LEFT_OUT, OPTIONS = (
    "填表说明",
    "整改清单",
    "合并情况",
    "未报送",
    "重复与冲突",
    "未并入",
    "选项",
)
TODO_BESIDE = "整改清单（校验）"  # where the office keeps a 整改清单 of its own
OWN_SHEETS = (GUIDE, TODO, TODO_BESIDE, SUMMARY, ABSENT, CONFLICTS, LEFT_OUT, OPTIONS)
"""Sheets this program puts beside the data of a workbook: no data, never read."""


@dataclass(frozen=True, slots=True)
class SheetSchema:
    """One sheet of the ledgers: its Chinese name, other names it may bear, and its columns.

    ``scope`` names the columns that say which township, school, programme, topic or date a row is of; a row with
    ``follows`` goes with the rows of another sheet that it names.
    """

    key: str
    name: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    ours: bool = False  # written by the program, not kept by hand
    identity: str = ""  # column whose value identifies a row
    label: str = ""  # column that names a row for people
    also_known_as: str = ""  # column with further names a row may be referred to by
    note: str = ""
    scope: Mapping[str, str] = field(default_factory=dict)

    def column(self, key: str) -> Column:
        """The column with this key; ``KeyError`` when there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(f"{self.key}.{key}")

    def has(self, key: str) -> bool:
        """Whether the sheet declares a column with this key."""
        return any(column.key == key for column in self.columns)

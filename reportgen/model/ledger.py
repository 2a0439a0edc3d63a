"""Everything read from one period's ledgers, typed, each value with its origin."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from reportgen.model.origin import Origin, letters
from reportgen.model.period import PartialDate, Period
from reportgen.model.schema import SheetSchema

Value = str | Decimal | PartialDate | bool | tuple[str, ...] | None


class Cell(NamedTuple):
    """One value and where it stands.  ``value`` is ``None`` when the cell is blank: unknown, never zero.

    ``qualifier`` is the hedge written with a number (约, 近, 多, 余, 以上, 预计), empty when it is exact.
    ``places`` is the number of decimals as typed.
    """

    value: Value
    origin: Origin
    qualifier: str = ""
    places: int = 0

    @property
    def said(self) -> str:
        """What it says, in one line; a number without its unit; nothing when blank."""
        match self.value:
            case None:
                return ""
            case bool():
                return "是" if self.value else "否"
            case Decimal():
                return f"{self.value:f}{self.qualifier}"
            case tuple():
                return "、".join(self.value)
            case _:
                return str(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet.  ``number`` is its line in the file; ``cells`` holds every declared column."""

    sheet: str
    number: int
    identity: str
    label: str
    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]

    def value(self, column: str) -> Value:
        """The value of a column, ``None`` when blank."""
        return self.cells[column].value


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet, in file order.  ``totals`` are its 合计 rows: never data, always checked."""

    schema: SheetSchema
    rows: tuple[Row, ...] = ()
    totals: tuple[Row, ...] = ()
    origin: Origin | None = None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def areas(self, columns: Iterable[str]) -> tuple[Origin, ...]:
        """What these columns take up from the first row to the last, as A1 ranges; neighbours are one range.

        A column that the file does not have takes up nothing.
        """
        if not self.rows:
            return ()
        first, last = self.rows[0], self.rows[-1]
        places = sorted({n for key in columns if (n := _column_number(first[key].origin.cell))})
        starts = [n for n in places if n - 1 not in places]
        ends = [n for n in places if n + 1 not in places]
        here, rows = first[self.schema.columns[0].key].origin, (first.number, last.number)
        return tuple(here._replace(cell=_range(*ends, *rows)) for ends in zip(starts, ends, strict=True))


def _range(left: int, right: int, top: int, bottom: int) -> str:
    start, end = f"{letters(left)}{top}", f"{letters(right)}{bottom}"
    return start if start == end else f"{start}:{end}"


def _column_number(cell: str) -> int:
    """The column of an A1 reference from 1 on; 0 when it has none."""
    number = 0
    for sign in cell.rstrip("0123456789"):
        number = number * 26 + ord(sign) - 64
    return number


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One input file as it was read: path relative to the data folder, and SHA-256 of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """One period's sheets by key.  A sheet nobody kept is present and empty."""

    period: Period
    sheets: Mapping[str, Sheet]
    files: tuple[SourceFile, ...] = field(default=())

    def __getitem__(self, key: str) -> Sheet:
        return self.sheets[key]

    def find(self, sheet: str, identity: str) -> Row | None:
        """The row of a sheet with this identity, or ``None``."""
        return next((row for row in self.sheets[sheet] if row.identity == identity), None)

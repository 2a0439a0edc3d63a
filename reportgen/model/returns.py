"""Ledgers as many schools and townships hand them in, and what becomes of their rows when they are joined."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from reportgen.model.diagnostic import Diagnostic, Severity
from reportgen.model.ledger import Row, Sheet
from reportgen.model.origin import Origin
from reportgen.model.schema import SheetSchema


class Content(NamedTuple):
    """What a cell holds, to be written again as it was: a value and the number format it is shown with."""

    value: str | int | float | bool | datetime | date | Decimal | None
    number_format: str = "General"


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One row of a return that can be read.

    ``cells`` holds every declared column in the column's unit, ``meaning`` what the reader makes of each (for
    comparing), ``extra`` what stands under headings nobody declared.  ``source`` is file!sheet!row, and before it was
    merged already, where it came from then.
    """

    origin: Origin
    source: str
    identity: str
    label: str
    cells: Mapping[str, Content]
    meaning: Mapping[str, object]
    extra: Mapping[str, Content] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A row that cannot be merged: its content as it stands from column A on, and why."""

    origin: Origin
    faults: tuple[Diagnostic, ...]
    content: tuple[Content, ...]
    read: Row | None = None  # as far as it could be read


@dataclass(frozen=True, slots=True)
class ReturnSheet:
    """One sheet of a return.  ``schema`` is ``None`` for a sheet nobody knows; ``heading`` is its row of headings."""

    origin: Origin
    schema: SheetSchema | None
    heading: tuple[Content, ...]
    rows: tuple[ReturnRow, ...]
    unread: tuple[UnreadRow, ...]
    typed: Sheet | None = None

    @property
    def count(self) -> int:
        """Rows handed in, 合计 rows aside."""
        return len(self.rows) + len(self.unread)


@dataclass(frozen=True, slots=True)
class Return:
    """One file as it was handed in."""

    file: str
    sheets: tuple[ReturnSheet, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Rows of one identity.  ``differing`` names the columns that are not alike, none when all are; ``chosen`` is merged."""

    rows: tuple[ReturnRow, ...]
    differing: tuple[str, ...] = ()
    chosen: ReturnRow | None = None


@dataclass(frozen=True, slots=True)
class MergedSheet:
    """The rows of one schema, joined.  ``extra`` are headings nobody declared, in order of appearance."""

    schema: SheetSchema
    rows: tuple[ReturnRow, ...]
    extra: tuple[str, ...]
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows of one sheet: ``given`` is counted in the files, the rest in the result."""

    name: str
    given: int
    merged: int
    joined: int
    conflicting: int
    left_out: int
    totals: int = 0

    @property
    def reconciles(self) -> bool:
        """Whether every row handed in is somewhere, once."""
        return self.given == self.merged + self.joined + self.conflicting + self.left_out


@dataclass(frozen=True, slots=True)
class Merge:
    """All returns joined: sheets, what was left out, who is absent, and the count of rows."""

    returns: tuple[Return, ...]
    sheets: tuple[MergedSheet, ...]
    absent: tuple[Row, ...]
    tallies: tuple[Tally, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def left_out(self) -> tuple[ReturnSheet, ...]:
        """The sheets with rows that could not be merged."""
        return tuple(sheet for given in self.returns for sheet in given.sheets if sheet.unread)

    @property
    def complete(self) -> bool:
        """Whether everybody answered, and every row is merged or was there already."""
        lacking = any(d.severity is Severity.ERROR for d in self.diagnostics) or bool(self.absent)
        return not lacking and not any(tally.left_out for tally in self.tallies)

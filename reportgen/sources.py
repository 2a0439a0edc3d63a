"""What stands at a place of the county's own material: the words behind an origin."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from reportgen.model.ledger import Ledger, Row, Value
from reportgen.model.origin import Origin
from reportgen.model.period import PartialDate

NEXT = "next"
"""The place of a period where the month after it stands."""


class Sources:
    """The ledgers of one period or several, and the files of settings, definitions and standards beside them.

    ``asked`` are words given on the command line, by the option they came with.
    """

    def __init__(
        self, data: Path, ledgers: Sequence[Ledger], as_of: date, asked: Mapping[str, str] | None = None
    ) -> None:
        self._data, self._ledgers, self._as_of, self._asked = data, ledgers, as_of, asked or {}
        self._file = cache(self._read)

    def text(self, origin: Origin) -> str:
        """The words of a cell with its row's name and code, of a whole file for a key in it, of a period for its name or that of the next; empty for no such place."""
        if (found := self._cells.get(origin)) is not None:
            value, row = found
            return f"{_words(value)} {row.label} {row.identity}"
        if origin.file in self._asked:
            return self._asked[origin.file]
        day = self._as_of
        for period in (ledger.period for ledger in self._ledgers):
            if origin.file == str(period):
                month = period.next if origin.cell == NEXT else period
                return f"{month.year} {month.month}"
        text = self._file(origin.file)
        return f"{text} {day.year} {day.month} {day.day}" if origin.cell.endswith(".as_of") else text

    @cached_property
    def _cells(self) -> dict[Origin, tuple[Value, Row]]:
        """The cells that hold something, with their rows; totals are nowhere printed."""
        rows = (row for ledger in self._ledgers for sheet in ledger.sheets.values() for row in sheet)
        return {cell.origin: (cell.value, row) for row in rows for cell in row.cells.values() if cell.value is not None}

    def _read(self, name: str) -> str:
        """A county's own file, else the one shipped."""
        own = self._data / name
        if name.endswith(".toml") and own.is_file():
            return own.read_text(encoding="utf-8")
        shipped = files("reportgen").joinpath(name)
        return shipped.read_text(encoding="utf-8") if name.endswith(".toml") and shipped.is_file() else ""


def _words(value: Value) -> str:
    match value:
        case PartialDate():
            return str(value)
        case tuple():
            return "、".join(value)
        case _:
            return str(value)

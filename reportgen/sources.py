"""What stands at a place of the county's own material: the words behind an origin."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import ascii_uppercase

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
        self._rows = cache(self._by_line)

    def asking(self, asked: Mapping[str, str]) -> "Sources":
        """The same material, looked through once for all documents, with other words on the command line."""
        made = copy(self)
        made._asked = asked
        return made

    def text(self, origin: Origin) -> str:
        """The words of a cell with its row's name and code, of a whole file for a key in it, of a period for its name or that of the next; empty for no such place."""
        if found := self._cell(origin):
            return found
        if origin.file in self._asked:
            return self._asked[origin.file]
        day = self._as_of
        for period in (ledger.period for ledger in self._ledgers):
            if origin.file == str(period):
                month = period.next if origin.cell == NEXT else period
                return f"{month.year} {month.month}"
        text = self._file(origin.file)
        return f"{text} {day.year} {day.month} {day.day}" if origin.cell.endswith(".as_of") else text

    def _cell(self, origin: Origin) -> str:
        """What a cell holds, with its row; empty for one that is blank, or no cell."""
        line = origin.cell.lstrip(ascii_uppercase)
        row = self._rows().get((origin.file, origin.sheet, int(line))) if line.isdecimal() else None
        cells = row.cells.values() if row else ()
        said = [_words(cell.value) for cell in cells if cell.origin == origin and cell.value is not None]
        return " ".join([*said, row.label, row.identity]) if row and said else ""

    def _by_line(self) -> dict[tuple[str, str, int], Row]:
        """Rows by file, sheet and line; totals are nowhere printed."""
        rows = (row for ledger in self._ledgers for sheet in ledger.sheets.values() for row in sheet)
        return {(*next(iter(row.cells.values())).origin[:2], row.number): row for row in rows if row.cells}

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

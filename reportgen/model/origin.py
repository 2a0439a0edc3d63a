"""Where something was read: file, sheet and cell."""

from functools import cache
from typing import NamedTuple


class Origin(NamedTuple):
    """A place in the county's own material (a tuple: a county has tens of thousands of cells).

    ``file`` is relative to the data folder.  ``sheet`` is empty for files without sheets (CSV, TOML);
    ``cell`` is an A1 reference, a line, a TOML key, or empty when the whole file or sheet is meant.
    """

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


@cache
def letters(column: int) -> str:
    """Column letters from a number: 1 → A, 27 → AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found

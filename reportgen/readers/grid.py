"""A sheet as it stands in its file, before anyone asked what it means."""

from dataclasses import dataclass, field
from typing import NamedTuple

from reportgen.readers.values import Raw


class RawCell(NamedTuple):
    """Raw content, the number format it is shown with, and whether it is a formula nobody computed."""

    raw: Raw
    number_format: str = "General"
    uncomputed: bool = False


@dataclass(frozen=True, slots=True)
class RawRow:
    """One line: its number in the file and its cells from column A on."""

    number: int
    cells: tuple[RawCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet.

    ``merged`` are A1 ranges; ``hidden`` are the rows (3:5) and columns (C:C) not shown, or the sheet's name when the
    whole sheet is not; ``external`` are cells whose formula looks into another workbook.
    """

    file: str
    name: str
    rows: tuple[RawRow, ...]
    merged: tuple[str, ...] = field(default=())
    hidden: tuple[str, ...] = ()
    external: tuple[str, ...] = ()

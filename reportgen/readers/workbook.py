"""Workbooks and CSV files to grids.  The only door to openpyxl."""

import csv
import io
from collections.abc import Collection
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from reportgen.readers.grid import Grid, RawCell, RawRow
from reportgen.readers.scan import Scan, UnreadableFile, scan
from reportgen.readers.values import heading_unit

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MOST_FIELDS, _HEADING_WITHIN = 500, 10
_MOST_TEXT = 32_767  # characters a cell holds; writers cut what is longer without a word


class Book(NamedTuple):
    """The sheets of one file, and the codes of what is to be remarked on."""

    grids: tuple[Grid, ...]
    remarks: tuple[str, ...] = ()


def prepare() -> None:
    """Load openpyxl before many files are read, each in a process of its own that would load it again."""
    import openpyxl  # noqa: F401  for those processes


def read(data: bytes, shown: str, headings: Collection[str] = ()) -> Book:
    """All sheets of one file, whose path is ``shown`` in messages.

    ``headings`` are the columns' names anyone may use: a CSV file's encoding is the one under which they appear.
    Raises ``UnreadableFile``.
    """
    path = PurePath(shown)
    return Book((_csv(data, shown, path.stem, headings),)) if path.suffix.lower() == ".csv" else _xlsx(data, shown)


def _xlsx(data: bytes, shown: str) -> Book:
    seen = scan(data)
    from openpyxl import load_workbook

    try:
        values = load_workbook(io.BytesIO(data), data_only=True)
        formulas = load_workbook(io.BytesIO(data)) if seen.formulas else None
    except Exception as fault:  # openpyxl raises whatever its parsers raise
        raise UnreadableFile(f"{type(fault).__name__}: {fault}") from fault
    grids = (_grid(sheet, shown, formulas[sheet.title] if formulas else None, seen) for sheet in values.worksheets)
    remarks = {"W111": seen.macros, "W112": seen.external}
    return Book(tuple(grids), tuple(code for code, holds in remarks.items() if holds))


def _grid(sheet: "Worksheet", shown: str, formulas: Any, seen: Scan) -> Grid:
    """As far as there are values: formats may go on to the end of the sheet."""
    rows = []
    last_row, last_column = min(sheet.max_row, seen.last_row), min(sheet.max_column, seen.last_column)
    lines = sheet.iter_rows(max_row=last_row, max_col=last_column) if last_row and last_column else ()
    for number, cells in enumerate(lines, start=1):
        if any(cell.value is not None for cell in cells) or formulas is not None:
            rows.append(RawRow(number, tuple(_cell(cell, formulas) for cell in cells)))
    hidden = (
        sheet.sheet_state != "visible"
        or any(d.hidden for d in sheet.row_dimensions.values())
        or any(d.hidden for d in sheet.column_dimensions.values())
    )
    return Grid(shown, sheet.title, tuple(rows), tuple(str(m) for m in sheet.merged_cells.ranges), hidden)


def _cell(cell: Any, formulas: Any) -> RawCell:
    raw = cell.value
    uncomputed = False
    if isinstance(raw, str) and len(raw) > _MOST_TEXT:
        raise UnreadableFile(f"有的格超过 {_MOST_TEXT} 字")
    if raw is None and formulas is not None:
        uncomputed = formulas[cell.coordinate].data_type == "f"
    return RawCell(raw, cell.number_format, uncomputed)


def _csv(data: bytes, shown: str, stem: str, headings: Collection[str]) -> Grid:
    text = _decoded(data, headings)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as fault:
        raise UnreadableFile(str(fault)) from fault
    if any(len(line) > _MOST_FIELDS for line in lines):
        raise UnreadableFile(f"有的行超过 {_MOST_FIELDS} 个字段")
    if any(len(value) > _MOST_TEXT for line in lines for value in line):
        raise UnreadableFile(f"有的格超过 {_MOST_TEXT} 字")
    rows = [
        RawRow(number, tuple(RawCell(value or None) for value in line))
        for number, line in enumerate(lines, start=1)
        if any(value.strip() for value in line)
    ]
    return Grid(shown, stem, tuple(rows))


def _decoded(data: bytes, headings: Collection[str]) -> str:
    """UTF-8 or GB18030, whichever shows headings that are known; text of one can often be read as the other."""
    texts = [text for encoding in ("utf-8-sig", "gb18030") if (text := _decoded_as(data, encoding)) is not None]
    if not texts:
        raise UnreadableFile("文字编码既不是 UTF-8 也不是 GB18030")
    sensible = [text for text in texts if _shows(text, headings)]
    if len(sensible) > 1 and not data.isascii():
        raise UnreadableFile("文字编码有两种读法，请存为 CSV UTF-8")
    return (sensible or texts)[0]


def _decoded_as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _shows(text: str, headings: Collection[str]) -> bool:
    """Whether two known headings stand in one of the first lines."""
    known = {heading_unit(heading)[0] for heading in headings}
    for line in text.splitlines()[:_HEADING_WITHIN]:
        fields = {heading_unit(field.strip('"'))[0] for field in line.split(",")}
        if len(fields & known) > 1:
            return True
    return False

"""Workbooks and CSV files to grids.  The only door to openpyxl."""

import csv
import io
import re
import warnings
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import PurePath
from typing import Any, NamedTuple

from reportgen.readers.grid import Grid, RawCell, RawRow
from reportgen.readers.scan import scan
from reportgen.readers.sheetscan import MOST_ROWS, SheetFacts, UnreadableFile
from reportgen.readers.values import heading_unit

_MOST_FIELDS, _HEADING_WITHIN, _LONGEST_LINE = 500, 10, 1 << 20
_MOST_TEXT = 32_767  # characters a cell holds; writers cut what is longer without a word
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


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
        with warnings.catch_warnings(action="ignore"):  # of dates out of range, which come as error values
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            grids = tuple(_grid(sheet, shown, seen.sheet(sheet.title)) for sheet in book.worksheets)
    except UnreadableFile:
        raise
    except Exception as fault:  # openpyxl raises whatever its parsers raise
        raise UnreadableFile(f"内容不合 .xlsx 的写法（{type(fault).__name__}: {fault}）") from fault
    remarks = {"W111": seen.macros, "W112": seen.external and not any(grid.external for grid in grids)}
    return Book(grids, tuple(code for code, holds in remarks.items() if holds))


def _grid(sheet: Any, shown: str, facts: SheetFacts) -> Grid:
    """As far as the scan found values, whatever the file says of its size: formats may go on to the end of the sheet."""
    rows = []
    lines = sheet.iter_rows(max_row=facts.last_row, max_col=facts.last_column) if facts.last_row else ()
    for row, cells in enumerate(lines, start=1):
        made = tuple(_cell(cell, (row, column) in facts.uncomputed) for column, cell in enumerate(cells, start=1))
        if any(cell.raw is not None or cell.uncomputed for cell in made):
            rows.append(RawRow(row, made))
    hidden = facts.hidden if sheet.sheet_state == "visible" else (sheet.title,)
    return Grid(shown, sheet.title, tuple(rows), tuple(facts.merged), hidden, tuple(facts.external))


def _cell(cell: Any, uncomputed: bool) -> RawCell:
    raw = cell.value
    if raw is None:
        return RawCell(None, "General", uncomputed)
    if isinstance(raw, str) and len(raw) > _MOST_TEXT:
        raise UnreadableFile(f"有的格超过 {_MOST_TEXT} 字")
    return RawCell(_decoded_text(raw) if isinstance(raw, str) else raw, cell.number_format, uncomputed)


def _decoded_text(text: str) -> str:
    """Characters that XML cannot hold are written _x000D_ (ECMA-376 part 1, 22.9.2.19); lines end in a line feed."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")


# -- CSV


def _csv(data: bytes, shown: str, stem: str, headings: Collection[str]) -> Grid:
    if b"\0" in data:
        raise UnreadableFile("文件里有空字符（NUL），不是 CSV 文本，或编码是 UTF-16")
    text = _decoded(data, headings)
    rows, reader = [], csv.reader(_lines(text), strict=True)
    try:
        for number, line in enumerate(reader, start=1):
            if len(line) > _MOST_FIELDS or number > MOST_ROWS:
                raise UnreadableFile(f"第 {number} 行：超过 {MOST_ROWS} 行、每行 {_MOST_FIELDS} 个字段的上限")
            if any(len(value) > _MOST_TEXT for value in line):
                raise UnreadableFile(f"第 {number} 行：有的格超过 {_MOST_TEXT} 字")
            if any(value.strip() for value in line):
                rows.append(RawRow(number, tuple(RawCell(value or None) for value in line)))
    except csv.Error as fault:
        raise UnreadableFile(f"第 {reader.line_num} 行的引号或分隔符有误（{fault}）") from fault
    return Grid(shown, stem, tuple(rows))


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > _LONGEST_LINE:
            raise UnreadableFile(f"第 {number} 行太长，超过 {_LONGEST_LINE >> 10} K 字的上限")
        yield line


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
    for line in islice(_lines(text), _HEADING_WITHIN):
        fields = {heading_unit(field.strip('"'))[0] for field in line.split(",", _MOST_FIELDS)[:_MOST_FIELDS]}
        if len(fields & known) > 1:
            return True
    return False

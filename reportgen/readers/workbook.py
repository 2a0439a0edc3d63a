"""Workbooks and CSV files to grids.  The only door to openpyxl."""

import csv
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.readers.grid import Grid, RawCell, RawRow

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MAX_ROWS, _MAX_COLUMNS = 5000, 200
_LEGACY, _ENCRYPTED = b"\xd0\xcf\x11\xe0", b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e"


class UnreadableFile(Exception):
    """A file no grid can be made of; the text says why, in Chinese."""


def read(path: Path, shown: str) -> list[Grid]:
    """All sheets of one file.  ``shown`` is the path as messages name it.  Raises ``UnreadableFile``."""
    data = path.read_bytes()
    return _csv(data, shown, path.stem) if path.suffix.lower() == ".csv" else _xlsx(data, shown)


def _xlsx(data: bytes, shown: str) -> list[Grid]:
    _refuse_foreign(data)
    from openpyxl import load_workbook

    try:
        values = load_workbook(io.BytesIO(data), data_only=True)
        formulas = load_workbook(io.BytesIO(data)) if _has_formulas(data) else None
    except Exception as fault:  # openpyxl raises whatever its parsers raise
        raise UnreadableFile(f"{type(fault).__name__}: {fault}") from fault
    return [_grid(sheet, shown, formulas[sheet.title] if formulas else None) for sheet in values.worksheets]


def _refuse_foreign(data: bytes) -> None:
    if data.startswith(_LEGACY):
        encrypted = _ENCRYPTED in data
        raise UnreadableFile("文件加了密码" if encrypted else "这是旧的 .xls 格式，只是扩展名为 .xlsx")
    if not zipfile.is_zipfile(io.BytesIO(data)):
        html = data.lstrip()[:1] == b"<"
        raise UnreadableFile("这是网页文件，只是扩展名为 .xlsx" if html else "内容不是 Excel 工作簿，或已损坏")


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [n for n in package.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]
        return any(b"<f>" in (xml := package.read(n)) or b"<f " in xml for n in names)


def _grid(sheet: "Worksheet", shown: str, formulas: Any) -> Grid:
    if sheet.max_row > _MAX_ROWS or sheet.max_column > _MAX_COLUMNS:
        raise UnreadableFile(f"“{sheet.title}”表有 {sheet.max_row} 行 {sheet.max_column} 列，超过上限")
    rows = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if any(cell.value is not None for cell in cells) or formulas is not None:
            rows.append(RawRow(number, tuple(_cell(cell, formulas) for cell in cells)))
    hidden = any(d.hidden for d in sheet.row_dimensions.values()) or any(
        d.hidden for d in sheet.column_dimensions.values()
    )
    return Grid(shown, sheet.title, tuple(rows), tuple(str(m) for m in sheet.merged_cells.ranges), hidden)


def _cell(cell: Any, formulas: Any) -> RawCell:
    raw = cell.value
    uncomputed = False
    if raw is None and formulas is not None:
        uncomputed = formulas[cell.coordinate].data_type == "f"
    return RawCell(raw, cell.number_format, uncomputed)


def _csv(data: bytes, shown: str, stem: str) -> list[Grid]:
    text = _decoded(data)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as fault:
        raise UnreadableFile(str(fault)) from fault
    rows = [
        RawRow(number, tuple(RawCell(value or None) for value in line))
        for number, line in enumerate(lines, start=1)
        if any(value.strip() for value in line)
    ]
    return [Grid(shown, stem, tuple(rows))]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("文字编码既不是 UTF-8 也不是 GB18030")

"""Rows of text as a workbook: what a CSV file becomes when it is given back with remarks."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from reportgen.writers.xlsx.looks import column_width

_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def sheet_name(text: str) -> str:
    """A text as Excel takes it for a sheet's name."""
    clean = _FORBIDDEN.sub("_", text).strip("'")[:_LONGEST_NAME]
    return clean or "数据"


def write(name: str, rows: Mapping[int, Sequence[str]]) -> bytes:
    """One sheet; rows by their number from one; every cell text, whatever it looks like."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  a fixed day
    sheet, text = book.add_worksheet(name), book.add_format({"num_format": "@"})
    widths: dict[int, float] = {}
    for number, row in rows.items():
        for column, words in enumerate(row):
            widths[column] = max(widths.get(column, 0), column_width(words))
            if words:
                sheet.write_string(number - 1, column, words, text)
    for column, width in widths.items():
        sheet.set_column(column, column, width, text)
    book.close()
    return out.getvalue()

"""Small things the parts of a workbook have in common: the order of a sheet's elements, cells' names, clean text."""

import re
import unicodedata
from functools import cache

SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
"""The sequence of CT_Worksheet, ECMA-376 Part 1, 18.3.1.99."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@cache
def a1(ref: str) -> tuple[int, int]:
    """Row and column, from one: ``B5`` is (5, 2)."""
    letters, number = ref.rstrip("0123456789"), ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    column = 0
    for sign in letters:
        column = column * 26 + ord(sign) - 64
    return int(number), column


def clean(text: str) -> str:
    """Text as XML and Excel take it: without control characters, ``_x0041_`` kept as it is written."""
    return _ESCAPE.sub("_x005F_", _FORBIDDEN.sub("", text))


def lines_of(text: str, wide: int) -> int:
    """How many lines a text takes, a Chinese character counting two."""
    widths = (sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in text.split("\n"))
    return sum(max(1, -(-width // wide)) for width in widths)

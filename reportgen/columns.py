"""Columns of a table: how wide each is, and in which type, so that few cells need a second line.

Widths are in characters of the table's type, with room beside the words; a table is as wide as the 版心 (156 mm).
"""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from reportgen.model.document import Table, TableColumn, plain

SMALL = 0.875
"""五号 beside 小四: the type of a table whose words need it."""

LISTING = 0.75
"""小五 beside 小四: the type of a list to look things up in."""

_CAPACITY, _PADDING = 36.5, 0.8  # characters of 小四 across the 版心; beside a cell's words
_NARROWEST, _SHORT = 3.0, 4.0  # characters a column of words has at least; words so short stay on one line
_STRETCH = 1.5  # of a column of words; what is left beyond that widens all columns
_LOOKED_AT = 60  # rows of a long table: more would say the same
_WORTH = 4  # small type is taken where it spares every fourth row a line
_CAPITAL = 0.72  # of a character
_BEFORE = re.compile(r"(?=[（≥≤])")
_UNBROKEN = re.compile(r"[0-9.,%年月日初底中下上旬末—-]+|[\u4e00-\u9fff]{0,3}[0-9][0-9.,]*[^0-9]{0,4}")
"""A date, a number, and a change with its unit: 减少1504册, 提高0.8个百分点."""


def sized(table: Table) -> Table:
    """The table with widths that sum to 1, in the type that suits it."""
    if table.listing:
        return _with(table, _Fit(table, LISTING), 1.0)
    plain_type, small = _Fit(table, 1.0), _Fit(table, SMALL)
    spared = plain_type.more and plain_type.more - small.more
    return _with(table, small, SMALL) if spared * _WORTH > plain_type.seen else _with(table, plain_type, 1.0)


def _with(table: Table, fit: "_Fit", scale: float) -> Table:
    total = sum(fit.widths)
    columns = tuple(TableColumn(c.align, want / total) for c, want in zip(table.columns, fit.widths, strict=True))
    return replace(table, columns=columns, scale=scale)


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: the lengths of its cells looked at, the least room it must have, the room it would like."""

    lengths: tuple[float, ...]
    least: float
    natural: float
    words: bool

    def lines(self, width: float) -> list[int]:
        """Lines of each cell."""
        whole = math.floor(width)  # a line holds whole characters
        return [1 if length <= width else math.ceil(length / whole) for length in self.lengths]


class _Fit:
    """A table's columns in one type."""

    def __init__(self, table: Table, scale: float) -> None:
        step = max(1, math.ceil(len(table.rows) / _LOOKED_AT))
        self._columns = list(_columns(table, step))
        self._room = _CAPACITY / scale - _PADDING * len(self._columns)
        self.seen = len(table.rows[::step])

    @cached_property
    def widths(self) -> list[float]:
        """Of all columns, with the room beside their words."""
        return [width + _PADDING for width in self._inner]

    @cached_property
    def more(self) -> int:
        """Lines the cells take beyond one each."""
        widths = zip(self._columns, self._inner, strict=True)
        return sum(lines - 1 for column, width in widths for lines in column.lines(width))

    @cached_property
    def _inner(self) -> list[float]:
        widths = [column.natural for column in self._columns]
        if sum(widths) <= self._room:
            return self._stretched(widths)
        while (over := sum(widths) - self._room) > 1e-6:
            place, width = self._cheapest(widths, over)
            if place is None:
                break
            widths[place] = width
        return widths

    def _stretched(self, widths: list[float]) -> list[float]:
        """What is left goes to the words first."""
        words = sum(w for w, column in zip(widths, self._columns, strict=True) if column.words)
        part = min((self._room - sum(widths)) / words, _STRETCH - 1) if words else 0.0
        return [w * (1 + part) if column.words else w for w, column in zip(widths, self._columns, strict=True)]

    def _cheapest(self, widths: list[float], over: float) -> tuple[int | None, float]:
        """The column to narrow next, and its new width: the fewest new lines for the room that is won."""
        lines = [column.lines(width) for column, width in zip(self._columns, widths, strict=True)]
        best: tuple[float, float, int | None, float] = (math.inf, 0.0, None, 0.0)
        for place, column in enumerate(self._columns):
            others = [max(row) for row in zip(*(one for n, one in enumerate(lines) if n != place), strict=True)]
            others = others or [1] * len(column.lengths)
            now = sum(map(max, others, lines[place]))
            for width in _steps(column, widths[place], over):
                more = sum(map(max, others, column.lines(width))) - now
                best = min(best, (more / (widths[place] - width), -widths[place], place, width), key=lambda b: b[:2])
        return best[2], best[3]


def _steps(column: _Column, width: float, over: float) -> Iterator[float]:
    """The narrower widths worth looking at: just enough, or one at which a cell still takes so many lines."""
    least = max(column.least, width - over)
    if least < width:
        yield least
    for length in set(column.lengths):
        for lines in (1, 2, 3):
            if least < (fitting := length if lines == 1 else math.ceil(length / lines)) < width:
                yield fitting


def _columns(table: Table, step: int) -> Iterator[_Column]:
    for place, head in enumerate(table.header):
        cells = [plain(row[place]) for row in table.rows]
        heading = _head(plain(head))
        firm = max((_length(cell) for cell in cells if _is_firm(cell)), default=0.0)
        words = not all(map(_is_firm, cells))
        least = max(firm, heading, _NARROWEST if words else 0.0)
        lengths = tuple(max((_length(line) for line in cell.split("\n")), default=0.0) for cell in cells)
        yield _Column(lengths[::step], least, max([least, *lengths]), words)


def _is_firm(cell: str) -> bool:
    """Numbers, dates and short words stay on one line."""
    return bool(_UNBROKEN.fullmatch(cell)) or _length(cell) <= _SHORT


def _head(head: str) -> float:
    """A head breaks before its bracket or sign, else in the middle when it is long; a date does not."""
    if _UNBROKEN.fullmatch(head):
        return _length(head)
    pieces = [_length(piece) for piece in _BEFORE.split(head, maxsplit=1)]
    if len(pieces) > 1:
        return max(pieces)
    return _length(head) if _length(head) <= _SHORT else _length(head) / 2 + 0.5


def _length(text: str) -> float:
    """Length in full-width characters, with the quarter that Word sets between a character and a digit (2018 年)."""
    wide = [unicodedata.east_asian_width(c) in "WFA" for c in text]  # ambiguous ones are wide in Chinese type
    letters = (1.0 if is_wide else _CAPITAL if c.isupper() else 0.5 for c, is_wide in zip(text, wide, strict=True))
    return sum(letters) + 0.25 * sum(a != b for a, b in pairwise(wide))

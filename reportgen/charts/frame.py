"""What stands around the data: the legend and the unit above it, the names beside it, and the scale it is drawn to."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.charts.ruler import Ruler
from reportgen.charts.sheet import LEADING, Sheet
from reportgen.charts.style import ACCENT, EM, INK, SIZE, SMALL, Fill

GAP = 1.2  # millimetres between a bar and its label
_SWATCH, _ROW = (5.0, 2.9), 4.8
_MOST_NAMES = 42.0
_BELOW_HEAD = 1.6
_MARK = 0.8


def head(sheet: Sheet, items: Sequence[tuple[Fill | None, str]], unit: str) -> float:
    """Legend at the left, 单位 at the right; the height they take.  One series needs no legend."""
    note = f"单位：{unit}" if unit.strip(":1") else ""
    if note:
        sheet.text(sheet.width, _ROW / 2, note, "right", size=SMALL)
    room = sheet.width - sheet.ruler.width(note, SMALL) - 4
    rows = legend(sheet, items, room) if items else 0
    return (max(rows, 1) * _ROW if rows or note else 0.0) + _BELOW_HEAD


def legend(sheet: Sheet, items: Sequence[tuple[Fill | None, str]], room: float) -> int:
    """Swatches with names, as many rows as they need; the number of rows.  What has no fill is a limit's mark."""
    x, row = 0.0, 0
    for dress, name in items:
        width = _SWATCH[0] + 1.2 + sheet.ruler.width(name, SMALL)
        if x and x + width > room:
            x, row = 0.0, row + 1
        y = row * _ROW + _ROW / 2
        if dress is None:
            mark(sheet, (x + _SWATCH[0] / 2, y - _SWATCH[1] * 0.65), (x + _SWATCH[0] / 2, y + _SWATCH[1] * 0.65))
        else:
            sheet.bar(x, y - _SWATCH[1] / 2, *_SWATCH, dress)
        sheet.text(x + _SWATCH[0] + 1.2, y, name, size=SMALL)
        x += width + 4
    return row + 1


@dataclass(frozen=True, slots=True)
class Names:
    """Names of rows, broken into lines; ``width`` and ``height`` are those of the largest."""

    lines: tuple[tuple[str, ...], ...]
    width: float
    height: float

    def draw(self, sheet: Sheet, place: int, y: float, size: float = SIZE) -> None:
        """One name, flush right against the data."""
        sheet.text(self.width, y, self.lines[place], "right", size=size)


def names(ruler: Ruler, texts: Sequence[str], most: float = _MOST_NAMES, lines: int = 3) -> Names:
    """Names of rows no wider than ``most``."""
    broken = tuple(tuple(ruler.wrap(text, SIZE, most, lines)) for text in texts)
    width = max(ruler.widest(name, SIZE) for name in broken)
    return Names(broken, width, max(map(len, broken)) * SIZE * EM * LEADING)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values lie on the sheet: ``zero`` in millimetres, ``unit`` millimetres for one."""

    zero: float
    unit: float

    def at(self, value: float) -> float:
        """The place of a value."""
        return self.zero + value * self.unit

    def bar(self, value: float) -> tuple[float, float]:
        """Where a bar from zero begins and how long it is; what is not zero can be seen."""
        length = max(abs(value) * self.unit, 0.35) if value else 0.0
        return (self.zero if value >= 0 else self.zero - length), length


def scale(left: float, right: float, values: Sequence[tuple[float, float]]) -> Scale:
    """The largest scale at which every bar, with a label of the given width behind its end, stays between the two."""
    room = right - left
    over = [(v, w + GAP) for v, w in values if v >= 0] or [(0.0, 0.0)]
    under = [(-v, w + GAP) for v, w in values if v < 0] or [(0.0, 0.0)]
    pairs = [((room - w - u) / (v + n)) for v, w in over for n, u in under if v + n > 0]
    unit = max(0.0, min(pairs, default=0.0))
    return Scale(left + max(n * unit + u for n, u in under), unit)


def mark(sheet: Sheet, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A limit: a straight stroke across a bar, upright or level."""
    (x, y), (right, bottom) = start, end
    wide, high = (0.0, _MARK / 2) if y == bottom else (_MARK / 2, 0.0)
    corners = (x - wide, y - high), (right + wide, y - high), (right + wide, bottom + high), (x - wide, bottom + high)
    sheet.area(*corners, fill=ACCENT.colour)


def axis(sheet: Sheet, x: float, top: float, bottom: float) -> None:
    """The line bars stand on."""
    sheet.line((x, top), (x, bottom), colour=INK)

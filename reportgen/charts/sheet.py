"""A picture as shapes and words on a sheet, in millimetres from the upper left of what the edges leave free: nothing drawn yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from reportgen.charts.ruler import Ruler
from reportgen.charts.style import EDGE, EM, HAIR, INK, PAPER, ROOM, SIZE, SMALL, Fill

Point = tuple[float, float]
Anchor = Literal["left", "centre", "right"]
HATCH = 1.5  # millimetres between hatch lines
DOT = 0.35
LEADING = 1.2  # lines of one name


@dataclass(frozen=True, slots=True)
class Shape:
    """Lines, or one closed area, in one dress: ``fill`` for the area, ``edge`` for the line; ``width`` in points."""

    paths: tuple[tuple[Point, ...], ...]
    fill: str | None = None
    edge: str | None = None
    width: float = HAIR
    dash: tuple[float, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """One line of words: ``left`` its beginning, ``middle`` the height of its centre, ``size`` in points.

    Words of a ``scale`` say where one is on it, nothing of the data.
    """

    text: str
    left: float
    middle: float
    width: float
    size: float = SIZE
    colour: str = INK
    ground: bool = False
    scale: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the ink, in millimetres."""
        half = self.size * EM * 0.46
        return self.left, self.middle - half, self.left + self.width, self.middle + half


@dataclass(slots=True)
class Sheet:
    """What is to be drawn; shapes lie below all words.  ``height`` is settled last; ``width`` is without the edges."""

    ruler: Ruler
    height: float = 0.0
    width: float = ROOM
    shapes: list[Shape] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    @property
    def paper(self) -> float:
        """The width with the edges."""
        return self.width + 2 * EDGE

    def bar(self, x: float, y: float, width: float, height: float, dress: Fill) -> None:
        """A filled and hatched rectangle; one of no width shows nothing."""
        if width <= 0 or height <= 0:
            return
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        edge = INK if dress.colour == PAPER else PAPER
        if lines := tuple(hatched(x, y, x + width, y + height, dress.hatch)):
            self.shapes.append(Shape((corners,), dress.colour, closed=True))
            self.shapes.append(Shape(lines, edge=dress.line, width=DOT / EM if dress.hatch == "." else HAIR))
            self.shapes.append(Shape((corners,), edge=edge, closed=True))
        else:
            self.shapes.append(Shape((corners,), dress.colour, edge, HAIR, dress.dash, closed=True))

    def line(self, *points: Point, colour: str = INK, width: float = HAIR, dash: tuple[float, ...] = ()) -> None:
        """An open line through the points."""
        self.shapes.append(Shape((points,), edge=colour, width=width, dash=dash))

    def area(self, *points: Point, fill: str, edge: str | None = None, dash: tuple[float, ...] = ()) -> None:
        """A closed area."""
        self.shapes.append(Shape((points,), fill, edge, HAIR, dash, closed=True))

    def text(
        self, x: float, y: float, words: str | Sequence[str], anchor: Anchor = "left", *, size: float = SIZE,
        colour: str = INK, ground: bool = False,
    ) -> None:  # fmt: skip
        """Words on one or more lines, centred on the height ``y``.  Raises ``MissingGlyph``."""
        lines = self.ruler.written([words] if isinstance(words, str) else words)
        pitch = size * EM * LEADING
        for place, line in enumerate(lines):
            width = self.ruler.width(line, size)
            left = x - width * {"left": 0, "centre": 0.5, "right": 1}[anchor]
            middle = y + (place - (len(lines) - 1) / 2) * pitch
            self.labels.append(Label(line, left, middle, width, size, colour, ground))

    def tick(self, x: float, y: float, words: str) -> None:
        """Words of a scale, small, centred on ``x``.  Raises ``MissingGlyph``."""
        words = self.ruler.written([words])[0]
        width = self.ruler.width(words, SMALL)
        self.labels.append(Label(words, x - width / 2, y, width, SMALL, scale=True))


def hatched(left: float, top: float, right: float, bottom: float, kind: str) -> Iterator[tuple[Point, ...]]:
    """The lines of a hatch inside a rectangle, on one grid for the whole sheet."""
    match kind:
        case "/":
            yield from _diagonals(left, top, right, bottom)
        case "\\":
            yield from (tuple((x, top + bottom - y) for x, y in line) for line in _diagonals(left, top, right, bottom))
        case "x":
            yield from hatched(left, top, right, bottom, "/")
            yield from hatched(left, top, right, bottom, "\\")
        case ".":
            yield from _dots(left, top, right, bottom)
        case _:
            return


def _diagonals(left: float, top: float, right: float, bottom: float) -> Iterator[tuple[Point, ...]]:
    pitch = HATCH * 2**0.5
    place = int((left + top) // pitch) + 1
    while (total := place * pitch) < right + bottom:
        low, high = max(left, total - bottom), min(right, total - top)
        yield (low, total - low), (high, total - high)
        place += 1


def _dots(left: float, top: float, right: float, bottom: float) -> Iterator[tuple[Point, ...]]:
    row = int((top + DOT) // HATCH) + 1
    while (y := row * HATCH) < bottom - DOT:
        x = (int((left + DOT) // HATCH) + 1 + row % 2 / 2) * HATCH
        while x < right - DOT:
            yield (x - DOT / 2, y), (x + DOT / 2, y)
            x += HATCH
        row += 1

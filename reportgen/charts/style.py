"""How all charts look: sizes in millimetres and points, and fills that differ on a grey print and to the colour-blind."""

from dataclasses import dataclass

from reportgen.layout import GBT9704

WIDTH = GBT9704.picture_width
EDGE = 0.5  # millimetres kept free at the sides
ROOM = WIDTH - 2 * EDGE  # for everything a chart shows
LINE = GBT9704.pdf.pitch * 25.4 / 72  # a line of the page
AIR = 12 * 25.4 / 72  # white the page keeps above and below a picture, together
USUAL, MOST = 9, 20  # lines of the page: as a rule, and when there is no other way
DPI = 200

SIZE, SMALL, LEAST = 9.5, 9.0, 5.0  # points
EM = 25.4 / 72  # millimetres of a point
INK, SOFT, GRID, PAPER = "#1a1a1a", "#7d7d7d", "#dcdcdc", "#ffffff"
TRACK = "#ececec"
HAIR, RULE = 0.5, 0.8  # points


@dataclass(frozen=True, slots=True)
class Fill:
    """The dress of a bar: ``hatch`` is a slash, a backslash, ``x``, ``.`` or nothing, drawn in ``line``.

    ``ink`` is the colour of words on it; over a hatch they stand on a patch of paper.  ``dash`` breaks the outline.
    """

    colour: str
    hatch: str = ""
    line: str = PAPER
    ink: str = INK
    dash: tuple[float, ...] = ()


DARK = Fill("#1f3c63", ink=PAPER)
PALE = Fill("#b9d1e6")
ACCENT = Fill("#a8452c", "x")
OPEN = Fill(PAPER, dash=(3, 2))
FILLS = (
    DARK,
    PALE,
    Fill("#6a96be", "/"),
    Fill("#e6bd6f", "\\", "#6b4a12"),
    Fill(PAPER, ".", "#3c3c3c"),
    ACCENT,
    Fill("#9a9a9a"),
    Fill("#dfe8d6", "x", "#4d6b3c"),
)
"""Neighbours differ in lightness; those that could be confused in grey also in hatch."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where a picture stands: millimetres of its width with the edges, and of its height (0: as high as it needs to be).

    ``most`` and ``least`` are the largest and the smallest type, in points, of a picture that fills its room.
    """

    width: float = WIDTH
    height: float = 0.0
    most: float = SIZE
    least: float = LEAST


PAGE = Room()


def fill(place: int) -> Fill:
    """The dress of the n-th series."""
    return FILLS[place % len(FILLS)]


def height(lines: int) -> float:
    """Millimetres of a picture that fills so many lines of the page."""
    return lines * LINE - AIR


def lines_for(need: float) -> int:
    """Lines of the page a picture of so many millimetres takes, three at least."""
    return max(3, -int(-(need + AIR) // LINE))


def fit(fixed: float, rows: int, natural: float, tight: float) -> tuple[float, float]:
    """Height of the picture and pitch of its rows: natural where the usual height allows, else down to ``tight``.

    More rows than that make the picture higher; more than a page holds, the rows lower.
    """
    lines = lines_for(fixed + rows * natural)
    if lines > USUAL:
        lines = min(MOST, max(USUAL, lines_for(fixed + rows * tight)))
    return height(lines), (height(lines) - fixed) / rows

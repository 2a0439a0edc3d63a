"""Lights that need no colour: each has a fill of its own in grey, and a mark of its own shape."""

from collections.abc import Mapping
from math import cos, pi, sin

from reportgen.charts.sheet import Point, Sheet
from reportgen.charts.style import INK, PAPER, SOFT, Fill
from reportgen.model.roadmap import Light

FILLS: Mapping[Light, Fill] = {
    Light.DONE: Fill("#2f6b45", ink=PAPER),
    Light.GREEN: Fill("#9fd3b0"),
    Light.YELLOW: Fill("#f4c44f", "\\", "#6b4a00"),
    Light.RED: Fill("#c0392b", "x", PAPER),
    Light.NONE: Fill(PAPER, dash=(3, 2)),
}
_CORNERS = 24


def mark(sheet: Sheet, light: Light, x: float, y: float, size: float) -> None:
    """The mark of a light in a square of ``size`` millimetres around the point: ● ▲ ■, a tick on what is done, or ○."""
    half, colour = size / 2, FILLS[light].colour
    match light:
        case Light.YELLOW:
            sheet.area(
                (x - half, y + half * 0.85), (x, y - half * 0.95), (x + half, y + half * 0.85), fill=colour, edge=INK
            )
        case Light.RED:
            side = half * 0.9
            corners = ((x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side))
            sheet.area(*corners, fill=colour, edge=INK)
        case _:
            edge = SOFT if light is Light.NONE else INK
            sheet.area(*_circle(x, y, half * 0.95), fill=colour, edge=edge)
    if light is Light.DONE:
        tick = (x - half * 0.5, y), (x - half * 0.1, y + half * 0.4), (x + half * 0.5, y - half * 0.35)
        sheet.line(*tick, colour=PAPER, width=max(0.6, size * 0.35))


def _circle(x: float, y: float, radius: float) -> list[Point]:
    turns = (2 * pi * place / _CORNERS for place in range(_CORNERS))
    return [(x + radius * cos(turn), y + radius * sin(turn)) for turn in turns]


def diamond(sheet: Sheet, light: Light, x: float, y: float, size: float) -> None:
    """A date to be met."""
    half = size / 2
    edge = SOFT if light is Light.NONE else INK
    sheet.area((x - half, y), (x, y - half), (x + half, y), (x, y + half), fill=FILLS[light].colour, edge=edge)

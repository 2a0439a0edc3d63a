"""The sheet on paper: SVG for the PDF, and PNG for Word by matplotlib's rasteriser."""

from dataclasses import dataclass
from typing import Any

from reportgen.charts.png import png
from reportgen.charts.sheet import Label, Shape, Sheet
from reportgen.charts.style import DPI, EDGE, EM, INK, PAPER
from reportgen.charts.svg import BASELINE, ground, svg

_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart in both formats, and the words on it, without those of its scale."""

    svg: bytes
    png: bytes
    words: tuple[str, ...] = ()


def painted(sheet: Sheet, *, raster: bool = True) -> Drawn:
    """The same bytes for the same sheet; ``raster`` of false leaves the PNG out, which only Word asks for."""
    words = tuple(label.text for label in sheet.labels if not label.scale)
    return Drawn(svg(sheet), _raster(sheet) if raster else b"", words)


def _raster(sheet: Sheet) -> bytes:
    """Drawn on matplotlib's renderer itself, words as outlines that are kept for the next chart.

    A figure would import axes, projections and widgets, a good part of the time of a briefing, and lay out what is
    laid out already; its words would be rendered letter by letter each time.
    """
    from matplotlib.backends.backend_agg import RendererAgg

    scale = DPI / _INCH
    renderer: Any = RendererAgg(int(sheet.paper * scale), int(sheet.height * scale), DPI)  # type: ignore[no-untyped-call]
    pen = _Pen(renderer, scale, sheet)
    right, bottom = sheet.width + EDGE, sheet.height
    pen.shape(Shape((((-EDGE, 0), (right, 0), (right, bottom), (-EDGE, bottom)),), PAPER, closed=True))
    for shape in sheet.shapes:
        pen.shape(shape)
    for label in sheet.labels:
        pen.label(label)
    return png(renderer.buffer_rgba(), pen.colours, DPI)


class _Pen:
    """Draws on one of matplotlib's renderers; ``scale`` is its units in a millimetre, ``colours`` those used so far."""

    def __init__(self, renderer: Any, scale: float, sheet: Sheet) -> None:
        from matplotlib.transforms import Affine2D

        self._renderer, self._scale, self._sheet = renderer, scale, sheet
        self._place = Affine2D().translate(EDGE, -sheet.height).scale(scale, -scale)
        self.colours = {PAPER: None, INK: None}

    def shape(self, shape: Shape) -> None:
        from matplotlib.path import Path

        points = [point for path in shape.paths for point in path]
        codes = [Path.MOVETO if place == 0 else Path.LINETO for path in shape.paths for place in range(len(path))]
        if shape.closed:
            points, codes = [*points, points[0]], [*codes, Path.CLOSEPOLY]
        pen = self._renderer.new_gc()
        pen.set_foreground(shape.edge or PAPER)
        pen.set_linewidth(shape.width if shape.edge else 0)
        if shape.dash:
            pen.set_dashes(0, shape.dash)
        self._renderer.draw_path(pen, Path(points, codes), self._place, self._rgb(shape.fill))
        pen.restore()
        self._rgb(shape.edge)

    def label(self, label: Label) -> None:
        """The words of a line as one shape, unhinted, where the ruler has them."""
        import numpy
        from matplotlib.path import Path
        from matplotlib.transforms import Affine2D

        if label.ground:
            self.shape(ground(label))
        words = list(self._sheet.ruler.placed(label.text))
        points = numpy.concatenate([outline.points + numpy.array((at * 1000, 0)) for _, outline, at in words])
        codes = numpy.concatenate([outline.codes for _, outline, _ in words])
        height, em = self._sheet.height, label.size * EM * self._scale / 1000
        base = (height - label.middle - BASELINE * label.size * EM) * self._scale
        place = Affine2D().scale(em, em).translate((label.left + EDGE) * self._scale, base)
        pen = self._renderer.new_gc()
        pen.set_linewidth(0)
        pen.set_snap(False)
        self._renderer.draw_path(pen, Path(points, codes), place, self._rgb(label.colour))
        pen.restore()

    def _rgb(self, colour: str | None) -> tuple[float, ...] | None:
        if colour is None:
            return None
        self.colours[colour] = None
        return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))

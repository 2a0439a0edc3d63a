"""The sheet on paper, by matplotlib: SVG for the PDF and PNG for Word."""

import io
import re
from dataclasses import dataclass
from typing import Any

from reportgen.charts.sheet import Label, Shape, Sheet
from reportgen.charts.style import DPI, EDGE, EM, PAPER

COLOURS = 32  # of a PNG: a dozen fills and inks, and the greys between them and the paper
_INCH, _POINTS = 25.4, 72
_BASELINE = 0.36  # of the type size: from the middle of a line down to its baseline
_TYPE = re.compile(r'<path id="[^"]*" d="[^"]*"')
_SHAPE = re.compile(r'<path d="[^"]*"')
_TENTHS, _HUNDREDTHS = re.compile(r"(\.\d)\d+"), re.compile(r"(\.\d\d)\d+")
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "reportgen",
    "svg.fonttype": "path",
    "text.hinting": "none",
    "text.antialiased": True,
    "path.simplify": False,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart in both formats, and the words on it, without those of its scale."""

    svg: bytes
    png: bytes
    words: tuple[str, ...] = ()


def painted(sheet: Sheet, *, raster: bool = True) -> Drawn:
    """The same bytes for the same sheet; ``raster`` of false leaves the PNG out, which only Word asks for.

    Drawn on matplotlib's renderers themselves: a figure would import axes, projections and widgets, a good part of
    the time of a briefing, and lay out what is laid out already.
    """
    import matplotlib

    with matplotlib.rc_context(_SETTINGS):
        return Drawn(
            _svg(sheet), _png(sheet) if raster else b"", tuple(label.text for label in sheet.labels if not label.scale)
        )


def _on(renderer: Any, scale: float, sheet: Sheet) -> None:
    """The whole sheet, paper first, on a renderer with ``scale`` units in a millimetre."""
    pen = _Pen(renderer, scale, sheet)
    right, bottom = sheet.width + EDGE, sheet.height
    pen.shape(Shape((((-EDGE, 0), (right, 0), (right, bottom), (-EDGE, bottom)),), PAPER, closed=True))
    for shape in sheet.shapes:
        pen.shape(shape)
    for label in sheet.labels:
        pen.label(label)


class _Pen:
    """Draws on one of matplotlib's renderers; ``scale`` is its units in a millimetre."""

    def __init__(self, renderer: Any, scale: float, sheet: Sheet) -> None:
        from matplotlib.font_manager import FontProperties
        from matplotlib.transforms import Affine2D

        self._renderer, self._scale, self._ruler = renderer, scale, sheet.ruler
        self._place = Affine2D().translate(EDGE, -sheet.height).scale(scale, -scale)
        self._fonts = [FontProperties(fname=font) for font in sheet.ruler.fonts]

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
        self._renderer.draw_path(pen, Path(points, codes), self._place, _rgb(shape.fill))
        pen.restore()

    def label(self, label: Label) -> None:
        left, top, right, bottom = label.box
        if label.ground:
            corners = ((left - 0.5, top), (right + 0.5, top), (right + 0.5, bottom), (left - 0.5, bottom))
            self.shape(Shape((corners,), PAPER, closed=True))
        pen = self._renderer.new_gc()
        pen.set_foreground(label.colour)
        base = (label.middle + _BASELINE * label.size * EM) * self._scale
        for font, words, start in self._ruler.runs(label.text, label.size):
            type_ = self._fonts[font]
            type_.set_size(label.size)
            self._renderer.draw_text(pen, (left + EDGE + start) * self._scale, base, words, type_, 0)
        pen.restore()


def _rgb(colour: str | None) -> tuple[float, ...] | None:
    from matplotlib.colors import to_rgb

    return to_rgb(colour) if colour else None


def _svg(sheet: Sheet) -> bytes:
    """Words as outlines, to a thousandth of the type size; shapes to a hundredth of a point."""
    from matplotlib.backends.backend_svg import RendererSVG

    out, scale = io.StringIO(), _POINTS / _INCH
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    renderer: Any = RendererSVG(sheet.paper * scale, sheet.height * scale, out, metadata=nothing)  # type: ignore[no-untyped-call]
    _on(renderer, scale, sheet)
    renderer.finalize()
    text = _TYPE.sub(lambda found: _TENTHS.sub(r"\1", found[0]), out.getvalue())
    return _SHAPE.sub(lambda found: _HUNDREDTHS.sub(r"\1", found[0]), text).encode()


_WHITE = 252  # levels from here on are paper: the palette's mean of white and its edges is not quite


def _png(sheet: Sheet) -> bytes:
    """Opaque, with a small palette: no alpha, no time, no name of the software."""
    from matplotlib.backends.backend_agg import RendererAgg
    from PIL import Image

    scale = DPI / _INCH
    size = int(sheet.paper * scale), int(sheet.height * scale)
    renderer: Any = RendererAgg(*size, DPI)  # type: ignore[no-untyped-call]
    _on(renderer, scale, sheet)
    out = io.BytesIO()
    image = Image.frombuffer("RGBA", size, renderer.buffer_rgba()).convert("RGB")
    small = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    small.putpalette([255 if level >= _WHITE else level for level in small.getpalette() or []])
    small.save(out, format="png", dpi=(DPI, DPI))
    return out.getvalue()

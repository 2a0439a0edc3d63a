"""The sheet on paper: one matplotlib figure, saved as SVG for the PDF and as PNG for Word."""

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportgen.charts.sheet import Label, Shape, Sheet
from reportgen.charts.style import DPI, EDGE, EM, PAPER, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = 32  # of a PNG: a dozen fills and inks, and the greys between them and the paper
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
    """One chart in both formats."""

    svg: bytes
    png: bytes


def painted(sheet: Sheet) -> Drawn:
    """The same bytes for the same sheet."""
    import matplotlib

    with matplotlib.rc_context(_SETTINGS):
        figure = _figure(sheet)
        return Drawn(_svg(figure), _png(figure))


def _figure(sheet: Sheet) -> "Figure":
    """A figure whose only artist draws the sheet: no axes, whose ticks and layout cost more than the picture."""
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

    figure = Figure((WIDTH / 25.4, sheet.height / 25.4), DPI, facecolor=PAPER)

    class Picture(Artist):
        def draw(self, renderer: Any) -> None:
            pen = _Pen(renderer, figure.dpi / 25.4, sheet)
            for shape in sheet.shapes:
                pen.shape(shape)
            for label in sheet.labels:
                pen.label(label)

    figure.add_artist(Picture())
    return figure


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


def _svg(figure: "Figure") -> bytes:
    """Words as outlines, to a thousandth of the type size; shapes to a hundredth of a point."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    out = io.StringIO()
    FigureCanvasSVG(figure).print_svg(out, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))  # type: ignore[no-untyped-call]
    text = _TYPE.sub(lambda found: _TENTHS.sub(r"\1", found[0]), out.getvalue())
    return _SHAPE.sub(lambda found: _HUNDREDTHS.sub(r"\1", found[0]), text).encode()


def _png(figure: "Figure") -> bytes:
    """Opaque, with a small palette: no alpha, no time, no name of the software."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    figure.set_dpi(DPI)  # writing SVG leaves it at 72
    canvas: Any = FigureCanvasAgg(figure)  # its methods have no annotations
    out = io.BytesIO()
    canvas.draw()
    image = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")
    small = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    small.save(out, format="png", dpi=(DPI, DPI))
    return out.getvalue()

"""How all charts look: one width, greys that differ in print, hatches where two could be confused."""

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_MM, DPI = 150.0, 200  # layout.picture_width; png for Word
LINE_MM = 29.6 * 25.4 / 72  # one line of the page: pictures are whole lines high
SIZE, SMALL = 9.5, 8.5  # points at final size
INK, SOFT = "#222222", "#8a8a8a"
# Okabe–Ito-like hues whose greys differ, dark to light; hatches tell neighbours apart on a grey print.
COLOURS = ("#1f4e79", "#7fb2d9", "#e0a030", "#b9b9b9", "#c0504d", "#6f8f5f")
HATCHES = ("", "//", "..", "", "xx", "\\\\")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart in both formats."""

    svg: bytes
    png: bytes


class MissingGlyph(Exception):
    """No font given has a character of the chart."""

    def __init__(self, message: str) -> None:
        found = re.search(r"Glyph (\d+)", message)
        character = chr(int(found[1])) if found else "?"
        super().__init__(f"图中的“{character}”没有字体能印出，请安装后备字体或更换该字")


@cache
def families(font: Path, fallbacks: tuple[Path, ...]) -> list[str]:
    """The font families for matplotlib, files registered once."""
    from matplotlib import font_manager

    names = []
    for path in (font, *fallbacks):
        font_manager.fontManager.addfont(str(path))
        names.append(font_manager.FontProperties(fname=str(path)).get_name())
    return list(dict.fromkeys([*names, "DejaVu Sans"]))


@contextmanager
def styled(font: Path, fallbacks: Sequence[Path]) -> Iterator[None]:
    """Matplotlib's settings while drawing; a missing glyph raises ``MissingGlyph``."""
    import matplotlib

    settings: Any = {
        "font.family": families(font, tuple(fallbacks)),
        "font.size": SIZE,
        "axes.unicode_minus": False,
        "axes.edgecolor": SOFT,
        "axes.linewidth": 0.6,
        "hatch.linewidth": 0.5,
        "svg.hashsalt": "reportgen",
        "svg.fonttype": "path",
        "text.color": INK,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
    }
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("error", message=r"Glyph \d+")
        try:
            yield
        except UserWarning as fault:
            raise MissingGlyph(str(fault)) from fault


def canvas(lines: int) -> "tuple[Figure, Axes]":
    """A figure of the page's width and so many lines of the page, with one bare axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_MM / 25.4, lines * LINE_MM / 25.4), dpi=DPI)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=0)
    return figure, axes


def place(axes: "Axes", left: float, bottom: float = 8.0, right: float = 6.0, top: float = 9.0) -> None:
    """Margins in millimetres around the axes."""
    figure = axes.figure
    width, height = (size * 25.4 for size in figure.get_size_inches())  # type: ignore[union-attr]
    axes.set_position((left / width, bottom / height, (width - left - right) / width, (height - bottom - top) / height))


def saved(figure: "Figure") -> Drawn:
    """The figure as SVG (text as paths) and PNG, the same bytes each time."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    svg, png = io.BytesIO(), io.BytesIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    agg: Any = FigureCanvasAgg(figure)
    agg.draw()
    image = Image.frombuffer("RGBA", agg.get_width_height(), agg.buffer_rgba()).convert("RGB")
    image.quantize(64, method=Image.Quantize.FASTOCTREE).save(png, format="png", dpi=(DPI, DPI), optimize=False)
    return Drawn(svg.getvalue(), png.getvalue())


def wrapped(text: str, width: int) -> str:
    """Chinese has no spaces: break after so many characters."""
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def text_width(lines: Sequence[str], size: float = SIZE) -> float:
    """Millimetres the longest line takes, a full-width character being as wide as the type is high."""
    longest = max(
        (sum(1.0 if ord(c) > 0x2E7F else 0.55 for c in part) for t in lines for part in t.split("\n")), default=0
    )
    return longest * size * 25.4 / 72


def legend(axes: "Axes", columns: int) -> None:
    """Above the data, in one row."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=columns,
        frameon=False,
        fontsize=SMALL,
        handlelength=1.6,
        handleheight=0.9,
        columnspacing=1.4,
        borderaxespad=0.2,
    )


def unit_note(axes: "Axes", unit: str) -> None:
    """单位：… at the upper right, once."""
    axes.text(1.0, 1.02, f"单位：{unit}", transform=axes.transAxes, ha="right", va="bottom", fontsize=SMALL)

"""Charts drawn from data: SVG for the PDF, PNG for Word.  The only door to matplotlib.

A chart becomes a sheet of shapes and words measured in millimetres, which matplotlib paints.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import assert_never

from reportgen.charts import bars, bullet, change, ruler, stacked, timeline, waterfall
from reportgen.charts.paint import Drawn, painted
from reportgen.charts.ruler import MissingGlyph, Ruler
from reportgen.charts.sheet import Sheet
from reportgen.charts.words import alt, numbers, sayings
from reportgen.model.chart import BarChart, Bullet, Change, Chart, Timeline, Waterfall


def draw(
    chart: Chart,
    font: Path,
    fallbacks: Sequence[Path] = (),
    region: str = "SC",
    say: Callable[[str], str] = str,
) -> Drawn:
    """The chart in both formats, its words as ``say`` writes them, in the ``region``'s face of a font collection.

    Raises ``MissingGlyph`` for a character that none of the fonts has.
    """
    return painted(lay(chart, ruler.load(font, tuple(fallbacks), region, say)))


def lay(chart: Chart, measure: Ruler) -> Sheet:
    """The chart as shapes and words.  Raises ``MissingGlyph``."""
    match chart:
        case BarChart():
            return stacked.lay(chart, measure) if chart.stacked else bars.lay(chart, measure)
        case Waterfall():
            return waterfall.lay(chart, measure)
        case Change():
            return change.lay(chart, measure)
        case Bullet():
            return bullet.lay(chart, measure)
        case Timeline():
            return timeline.lay(chart, measure)
        case _:
            assert_never(chart)


__all__ = ["Drawn", "MissingGlyph", "alt", "draw", "lay", "numbers", "sayings"]

"""Charts drawn from data: SVG for the PDF, PNG for Word.  The only door to matplotlib.

A chart becomes a sheet of shapes and words measured in millimetres, which matplotlib paints.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from reportgen.charts import bars, bullet, change, gauge, roadmap, ruler, stacked, timeline, waterfall
from reportgen.charts.paint import Drawn, painted
from reportgen.charts.plan import RoadmapTooLong
from reportgen.charts.ruler import MissingGlyph, Ruler
from reportgen.charts.sheet import Sheet
from reportgen.charts.style import PAGE, Room
from reportgen.charts.words import alt, numbers, sayings
from reportgen.model.chart import BarChart, Bullet, Change, Chart, Gauge, Timeline, Waterfall
from reportgen.model.roadmap import Roadmap


@dataclass(frozen=True, slots=True)
class Pen:
    """With what words are set: a font with its stand-ins, the region's face of a collection, how words are written."""

    font: Path
    fallbacks: tuple[Path, ...] = ()
    region: str = "SC"
    say: Callable[[str], str] = str


def draw(chart: Chart, pen: Pen, room: Room = PAGE, *, raster: bool = True) -> Drawn:
    """The chart in both formats, or without PNG where no ``raster`` is asked for.

    Raises ``MissingGlyph`` for a character that none of the fonts has, ``RoadmapTooLong``.
    """
    measure = ruler.load(pen.font, pen.fallbacks, pen.region, pen.say)
    return painted(lay(chart, measure, room), raster=raster)


def lay(chart: Chart, measure: Ruler, room: Room = PAGE) -> Sheet:
    """The chart as shapes and words; a roadmap fills its ``room``.  Raises ``MissingGlyph``, ``RoadmapTooLong``."""
    match chart:
        case BarChart():
            return stacked.lay(chart, measure) if chart.stacked else bars.lay(chart, measure)
        case Waterfall():
            return waterfall.lay(chart, measure)
        case Change():
            return change.lay(chart, measure)
        case Bullet():
            return bullet.lay(chart, measure)
        case Gauge():
            return gauge.lay(chart, measure)
        case Timeline():
            return timeline.lay(chart, measure)
        case Roadmap():
            return roadmap.lay(chart, measure, room)
        case _:
            assert_never(chart)


__all__ = ["PAGE", "Drawn", "MissingGlyph", "Pen", "RoadmapTooLong", "Room", "alt", "draw", "lay", "numbers", "sayings"]

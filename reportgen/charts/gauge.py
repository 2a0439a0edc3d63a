"""How far each thing is from the standard: bars to a line at 100 %, cut where they are longer than twice that."""

from collections.abc import Sequence

from reportgen.charts import frame, style
from reportgen.charts.bars import value
from reportgen.charts.ruler import Ruler
from reportgen.charts.sheet import Sheet
from reportgen.charts.style import ACCENT, DARK, PAPER, SMALL, SOFT, Fill
from reportgen.charts.words import shown
from reportgen.model.chart import Gauge
from reportgen.model.fact import Fact

_WHOLE, _MOST = 100.0, 200.0  # per cent: the standard, and how long a bar may be
_TICKS = (0, 50, 100, 150, 200)
_FOOT, _PITCH, _TIGHT = 4.6, 4.9, 3.7  # millimetres: the scale's height, and a row's
_CUT = 1.1  # millimetres of a bar's break


def lay(chart: Gauge, ruler: Ruler) -> Sheet:
    """The chart on a sheet, one row for each thing."""
    sheet, count = Sheet(ruler), len(chart.categories)
    names = frame.names(ruler, chart.categories)
    top = frame.head(sheet, _items(chart), chart.unit)
    sheet.height, pitch = style.fit(top + _FOOT, count, max(_PITCH, names.height + 0.6), max(_TIGHT, names.height))
    left, bottom = names.width + 2, top + pitch * count
    labels = ruler.widest([shown(fact) for fact in chart.values], SMALL)
    scale = frame.Scale(left, (sheet.width - left - labels - frame.GAP) / _MOST)
    _draw_scale(sheet, scale, top, bottom)
    for place, fact in enumerate(chart.values):
        y = top + pitch * (place + 0.5)
        names.draw(sheet, place, y)
        _draw_bar(sheet, fact, y, min(pitch * 0.62, 3.4), scale)
    _draw_standard(sheet, scale, top, bottom)
    return sheet


def _items(chart: Gauge) -> Sequence[tuple[Fill | None, str]]:
    """The legend: only what is to be seen."""
    known = [value(fact) for fact in chart.values if fact is not None]
    found = ((DARK, chart.met_label, any(v >= _WHOLE for v in known)),)
    return [
        (dress, name)
        for dress, name, seen in (*found, (ACCENT, chart.short_label, min(known, default=_WHOLE) < _WHOLE))
        if seen
    ]


def _draw_scale(sheet: Sheet, scale: frame.Scale, top: float, bottom: float) -> None:
    for tick in _TICKS:
        x = scale.at(tick)
        sheet.line((x, top), (x, bottom), colour=style.GRID)
        sheet.tick(x, bottom + _FOOT / 2, f"{tick}")
    frame.axis(sheet, scale.zero, top, bottom)


def _draw_bar(sheet: Sheet, fact: Fact | None, y: float, high: float, scale: frame.Scale) -> None:
    """A bar with its value behind it; one that is cut has a gap near its end."""
    if fact is None:
        sheet.text(scale.zero + frame.GAP, y, shown(fact), size=SMALL, colour=SOFT)
        return
    start, length = scale.bar(min(value(fact), _MOST))
    sheet.bar(start, y - high / 2, length, high, DARK if value(fact) >= _WHOLE else ACCENT)
    if value(fact) > _MOST:
        x, half = scale.at(_MOST * 0.93), high / 2 + 0.2
        sheet.area((x, y + half), (x + _CUT, y - half), (x + 2 * _CUT, y - half), (x + _CUT, y + half), fill=PAPER)
    sheet.text(start + length + frame.GAP, y, shown(fact), size=SMALL)


def _draw_standard(sheet: Sheet, scale: frame.Scale, top: float, bottom: float) -> None:
    """The line of the standard, over the bars."""
    x = scale.at(_WHOLE)
    sheet.line((x, top - 0.8), (x, bottom + 0.6), colour=style.INK, width=1.2)

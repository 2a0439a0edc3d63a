"""How far each thing is from the standard: bars to a line at 100 %, cut where they are longer than twice that."""

from collections.abc import Sequence

from reportgen.charts import frame, style
from reportgen.charts.bars import value
from reportgen.charts.ruler import Ruler
from reportgen.charts.sheet import Sheet
from reportgen.charts.style import ACCENT, DARK, EM, PAPER, SMALL, Fill
from reportgen.charts.words import shown
from reportgen.model.chart import Gauge, Series
from reportgen.model.fact import Fact

_WHOLE, _MOST = 100.0, 200.0  # per cent: the standard, and how long a bar may be
_TICKS = (0, 50, 100, 150, 200)
_FOOT, _PITCH, _TIGHT = 4.6, 4.9, 3.7  # millimetres: the scale's height, and a row's
_PAIRED = 3.0  # millimetres of a row for each of several bars
_CUT = 1.1  # millimetres of a bar's break


def lay(chart: Gauge, ruler: Ruler) -> Sheet:
    """The chart on a sheet, one row for each thing; of several bars in a row each says what it is of."""
    sheet, count, many = Sheet(ruler), len(chart.categories), len(chart.series)
    names = frame.names(ruler, chart.categories)
    top = frame.head(sheet, _items(chart), chart.unit)
    natural, tight = (_PITCH, _TIGHT) if many == 1 else (many * _PAIRED, many * _PAIRED * 0.9)
    sheet.height, pitch = style.fit(top + _FOOT, count, max(natural, names.height + 0.6), max(tight, names.height))
    size = min(SMALL, pitch / many / EM)
    texts = [_text(chart, one, fact) for one in chart.series for fact in one.values]
    room = sheet.width - names.width - 2 - ruler.widest(texts, size) - frame.GAP
    scale = frame.Scale(names.width + 2, room / _MOST)
    _draw_scale(sheet, scale, top, top + pitch * count)
    for place in range(count):
        names.draw(sheet, place, top + pitch * (place + 0.5))
        for turn, one in enumerate(chart.series):
            y = top + pitch * place + pitch / many * (turn + 0.5)
            _draw_bar(sheet, one.values[place], _text(chart, one, one.values[place]), y, pitch / many, scale)
    _draw_standard(sheet, scale, top, top + pitch * count)
    return sheet


def _items(chart: Gauge) -> Sequence[tuple[Fill | None, str]]:
    """The legend: only what is to be seen."""
    met = [value(fact) >= _WHOLE for fact in chart.known]
    found = ((DARK, chart.met_label, any(met)), (ACCENT, chart.short_label, not all(met)))
    return [(dress, name) for dress, name, seen in found if seen]


def _text(chart: Gauge, one: Series, fact: Fact | None) -> str:
    return "" if fact is None else one.name + shown(fact) if len(chart.series) > 1 else shown(fact)


def _draw_scale(sheet: Sheet, scale: frame.Scale, top: float, bottom: float) -> None:
    for tick in _TICKS:
        x = scale.at(tick)
        sheet.line((x, top), (x, bottom), colour=style.GRID)
        sheet.tick(x, bottom + _FOOT / 2, f"{tick}")
    frame.axis(sheet, scale.zero, top, bottom)


def _draw_bar(sheet: Sheet, fact: Fact | None, text: str, y: float, pitch: float, scale: frame.Scale) -> None:
    """A bar with its value behind it, clear of the line; one that is cut has a gap near its end."""
    if fact is None:
        return
    high, size = min(pitch * 0.66, 3.4), min(SMALL, pitch / EM)
    start, length = scale.bar(min(value(fact), _MOST))
    sheet.bar(start, y - high / 2, length, high, DARK if value(fact) >= _WHOLE else ACCENT)
    if value(fact) > _MOST:
        x, half = scale.at(_MOST * 0.93), high / 2 + 0.2
        sheet.area((x, y + half), (x + _CUT, y - half), (x + 2 * _CUT, y - half), (x + _CUT, y + half), fill=PAPER)
    end, line = start + length, scale.at(_WHOLE)
    reach = end + 2 * frame.GAP + sheet.ruler.width(text, size)
    sheet.text((line if end <= line < reach else end) + frame.GAP, y, text, size=size)


def _draw_standard(sheet: Sheet, scale: frame.Scale, top: float, bottom: float) -> None:
    """The line of the standard, over the bars."""
    x = scale.at(_WHOLE)
    sheet.line((x, top - 0.8), (x, bottom + 0.6), colour=style.INK, width=1.2)

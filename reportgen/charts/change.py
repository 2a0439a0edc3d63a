"""Before and after: two bars for each thing, and beside them what was gained or lost."""

from reportgen.charts import frame, style
from reportgen.charts.bars import value
from reportgen.charts.ruler import Ruler
from reportgen.charts.sheet import Sheet
from reportgen.charts.style import EM, INK, SIZE
from reportgen.charts.words import difference, shown
from reportgen.model.chart import Change

_THICKEST = 6.0
_BEFORE, _AFTER = style.PALE, style.DARK
_ARROW = 3.5  # millimetres its column takes


def lay(chart: Change, ruler: Ruler) -> Sheet:
    """The chart on a sheet."""
    sheet, count = Sheet(ruler), len(chart.categories)
    names = frame.names(ruler, chart.categories)
    top = frame.head(sheet, [(_BEFORE, chart.before_label), (_AFTER, chart.after_label)], chart.unit)
    differences = [difference(b, a) for b, a in zip(chart.before, chart.after, strict=True)]
    beside = ruler.widest(differences, SIZE)
    sheet.height, pitch = style.fit(top + 1, count, max(14.0, names.height + 1.5), max(8.0, names.height + 0.8))
    thick = min(_THICKEST, (pitch - 1.6) / 2)
    size = max(style.LEAST, min(SIZE, thick / EM))
    labels = [(value(fact), ruler.width(shown(fact), size)) for fact in (*chart.before, *chart.after)]
    right = sheet.width - (beside + _ARROW + 3 if beside else 0)
    scale = frame.scale(names.width + 2, right, labels)
    for place in range(count):
        middle = top + pitch * (place + 0.5)
        names.draw(sheet, place, middle)
        for fact, dress, y in (
            (chart.before[place], _BEFORE, middle - thick / 2),
            (chart.after[place], _AFTER, middle + thick / 2),
        ):
            start, length = scale.bar(value(fact))
            sheet.bar(start, y - thick * 0.43, length, thick * 0.86, dress)
            colour = INK if fact else style.SOFT
            behind = value(fact) < 0
            x = start - frame.GAP if behind else start + length + frame.GAP
            sheet.text(x, y, shown(fact), "right" if behind else "left", size=size, colour=colour)
        if differences[place]:
            _arrow(sheet, sheet.width - beside - 1.6, middle, thick)
            sheet.text(sheet.width - beside, middle, differences[place], size=SIZE)
    frame.axis(sheet, scale.zero, top, top + pitch * count)
    return sheet


def _arrow(sheet: Sheet, x: float, middle: float, thick: float) -> None:
    """From the upper bar to the lower, as a bracket with a head."""
    upper, lower, inner = middle - thick / 2, middle + thick / 2, x - _ARROW
    sheet.line((inner, upper), (x, upper), (x, lower), (inner + 1, lower), width=style.RULE)
    sheet.area((inner, lower), (inner + 1.7, lower - 0.8), (inner + 1.7, lower + 0.8), fill=INK)

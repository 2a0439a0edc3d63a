"""Values against targets: a bar on a track, a mark across it, both numbers beside them."""

from reportgen.charts import frame, style
from reportgen.charts.bars import value
from reportgen.charts.ruler import Ruler
from reportgen.charts.sheet import Sheet
from reportgen.charts.style import INK, SIZE, SMALL
from reportgen.charts.words import shown
from reportgen.model.chart import Bullet

_TRACK, _MARK = 5.4, 0.9  # millimetres: height of the track, width of the target's mark
_HEAD = 6.4
_BETWEEN = 5.0
_SWATCH = 4.0


def lay(chart: Bullet, ruler: Ruler) -> Sheet:
    """The chart on a sheet; the heads of the two columns of numbers are the legend."""
    sheet, count = Sheet(ruler), len(chart.categories)
    names = frame.names(ruler, chart.categories)
    sheet.height, pitch = style.fit(_HEAD + 1, count, max(8.4, names.height + 1.5), max(4.2, names.height + 0.8))
    values, targets = _width(chart.value_label, chart.values, ruler), _width(chart.target_label, chart.targets, ruler)
    left, right = names.width + 2, sheet.width - values - targets - 2 * _BETWEEN
    columns = (right + _BETWEEN + values / 2, sheet.width - targets / 2)
    _head(sheet, chart, left, columns)
    high = max([value(fact) for fact in (*chart.values, *chart.targets)] + [100.0 if chart.unit == "%" else 0.0])
    scale = frame.Scale(left, (right - left - _MARK) / high if high else 0.0)
    for place in range(count):
        y = _HEAD + pitch * (place + 0.5)
        names.draw(sheet, place, y)
        _row(sheet, chart, place, y, min(_TRACK, pitch * 0.8), scale, right)
        for fact, x in ((chart.values[place], columns[0]), (chart.targets[place], columns[1])):
            sheet.text(x, y, shown(fact), "centre", colour=INK if fact else style.SOFT)
    frame.axis(sheet, left, _HEAD, _HEAD + pitch * count)
    return sheet


def _width(label: str, facts: tuple[object, ...], ruler: Ruler) -> float:
    """A column's width: its head with the swatch, or its widest number."""
    texts = [shown(fact) for fact in facts]  # type: ignore[arg-type]
    return max(ruler.width(label, SMALL) + _SWATCH + 1.0, ruler.widest(texts, SIZE))


def _head(sheet: Sheet, chart: Bullet, left: float, columns: tuple[float, float]) -> None:
    y = _HEAD / 2 - 0.8
    if chart.unit.strip(":1"):
        sheet.text(left, y, f"单位：{chart.unit}", size=SMALL)
    for label, x, marked in ((chart.value_label, columns[0], False), (chart.target_label, columns[1], True)):
        wide = (1.6 if marked else _SWATCH) + 1.0
        start = x - (sheet.ruler.width(label, SMALL) + wide) / 2
        if marked:
            sheet.area(*_corners(start + 0.4, y - 1.9, _MARK, 3.8), fill=style.ACCENT.colour)
        else:
            sheet.bar(start, y - 1.2, _SWATCH, 2.4, style.DARK)
        sheet.text(start + wide, y, label, size=SMALL)


def _row(sheet: Sheet, chart: Bullet, place: int, y: float, high: float, scale: frame.Scale, right: float) -> None:
    fact, target = chart.values[place], chart.targets[place]
    if fact is None:
        corners = _corners(scale.zero, y - high / 2, right - scale.zero, high)
        sheet.area(*corners, fill=style.PAPER, edge=style.SOFT, dash=(3, 2))
    else:
        sheet.area(*_corners(scale.zero, y - high / 2, right - scale.zero, high), fill=style.TRACK)
        start, length = scale.bar(value(fact))
        sheet.bar(start, y - high * 0.28, length, high * 0.56, style.DARK)
    if target is not None:
        sheet.area(*_corners(scale.at(value(target)), y - high * 0.62, _MARK, high * 1.24), fill=style.ACCENT.colour)


def _corners(x: float, y: float, width: float, height: float) -> tuple[tuple[float, float], ...]:
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)

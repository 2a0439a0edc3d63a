"""Works on a time axis: one row each, from its start to its end, its state beside it, a line at the report's date."""

from collections.abc import Iterator
from datetime import date

from reportgen.charts import frame, style
from reportgen.charts.ruler import Ruler
from reportgen.charts.sheet import Shape, Sheet
from reportgen.charts.style import EM, INK, SIZE, SMALL, SOFT
from reportgen.model.chart import Span, Timeline

_DONE, _UNDONE, _OPEN = style.DARK, style.fill(2), style.OPEN
_FEW = 12  # rows that may have names of two lines
_FOOT, _TODAY = 5.5, 4.6  # millimetres for the months below, and for the report's date above
_BAR, _TIP = 4.8, 2.4
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  # months between labels
_MOST_MONTHS = 60  # with a tick each


def lay(chart: Timeline, ruler: Ruler) -> Sheet:
    """The chart on a sheet."""
    sheet, count = Sheet(ruler), len(chart.spans)
    widest, lines = (38.0, 2) if count <= _FEW else (46.0, 1)
    names = frame.names(ruler, [span.label for span in chart.spans], widest, lines)
    states = frame.names(ruler, [span.status for span in chart.spans], 26.0, lines)
    top = frame.head(sheet, list(_items(chart)), "") + _TODAY
    words = max(names.height, states.height)
    sheet.height, pitch = style.fit(top + _FOOT, count, max(8.4, words + 1.5), max(3.9, words * 0.97))
    left, right = names.width + 2, sheet.width - (states.width + 2 if states.width else 0)
    days = Days(*_range(chart), left, right)
    bottom = top + pitch * count
    _axis(sheet, days, top, bottom)
    for place, span in enumerate(chart.spans):
        y = top + pitch * (place + 0.5)
        names.draw(sheet, place, y, _size(pitch, len(names.lines[place])))
        sheet.text(right + 2, y, states.lines[place], size=_size(pitch, len(states.lines[place])))
        _bar(sheet, span, days, y, min(_BAR, pitch * 0.72))
    _today(sheet, chart, days.at(chart.today), top, bottom)
    return sheet


class Days:
    """The time axis: days to millimetres."""

    def __init__(self, first: date, last: date, left: float, right: float) -> None:
        self.first, self.last, self.left, self.right = first, last, left, right
        self._unit = (right - left) / max(1, (last - first).days)

    def at(self, day: date) -> float:
        """The place of a day."""
        return self.left + (day - self.first).days * self._unit


def _items(chart: Timeline) -> Iterator[tuple[style.Fill, str]]:
    """The legend: only what is there."""
    whole = [span.done for span in chart.spans if span.start and span.end]
    if True in whole:
        yield _DONE, "已完工"
    if False in whole:
        yield _UNDONE, "未完工"
    if any((span.start is None) != (span.end is None) for span in chart.spans):
        yield _OPEN, "箭头一端时间未填报"


def _range(chart: Timeline) -> tuple[date, date]:
    """From the first of the first month to the end of the last."""
    known = [day for span in chart.spans for day in (span.start, span.end) if day] + [chart.today]
    return min(known).replace(day=1), month_after(max(known), 1)


def month_after(day: date, months: int) -> date:
    """The first of a month so many months later."""
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _size(pitch: float, lines: int) -> float:
    """Type that stays within its row."""
    return max(style.LEAST, min(SIZE, pitch / lines / EM / 1.05))


def _months(days: Days) -> int:
    return (days.last.year - days.first.year) * 12 + days.last.month - days.first.month


def _ticks(days: Days, room: float) -> list[date]:
    """Firsts of months, on round ones, as many as their labels leave room for."""
    months = _months(days)
    fitting = max(1.0, (days.right - days.left) / room)
    step = next((step for step in _STEPS if months / step <= fitting), _STEPS[-1])
    begin = days.first.year * 12 + days.first.month - 1
    begin += -begin % step
    end = days.last.year * 12 + days.last.month - 1
    return [date(place // 12, place % 12 + 1, 1) for place in range(begin, end + 1, step)]


def _axis(sheet: Sheet, days: Days, top: float, bottom: float) -> None:
    wide = sheet.ruler.width("2017年12月", SMALL)
    months = [days.at(month_after(days.first, place)) for place in range(_months(days) + 1)]
    if len(months) <= _MOST_MONTHS:
        sheet.shapes.append(Shape(tuple(((x, bottom), (x, bottom + 0.8)) for x in months), edge=INK))
    for tick in _ticks(days, wide + 3):
        x = days.at(tick)
        sheet.line((x, top), (x, bottom), colour=style.GRID)
        if days.left - 4 <= x - wide / 2 and x + wide / 2 <= sheet.width:
            words = f"{tick.year}年{tick.month}月"
            sheet.tick(x, bottom + 1 + SMALL * EM / 2, words)
    sheet.line((days.left, bottom), (days.right, bottom))


def _bar(sheet: Sheet, span: Span, days: Days, y: float, high: float) -> None:
    """From start to end; an end not known is an arrow towards the edge of the picture."""
    if span.start is None and span.end is None:
        sheet.text(days.left + 2, y, "起止时间未填报", size=min(SMALL, high / EM), colour=SOFT, ground=True)
        return
    left = days.at(span.start) if span.start else days.left
    right = days.at(span.end) if span.end else days.right
    left, right = min(left, right), max(left, right)
    if span.start and span.end:
        sheet.bar(left, y - high / 2, max(right - left, 0.8), high, _DONE if span.done else _UNDONE)
        return
    upper, lower, tip = y - high / 2, y + high / 2, min(_TIP, right - left)
    arrow = [(left, upper), (right - tip, upper), (right, y), (right - tip, lower), (left, lower)]
    points = arrow if span.end is None else [(left + right - x, at) for x, at in arrow]
    sheet.area(*points, fill=style.PAPER, edge=INK, dash=_OPEN.dash)


def _today(sheet: Sheet, chart: Timeline, x: float, top: float, bottom: float) -> None:
    """The report's date: a broken line over all rows, its words above, within the sheet."""
    sheet.line((x, top - 0.8), (x, bottom), colour=style.ACCENT.colour, width=1.2, dash=(4, 2))
    half = sheet.ruler.width(chart.today_label, SMALL) / 2
    middle = min(max(x, half), sheet.width - half)
    sheet.text(middle, top - 1.2 - SMALL * EM / 2, chart.today_label, "centre", size=SMALL)

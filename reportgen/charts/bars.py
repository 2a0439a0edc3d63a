"""Bars side by side: upright where few short names allow it, lying where names are many or long."""

from collections.abc import Sequence

from reportgen.charts import frame, style
from reportgen.charts.ruler import Ruler
from reportgen.charts.sheet import LEADING, Sheet
from reportgen.charts.style import EM, SIZE, SMALL
from reportgen.charts.words import LIMIT, UNKNOWN, shown
from reportgen.model.chart import BarChart, Series
from reportgen.model.fact import Fact

_MOST_COLUMNS = 12
_NAME_LINES = 2
_THICKEST = 7.0
_SEEN = 0.04  # of the highest bar: lower ones show nothing
_FILLED, _WIDEST = 0.9, 11.0  # share of a slot that bars fill; millimetres of a bar
_UPRIGHT = 4.6  # lines of the page an upright chart's plot takes, less its head and names


def lay(chart: BarChart, ruler: Ruler) -> Sheet:
    """The chart on a sheet, upright or lying."""
    return _columns(chart, ruler) if _upright(chart, ruler) else _rows(chart, ruler)


def value(fact: Fact | None) -> float:
    """For places on the sheet only."""
    return float(fact.value) if fact else 0.0


def items(chart: BarChart) -> list[tuple[style.Fill | None, str]]:
    """The legend: none for a single series, which the caption names; the mark of limits where there are any."""
    dressed: list[tuple[style.Fill | None, str]] = []
    if len(chart.series) > 1:
        dressed += [(style.fill(place), series.name) for place, series in enumerate(chart.series)]
    return [*dressed, (None, LIMIT)] if any(limits(series) for series in chart.series) else dressed


def limits(series: Series) -> list[Fact]:
    """The limits of a series that are known."""
    return [fact for fact in series.limits if fact is not None]


def _upright(chart: BarChart, ruler: Ruler) -> bool:
    """Whether upright bars have room for names and values, and most of them something to show."""
    count = len(chart.categories)
    facts = [fact for series in chart.series for fact in series.values]
    high = max(map(value, facts))
    seen = sum(value(fact) > high * _SEEN for fact in facts)
    if not 2 <= count <= _MOST_COLUMNS or any(value(fact) < 0 for fact in facts) or seen * 2 < len(facts):
        return False
    slot = _slot(count)
    lines = [ruler.wrap(name, SIZE, slot - 1.5, 9) for name in chart.categories]
    short = all(len(name) <= _NAME_LINES and (len(name) == 1 or slot > 5 * SIZE * EM) for name in lines)
    return short and _label(facts, ruler) <= slot * _FILLED / len(chart.series)


def _label(facts: Sequence[Fact | None], ruler: Ruler) -> float:
    """Room the widest value takes over its bar."""
    return ruler.widest([shown(fact) for fact in facts if fact], SMALL) + 0.8


def _slot(count: int) -> float:
    """Width of a slot of upright bars."""
    return (style.ROOM - 2) / count


def _columns(chart: BarChart, ruler: Ruler) -> Sheet:
    sheet, count = Sheet(ruler), len(chart.categories)
    slot = _slot(count)
    lines = [ruler.wrap(name, SIZE, slot - 1.5, _NAME_LINES) for name in chart.categories]
    below = max(map(len, lines)) * SIZE * EM * LEADING + 1.5
    top = frame.head(sheet, items(chart), chart.unit) + SMALL * EM + 1.5
    sheet.height = style.height(style.lines_for(top + below + _UPRIGHT * style.LINE - style.AIR))
    floor = sheet.height - below
    highest = max([value(f) for s in chart.series for f in (*s.values, *s.limits)] + [0.0])
    upward = (floor - top) / highest if highest else 0.0
    wide = min(slot * _FILLED / len(chart.series), _WIDEST)
    step = max(wide, _label([fact for series in chart.series for fact in series.values], ruler))
    for place in range(count):
        middle = 1 + slot * (place + 0.5)
        for turn, series in enumerate(chart.series):
            x = middle + (turn - (len(chart.series) - 1) / 2) * step
            limit = series.limits[place] if series.limits else None
            _column(sheet, x, floor, wide * 0.86, (series.values[place], limit), upward, style.fill(turn))
        sheet.text(middle, floor + 1.2 + (below - 1.5) / 2, lines[place], "centre")
    sheet.line((0, floor), (sheet.width, floor))
    return sheet


def _column(
    sheet: Sheet,
    x: float,
    floor: float,
    wide: float,
    facts: tuple[Fact | None, Fact | None],
    upward: float,
    dress: style.Fill,
) -> None:
    """A bar with its value over it, clear of its limit's mark."""
    fact, limit = facts
    high = frame.Scale(0, upward).bar(value(fact))[1]
    sheet.bar(x - wide / 2, floor - high, wide, high, dress)
    em = SMALL * EM
    if fact is None:  # one character above the other: the words are wider than the bar
        sheet.text(x, floor - 0.8 - em * LEADING * 1.5, tuple(UNKNOWN), "centre", size=SMALL, colour=style.SOFT)
    else:
        over = floor - value(limit) * upward if limit else floor
        close = limit is not None and floor - high - em - 1.6 < over < floor - high + 0.4
        foot = min(over, floor - high) if close else floor - high
        sheet.text(x, foot - 0.8 - em / 2, shown(fact), "centre", size=SMALL)
        if limit is not None:
            frame.mark(sheet, (x - wide * 0.58, over), (x + wide * 0.58, over))


def _rows(chart: BarChart, ruler: Ruler) -> Sheet:
    sheet, many = Sheet(ruler), len(chart.series)
    names = frame.names(ruler, chart.categories)
    top = frame.head(sheet, items(chart), chart.unit)
    natural = max(many * 5.0 + 2.5, names.height + 1.5)
    tight = max(many * 3.1 + 0.8, names.height + 0.8)
    sheet.height, pitch = style.fit(top + 1, len(chart.categories), natural, tight)
    thick = min(_THICKEST, (pitch - 1.0) / many)
    size = max(style.LEAST, min(SMALL, thick / EM / 1.02))
    labels = [(value(f), ruler.width(shown(f), size)) for s in chart.series for f in s.values]
    labels += [(value(f), ruler.widest([shown(v) for v in s.values], size)) for s in chart.series for f in limits(s)]
    scale = frame.scale(names.width + 2, sheet.width, labels)
    for place in range(len(chart.categories)):
        middle = top + pitch * (place + 0.5)
        names.draw(sheet, place, middle)
        pairs = [(s.values[place], s.limits[place] if s.limits else None) for s in chart.series]
        _group(sheet, middle, thick, pairs, scale, size)
    frame.axis(sheet, scale.zero, top, top + pitch * len(chart.categories))
    return sheet


def _group(
    sheet: Sheet,
    middle: float,
    thick: float,
    facts: Sequence[tuple[Fact | None, Fact | None]],
    scale: frame.Scale,
    size: float,
) -> None:
    """The bars of one category, each value behind its bar and clear of its limit's mark."""
    for turn, (fact, limit) in enumerate(facts):
        y = middle + (turn - (len(facts) - 1) / 2) * thick
        start, length = scale.bar(value(fact))
        sheet.bar(start, y - thick * 0.43, length, thick * 0.86, style.fill(turn))
        behind, end = value(fact) < 0, start + length
        if limit is not None:
            at = scale.at(value(limit))
            frame.mark(sheet, (at, y - thick * 0.5), (at, y + thick * 0.5))
            end = max(end, at) if end - 0.4 < at < end + 2 * frame.GAP + sheet.ruler.width(shown(fact), size) else end
        x = start - frame.GAP if behind else end + frame.GAP
        colour = style.INK if fact else style.SOFT
        sheet.text(x, y, shown(fact), "right" if behind else "left", size=size, colour=colour)

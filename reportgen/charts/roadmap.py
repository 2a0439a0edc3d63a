"""The wallchart's roadmap: departments' bands, a bar or a date on each row, and what its lamp says beside it.

Everything is measured in ems of the type that fits (``plan.py``), so that six tasks are large and sixty are tidy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reportgen.charts import lamps, legend, style
from reportgen.charts.axis import FLAGS, HEAD, draw_head, range_of
from reportgen.charts.plan import APART, MARK, Plan, Row, plan
from reportgen.charts.ruler import Ruler
from reportgen.charts.sheet import Sheet
from reportgen.charts.style import EM, INK, SOFT, Room
from reportgen.charts.timeline import Days
from reportgen.charts.words import UNKNOWN, judged
from reportgen.model.roadmap import Light, Roadmap, Work
from reportgen.wording import words

BAND, RULE, FRAME = "#dbe5f0", "#d4d9df", "#5a6b80"
TODAY, GOAL = "#1f3c63", "#c0392b"
_STRETCH = 1.7  # rows may be so much higher than they need to be
_EVEN = 1.25  # a shorter column's rows are stretched so much further, to end with the others
_AIR = 0.6  # ems between the rows and the legend
_THICK, _TIP = 0.95, 0.8  # ems of a bar, and of an arrow's head
_AGAIN = "（续）"


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of the poster: where it begins, the days on its axis, the widths of the bands' counts."""

    sheet: Sheet
    chart: Roadmap
    plan: Plan
    left: float
    days: Days
    counts: Mapping[str, float]

    @property
    def right(self) -> float:
        return self.left + self.plan.width


def lay(chart: Roadmap, ruler: Ruler, room: Room) -> Sheet:
    """The roadmap on a sheet that fills its room.  Raises ``MissingGlyph``, ``RoadmapTooLong``."""
    sheet = Sheet(ruler, width=room.width - 2 * style.EDGE)
    height = room.height or style.height(style.MOST)

    def free(size: float) -> float:
        below = legend.LINE * len(legend.lines(chart, ruler, size, sheet.width))
        return height - (FLAGS + HEAD + _AIR + below) * size * EM

    found = plan(chart, ruler, room, sheet.width, free)
    stretch = min(_STRETCH, free(found.size) / found.height)
    bottom = (FLAGS + HEAD) * found.em + found.height * stretch
    for place, rows in enumerate(found.panels):
        own = found.height / sum(row.height for row in rows)
        _column(_place(sheet, chart, found, place), rows, bottom, stretch * min(own, _EVEN))
    signs = legend.lines(chart, ruler, found.size, sheet.width)
    legend.draw(sheet, signs, found.size, bottom + _AIR * found.em)
    sheet.height = height if room.height else bottom + (_AIR + legend.LINE * len(signs)) * found.em
    return sheet


def _place(sheet: Sheet, chart: Roadmap, found: Plan, place: int) -> _Column:
    left = place * (found.width + APART)
    (begin, end), air = found.chart, 0.6 * found.em
    longest = max((group.counts for group in chart.groups), key=len, default=())
    widths = dict.fromkeys((name for name, _ in longest), 0.0)
    for name, fact in (pair for group in chart.groups for pair in group.counts):
        widths[name] = max(widths.get(name, 0.0), sheet.ruler.width(name + words(fact), found.size))
    return _Column(sheet, chart, found, left, Days(*range_of(chart), left + begin + air, left + end - air), widths)


def _column(column: _Column, rows: Sequence[Row], bottom: float, stretch: float) -> None:
    sheet, em = column.sheet, column.plan.em
    top = (FLAGS + HEAD) * em
    draw_head(sheet, column.plan, column.left, column.days, bottom)
    y = top
    for run in _runs(rows):
        begin = y
        for row in run:
            high = row.height * stretch
            _band(column, row, y, high) if row.work is None else _work(column, row, row.work, y, high)
            y += high
        if run[0].work is not None:
            _lines(column, begin, y)
    end = y
    _flags(column, top)
    frame = (column.left, FLAGS * em), (column.right, FLAGS * em), (column.right, end), (column.left, end)
    sheet.line(*frame, frame[0], colour=FRAME, width=0.8)


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Bands by themselves, works by the run: the lines at the dates leave the bands' words alone."""
    run: list[Row] = []
    for row in rows:
        if row.work is None:
            if run:
                yield run
            yield [row]
            run = []
        else:
            run.append(row)
    if run:
        yield run


def _band(column: _Column, row: Row, y: float, high: float) -> None:
    """A department's name at the left, its counts at the right."""
    sheet, found = column.sheet, column.plan
    corners = (column.left, y), (column.right, y), (column.right, y + high), (column.left, y + high)
    sheet.area(*corners, fill=BAND)
    middle = y + high / 2
    sheet.text(column.left + 0.5 * found.em, middle, row.group.name + (_AGAIN if row.again else ""), size=found.size)
    if not row.again:
        x = column.right - 0.5 * found.em
        own = dict(row.group.counts)
        for name, wide in reversed(list(column.counts.items())):
            x -= wide
            if name in own:
                sheet.text(x, middle, name + words(own[name]), size=found.size)
            x -= found.em


def _work(column: _Column, row: Row, work: Work, y: float, high: float) -> None:
    sheet, found, em = column.sheet, column.plan, column.plan.em
    middle = y + high / 2
    sheet.line((column.left, y + high), (column.right, y + high), colour=RULE)
    sheet.text(column.left + 0.5 * em, middle, row.name, size=found.size)
    thick = min(_THICK * em, high * 0.6)
    if work.point:
        _point(column, work, middle, thick)
    else:
        _bar(column, work, middle, thick)
    x = column.left + found.chart[1] + found.gap
    sheet.text(x, middle, work.due_text or UNKNOWN, size=found.size, colour=INK if work.due_text else SOFT)
    x += found.due + found.gap
    sheet.text(x, middle, work.status or UNKNOWN, size=found.size, colour=INK if work.status else SOFT)
    x += found.status + found.gap
    lamps.mark(sheet, work.lamp.light, x + 0.5 * em, middle, 0.95 * em)
    sheet.text(x + MARK * em, middle, judged(work), size=found.size)


def _bar(column: _Column, work: Work, y: float, thick: float) -> None:
    """From start to due; an end that is not known is an arrow, a start that is reckoned a broken outline."""
    sheet, days, dress = column.sheet, column.days, lamps.FILLS[work.lamp.light]
    if work.start is None and work.due is None:
        sheet.text(days.left + 0.5 * column.plan.em, y, "起止时间未填报", size=column.plan.size, colour=SOFT)
        return
    left = days.at(work.start) if work.start else days.left
    right = days.at(work.due) if work.due else days.right
    left, right = min(left, right), max(left, right)
    upper, lower = y - thick / 2, y + thick / 2
    if work.start is None or work.due is None:
        tip = min(_TIP * column.plan.em, right - left)
        arrow = [(left, upper), (right - tip, upper), (right, y), (right - tip, lower), (left, lower)]
        points = arrow if work.due is None else [(left + right - x, at) for x, at in arrow]
        sheet.area(*points, fill=dress.colour, edge=INK, dash=(3, 2))
    elif work.reckoned:
        sheet.area(
            (left, upper), (right, upper), (right, lower), (left, lower), fill=style.PAPER, edge=INK, dash=(3, 2)
        )
        inner = min(thick * 0.22, (right - left) / 3)
        if work.lamp.light is not Light.NONE:
            sheet.bar(left + inner, upper + inner, right - left - 2 * inner, thick - 2 * inner, dress)
    else:
        sheet.bar(left, upper, max(right - left, thick * 0.4), thick, dress)
    _latest(column, work.latest, y, thick)


def _latest(column: _Column, day: date | None, y: float, thick: float) -> None:
    """A small triangle at the last day to begin."""
    if day is not None and day >= column.days.first:
        x = column.days.at(day)
        corners = (x - thick * 0.1, y - thick * 0.42), (x + thick * 0.62, y), (x - thick * 0.1, y + thick * 0.42)
        column.sheet.area(*corners, fill=INK, edge=style.PAPER)


def _point(column: _Column, work: Work, y: float, thick: float) -> None:
    if work.due is None:
        column.sheet.text(column.days.left + 0.5 * column.plan.em, y, "时限未填报", size=column.plan.size, colour=SOFT)
    else:
        lamps.diamond(column.sheet, work.lamp.light, column.days.at(work.due), y, thick * 1.15)


def _lines(column: _Column, top: float, bottom: float) -> None:
    """The as-of date, broken, and the target date, whole, over a run of rows."""
    today = column.days.at(column.chart.today)
    column.sheet.line((today, top), (today, bottom), colour=TODAY, width=1.1, dash=(4, 2))
    if column.chart.goal is not None:
        goal = column.days.at(column.chart.goal)
        column.sheet.line((goal, top), (goal, bottom), colour=GOAL, width=1.4)


def _flags(column: _Column, top: float) -> None:
    """The dates' names above their lines; two that would touch stand away from each other, within the column."""
    sheet, found, em = column.sheet, column.plan, column.plan.em
    named = [(column.days.at(column.chart.today), column.chart.today_label, TODAY)]
    if column.chart.goal is not None:
        named.append((column.days.at(column.chart.goal), column.chart.goal_label, GOAL))
    named.sort()
    widths = [sheet.ruler.width(text, found.size) for _, text, _ in named]
    lefts = [
        min(max(x - wide / 2, column.left), column.right - wide) for (x, _, _), wide in zip(named, widths, strict=True)
    ]
    if len(lefts) == 2 and (over := lefts[0] + widths[0] + em - lefts[1]) > 0:
        lefts[0] = max(column.left, lefts[0] - over / 2)
        lefts[1] = lefts[0] + widths[0] + em
    foot = FLAGS * em
    for (x, text, colour), left in zip(named, lefts, strict=True):
        sheet.text(left, foot - 0.9 * em, text, size=found.size, colour=colour)
        sheet.area((x - 0.3 * em, foot - 0.3 * em), (x + 0.3 * em, foot - 0.3 * em), (x, foot), fill=colour)

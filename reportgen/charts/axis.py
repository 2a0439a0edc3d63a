"""The head of a roadmap's column: names of the columns of words, years and months over the axis of time."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from reportgen.charts.plan import HEADS, Plan
from reportgen.charts.sheet import Label, Sheet
from reportgen.charts.timeline import Days, month_after
from reportgen.model.roadmap import Roadmap

FLAGS, HEAD = 1.9, 2.8  # ems: the names of the dates' lines, and the head below them
_GROUND, _GRID, _YEAR = "#eef2f6", "#e3e3e3", "#b4bcc6"
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  # months between labels
_WIDE = 2.0  # ems of a month's label, with its air


def range_of(chart: Roadmap) -> tuple[date, date]:
    """From the first of the first month to the end of the last one."""
    known = [day for work in chart.works for day in (work.start, work.due, work.latest) if day is not None]
    known += [chart.today] + ([chart.goal] if chart.goal else [])
    return min(known).replace(day=1), month_after(max(known), 1)


def draw_head(sheet: Sheet, plan: Plan, left: float, days: Days, bottom: float) -> None:
    """Ground, names and months, with a fine line down to ``bottom`` at each labelled month."""
    em, top = plan.em, FLAGS * plan.em
    foot = top + HEAD * em
    corners = (left, top), (left + plan.width, top), (left + plan.width, foot), (left, foot)
    sheet.area(*corners, fill=_GROUND)
    middle = top + HEAD * em / 2
    right = left + plan.chart[1] + plan.gap
    columns = (0.5 * em, plan.chart[1] + plan.gap, 0.0, 0.0)
    x = right
    sheet.text(left + columns[0], middle, HEADS[0], size=plan.size)
    for head, wide in zip(HEADS[1:], (plan.due, plan.status, plan.judged), strict=True):
        sheet.text(x, middle, head, size=plan.size)
        x += wide + plan.gap
    _months(sheet, plan, days, top, bottom)


def _months(sheet: Sheet, plan: Plan, days: Days, top: float, bottom: float) -> None:
    em = plan.em
    between, foot = top + HEAD * em / 2, top + HEAD * em
    starts = list(_starts(days, em))
    for day in starts:
        x = days.at(day)
        sheet.line((x, foot if day.month > 1 else between), (x, bottom), colour=_YEAR if day.month == 1 else _GRID)
    step = (starts[1].year - starts[0].year) * 12 + starts[1].month - starts[0].month if len(starts) > 1 else 12
    for day in starts:
        if step < 12 or len(starts) == 1:
            end = min(days.at(month_after(day, 1)), days.right)
            _scale(
                sheet,
                f"{day.month}月",
                (days.at(day) + end) / 2 if step == 1 else days.at(day) + 0.7 * em,
                foot - 0.75 * em,
                plan,
            )
    for year, group in groupby(starts, key=lambda day: day.year):
        first = next(iter(group))
        begin, end = days.at(first), min(days.at(date(year + 1, 1, 1)), days.right)
        words = f"{year}年"
        if sheet.ruler.width(words, plan.size) < end - begin:
            _scale(sheet, words, (begin + end) / 2, top + 0.78 * em, plan)
    sheet.line((days.left, between), (days.right, between), colour=_YEAR)


def _starts(days: Days, em: float) -> Iterator[date]:
    """Firsts of months, as far apart as their labels need."""
    months = (days.last.year - days.first.year) * 12 + days.last.month - days.first.month
    fitting = max(1.0, (days.right - days.left) / (_WIDE * em))
    step = next((step for step in _STEPS if months / step <= fitting), _STEPS[-1])
    begin = days.first.year * 12 + days.first.month - 1
    for place in range(begin + (-begin % step), begin + months, step):
        yield date(place // 12, place % 12 + 1, 1)


def _scale(sheet: Sheet, text: str, middle: float, y: float, plan: Plan) -> None:
    wide = sheet.ruler.width(text, plan.size)
    sheet.labels.append(Label(text, middle - wide / 2, y, wide, plan.size, scale=True))

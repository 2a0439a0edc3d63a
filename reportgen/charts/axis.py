"""The head of a roadmap's column: names of the columns of words, years and months over the axis of time."""

from datetime import date

from reportgen.charts.plan import HEADS, Plan
from reportgen.charts.sheet import Label, Sheet
from reportgen.charts.timeline import Days, month_after
from reportgen.model.roadmap import Roadmap

FLAGS, HEAD = 1.9, 2.8  # ems: the names of the dates' lines, and the head below them
_GROUND, _GRID, _YEAR = "#eef2f6", "#e3e3e3", "#b4bcc6"
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  # months between labels
_YEARLY = 12
_INSET, _MONTH = 0.15, 0.72  # ems: a month's label from its line, and from the foot of its row
_WIDE = 2.6  # ems of a month's label, with its air


def range_of(chart: Roadmap) -> tuple[date, date]:
    """From the first of the first month to the end of the last one."""
    known = [day for work in chart.works for day in (work.start, work.due, work.latest) if day is not None]
    known += [chart.today] + ([chart.goal] if chart.goal else [])
    return min(known).replace(day=1), month_after(max(known), 1)


def draw_head(sheet: Sheet, plan: Plan, left: float, days: Days, bottom: float) -> None:
    """Ground, names and months, with a fine line down to ``bottom`` at each labelled month."""
    em, top = plan.em, FLAGS * plan.em
    foot, middle = top + HEAD * em, top + HEAD * em / 2
    corners = (left, top), (left + plan.width, top), (left + plan.width, foot), (left, foot)
    sheet.area(*corners, fill=_GROUND)
    x = left + plan.chart[1] + plan.gap
    sheet.text(left + 0.5 * em, middle, HEADS[0], size=plan.size)
    for head, wide in zip(HEADS[1:], (plan.due, plan.status, plan.judged), strict=True):
        sheet.text(x, middle, head, size=plan.size)
        x += wide + plan.gap
    _months(sheet, plan, days, top, bottom)


def _months(sheet: Sheet, plan: Plan, days: Days, top: float, bottom: float) -> None:
    em, between, foot = plan.em, top + HEAD * plan.em / 2, top + HEAD * plan.em
    starts, step = _starts(days, em)
    for day in starts:
        x, first = days.at(day), day.month == 1
        sheet.line((x, between if first else foot), (x, bottom), colour=_YEAR if first else _GRID)
        words = f"{day.month}月"
        wide = sheet.ruler.width(words, plan.size)
        left = (x + days.at(month_after(day, 1)) - wide) / 2 if step == 1 else x + _INSET * em
        if step < _YEARLY and left + wide <= days.right + em:
            _scale(sheet, words, left, foot - _MONTH * em, plan)
    sheet.line((days.left, between), (days.right, between), colour=_YEAR)
    _years(sheet, plan, days, top)


def _years(sheet: Sheet, plan: Plan, days: Days, top: float) -> None:
    """Each year over its months; where years are too short for their names, as many as there is room for."""
    free = days.left - plan.em
    for year in range(days.first.year, days.last.year + 1):
        begin = max(days.left, days.at(date(year, 1, 1)))
        end = min(days.right, days.at(date(year + 1, 1, 1)))
        words = f"{year}年"
        wide = sheet.ruler.width(words, plan.size)
        left = (begin + end - wide) / 2
        if free < left and left + wide <= days.right + plan.em and end > begin:
            _scale(sheet, words, left, top + _MONTH * plan.em, plan)
            free = left + wide + plan.em / 2


def _starts(days: Days, em: float) -> tuple[list[date], int]:
    """Firsts of months, as far apart as their labels need, and the months between two of them."""
    months = (days.last.year - days.first.year) * 12 + days.last.month - days.first.month
    fitting = max(1.0, (days.right - days.left) / (_WIDE * em))
    step = next((step for step in _STEPS if months / step <= fitting), _STEPS[-1])
    begin = days.first.year * 12 + days.first.month - 1
    places = range(begin + (-begin % step), begin + months, step)
    return [date(place // 12, place % 12 + 1, 1) for place in places], step


def _scale(sheet: Sheet, text: str, left: float, y: float, plan: Plan) -> None:
    sheet.labels.append(Label(text, left, y, sheet.ruler.width(text, plan.size), plan.size, scale=True))

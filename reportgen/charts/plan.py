"""How a roadmap fills its room: the largest type at which all rows stand, in as few columns as that allows."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from reportgen.charts.ruler import Ruler
from reportgen.charts.style import EM, Room
from reportgen.charts.words import UNKNOWN, judged
from reportgen.model.roadmap import Group, Roadmap, Work

MOST_COLUMNS, APART = 3, 6.0  # columns side by side, and millimetres between them
HEADS = ("任务", "时限", "状态", "预警")
_STEP = 0.25  # points between sizes tried
_CLOSE = 0.9  # of the largest size that fits: others tried for the sake of unbroken names
_EASE = 0.85  # fewer columns are worth so much of the type's size
_BAND, _ROW, _LINE = 1.5, 0.4, 1.15  # ems: height of a department's band, white of a row, a line of a name
_GAP, MARK = 0.8, 1.3  # ems: between columns of words, and for a light's mark
_CHART, _NAME = 0.27, 0.34  # of a column's width: least for the axis of time, most for names
_NAME_LINES = 4
_CUT = "…"
_HALVINGS, _GAPS = 16, 6


class RoadmapTooLong(Exception):
    """The rows of a roadmap do not fit its room in readable type."""

    def __init__(self, title: str, rows: int, fitting: int) -> None:
        self.rows, self.fitting = rows, fitting
        super().__init__(
            f"图“{title}”共{rows}行，用最小的字也只排得下{fitting}行左右。"
            "请合并零碎任务、写短任务名称，或在 templates/charts.toml 里减少挂图的分组（milestones）"
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A department's band, or a work with its name in lines; ``height`` in millimetres."""

    group: Group
    work: Work | None
    name: tuple[str, ...]
    height: float
    again: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Type in points, the columns' widths in millimetres, and the rows of each column of the poster."""

    size: float
    width: float
    name: float
    due: float
    status: float
    judged: float
    panels: tuple[tuple[Row, ...], ...]

    @property
    def em(self) -> float:
        """Millimetres of the type."""
        return self.size * EM

    @property
    def broken(self) -> int:
        """How many names take more than a line."""
        return sum(len(row.name) > 1 for panel in self.panels for row in panel)

    @property
    def gap(self) -> float:
        """Millimetres between columns of words."""
        return _GAP * self.em

    @property
    def chart(self) -> tuple[float, float]:
        """Where the axis of time begins and ends, from the left of a column."""
        left = self.name + self.gap
        return left, self.width - self.judged - self.status - self.due - 4 * self.gap

    @property
    def height(self) -> float:
        """Of the tallest column's rows."""
        return max(sum(row.height for row in panel) for panel in self.panels)


def plan(chart: Roadmap, ruler: Ruler, room: Room, width: float, free: Callable[[float], float]) -> Plan:
    """The largest type that fits; columns are added only where they make it a good deal larger.

    ``width`` is the sheet's, ``free`` the millimetres left to rows at a size of type.  Raises ``RoadmapTooLong``.
    """
    steps = int((room.most - room.least) / _STEP)
    sizes = [room.least + step * _STEP for step in range(steps + 1)]
    tried = (_largest(chart, ruler, sizes, columns, width, free) for columns in range(1, MOST_COLUMNS + 1))
    found = [one for one in tried if one is not None]
    if not found:
        rows = sum(1 + len(group.works) for group in chart.groups)
        fitting = int(free(room.least) / ((_ROW + _LINE) * room.least * EM)) * 2
        raise RoadmapTooLong(chart.title, rows, min(fitting, rows - 1))
    most = max(one.size for one in found)
    return next(one for one in found if one.size >= most * _EASE)


def _largest(
    chart: Roadmap, ruler: Ruler, sizes: Sequence[float], columns: int, width: float, free: Callable[[float], float]
) -> Plan | None:
    """The plan in so many columns with the largest of the sizes, or one not much smaller that breaks fewer names."""
    single = (width - (columns - 1) * APART) / columns
    place = bisect_left(sizes, True, key=lambda size: _planned(chart, ruler, size, columns, single, free) is None)
    if not place:
        return None
    close = [size for size in sizes[:place] if size >= sizes[place - 1] * _CLOSE]
    plans = [one for size in close if (one := _planned(chart, ruler, size, columns, single, free)) is not None]
    return min(plans, key=lambda one: (one.broken, -one.size))


def _planned(
    chart: Roadmap, ruler: Ruler, size: float, columns: int, width: float, free: Callable[[float], float]
) -> Plan | None:
    works, em = list(chart.works), size * EM
    due = ruler.widest([HEADS[1], *(work.due_text or UNKNOWN for work in works)], size)
    status = ruler.widest([HEADS[2], *(work.status or UNKNOWN for work in works)], size)
    said = ruler.widest([HEADS[3], *map(judged, works)], size) + MARK * em
    rest = width - due - status - said - _GAPS * _GAP * em
    most = min(width * _NAME, rest - width * _CHART)
    if most < 6 * em:
        return None
    rows = [row for group in chart.groups for row in _rows(group, ruler, size, most)]
    if any(line.endswith(_CUT) and not row.work.label.endswith(_CUT) for row in rows if row.work for line in row.name):
        return None
    name = max(ruler.widest([HEADS[0], *(line for row in rows if row.work for line in row.name)], size), 6 * em)
    panels = _balanced(rows, columns, free(size))
    return Plan(size, width, name, due, status, said, tuple(map(tuple, panels))) if panels else None


def _rows(group: Group, ruler: Ruler, size: float, most: float) -> Iterator[Row]:
    em = size * EM
    yield Row(group, None, (), _BAND * em)
    for work in group.works:
        name = tuple(ruler.wrap(work.label, size, most, _NAME_LINES))
        yield Row(group, work, name, (_ROW + _LINE * len(name)) * em)


def _balanced(rows: Sequence[Row], columns: int, most: float) -> list[list[Row]]:
    """The rows in so many columns, as even as can be; nothing when they are higher than ``most``."""
    if len(best := _filled(rows, most)) > columns or max(map(_height, best)) > most:
        return []
    low, high = 0.0, most
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        tried = _filled(rows, middle)
        if len(tried) <= columns:
            best, high = tried, middle
        else:
            low = middle
    return best


def _filled(rows: Sequence[Row], most: float) -> list[list[Row]]:
    """Rows from top to bottom; a band is never the last of its column, and is said again where its rows go on."""
    panels: list[list[Row]] = [[]]
    for row, after in zip(rows, (*rows[1:], None), strict=True):
        need = row.height + (after.height if row.work is None and after is not None else 0.0)
        if panels[-1] and _height(panels[-1]) + need > most:
            band = next(r for r in rows if r.group is row.group)
            panels.append([] if row.work is None else [replace(band, again=True)])
        panels[-1].append(row)
    return panels


def _height(rows: Sequence[Row]) -> float:
    return sum(row.height for row in rows)

"""What templates may do with lists of figures and rows.  Choosing and joining only; never arithmetic."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from markupsafe import Markup

from reportgen.compose.marks import Figure, finalize
from reportgen.compose.views import RowView


def labelled(figures: Iterable[Figure]) -> list[Markup]:
    """Each with the name of what it counts: 教学及辅助用房14个."""
    return [_joined(f.name or "", f) for f in figures if not f.zero]


def states(figures: Sequence[Any], labels: Sequence[str]) -> list[Markup]:
    """Each that is not nothing, after its label: 已完工3个, 在建2个."""
    return [_joined(label, figure) for figure, label in zip(figures, labels, strict=True) if figure]


def below(figures: Iterable[Figure], limit: int) -> list[Figure]:
    """Those under a limit."""
    return [f for f in figures if f < limit]


def between(figures: Iterable[Figure], low: int, high: int) -> list[Figure]:
    """Those from ``low`` on and under ``high``."""
    return [f for f in figures if not f < low and f < high]


def answering(tasks: Iterable[RowView], problem: str) -> list[RowView]:
    """The tasks that answer a problem, by its code."""
    return [t for t in tasks if problem in (t.problem or [])]


def unfinished(projects: Iterable[RowView]) -> list[RowView]:
    """The projects not yet at 完工, and those stopped or changed."""
    return [p for p in projects if not p.is_finished()]


def light(lead: Any, limit: Figure, overdue: Any) -> str:
    """绿灯, 黄灯 or 红灯: red when something is overdue or the lead is further behind than the limit; nothing unknown."""
    if overdue:
        return "红灯"
    if not lead.known:
        return "—"
    return "绿灯" if not lead.falls else "黄灯" if abs(lead.fact.value) <= limit.fact.value else "红灯"


def due(rows: Iterable[RowView], column: str) -> list[RowView]:
    """The rows whose date in a column falls in the month after the ledger's."""
    return [row for row in rows if row.in_next_month(column)]


def overdue(rows: Iterable[RowView], column: str) -> list[RowView]:
    """The rows whose date in a column is before the day the report speaks of."""
    return [row for row in rows if row.is_past(column)]


def this_month(rows: Iterable[RowView], column: str) -> list[RowView]:
    """The rows whose date in a column falls in the ledger's month."""
    return [row for row in rows if row.in_this_month(column)]


def hindmost(figures: Sequence[Figure], count: int) -> list[Figure]:
    """The lowest ``count``, the lowest first, with all that tie with the last of them; none that tie with the highest."""
    low = sorted(figures)
    if not low:
        return []
    bound, best = low[: max(count, 1)][-1], low[-1]
    return [f for f in low if not bound < f and f < best]


def foremost(figures: Sequence[Figure], count: int) -> list[Figure]:
    """The highest ``count``, the highest first, with all that tie with the last of them; none that tie with the lowest."""
    high = sorted(figures, reverse=True)
    if not high:
        return []
    bound, worst = high[: max(count, 1)][-1], high[-1]
    return [f for f in high if not f < bound and worst < f]


def _joined(name: str, figure: Any) -> Markup:
    return Markup(finalize(name)) + Markup(finalize(figure))


FILTERS: dict[str, Callable[..., Any]] = {
    "labelled": labelled,
    "states": states,
    "below": below,
    "between": between,
    "answering": answering,
    "unfinished": unfinished,
    "light": light,
    "due": due,
    "overdue": overdue,
    "this_month": this_month,
    "hindmost": hindmost,
    "foremost": foremost,
}

"""The wallchart's roadmap from its description in ``charts.toml`` and the ledgers.

What a row shows and says follows rules that are declared, never from code: which state is done, which lamp lights when
(``lamps``, the first that holds), how long a work without a start is taken to last (``lead_days``).  Every number of
days is a Fact over the cells of its dates.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from reportgen.model.fact import Basis, Fact, FactBook
from reportgen.model.horizon import Horizon
from reportgen.model.ledger import Ledger, Row
from reportgen.model.origin import Origin
from reportgen.model.period import PartialDate
from reportgen.model.roadmap import Group, Lamp, Light, Roadmap, Saying, Work
from reportgen.model.schema import Column

_FILE = "templates/charts.toml"


@dataclass(frozen=True, slots=True)
class _State:
    """What is known of a row before its lamp is chosen.  ``done`` and ``begun`` of ``None``: the state is blank."""

    row: Row
    done: bool | None
    begun: bool | None
    start: date | None
    due: date | None
    due_cell: Origin
    start_cell: Origin | None


def roadmap(key: str, table: Mapping[str, Any], ledger: Ledger, book: FactBook, horizon: Horizon) -> Roadmap | None:
    """The roadmap, or nothing when no sheet has a row for it.  Raises ``KeyError`` for a description that lacks a part."""
    maker = _Maker(key, table, ledger, book, horizon)
    groups = tuple(maker.groups())
    if not groups:
        return None
    today, goal = horizon.as_of, horizon.goal
    return Roadmap(
        key,
        table["title"],
        groups,
        tuple(maker.shown()),
        today,
        f"截至{_said(today)}",
        goal,
        f"目标{_said(goal)}" if goal else "",
        tuple(maker.rules()),
    )


def _said(day: date) -> str:
    return str(PartialDate(day.year, day.month, day.day))


class _Maker:
    def __init__(self, key: str, table: Mapping[str, Any], ledger: Ledger, book: FactBook, horizon: Horizon) -> None:
        self._key, self._table, self._ledger, self._book, self._horizon = key, table, ledger, book, horizon
        self._lead = (
            self._declared("lead_days", table["lead_days"], "没有启动时间的任务按此工期")
            if "lead_days" in table
            else None
        )
        self.lamps = [(self._lamp(place, row), _TESTS[row["when"]]) for place, row in enumerate(table["lamps"])]
        self._made: list[Work] = []
        self._soon = [timedelta(row.get("days", 0)) for row in table["lamps"]]
        if all(row["when"] != "otherwise" for row in table["lamps"]):
            raise KeyError("otherwise")

    def _declared(self, name: str, days: int, label: str) -> Fact:
        """A number of days the description declares."""
        if type(days) is not int:
            raise KeyError(name)
        origin = Origin(_FILE, "", f"{self._key}.{name}")
        return Fact(f"{self._key}.{name}", Decimal(days), "天", Basis(label, (origin,)), label)

    def _lamp(self, place: int, row: Mapping[str, Any]) -> Lamp:
        facts = (self._declared(f"lamp_{place}", row["days"], f"{row['name']}的天数"),) if "days" in row else ()
        if row["light"] not in tuple(Light):
            raise KeyError(row["light"])
        return Lamp(Light(row["light"]), row["name"], Saying(row["rule"], facts))

    def shown(self) -> Iterator[Lamp]:
        """The lamps that may light: nothing is later than a target that is not set."""
        for lamp, test in self.lamps:
            if self._horizon.goal is not None or test is not _TESTS["beyond"]:
                yield lamp

    def rules(self) -> Iterator[Saying]:
        """What the chart has to say of its own reckoning, where it reckons: asked for after the rows."""
        if self._lead is not None and any(work.reckoned for work in self._made):
            yield Saying(self._table["lead_rule"], (self._lead,))
        if any(work.latest for work in self._made):
            yield Saying(self._table["goal_rule" if self._horizon.goal else "due_rule"])

    # -- rows

    def groups(self) -> Iterator[Group]:
        """The tasks by who leads them, in the ledger's order; then the dates to be met."""
        works = self._table["works"]
        rows: dict[str, list[Row]] = {}
        for row in self._chosen(works):
            rows.setdefault(str(row.value(works["by"]) or works["unnamed"]), []).append(row)
        for name, own in rows.items():
            yield Group(name, tuple(self._work(row, works) for row in own), tuple(self._counts(name)))
        for points in self._table.get("milestones", ()):
            if own := self._chosen(points):
                yield Group(points["name"], tuple(self._work(row, points, point=True) for row in own))

    def _chosen(self, table: Mapping[str, Any]) -> list[Row]:
        where = table.get("where", {})
        return [r for r in self._ledger[table["sheet"]] if all(r.value(c) == v for c, v in where.items())]

    def _counts(self, subject: str) -> Iterator[tuple[str, Fact]]:
        for row in self._table["works"].get("counts", ()):
            if not self._book.family(row["fact"]):
                raise KeyError(row["fact"])
            fact = self._book.get(f"{row['fact']}@{subject}")
            if fact is not None and (fact.value or not row.get("unless_zero")):
                yield row["name"], fact

    def _work(self, row: Row, table: Mapping[str, Any], *, point: bool = False) -> Work:
        state = self._state(row, table)
        latest = self._latest(state) if state.begun is False else None
        reckoned = state.start is None and not point and state.due is not None and self._lead is not None
        lamp = next(
            lamp
            for (lamp, test), days in zip(self.lamps, self._soon, strict=True)
            if test(state, self._horizon, latest, days)
        )
        due, words = row[table["due"]], row.value(table["words"]) if "words" in table else None
        schema = self._ledger[row.sheet].schema
        used = (row[schema.label], row[table["status"]], due, *((row[table["words"]],) if words else ()))
        work = Work(
            f"{row.label}：{words}" if words else row.label,
            str(row.value(table["status"]) or ""),
            self._back(state.due) if reckoned else state.start,
            state.due,
            str(due.value or ""),
            lamp,
            self._left(state, latest),
            latest,
            reckoned,
            point,
            tuple(cell.origin for cell in used),
        )
        self._made.append(work)
        return work

    def _state(self, row: Row, table: Mapping[str, Any]) -> _State:
        column = self._ledger[row.sheet].schema.column(table["status"])
        rank = column.rank(str(row.value(table["status"])))
        stated = row.value(table["status"]) is not None
        done, begun = _place(column, table["done"]), _place(column, table["begun"])
        start = row[table["start"]] if "start" in table else None
        due = row[table["due"]]
        return _State(
            row,
            (rank is not None and rank >= done) if stated else None,
            (rank is None or rank >= begun) if stated else None,
            start.value.first if start is not None and isinstance(start.value, PartialDate) else None,
            due.value.last if isinstance(due.value, PartialDate) else None,
            due.origin,
            start.origin if start is not None else None,
        )

    # -- dates and days

    def _back(self, end: date | None) -> date | None:
        """The declared lead time before a day."""
        return end - timedelta(int(self._lead.value)) if end is not None and self._lead is not None else None

    def _latest(self, state: _State) -> date | None:
        """The last day to begin so as to end by the due date and by the target date, whichever is earlier."""
        if state.due is None:
            return None
        end = min(state.due, self._horizon.goal or state.due)
        return end - (state.due - state.start) if state.start is not None else self._back(end)

    def _left(self, state: _State, latest: date | None) -> Saying:
        """The most pressing thing to say of a row that is not done."""
        today, goal = self._horizon.as_of, self._horizon.goal
        if state.done is not False or state.due is None:
            return Saying()
        if state.due < today:
            return self._days(state, "overdue", "逾期{}", today - state.due)
        if goal is not None and state.due > goal:
            return self._days(state, "beyond", "晚于目标{}", state.due - goal)
        if latest is not None and latest >= today:
            return self._days(state, "to_begin", "{}内须启动", latest - today)
        return self._days(state, "left", "还有{}", state.due - today)

    def _days(self, state: _State, name: str, text: str, days: timedelta) -> Saying:
        """A number of days with its basis: the cells of the dates it lies between."""
        horizon, row, cells, facts = self._horizon, state.row, [state.due_cell], list[str]()
        if name == "to_begin":
            cells += [state.start_cell] if state.start is not None and state.start_cell else []
            facts += [self._lead.id] if state.start is None and self._lead is not None else []
            cells += [horizon.goal_origin] if horizon.goal is not None else []
        cells.append(horizon.goal_origin if name == "beyond" else horizon.as_of_origin)
        basis = Basis(f"{row.label}：{_DAYS[name]}", tuple(cells), tuple(facts))
        made = Fact(f"{self._key}.{name}", Decimal(days.days), "天", basis, row.label, (row.sheet, row.identity))
        return Saying(text, (replace(made, period=self._ledger.period, as_of=horizon.as_of),))


def _place(column: Column, option: str) -> int:
    """Where an option stands in its order.  Raises ``KeyError`` for one there is not."""
    rank = column.rank(option)
    if rank is None:
        raise KeyError(option)
    return rank


_DAYS = {
    "overdue": "截至日期 − 完成时限",
    "beyond": "完成时限 − 目标日期",
    "to_begin": "最迟启动日（由完成时限与目标日期中较早的一个倒推工期）− 截至日期",
    "left": "完成时限 − 截至日期",
}

_Test = Callable[[_State, Horizon, date | None, timedelta], bool]

_TESTS: Mapping[str, _Test] = {
    "done": lambda state, horizon, latest, days: state.done is True,
    "unstated": lambda state, horizon, latest, days: state.done is None,
    "undated": lambda state, horizon, latest, days: state.due is None,
    "overdue": lambda state, horizon, latest, days: state.due is not None and state.due < horizon.as_of,
    "beyond": lambda state, horizon, latest, days: bool(state.due and horizon.goal and state.due > horizon.goal),
    "due_within": lambda state, horizon, latest, days: state.due is not None and state.due - horizon.as_of <= days,
    "waiting": lambda state, horizon, latest, days: latest is not None and latest < horizon.as_of,
    "otherwise": lambda state, horizon, latest, days: True,
}
"""When a lamp lights; of those declared the first that holds."""

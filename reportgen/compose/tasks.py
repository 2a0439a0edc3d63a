"""What an evaluation asks to be done, as templates see it: each school's task, and what would even the county out."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from markupsafe import Markup

from reportgen.compose.marks import Absent, Figure, Sourced, finalize
from reportgen.model.evaluation import Answer, Relief, Score, Verdict
from reportgen.model.fact import Basis, Fact
from reportgen.model.origin import Origin
from reportgen.model.standard import Indicator
from reportgen.units import asked

_HEAVIEST = 3  # schools named
OVER = "超标"
NOT_APPLICABLE = "不适用"

Make = Callable[[Fact], Figure]


class TaskView:
    """One school that does not pass, and what it lacks."""

    def __init__(self, verdict: Verdict, role: str, cited: str, make: Make) -> None:
        self._verdict, self._role, self._cited, self._make = verdict, role, cited, make
        row = verdict.part.row
        self.name = Sourced(row.label, row["name"].origin)
        self.township = Sourced(verdict.part.township, row["township"].origin)

    @property
    def aspects(self) -> list[Sourced]:
        """The indicators that fail, by their short names."""
        return [head(score.indicator) for score in self._verdict.failed]

    @property
    def lacks(self) -> Iterator[Markup]:
        """Every failing indicator with what has to be bought or built, when it can be: 图书缺80册, 班额超标."""
        for score in self._verdict.failed:
            short = finalize(head(score.indicator))
            yield Markup(short) + (Markup("缺") + Markup(finalize(self._gap(score))) if score.gap else Markup(OVER))

    def _gap(self, score: Score) -> Figure:
        value, unit, places = asked(score.gap or Decimal(0), score.indicator.amount_unit)
        subject = (str(score.part.stage), score.part.ident, score.indicator.name)
        basis = Basis(f"{self._cited}：{score.indicator.name}补到标准所差", (*score.cells, score.indicator.origin))
        return self._make(Fact(f"{self._role}.school_gap", value, unit, basis, "缺口", subject, places=places))


class AnswerView:
    """One further item of a standard: what is asked, how the county answers, with what evidence."""

    def __init__(self, answer: Answer, role: str, make: Make) -> None:
        self._answer, self._role, self._make = answer, role, make
        item = answer.item
        self.group, self.text = Sourced(item.group, item.origin), Sourced(item.text, item.origin)
        self.met, self.failed = answer.met is True, answer.met is False
        self.open = answer.met is None and answer.status != NOT_APPLICABLE
        self.decides = item.decides
        self.answered = answer.row is not None and bool(answer.status or answer.value is not None)

    @property
    def status(self) -> Sourced | str:
        """已达到, 整改中, 未达到, 不适用; 未填 when nobody has answered."""
        answer = self._answer
        if answer.value is not None and answer.item.at_least is not None and not answer.status:
            return "已达到" if answer.met else "未达到"
        return Sourced(answer.status, answer.row["status"].origin) if answer.row and answer.status else "未填"

    @property
    def evidence(self) -> Sourced | str:
        """The documents that prove it."""
        row = self._answer.row
        return Sourced(str(row.value("evidence")), row["evidence"].origin) if row and row.value("evidence") else "—"

    @property
    def lead(self) -> Sourced | str:
        """Who answers for it."""
        return self._words("lead")

    @property
    def remark(self) -> Sourced | str:
        """What the county says of it."""
        return self._words("remark")

    def _words(self, column: str) -> Sourced | str:
        row = self._answer.row
        return Sourced(str(row.value(column)), row[column].origin) if row and row.value(column) else ""

    @property
    def limit(self) -> Figure | None:
        """What the county's value may not be under, where there is such a bound."""
        item = self._answer.item
        if item.at_least is None:
            return None
        places = max(0, -int(item.at_least.normalize().as_tuple().exponent))
        origin = Origin(item.origin.file, "", f"{item.origin.cell}.at_least")
        basis, subject = Basis(item.text, (origin,)), (item.key,)
        return self._make(
            Fact(f"{self._role}.item_limit", item.at_least, item.unit, basis, "要求", subject, places=places)
        )

    @property
    def value(self) -> Figure | None:
        """The county's value, where the item is judged by one."""
        answer = self._answer
        if answer.value is None or answer.row is None:
            return None
        basis = Basis(answer.item.text, (answer.row["value"].origin,))
        places = answer.row["value"].places
        key, subject = f"{self._role}.items_value", (answer.item.key,)
        return self._make(Fact(key, answer.value, answer.item.unit, basis, answer.item.text, subject, places=places))


class ReliefView:
    """One indicator whose coefficient is too large."""

    def __init__(
        self, indicator: Indicator, found: tuple[Relief, ...], schools: Figure | Absent, cv: Figure | Absent
    ) -> None:
        self.name = Sourced(indicator.name, indicator.origin)
        self.schools, self.cv = schools, cv
        rows = [one.score.part.row for one in found[:_HEAVIEST]]
        self.heaviest = [Sourced(row.label, row["name"].origin) for row in rows]
        self.more = len(found) > _HEAVIEST


def head(indicator: Indicator) -> Sourced:
    """An indicator's short name, as over a column."""
    return Sourced(indicator.aspect or indicator.name, indicator.origin)

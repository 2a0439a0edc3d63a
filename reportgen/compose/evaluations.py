"""Evaluations as templates see them: standards, stages, indicators and schools, every number a figure."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from markupsafe import Markup

from reportgen.compose.conclusion import GroupView, Requirement, requirements
from reportgen.compose.marks import Absent, Figure, Sourced, finalize
from reportgen.compose.tasks import AnswerView, ReliefView, TaskView, head
from reportgen.model.evaluation import Evaluation, Part, Score, StageResult, Verdict
from reportgen.model.fact import Basis, Fact
from reportgen.model.origin import Origin
from reportgen.model.standard import Bound, Indicator, Stage, Statistic


class Facts(Protocol):
    """What an evaluation asks of the county."""

    def fact(self, key: str, *subject: str) -> Figure | Absent:
        """A Fact by key and subject."""

    def made(self, fact: Fact) -> Figure:
        """A Fact made on the way, kept in the book."""


_WEAK, _WEAKEST = Decimal(90), 3  # per cent of schools under which an indicator is named, and how many are
_NEAREST = 2  # schools named
UNKNOWN = "未填"


class EvaluationView:
    """One evaluation; false in conditions when there is no school in it."""

    def __init__(self, county: Facts, role: str, made: Evaluation) -> None:
        self._county, self._role, self._made = county, role, made
        standard = made.standard
        self.name = Sourced(standard.name, standard.origin)
        self.document = Sourced(standard.document or standard.name, standard.origin)
        self.number = Sourced(standard.number, standard.origin)
        self.composite = standard.statistic is Statistic.COMPOSITE

    def __bool__(self) -> bool:
        return any(result.parts for result in self._made.stages.values())

    @cached_property
    def stages(self) -> list["StageView"]:
        """The stages that have schools, primary first."""
        return [
            StageView(self._county, self._role, self._made, stage, result)
            for stage, result in self._made.stages.items()
            if result.parts
        ]

    @property
    def townships(self) -> list[Sourced]:
        """The townships that have schools, in the order of the register."""
        return list(dict.fromkeys(township for stage in self.stages for township in stage.townships))

    @property
    def towns(self) -> list["TownView"]:
        """The townships with their schools of all stages together, the best first."""
        return sorted(
            (TownView(self, town) for town in self.townships if self.fact("town_share", town).known), key=_place
        )

    @property
    def unranked(self) -> list[Sourced]:
        """The townships none of whose schools can be judged yet."""
        return [town for town in self.townships if not self.fact("town_share", town).known]

    @property
    def judges(self) -> bool:
        """Whether schools are judged by thresholds."""
        return any(indicator.thresholds for indicator in self._made.standard.indicators)

    def fact(self, name: str, *subject: str) -> Figure | Absent:
        """A Fact of the county as a whole: ``items``, ``items_met``, ``items_failed``, ``items_open``."""
        return self._county.fact(f"{self._role}.{name}", *subject)

    @property
    def answers(self) -> list[AnswerView]:
        """The standard's further items as the county answers them; none when it keeps no such sheet."""
        return [AnswerView(answer, self._role, self._county.made) for answer in self._made.answers]

    @property
    def groups(self) -> list[GroupView]:
        """The further items by what they are about, in the standard's order, answered or not; without 不适用."""
        asked = [answer for answer in self.answers if answer.met or answer.failed or answer.open]
        names = dict.fromkeys(answer.group for answer in asked)
        return [GroupView(self, name, [a for a in asked if a.group == name]) for name in names]

    @property
    def unanswered(self) -> list[Sourced]:
        """What the deciding items are about that the county keeps no answers to at all."""
        if self._made.answers:
            return []
        decisive = [item for item in self._made.standard.items if item.decides]
        return list({item.group: Sourced(item.group, item.origin) for item in decisive}.values())

    @property
    def varying(self) -> int:
        """How many of the indicators are judged by their coefficient."""
        return sum(indicator.varies for indicator in self._made.standard.indicators)

    def requirements(self, conditions: "EvaluationView | None" = None) -> list[Requirement]:
        """All that the county must meet, part by part; ``conditions`` judge schools where this regime does not."""
        return requirements(self, self if self.judges else conditions)

    @property
    def per_student(self) -> list[Markup]:
        """The indicators by student, with their units: 用地（平方米）."""
        return [_with_unit(i) for i in self._made.standard.indicators if not i.per_school and i.per == 1 and i.unit]

    @property
    def per_hundred(self) -> list[Markup]:
        """The indicators by a hundred students, with their units."""
        return [_with_unit(i) for i in self._made.standard.indicators if not i.per_school and i.per != 1]

    @property
    def per_school(self) -> list[Markup]:
        """The indicators of the school as a whole, with their units."""
        return [_with_unit(i) for i in self._made.standard.indicators if i.per_school]


class TownView:
    """One township's schools of all stages together."""

    def __init__(self, evaluation: EvaluationView, name: Sourced) -> None:
        self.name = name
        parts = ("schools", "passed", "failed", "undecided", "share", "rank")
        self.schools, self.passed, self.failed, self.undecided, self.share, self.rank = (
            evaluation.fact(f"town_{part}", name) for part in parts
        )


class StageView:
    """One stage of an evaluation."""

    def __init__(self, county: Facts, role: str, made: Evaluation, stage: Stage, result: StageResult) -> None:
        self._county, self._role, self._made, self._stage, self._result = county, role, made, stage, result
        self.name = str(stage)

    def fact(self, name: str, *subject: str) -> Figure | Absent:
        """A Fact of this stage: ``schools``, ``passed``, ``composite`` and so on."""
        return self._county.fact(f"{self._role}.{name}", str(self._stage), *subject)

    @cached_property
    def indicators(self) -> list["IndicatorView"]:
        """The standard's indicators in order."""
        return [IndicatorView(self, i) for i in self._made.standard.indicators]

    @property
    def weakest(self) -> list[Markup]:
        """The indicators that fewest schools meet, with the share that do, when it is under nine in ten."""
        weak = [i for i in self.indicators if i.met_share.known and i.met_share < _WEAK]
        return [Markup(finalize(i.short)) + Markup(finalize(i.met_share)) for i in sorted(weak, key=_share)[:_WEAKEST]]

    @property
    def met(self) -> list[Markup]:
        """Schools at standard by aspect: 用地204所, 运动场188所."""
        return [Markup(finalize(i.short)) + Markup(finalize(i.met)) for i in self.indicators if i.met.known]

    @property
    def lacking(self) -> list["IndicatorView"]:
        """The indicators that something has to be bought or built for."""
        return [i for i in self.indicators if i.gap.known]

    @property
    def cost(self) -> Figure | Absent:
        """What closing the gaps that have a unit cost takes."""
        return self.fact("cost_total")

    @cached_property
    def tasks(self) -> list[TaskView]:
        """任务清单: the schools that do not pass, those that lack most first."""
        cited = self._made.standard.number or self._made.standard.name
        return [TaskView(verdict, self._role, cited, self._county.made) for verdict in self._result.tasks]

    @property
    def nearest(self) -> list[TaskView]:
        """The schools that come nearest to passing."""
        return self.tasks[::-1][:_NEAREST]

    @property
    def reliefs(self) -> list[ReliefView]:
        """What would bring each coefficient that is too large under its limit."""
        found = []
        for key, schools in self._result.reliefs.items():
            indicator = self._made.standard.indicator(key)
            count, cv = (self.fact(name, indicator.name) for name in ("relief_schools", "relief_cv"))
            found.append(ReliefView(indicator, schools, count, cv))
        return found

    @property
    def incomplete(self) -> list["IndicatorView"]:
        """The indicators that some schools have no value for."""
        return [i for i in self.indicators if i.missing]

    @property
    def over(self) -> list["IndicatorView"]:
        """The indicators whose coefficient is over the limit."""
        limit = self.fact("limit")
        return [i for i in self.indicators if limit.known and i.cv.known and i.cv > limit]

    @cached_property
    def schools(self) -> list["SchoolView"]:
        """Every part, in the order of the register."""
        verdicts = {verdict.part.ident: verdict for verdict in self._result.verdicts}
        scores: dict[str, list[Score]] = {}
        for spread in self._result.spreads.values():
            for score in (*spread.scores, *spread.unknown):
                scores.setdefault(score.part.ident, []).append(score)
        return [SchoolView(self, part, verdicts[part.ident], scores[part.ident]) for part in self._result.parts]

    @property
    def lists(self) -> list["ListView"]:
        """The schools apart by the thresholds they are judged by: 教学点 with standards of their own stand by themselves."""
        apart: dict[tuple[Decimal | None, ...], list[SchoolView]] = {}
        for school in self.schools:
            bars = tuple(i.threshold(school.type, self._stage) for i in self._made.standard.indicators)
            apart.setdefault(bars, []).append(school)
        return [ListView(self, bars, schools) for bars, schools in apart.items()]

    @property
    def townships(self) -> list[Sourced]:
        """The townships that have schools of this stage."""
        cells = {v.part.township: v.part.row["township"].origin for v in self._result.verdicts if v.part.township}
        return [Sourced(township, origin) for township, origin in cells.items()]

    def figure(self, fact: Fact) -> Figure:
        """A Fact made on the way, kept in the book."""
        return self._county.made(fact)


class IndicatorView:
    """One indicator in one stage."""

    def __init__(self, stage: StageView, indicator: Indicator) -> None:
        self._indicator = indicator
        self.name = Sourced(indicator.name, indicator.origin)
        self.short = head(indicator)
        self.unit = Sourced(indicator.unit, indicator.origin)
        unknown = stage._result.spreads[indicator.key].unknown
        self.missing = [Sourced(s.part.row.label, s.part.row["name"].origin) for s in unknown]
        self.rests_on = stage.fact("rests_on", indicator.name)
        self.mean: Any = stage.fact("mean", indicator.name)
        self.cv: Any = stage.fact("cv", indicator.name)
        self.met: Any = stage.fact("met", indicator.name)
        self.met_share: Any = stage.fact("met_share", indicator.name)
        self.gap: Any = stage.fact("gap", indicator.name)
        self.judged: Any = stage.fact("judged", indicator.name)


class ListView:
    """Schools of a stage that are judged by the same thresholds."""

    def __init__(self, stage: StageView, bars: tuple[Decimal | None, ...], schools: list["SchoolView"]) -> None:
        self._stage, self.schools = stage, schools
        self._bars = [(i, b) for i, b in zip(stage._made.standard.indicators, bars, strict=True) if b is not None]
        for school in schools:
            school.asked = frozenset(indicator.key for indicator, _ in self._bars)

    @property
    def types(self) -> list[str]:
        """The types of school in it."""
        return list(dict.fromkeys(school.type for school in self.schools))

    @property
    def heads(self) -> Iterator[Markup]:
        """One head an indicator it is judged by, with the threshold: 图书≥20."""
        for indicator, value in self._bars:
            sign = "≥" if indicator.bound is Bound.AT_LEAST else "≤"
            figure = self._stage.figure(_bar(self._stage, indicator, self.schools[0].type, value))
            yield Markup(finalize(head(indicator))) + Markup(sign) + _bare(figure)


class SchoolView:
    """One school's part."""

    def __init__(self, stage: StageView, part: Part, verdict: Verdict, scores: list[Score]) -> None:
        self._stage, self._scores = stage, scores
        self.type = part.type
        self.asked = frozenset(score.indicator.key for score in scores)
        self.name = Sourced(part.row.label, part.row["name"].origin)
        self.passes = verdict.passes

    @property
    def cells(self) -> Iterator[Markup]:
        """One cell an indicator: the value, shaded when it falls short; 未填 when a cell of it is blank."""
        for score in (score for score in self._scores if score.indicator.key in self.asked):
            if score.value is None:
                yield Markup(UNKNOWN)
            else:
                figure = _bare(self._stage.figure(_value(self._stage, score)))
                yield Markup("@short ") + figure if score.met is False else figure


def _place(town: TownView) -> Decimal:
    return town.rank.fact.value if isinstance(town.rank, Figure) else Decimal(0)


def _bare(figure: Figure) -> Markup:
    return Markup(finalize(figure.fixed))


def _with_unit(indicator: Indicator) -> Markup:
    return Markup(f"{finalize(head(indicator))}（{finalize(Sourced(indicator.unit, indicator.origin))}）")


def _share(indicator: IndicatorView) -> Decimal:
    share: Decimal = indicator.met_share.fact.value
    return share


def _value(stage: StageView, score: Score) -> Fact:
    indicator = score.indicator
    return Fact(
        key=f"{stage._role}.value",
        value=score.value or Decimal(0),
        unit=indicator.unit,
        basis=Basis(f"{stage._made.standard.number or stage._made.standard.name}：{indicator.name}", score.cells),
        label=indicator.name,
        subject=(stage.name, score.part.ident, indicator.name),
        places=indicator.places,
    )


def _bar(stage: StageView, indicator: Indicator, type_: str, value: Decimal) -> Fact:
    places = max(0, -int(value.normalize().as_tuple().exponent))
    origin = Origin(indicator.origin.file, "", f"{indicator.origin.cell}.threshold")
    basis = Basis(f"{stage._made.standard.number or stage._made.standard.name} {indicator.clause}".strip(), (origin,))
    subject = (stage.name, *([type_] if type_ in indicator.thresholds else []), indicator.name)
    return Fact(f"{stage._role}.bar", value, indicator.unit, basis, f"{indicator.name}标准", subject, places=places)

"""Evaluations as templates see them: standards, stages, indicators and schools, every number a figure."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from markupsafe import Markup

from reportgen.compose.marks import Absent, Figure, Sourced, finalize
from reportgen.model.evaluation import Evaluation, Part, Score, StageResult, Verdict
from reportgen.model.fact import Basis, Fact
from reportgen.model.origin import Origin
from reportgen.model.standard import Indicator, Stage, Statistic


class Facts(Protocol):
    """What an evaluation asks of the county."""

    def fact(self, key: str, *subject: str) -> Figure | Absent:
        """A Fact by key and subject."""

    def made(self, fact: Fact) -> Figure:
        """A Fact made on the way, kept in the book."""


_WEAK, _WEAKEST = Decimal(90), 3  # per cent of schools under which an indicator is named, and how many are
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
    def judges(self) -> bool:
        """Whether schools are judged by thresholds."""
        return any(indicator.thresholds for indicator in self._made.standard.indicators)

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
    def bars(self) -> list["BarView"]:
        """The thresholds as rows: one for the stage, one for each type that has its own."""
        types = dict.fromkeys(part.type for part in self._result.parts)
        rows = {t: [i.threshold(t, self._stage) for i in self._made.standard.indicators] for t in types}
        usual = [i.thresholds.get(self._stage) for i in self._made.standard.indicators]
        own = [BarView(self, t, values) for t, values in rows.items() if values != usual]
        return [*([BarView(self, "", usual)] if len(own) < len(rows) else []), *own]

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
        self.short = _head(indicator)
        self.unit = Sourced(indicator.unit, indicator.origin)
        unknown = stage._result.spreads[indicator.key].unknown
        self.missing = [Sourced(s.part.row.label, s.part.row["name"].origin) for s in unknown]
        self.rests_on = stage.fact("rests_on", indicator.name)
        self.mean: Any = stage.fact("mean", indicator.name)
        self.cv: Any = stage.fact("cv", indicator.name)
        self.met: Any = stage.fact("met", indicator.name)
        self.met_share: Any = stage.fact("met_share", indicator.name)


class BarView:
    """One row of thresholds, for a type of school or (empty) the stage."""

    def __init__(self, stage: StageView, type_: str, values: list[Decimal | None]) -> None:
        self.type, self._stage, self._values = type_, stage, values

    @property
    def cells(self) -> Iterator[Markup]:
        """One cell an indicator."""
        for indicator, value in zip(self._stage._made.standard.indicators, self._values, strict=True):
            yield (
                Markup("—")
                if value is None
                else _bare(self._stage.figure(_bar(self._stage, indicator, self.type, value)))
            )


class SchoolView:
    """One school's part."""

    def __init__(self, stage: StageView, part: Part, verdict: Verdict, scores: list[Score]) -> None:
        self._stage, self._part, self._scores = stage, part, scores
        self.name = Sourced(part.row.label, part.row["name"].origin)
        self.passes = verdict.passes

    @property
    def cells(self) -> Iterator[Markup]:
        """One cell an indicator: the value, shaded when it falls short; 未填 when a cell of it is blank."""
        for score in self._scores:
            if score.threshold is None:
                yield Markup("—")
            elif score.value is None:
                yield Markup(UNKNOWN)
            else:
                figure = _bare(self._stage.figure(_value(self._stage, score)))
                yield Markup("@short ") + figure if score.met is False else figure


def _bare(figure: Figure) -> Markup:
    return Markup(finalize(figure.fixed))


def _head(indicator: Indicator) -> Sourced:
    return Sourced(indicator.aspect or indicator.name, indicator.origin)


def _with_unit(indicator: Indicator) -> Markup:
    return Markup(f"{finalize(_head(indicator))}（{finalize(Sourced(indicator.unit, indicator.origin))}）")


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
    subject = (stage.name, *([type_] if type_ else []), indicator.name)
    return Fact(f"{stage._role}.bar", value, indicator.unit, basis, f"{indicator.name}标准", subject, places=places)

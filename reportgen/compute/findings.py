"""An evaluation as Facts: what a briefing may print of it, each with the cells or Facts it rests on.

Families begin with their role: ``balance`` for the regime that judges the county, ``conditions`` for the standard of
schools.  Subjects are stage, then indicator or township: ``balance.cv@小学/生均图书册数``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from reportgen.compute.asked import Asked
from reportgen.compute.checklist import NOT_APPLICABLE
from reportgen.compute.gap_findings import gap_findings
from reportgen.compute.role import Role
from reportgen.compute.town_findings import town_findings
from reportgen.model.evaluation import LABELS, Answer, Evaluation, Score, Spread, StageResult, Verdict
from reportgen.model.fact import Basis, Fact
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.standard import Indicator, Stage, Statistic


def findings(evaluation: Evaluation, role: str, period: Period, as_of: date) -> Iterator[Fact]:
    """All Facts of one evaluation."""
    made, asked = _Findings(evaluation.standard, role), Asked(evaluation)
    for stage, result in evaluation.stages.items():
        of_stage = (*made.of_stage(stage, result), *made.of_townships(stage, result), *gap_findings(made, result))
        for fact in of_stage:
            yield replace(fact, basis=asked.basis(fact), period=period, as_of=as_of)
    of_county = (*made.of_groups(evaluation), *made.of_items(evaluation), *town_findings(made, evaluation))
    for fact in of_county:
        yield replace(fact, basis=asked.basis(fact), period=period, as_of=as_of)


@dataclass(frozen=True, slots=True)
class _Findings(Role):
    # -- a stage

    def of_stage(self, stage: Stage, result: StageResult) -> Iterator[Fact]:
        """Counts, coefficients, verdicts of one stage."""
        origins = tuple(part.origin for part in result.parts)
        unknown = tuple(part.origin for part in result.unknown)
        rule = f"{self.cited}：{stage}段参评学校，含一贯制学校和完全中学的{stage}部"
        yield self.fact("schools", (stage,), len(result.parts), "所", Basis(rule, origins, unknown=unknown))
        for spread in result.spreads.values():
            yield from self._of_spread(stage, spread)
        yield from self._of_county(stage, result)
        if any(
            s.threshold is not None for spread in result.spreads.values() for s in (*spread.scores, *spread.unknown)
        ):
            yield from self._of_verdicts((stage,), result.verdicts, "passed", "schools")
            yield from self._undecided("undecided", (stage,), result.verdicts)

    def _of_spread(self, stage: Stage, spread: Spread) -> Iterator[Fact]:
        indicator, subject = spread.indicator, (stage, spread.indicator.name)
        if spread.mean is None or spread.deviation is None:
            return
        missing = tuple(origin for score in spread.unknown for origin in score.missing)
        cells = tuple(dict.fromkeys(origin for score in spread.scores for origin in score.cells))
        rule = f"{self.cited}：{indicator.name}，各校总量之和除以学生数之和，{len(spread.scores)}所学校"
        basis = Basis(f"{self.cited}：{indicator.name}有数可算的学校", cells, unknown=missing)
        yield self.fact("rests_on", subject, len(spread.scores), "所", basis)
        if not indicator.per_school:
            yield self.fact(
                "mean", subject, spread.mean, indicator.unit, Basis(rule, cells, unknown=missing), indicator.places
            )
        if spread.coefficient is not None and indicator.varies:
            yield from self._variation(subject, spread, indicator)
        yield from self._against(stage, spread)

    def _variation(self, subject: tuple[str, str], spread: Spread, indicator: Indicator) -> Iterator[Fact]:
        mean, deviation = self.id("mean", *subject), self.id("deviation", *subject)
        missing = tuple(origin for score in spread.unknown for origin in score.missing)
        how = "各校数值与全县平均值之差的平方，按在校生数加权平均后开方"
        value = spread.deviation if spread.deviation is not None else Decimal(0)
        basis = Basis(f"{self.cited}：{how}", facts=(mean,), unknown=missing)
        yield self.fact("deviation", subject, value, indicator.unit, basis, indicator.places + 1)
        basis = Basis(f"{self.cited}：标准差除以全县平均值", facts=(deviation, mean), unknown=missing)
        yield self.fact("cv", subject, spread.coefficient or Decimal(0), "", basis, self.standard.places)

    def _against(self, stage: Stage, spread: Spread) -> Iterator[Fact]:
        """Against the threshold: who meets it, who is short, by how much and at what cost."""
        indicator, subject = spread.indicator, (stage, spread.indicator.name)
        judged = [score for score in spread.scores if score.threshold is not None]
        if not judged:
            return
        if (threshold := indicator.thresholds.get(stage)) is not None:
            rule = f"{self.cited} {indicator.clause}".strip()
            yield self.fact(
                "threshold", subject, threshold, indicator.unit, Basis(rule, (indicator.origin,)), _places(threshold)
            )
        short = [score for score in judged if score.met is False]
        missing = tuple(o for score in spread.unknown if score.threshold is not None for o in score.missing)
        rule, bad = (
            f"{self.cited}：{indicator.name}",
            tuple(dict.fromkeys(o for s in short or judged for o in s.cells)),
        )
        every = tuple(dict.fromkeys(o for s in judged for o in s.cells))
        yield self.fact("judged", subject, len(judged), "所", Basis(f"{rule}有数可判的学校", every, unknown=missing))
        yield self.fact("short", subject, len(short), "所", Basis(f"{rule}未达标的学校", bad, unknown=missing))
        ids = (self.id("judged", *subject), self.id("short", *subject))
        met = len(judged) - len(short)
        yield self.fact("met", subject, met, "所", Basis("有数可判的学校减未达标学校", facts=ids, unknown=missing))
        share = Decimal(met) / len(judged) * 100
        ids = (self.id("met", *subject), self.id("judged", *subject))
        yield self.fact(
            "met_share", subject, share, "%", Basis("达标学校占有数可判的学校", facts=ids, unknown=missing), 1
        )

    def _of_county(self, stage: Stage, result: StageResult) -> Iterator[Fact]:
        standard = self.standard
        if stage in standard.limits and standard.statistic is not Statistic.NONE:
            origin = Origin(standard.origin.file, "", "variation.limit")
            basis = Basis(f"{self.cited}：{stage}差异系数限值", (origin,))
            yield self.fact("limit", (stage,), standard.limits[stage], "", basis, _places(standard.limits[stage]))
            varying = [s for s in result.spreads.values() if s.indicator.varies and s.coefficient is not None]
            ids = tuple(self.id("cv", stage, s.indicator.name) for s in varying)
            within = [s for s in varying if s.coefficient is not None and s.coefficient <= standard.limits[stage]]
            yield from self._limits(stage, result)
            yield self.fact("measured", (stage,), len(varying), "项", Basis(f"{self.cited}：有数的指标", facts=ids))
            basis = Basis("差异系数不高于限值的指标", facts=(*ids, self.id("limit", stage)))
            yield self.fact("within", (stage,), len(within), "项", basis)
        if result.composite is not None:
            ids = tuple(self.id("cv", stage, i.name) for i in standard.indicators if i.varies)
            basis = Basis(f"{self.cited}：各项差异系数的算术平均", facts=ids)
            yield self.fact("composite", (stage,), result.composite, "", basis, standard.places)

    def _limits(self, stage: Stage, result: StageResult) -> Iterator[Fact]:
        """The limit by what it is a limit of: every coefficient, or their mean."""
        each = [s.indicator.name for s in result.spreads.values() if s.indicator.varies and s.coefficient is not None]
        basis = Basis(f"{self.cited}：{stage}差异系数限值", facts=(self.id("limit", stage),))
        limit = self.standard.limits[stage]
        for name in [LABELS["composite"]] if self.standard.statistic is Statistic.COMPOSITE else each:
            yield self.fact("cv_limit", (stage, name), limit, "", basis, _places(limit))

    # -- verdicts

    def _of_verdicts(
        self, subject: tuple[str, ...], verdicts: Iterable[Verdict], name: str, base: str
    ) -> Iterator[Fact]:
        known = list(verdicts)
        passed = [v for v in known if v.passes]
        unknown = tuple(o for v in known if v.passes is None for score in v.unknown for o in score.missing)
        cells = tuple(v.part.origin for v in passed or known)
        yield self.fact(
            name, subject, len(passed), "所", Basis(f"{self.cited}：{self._school_rule()}", cells, unknown=unknown)
        )
        failed = [v for v in known if v.passes is False]
        rule, cells = f"{self.cited}：没有做到{self._school_rule()}", tuple(v.part.origin for v in failed or known)
        yield self.fact(
            name.replace("passed", "failed"), subject, len(failed), "所", Basis(rule, cells, unknown=unknown)
        )
        if name == "passed" and known:
            ids = (self.id(name, *subject), self.id(base, *subject))
            share = Decimal(len(passed)) / len(known) * 100
            yield self.fact(
                "passed_share", subject, share, "%", Basis("整体达标学校占参评学校", facts=ids, unknown=unknown), 1
            )

    def _school_rule(self) -> str:
        allowed, floor = self.standard.allowed, self.standard.floor
        rule = "各项全部达标" if not allowed else f"至多{allowed}项未达标"
        return rule + (f"且未达标项不低于标准的{(floor * 100).normalize():f}%" if allowed and floor is not None else "")

    def _undecided(self, name: str, subject: tuple[str, ...], verdicts: Iterable[Verdict]) -> Iterator[Fact]:
        known = list(verdicts)
        open_ = [v for v in known if v.passes is None]
        cells = tuple(o for v in open_ for score in v.unknown for o in score.missing)
        cells = cells or tuple(v.part.origin for v in known)
        yield self.fact(name, subject, len(open_), "所", Basis("缺的数据可能左右结论的学校", cells))

    def of_townships(self, stage: Stage, result: StageResult) -> Iterator[Fact]:
        """Counts by township, in the order of the register."""
        townships = dict.fromkeys(v.part.township for v in result.verdicts if v.part.township)
        for township in townships:
            here = [v for v in result.verdicts if v.part.township == township]
            subject, cells = (stage, township), tuple(v.part.origin for v in here)
            yield self.fact("township_schools", subject, len(here), "所", Basis(f"{self.cited}：参评学校", cells))
            if any(v.passes is not None for v in here):
                yield from self._of_verdicts(subject, here, "township_passed", "township_schools")
                yield from self._undecided("township_undecided", subject, here)

    # -- groups of indicators

    def of_groups(self, evaluation: Evaluation) -> Iterator[Fact]:
        """Schools, by type, that are short of any indicator of a group: 运动场或校舍面积."""
        for name, group in self.standard.groups.items():
            types = dict.fromkeys(p.type for result in evaluation.stages.values() for p in result.parts)
            for type_ in types:
                scores = [
                    s for s in _scores(evaluation, group.indicators) if s.part.type == type_ and s.threshold is not None
                ]
                short = {s.part.ident: s for s in scores if s.met is False}
                missing = tuple(o for s in scores if s.met is None and s.part.ident not in short for o in s.missing)
                cells = tuple(dict.fromkeys(o for s in short.values() or scores for o in s.cells))
                names = "、".join(evaluation.standard.indicator(key).name for key in group.indicators)
                rule = f"{self.cited}：{names}任一项未达标的学校"
                yield self.fact("group", (name, type_), len(short), "所", Basis(rule, cells, unknown=missing))

    # -- further items

    def of_items(self, evaluation: Evaluation) -> Iterator[Fact]:
        """How many of the standard's further items are met, are not, and have no answer."""
        asked = [a for a in evaluation.answers if a.status != NOT_APPLICABLE]
        yield from self._of_answers("", (), asked)
        for group in dict.fromkeys(answer.item.group for answer in asked):
            yield from self._of_answers("group_", (group,), [a for a in asked if a.item.group == group])

    def _of_answers(self, prefix: str, subject: tuple[str, ...], asked: Sequence[Answer]) -> Iterator[Fact]:
        if not asked:
            return
        here = {True: "items_met", False: "items_failed", None: "items_open"}
        origins = tuple(answer.item.origin for answer in asked)
        yield self.fact(f"{prefix}items", subject, len(asked), "项", Basis(f"{self.cited}：除不适用的以外", origins))
        for met, name in here.items():
            mine = [answer for answer in asked if answer.met is met]
            cells = tuple(o for a in mine or asked for o in a.cells) or origins
            basis = Basis(f"{self.cited}：{LABELS[name]}", cells)
            yield self.fact(f"{prefix}{name}", subject, len(mine), "项", basis)


def _scores(evaluation: Evaluation, keys: Iterable[str]) -> Iterator[Score]:
    for result in evaluation.stages.values():
        for key in keys:
            yield from (*result.spreads[key].scores, *result.spreads[key].unknown)


def _places(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))

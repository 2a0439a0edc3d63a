"""One school by a standard: its values and what it lacks, and its place among the schools of its stage.

The county is looked through once; after that a school costs the same in a county of thirty schools and of three thousand.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_DOWN, Decimal

from reportgen.compute.role import Role
from reportgen.compute.variation import worth
from reportgen.model.evaluation import LABELS, Evaluation, Placed, Score, Spread, StageResult
from reportgen.model.fact import Basis, Fact
from reportgen.model.ledger import Sheet
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.standard import Bound, Indicator, Stage, Standard
from reportgen.units import asked

_MONEY, _CENTS = "万元", 2
_TENTH = Decimal("0.1")


class Places:
    """The schools of a county by one standard in its ``role``, each found by its code."""

    def __init__(self, evaluation: Evaluation, role: str, period: Period, as_of: date) -> None:
        self.role, self.standard = role, evaluation.standard
        self._made = Role(evaluation.standard, role)
        self._when = period, as_of
        self._parts = _parts(evaluation)
        self._orders = {
            (stage, key): _Order(spread, evaluation.standard, stage, evaluation.register)
            for stage, result in evaluation.stages.items()
            for key, spread in result.spreads.items()
        }
        self._townships: dict[str, list[Placed]] = {}
        for stage in evaluation.stages:
            for placed in (p for parts in self._parts.values() for p in parts if p.stage is stage):
                self._townships.setdefault(placed.verdict.part.township, []).append(placed)
        self._countless = {part.ident for result in evaluation.stages.values() for part in result.unknown}

    def of(self, code: str) -> tuple[Placed, ...]:
        """A school's parts, primary first; none when the standard does not count it."""
        return self._parts.get(code, ())

    def of_township(self, name: str) -> list[Placed]:
        """The parts of a township's schools, stage by stage, in the order of the register."""
        return self._townships.get(name, [])

    def countless(self, code: str) -> bool:
        """Whether a part of the school is in no figure because its students are not filled in."""
        return code in self._countless

    def facts(self, code: str) -> Iterator[Fact]:
        """All Facts of one school."""
        costs: list[Fact] = []
        for placed in self.of(code):
            for score in placed.scores:
                made = list(self._of_score(score))
                costs += [fact for fact in made if fact.key == f"{self.role}.school_cost"]
                yield from made
            yield from self._counts(placed)
        if costs:
            names = "、".join(dict.fromkeys(fact.subject[-1] for fact in costs))
            basis = Basis(f"有单价的各项缺口所需资金之和：{names}", facts=tuple(fact.id for fact in costs))
            total, places = sum((fact.value for fact in costs), Decimal(0)), max(fact.places for fact in costs)
            yield self._fact("school_cost_total", (code,), total, _MONEY, basis, places)

    # -- one indicator

    def _of_score(self, score: Score) -> Iterator[Fact]:
        indicator, part = score.indicator, score.part
        subject = (str(part.stage), part.ident, indicator.name)
        if score.threshold is not None:
            yield self._bar(score, score.threshold)
        if score.value is None:
            return
        basis = Basis(f"{self._made.cited}：{indicator.name}", score.cells)
        yield self._fact("value", subject, score.value, indicator.unit, basis, indicator.places, indicator.name)
        yield from self._ranks(score, subject)
        if score.threshold:
            yield self._attained(score, subject, score.threshold)
        if score.gap:
            yield from self._lacking(score, subject, score.gap)

    def _bar(self, score: Score, threshold: Decimal) -> Fact:
        indicator, stage, type_ = score.indicator, str(score.part.stage), score.part.type
        places = max(0, -int(threshold.normalize().as_tuple().exponent))
        origin = Origin(indicator.origin.file, "", f"{indicator.origin.cell}.threshold")
        subject = (stage, *([type_] if type_ in indicator.thresholds else []), indicator.name)
        basis = Basis(f"{self._made.cited} {indicator.clause}".strip(), (origin,))
        return self._fact("bar", subject, threshold, indicator.unit, basis, places, f"{indicator.name}标准")

    def _ranks(self, score: Score, subject: tuple[str, ...]) -> Iterator[Fact]:
        """Its place in the county and in its township; those with one value share a place."""
        part, name = score.part, score.indicator.name
        order = self._orders[part.stage, score.indicator.key]
        for rank, count, among, where in (
            ("rank", "rests_on", "", "全县"),
            ("rank_township", "township_rests_on", part.township, part.township),
        ):
            if not where:
                continue
            place, schools = order.place(score, among)
            of = (str(part.stage), part.township, name) if among else (str(part.stage), name)
            value, every = self._made.id("value", *subject), self._made.id(count, *of)
            rule = f"{self._made.cited}：{where}{part.stage}段有数的学校按{name}从{order.words}排的位次，数值相同的并列"
            basis = Basis(rule, facts=(value, every), selected=order.asked)
            if among:
                counted = Basis(
                    f"{self._made.cited}：{where}{name}有数可算的学校", order.cells[among], selected=order.asked
                )
                yield self._fact(count, of, schools, "所", counted)
            yield self._fact(rank, subject, place, "位", basis)

    def _attained(self, score: Score, subject: tuple[str, ...], threshold: Decimal) -> Fact:
        """Value over threshold, or threshold over value where less is better: a hundred is the standard either way.

        Cut to a tenth, never rounded up: what falls short does not print as a hundred.
        """
        value, better = score.value or Decimal(0), score.indicator.bound is Bound.AT_LEAST
        top, below = (value, threshold) if better else (threshold, value)
        share = (top / below * 100).quantize(_TENTH, ROUND_DOWN) if below else Decimal(100)
        words = "数值 ÷ 标准 × 100%" if better else "标准 ÷ 数值 × 100%"
        ids = (self._made.id("value", *subject), self._bar(score, threshold).id)
        return self._fact("attained", subject, share, "%", Basis(f"{words}，保留一位小数，不进位", facts=ids), 1)

    def _lacking(self, score: Score, subject: tuple[str, ...], gap: Decimal) -> Iterator[Fact]:
        """What has to be bought or built, and what that costs, to the last decimal, so that sums of it hold."""
        indicator = score.indicator
        value, unit, places = asked(gap, indicator.amount_unit)
        basis = Basis(f"{self._made.cited}：{indicator.name}补到标准所差", (*score.cells, indicator.origin))
        yield self._fact("school_gap", subject, value, unit, basis, places)
        if indicator.cost is not None:
            cost = gap * indicator.cost
            rule = f"缺口乘以单价{indicator.cost.normalize():f}万元"
            basis = Basis(rule, (indicator.origin,), (self._made.id("school_gap", *subject),))
            exact = max(_CENTS, -int(cost.normalize().as_tuple().exponent))
            yield self._fact("school_cost", subject, cost, _MONEY, basis, exact)

    def _fact(
        self, name: str, subject: tuple[str, ...], value: Decimal | int, unit: str, basis: Basis, places: int = 0,
        label: str = "",
    ) -> Fact:  # fmt: skip
        label, (period, as_of) = label or LABELS[name], self._when
        key = f"{self.role}.{name}"
        return Fact(key, Decimal(value), unit, basis, label, subject, "", places, "", period, as_of)

    # -- all indicators

    def _counts(self, placed: Placed) -> Iterator[Fact]:
        """How many indicators are judged, met and not met; nothing where no threshold is laid down."""
        judged = [score for score in placed.scores if score.threshold is not None]
        if not judged:
            return
        subject = (str(placed.stage), placed.verdict.part.ident)
        unknown = tuple(dict.fromkeys(origin for score in judged for origin in score.missing))
        known = [score for score in judged if score.met is not None]
        for name, scores in (
            ("school_judged", known),
            ("school_met", [score for score in known if score.met]),
            ("school_failed", [score for score in known if not score.met]),
        ):
            cells = tuple(dict.fromkeys(origin for score in scores or known for origin in score.cells))
            basis = Basis(f"{self._made.cited}：{_COUNTED[name]}", cells, unknown=unknown)
            yield self._fact(name, subject, len(scores), "项", basis)


_COUNTED = {
    "school_judged": "有标准、也有数的指标",
    "school_met": "数值符合标准的指标",
    "school_failed": "数值不符合标准的指标",
}


class _Order:
    """The values of one indicator in one stage in order, of the county (``""``) and of each township."""

    def __init__(self, spread: Spread, standard: Standard, stage: Stage, register: Sheet) -> None:
        self._better_low = spread.indicator.bound is Bound.AT_MOST
        self.words = "低到高" if self._better_low else "高到低"
        known: dict[str, list[Score]] = {"": list(spread.scores)}
        for score in spread.scores:
            if score.part.township:
                known.setdefault(score.part.township, []).append(score)
        self._values = {place: sorted(worth(score) for score in scores) for place, scores in known.items()}
        self.cells = {
            place: tuple(dict.fromkeys(o for s in scores for o in s.cells)) for place, scores in known.items()
        }
        self.asked = register.areas(_columns(spread.indicator, standard, stage))

    def place(self, score: Score, among: str) -> tuple[int, int]:
        """One more than there are better values, and how many values there are."""
        every, value = self._values[among], worth(score)
        better = bisect_left(every, value) if self._better_low else len(every) - bisect_right(every, value)
        return better + 1, len(every)


def _columns(indicator: Indicator, standard: Standard, stage: Stage) -> list[str]:
    """The columns of the register that decide who is counted, where, and with what value."""
    every = [one.key for stages in standard.scope.stages.values() for one in stages] if indicator.split else [stage.key]
    own = [name.format(stage=stage.key) for name in (*indicator.columns, *indicator.less)]
    sponsor = ["sponsor"] if standard.scope.sponsors else []
    return [*own, "counted", "type", "township", *sponsor, *(f"students_{key}" for key in dict.fromkeys(every))]


def _parts(evaluation: Evaluation) -> dict[str, tuple[Placed, ...]]:
    """Every school's parts by its code."""
    found: dict[str, tuple[Placed, ...]] = {}
    for result in evaluation.stages.values():
        for code, placed in _of_stage(result, evaluation.standard):
            found[code] = (*found.get(code, ()), placed)
    return found


def _of_stage(result: StageResult, standard: Standard) -> Iterator[tuple[str, Placed]]:
    scores: dict[str, dict[str, Score]] = {}
    for key, spread in result.spreads.items():
        for score in (*spread.scores, *spread.unknown):
            scores.setdefault(score.part.ident, {})[key] = score
    for verdict in result.verdicts:
        mine = scores[verdict.part.ident]
        yield verdict.part.ident, Placed(verdict, tuple(mine[indicator.key] for indicator in standard.indicators))

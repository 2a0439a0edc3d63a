"""What is lacking, as Facts: by indicator, township and type of school, in money, and what would even the county out."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reportgen.compute.gaps import lacking, total
from reportgen.compute.role import Role
from reportgen.model.evaluation import Score, Spread, StageResult
from reportgen.model.fact import Basis, Fact
from reportgen.model.origin import Origin
from reportgen.units import asked

_MONEY = "万元"
_GROUPS = {"township_gap": "township", "type_gap": "type"}


def gap_findings(role: Role, result: StageResult) -> Iterator[Fact]:
    """The Facts of one stage."""
    costs: list[Fact] = []
    for spread in result.spreads.values():
        if lacking(spread) and spread.indicator.amount_unit:
            made = list(_of_indicator(role, result, spread))
            wanted = "cost" if spread.indicator.cost is not None else "gap"
            costs += [f for f in made if f.unit == _MONEY and f.key == f"{role.role}.{wanted}"]
            yield from made
    if costs:
        facts = tuple(fact.id for fact in costs)
        unknown = tuple(dict.fromkeys(origin for fact in costs for origin in fact.basis.unknown))
        names = "、".join(fact.subject[-1] for fact in costs)
        basis = Basis(f"有单价的各项缺口所需资金之和：{names}", facts=facts, unknown=unknown)
        yield role.fact("cost_total", (result.stage,), sum((f.value for f in costs), Decimal(0)), _MONEY, basis, 2)
    yield from _reliefs(role, result)


def _of_indicator(role: Role, result: StageResult, spread: Spread) -> Iterator[Fact]:
    indicator, stage, scores = spread.indicator, result.stage, lacking(spread)
    missing = tuple(origin for score in spread.unknown if score.threshold is not None for origin in score.missing)
    yield _gap(role, "gap", (stage, indicator.name), scores, missing)
    for name, by in _GROUPS.items():
        for group in dict.fromkeys(getattr(score.part, by) for score in scores):
            mine = [score for score in scores if getattr(score.part, by) == group]
            unknown = [s for s in spread.unknown if s.threshold is not None and getattr(s.part, by) == group]
            cells = tuple(origin for score in unknown for origin in score.missing)
            yield _gap(role, name, (stage, group, indicator.name), mine, cells)
    if indicator.cost is not None:
        rule = f"缺口乘以单价{indicator.cost.normalize():f}万元"
        basis = Basis(rule, (indicator.origin,), (role.id("gap", stage, indicator.name),), missing)
        yield role.fact("cost", (stage, indicator.name), total(scores) * indicator.cost, _MONEY, basis, 2)


def _gap(role: Role, name: str, subject: tuple[str, ...], scores: Sequence[Score], missing: tuple[Origin, ...]) -> Fact:
    value, unit, places = asked(total(scores), scores[0].indicator.amount_unit)
    cells = tuple(dict.fromkeys(origin for score in scores for origin in score.cells))
    rule = f"{role.cited}：{scores[0].indicator.name}未达标学校补到标准所差之和"
    return role.fact(name, subject, value, unit, Basis(rule, cells, unknown=missing), places)


def _reliefs(role: Role, result: StageResult) -> Iterator[Fact]:
    """For each coefficient that is too large: the schools that weigh most in it, and what it falls to without them."""
    for key, found in result.reliefs.items():
        indicator = result.spreads[key].indicator
        subject = (result.stage, indicator.name)
        cells = tuple(dict.fromkeys(origin for one in found for origin in one.score.cells))
        aim = "标准" if indicator.thresholds else "全县平均值"
        rule = f"{role.cited}：低于{aim}的学校中，从影响差异系数最大的起逐所补到{aim}，直到符合限值"
        yield role.fact("relief_schools", subject, len(found), "所", Basis(rule, cells))
        basis = Basis(f"{rule}后重算", cells, (role.id("cv", *subject), role.id("limit", result.stage)))
        yield role.fact("relief_cv", subject, found[-1].coefficient, "", basis, role.standard.places)

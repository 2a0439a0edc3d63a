"""A standard × the register → values, coefficients of variation, verdicts and gaps of every school.

The weight is the number of students, in the mean and in the deviation; zero is data, blank is unknown and named.
Everything is decimal, with more digits than are ever printed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, Context, Decimal, localcontext

from reportgen.model.evaluation import Evaluation, Part, Score, Spread, StageResult, Verdict
from reportgen.model.ledger import Cell, Row, Sheet
from reportgen.model.standard import Bound, Indicator, Scope, Stage, Standard, Statistic
from reportgen.units import convert

_EXACT = Context(prec=40)
_WHOLE = frozenset({"台", "册", "人", "名", "间", "个", "套", "件"})


def evaluate(standard: Standard, register: Sheet) -> Evaluation:
    """Judge every school of the register that the standard counts."""
    units = {column.key: column.unit for column in register.schema.columns}
    with localcontext(_EXACT):
        parts = [part for row in register for part in _parts(row, standard)]
        results = {stage: _stage(standard, stage, parts, units) for stage in standard.judged}
    return Evaluation(standard, results)


# -- which schools count


def _parts(row: Row, standard: Standard) -> Iterator[Part]:
    """The parts of a school that count: by type, sponsor, 是否计校数 and size."""
    scope, type_ = standard.scope, str(row.value("type") or "")
    if row.value("counted") is not True or type_ not in scope.stages:
        return
    if scope.sponsors and row.value("sponsor") is not None and row.value("sponsor") not in scope.sponsors:
        return
    for stage in scope.stages[type_]:
        if stage not in standard.judged:
            continue
        cell = row[f"students_{stage.key}"]
        students = cell.value if isinstance(cell.value, Decimal) else None
        small = students is not None and students < scope.smallest.get(type_, Decimal(1))
        if not small:
            yield Part(row, stage, type_, str(row.value("township") or ""), students, cell.origin)


def _stage(standard: Standard, stage: Stage, parts: Iterable[Part], units: Mapping[str, str]) -> StageResult:
    mine = [part for part in parts if part.stage is stage]
    known = tuple(part for part in mine if part.students is not None)
    scores = {i.key: [_score(part, i, standard.scope, units) for part in known] for i in standard.indicators}
    spreads = {i.key: spread(i, scores[i.key]) for i in standard.indicators}
    verdicts = tuple(
        _verdict(part, [scores[i.key][n] for i in standard.indicators], standard) for n, part in enumerate(known)
    )
    unknown = tuple(part for part in mine if part.students is None)
    return StageResult(stage, known, unknown, spreads, verdicts, _composite(standard, spreads))


# -- one school by one indicator


def _score(part: Part, indicator: Indicator, scope: Scope, units: Mapping[str, str]) -> Score:
    cells = [part.row[name.format(stage=part.stage.key)] for name in (*indicator.columns, *indicator.less)]
    shared = _sharers(part, scope) if indicator.split else []
    missing = tuple(cell.origin for cell in (*cells, *shared) if not isinstance(cell.value, Decimal))
    origins = tuple(cell.origin for cell in (*cells, *(shared or [part.row[f"students_{part.stage.key}"]])))
    threshold = indicator.threshold(part.type, part.stage)
    if missing or part.students is None:
        return Score(part, indicator, None, None, threshold, None, None, origins, missing)
    amount = _amount(cells, indicator, part.stage, units)
    if shared:
        amount = split(amount, _students(part.row, scope), scope.weights, indicator.split_places)[part.stage]
    value = amount if indicator.per_school else amount / part.students * indicator.per
    met = None if threshold is None else value >= threshold if indicator.bound is Bound.AT_LEAST else value <= threshold
    gap = _gap(indicator, amount, threshold, part.students)
    return Score(part, indicator, amount, value, threshold, met, gap, origins)


def _sharers(part: Part, scope: Scope) -> list[Cell]:
    """The students' cells of all stages of a mixed school; none when the school has one stage."""
    stages = scope.stages[part.type]
    return [part.row[f"students_{stage.key}"] for stage in stages] if len(stages) > 1 else []


def _students(row: Row, scope: Scope) -> dict[Stage, Decimal]:
    values = {stage: row.value(f"students_{stage.key}") for stage in scope.stages[str(row.value("type"))]}
    return {stage: value for stage, value in values.items() if isinstance(value, Decimal)}


def _amount(cells: list[Cell], indicator: Indicator, stage: Stage, units: Mapping[str, str]) -> Decimal:
    total = Decimal(0)
    for place, name in enumerate((*indicator.columns, *indicator.less)):
        value, column = cells[place].value, name.format(stage=stage.key)
        if isinstance(value, Decimal):
            held = convert(value, units[column], indicator.amount_unit or units[column])
            total += held if place < len(indicator.columns) else -held
    return total


def split(
    amount: Decimal, students: Mapping[Stage, Decimal], weights: Mapping[Stage, Decimal], places: int | None
) -> dict[Stage, Decimal]:
    """A mixed school's amount by stage, in proportion to weighted students; the parts always sum to the whole.

    With ``places`` each part but the last is cut to as many decimals and the last has the rest.
    """
    weighted = {stage: count * weights[stage] for stage, count in students.items()}
    whole = sum(weighted.values(), Decimal(0))
    if not whole:
        return dict.fromkeys(students, Decimal(0))
    shares = {stage: amount * weight / whole for stage, weight in weighted.items()}
    if places is not None:
        shares = {stage: share.quantize(Decimal(1).scaleb(-places), ROUND_DOWN) for stage, share in shares.items()}
    *others, last = shares
    shares[last] = amount - sum((shares[stage] for stage in others), Decimal(0))
    return shares


def _gap(indicator: Indicator, amount: Decimal, threshold: Decimal | None, students: Decimal) -> Decimal | None:
    """What is lacking to the threshold, whole where it is bought by the piece."""
    if threshold is None or indicator.bound is Bound.AT_MOST:
        return None
    wanted = threshold if indicator.per_school else threshold * students / indicator.per
    lacking = max(wanted - amount, Decimal(0))
    return lacking.to_integral_value(ROUND_CEILING) if indicator.amount_unit in _WHOLE else lacking


# -- a stage


def spread(indicator: Indicator, scores: Iterable[Score]) -> Spread:
    """Mean, deviation and coefficient over the parts that have a value.

    With P students of a part and x its amount: mean = Σx / ΣP; deviation² = Σ P/ΣP · (x/P − mean)², population form.
    """
    every = tuple(scores)
    known = tuple(score for score in every if score.value is not None)
    unknown = tuple(score for score in every if score.value is None)
    pairs = [(score.part.students or Decimal(0), _each(score)) for score in known]
    return Spread(indicator, known, unknown, *coefficient(pairs))


def _each(score: Score) -> Decimal:
    return score.value if score.value is not None else Decimal(0)


def coefficient(pairs: Iterable[tuple[Decimal, Decimal]]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Weighted mean, standard deviation and coefficient of variation of (students, value); ``None`` for no students."""
    known = list(pairs)
    with localcontext(_EXACT):
        students = sum((count for count, _ in known), Decimal(0))
        if not students:
            return None, None, None
        mean = sum((count * value for count, value in known), Decimal(0)) / students
        square = sum((count * (value - mean) ** 2 for count, value in known), Decimal(0)) / students
        return mean, square.sqrt(), square.sqrt() / mean if mean else None


def _composite(standard: Standard, spreads: Mapping[str, Spread]) -> Decimal | None:
    coefficients = [spreads[i.key].coefficient for i in standard.indicators if i.varies]
    known = [c for c in coefficients if c is not None]
    if standard.statistic is not Statistic.COMPOSITE or not known or len(known) < len(coefficients):
        return None
    return sum(known, Decimal(0)) / len(known)


def _verdict(part: Part, scores: list[Score], standard: Standard) -> Verdict:
    judged = [score for score in scores if score.threshold is not None]
    failed = tuple(score for score in judged if score.met is False)
    unknown = tuple(score for score in judged if score.met is None)
    hopeless = len(failed) > standard.allowed or any(not _near(score, standard.floor) for score in failed)
    safe = not hopeless and len(failed) + len(unknown) <= standard.allowed and (standard.floor is None or not unknown)
    return Verdict(part, failed, unknown, None if not judged else False if hopeless else True if safe else None)


def _near(score: Score, floor: Decimal | None) -> bool:
    """Whether a failing value still reaches its floor, a share of the threshold."""
    if floor is None or score.value is None or score.threshold is None:
        return True
    if score.indicator.bound is Bound.AT_LEAST:
        return score.value >= score.threshold * floor
    return score.value <= score.threshold / floor


# -- what follows from it


def ranked(result: StageResult) -> list[Verdict]:
    """任务清单: the schools that do not pass, those that lack most indicators and most of each first."""
    return sorted((v for v in result.verdicts if v.passes is False), key=_burden, reverse=True)


def closest(result: StageResult) -> list[Verdict]:
    """The schools that do not pass but come nearest to it."""
    return sorted((v for v in result.verdicts if v.passes is False), key=_burden)


def _burden(verdict: Verdict) -> tuple[int, Decimal]:
    """How many indicators fail, and by what share of their thresholds taken together."""
    return len(verdict.failed), sum((shortfall(score) for score in verdict.failed), Decimal(0))


def shortfall(score: Score) -> Decimal:
    """By what share of its threshold a value falls short (or is over); zero when it is met or unknown."""
    if score.value is None or not score.threshold or score.met is not False:
        return Decimal(0)
    return abs(score.threshold - score.value) / score.threshold


@dataclass(frozen=True, slots=True)
class Relief:
    """One school's part in a difference that is too large.

    ``weight`` is its share of the variance; ``coefficient`` the county's when this school and all before it are
    brought up to the threshold, or to the county's mean where the standard has none.
    """

    score: Score
    weight: Decimal
    coefficient: Decimal


def relief(spread_: Spread, limit: Decimal) -> list[Relief]:
    """The low schools that weigh most, as many as it takes to bring the coefficient to the limit, or all of them."""
    if spread_.mean is None or spread_.deviation is None or not spread_.deviation:
        return []
    with localcontext(_EXACT):
        values = {id(score): _each(score) for score in spread_.scores}
        weights = {id(score): _variance(score, spread_.mean) for score in spread_.scores}
        whole = sum(weights.values(), Decimal(0))
        low = [s for s in spread_.scores if _each(s) < _goal(s, spread_.mean) and _each(s) < spread_.mean]
        found: list[Relief] = []
        for score in sorted(low, key=lambda s: -weights[id(s)]):
            if (found[-1].coefficient if found else spread_.coefficient or Decimal(0)) <= limit:
                break
            values[id(score)] = _goal(score, spread_.mean)
            pairs = [(s.part.students or Decimal(0), values[id(s)]) for s in spread_.scores]
            found.append(Relief(score, weights[id(score)] / whole, coefficient(pairs)[2] or Decimal(0)))
    return found


def _variance(score: Score, mean: Decimal) -> Decimal:
    return (score.part.students or Decimal(0)) * (_each(score) - mean) ** 2


def _goal(score: Score, mean: Decimal) -> Decimal:
    return score.threshold if score.threshold is not None else mean

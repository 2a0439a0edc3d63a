"""A standard × the register → values, coefficients of variation, verdicts and gaps of every school.

The weight is the number of students, in the mean and in the deviation; zero is data, blank is unknown and named.
Everything is decimal, with more digits than are ever printed.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal, localcontext

from reportgen.compute.checklist import answers
from reportgen.compute.gaps import ranked, reliefs
from reportgen.compute.variation import EXACT, spread
from reportgen.model.evaluation import Evaluation, Part, Score, Spread, StageResult, Verdict
from reportgen.model.ledger import Cell, Row, Sheet
from reportgen.model.standard import Bound, Indicator, Scope, Stage, Standard, Statistic
from reportgen.units import convert

_STEP = {"元": Decimal(100)}  # money is asked for in 万元 to two decimals, everything else in whole units


def evaluate(standard: Standard, register: Sheet, checklist: Sheet | None = None) -> Evaluation:
    """Judge every school of the register that the standard counts, and the items the county has answered."""
    units = {column.key: column.unit for column in register.schema.columns}
    with localcontext(EXACT):
        parts = [part for row in register for part in _parts(row, standard)]
        results = {stage: _stage(standard, stage, parts, units) for stage in standard.judged}
    answered = answers(standard, checklist) if checklist is not None else ()
    return Evaluation(standard, results, register, answered, checklist)


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
    composite = _composite(standard, spreads)
    tasks, evened = ranked(verdicts), reliefs(standard, stage, spreads, composite)
    return StageResult(stage, known, unknown, spreads, verdicts, composite, tasks, evened)


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
    """What is lacking to the threshold, up to the next whole unit, so that what is printed adds up everywhere."""
    if threshold is None or indicator.bound is Bound.AT_MOST:
        return None
    wanted = threshold if indicator.per_school else threshold * students / indicator.per
    lacking = max(wanted - amount, Decimal(0))
    step = _STEP.get(indicator.amount_unit, Decimal(1))
    return (lacking / step).to_integral_value(ROUND_CEILING) * step


# -- a stage


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

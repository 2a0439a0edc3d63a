"""Standards against the register on their own, without a briefing: what ``reportgen evaluate`` shows."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from reportgen.compute.evaluation import evaluate
from reportgen.model.diagnostic import Diagnostic, Severity
from reportgen.model.evaluation import Evaluation, Score, Spread, StageResult, Verdict
from reportgen.model.ledger import Sheet
from reportgen.model.period import Period
from reportgen.model.standard import Bound, Indicator, Stage, Statistic
from reportgen.readers.ledgers import read_period
from reportgen.readers.settings import read_settings
from reportgen.readers.standards import find_standard
from reportgen.units import asked
from reportgen.wording import rounded

NEAREST, HEAVIEST = 5, 5  # schools named


@dataclass(frozen=True, slots=True)
class Assessed:
    """The evaluations asked for, the register they rest on, and the errors that forbid them."""

    evaluations: tuple[Evaluation, ...]
    register: Sheet
    as_of: date
    errors: tuple[Diagnostic, ...]


def assess(data: Path, period: Period, key: str | None) -> Assessed:
    """One standard, or those in force.  Raises ``SettingsFault``, ``StandardFault`` and ``UnknownStandard``."""
    settings = read_settings(data, period)
    keys = [key] if key else list(settings.standards.values())
    standards = [find_standard(data, wanted) for wanted in keys]
    reading = read_period(data, period)
    register = reading.ledger["schools"]
    errors = tuple(d for d in reading.diagnostics if d.severity is Severity.ERROR)
    made = tuple(evaluate(standard, register, reading.ledger["checklist"]) for standard in standards)
    return Assessed(made, register, settings.as_of, errors)


def lines(evaluation: Evaluation, school: str = "") -> Iterator[str]:
    """An evaluation as text; of one school if asked."""
    standard = evaluation.standard
    yield f"{standard.name}　{standard.number}".rstrip()
    for stage, result in evaluation.stages.items():
        yield ""
        yield from _school(result, school) if school else _county(evaluation, stage, result)
    if evaluation.answers and not school:
        yield ""
        yield from _answers(evaluation)
    if standard.note:
        yield ""
        yield f"注：{standard.note}"


def _county(evaluation: Evaluation, stage: Stage, result: StageResult) -> Iterator[str]:
    standard = evaluation.standard
    limit = standard.limits.get(stage)
    yield f"【{stage}】参评学校 {len(result.parts)} 所" + (
        f"，学生数未填、没有计入的 {len(result.unknown)} 所" if result.unknown else ""
    )
    rows = [["指标", "单位", "全县平均", "差异系数", "达标", "依据校数", "缺口"]]
    rows += [_indicator(spread, standard.places, limit, standard.statistic) for spread in result.spreads.values()]
    yield from _table(rows)
    if result.composite is not None and limit is not None:
        verdict = "符合" if result.composite <= limit else "超过"
        yield f"综合差异系数 {_fixed(result.composite, standard.places)}，{verdict}限值 {limit}"
    if any(v.passes is not None for v in result.verdicts):
        passed = sum(v.passes is True for v in result.verdicts)
        open_ = sum(v.passes is None for v in result.verdicts)
        yield f"整体达标 {passed} 所" + (f"，资料不全、未能判定 {open_} 所" if open_ else "")
        if near := result.tasks[::-1][:NEAREST]:
            yield "最接近达标：" + "；".join(_near(verdict) for verdict in near)
    yield from _unknown(result)
    if limit is not None:
        yield from _reliefs(result, limit, standard.places)


def _answers(evaluation: Evaluation) -> Iterator[str]:
    """The further items, those that are not met first."""
    met = sum(answer.met is True for answer in evaluation.answers)
    yield f"【评估要点】共 {len(evaluation.answers)} 项，已达到 {met} 项"
    for answer in (a for a in evaluation.answers if a.met is not True):
        said = answer.status or "未填"
        value = "" if answer.value is None else f" {answer.value:f}{answer.item.unit}"
        yield f"{answer.item.key}　{answer.item.text}：{said}{value}"


def _indicator(spread: Spread, places: int, limit: Decimal | None, statistic: Statistic) -> list[str]:
    indicator = spread.indicator
    judged = [s for s in spread.scores if s.met is not None]
    over = statistic is Statistic.EACH and limit is not None and (spread.coefficient or 0) > limit
    gap = _bought(sum((s.gap for s in judged if s.gap), Decimal(0)), indicator)
    return [
        indicator.name,
        indicator.unit or "—",
        "—" if spread.mean is None or indicator.per_school else _fixed(spread.mean, indicator.places),
        "—"
        if spread.coefficient is None or not indicator.varies
        else _fixed(spread.coefficient, places) + ("↑" if over else ""),
        f"{sum(s.met is True for s in judged)}/{len(judged)}" if judged else "—",
        str(len(spread.scores)) + (f"（缺{len(spread.unknown)}）" if spread.unknown else ""),
        gap or "—",
    ]


def _bought(gap: Decimal, indicator: Indicator) -> str:
    """What is lacking as one would ask for it; nothing when nothing is."""
    value, unit, places = asked(gap, indicator.amount_unit)
    return f"{_fixed(value, places)}{unit}" if gap else ""


def task_lines(evaluation: Evaluation) -> Iterator[str]:
    """任务清单: what each school that does not pass lacks, the heaviest first; then the totals by township and type."""
    yield f"{evaluation.standard.name}：任务清单"
    for stage, result in evaluation.stages.items():
        rows = [[str(n), v.part.row.label, v.part.township, _lacks(v)] for n, v in enumerate(result.tasks, start=1)]
        if not rows:
            continue
        yield ""
        yield f"【{stage}】未达标学校 {len(rows)} 所"
        yield from ("　".join(row) for row in rows)
        for name, of in (("乡镇", "township"), ("办学类型", "type")):
            yield ""
            yield f"【{stage}】各{name}缺口"
            yield from _totals(result, name, of)


def _lacks(verdict: Verdict) -> str:
    """Every failing indicator with what is to be bought or built, when it can be."""
    return "；".join(_lack(score) for score in verdict.failed)


def _lack(score: Score) -> str:
    bought = _bought(score.gap or Decimal(0), score.indicator)
    return f"{score.indicator.aspect or score.indicator.name}{'缺' + bought if bought else '超标'}"


def _totals(result: StageResult, name: str, of: str) -> Iterator[str]:
    """What all schools of a township, or type, lack by indicator, whether or not the school passes as a whole."""
    spreads = [s for s in result.spreads.values() if any(score.gap for score in s.scores)]
    totals: dict[str, list[Decimal]] = {}
    for column, spread in enumerate(spreads):
        for score in spread.scores:
            row = totals.setdefault(getattr(score.part, of), [Decimal(0)] * len(spreads))
            row[column] += score.gap or Decimal(0)
    heads = [name, *(s.indicator.aspect or s.indicator.name for s in spreads)]
    rows = [
        [key, *(_bought(n, s.indicator) or "—" for n, s in zip(row, spreads, strict=True))]
        for key, row in totals.items()
    ]
    whole = [sum(column, Decimal(0)) for column in zip(*totals.values(), strict=True)]
    foot = ["合计", *(_bought(n, s.indicator) or "—" for n, s in zip(whole, spreads, strict=True))]
    yield from _table([heads, *rows, foot])


def _near(verdict: Verdict) -> str:
    return f"{verdict.part.row.label}（差 {'、'.join(score.indicator.name for score in verdict.failed)}）"


def _unknown(result: StageResult) -> Iterator[str]:
    for spread in result.spreads.values():
        if spread.unknown:
            names = "、".join(score.part.row.label for score in spread.unknown)
            yield f"{spread.indicator.name}没有计入：{names}"


def _reliefs(result: StageResult, limit: Decimal, places: int) -> Iterator[str]:
    """For each coefficient that is too large, the schools that would bring it down."""
    for key, found in result.reliefs.items():
        names = "、".join(f"{r.score.part.row.label}（占{_fixed(r.weight * 100, 1)}%）" for r in found[:HEAVIEST])
        reached = found[-1].coefficient
        verdict = "可降到" if reached <= limit else "也只降到"
        several = "等" if len(found) > HEAVIEST else "共"
        yield (
            f"{result.spreads[key].indicator.name}：{names}{several}{len(found)}所补齐后"
            f"{verdict} {_fixed(reached, places)}"
        )


def _school(result: StageResult, school: str) -> Iterator[str]:
    for verdict in (v for v in result.verdicts if v.part.ident == school):
        said = {True: "整体达标", False: "未达标", None: "资料不全或不判定"}[verdict.passes]
        yield f"【{result.stage}】{verdict.part.row.label}，{verdict.part.township}，学生 {verdict.part.students} 人：{said}"
        rows = [["指标", "数值", "标准", "达标", "缺口", "单元格"]]
        rows += [
            _score(score)
            for spread in result.spreads.values()
            for score in (*spread.scores, *spread.unknown)
            if score.part.ident == school
        ]
        yield from _table(rows)


def _score(score: Score) -> list[str]:
    indicator = score.indicator
    sign = "≥" if indicator.bound is Bound.AT_LEAST else "≤"
    return [
        indicator.name,
        "未填" if score.value is None else _fixed(score.value, indicator.places) + indicator.unit,
        "—" if score.threshold is None else f"{sign}{score.threshold}",
        {True: "是", False: "否", None: "—"}[score.met],
        _bought(score.gap or Decimal(0), indicator) or "—",
        "、".join(origin.cell for origin in (score.missing or score.cells)),
    ]


def _fixed(value: Decimal, places: int) -> str:
    return f"{rounded(value, places):f}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns side by side, the first flush left, the others right; a full-width sign counts two."""
    widths = [max(_width(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        first, *others = row
        cells = [first + " " * (widths[0] - _width(first))]
        cells += [" " * (width - _width(cell)) + cell for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)

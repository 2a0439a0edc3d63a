"""What came of judging a county's schools by a standard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from reportgen.model.ledger import Row, Sheet
from reportgen.model.origin import Origin
from reportgen.model.roles import ROLES
from reportgen.model.standard import Indicator, Item, Stage, Standard


@dataclass(frozen=True, slots=True)
class Part:
    """A school's part in one stage, counting as a school of its own.  ``students`` of ``None`` are unknown."""

    row: Row
    stage: Stage
    type: str
    township: str
    students: Decimal | None
    origin: Origin

    @property
    def ident(self) -> str:
        """The school's code."""
        return self.row.identity


@dataclass(frozen=True, slots=True)
class Score:
    """One part by one indicator.

    ``amount`` is in the indicator's amount unit, ``value`` in its unit; both ``None`` when a cell in ``missing`` is
    blank.  ``gap`` is what has to be bought or built, in the amount unit: zero when the threshold is met, ``None``
    when unknown, not judged, or not to be bought (a class too large).
    """

    part: Part
    indicator: Indicator
    amount: Decimal | None
    value: Decimal | None
    threshold: Decimal | None
    met: bool | None
    gap: Decimal | None
    cells: tuple[Origin, ...]
    missing: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """One indicator over the parts of a stage, weighted by students (教督〔2012〕3号, 差异系数).

    ``mean`` is total over total; ``deviation`` the root of the weighted mean square, ``coefficient`` their quotient;
    all ``None`` when no part has a value.  ``scores`` are those it rests on, ``unknown`` those without a value.
    """

    indicator: Indicator
    scores: tuple[Score, ...]
    unknown: tuple[Score, ...]
    mean: Decimal | None
    deviation: Decimal | None
    coefficient: Decimal | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One part by the whole standard: ``passes`` is ``None`` when blanks could decide it, or nothing is judged."""

    part: Part
    failed: tuple[Score, ...]
    unknown: tuple[Score, ...]
    passes: bool | None


@dataclass(frozen=True, slots=True)
class Placed:
    """One school's part with its scores, in the order of the standard's indicators."""

    verdict: Verdict
    scores: tuple[Score, ...]

    @property
    def stage(self) -> Stage:
        """The stage it is a part in."""
        return self.verdict.part.stage


@dataclass(frozen=True, slots=True)
class Relief:
    """One school's part in a difference that is too large.

    ``weight`` is its share of the variance; ``coefficient`` the county's when this school and all before it are
    brought up to the threshold, or to the county's mean where the standard has none.
    """

    score: Score
    weight: Decimal
    coefficient: Decimal


@dataclass(frozen=True, slots=True)
class StageResult:
    """All parts of one stage.  ``composite`` is the plain mean of the coefficients; ``None`` if one is unknown.

    ``tasks`` are the schools that do not pass, those that lack most first; ``reliefs``, by indicator, what would bring
    a coefficient that is too large under its limit.
    """

    stage: Stage
    parts: tuple[Part, ...]
    unknown: tuple[Part, ...]  # parts whose students are blank: not in any figure
    spreads: Mapping[str, Spread]
    verdicts: tuple[Verdict, ...]
    composite: Decimal | None
    tasks: tuple[Verdict, ...] = ()
    reliefs: Mapping[str, tuple[Relief, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """One further item of a standard, as the county answers it.

    ``met`` is ``None`` when nobody has answered, or the item does not apply; a value is judged against the item's
    threshold, whatever the county says of it.
    """

    item: Item
    row: Row | None
    status: str
    value: Decimal | None
    met: bool | None
    cells: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A county judged by a standard, stage by stage, and item by item, on the sheets named."""

    standard: Standard
    stages: Mapping[Stage, StageResult]
    register: Sheet
    answers: tuple[Answer, ...] = ()
    checklist: Sheet | None = None


LABELS = {
    "schools": "参评学校",
    "rests_on": "有数可算的学校",
    "mean": "全县平均值",
    "deviation": "标准差",
    "cv": "差异系数",
    "composite": "综合差异系数",
    "limit": "差异系数限值",
    "measured": "计算差异系数的指标",
    "within": "差异系数在限值以内的指标",
    "threshold": "标准",
    "judged": "有数可判的学校",
    "short": "未达标学校",
    "met": "达标学校",
    "met_share": "达标率",
    "passed": "整体达标学校",
    "passed_share": "整体达标率",
    "undecided": "资料不全、未能判定的学校",
    "gap": "缺口",
    "cost": "补齐缺口所需资金",
    "cost_total": "补齐各项缺口所需资金",
    "school_gap": "缺口",
    "township_gap": "缺口",
    "type_gap": "缺口",
    "failed": "整体未达标学校",
    "cv_limit": "差异系数限值",
    "relief_schools": "影响差异系数最大、需要补齐的学校",
    "relief_cv": "补齐后的差异系数",
    "items": "评估要点",
    "items_met": "已达到的评估要点",
    "items_failed": "尚未达到的评估要点",
    "items_open": "尚未填报的评估要点",
    "items_value": "现值",
    "township_schools": "参评学校",
    "township_passed": "整体达标学校",
    "township_failed": "整体未达标学校",
    "township_undecided": "资料不全、未能判定的学校",
    "town_schools": "参评学校",
    "town_passed": "整体达标学校",
    "town_failed": "整体未达标学校",
    "town_undecided": "资料不全、未能判定的学校",
    "town_share": "整体达标率",
    "town_rank": "整体达标率位次",
    "all_schools": "参评学校",
    "all_passed": "整体达标学校",
    "all_share": "整体达标率",
    "group_items": "评估要点",
    "group_items_met": "已达到的评估要点",
    "group_items_failed": "尚未达到的评估要点",
    "group_items_open": "尚未填报的评估要点",
    "item_limit": "要求",
    "group": "未达标学校",
    "value": "数值",
    "bar": "标准",
    "rank": "全县位次",
    "rank_township": "乡镇位次",
    "township_rests_on": "有数可算的学校",
    "attained": "达到标准的程度",
    "school_cost": "补齐缺口所需资金",
    "school_cost_total": "补齐各项缺口所需资金",
    "school_judged": "核对的指标",
    "school_met": "达标的指标",
    "school_failed": "未达标的指标",
}
"""What the Facts of an evaluation are called, by the name after the role."""

SCHOOL = (
    "value",
    "bar",
    "rank",
    "rank_township",
    "township_rests_on",
    "attained",
    "school_gap",
    "school_cost",
    "school_cost_total",
    "school_judged",
    "school_met",
    "school_failed",
)
"""Those that are of one school: a county's briefing gives none of them at once."""

FAMILIES = frozenset(f"{role}.{name}" for role in ROLES for name in LABELS)
"""Every family of Facts an evaluation may give."""

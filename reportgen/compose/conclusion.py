"""What a regime asks of the county, part by part: what was found, and whether it is met, not met or open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup

from reportgen.compose.marks import Absent, Figure, Sourced, finalize
from reportgen.compose.tasks import AnswerView


class Judged(Protocol):
    """A stage of an evaluation."""

    name: str

    def fact(self, name: str, *subject: str) -> Figure | Absent:
        """A Fact of the stage."""


class Regime(Protocol):
    """An evaluation."""

    composite: bool

    @property
    def stages(self) -> Sequence[Judged]:
        """Those that have schools."""

    @property
    def groups(self) -> Sequence["GroupView"]:
        """The further items as answered."""

    @property
    def unanswered(self) -> Sequence[Sourced]:
        """Groups of items nobody keeps answers to."""

    @property
    def varying(self) -> int:
        """How many indicators have a coefficient that is judged."""

    def fact(self, name: str, *subject: str) -> Figure | Absent:
        """A Fact of the county."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One part of the pass rule.  ``met`` of ``None`` is open: a figure or an answer is lacking."""

    name: Markup
    asked: Markup
    found: Markup
    met: bool | None

    @property
    def verdict(self) -> str:
        """达到, 未达到 or 待定."""
        return {True: "达到", False: "未达到", None: "待定"}[self.met]

    @property
    def failed(self) -> bool:
        """Whether it is not met."""
        return self.met is False

    @property
    def open(self) -> bool:
        """Whether nobody can say yet."""
        return self.met is None


class GroupView:
    """The further items about one thing: 入学机会, 保障机制."""

    def __init__(self, regime: Regime, name: Sourced, answers: list[AnswerView]) -> None:
        self._regime = regime
        self.name, self.answers = name, answers
        self.failed = [answer for answer in answers if answer.failed]
        self.open = [answer for answer in answers if answer.open]
        self.single = len(answers) == 1
        self.decides = any(answer.decides for answer in answers)

    def fact(self, name: str) -> Figure | Absent:
        """``items``, ``items_met``, ``items_failed``, ``items_open`` of the group."""
        return self._regime.fact(f"group_{name}", self.name)

    @property
    def proofs(self) -> list[Sourced]:
        """The documents that prove what is met, each once."""
        proofs = [a.evidence for a in self.answers if a.met and isinstance(a.evidence, Sourced)]
        parts = [Sourced(part, proof.origin) for proof in proofs for part in proof.split("、")]
        return list(dict.fromkeys(parts))

    @property
    def met(self) -> bool | None:
        """All of them, not all, or unknown."""
        deciding = [answer for answer in self.answers if answer.decides]
        return False if any(a.failed for a in deciding) else None if any(a.open for a in deciding) else True


def requirements(regime: Regime, schools: Regime | None) -> list[Requirement]:
    """Schools, differences between them, and the items that decide."""
    found = [_schools(stage) for stage in schools.stages] if schools else []
    found += [_composite(stage) if regime.composite else _each(stage, regime.varying) for stage in regime.stages]
    found += [_group(group) for group in regime.groups if group.decides]
    return [
        *found,
        *(Requirement(_said(name), Markup("逐项达到"), Markup("尚未填报"), None) for name in regime.unanswered),
    ]


def _schools(stage: Judged) -> Requirement:
    schools, passed = stage.fact("schools"), stage.fact("passed")
    name = Markup(f"{stage.name}办学条件")
    if not passed.known:
        return Requirement(name, Markup("各校整体达标"), Markup("尚未判定"), None)
    met = False if stage.fact("failed") else None if stage.fact("undecided") else True
    return Requirement(
        name, Markup("各校整体达标"), _said(schools) + Markup("中") + _said(passed) + Markup("达标"), met
    )


def _composite(stage: Judged) -> Requirement:
    value, limit = stage.fact("composite"), stage.fact("limit")
    name, asked = Markup(f"{stage.name}综合差异系数"), Markup("不高于") + _said(limit)
    if isinstance(value, Absent):
        return Requirement(name, asked, Markup("数据不全"), None)
    return Requirement(name, asked, _said(value.fixed), not value > limit)


def _each(stage: Judged, varying: int) -> Requirement:
    measured, within, limit = stage.fact("measured"), stage.fact("within"), stage.fact("limit")
    name, asked = Markup(f"{stage.name}各项差异系数"), Markup("均不高于") + _said(limit)
    found = _said(measured) + Markup("中") + _said(within) + Markup("符合")
    met = False if within != measured else True if measured == varying else None
    return Requirement(name, asked, found, met)


def _group(group: GroupView) -> Requirement:
    if len(group.answers) > 1:
        found = _said(group.fact("items")) + Markup("中") + _said(group.fact("items_met")) + Markup("达到")
        return Requirement(_said(group.name), Markup("逐项达到"), found, group.met)
    (answer,) = group.answers
    asked = Markup("不低于") + _said(answer.limit) if answer.limit else Markup("达到")
    return Requirement(_said(group.name), asked, _said(answer.value or answer.status), group.met)


def _said(value: object) -> Markup:
    return Markup(finalize(value))

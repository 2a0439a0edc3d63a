"""One school or one township as its template sees it: the register entry, and each indicator with its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from markupsafe import Markup

from reportgen.compose.marks import Absent, Figure, Sourced, finalize
from reportgen.compose.tasks import head
from reportgen.compose.versus import Versus
from reportgen.compose.views import County
from reportgen.model.comparison import Base
from reportgen.model.evaluation import Placed, Score
from reportgen.model.ledger import Row
from reportgen.model.schema import Column, SheetSchema
from reportgen.model.standard import Bound, Standard

Value = Figure | Absent
_NAMED = ("name",)  # columns of the register that the title says
_BY = {Decimal(1): "/生", Decimal(100): "/百生"}  # students an indicator is by
_PAIRS = 2  # of heading and content in a row of the register entry


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one school by a standard in its role; no parts when the standard does not count it.

    ``countless`` says that a part of it has no students filled in and so is in no figure.
    """

    role: str
    standard: Standard
    parts: tuple[Placed, ...] = ()
    countless: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the register says: its heading, and what stands there."""

    head: str
    said: Markup


class SchoolDossier:
    """One school."""

    def __init__(self, county: County, row: Row, schema: SheetSchema, found: Sequence[Found]) -> None:
        self._county, self._row, self._schema = county, row, schema
        self.regimes = [RegimeView(county, one) for one in found]
        self.code, self.name, self.township, self.type = (
            self._words(key) for key in (schema.identity, schema.label, "township", "type")
        )

    @cached_property
    def entry(self) -> list[Item]:
        """What the register says of it, in the register's order; nothing of what is not filled in."""
        columns = (column for column in self._schema.columns if column.key not in _NAMED)
        return [Item(c.header, said) for c in columns if (said := self._said(c))]

    @property
    def entry_rows(self) -> Iterator[list[Item]]:
        """The same, two things a row; blank where the last row has one."""
        items, blank = self.entry, Item("", Markup(""))
        for start in range(0, len(items), _PAIRS):
            yield [*items[start : start + _PAIRS], blank][:_PAIRS]

    @property
    def judged(self) -> "RegimeView | None":
        """The standard with thresholds it is judged by: that of schools, else that of the county."""
        return next((one for one in self.regimes if one.judges), None)

    def _words(self, key: str) -> Sourced:
        cell = self._row[key]
        return Sourced(cell.said, cell.origin)

    def _said(self, column: Column) -> Markup:
        cell = self._row[column.key]
        if cell.value is None:
            return Markup("")
        value = self._county.cell(self._row, column)
        return _mark(value if isinstance(value, Figure) else Sourced(cell.said, cell.origin))


class RegimeView:
    """One standard, and how one school stands to it."""

    def __init__(self, county: County, found: Found) -> None:
        standard = found.standard
        self.role, self.countless = found.role, found.countless
        self.name = Sourced(standard.name, standard.origin)
        self.judges = any(indicator.thresholds for indicator in standard.indicators)
        self.parts = [PartView(county, found.role, standard, placed) for placed in found.parts]
        self._county = county

    @property
    def cost(self) -> Value:
        """What closing the gaps that have a unit cost takes."""
        if not self.parts:
            return Absent(f"{self.role}.school_cost_total")
        return self._county.fact(f"{self.role}.school_cost_total", self.parts[0].code)


class PartView:
    """A school's part in one stage by one standard."""

    def __init__(self, county: County, role: str, standard: Standard, placed: Placed) -> None:
        part = placed.verdict.part
        self.stage, self.code, self.township = str(part.stage), part.ident, part.township
        self.passes = placed.verdict.passes
        self._county, self._role, self._standard, self._placed = county, role, standard, placed

    @property
    def verdict(self) -> str:
        """整体达标, 整体未达标 or 待定."""
        return {True: "整体达标", False: "整体未达标", None: "数据不全，待定"}[self.passes]

    @property
    def judged(self) -> Value:
        """Of how many indicators both the threshold and the value are known."""
        return self._fact("school_judged")

    @property
    def met(self) -> Value:
        """How many are met."""
        return self._fact("school_met")

    @property
    def failed(self) -> Value:
        """How many are not."""
        return self._fact("school_failed")

    @cached_property
    def rows(self) -> list["IndicatorRow"]:
        """The indicators in the standard's order; where there are thresholds, those it is judged by."""
        scores = [s for s in self._placed.scores if s.threshold is not None] or list(self._placed.scores)
        short = short_names(self._standard)
        return [IndicatorRow(self._county, self._role, score, short) for score in scores]

    @property
    def lacking(self) -> list["IndicatorRow"]:
        """Those not met."""
        return [row for row in self.rows if row.met is False]

    @property
    def blank(self) -> list["IndicatorRow"]:
        """Those a cell of which is not filled in."""
        return [row for row in self.rows if not row.value.known]

    @property
    def compared(self) -> bool:
        """Whether any indicator can be compared with the month before, or was not there then."""
        return any(isinstance(row.value, Figure) and not row.last_month.missing for row in self.rows)

    def _fact(self, name: str) -> Value:
        return self._county.fact(f"{self._role}.{name}", self.stage, self.code)


class IndicatorRow:
    """One indicator of one school's part: the value, its threshold, its places, its change and what is lacking."""

    def __init__(self, county: County, role: str, score: Score, short: Mapping[str, str]) -> None:
        self._county, self._role, self._score, self._short = county, role, score, short
        self.met = score.met
        self.more_is_better = score.indicator.bound is Bound.AT_LEAST

    @property
    def name(self) -> Sourced:
        """Its short name, where that tells it from the others."""
        indicator = self._score.indicator
        return Sourced(self._short.get(indicator.name, indicator.name), indicator.origin)

    @property
    def head(self) -> Markup:
        """The short name with the unit and what it is by: 用地（平方米/生）, 计算机（台/百生）."""
        indicator = self._score.indicator
        by = "" if indicator.per_school else _BY.get(indicator.per, "")
        words = f"（{indicator.unit}{by}）" if indicator.unit else ""
        return _mark(self.name) + _mark(Sourced(words, indicator.origin))

    @cached_property
    def value(self) -> Value:
        """Its value; absent when a cell of it is blank."""
        return self._own("value")

    @property
    def bar(self) -> Markup:
        """The threshold with its sign: ≥20."""
        part, indicator = self._score.part, self._score.indicator
        kind = [part.type] if part.type in indicator.thresholds else []
        figure = self._county.fact(f"{self._role}.bar", str(part.stage), *kind, indicator.name)
        return Markup("≥" if self.more_is_better else "≤") + _mark(
            figure.bare if isinstance(figure, Figure) else figure
        )

    @property
    def rank(self) -> Value:
        """Its place in the county."""
        return self._own("rank")

    @property
    def place(self) -> Markup:
        """Its place in the county, of how many schools of the stage: 3/120."""
        return _place(self.rank, self._of("rests_on"))

    @property
    def place_township(self) -> Markup:
        """Its place in the township, likewise."""
        return _place(self._own("rank_township"), self._of("township_rests_on", self._score.part.township))

    @property
    def mean(self) -> Value:
        """The county's mean."""
        return self._of("mean")

    @cached_property
    def last_month(self) -> "Versus[Figure | Absent]":
        """The value beside the month before; only asked of a value that is known."""
        if not isinstance(self.value, Figure):
            raise TypeError(self.value.ident)
        return self.value.versus(Base.LAST_MONTH)

    @property
    def gap(self) -> Value:
        """What has to be bought or built."""
        return self._own("school_gap")

    @property
    def cost(self) -> Value:
        """What that costs."""
        return self._own("school_cost")

    def _own(self, name: str) -> Value:
        part = self._score.part
        return self._county.fact(f"{self._role}.{name}", str(part.stage), part.ident, self._score.indicator.name)

    def _of(self, name: str, *within: str) -> Value:
        """A Fact of all schools of the stage."""
        return self._county.fact(
            f"{self._role}.{name}", str(self._score.part.stage), *within, self._score.indicator.name
        )


def short_names(standard: Standard) -> dict[str, str]:
    """Short names of a standard's indicators by their names, where each has one of its own."""
    short = {indicator.name: str(head(indicator)) for indicator in standard.indicators}
    return short if len(set(short.values())) == len(short) else {}


def _place(rank: Value, of: Value) -> Markup:
    if not isinstance(rank, Figure) or not isinstance(of, Figure):
        return Markup("—")
    return _mark(rank.bare) + Markup("/") + _mark(of.bare)


def _mark(value: object) -> Markup:
    return Markup(finalize(value))

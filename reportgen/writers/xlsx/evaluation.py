"""An evaluation as a workbook with live formulas: an inspector changes a cell and sees the county change.

For each standard and stage one sheet of data as kept in the register and one of indicators computed from it: amount,
value, threshold, met; below them mean, deviation and coefficient of variation.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from reportgen.model.evaluation import Evaluation, Part, Score, Spread, StageResult
from reportgen.model.ledger import Sheet
from reportgen.model.standard import Bound, Indicator, Stage, Standard, Statistic
from reportgen.units import convert
from reportgen.writers.xlsx.tasks import write_tasks

_TOP = 4  # first row of schools, from zero: title, remark, two rows of heading
_LEAD = ("学校代码", "学校名称", "乡镇", "办学类型")
_GREY = "#D9D9D9"


def write(evaluations: Sequence[Evaluation], register: Sheet, as_of: date) -> bytes:
    """The workbook's bytes, the same for the same evaluations."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.combine(as_of, time()), "title": "学校评估计算表"})
    looks = _Looks.of(book)
    for number, evaluation in enumerate(evaluations, start=1):
        mark = str(number) if len(evaluations) > 1 else ""
        for stage, result in evaluation.stages.items():
            _Stage(book, looks, evaluation.standard, stage, result, register, f"{stage}{mark}").write()
        write_tasks(book, looks, evaluation, mark)
    book.close()
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Looks:
    """The formats of a workbook."""

    title: Any
    remark: Any
    head: Any
    text: Any
    number: Any
    fixed: dict[int, Any]
    failing: Any

    @classmethod
    def of(cls, book: Any) -> "_Looks":
        plain = {"border": 1, "border_color": "#999999", "valign": "vcenter"}
        return cls(
            title=book.add_format({"bold": True, "font_size": 14}),
            remark=book.add_format({"font_color": "#444444"}),
            head=book.add_format({**plain, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#EEF2F7"}),
            text=book.add_format({**plain, "num_format": "@"}),
            number=book.add_format(plain),
            fixed={n: book.add_format({**plain, "num_format": "0." + "0" * n if n else "0"}) for n in range(7)},
            failing=book.add_format({"bg_color": _GREY, "bold": True}),
        )


@dataclass(slots=True)
class _Stage:
    """Two sheets of one stage: data, and indicators."""

    book: Any
    looks: _Looks
    standard: Standard
    stage: Stage
    result: StageResult
    register: Sheet
    name: str

    def write(self) -> None:
        """Both sheets."""
        self._data()
        sheet = self.book.add_worksheet(f"{self.name}指标")
        self._indicators(sheet)

    # -- the data

    @property
    def _columns(self) -> list[str]:
        """The register's columns the indicators rest on, students of every stage first."""
        students = [f"students_{stage.key}" for stage in Stage]
        used = [c.format(stage=self.stage.key) for i in self.standard.indicators for c in (*i.columns, *i.less)]
        return list(dict.fromkeys([*students, *used]))

    def _data(self) -> None:
        sheet = self.book.add_worksheet(f"{self.name}数据")
        heads = [self._head(column) for column in self._columns]
        self._frame(sheet, f"{self.stage}参评学校数据（抄自学校台账）", [*_LEAD, *heads])
        for place, part in enumerate(self.result.parts):
            self._lead(sheet, _TOP + place, part)
            for offset, column in enumerate(self._columns):
                value = part.row.value(column)
                at = _TOP + place, len(_LEAD) + offset
                if isinstance(value, Decimal):
                    sheet.write_number(*at, float(value), self.looks.number)
                else:
                    sheet.write_blank(*at, None, self.looks.number)

    def _head(self, column: str) -> str:
        schema = self.register.schema.column(column)
        return schema.header + (f"（{schema.unit}）" if schema.unit else "")

    def _frame(self, sheet: Any, title: str, heads: Sequence[str]) -> None:
        sheet.write_string(0, 0, title, self.looks.title)
        sheet.write_string(1, 0, f"{self.standard.name}　{self.standard.number}".strip(), self.looks.remark)
        for column, head in enumerate(heads):
            sheet.write_string(_TOP - 1, column, head, self.looks.head)
        sheet.set_row(_TOP - 1, 62)
        sheet.set_column(0, 0, 13)
        sheet.set_column(1, 1, 22)
        sheet.set_column(2, len(heads), 11)
        sheet.freeze_panes(_TOP, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(_TOP - 1)
        sheet.fit_to_pages(1, 0)

    def _lead(self, sheet: Any, row: int, part: Part) -> None:
        for column, words in enumerate((part.ident, part.row.label, part.township, part.type)):
            sheet.write_string(row, column, words, self.looks.text)

    # -- the indicators

    def _indicators(self, sheet: Any) -> None:
        heads = [*_LEAD, f"{self.stage}学生（人）"]
        for indicator in self.standard.indicators:
            unit = f"（{indicator.unit}）" if indicator.unit else ""
            heads += [f"{indicator.name}：总量（{indicator.amount_unit}）", f"{indicator.name}{unit}"]
            heads += ["标准", "达标（1是0否）"] if self._judges(indicator) else []
        self._frame(sheet, f"{self.stage}各校指标（公式算自“{self.name}数据”）", heads)
        for place, part in enumerate(self.result.parts):
            row = _TOP + place
            self._lead(sheet, row, part)
            formula = f"={self._cell(row, f'students_{self.stage.key}')}"
            sheet.write_formula(row, len(_LEAD), formula, self.looks.number, float(part.students or 0))
        column = len(_LEAD) + 1
        coefficients = []
        for indicator in self.standard.indicators:
            spread = self.result.spreads[indicator.key]
            self._scores(sheet, column, indicator, spread)
            if not indicator.per_school:
                coefficients += self._spread(sheet, column + 1, indicator, spread)
            column += 4 if self._judges(indicator) else 2
        self._composite(sheet, coefficients)

    def _judges(self, indicator: Indicator) -> bool:
        return any(indicator.threshold(part.type, self.stage) is not None for part in self.result.parts)

    def _scores(self, sheet: Any, column: int, indicator: Indicator, spread: Spread) -> None:
        scores = {score.part.ident: score for score in (*spread.scores, *spread.unknown)}
        value_format = self.looks.fixed[min(indicator.places, 6)]
        for place, part in enumerate(self.result.parts):
            score, row = scores[part.ident], _TOP + place
            amount, value = _name(row, column), _name(row, column + 1)
            sheet.write_formula(
                row, column, self._amount(row, part, indicator), self.looks.number, _shown(score.amount)
            )
            by = amount if indicator.per_school else f"{amount}/{_name(row, len(_LEAD))}*{indicator.per.normalize():f}"
            sheet.write_formula(row, column + 1, f'=IF({amount}="","",{by})', value_format, _shown(score.value))
            if self._judges(indicator):
                self._against(sheet, row, column + 2, value, score)
        if self._judges(indicator):
            last, met = _TOP + len(self.result.parts) - 1, _name(_TOP, column + 3)
            rule = {"type": "formula", "criteria": f"={met}=0", "format": self.looks.failing}
            blank = {"type": "formula", "criteria": f'={met}=""', "stop_if_true": True, "format": self.looks.number}
            for told in (blank, rule):
                sheet.conditional_format(_TOP, column + 1, last, column + 1, told)

    def _against(self, sheet: Any, row: int, column: int, value: str, score: Score) -> None:
        if score.threshold is None:
            sheet.write_blank(row, column, None, self.looks.number)
            sheet.write_string(row, column + 1, "", self.looks.number)
            return
        sheet.write_number(row, column, float(score.threshold), self.looks.number)
        sign = ">=" if score.indicator.bound is Bound.AT_LEAST else "<="
        formula = f'=IF({value}="","",IF(ROUND({value},9){sign}{_name(row, column)},1,0))'
        sheet.write_formula(row, column + 1, formula, self.looks.number, "" if score.met is None else int(score.met))

    def _amount(self, row: int, part: Part, indicator: Indicator) -> str:
        """Blank when a cell it needs is blank, else the sum, shared among the stages of a mixed school."""
        cells = [self._cell(row, c.format(stage=self.stage.key)) for c in (*indicator.columns, *indicator.less)]
        signs = ["+"] * len(indicator.columns) + ["-"] * len(indicator.less)
        total = "".join(sign + cell for sign, cell in zip(signs, cells, strict=True)).removeprefix("+")
        held = self.register.schema.column(indicator.columns[0].format(stage=self.stage.key)).unit
        factor = convert(Decimal(1), held, indicator.amount_unit)
        total = f"({total})" + (f"*{factor.normalize():f}" if factor != 1 else "")
        stages = self.standard.scope.stages[part.type]
        if indicator.split and len(stages) > 1:
            cells += [self._cell(row, f"students_{stage.key}") for stage in stages]
            total = self._shared(row, total, stages, indicator.split_places)
        return f'=IF(COUNT({",".join(cells)})<{len(cells)},"",{total})'

    def _shared(self, row: int, total: str, stages: Sequence[Stage], places: int | None) -> str:
        weights = self.standard.scope.weights
        weighted = {s: f"{self._cell(row, f'students_{s.key}')}*{weights[s].normalize():f}" for s in stages}
        whole = "+".join(weighted.values())

        def part(stage: Stage) -> str:
            share = f"{total}*{weighted[stage]}/({whole})"
            return share if places is None else f"ROUNDDOWN(ROUND({share},9),{places})"

        if self.stage is not stages[-1]:
            return part(self.stage)
        return f"{total}-" + "-".join(part(stage) for stage in stages[:-1])

    def _cell(self, row: int, column: str) -> str:
        return f"'{self.name}数据'!{_name(row, len(_LEAD) + self._columns.index(column))}"

    # -- below the schools

    def _spread(self, sheet: Any, column: int, indicator: Indicator, spread: Spread) -> list[str]:
        """Mean, deviation and coefficient under a column of values; the name of the coefficient's cell."""
        last, foot = _TOP + len(self.result.parts) - 1, self._foot
        values, students = _range(_TOP, last, column), _range(_TOP, last, len(_LEAD))
        weight = f"SUMPRODUCT({students},--ISNUMBER({values}))"
        mean, deviation = _name(foot, column), _name(foot + 1, column)
        rows: Iterator[tuple[str, str, Decimal | None]] = iter(
            (
                ("全县平均", f"=SUMPRODUCT({students},{values})/{weight}", spread.mean),
                (
                    "标准差",
                    f"=SQRT(MAX(0,SUMPRODUCT({students},{values},{values})/{weight}-{mean}^2))",
                    spread.deviation,
                ),
                ("差异系数", f"={deviation}/{mean}", spread.coefficient),
            )
        )
        for place, (label, formula, value) in enumerate(rows):
            if place == 0 or indicator.varies:
                sheet.write_string(foot + place, 1, label, self.looks.head)
                look = self.looks.fixed[min(indicator.places + place, 6) if place < 2 else self.standard.places]
                sheet.write_formula(foot + place, column, formula, look, _shown(value))
        return [_name(foot + 2, column)] if indicator.varies else []

    @property
    def _foot(self) -> int:
        return _TOP + len(self.result.parts) + 1

    def _composite(self, sheet: Any, coefficients: list[str]) -> None:
        row, limit = self._foot + 3, self.standard.limits.get(self.stage)
        look = self.looks.fixed[self.standard.places]
        if self.standard.statistic is Statistic.COMPOSITE and coefficients:
            sheet.write_string(row, 1, "综合差异系数", self.looks.head)
            formula = f"=AVERAGE({','.join(coefficients)})"
            sheet.write_formula(row, len(_LEAD), formula, look, _shown(self.result.composite))
            row += 1
        if limit is not None:
            sheet.write_string(row, 1, "限值", self.looks.head)
            sheet.write_number(row, len(_LEAD), float(limit), look)


def _shown(value: Decimal | None) -> float | str:
    return "" if value is None else float(value)


def _name(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def _range(first: int, last: int, column: int) -> str:
    return f"{_name(first, column)}:{_name(last, column)}"

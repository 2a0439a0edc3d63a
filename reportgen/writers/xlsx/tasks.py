"""What is to be done, as sheets of the evaluation's workbook: tasks school by school, gaps by township, further items.

The gaps by township are formulas over the tasks' own columns, so that a cell changed in one shows in the other.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reportgen.model.evaluation import Evaluation, Score, Spread, StageResult
from reportgen.units import asked

_TOP = 3  # first row of data, from zero: title, remark, heading
_LEAD = ("学校代码", "学校名称", "乡镇", "办学类型", "未达标项数")


def write_tasks(book: Any, looks: Any, evaluation: Evaluation, mark: str) -> None:
    """The sheets of one evaluation, as far as it has anything to say in them."""
    for stage, result in evaluation.stages.items():
        spreads = [s for s in result.spreads.values() if any(score.gap for score in s.scores)]
        if spreads:
            rows = _gaps(book, looks, f"{stage}{mark}缺口", evaluation, result, spreads)
            _totals(book, looks, f"{stage}{mark}", evaluation, result, spreads, rows)
    if evaluation.answers:
        _items(book, looks, f"评估要点{mark}", evaluation)


def _sheet(book: Any, looks: Any, name: str, title: str, remark: str, heads: Sequence[str]) -> Any:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, looks.title)
    sheet.write_string(1, 0, remark, looks.remark)
    for column, head in enumerate(heads):
        sheet.write_string(_TOP - 1, column, head, looks.head)
    sheet.set_row(_TOP - 1, 32)
    sheet.set_column(0, len(heads), 13)
    sheet.freeze_panes(_TOP, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(_TOP - 1)
    sheet.fit_to_pages(1, 0)
    return sheet


def _gaps(
    book: Any, looks: Any, name: str, evaluation: Evaluation, result: StageResult, spreads: Sequence[Spread]
) -> int:
    """任务清单: every school that lacks anything, those that do not pass first and heaviest first; how many rows."""
    lacking: dict[str, dict[str, Score]] = {}
    for spread in spreads:
        for score in spread.scores:
            if score.gap:
                lacking.setdefault(score.part.ident, {})[spread.indicator.key] = score
    first = [v for v in result.tasks if v.part.ident in lacking]
    chosen = {v.part.ident for v in first}
    verdicts = [*first, *(v for v in result.verdicts if v.part.ident in lacking and v.part.ident not in chosen)]
    heads = [*_LEAD, "整体达标", *(_head(spread) for spread in spreads)]
    title = f"{result.stage}任务清单：各校缺口"
    sheet = _sheet(book, looks, name, title, f"{evaluation.standard.name}；未达标学校在前，差距大的在前", heads)
    for row, verdict in enumerate(verdicts, start=_TOP):
        part = verdict.part
        for column, words in enumerate((part.ident, part.row.label, part.township, part.type)):
            sheet.write_string(row, column, words, looks.text)
        sheet.write_number(row, 4, len(verdict.failed), looks.number)
        sheet.write_string(row, 5, {True: "是", False: "否", None: "待定"}[verdict.passes], looks.text)
        for column, spread in enumerate(spreads, start=len(_LEAD) + 1):
            found = lacking[part.ident].get(spread.indicator.key)
            value, _, places = asked(found.gap or Decimal(0) if found else Decimal(0), spread.indicator.amount_unit)
            sheet.write_number(row, column, float(value), looks.fixed[places])
    return len(verdicts)


def _head(spread: Spread) -> str:
    indicator = spread.indicator
    return f"{indicator.aspect or indicator.name}（{asked(Decimal(0), indicator.amount_unit)[1]}）"


def _totals(
    book: Any,
    looks: Any,
    name: str,
    evaluation: Evaluation,
    result: StageResult,
    spreads: Sequence[Spread],
    rows: int,
) -> None:
    """Totals by township and by type of school, and of the stage, as sums over the sheet of gaps."""
    from xlsxwriter.utility import xl_col_to_name

    heads = ["乡镇或办学类型", *(_head(spread) for spread in spreads)]
    sheet = _sheet(
        book,
        looks,
        f"{name}缺口汇总",
        f"{result.stage}缺口汇总（公式算自“{name}缺口”）",
        evaluation.standard.name,
        heads,
    )
    row = _TOP
    for letter, of in (("C", "township"), ("D", "type"), ("", "")):
        groups = dict.fromkeys(getattr(v.part, of) for v in result.verdicts) if of else {"合计": None}
        for group in groups:
            sheet.write_string(row, 0, group, looks.text if of else looks.head)
            for column, spread in enumerate(spreads, start=1):
                at = xl_col_to_name(len(_LEAD) + column)
                values = f"'{name}缺口'!{at}${_TOP + 1}:{at}${_TOP + rows}"
                keys = f"'{name}缺口'!${letter}${_TOP + 1}:${letter}${_TOP + rows}"
                formula = f"=SUMIF({keys},$A{row + 1},{values})" if of else f"=SUM({values})"
                mine = [s.gap for s in spread.scores if s.gap and (not of or getattr(s.part, of) == group)]
                value, _, places = asked(sum(mine, Decimal(0)), spread.indicator.amount_unit)
                sheet.write_formula(row, column, formula, looks.fixed[places], float(value))
            row += 1


def _items(book: Any, looks: Any, name: str, evaluation: Evaluation) -> None:
    """The further items with the county's answers, evidence and the cells they stand in."""
    heads = ("要点编号", "类别", "要点", "要求", "自评", "现值", "佐证材料", "单元格")
    sheet = _sheet(book, looks, name, "评估要点自查情况", evaluation.standard.name, heads)
    sheet.set_column(2, 2, 48)
    sheet.set_column(6, 7, 30)
    for row, answer in enumerate(evaluation.answers, start=_TOP):
        item = answer.item
        wanted = f"≥{item.at_least.normalize():f}{item.unit}" if item.at_least is not None else ""
        value = f"{answer.value:f}{item.unit}" if answer.value is not None else ""
        evidence = str(answer.row.value("evidence") or "") if answer.row else ""
        said = answer.status or ("" if answer.met is None else "已达到" if answer.met else "未达到")
        where = "、".join(str(origin) for origin in answer.cells if origin.sheet)
        words = (item.key, item.group, item.text, wanted, said or "未填", value, evidence, where)
        for column, text in enumerate(words):
            sheet.write_string(row, column, text, looks.text)

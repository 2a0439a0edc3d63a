"""Blank ledgers: a sheet for each schema, to be filled in below its heading.

The example stands above the heading, where the reader looks for nothing: it cannot be taken for data.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from reportgen.model.period import Period
from reportgen.model.schema import GUIDE, OPTIONS, Column, ColumnType, SheetSchema
from reportgen.writers.xlsx.fields import Lists, explained, heading, number_format, rule
from reportgen.writers.xlsx.looks import Looks, column_width, for_print, shown_width

_EXAMPLE, _HEAD, _FIRST, _LAST = 2, 3, 4, 2003  # rows from zero: title, remark, example, heading, then data
_ACROSS = 14  # columns on a printed page
_GUIDE = (("表", 20), ("列", 30), ("必填", 7), ("填什么", 90))  # heading, width
_REMARK = (
    "黄色的列必填，蓝色的列没有可以不填。下一行灰色的是示例，写在表头之上，不会当作数据；请从第 5 行填起。"
    "空白表示不知道，是零请填 0。"
)
_RULES = (
    "一张表只出现一次；表名和列名不要改，列的先后可以调换，用不着的列可以删去（必填的除外）。",
    "请从表头下面一行填起，中间不要空表头，不要合并单元格；灰色的示例行不用删，它不会当作数据。",
    "黄色的列必填；只填了一部分的行，必填而未填的格会变成浅红色。",
    "空白表示不知道，不是零。是零就填 0。",
    "数只填阿拉伯数字，单位以列名括号里的为准；说明“可写 近2000”的列可以带概数。",
    "编码和日期的列按文本存放：0 开头的编码不会丢 0，2017-09 不会变成某一天。",
    "要写合计，在最后另起一行，前几格里写“合计”，它不会算成一所学校或一个项目，但会与逐行相加的数核对。",
    "填好后可用 reportgen ledger annotate 批注：错的格标红，写明错在哪里、怎么改。",
)


def write(schemas: Sequence[SheetSchema], known: Sequence[SheetSchema], period: Period | None = None) -> bytes:
    """The workbook's bytes, the same for the same schemas.  ``known`` are all sheets there are, for their names."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made = datetime(period.year, period.month, 1) if period else datetime(2000, 1, 1)  # noqa: DTZ001  a fixed day
    book.set_properties({"created": made, "title": "空白台账"})
    _Blank(book, schemas, {s.key: s.name for s in known}, period).write()
    book.close()
    return out.getvalue()


class _Blank:
    """One workbook in the making."""

    def __init__(self, book: Any, schemas: Sequence[SheetSchema], names: dict[str, str], period: Period | None) -> None:
        self._book, self._schemas, self._names = book, schemas, names
        self._when = f"（{period.year}年{period.month}月）" if period else ""
        self._looks = Looks.of(book)
        self._spare: list[tuple[str, ...]] = []
        self._lists = Lists({s.key: s for s in schemas}, _below, self._put_aside)

    def write(self) -> None:
        """The guide, the sheets, and the lists too long for a rule."""
        self._guide()
        sheets = [self._sheet(schema) for schema in self._schemas]
        sheets[0].activate()
        if self._spare:
            self._options()

    def _put_aside(self, options: tuple[str, ...]) -> str:
        if options not in self._spare:
            self._spare.append(options)
        letters = _letters(self._spare.index(options))
        return f"={OPTIONS}!${letters}$1:${letters}${len(options)}"

    def _options(self) -> None:
        sheet = self._book.add_worksheet(OPTIONS)
        for column, options in enumerate(self._spare):
            for row, option in enumerate(options):
                sheet.write_string(row, column, option)
        sheet.hide()

    # -- a sheet to fill in

    def _sheet(self, schema: SheetSchema) -> Any:
        sheet, looks = self._book.add_worksheet(schema.name), self._looks
        sheet.write_string(0, 0, f"{schema.name}{self._when}：{schema.note}", looks.title)
        sheet.write_string(1, 0, _REMARK, looks.remark)
        for index, column in enumerate(schema.columns):
            self._column(sheet, index, column)
        sheet.data_validation(_EXAMPLE, 0, _EXAMPLE, len(schema.columns) - 1, _NOT_HERE)
        self._required(sheet, schema)
        sheet.set_row(0, 24)
        sheet.set_row(_HEAD, 34)
        sheet.freeze_panes(_FIRST, min(2, len(schema.columns) - 1))
        for_print(sheet, _HEAD, -(-len(schema.columns) // _ACROSS))
        return sheet

    def _column(self, sheet: Any, index: int, column: Column) -> None:
        looks, example = self._looks, _example(column)
        shown = f"例：{example}" if index == 0 else example
        look = self._book.add_format({"num_format": number_format(column)})
        sheet.set_column(index, index, column_width(heading(column), shown), look)
        sheet.write_string(_EXAMPLE, index, shown, looks.example)
        sheet.write_string(_HEAD, index, heading(column), looks.required if column.required else looks.optional)
        letters = _letters(index)
        cells = f"{letters}{_FIRST + 1}", f"${letters}${_FIRST + 1}:${letters}${_LAST + 1}"
        sheet.data_validation(_FIRST, index, _LAST, index, rule(column, cells, self._lists, self._names))

    def _required(self, sheet: Any, schema: SheetSchema) -> None:
        """A required cell left blank in a row that is not is coloured."""
        end = _letters(len(schema.columns) - 1)
        for index, column in enumerate(schema.columns):
            if column.required:
                cell = f"${_letters(index)}{_FIRST + 1}"
                criteria = f'=AND({cell}="",COUNTA($A{_FIRST + 1}:${end}{_FIRST + 1})>0)'
                told = {"type": "formula", "criteria": criteria, "format": self._looks.missing}
                sheet.conditional_format(_FIRST, index, _LAST, index, told)

    # -- how to fill in

    def _guide(self) -> None:
        sheet, looks = self._book.add_worksheet(GUIDE), self._looks
        sheet.write_string(0, 0, f"填表说明{self._when}", looks.title)
        for row, text in enumerate(_RULES, start=1):
            sheet.write_string(row, 0, f"{row}. {text}", looks.plain)
        top = len(_RULES) + 2
        for index, (name, width) in enumerate(_GUIDE):
            sheet.set_column(index, index, width)
            sheet.write_string(top, index, name, looks.optional)
        for row, (schema, column) in enumerate(self._all(), start=top + 1):
            texts = (schema.name, heading(column), "是" if column.required else "", explained(column, self._names))
            sheet.set_row(row, 15 * -(-shown_width(texts[-1]) // _GUIDE[-1][1]))
            for index, text in enumerate(texts):
                sheet.write_string(row, index, text, looks.wrapped)
        for_print(sheet, top)

    def _all(self) -> Iterator[tuple[SheetSchema, Column]]:
        for schema in self._schemas:
            for column in schema.columns:
                yield schema, column


_NOT_HERE = {
    "validate": "custom",
    "value": "=FALSE",
    "ignore_blank": False,
    "input_title": "示例",
    "input_message": "这一行是示例，不会当作数据。请从表头下面一行填起。",
    "error_title": "这是示例行",
    "error_message": "写在表头之上的内容不会被读取，请填在表头下面。",
}


def _example(column: Column) -> str:
    """As declared, else what any cell of the kind may look like."""
    if column.example:
        return column.example
    if column.type is ColumnType.CHOICE:
        return column.options[0]
    return "否" if column.type is ColumnType.FLAG else ""


def _below(schema: SheetSchema, key: str) -> str:
    """The cells filled in below a column, for a list: as many as there are."""
    letters = _letters(next(i for i, c in enumerate(schema.columns) if c.key == key))
    top, whole = f"{letters}${_FIRST + 1}", f"${letters}${_FIRST + 1}:${letters}${_LAST + 1}"
    sheet = f"'{schema.name}'!"
    return f"=OFFSET({sheet}${top},0,0,MAX(1,COUNTA({sheet}{whole})),1)"


def _letters(index: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(index))

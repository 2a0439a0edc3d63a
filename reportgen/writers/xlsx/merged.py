"""Returns joined, as one workbook: what became of every row first, then the ledger, then what was not merged.

Whatever a cell held is written as it was: text as text, also where it looks like a formula.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from reportgen.model.returns import Clash, Content, Merge, MergedSheet, ReturnRow, ReturnSheet
from reportgen.model.schema import ABSENT, CONFLICTS, LEFT_OUT, ORIGIN_HEADING, SUMMARY, SheetSchema
from reportgen.writers.xlsx.fields import Lists, heading, number_format, rule
from reportgen.writers.xlsx.looks import DIFFERENT, Looks, column_width, for_print

Reasons = Callable[[ReturnSheet, int], str]
_ACROSS = 14  # columns on a printed page
_SPARE = 500  # rows below the data that are still held to the rules
_COUNTED = ("表", "报送行数", "并入", "相同合并", "冲突", "未并入", "核对", "合计行（不并入）")


def write(merge: Merge, reasons: Reasons, names: dict[str, str]) -> bytes:
    """The workbook's bytes, the same for the same returns.

    ``reasons`` words why a sheet's n-th row was left out; ``names`` are all sheets there are, by key.
    """
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1), "title": "台账汇总"})  # noqa: DTZ001  a fixed day
    _Merged(book, merge, reasons, names).write()
    book.close()
    return out.getvalue()


class _Merged:
    """The workbook in the making."""

    def __init__(self, book: Any, merge: Merge, reasons: Reasons, names: dict[str, str]) -> None:
        self._book, self._merge, self._reasons = book, merge, reasons
        self._looks = Looks.of(book)
        self._formats: dict[tuple[str, str], Any] = {}
        self._lists = Lists({s.schema.key: s.schema for s in merge.sheets}, self._below, lambda options: "")
        self._names = names

    def write(self) -> None:
        """Every sheet there is something to say in."""
        self._summary()
        for sheet in self._merge.sheets:
            self._ledger(sheet)
        if self._merge.absent:
            self._absent()
        if any(sheet.clashes for sheet in self._merge.sheets):
            self._conflicts()
        if self._merge.left_out:
            self._left_out()

    # -- cells

    def _put(self, sheet: Any, row: int, column: int, content: Content, ground: str = "") -> None:
        value, shown = content.value, content.number_format
        look = self._look("@" if isinstance(value, str) else shown, ground)
        if value is None:
            if ground:
                sheet.write_blank(row, column, None, look)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, look)
        elif isinstance(value, int | float | Decimal):
            sheet.write_number(row, column, _number(value), look)
        elif isinstance(value, date):
            day = value if isinstance(value, datetime) else datetime.combine(value, time())
            plain = shown in ("General", "@")
            sheet.write_datetime(row, column, day, self._look("yyyy-mm-dd", ground) if plain else look)
        else:
            sheet.write_string(row, column, str(value), look)

    def _look(self, shown: str, ground: str) -> Any:
        if (shown, ground) not in self._formats:
            made = {"num_format": shown} | ({"bg_color": ground} if ground else {})
            self._formats[shown, ground] = self._book.add_format(made)
        return self._formats[shown, ground]

    def _line(self, sheet: Any, row: int, texts: Iterable[str], look: Any = None) -> None:
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, look or self._looks.text)

    # -- the count

    def _summary(self) -> None:
        sheet, looks = self._book.add_worksheet(SUMMARY), self._looks
        files = len(self._merge.returns)
        sheet.write_string(0, 0, f"合并情况：读取 {files} 份报表，未报送 {len(self._merge.absent)} 所", looks.title)
        sheet.write_string(1, 0, "报送行数 = 并入 + 相同合并 + 冲突 + 未并入。空表不列；合计行不算数据。", looks.remark)
        self._line(sheet, 2, _COUNTED, looks.optional)
        for row, count in enumerate(self._merge.tallies, start=3):
            sheet.write_string(row, 0, count.name, looks.text)
            numbers = (count.given, count.merged, count.joined, count.conflicting, count.left_out)
            for column, number in enumerate(numbers, start=1):
                sheet.write_number(row, column, number)
            formula = f'=IF(B{row + 1}=SUM(C{row + 1}:F{row + 1}),"相符","不符")'
            sheet.write_formula(row, 6, formula, None, "相符" if count.reconciles else "不符")
            sheet.write_number(row, 7, count.totals)
        self._files(sheet, len(self._merge.tallies) + 5)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 7, 13)

    def _files(self, sheet: Any, top: int) -> None:
        self._line(sheet, top, ("报表", "报送行数", "其中未并入"), self._looks.optional)
        for row, given in enumerate(self._merge.returns, start=top + 1):
            sheet.write_string(row, 0, given.file, self._looks.text)
            sheet.write_number(row, 1, sum(s.count for s in given.sheets))
            sheet.write_number(row, 2, sum(len(s.unread) for s in given.sheets))
        unread = [d for d in self._merge.diagnostics if d.code == "E101"]
        for row, fault in enumerate(unread, start=top + 1 + len(self._merge.returns)):
            self._line(sheet, row, (fault.origins[0].file, "无法读取", fault.values["why"]))

    # -- the ledger

    def _ledger(self, merged: MergedSheet) -> None:
        sheet, schema = self._book.add_worksheet(merged.schema.name), merged.schema
        self._headings(sheet, 0, 0, schema, merged.extra)
        for number, row in enumerate(merged.rows, start=1):
            self._row(sheet, number, 0, row, schema, merged.extra)
        for index, column in enumerate(schema.columns):
            texts = [str(row.cells[column.key].value or "") for row in merged.rows[:200]]
            look = self._look(number_format(column), "")
            sheet.set_column(index, index, column_width(heading(column), *texts), look)
            letters = _letters(index)
            cells = f"{letters}2", f"${letters}$2:${letters}${len(merged.rows) + _SPARE + 1}"
            told = rule(column, cells, self._lists, self._names)
            sheet.data_validation(1, index, len(merged.rows) + _SPARE, index, told)
        last = len(schema.columns) + len(merged.extra)
        sheet.set_column(last, last, 42, self._look("@", ""))
        sheet.set_row(0, 34)
        sheet.freeze_panes(1, 2)
        for_print(sheet, 0, -(-(last + 1) // _ACROSS))

    def _headings(self, sheet: Any, row: int, left: int, schema: SheetSchema, extra: Sequence[str]) -> None:
        looks = self._looks
        for index, column in enumerate(schema.columns, start=left):
            sheet.write_string(row, index, heading(column), looks.required if column.required else looks.optional)
        for index, text in enumerate((*extra, ORIGIN_HEADING), start=left + len(schema.columns)):
            sheet.write_string(row, index, text, looks.example)

    def _row(
        self,
        sheet: Any,
        number: int,
        left: int,
        row: ReturnRow,
        schema: SheetSchema,
        extra: Sequence[str],
        differing: Sequence[str] = (),
    ) -> None:
        for index, column in enumerate(schema.columns, start=left):
            ground = DIFFERENT if column.header in differing else ""
            self._put(sheet, number, index, row.cells[column.key], ground)
        for index, text in enumerate(extra, start=left + len(schema.columns)):
            self._put(sheet, number, index, row.extra.get(text, Content(None)), DIFFERENT if text in differing else "")
        sheet.write_string(number, left + len(schema.columns) + len(extra), row.source, self._looks.text)

    def _below(self, schema: SheetSchema, key: str) -> str:
        letters = _letters(next(i for i, c in enumerate(schema.columns) if c.key == key))
        rows = next(len(s.rows) for s in self._merge.sheets if s.schema.key == schema.key)
        return f"='{schema.name}'!${letters}$2:${letters}${max(rows, 1) + 1}"

    # -- what was not merged

    def _absent(self) -> None:
        sheet = self._book.add_worksheet(ABSENT)
        self._line(sheet, 0, ("乡镇", "学校代码", "学校名称", "名册出处"), self._looks.optional)
        for number, row in enumerate(self._merge.absent, start=1):
            where = str(row["name"].origin)
            self._line(sheet, number, (str(row.value("township") or ""), row.identity, row.label, where))
        sheet.set_column(0, 3, 24)

    def _conflicts(self) -> None:
        """Sheet by sheet, all variants of each identity one below the other, the cells that differ coloured."""
        sheet, top = self._book.add_worksheet(CONFLICTS), 0
        sheet.set_column(0, 2, 24)
        sheet.set_column(3, 250, 13)
        for merged in (s for s in self._merge.sheets if s.clashes):
            extra = tuple(dict.fromkeys(h for c in merged.clashes for row in c.rows for h in row.extra))
            sheet.write_string(top, 0, merged.schema.name, self._looks.title)
            self._line(sheet, top + 1, ("处理", "不一致的列", "行名"), self._looks.optional)
            self._headings(sheet, top + 1, 3, merged.schema, extra)
            sheet.set_row(top + 1, 34)
            top += 2
            for clash in sorted(merged.clashes, key=lambda c: not c.differing):
                for row in clash.rows:
                    self._line(sheet, top, (_fate(clash, row), "、".join(clash.differing), row.label))
                    self._row(sheet, top, 3, row, merged.schema, extra, clash.differing)
                    top += 1
            top += 1

    def _left_out(self) -> None:
        """Sheet by sheet of each return: its own headings, and the rows as they stand there with the reason."""
        sheet, top = self._book.add_worksheet(LEFT_OUT), 0
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 1, 70)
        sheet.set_column(2, 250, 13)
        for left in self._merge.left_out:
            self._line(sheet, top, ("出处", "没有并入的原因"), self._looks.optional)
            for column, content in enumerate(left.heading, start=2):
                self._put(sheet, top, column, content, "#DDEBF7")
            for number, row in enumerate(left.unread):
                top += 1
                self._line(sheet, top, (str(row.origin), self._reasons(left, number)), self._looks.wrapped)
                for column, content in enumerate(row.content, start=2):
                    self._put(sheet, top, column, content)
            top += 2


def _fate(clash: Clash, row: ReturnRow) -> str:
    if clash.chosen is None:
        return "冲突，没有并入"
    if not clash.differing:
        return "相同，并入了这一行" if row is clash.chosen else "相同，已合并"
    return "冲突，按 --prefer 采用" if row is clash.chosen else "冲突，没有采用"


def _number(value: int | float | Decimal) -> float:
    """As a spreadsheet holds it: fifteen digits, as people typed them."""
    return float(f"{value:.15g}") if isinstance(value, float) else float(value)


def _letters(index: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(index))

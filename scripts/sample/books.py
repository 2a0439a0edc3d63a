"""Sheets to workbooks as an office keeps them: title and unit lines, drop-downs, frozen heads; the same bytes each time."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

Table = Sequence[Sequence[object]]
BOOKS: Mapping[str, Sequence[tuple[str, str]]] = {  # file → (sheet, name it bears in the file)
    "01学校台账.xlsx": [("学校", "学校名册"), ("布局调整", "布局调整"), ("基本情况", "基本情况")],
    "02项目台账.xlsx": [("项目", "项目")],
    "03资金与教师台账.xlsx": [("资金", "资金"), ("教师", "教师"), ("上报数", "上报数")],
    "04工作台账.xlsx": [
        ("会议与督查", "会议与督查"),
        ("信息化与装备采购", "信息化与装备采购"),
        ("问题", "问题台账"),
        ("任务", "任务分解表"),
        ("叙述", "叙述"),
        ("评估要点", "评估要点"),
    ],
}
CSV = ("文件", "文件.csv")
TITLED = {"项目": "教育工程项目台账", "资金": "达标建设资金台账"}
CHOICES = {
    "进展": "未开工,前期,招标采购,签订合同,开工,基础施工,主体在建,主体完工,装修,基本竣工,完工,验收,交付使用,停工,调整",
    "是否重点": "是,否",
    "面积不足": "是,否",
    "是否计校数": "是,否",
    "状态": "未启动,推进中,已完成",
    "整改状态": "未启动,整改中,已整改,已销号",
    "列入汇报": "是,否",
    "自评": "已达到,整改中,未达到,不适用",
    "性质": "总需,到位,预计,缺口",
}
_THIN = Side(style="thin", color="999999")


def write_books(folder: Path, period: str, sheets: Mapping[str, Table]) -> None:
    """All workbooks of a period and one CSV file."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, members in BOOKS.items():
        book = Workbook()
        book.remove(book.worksheets[0])
        for sheet, shown in members:
            _fill(book.create_sheet(shown), sheets[sheet], _title(sheet, period))
        (folder / file).write_bytes(_steady(book))
    with (folder / CSV[1]).open("w", encoding="utf-8-sig", newline="") as file_:
        csv.writer(file_).writerows(sheets[CSV[0]])


def _title(sheet: str, period: str) -> str | None:
    year, month = period.split("-")
    return f"示例县{TITLED[sheet]}（{year}年{int(month)}月）" if sheet in TITLED else None


def _fill(sheet: Worksheet, table: Table, title: str | None) -> None:
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(table[0]))
        sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
        sheet.append(["单位：万元、平方米"])
    for row in table:
        sheet.append(list(row))
    _dress(sheet, 3 if title else 1, table)


def _dress(sheet: Worksheet, head: int, table: Table) -> None:
    for place, cell in enumerate(sheet[head], start=1):
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6F0")
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        cell.border = Border(_THIN, _THIN, _THIN, _THIN)
        longest = max(len(str(row[place - 1] or "")) for row in table[:60])
        sheet.column_dimensions[get_column_letter(place)].width = min(46, max(8, longest * 1.6))
        _drop_down(sheet, head, place, str(cell.value), len(table))
    for row in sheet.iter_rows(min_row=head + 1):
        for cell in row:
            if isinstance(cell.value, datetime):
                cell.number_format = "yyyy-mm-dd"
            elif cell.value == 1 and table[0][cell.column - 1] in ("现状", "目标"):
                cell.number_format = "0%"
            elif isinstance(cell.value, str):
                cell.number_format = "@"
    sheet.freeze_panes = f"C{head + 1}"


def _drop_down(sheet: Worksheet, head: int, place: int, header: str, rows: int) -> None:
    if header in CHOICES:
        rule = DataValidation(type="list", formula1=f'"{CHOICES[header]}"', allow_blank=True)
        sheet.add_data_validation(rule)
        letter = get_column_letter(place)
        rule.add(f"{letter}{head + 1}:{letter}{head + rows + 50}")


def _steady(book: Workbook) -> bytes:
    """The workbook with fixed times and a sorted package."""
    book.properties.creator = "示例县教育体育局"
    book.properties.created = book.properties.modified = datetime(2018, 1, 31)
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n))
        for name in names:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _fixed_modified(data)
            target.writestr(info, data)
    return out.getvalue()


def _fixed_modified(core: bytes) -> bytes:
    """Openpyxl writes the moment of saving; the ledger's own date is meant."""
    import re

    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2018-01-31T00:00:00Z", core)

"""Small counties made in the test, as a clerk would keep them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

Sheets = Mapping[str, Sequence[Sequence[object]]]
MakeCounty = Callable[..., Path]

SETTINGS = '[county]\nname = "清河区"\nbureau = "清河区教育局"\n'

PLAIN: Sheets = {
    "项目": [
        [
            "项目编号",
            "工程类别",
            "项目名称",
            "重点项目",
            "项目学校",
            "建设面积（平方米）",
            "总投资（万元）",
            "进展",
            "计划完工",
        ],
        ["X1", "校舍加固工程", "一小加固", None, "第一小学", 1200, 96, "完工", None],
        ["X2", "校舍加固工程", "二小加固", None, "第二小学", 800, 64.5, "主体在建", "2019年6月"],
        ["X3", "操场改造工程", "一小操场", None, "一小", 3000, 90, "招标采购", "2019年8月底"],
    ],
    "学校": [
        ["学校代码", "学校名称", "曾用名及简称", "乡镇", "办学类型", "是否计校数", "运动场或校舍面积不足"],
        ["001", "第一小学", "一小", "城关街道", "完小", "是", "是"],
        ["002", "第二小学", None, "城关街道", "完小", "是", "否"],
    ],
    "问题": [
        ["问题编号", "专题", "问题", "具体表现", "整改状态"],
        ["W1", "工程进度", "部分工程进度偏慢", "受雨季影响，个别工程施工进度落后于计划", "整改中"],
        ["W2", "用地面积", "运动场和校舍面积不足", "校园周边没有可用土地", "整改中"],
    ],
    "任务": [
        ["任务编号", "任务", "措施", "对应问题", "牵头单位", "完成时限"],
        ["R1", "加快工程进度", "倒排工期，加强现场调度", "W1", "区教育局", "2019年8月"],
    ],
}


def write_county(data: Path, period: str, sheets: Sheets, settings: str = SETTINGS) -> Path:
    """Write a county's folder: ``report.toml`` and one workbook for the period."""
    (data / period).mkdir(parents=True, exist_ok=True)
    (data / "report.toml").write_text(settings, encoding="utf-8")
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(data / period / "台账.xlsx")
    return data


@pytest.fixture
def make_county(tmp_path: Path) -> MakeCounty:
    """A folder with one period's ledgers; sheets given replace those of the plain county."""

    def make(changes: Sheets | None = None, *, period: str = "2019-03", settings: str = SETTINGS) -> Path:
        return write_county(tmp_path / "data", period, {**PLAIN, **(changes or {})}, settings)

    return make

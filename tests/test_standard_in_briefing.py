"""The standard in force is a line of report.toml: another one, another briefing, no change in Python."""

import shutil
from pathlib import Path

import pytest

from reportgen.model.document import Annex, Table, plain
from reportgen.model.period import Period
from reportgen.pipeline import Built, Request, build
from reportgen.writers.outline import blocks_text
from tests.conftest import MakeCounty

ROOT = Path(__file__).resolve().parent.parent
JANUARY = Period(2018, 1)


def built(data: Path, out: Path, period: Period = JANUARY) -> Built:
    """The Word file alone: the text is the same in both."""
    return build(Request("monthly", period, data, ROOT / "templates", out, ("docx",)))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample's January."""
    data = tmp_path_factory.mktemp("county") / "data"
    shutil.copytree(ROOT / "data" / "2018-01", data / "2018-01")
    shutil.copy(ROOT / "data" / "report.toml", data)
    return data


def text(made: Built) -> str:
    """The whole briefing."""
    return "".join(blocks_text(made.document))


def test_basic_balance_speaks_of_the_composite(county: Path, tmp_path: Path) -> None:
    """Against 0.65 and 0.55, and schools by the provincial standard."""
    said = text(built(county, tmp_path))
    assert "小学综合差异系数为0.344，符合不高于0.65的要求" in said
    assert "教督〔2012〕3号" in said
    assert "小学生均图书册数按113所学校测算，双桥李集小学数据未填，没有计入。" in said
    assert "小学段239所参评学校中，整体达标197所，占82.4%" in said


def test_quality_balance_speaks_of_each_coefficient(county: Path, tmp_path: Path) -> None:
    """No composite; the one coefficient over 0.5 is named and shaded."""
    settings = county / "report.toml"
    before = settings.read_text("utf-8")
    settings.write_text(
        before.replace('"basic-2012"', '"quality-2017"').replace('conditions = "example-schools"\n', ""), "utf-8"
    )
    try:
        made = built(county, tmp_path)
    finally:
        settings.write_text(before, "utf-8")
    said = text(made)
    assert "小学段7项指标中，6项的差异系数符合不高于0.5的要求，偏高的是生均教学仪器设备值（0.636）" in said
    assert "综合差异系数" not in said
    table = next(b for b in made.document.blocks if isinstance(b, Table) and "差异系数" in plain(b.caption))
    assert [plain(table.rows[row][column]) for row, column in sorted(table.shaded)] == ["0.636", "0.509"]
    assert "小学办学条件达标情况一览表" in [plain(b.inlines) for b in made.document.blocks if isinstance(b, Annex)]


def test_a_county_without_a_standard_says_nothing_of_one(make_county: MakeCounty, tmp_path: Path) -> None:
    """No section, no annex, no workbook of its own."""
    made = built(make_county(), tmp_path, Period(2019, 3))
    assert "差异系数" not in text(made)
    assert [name for name in made.files if name.endswith(".xlsx")] == ["facts.xlsx"]


def test_failing_cells_are_shaded_and_blank_ones_say_so(county: Path, tmp_path: Path) -> None:
    """城关中心小学 has 18.79 of 20 平方米; a school whose books were not counted shows 未填."""
    tables = [b for b in built(county, tmp_path).document.blocks if isinstance(b, Table) and b.listing]
    schools = next(t for t in tables if "用地≥20" in [plain(cell) for cell in t.header])
    row = next(n for n, cells in enumerate(schools.rows) if plain(cells[0]) == "城关中心小学")
    assert plain(schools.rows[row][1]) == "18.79"
    assert (row, 1) in schools.shaded
    assert any(plain(cell) == "未填" for cells in schools.rows for cell in cells)


def test_schools_with_thresholds_of_their_own_stand_apart(county: Path, tmp_path: Path) -> None:
    """教学点 need 15 books a pupil where others need 20: each list says in its heads what it is judged by."""
    tables = [b for b in built(county, tmp_path).document.blocks if isinstance(b, Table) and b.listing]
    heads = {plain(t.caption): [plain(cell) for cell in t.header] for t in tables}
    assert "图书≥20" in heads["完小、九年一贯制学校"]
    assert "图书≥15" in heads["教学点"]
    assert not [head for head in heads["教学点"] if head.startswith("计算机")]


def test_the_task_list_says_what_each_school_lacks(county: Path, tmp_path: Path) -> None:
    """城关中心小学 lacks most and comes first; every amount carries its unit."""
    tables = [b for b in built(county, tmp_path).document.blocks if isinstance(b, Table)]
    tasks = next(t for t in tables if plain(t.caption).startswith("小学未达标学校"))
    assert plain(tasks.caption) == "小学未达标学校（39所）"
    assert [plain(cell) for cell in tasks.rows[0]] == [
        "城关中心小学",
        "城关镇",
        "用地缺1081平方米；运动场缺2597平方米；校舍缺653平方米；图书缺80册；功能室缺2间",
    ]


def test_further_items_are_counted_and_listed_with_their_evidence(county: Path, tmp_path: Path) -> None:
    """Three are being mended, one has no answer yet; the annex shades what is not met."""
    made = built(county, tmp_path)
    assert "20项要点中已达到16项，尚未达到3项" in text(made)
    assert "另有1项尚未填报" in text(made)
    table = next(b for b in made.document.blocks if isinstance(b, Table) and plain(b.header[1]) == "评估要点")
    assert len(table.rows) == 20
    assert len(table.shaded) == 3


def test_the_workbook_lies_beside_the_briefing(county: Path, tmp_path: Path) -> None:
    """In the same set of files, named in the manifest."""
    made = built(county, tmp_path)
    assert "学校评估计算表.xlsx" in made.files
    assert "学校评估计算表.xlsx" in (made.folder / "manifest.json").read_text("utf-8")

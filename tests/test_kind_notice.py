"""The notice: townships and departments in order, the last ones and the overdue by name, what is asked and by when."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from reportgen.model.document import Document, Paragraph, Role, Table
from reportgen.model.period import Period
from reportgen.pipeline import Built, Request, build, examine, write_document
from reportgen.writers import docx, outline
from tests.conftest import MakeCounty
from tests.pages import table, text

ROOT = Path(__file__).resolve().parent.parent
WORKS = [
    "项目编号",
    "工程类别",
    "项目名称",
    "项目学校",
    "所属乡镇",
    "总投资",
    "已拨付",
    "进展",
    "计划完工",
    "滞后原因",
    "责任单位",
]
PROBLEMS = ["问题编号", "专题", "问题", "涉及乡镇", "责任单位", "整改时限", "整改状态"]


def works(*rows: Sequence[object]) -> list[Sequence[object]]:
    """A sheet of works: township, invested, paid, status, planned finish."""
    made = [
        [f"X{n}", "校舍加固工程", f"{town}{n}号楼", None, town, invested, paid, status, planned, "雨季停工", "区项目办"]
        for n, (town, invested, paid, status, planned) in enumerate(rows, start=1)
    ]
    return [WORKS, *made]


FOUR = works(
    ("甲镇", 100, 100, "完工", "2018年12月"),
    ("乙镇", 100, 80, "完工", "2018年12月"),
    ("乙镇", 100, 80, "主体在建", "2019年6月"),
    ("丙镇", 100, 50, "主体在建", "2019年2月底"),
    ("丁镇", 100, 50, "停工", "2019年1月底"),
)
LATE = [
    PROBLEMS,
    ["W1", "管理", "食堂没有许可证", "甲镇", "区市场监管局", "2019年2月底", "整改中"],
    ["W2", "管理", "大班额", "乙镇", "区教育局", "2019年4月20日", "整改中"],
    ["W3", "设备", "图书陈旧", "乙镇", "区教育局", "2019年2月底", "已销号"],
]


def told(data: Path) -> Document:
    """The plain county's notice."""
    request = Request("notice", Period(2019, 3), data, ROOT / "templates", data.parent / "out")
    return write_document(request, examine(data, request.period)).document


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample county's notice of January, as a Word file."""
    out = tmp_path_factory.mktemp("out")
    return build(Request("notice", Period(2018, 1), ROOT / "data", ROOT / "templates", out, ("docx",)))


@pytest.fixture
def four(make_county: MakeCounty) -> Document:
    """Four townships: all done; half; late; stopped and late."""
    return told(make_county({"项目": FOUR, "问题": LATE}))


def test_the_file_says_what_was_meant(sample: Built) -> None:
    """The Word file read back; addressed and signed."""
    (path,) = sample.folder.glob("*.docx")
    said = docx.read_text(path.read_bytes())
    assert said == outline.blocks_text(sample.document)
    assert said[1] == "各乡镇人民政府、县直有关部门："
    roles = [b.role for b in sample.document.blocks if isinstance(b, Paragraph)]
    assert roles[0] is Role.ADDRESSEE
    assert roles[-2:] == [Role.SIGNATURE, Role.SIGNATURE_DATE]


def test_where_nearly_all_are_at_a_hundred_the_others_are_listed(sample: Built) -> None:
    """Fourteen of sixteen townships have finished: said in a sentence, and only two rows in the table."""
    said = text(sample.document)
    assert "14个乡镇的项目已全部完工，尚未全部完工的是经济开发区（93.8%）、城关镇（87.5%）。" in said
    assert [row[1] for row in table(sample.document, "未全部完工的乡镇")] == ["乡镇", "经济开发区", "城关镇"]
    assert "没有逾期项目" in said
    assert "尚未拨足的是经济开发区（43.8%）、城关镇（58%）、柳河镇（73.9%）。" in said


def test_departments_and_townships_share_places(sample: Built) -> None:
    """Three departments have closed all they had: first, first, first, then fourth."""
    rows = table(sample.document, "各责任单位问题销号情况")[1:]
    assert [row[0] for row in rows] == ["1", "1", "1", "4", "5", "5", "5", "5"]
    assert rows[3] == ["4", "县教体局", "13", "4", "1", "30.8%"]
    towns = table(sample.document, "各乡镇问题销号情况")[1:]
    assert sum(int(row[2]) for row in towns) == 17
    assert "另有3个问题不涉及具体乡镇" in text(sample.document)


def test_the_overdue_problems_are_those_of_the_ledger(sample: Built) -> None:
    """Three rows past their date on 31 January and not closed, with school, department and date."""
    rows = table(sample.document, "逾期未销号问题")[1:]
    assert [row[0] for row in rows] == ["学校用地手续不完备", "运动场排水不畅", "改造校舍墙面开裂"]
    assert rows[0] == ["学校用地手续不完备", "东风中心小学（东风镇）", "县国土局", "2017年12月31日", "整改中"]
    assert "逾期未销号3个" in text(sample.document)


def test_schools_are_ranked_by_the_standard_in_force(sample: Built) -> None:
    """Counted by hand from the stages: 东风镇 13 of 14 primary and its one junior school; 三里乡 last."""
    rows = table(sample.document, "各乡镇学校整体达标情况")[1:]
    assert rows[0] == ["1", "东风镇", "15", "14", "1", "0", "93.3%"]
    assert rows[-1] == ["16", "三里乡", "15", "10", "5", "0", "66.7%"]
    assert [row[0] for row in rows[1:5]] == ["2", "2", "2", "5"]
    assert [sum(int(row[place]) for row in rows) for place in (2, 3)] == [263, 217]
    assert "靠后的是三里乡（66.7%）、双桥镇（68.8%）、大营镇（75%）" in text(sample.document)


def test_what_falls_due_next_month_is_asked_for(sample: Built) -> None:
    """二月: two problems with their departments and days."""
    assert "2018年2月到期的有“多媒体设备没有投入使用”（县教体局，2018年2月28日）" in text(sample.document)


def test_lights_follow_the_rule_and_the_rule_stands_under_the_table(four: Document) -> None:
    """甲镇 as planned; 乙镇 too; 丙镇 and 丁镇 have overdue works, the stopped one too."""
    rows = {row[1]: row for row in table(four, "各乡镇工程完工情况")}
    assert {name: rows[name][-1] for name in "甲乙丙丁" for name in (f"{name}镇",)} == {
        "甲镇": "绿灯",
        "乙镇": "绿灯",
        "丙镇": "红灯",
        "丁镇": "红灯",
    }
    assert "亮红灯的是丙镇、丁镇。" in text(four)
    assert "落后10个百分点以内为黄灯" in text(four)


def test_a_township_a_little_behind_is_yellow(make_county: MakeCounty) -> None:
    """Fourteen works, thirteen done, fourteen due but one of them 调整: 7.1 points behind, none overdue."""
    rows = [("甲镇", 10, 10, "完工", "2019年1月")] * 13
    document = told(
        make_county({"项目": works(*rows, ("甲镇", 10, 10, "调整", "2019年1月"), ("乙镇", 1, 1, "完工", "2019年1月"))})
    )
    assert "亮黄灯的是甲镇。" in text(document)


def test_overdue_works_are_named_with_their_dates(four: Document) -> None:
    """The stopped one as well: planned finish, department, reason."""
    rows = table(four, "逾期未完工项目")[1:]
    assert [row[0] for row in rows] == ["丙镇4号楼", "丁镇5号楼"]
    assert rows[1] == ["丁镇5号楼", "丁镇", "区项目办", "2019年1月底", "停工", "雨季停工"]
    assert "逾期未完工2个" in text(four)
    assert "丙镇4号楼、丁镇5号楼已过计划完工时间，2019年4月底前要排出新的完工时间，书面说明原因。" in text(four)


def test_the_first_and_the_last_are_named(four: Document) -> None:
    """Of four townships only the first and the last, with those that tie with it."""
    said = text(four)
    assert "完工率居前的是甲镇（100%）；靠后的是丙镇（0%）、丁镇（0%）。" in said
    assert [row[0] for row in table(four, "各乡镇资金拨付情况")[1:]] == ["1", "2", "3", "3"]


def test_other_addressees_are_a_word_of_the_settings(make_county: MakeCounty) -> None:
    """notice_audience, issuer and issued_on in report.toml."""
    words = (
        '[words]\nnotice_audience = "各街道办事处"\nissuer = "清河区人民政府教育督导室"\nissued_on = "2019年4月2日"\n'
    )
    said = outline.blocks_text(
        told(make_county(settings='[county]\nname = "清河区"\nbureau = "清河区教育局"\n' + words))
    )
    assert said[1] == "各街道办事处："
    assert said[-2:] == ["清河区人民政府教育督导室", "2019年4月2日"]


def test_a_county_with_few_sheets_has_no_empty_section(make_county: MakeCounty) -> None:
    """Works without townships, no standard: only the problems, no table, no sentence with a hole."""
    said = text(told(make_county()))
    assert "台账登记的问题共2个，尚无问题销号。" in said
    for absent in ("工程建设", "资金拨付", "学校达标", "工作要求", "表1", "，，", "。。", "，。", "（）", "None"):
        assert absent not in said


def test_when_all_is_done_nothing_is_asked(make_county: MakeCounty) -> None:
    """Two townships at a hundred per cent: said so, no table of equal places."""
    rows = works(("甲镇", 100, 100, "完工", "2018年12月"), ("乙镇", 50, 50, "交付使用", "2018年12月"))
    document = told(make_county({"项目": rows, "问题": [PROBLEMS]}))
    assert "各乡镇项目已全部完工。" in text(document)
    assert "各乡镇项目资金已全部拨付。" in text(document)
    assert not [b for b in document.blocks if isinstance(b, Table)]
    assert "工作要求" not in text(document)

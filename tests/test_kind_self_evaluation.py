"""The self-evaluation: each requirement of the regime in force met, not met or open, and said so."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from reportgen.model.document import Annex, Document, Picture, Table, plain
from reportgen.model.period import Period
from reportgen.pipeline import Built, Request, build, examine, write_document
from reportgen.writers import docx, outline
from tests.conftest import MakeCounty

ROOT = Path(__file__).resolve().parent.parent
JANUARY, MARCH = Period(2018, 1), Period(2019, 3)
COUNTY = '[county]\nname = "清河区"\nbureau = "清河区教育局"\n'
BASIC = COUNTY + '[evaluation]\nbalance = "basic-2012"\n'
SCHOOLS: Sequence[Sequence[object]] = [
    [
        "学校标识码", "学校名称", "所属乡镇", "办学类型", "举办者", "是否计校数", "小学在校生", "教学及辅助用房面积", "体育运动场馆面积",
        "教学仪器设备值（万元）", "图书", "学生用计算机", "小学专任教师", "小学高于规定学历教师", "小学中级及以上职称教师",
    ],
    ["001", "第一小学", "甲镇", "完小", "县级教育部门", "是", 100, 500, 800, 20, 2500, 10, 6, 4, 3],
    ["002", "第二小学", "乙镇", "完小", "县级教育部门", "是", 100, 500, 800, 20, 2500, 10, 6, 4, 3],
]  # fmt: skip
DECIDING = (("school_standard", "已达到", None), ("government_score", None, 90), ("satisfaction", None, 91))

MARCH = Period(2019, 3)


def told(data: Path, period: Period = MARCH) -> Document:
    """A county's self-evaluation."""
    request = Request("self_evaluation", period, data, ROOT / "templates", data.parent / "out")
    return write_document(request, examine(data, period)).document


def text(document: Document) -> str:
    """All it says, a block a line."""
    return "\n".join(outline.blocks_text(document))


def conclusions(document: Document) -> dict[str, str]:
    """What is asked → the verdict."""
    found = next(b for b in document.blocks if isinstance(b, Table) and plain(b.caption) == "自评结论")
    return {plain(row[0]): plain(row[3]) for row in found.rows}


def answered(*rows: tuple[str, str | None, int | None]) -> list[Sequence[object]]:
    """The sheet 评估要点."""
    return [["要点编号", "自评", "现值", "佐证材料"], *([*row, "自评材料"] for row in rows)]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample county under basic balance, as a Word file."""
    out = tmp_path_factory.mktemp("out")
    return build(Request("self_evaluation", JANUARY, ROOT / "data", ROOT / "templates", out, ("docx",)))


def test_the_file_says_what_was_meant(sample: Built) -> None:
    """The Word file read back."""
    (path,) = sample.folder.glob("*.docx")
    assert docx.read_text(path.read_bytes()) == outline.blocks_text(sample.document)


def test_each_requirement_of_basic_balance_has_its_verdict(sample: Built) -> None:
    """Gate not met, coefficients and score met, satisfaction not yet surveyed; the seventeen points decide nothing alone."""
    assert conclusions(sample.document) == {
        "小学办学条件": "未达到",
        "初中办学条件": "未达到",
        "小学综合差异系数": "达到",
        "初中综合差异系数": "达到",
        "办学基本标准": "未达到",
        "政府推进均衡发展工作": "达到",
        "公众满意度": "待定",
    }
    said = text(sample.document)
    assert "未达到的是小学办学条件、初中办学条件和办学基本标准；待定的是公众满意度；其余各项已达到。" in said


def test_government_points_are_told_by_group_with_evidence(sample: Built) -> None:
    """Three of four under 保障机制, the fourth with its reason; each document once."""
    said = text(sample.document)
    assert "入学机会方面，4项要点均已达到；佐证材料有年度招生工作方案、关爱体系实施意见" in said
    assert (
        "保障机制方面，4项要点中已达到3项，尚未达到的是“教育经费在预算中单列，近三年做到三个增长”（2017年决算尚未批复）"
        in said
    )
    assert "十七项工作得分为88分，符合不低于85分的要求。" in said
    assert "公众对义务教育均衡发展的满意度尚未填报（2018年3月组织调查），要求不低于85%。" in said
    assert "体质健康测试数据、分班办法、督查记录、作业和作息规定。" in said


def test_schools_differences_and_annexes_are_there(sample: Built) -> None:
    """The table by indicator, the coefficients with their chart, three annexes."""
    captions = [plain(b.caption) for b in sample.document.blocks if isinstance(b, Table)]
    assert {"各项办学条件达标情况", "义务教育校际差异系数测算表", "自评结论"} <= set(captions)
    assert "balance" in [b.chart.key for b in sample.document.blocks if isinstance(b, Picture)]
    assert len([b for b in sample.document.blocks if isinstance(b, Annex)]) == 3
    rows = next(b.rows for b in sample.document.blocks if isinstance(b, Table) and "各项办学条件" in plain(b.caption))
    assert [plain(cell) for cell in rows[0]] == ["用地", "239", "204", "85.4%", "24", "18", "75%"]


def test_quality_balance_asks_other_things(tmp_path: Path) -> None:
    """Every coefficient by itself, schools by the regime's own thresholds, three groups nobody has answered."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data" / "2018-01", data / "2018-01")
    settings = (ROOT / "data" / "report.toml").read_text("utf-8").replace('"basic-2012"', '"quality-2017"')
    (data / "report.toml").write_text(settings, "utf-8")
    document = told(data, JANUARY)
    assert conclusions(document) == {
        "小学办学条件": "未达到",
        "初中办学条件": "未达到",
        "小学各项差异系数": "未达到",
        "初中各项差异系数": "未达到",
        "政府保障程度": "待定",
        "教育质量": "待定",
        "社会认可度": "待定",
    }
    said = text(document)
    assert "政府保障程度、教育质量、社会认可度等要点尚未填报自评结果和佐证材料。" in said
    assert "综合差异系数" not in said
    assert "其余各项已达到" not in said


def test_all_met_is_said(make_county: MakeCounty) -> None:
    """Two equal schools, the gate, the score and the satisfaction met."""
    document = told(make_county({"学校": SCHOOLS, "评估要点": answered(*DECIDING)}, settings=BASIC))
    assert set(conclusions(document).values()) == {"达到"}
    assert "按照《县域义务教育均衡发展督导评估暂行办法》，各项评估要求均已达到。" in text(document)


def test_something_open_is_no_success(make_county: MakeCounty) -> None:
    """The satisfaction is missing: no conclusion before it is known."""
    document = told(make_county({"学校": SCHOOLS, "评估要点": answered(*DECIDING[:2])}, settings=BASIC))
    assert conclusions(document)["公众满意度"] == "待定"
    assert "公众满意度待定，其余各项已达到。待定各项数据补齐之前，不能作出达到评估要求的结论。" in text(document)


def test_a_figure_that_falls_short_is_not_met_whatever_is_said_of_it(make_county: MakeCounty) -> None:
    """Satisfaction of 80 under a bound of 85."""
    rows = (*DECIDING[:2], ("satisfaction", None, 80))
    document = told(make_county({"学校": SCHOOLS, "评估要点": answered(*rows)}, settings=BASIC))
    assert conclusions(document)["公众满意度"] == "未达到"
    assert "为80%，低于85%的要求。" in text(document)


def test_a_point_that_only_counts_towards_the_score_does_not_decide(make_county: MakeCounty) -> None:
    """government_6 is not met, the score is: told, and the conclusion stands."""
    rows = (*DECIDING, ("government_6", "未达到", None))
    document = told(make_county({"学校": SCHOOLS, "评估要点": answered(*rows)}, settings=BASIC))
    assert "各项评估要求均已达到。" in text(document)
    assert "教育经费在预算中单列" in text(document)


def test_a_county_without_a_standard_draws_no_conclusion(make_county: MakeCounty) -> None:
    """Said plainly; no table, no annex."""
    document = told(make_county())
    said = text(document)
    assert "目前不能作出自评结论" in said
    assert not [b for b in document.blocks if isinstance(b, Table | Annex)]
    for absent in ("自评结果", "，，", "。。", "，。", "（）", "None"):
        assert absent not in said

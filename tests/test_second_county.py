"""Another county, a dozen rows, other programmes, no preschool, two problems: right, and well worded."""

from pathlib import Path

import pytest

from reportgen.model.period import Period
from reportgen.pipeline import Request, build, examine, write_document
from reportgen.writers import docx, outline
from tests.conftest import MakeCounty

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def briefing(data: Path, tmp_path: Path) -> str:
    """The text of the county's briefing."""
    request = Request("monthly", Period(2019, 3), data, TEMPLATES, tmp_path / "out")
    return "\n".join(outline.blocks_text(write_document(request, examine(data, request.period)).document))


@pytest.fixture
def text(make_county: MakeCounty, tmp_path: Path) -> str:
    """The plain county's briefing."""
    return briefing(make_county(), tmp_path)


def test_the_county_speaks_of_itself_as_it_is_called(text: str) -> None:
    """A 区 is not a 县."""
    assert "清河区义务教育均衡发展推进工作情况汇报" in text
    assert "我区" in text
    assert "我县" not in text
    assert "全县" not in text


def test_its_programmes_are_counted_and_described(text: str) -> None:
    """Counts, money, areas and progress come from its own three rows."""
    assert "共实施校舍加固工程和操场改造工程两类项目3个，总投资250.5万元" in text
    assert "一是校舍加固工程。" in text
    assert "已完工1个、在建1个" in text
    assert "二是操场改造工程。" in text


def test_a_school_named_by_its_short_name_is_one_school(text: str) -> None:
    """一小 and 第一小学 are counted once."""
    assert "受益学校1所" in text


def test_sections_without_data_do_not_appear(text: str) -> None:
    """No preschool, no informatisation, no teachers: not a word of them."""
    for absent in ("学前", "信息化", "教师队伍", "布局", "标准化", "资金缺口"):
        assert absent not in text


def test_its_two_problems_are_told_and_joined_to_their_tasks(text: str) -> None:
    """两个方面, each with its evidence; the first has a task that answers it."""
    assert "突出表现在两个方面" in text
    assert "针对这一问题，由区教育局牵头加快工程进度，2019年8月前完成。" in text
    assert "全区有完小1所运动场或校舍面积不足" in text


def test_nothing_in_the_text_is_left_open(text: str) -> None:
    """No doubled marks, no template signs, no program words."""
    for sign in ("，，", "。。", "，。", "、。", "{{", "None", "nan", "（）"):
        assert sign not in text


def test_when_all_is_finished_it_says_so(make_county: MakeCounty, tmp_path: Path) -> None:
    """已全部完工 instead of a count, and no annex of unfinished works."""
    head = ["项目编号", "工程类别", "项目名称", "建设面积", "总投资", "进展"]
    rows = [
        head,
        ["X1", "校舍加固工程", "一小加固", 1200, 96, "完工"],
        ["X2", "校舍加固工程", "二小加固", 800, 64, "交付使用"],
    ]
    text = briefing(make_county({"项目": rows}), tmp_path)
    assert "已全部完工，完成率100%" in text
    assert "未完工" not in text


def test_both_files_are_written_and_say_the_same(make_county: MakeCounty, tmp_path: Path) -> None:
    """The build's own check compares both with the tree; here the Word file is read once more."""
    data = make_county()
    built = build(Request("monthly", Period(2019, 3), data, TEMPLATES, tmp_path / "out"))
    names = sorted(built.files)
    assert names == [
        "diagnostics.json",
        "facts.json",
        "facts.xlsx",
        "manifest.json",
        "清河区义务教育均衡发展推进工作情况汇报（2019年3月）.docx",
        "清河区义务教育均衡发展推进工作情况汇报（2019年3月）.pdf",
    ]
    word = (built.folder / names[4]).read_bytes()
    assert docx.read_text(word) == outline.blocks_text(built.document)

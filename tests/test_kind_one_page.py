"""The one page: five figures with their trend, one chart, three problems with their measures, on one sheet of A4."""

from pathlib import Path

import pytest

from reportgen.model.document import Document, FactText, Picture, Table, plain
from reportgen.model.period import Period
from reportgen.outputs import TooManyPages
from reportgen.pipeline import Built, Request, build, examine, write_document
from reportgen.writers import docx, outline, pdf
from tests.conftest import MakeCounty

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample county's January page, built once."""
    out = tmp_path_factory.mktemp("page")
    return build(Request("one_page", Period(2018, 1), ROOT / "data", TEMPLATES, out, attach=False))


def tables(document: Document) -> list[list[list[str]]]:
    """Each table's rows as text, head first."""
    found = [b for b in document.blocks if isinstance(b, Table)]
    return [[[plain(cell) for cell in row] for row in (t.header, *t.rows)] for t in found]


def page(data: Path) -> Document:
    """A plain county's page."""
    return write_document(
        Request("one_page", Period(2019, 3), data, TEMPLATES, data), examine(data, Period(2019, 3))
    ).document


def test_it_is_one_page(built: Built) -> None:
    """The build refuses two; here the file is counted once more."""
    written = next(built.folder.glob("*.pdf")).read_bytes()
    assert len(pdf.read_text(written)) == 1


def test_five_figures_stand_beside_last_months(built: Built) -> None:
    """Now, then, and which way: the overdue problems, counted by hand, went from none to three."""
    figures = tables(built.document)[0]
    assert figures[0] == ["关键数据", "本月", "上月", "较上月"]
    assert len(figures) == 6
    assert ["问题销号率", "35%", "11.8%", "提高23.2个百分点"] in figures
    assert ["逾期未销号问题", "3个", "0个", "增加3个"] in figures
    rows = list(built.examined.ledger["problems"])
    late = [
        r for r in rows
        if r.value("status") != "已销号" and r.value("due").last < built.examined.settings.as_of
    ]  # fmt: skip
    assert len(late) == 3


def test_three_problems_have_the_task_that_answers_them(built: Built) -> None:
    """WT-01 is answered by RW-03, and so on, with who and until when."""
    measures = tables(built.document)[1]
    assert measures[1:] == [
        ["生均运动场和校舍面积不足", "加快布局调整和城区学校扩容", "县教体局", "2018年12月31日"],
        ["达标建设资金缺口较大", "强化达标建设资金保障", "县财政局", "2018年9月30日"],
        ["教师队伍结构性矛盾突出", "健全教师补充与交流机制", "县教体局", "2018年8月31日"],
    ]


def test_there_is_one_chart(built: Built) -> None:
    """And its numbers are in its alternative text."""
    pictures = [b for b in built.document.blocks if isinstance(b, Picture)]
    assert len(pictures) == 1
    assert "219" not in plain(pictures[0].caption)
    assert "140个" in pictures[0].alt or "140" in pictures[0].alt


def test_the_first_sentence_says_how_works_stand_to_plan(built: Built) -> None:
    """215 of 219 done, 214 due: 0.5 个百分点 ahead."""
    text = "".join(docx.read_text(next(built.folder.glob("*.docx")).read_bytes()))
    assert "全县实施教育工程项目219个，已完工215个，完工率高于序时进度0.5个百分点。" in text
    assert "台账所列问题20个，已销号7个，其中本月销号5个。" in text


def test_without_an_earlier_month_there_is_no_trend(make_county: MakeCounty) -> None:
    """Two columns, no dashes; works without planned dates have no 序时进度."""
    document = page(make_county())
    figures = tables(document)[0]
    assert figures[0] == ["关键数据", "本月"]
    assert ["工程项目完工率", "33.3%"] in figures
    assert "序时进度" not in "\n".join(outline.blocks_text(document))


def test_a_problem_nobody_answers_says_so(make_county: MakeCounty) -> None:
    """W1 has a task, W2 has neither task nor measure."""
    assert tables(page(make_county()))[1][1:] == [
        ["部分工程进度偏慢", "加快工程进度", "区教育局", "2019年8月"],
        ["运动场和校舍面积不足", "—", "—", "—"],
    ]


def test_tasks_joined_to_no_problem_stand_by_themselves(make_county: MakeCounty) -> None:
    """Problems in a sentence, tasks in a table."""
    tasks = [
        ["任务编号", "任务", "措施", "牵头单位", "完成时限"],
        ["R1", "加快工程进度", "倒排工期", "区教育局", "2019年8月"],
    ]
    document = page(make_county({"任务": tasks}))
    assert "主要问题：一是部分工程进度偏慢；二是运动场和校舍面积不足。" in "\n".join(outline.blocks_text(document))
    assert tables(document)[1] == [["下一步措施", "责任单位", "时限"], ["加快工程进度", "区教育局", "2019年8月"]]


def test_titles_twice_as_long_still_fit(make_county: MakeCounty, tmp_path: Path) -> None:
    """Three problems of 24 characters and three tasks as long."""
    long = "部分乡镇中心小学运动场和校舍面积仍未达到规定标准"
    problems = [["问题编号", "专题", "问题", "整改状态"], *([f"W{n}", "其他", long, "整改中"] for n in range(3))]
    head = ["任务编号", "任务", "措施", "对应问题", "牵头单位", "完成时限"]
    tasks = [head, *([f"R{n}", long, "倒排工期", f"W{n}", "区教育局", "2019年8月"] for n in range(3))]
    data = make_county({"问题": problems, "任务": tasks})
    assert build(Request("one_page", Period(2019, 3), data, TEMPLATES, tmp_path / "out", ("pdf",))).files


def test_what_does_not_fit_is_refused(make_county: MakeCounty, tmp_path: Path) -> None:
    """A problem as long as a page: how many pages, how many are allowed, what to do."""
    problems = [["问题编号", "专题", "问题", "整改状态"], ["W1", "其他", "运动场不足" * 80, "整改中"]]
    with pytest.raises(TooManyPages, match="最多 1 页，没有发布。请精简"):
        build(
            Request("one_page", Period(2019, 3), make_county({"问题": problems}), TEMPLATES, tmp_path / "out", ("pdf",))
        )
    assert not list((tmp_path / "out").rglob("*.pdf"))


def test_every_number_of_it_is_a_fact(built: Built) -> None:
    """Nothing typed: the figures in the table are marked with their Facts."""
    first = next(b for b in built.document.blocks if isinstance(b, Table))
    assert all(isinstance(row[1][0], FactText) for row in first.rows)

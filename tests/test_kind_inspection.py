"""迎检汇报: works by name, earlier findings, evidence, and the questions an inspector asks with where each number is from."""

from pathlib import Path

import pytest

from reportgen.model.document import Annex, Document, Heading, Table, plain
from reportgen.model.period import Period
from reportgen.pipeline import Built, Request, build, examine, write_document
from reportgen.writers import docx, outline
from tests.conftest import MakeCounty

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample county's January report to inspectors, as Word, built once."""
    out = tmp_path_factory.mktemp("inspection")
    return build(
        Request("inspection", Period(2018, 1), ROOT / "data", TEMPLATES, out, ("docx",), audience="省政府教育督导组")
    )


@pytest.fixture(scope="session")
def text(built: Built) -> str:
    """Its words, read back from the Word file, a line for each paragraph and cell."""
    return "\n".join(docx.read_text(next(built.folder.glob("*.docx")).read_bytes()))


def annexed(document: Document, title: str) -> list[list[list[str]]]:
    """The tables of an annex, row by row, head first."""
    found: list[list[list[str]]] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Annex):
            inside = plain(block.inlines) == title
        elif isinstance(block, Table) and inside:
            found.append([[plain(cell) for cell in row] for row in (block.header, *block.rows)])
    return found


def plainly(data: Path) -> Document:
    """A plain county's."""
    request = Request("inspection", Period(2019, 3), data, TEMPLATES, data)
    return write_document(request, examine(data, Period(2019, 3))).document


def test_it_speaks_to_those_who_inspect(text: str) -> None:
    """--audience at the beginning and at the end."""
    assert "尊敬的省政府教育督导组：" in text
    assert "以上汇报，请省政府教育督导组批评指正。" in text


def test_it_has_three_parts(built: Built) -> None:
    """工作推进情况, 存在问题, 下一步打算, and standards and rectification in the first."""
    headings = [b for b in built.document.blocks if isinstance(b, Heading)]
    assert [plain(h.inlines) for h in headings if h.level == 1] == ["工作推进情况", "存在问题", "下一步打算"]
    second = [plain(h.inlines) for h in headings if h.level == 2]
    assert {"推进未完工项目建设", "对照标准开展自评", "整改以往检查发现的问题"} <= set(second)


def test_unfinished_works_are_named_with_dates_and_reasons(built: Built, text: str) -> None:
    """The four of the ledger, none late, in a sentence and in the annex."""
    assert "尚有四个项目未完工，均未超过计划完工时间：新一中计划2018年8月交付使用" in text
    assert "明德小学计划2018年3月完工，尾款尚未落实，竣工验收未完成" in text
    names = [
        str(r.value("name"))
        for r in built.examined.ledger["projects"]
        if r.value("status") in ("主体完工", "装修", "基本竣工", "主体在建")
    ]
    assert [row[0] for row in annexed(built.document, "未完工项目一览表")[0][1:]] == names
    assert len(names) == 4


def test_earlier_findings_are_counted_by_who_found_them(built: Built, text: str) -> None:
    """Sums of the ledger, counted by hand; those past their day by name."""
    rows = list(built.examined.ledger["problems"])
    closed = [r for r in rows if r.value("status") == "已销号"]
    assert f"问题台账共列问题{len(rows)}个，已销号{len(closed)}个，销号率35%" in text
    assert "逾期未销号3个，为“学校用地手续不完备”（县国土局，时限2017年12月31日）" in text
    table = next(b for b in built.document.blocks if isinstance(b, Table) and "整改情况表" in plain(b.caption))
    counts = {plain(row[0]): [int(plain(row[1])), int(plain(row[2]))] for row in table.rows}
    for source in ("自查", "县级督查", "省级督导", "市级督导", "群众反映"):
        mine = [r for r in rows if r.value("found_by") == source]
        assert counts[source] == [len(mine), sum(r.value("status") == "已销号" for r in mine)]
    assert counts["合计"] == [len(rows), len(closed)]


def test_every_finding_is_listed_and_the_late_ones_are_shaded(built: Built) -> None:
    """Twenty rows, three of them shaded in the column of states."""
    listed = annexed(built.document, "以往检查发现问题整改情况一览表")[0]
    assert len(listed) == 21
    table = next(b for b in built.document.blocks if isinstance(b, Table) and plain(b.header[0]) == "问题")
    late = {plain(table.rows[row][0]) for row, column in table.shaded if column == 5}
    assert late == {"学校用地手续不完备", "运动场排水不畅", "改造校舍墙面开裂"}


def test_the_evidence_is_listed(built: Built) -> None:
    """Documents as in the ledger, without the column 文号 that nobody filled; each item with its evidence."""
    papers, items = annexed(built.document, "佐证材料目录")
    assert papers[0] == ["文件名称", "印发单位", "印发时间", "所属工作"]
    assert len(papers) - 1 == len(list(built.examined.ledger["documents"]))
    assert len(items) - 1 == 20
    assert any(row[1:] == ["随迁子女就学纳入教育规划和财政保障", "已达到", "—", "年度招生工作方案"] for row in items)


def test_questions_have_answers_and_say_where_the_number_is_from(built: Built) -> None:
    """The gap with its three terms, the coefficient with its document, the count with its sheet."""
    (rows,) = annexed(built.document, "可能询问的问题及数据")
    asked = {row[0]: row[1:] for row in rows[1:]}
    assert asked["均衡达标建设资金缺口多大？"] == [
        "23593万元，总需33806万元",
        "总需建设资金 − 已到位资金 − 预计到位资金",
    ]
    assert asked["小学校际差异系数是否符合要求？"] == [
        "综合差异系数0.344，限值0.65，符合",
        "教督〔2012〕3号：各项差异系数的算术平均",
    ]
    assert asked["有没有逾期未整改的问题？"][0] == "有3个"
    assert asked["英语教师缺多少？"][0] == "缺185名，需求486人，现有301人"
    assert all(answer and rule for answer, rule in asked.values())


def test_a_plain_county_answers_what_it_can(make_county: MakeCounty) -> None:
    """No evidence, no findings by source, no standards; unfinished works without empty columns."""
    document = plainly(make_county())
    text = "\n".join(outline.blocks_text(document))
    assert "尚有两个项目未完工，均未超过计划完工时间：二小加固计划2019年6月完工；一小操场计划2019年8月底完工。" in text
    assert annexed(document, "未完工项目一览表")[0][0] == ["项目", "工程类别", "计划完工", "目前进展"]
    assert [plain(b.inlines) for b in document.blocks if isinstance(b, Annex)] == [
        "未完工项目一览表",
        "可能询问的问题及数据",
    ]
    (questions,) = annexed(document, "可能询问的问题及数据")
    assert ["有没有逾期未整改的问题？", "没有"] in [row[:2] for row in questions]
    for sign in ("，，", "。。", "，。", "、。", "；。", "：。", "{{", "None", "（）", "《》"):
        assert sign not in text


def test_a_late_work_is_called_late(make_county: MakeCounty) -> None:
    """Planned for February, and it is the end of March."""
    head = ["项目编号", "工程类别", "项目名称", "建设面积", "总投资", "进展", "计划完工", "滞后原因"]
    rows = [
        head,
        ["X1", "校舍加固工程", "一小加固", 1200, 96, "主体在建", "2019年2月", "冬季停工"],
        ["X2", "校舍加固工程", "二小加固", 800, 64, "完工", "2019年1月", None],
    ]
    text = "\n".join(outline.blocks_text(plainly(make_county({"项目": rows}))))
    assert "尚有一个项目未完工，其中逾期一个：一小加固计划2019年2月完工，已逾期，冬季停工。" in text
    assert "按计划应完工2个，完工率低于序时进度50个百分点。" in text


def test_a_county_with_nothing_but_schools_has_no_empty_annex(make_county: MakeCounty) -> None:
    """Neither works nor problems nor tasks nor standards."""
    empty = {"项目": [["项目编号", "工程类别", "项目名称", "建设面积", "总投资", "进展"]], "问题": [["问题编号", "专题", "问题"]],
             "任务": [["任务编号", "任务", "措施", "牵头单位"]]}  # fmt: skip
    document = plainly(make_county(empty))
    assert all(block.rows for block in document.blocks if isinstance(block, Table))
    assert "附件：可能询问的问题及数据" in "\n".join(outline.blocks_text(document))

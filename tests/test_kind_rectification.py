"""The rectification report: found, closed, open, overdue, counted as the ledger has them, and the whole ledger behind."""

from pathlib import Path

import pytest

from reportgen.model.document import Annex, Document, Paragraph, Picture, Role, Table, plain
from reportgen.model.period import Period
from reportgen.pipeline import Built, Request, build, examine, write_document
from reportgen.writers import docx, outline
from scripts.sample.problems import HEAD, problems
from tests.conftest import MakeCounty
from tests.pages import table, text

ROOT = Path(__file__).resolve().parent.parent
LEDGER = [dict(zip(HEAD, row, strict=True)) for row in problems(now=True)[1:]]
COLUMNS = [
    "问题编号",
    "专题",
    "问题",
    "涉及乡镇",
    "发现来源",
    "责任单位",
    "整改时限",
    "整改状态",
    "销号时间",
    "销号依据",
]


def told(data: Path) -> Document:
    """The plain county's report."""
    request = Request("rectification", Period(2019, 3), data, ROOT / "templates", data.parent / "out")
    return write_document(request, examine(data, request.period)).document


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample county's report of January, as a Word file."""
    out = tmp_path_factory.mktemp("out")
    return build(Request("rectification", Period(2018, 1), ROOT / "data", ROOT / "templates", out, ("docx",)))


def test_the_file_says_what_was_meant(sample: Built) -> None:
    """The Word file read back."""
    (path,) = sample.folder.glob("*.docx")
    assert docx.read_text(path.read_bytes()) == outline.blocks_text(sample.document)


def test_the_totals_are_those_of_the_ledger(sample: Built) -> None:
    """Counted here from the rows the sample is made of."""
    closed = [row for row in LEDGER if row["整改状态"] == "已销号"]
    now = [row for row in closed if row["销号时间"].month == 1 and row["销号时间"].year == 2018]  # type: ignore[attr-defined]
    assert (len(LEDGER), len(closed), len(now)) == (20, 7, 5)
    said = text(sample.document)
    assert "累计发现问题20个，其中本月新发现3个。已销号7个，销号率35%，较上月提高23.2个百分点；本月销号5个。" in said
    assert "未销号13个，其中整改中11个、待销号1个、未启动1个；逾期未销号3个。" in said


@pytest.mark.parametrize(
    ("caption", "column"), [("发现来源", "发现来源"), ("责任单位", "责任单位"), ("乡镇", "涉及乡镇")]
)
def test_each_division_is_counted_by_hand(sample: Built, caption: str, column: str) -> None:
    """Problems and closed ones by source, lead and township."""
    for name, count, closed, *_ in table(sample.document, f"各{caption}问题整改情况（单位：个）")[1:]:
        mine = [row for row in LEDGER if row[column] == name or name == "合计"]
        done = [row for row in mine if row["整改状态"] == "已销号"]
        assert (int(count), int(closed)) == (len(mine), len(done)), name


def test_topics_are_drawn(sample: Built) -> None:
    """One chart, by topic."""
    assert [b.chart.key for b in sample.document.blocks if isinstance(b, Picture)] == ["problems_by_topic"]


def test_what_was_closed_this_month_has_its_evidence(sample: Built) -> None:
    """Five rows, each with the day and what proves it; none closed before January."""
    rows = table(sample.document, "本月销号问题")[1:]
    assert len(rows) == 5
    assert ["食堂许可证到期", "三里中心小学", "县市场监管局", "2018年1月5日", "新换发的许可证"] in rows
    assert not any(row[0] == "课程没有开齐开足" for row in rows)


def test_the_overdue_are_told_one_by_one(sample: Built) -> None:
    """By name, with lead, date and measure; the one mended waits for its closing."""
    said = text(sample.document)
    assert "（一）学校用地手续不完备" in said
    assert "责任单位县国土局，整改时限2017年12月31日，目前正在整改。措施：补办用地预审和划拨手续。" in said
    assert "整改时限2018年1月25日，目前整改完毕，尚未核实销号。" in said


def test_next_months_deadlines_are_listed(sample: Built) -> None:
    """Two fall due in February."""
    rows = table(sample.document, "2018年2月到期的问题")[1:]
    assert [(row[0], row[4]) for row in rows] == [
        ("多媒体设备没有投入使用", "2018年2月28日"),
        ("档案资料不规范", "2018年2月15日"),
    ]


def test_the_whole_ledger_is_the_annex(sample: Built) -> None:
    """Every row, in its order, with code and evidence."""
    assert [plain(b.inlines) for b in sample.document.blocks if isinstance(b, Annex)] == ["问题整改销号台账"]
    rows = table(sample.document, "")[1:]
    assert [row[0] for row in rows] == [row["问题编号"] for row in LEDGER]
    assert [row[7] for row in rows] == [row["销号依据"] or "—" for row in LEDGER]


def test_a_blank_state_is_said_and_is_neither_open_nor_overdue(make_county: MakeCounty) -> None:
    """W2 is past its date, but nobody has said how it stands."""
    rows = [
        COLUMNS,
        ["W1", "管理", "食堂没有许可证", "甲镇", "自查", "区教育局", "2019年2月底", "整改中", None, None],
        ["W2", "管理", "大班额", "甲镇", "自查", "区教育局", "2019年2月底", None, None, None],
    ]
    document = told(make_county({"问题": rows}))
    said = text(document)
    assert "未销号1个；逾期未销号1个。另有1个没有填整改状态，需要核实。" in said
    assert "（一）大班额" not in said
    assert table(document, "")[2][6] == "未填"


def test_a_county_with_two_bare_problems_has_no_empty_part(make_county: MakeCounty) -> None:
    """No lead, no date, no source, nothing closed: not claimed either."""
    said = text(told(make_county()))
    assert "累计发现问题2个。尚无问题销号。未销号2个。" in said
    for absent in ("逾期", "责任单位和整改时限", "本月销号情况", "到期", "，，", "。。", "，。", "（）", "None"):
        assert absent not in said


def test_without_problems_it_says_so(make_county: MakeCounty) -> None:
    """An empty ledger is one sentence."""
    document = told(make_county({"问题": [COLUMNS], "任务": [["任务编号", "任务", "措施", "牵头单位"]]}))
    assert text(document).endswith("截至2019年3月31日，问题台账里没有问题。")
    assert not [b for b in document.blocks if isinstance(b, Table)]


def test_the_annex_is_announced_before_a_signature(make_county: MakeCounty, tmp_path: Path) -> None:
    """附件说明 stands after the text and before the signature (GB/T 9704-2012, 7.3.4)."""
    (tmp_path / "templates").mkdir()
    body = '+++\ntitle = "函"\n+++\n# 函\n\n正文。\n\n@signature {{ bureau }}\n\n@signature_date {{ as_of }}\n\n@annex 附表\n\n表。\n'
    (tmp_path / "templates" / "letter.md.j2").write_text(body, encoding="utf-8")
    data = make_county()
    request = Request("letter", Period(2019, 3), data, tmp_path / "templates", tmp_path / "out")
    document = write_document(request, examine(data, request.period)).document
    roles = [b.role for b in document.blocks if isinstance(b, Paragraph)]
    assert roles == [Role.BODY, Role.ANNEX_LIST, Role.SIGNATURE, Role.SIGNATURE_DATE, Role.BODY]

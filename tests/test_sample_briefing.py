"""The sample county's briefing says what its ledgers hold, in both files, and can say where from."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from reportgen.layout import GBT9704
from reportgen.model.document import Heading, Paragraph, Picture, Role, Table, Text, plain
from reportgen.model.period import Period
from reportgen.pipeline import Built, Request, build
from reportgen.records import printed
from reportgen.selfcheck import check_docx, check_pdf
from reportgen.writers import docx, pdf

ROOT = Path(__file__).resolve().parent.parent
SAID = """
140个 2414万元 70504平方米 92所 已全部完工，完成率100%
56个 2740万元 37所 98009平方米 教学及辅助用房14个 水冲厕所11个 学生宿舍2个 运动场29个
18个 1234万元 7880平方米 新建11个 改扩建7个
新一中投资30000万元，建设面积96000平方米，2017年9月初开工建设，现已主体完工
开发区中心校及幼儿园投资4000万元，建设面积22400平方米 计划2018年2月交付使用
明德小学投资1500万元，建设面积7221平方米 现已基本竣工 衡尤小学投资800万元，建设面积4950平方米，现已完工
城镇中心校投资2000万元，建设面积12000平方米 2018年底完成主体工程70%以上
完小由134所调整到110所 教学点由176所调整到125所 先后2次 10个方面
光纤专线，速率20M以上 校园宽带接入率达到100% 校园网建有率达到100% 700多万元 近2000台 师机比达到1:1
6000万元以上 生机比将达到10:1 班级多媒体覆盖率将达到100% 300人 完小24所、初级中学2所及部分教学点
33806万元 5113万元 5100万元 23593万元 3100万元 缺1500万元 缺600万元 缺1000万元 2715万元
《示例县进一步推进义务教育均衡发展工作实施方案》 《示例县中小学布局调整规划》 《示例县中小学教育信息化建设整体方案》
（2018—2022年） 《关于加强教师队伍建设的意见》 《关于加强农村中小学教师队伍建设的意见》 2017年5月
一周一督查、一月一调度 每月召开一次项目调度会 确保2018年顺利通过国家验收
""".split()  # noqa: SIM905  the list reads as lines


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample county's January briefing, built once."""
    out = tmp_path_factory.mktemp("out")
    return build(Request("monthly", Period(2018, 1), ROOT / "data", ROOT / "templates", out))


def read(built: Built, suffix: str) -> bytes:
    """The file with this ending."""
    return next(built.folder.glob(f"*{suffix}")).read_bytes()


@pytest.fixture(scope="session")
def texts(built: Built) -> dict[str, str]:
    """The text of both files, white space aside."""
    word = "".join(docx.read_text(read(built, ".docx")))
    page = "".join(pdf.read_text(read(built, ".pdf")))
    return {"docx": re.sub(r"\s", "", word), "pdf": re.sub(r"\s", "", page)}


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("file", ["docx", "pdf"])
def test_every_fact_of_the_county_is_said(texts: dict[str, str], file: str, said: str) -> None:
    """What the ledgers hold stands in both files."""
    assert said in texts[file]


def test_the_wrong_gap_is_nowhere_printed(texts: dict[str, str]) -> None:
    """23567 was reported; the ledgers give 23593."""
    for text in texts.values():
        assert "23567" not in text


def test_the_diagnostics_are_the_known_ones_and_no_other(built: Built) -> None:
    """The reported gap is 26 off; some cells are blank; one gap does not say whether it is inside."""
    rows = json.loads((built.folder / "diagnostics.json").read_text("utf-8"))["diagnostics"]
    assert [row["code"] for row in rows] == ["W402", "N403", "N403", "N403", "N407"]
    assert "上报为 23567万元，由台账算出的是 23593万元，相差 26万元" in rows[0]["message"]
    assert rows[0]["origins"][0] == "2018-01/03资金与教师台账.xlsx!上报数!C2"


def test_there_are_nine_charts_and_the_tables(built: Built) -> None:
    """Each picture has alternative text with its numbers; each table a caption or an annex over it."""
    pictures = [b for b in built.document.blocks if isinstance(b, Picture)]
    tables = [b for b in built.document.blocks if isinstance(b, Table)]
    assert [p.number for p in pictures] == [f"图{n}" for n in range(1, 10)]
    assert len(tables) == 15
    assert "33806万元" in next(p.alt for p in pictures if p.chart.key == "funding_gap")


def test_no_digit_of_the_text_is_an_orphan(built: Built) -> None:
    """Words of templates hold no digit: every digit is a Fact's, a cell's, or numbering."""
    for block in built.document.blocks:
        numbering = isinstance(block, Paragraph) and block.role is Role.ANNEX_LIST
        lines = [block.inlines] if hasattr(block, "inlines") and not numbering else []
        if isinstance(block, Table):
            lines = [block.caption, *(cell for row in (block.header, *block.rows) for cell in row)]
        for inline in (i for line in lines for i in line):
            assert not isinstance(inline, Text) or not re.search(r"\d", inline.text), inline


def test_headings_are_numbered_in_order(built: Built) -> None:
    """一、二、三、 and （一）（二） under each."""
    numbers = [b.number for b in built.document.blocks if isinstance(b, Heading) and b.level == 1]
    assert numbers == ["一、", "二、", "三、"]


def test_the_gap_can_say_where_it_is_from(built: Built) -> None:
    """facts.json holds the three terms and their cells."""
    facts = {f["id"]: f for f in json.loads((built.folder / "facts.json").read_text("utf-8"))["facts"]}
    gap = facts["funds.gap@均衡达标建设"]
    assert gap["value"] == "23593"
    assert gap["rule"] == "总需建设资金 − 已到位资金 − 预计到位资金"
    assert facts[gap["facts"][0]]["cells"] == [f"2018-01/03资金与教师台账.xlsx!资金!G{n}" for n in (4, 5)]
    assert any("资金缺口仍达23593万元" in sentence for sentence in gap["sentences"])


def test_the_manifest_names_every_file_with_its_hash(built: Built) -> None:
    """What was written, from what, with what."""
    manifest = json.loads((built.folder / "manifest.json").read_text("utf-8"))
    assert {row["path"] for row in manifest["files"]} == set(built.files) - {"manifest.json"}
    for row in (r for r in manifest["inputs"] if not r["path"].startswith("templates/")):
        assert hashlib.sha256((ROOT / "data" / row["path"]).read_bytes()).hexdigest() == row["sha256"]
    for row in manifest["files"]:
        assert hashlib.sha256((built.folder / row["path"]).read_bytes()).hexdigest() == row["sha256"]
    inputs = {row["path"] for row in manifest["inputs"]}
    assert {"2018-01/文件.csv", "2017-12/02项目台账.xlsx", "report.toml", "templates/monthly.md.j2"} <= inputs


def test_the_same_ledgers_give_the_same_bytes(built: Built, tmp_path: Path) -> None:
    """A second build, elsewhere, does not differ in one byte."""
    again = build(Request("monthly", Period(2018, 1), ROOT / "data", ROOT / "templates", tmp_path))
    for name in built.files:
        assert (again.folder / name).read_bytes() == (built.folder / name).read_bytes(), name


def test_december_is_built_as_well(tmp_path: Path) -> None:
    """The month before has its own ledgers, no month before it, and its own words."""
    december = build(Request("monthly", Period(2017, 12), ROOT / "data", ROOT / "templates", tmp_path, ("docx",)))
    text = "".join(docx.read_text(read(december, ".docx")))
    assert "（2017年12月）" in text
    assert "截至2017年12月31日" in text
    assert "较上月" not in text
    assert not [d for d in december.examined.diagnostics if d.code.startswith("E")]


def test_january_says_what_changed_since_december(built: Built) -> None:
    """Facts of both months are kept, and the difference with them."""
    facts = {f["id"]: f for f in json.loads((built.folder / "facts.json").read_text("utf-8"))["facts"]}
    now, before = facts["projects.total_done"], facts["projects.total_done~previous"]
    change = facts["projects.total_done~change"]
    assert int(now["value"]) - int(before["value"]) == int(change["value"])


def test_every_printed_fact_rests_on_cells(built: Built) -> None:
    """Followed down, each number of the text ends in cells of the ledgers."""
    book = built.examined.book

    def cells(ident: str) -> set[str]:
        fact = book.get(ident)
        assert fact is not None, ident
        return {str(o) for o in fact.basis.cells} | {c for part in fact.basis.facts for c in cells(part)}

    shown = printed(built.document)
    assert len(shown) > 50
    for ident in shown:
        assert cells(ident), ident


def test_both_files_say_the_same_words(built: Built) -> None:
    """The self-check of the build passes again on what was published."""
    assert check_docx(built.document, read(built, ".docx")) == []
    assert check_pdf(built.document, read(built, ".pdf"), GBT9704) == []


def test_tables_say_their_units_and_add_up(built: Built) -> None:
    """The table of programmes ends with 合计, and 合计 is the sum of the rows above it."""
    table = next(b for b in built.document.blocks if isinstance(b, Table) and "汇总表" in plain(b.caption))
    assert plain(table.header[1]) == "项目数（个）"
    counts = [int(plain(row[1])) for row in table.rows]
    assert plain(table.rows[-1][0]) == "合计"
    assert counts[-1] == sum(counts[:-1])


def test_captions_run_from_one(built: Built) -> None:
    """表1, 表2 … and 图1, 图2 … each in one row through the annex."""
    numbers = [b.number for b in built.document.blocks if isinstance(b, Table) and b.caption]
    assert numbers == [f"表{n}" for n in range(1, len(numbers) + 1)]


def test_nothing_in_the_text_is_left_open(texts: dict[str, str]) -> None:
    """No doubled marks, no template signs, no program words."""
    for sign in ("，，", "。。", "，。", "、。", "；。", "{{", "{%", "None", "nan", "（）", "《》", "](", "\\"):
        assert sign not in texts["docx"], sign
        assert sign not in texts["pdf"], sign

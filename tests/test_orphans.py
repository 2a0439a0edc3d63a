"""No orphan numbers: whatever numeral reaches a page belongs to a Fact with cells, to a cell that holds it, or to numbering."""

import io
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from reportgen.charts import Pen, draw, sayings
from reportgen.fonts import find_fonts
from reportgen.layout import GBT9704
from reportgen.model.chart import BarChart, Series, Span, Timeline
from reportgen.model.document import (
    Annex,
    Block,
    CellText,
    Document,
    FactText,
    Heading,
    Meta,
    Paragraph,
    Picture,
    Role,
    Text,
)
from reportgen.model.fact import Basis, Fact, FactBook
from reportgen.model.origin import Origin
from reportgen.selfcheck import OrphanNumbers, check_docx, check_pdf, find_orphans
from reportgen.writers import docx, pdf
from tests.conftest import MakeCounty
from tests.test_cli import run

CELL = Origin("2019-03/台账.xlsx", "任务", "F2")
WRITTEN = {CELL: "2019年8月底前完成"}
GAP = Fact("funds.gap", Decimal(23593), "万元", Basis("口径", (CELL,)), "资金缺口", ("达标建设",))


def orphans(
    *blocks: Block, facts: Sequence[Fact] = (GAP,), drawn: Mapping[str, Sequence[str]] | None = None
) -> list[str]:
    """The numerals that come from nowhere, each with the place it was found."""
    document = Document(Meta("题目"), blocks)
    book = FactBook({fact.id: fact for fact in facts})
    found = find_orphans(document, book, lambda origin: WRITTEN.get(origin, ""), drawn or {}, sayings)
    return [f"{o.numeral}@{o.where}" for o in found]


def test_facts_cells_and_numbering_pass() -> None:
    """A Fact, a date of a ledger, 附件 and heading numbers."""
    assert not orphans(
        Heading(3, (Text("资金"),), "1."),
        Paragraph((Text("缺口"), FactText("23593万元", GAP.id), Text("，"), CellText("2019年8月底前完成", CELL))),
        Paragraph((Text("附件：1.项目表\n2.学校表"),), Role.ANNEX_LIST),
        Annex((Text("项目表"),), "附件1"),
    )


@pytest.mark.parametrize(
    "block, said",
    [
        (Paragraph((Text("共37所"),)), "37@一节"),
        (Paragraph((Text("共３７所"),)), "３７@一节"),
        (Heading(1, (Text("2018年工作"),), "一、"), "2018@标题“一、2018年工作”"),
        (Heading(1, (Text("工作"),), "37"), "37@编号"),
        (Paragraph((CellText("2019年9月底前完成", CELL),)), "9@一节"),
        (Paragraph((CellText("共5所", Origin("2019-03/台账.xlsx", "任务", "F9")),)), "5@一节"),
        (Paragraph((FactText("23593万元", "funds.nothing"),)), "23593万元@一节"),
        (Paragraph((Text("附件：1.共3所的学校表"),), Role.ANNEX_LIST), "3@附件说明"),
        (Annex((Text("项目表3"),), "附件1"), "3@附件标题“附件1”"),
    ],
)
def test_a_number_from_nowhere_is_named_with_its_place(block: Block, said: str) -> None:
    """Typed into a template, full width too, in a heading, or said to stand in a cell where it does not."""
    assert orphans(block) == [said]


def test_a_fact_must_rest_on_cells() -> None:
    """By itself or through others; a Fact that rests on itself rests on nothing."""
    total = Fact("f.total", Decimal(5), "所", Basis("相加", facts=("f.part",)))
    part = Fact("f.part", Decimal(5), "所", Basis("计数", (CELL,)))
    round_ = Fact("f.part", Decimal(5), "所", Basis("相加", facts=("f.total",)))
    line = Paragraph((FactText("5所", "f.total"),))
    assert not orphans(line, facts=(total, part))
    assert orphans(line, facts=(total, round_)) == ["5所@一节"]
    assert orphans(line, facts=(Fact("f.total", Decimal(5), "所", Basis("手填")),)) == ["5所@一节"]


def test_a_number_on_a_chart_belongs_to_its_facts() -> None:
    """The legend of a series is words; the bar's number is the Fact's."""
    chart = BarChart("gap", "缺口", "万元", ("达标建设",), (Series("缺口", (GAP,)), Series("上年缺口", (GAP,))))
    typed = BarChart("gap", "缺口", "万元", ("达标建设",), (Series("缺口", (GAP,)), Series("2018年缺口", (GAP,))))
    font = find_fonts().faces["hei"]
    for made, said in ((chart, []), (typed, ["2018@图“缺口”"])):
        picture = Picture(made, (Text("缺口"),), "柱状图", "图1")
        assert orphans(picture, drawn={"gap": draw(made, Pen(font)).words}) == said


def test_a_timelines_dates_are_the_cells_and_its_scale_is_nobodys() -> None:
    """The months below the axis say where one is; the label of a work is the ledger's."""
    from datetime import date

    spans = (Span("8月底前完成的项目", "在建", date(2019, 1, 1), date(2019, 8, 31), "", "", False, (CELL,)),)
    chart = Timeline("time", "工期", spans, date(2019, 3, 31), "截至2019年3月31日")
    words = draw(chart, Pen(find_fonts().faces["hei"])).words
    picture = Picture(chart, (Text("工期"),), "横道图", "图1")
    assert any("8月底" in text for text in words)
    assert not any(text == "2019年4月" for text in words)
    assert not orphans(picture, drawn={"time": words})
    assert orphans(picture, drawn={"time": [*words, "2020年"]}) == ["2020@图“工期”"]


def test_a_number_in_the_margin_of_a_word_file_is_found() -> None:
    """A footer that says more than the page."""
    document = Document(Meta("题目", "局", "", "2018-01-31"), (Paragraph((Text("正文。"),)),))
    made = docx.write(document, GBT9704, {})
    assert not check_docx(document, made)
    other = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/footer1.xml":
                part = part.replace(b"</w:p>", "<w:r><w:t>第37期</w:t></w:r></w:p>".encode(), 1)
            new.writestr(name, part)
    assert next(m.found for m in check_docx(document, other.getvalue())).endswith("第37期")


def test_each_page_of_the_pdf_carries_its_number_and_no_other() -> None:
    """Below the text: — 1 —, and nothing else."""
    document = Document(Meta("题目", "局", "", "2018-01-31"), (Paragraph((Text("正文。"),)),))
    made = pdf.write(document, GBT9704, {}, find_fonts())
    assert pdf.read_margins(made) == ["—1—"]
    assert not check_pdf(document, made, GBT9704)


def test_a_digit_typed_into_a_charts_legend_stops_the_build(make_county: MakeCounty, tmp_path: Path) -> None:
    """templates/charts.toml is words as well: the build says which chart and which number, and writes nothing."""
    words = tmp_path / "templates"
    shutil.copytree(Path(__file__).resolve().parent.parent / "templates", words)
    charts = (words / "charts.toml").read_text("utf-8")
    (words / "charts.toml").write_text(charts.replace('name = "在建"', 'name = "2019年在建"', 1), encoding="utf-8")
    out = tmp_path / "out"
    done = run(
        "build", "monthly", "--period", "2019-03", "--data", str(make_county()),
        "--templates", str(words), "--out", str(out), "--to", "docx",
    )  # fmt: skip
    assert done.returncode == 1
    assert "有的数说不出来历" in done.stderr
    assert "2019年在建" in done.stderr
    assert not list(out.rglob("*.docx"))


def test_the_message_names_the_first_five_and_counts_the_rest() -> None:
    """As many as anyone reads."""
    document = Document(Meta("题目"), tuple(Paragraph((Text(f"共{n}所"),)) for n in range(1, 9)))
    found = find_orphans(document, FactBook(), lambda _: "", {}, sayings)
    assert "等共 8 处" in str(OrphanNumbers(found))

"""The PDF says what the tree says, on pages of 22 lines of 28 characters (GB/T 9704-2012)."""

import ctypes
import math
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from reportgen.charts import Pen, draw
from reportgen.fonts import FontSet, UncoveredCharacter, find_fonts
from reportgen.layout import GBT9704, with_changes
from reportgen.model.chart import BarChart
from reportgen.model.document import (
    Align,
    Annex,
    Block,
    CellText,
    Document,
    FactText,
    Heading,
    Inline,
    Meta,
    PageBreak,
    Paragraph,
    Picture,
    Role,
    Table,
    TableColumn,
    Text,
    Title,
)
from reportgen.model.origin import Origin
from reportgen.writers import html, outline, pdf
from reportgen.writers.pdf import engine, fetch, justify, render, speed
from reportgen.writers.pdf.plainsvg import plain
from tests.test_charts import BARS, BULLET, CHANGE, TIMELINE, WATERFALL

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200"/></svg>'
PROSE = "坚持以标准化学校建设为抓手，大力实施“全面改薄”、校舍维修改造等项目，截至2018年1月，已投入资金23593万元。"
MM = 72 / 25.4


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    return find_fonts()


def document(*blocks: Block) -> Document:
    return Document(Meta("推进情况汇报", "××县教育局", "义务教育", "2018-01-31"), blocks)


def paragraph(*parts: str | Inline, role: Role = Role.BODY) -> Paragraph:
    return Paragraph(tuple(Text(part) if isinstance(part, str) else part for part in parts), role)


def table(header: str, *rows: str, widths: tuple[float, ...] = ()) -> Table:
    """``table("学校 人数", "一中 30", …)``; ``_`` is an empty cell."""
    names = header.split()
    columns = tuple(TableColumn(Align.CENTER, width) for width in widths or [1 / len(names)] * len(names))
    cells = [tuple((Text(word.replace("_", "")),) for word in row.split()) for row in (header, *rows)]
    return Table(columns, cells[0], tuple(cells[1:]), (Text("办学条件"),), "表1")


def picture(key: str = "c") -> Picture:
    return Picture(BarChart(key, "项目", "个", (), ()), (Text("项目进展"),), "柱状图：各乡镇项目个数", "图1")


def made(fonts: FontSet, *blocks: Block, **pictures: bytes) -> bytes:
    return pdf.write(document(*blocks), GBT9704, pictures or {"c": SVG}, fonts)


def opened(data: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(data)


def lines(data: bytes) -> list[list[str]]:
    """The lines of each page as printed."""
    return [text.split("\r\n") for text in pdf.read_text(data)]


def body_characters(data: bytes) -> Iterator[tuple[int, str, float, float]]:
    """Page, character, baseline in points from the top, right edge in points, of what is set in 16 pt."""
    for number, page in enumerate(opened(data)):
        text = page.get_textpage()
        for place in range(text.count_chars()):
            x, y = ctypes.c_double(), ctypes.c_double()
            pdfium.FPDFText_GetCharOrigin(text, place, x, y)
            if math.isclose(pdfium.FPDFText_GetFontSize(text, place), 16 / 0.75, abs_tol=0.1):
                yield (
                    number,
                    text.get_text_range(place, 1),
                    page.get_height() - y.value,
                    text.get_charbox(place, loose=True)[2],
                )


EVERYTHING = (
    Title((Text("关于全县义务教育均衡发展工作推进情况的汇报"),)),
    paragraph("××县教育局", role=Role.UNIT),
    paragraph("（2018年1月）", role=Role.DATE),
    Heading(1, (Text("工作推进情况"),), "一、"),
    Heading(2, (Text("加快项目建设"),), "（一）"),
    paragraph(
        "资金缺口",
        FactText("23593万元", "fund.gap"),
        "，",
        CellText("涉及12所学校", Origin("a.xlsx", "表", "B3")),
        "。",
    ),
    Heading(3, (Text("校舍。"),), "1."),
    Heading(4, (Text("新建。"),), "（1）"),
    picture(),
    table("学校 投资 进展", "第一中学 533.38 已竣工", "实验小学 _ 主体完工"),
    paragraph("注：不含教学点。", role=Role.NOTE),
    paragraph(PROSE * 9),
    paragraph("附件：1.项目表", role=Role.ANNEX_LIST),
    paragraph("2.设备表", role=Role.ANNEX_LIST),
    paragraph("××县教育局", role=Role.SIGNATURE),
    paragraph("2018年1月16日", role=Role.SIGNATURE_DATE),
    PageBreak(),
    Annex((Text("项目表"),), "附件1"),
    table("序号 学校", *(f"{n} 第{n}小学" for n in range(1, 61))),
)


# -- the page ---------------------------------------------------------------------------------------------


def test_a_full_page_holds_22_lines_of_28_characters(fonts):
    first, second, *_ = lines(made(fonts, paragraph("教育" * 900)))
    assert len(first) == len(second) == 22
    assert {len(line) for line in [*first[1:], *second]} == {28}
    assert len(first[0]) == 26, "左空二字"


def test_lines_stand_29_6_points_apart_from_37_to_262_millimetres(fonts):
    baselines = sorted({y for page, _, y, _ in body_characters(made(fonts, paragraph("教育" * 900))) if page == 0})
    assert [later - earlier for earlier, later in pairwise(baselines)] == pytest.approx([29.6] * 21, abs=0.05)
    assert (baselines[0] - 0.88 * 16) / MM == pytest.approx(37, abs=0.3)
    assert (baselines[-1] + 0.12 * 16) / MM == pytest.approx(262, abs=0.3)


def test_every_full_line_ends_at_the_right_margin_whatever_marks_and_numbers_it_has(fonts):
    ends: dict[tuple[int, float], float] = {}
    for page, character, y, right in body_characters(made(fonts, paragraph(PROSE * 12))):
        if character.strip():
            ends[page, round(y)] = max(ends.get((page, round(y)), 0), right / MM)
    full = list(ends.values())[:-1]
    assert len(full) > 18
    assert full == pytest.approx([184] * len(full), abs=0.7)


def test_without_its_private_function_the_lines_stay_ragged_but_the_page_is_made(fonts, monkeypatch):
    inline = pytest.importorskip("weasyprint.layout.inline")
    monkeypatch.setattr(inline, "justify_line", lambda renamed, arguments, here: None)
    with justify.chinese_justification() as arranged:
        assert not arranged
    assert pdf.matches(made(fonts, paragraph(PROSE)), document(paragraph(PROSE))) == []
    monkeypatch.delattr(inline, "justify_line")
    with justify.chinese_justification() as arranged:
        assert not arranged


def test_the_library_is_left_as_it_was(fonts):
    inline = pytest.importorskip("weasyprint.layout.inline")
    before = inline.justify_line
    with justify.chinese_justification() as arranged:
        assert arranged
        assert inline.justify_line is not before
    assert inline.justify_line is before


def test_a_number_keeps_its_unit_and_a_range_its_ends_wherever_the_line_breaks(fonts):
    blocks = [
        paragraph("县" * shift, "规划期2017—2022年投入", FactText("2414", "f"), "万元占比15%～30%、面积7.80平方米。")
        for shift in range(30)
    ]
    found = ["".join(line.split()) for page in lines(made(fonts, *blocks)) for line in page]
    whole = ("2017—2022年", "2414万元", "15%～30%", "7.80平方米")
    assert all(sum(line.count(word) for line in found) == 30 for word in whole)


def test_no_line_begins_with_a_closing_mark_or_a_dash(fonts):
    blocks = [
        paragraph("县" * shift, "学校—县城“改薄”（二期）、三期……之后——再建，1～2所。艾力·买买提") for shift in range(30)
    ]
    found = [line for page in lines(made(fonts, *blocks)) for line in page]
    assert not [line for line in found if line[0] in "，。、）”～·" or (line[0] == "—" and line[:2] != "——")]


def test_the_page_number_is_outside_right_then_left_and_no_part_of_the_text(fonts):
    data = made(fonts, paragraph("教育" * 900))
    first, second = list(opened(data))[:2]
    for page, number, place in ((first, "— 1 —", 184 - 14 / MM), (second, "— 2 —", 28 + 14 / MM)):
        text = page.get_textpage()
        assert text.get_text_bounded(top=90).strip() == number
        boxes = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_charbox(i)[1] < 90]
        edge = max(box[2] for box in boxes) if number == "— 1 —" else min(box[0] for box in boxes)
        assert edge / MM == pytest.approx(place, abs=1.5)
    assert not any("—" in text for text in pdf.read_text(data))


def test_after_a_picture_and_a_short_table_the_lines_are_back_on_the_grid(fonts):
    data = made(
        fonts,
        paragraph("甲"),
        picture(),
        paragraph("乙"),
        table("学校 进展", "一中 已竣工", "二中 " + "正在装修" * 9),
        paragraph("丙"),
    )
    tops = [(y - (34.6 * MM)) % 29.6 for _, character, y, _ in body_characters(data) if character in "甲乙丙"]
    assert tops == pytest.approx([tops[0]] * 3, abs=0.05)


def test_a_picture_stays_with_its_caption_and_a_short_table_whole(fonts):
    for filled in range(8, 22):
        blocks = [paragraph("甲") for _ in range(filled)]
        for block, words in (
            (picture(), ["图1"]),
            (table("学校 进展", *(f"第{n}中学 好" for n in range(8))), ["表1", "第0中学", "第7中学"]),
        ):
            pages = pdf.read_text(made(fonts, *blocks, block))
            assert len({next(n for n, text in enumerate(pages) if word in text) for word in words}) == 1
            assert pages[0].count("甲") == filled


def test_a_long_table_repeats_its_header_and_never_splits_a_row(fonts):
    rows = [f"起{n} {'正在装修' * 5}终" for n in range(60)]
    pages = pdf.read_text(made(fonts, table("学校名 进展栏", *rows, widths=(0.7, 0.3))))
    assert len(pages) > 3
    assert all("学校名" in page[:30] for page in pages)
    assert all(page.count("起") == page.count("终") > 0 for page in pages)


def test_an_annex_begins_a_page_with_its_label_and_then_its_title(fonts):
    pages = lines(made(fonts, paragraph("正文"), Annex((Text("项目表"),), "附件1"), paragraph("说明")))
    assert pages == [["正文"], ["附件1", "项目表", "说明"]]


def test_page_breaks_leave_no_empty_page(fonts):
    blocks = (PageBreak(), paragraph("一"), PageBreak(), PageBreak(), Annex((Text("表"),), "附件1"), PageBreak())
    assert lines(made(fonts, *blocks)) == [["一"], ["附件1", "表"]]


def test_a_signature_is_never_alone_on_a_page(fonts):
    blocks = [paragraph("甲") for _ in range(22)]
    signed = (paragraph("××县教育局", role=Role.SIGNATURE), paragraph("2018年1月16日", role=Role.SIGNATURE_DATE))
    assert lines(made(fonts, *blocks, *signed))[1][0] == "甲"


def test_a_long_title_is_broken_between_words_into_even_lines(fonts):
    data = made(fonts, Title((Text("关于全县义务教育均衡发展工作推进情况的汇报"),)), paragraph("正文"))
    assert lines(data)[0][:2] == ["关于全县义务教育均衡发展", "工作推进情况的汇报"]


def test_a_title_that_says_where_it_breaks_or_holds_a_number_is_not_cut_elsewhere(fonts):
    own = Title((Text("关于全县义务教育均衡发展\n督导评估的报告"),))
    number = Title((Text("关于全县义务教育学校投入资金"), FactText("23593万元改善办学条件", "f"), Text("的报告")))
    assert lines(made(fonts, own, paragraph("正文")))[0][:2] == ["关于全县义务教育均衡发展", "督导评估的报告"]
    assert lines(made(fonts, number, paragraph("正文")))[0][:2] == [
        "关于全县义务教育学校投入资金",
        "23593万元改善办学条件的报告",
    ]


def test_western_text_is_justified_at_its_spaces_and_an_unbreakable_rest_is_not_torn_apart(fonts):
    english = "The quick brown fox jumps over the lazy dog. " * 6
    torn = "县市" + "A" * 45
    data = made(fonts, paragraph(english), paragraph(torn))
    assert pdf.matches(data, document(paragraph(english), paragraph(torn))) == []
    assert "县市" in lines(data)[0]


# -- the text ---------------------------------------------------------------------------------------------


def test_the_text_read_back_is_the_tree(fonts):
    assert pdf.matches(made(fonts, *EVERYTHING), document(*EVERYTHING)) == []


def test_one_changed_digit_is_found_with_its_page(fonts):
    rows = [f"{n} {1000 + n}" for n in range(60)]
    data = made(fonts, paragraph("正文"), table("序号 金额", *rows))
    rows[50] = "50 1051"
    (found,) = pdf.matches(data, document(paragraph("正文"), table("序号 金额", *rows)))
    assert (found.page, found.expected, found.found[:4]) == (2, "1051", "1050")
    assert "第2页" in str(found)
    assert outline.blocks_text(document(paragraph("正文"), table("序号 金额", *rows)))[found.block] == "1051"


def test_missing_words_and_words_too_many_are_found(fonts):
    data = made(fonts, paragraph("第一段"), paragraph("第二段"))
    assert (
        pdf.matches(data, document(paragraph("第一段"), paragraph("第二段"), paragraph("第三段")))[0].expected
        == "第三段"
    )
    assert pdf.matches(data, document(paragraph("第一段")))[0].found == "第二段"
    assert pdf.matches(data, document(paragraph("第二段"), paragraph("第一段")))[0].block == 0


def test_a_table_whose_header_is_not_repeated_is_found(fonts):
    broken = table("序号 金额", *(f"{n} {n}" for n in range(60)))
    page = html.write(document(broken), GBT9704, {}, fonts, fetch.shelf({}, fonts).addresses)
    page = page.replace("display:table-header-group", "display:table-row-group")
    data = render.render(page, fetch.fetcher(fetch.shelf({}, fonts).contents), fonts)
    assert pdf.matches(data, document(broken))[0].page == 2


def test_text_that_runs_off_the_page_is_found(fonts):
    endless = document(paragraph("1234567890" * 12))
    assert pdf.matches(pdf.write(endless, GBT9704, {}, fonts), endless) != []


def test_what_looks_like_markup_is_printed_as_it_is_written(fonts):
    odd = document(paragraph("<img src=x>&amp;“A&B”'\"", FactText("5<6", 'key"<&>')), table("a<b> &c", "</td> <!--"))
    assert pdf.matches(pdf.write(odd, GBT9704, {}, fonts), odd) == []


def test_a_line_end_in_a_cell_is_a_line_end_on_the_page(fonts):
    assert lines(made(fonts, paragraph("第一行\n第二行")))[0] == ["第一行", "第二行"]


def test_the_outline_shows_kinds_texts_and_facts():
    shown = outline.write(document(*EVERYTHING[3:6], table("学校 数", "一中 3")))
    assert shown.splitlines() == [
        "  Heading 1: 一、工作推进情况",
        "    Heading 2: （一）加快项目建设",
        "    Paragraph body: 资金缺口⟦23593万元|fund.gap⟧，⟨涉及12所学校|a.xlsx!表!B3⟩。",
        "    Table 2×1: 表1\u3000办学条件",
        "      # 学校 | 数",
        "      - 一中 | 3",
    ]


def test_the_outline_has_a_line_for_every_kind_of_block():
    shown = outline.write(document(*EVERYTHING))
    kinds = (
        "Title: ",
        "Heading 1",
        "Paragraph note",
        "Picture c: 图1\u3000项目进展",
        "alt: ",
        "Table 3×2",
        "PageBreak",
        "Annex 附件1",
    )
    assert all(kind in shown for kind in kinds)


def test_the_page_alone_is_well_formed_html_with_its_pictures_inside(fonts):
    page = html.write(document(*EVERYTHING), GBT9704, {"c": SVG}, fonts)
    root = ET.fromstring(page)  # noqa: S314  # our own page
    assert [fact.attrib["value"] for fact in root.iter("data")] == ["fund.gap"]
    assert [image.attrib["src"][:26] for image in root.iter("img")] == ["data:image/svg+xml;base64,"]
    assert "http" not in page


def test_the_texts_of_blocks_are_numbers_captions_and_cells_in_order():
    blocks = (
        *EVERYTHING[:1],
        *EVERYTHING[3:4],
        picture(),
        PageBreak(),
        Annex((Text("项目表"),), "附件1"),
        table("学校 数", "一中 _"),
    )
    assert outline.blocks_text(document(*blocks)) == [
        "关于全县义务教育均衡发展工作推进情况的汇报",
        "一、工作推进情况",
        "图1\u3000项目进展",
        "附件1",
        "项目表",
        "表1\u3000办学条件",
        *("学校", "数", "一中", ""),
    ]


# -- fonts ------------------------------------------------------------------------------------------------


@pytest.fixture
def rare_font(tmp_path: Path) -> Path:
    """A font file that has 喆 and nothing else."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for move, point in ((pen.moveTo, (0, 0)), (pen.lineTo, (0, 700)), (pen.lineTo, (700, 700)), (pen.lineTo, (700, 0))):
        move(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "zhe"])
    builder.setupCharacterMap({ord("喆"): "zhe"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "zhe": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "zhe": (1000, 0)})
    builder.setupHorizontalHeader(ascent=1160, descent=-288)
    builder.setupNameTable({"familyName": "Rare", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "Rare.ttf")
    return tmp_path / "Rare.ttf"


def test_a_rare_character_is_printed_by_a_font_that_has_it_and_reported(fonts, rare_font):
    named = document(paragraph("联系人：李喆，电话0930。" + "教育" * 40), table("姓名 数", "李喆 1"))
    able = FontSet(fonts.faces, (rare_font,))
    data = pdf.write(named, GBT9704, {}, able)
    assert pdf.matches(data, named) == []
    assert pdf.missing_characters(named, able) == {"喆": "Rare.ttf"}
    assert pdf.missing_characters(document(*EVERYTHING), able) == {}
    baselines = sorted({round(y, 1) for _, _, y, _ in body_characters(data)})
    assert baselines[1] - baselines[0] == pytest.approx(29.6, abs=0.1), "off the grid"


def test_a_character_no_font_has_is_refused_never_boxed(fonts):
    bare = FontSet(fonts.faces)
    with pytest.raises(UncoveredCharacter, match=r"“喆”（U\+5586）.*李喆"):
        pdf.write(document(paragraph("李喆")), GBT9704, {}, bare)
    with pytest.raises(UncoveredCharacter, match=r"U\+200B"):
        pdf.write(document(paragraph("教\u200b育")), GBT9704, {}, bare)


def test_no_glyph_is_notdef_even_for_signs_the_body_face_lacks(fonts):
    data = made(fonts, paragraph("±×÷≤≥①ⅡΩ°é"), *EVERYTHING)
    for page in opened(data):
        text = page.get_textpage()
        assert not any(pdfium.FPDFText_HasUnicodeMapError(text, place) for place in range(text.count_chars()))


@pytest.mark.parametrize(
    "written,changed,warning",
    [("body,p", "body{text-spacing:auto} p", "text-spacing"), ("甲", "\U0010fffd", "notdef")],
)
def test_a_warning_of_the_layout_engine_stops_the_pdf(fonts, written, changed, warning):
    own = fetch.shelf({}, fonts)
    page = html.write(document(paragraph("甲")), GBT9704, {}, fonts, own.addresses)
    with pytest.raises(pdf.RenderWarning, match=warning):
        render.render(page.replace(written, changed, 1), fetch.fetcher(own.contents), fonts)


# -- pictures, and what a page may read -------------------------------------------------------------------


def test_a_picture_is_no_wider_than_the_layout_allows_and_keeps_its_shape(fonts):
    from reportgen.writers.html.picture import drawn_size, svg_size

    wide = drawn_size(svg_size("c", SVG), GBT9704)
    assert (wide.width / MM, wide.height / wide.width) == pytest.approx((150, 0.5))
    tall = drawn_size(svg_size("c", SVG.replace(b'height="200"', b'height="4000"', 1)), GBT9704)
    assert tall.height < 22 * 29.6
    viewed = svg_size("c", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"/>')
    assert (viewed.width, viewed.height) == (40, 30)


def test_a_chart_without_picture_is_refused(fonts):
    with pytest.raises(html.MissingPicture, match="无图"):
        pdf.write(document(picture("无图")), GBT9704, {}, fonts)


@pytest.mark.parametrize("data", [b"<svg", b"<html/>", b'<svg xmlns="http://www.w3.org/2000/svg"/>', b"\x89PNG"])
def test_a_damaged_picture_is_refused_not_left_out(fonts, data):
    with pytest.raises(html.BrokenPicture, match="“c”"):
        made(fonts, picture(), c=data)


@pytest.mark.parametrize("url", ["http://localhost:9/a.png", "file:///etc/hostname", "data:image/png;base64,AAAA"])
def test_a_picture_that_reads_something_else_is_refused(fonts, url):
    nosy = SVG.replace(b"<rect", f'<image href="{url}" width="9" height="9"/><rect'.encode())
    with pytest.raises(pdf.AccessRefused, match=url[:4]):
        made(fonts, picture(), c=nosy)


@pytest.mark.parametrize(
    "intruder",
    [
        '<img src="http://localhost:9/a.png" alt="x"/>',
        '<link rel="stylesheet" href="file:///etc/hostname"/>',
        '<link rel="attachment" href="file:///etc/hostname"/>',
        "<style>@import url(http://localhost:9/a.css);</style>",
        '<object data="file:///etc/hostname">x</object>',
    ],
)
@pytest.mark.parametrize("fast", [True, False])
def test_no_network_and_no_file_is_read(fonts, intruder, fast):
    own = fetch.shelf({}, fonts)
    page = html.write(document(paragraph("甲")), GBT9704, {}, fonts, own.addresses)
    with pytest.raises(pdf.AccessRefused):
        render.render(page.replace("<body>", f"<body>{intruder}"), fetch.fetcher(own.contents), fonts, fast=fast)


def test_numbers_too_many_for_a_line_make_the_type_smaller_then_the_table_is_refused(fonts):
    from reportgen.writers.html.table import measure

    columns = "一 二 三 四 五 六 七 八 九 十"
    assert measure(table(columns, " ".join(["1"] * 10)), GBT9704).scale == 1
    assert measure(table(columns, " ".join(["12345.67"] * 10)), GBT9704).scale < 1
    uneven = measure(table("学校 数", "一中 12345678.90", widths=(0.95, 0.05)), GBT9704)
    assert uneven.scale == 1
    assert uneven.widths[1] > 5 * 12
    assert sum(uneven.widths) == pytest.approx(156 * MM)
    with pytest.raises(html.TableTooWide, match="共10列"):
        made(fonts, table(columns, " ".join(["123456789.01"] * 10)))


def test_a_quantity_too_wide_to_keep_parts_inside_its_unit_and_draws_no_line_out(fonts):
    """提高0.5个百分点 at the end of a line: the line before it stays full, the number keeps the first of its unit."""
    blocks = [paragraph("县" * shift, "完工率高于序时进度", FactText("0.5个百分点", "f"), "。") for shift in range(30)]
    found = ["".join(line.split()) for page in lines(made(fonts, *blocks)) for line in page]
    assert sum("0.5个" in line for line in found) == 30
    assert sum("0.5个百分点" in line for line in found) < 30


# -- the file ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def everything(fonts: FontSet) -> bytes:
    return made(fonts, *EVERYTHING)


def test_two_runs_give_the_same_bytes(fonts, everything):
    assert made(fonts, *EVERYTHING) == everything


def test_the_fast_way_makes_the_same_pages(fonts, everything):
    plain = pdf.write(document(*EVERYTHING), GBT9704, {"c": SVG}, fonts, fast=False)
    assert pdf.read_text(plain) == pdf.read_text(everything)
    for one, other in zip(opened(plain), opened(everything), strict=True):
        assert one.render(scale=0.7).to_numpy().tobytes() == other.render(scale=0.7).to_numpy().tobytes()


@pytest.mark.parametrize("chart", [BARS, CHANGE, BULLET, TIMELINE, WATERFALL], ids=lambda chart: chart.title)
def test_a_chart_is_drawn_the_same_with_and_without_an_interpreter_of_svg(fonts, chart):
    """All but the last grey of an edge: 2 of 255."""
    svg = draw(chart, Pen(fonts.faces["hei"])).svg
    assert plain(svg) is not None
    text = document(Picture(chart, (Text(chart.title),), "图"))
    slow, fast = (pdf.write(text, GBT9704, {chart.key: svg}, fonts, fast=fast) for fast in (False, True))
    for one, other in zip(opened(slow), opened(fast), strict=True):
        before, after = (page.render(scale=1.5).to_numpy().astype(int) for page in (one, other))
        assert abs(before - after).max() <= 2
        assert before.min() < 100


@pytest.mark.parametrize(
    "body",
    [
        '<rect x="1" y="1" width="5" height="5"/>',
        '<path d="M 0 0 A 1 1 0 0 1 5 5" style="fill: #000000"/>',
        '<path d="M 0 0 L 5" style="fill: #000000"/>',
        '<path d="M 0 0 L 5 5" style="fill: url(#shade)"/>',
        '<path d="M 0 0 L 5 5" style="opacity: 0.5"/>',
        '<g transform="rotate(45)"><path d="M 0 0 L 5 5"/></g>',
        '<use href="#elsewhere"/>',
    ],
)
def test_a_picture_that_is_not_plain_is_left_to_the_interpreter(body):
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt" viewBox="0 0 9 9">'
    assert plain(f'{head}<path d="M 0 0 L 5 5"/></svg>'.encode()) is not None
    assert plain(f"{head}{body}</svg>".encode()) is None


def test_a_quadratic_curve_is_drawn_as_the_cubic_of_the_same_shape():
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt" viewBox="0 0 9 9">'
    picture = plain(f'{head}<path d="M 0 0 Q 3 3 6 0 z" style="fill: none; stroke: #ff0000"/></svg>'.encode())
    assert b"0 0 m\n2.0000 2.0000 4.0000 2.0000 6.0000 0.0000 c\nh" in picture.operators
    assert b"1 0 0 RG" in picture.operators


def test_a_weasyprint_built_otherwise_is_used_the_plain_way(fonts, monkeypatch):
    library = pytest.importorskip("weasyprint")
    assert speed.can_be_lean(library.HTML)
    assert not speed.can_be_lean(object)
    monkeypatch.setattr(speed, "can_be_lean", lambda html: False)
    assert pdf.matches(made(fonts, paragraph(PROSE)), document(paragraph(PROSE))) == []


def test_a_weasyprint_that_asks_more_of_images_draws_them_itself(fonts, everything, monkeypatch):
    assert speed.can_take_images()
    monkeypatch.setattr(speed, "_IMAGE", ("get_intrinsic_size", "draw_on_many_pages"))
    assert speed.images({"picture:0": SVG}, fast=True) == {}


def test_the_collector_is_as_it_was_afterwards():
    import gc

    before = gc.get_threshold()
    with speed.quiet_collector(True):
        assert gc.get_threshold() != before
        with speed.quiet_collector(True):
            assert gc.get_freeze_count() > 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_the_file_says_what_it_is(everything):
    file = opened(everything)
    said = file.get_metadata_dict()
    assert (said["Title"], said["Author"], said["Subject"]) == ("推进情况汇报", "××县教育局", "义务教育")
    assert said["CreationDate"] == "D:20180131"
    assert [(mark.level, mark.get_title()) for mark in file.get_toc()] == [
        (0, "关于全县义务教育均衡发展工作推进情况的汇报"),
        (1, "一、工作推进情况"),
        (2, "（一）加快项目建设"),
        (3, "1.校舍。"),
        (4, "（1）新建。"),
        (0, "项目表"),
    ]
    assert any(b"pdfuaid:part" in stream for stream in streams(everything))
    assert pdfium.FPDFCatalog_IsTagged(file)


def streams(data: bytes) -> Iterator[bytes]:
    """The compressed streams of a file."""
    for found in re.finditer(rb"stream\n(x.*?)\nendstream", data, re.DOTALL):
        yield zlib.decompress(found[1])


def structure(element: Any, kinds: list[str], marks: set[int], alts: list[str]) -> None:
    kinds.append(string(pdfium.FPDF_StructElement_GetType, element))
    if kinds[-1] == "Figure":
        alts.append(string(pdfium.FPDF_StructElement_GetAltText, element))
    for place in range(pdfium.FPDF_StructElement_GetMarkedContentIdCount(element)):
        marks.add(pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(element, place))
    for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, place)
        if child:
            structure(child, kinds, marks, alts)


def string(get: Any, element: Any) -> str:
    size = get(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    get(element, buffer, size)
    return buffer.raw[:-2].decode("utf-16-le")


def test_pictures_have_words_tables_have_header_cells_and_page_numbers_are_artifacts(everything):
    kinds: list[str] = []
    alts: list[str] = []
    for page in opened(everything):
        marks: set[int] = set()
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        for place in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            structure(pdfium.FPDF_StructTree_GetChildAtIndex(tree, place), kinds, marks, alts)
        pdfium.FPDF_StructTree_Close(tree)
        texts = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]))
        named = [pdfium.FPDFPageObj_GetMarkedContentID(text) for text in texts]
        artifacts = [text for text, mark in zip(texts, named, strict=True) if mark < 0]
        assert {mark for mark in named if mark >= 0} <= marks
        assert artifacts
        assert all(text.get_bounds()[3] < 32.6 * MM for text in artifacts)
    assert alts == ["柱状图：各乡镇项目个数"]
    assert {"H1", "H2", "H3", "H4", "H5", "P", "Table", "TH", "TD", "Caption", "Figure"} <= set(kinds)


def test_another_layout_is_followed_without_a_word_changed(fonts):
    changed = with_changes(GBT9704, {"pdf": {"left": 30}, "styles": {"body": {"indent": 0}}})
    data = pdf.write(document(paragraph("教育" * 40)), changed, {}, fonts)
    box = next(iter(opened(data))).get_textpage().get_charbox(0, loose=True)
    assert box[0] / MM == pytest.approx(30, abs=0.3)


# -- the environment --------------------------------------------------------------------------------------


def test_importing_the_writer_loads_nothing_heavy():
    code = (
        "import sys, reportgen.writers.pdf, reportgen.writers.html, reportgen.fonts\n"
        "sys.exit(' '.join({'weasyprint', 'fontTools', 'pypdfium2', 'matplotlib'} & set(sys.modules)) or None)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_nothing_is_left_behind_when_the_program_ends(tmp_path):
    code = (
        "from reportgen.fonts import find_fonts; from reportgen.layout import GBT9704\n"
        "from reportgen.writers import pdf\n"
        "from reportgen.model.document import *\n"
        "document, fonts = Document(Meta('x'), (Paragraph((Text('x'),)),)), find_fonts()\n"
        "for fast in (True, False): pdf.write(document, GBT9704, {}, fonts, fast=fast)\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment)
    assert (ended.stdout, ended.stderr, list(tmp_path.iterdir())) == ("", "", [])


def test_without_pango_it_is_said_what_to_install(monkeypatch):
    class NoLibrary:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'\nsee the manual")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoLibrary(), *sys.meta_path])
    with pytest.raises(pdf.PangoMissing, match=r"apt-get install libpango.*'libpango-1\.0-0'$"):
        engine.weasyprint()

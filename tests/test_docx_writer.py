"""What a reader finds in the Word file of a small document: its parts, its words, its fields."""

import io
import os
import re
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pytest
from lxml import etree

from reportgen.layout import GBT9704, Layout, with_changes
from reportgen.model.chart import Timeline
from reportgen.model.document import (
    Align,
    Annex,
    Block,
    CellText,
    Document,
    FactText,
    Heading,
    Inline,
    Inlines,
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
from reportgen.writers.docx import (
    ConflictingFact,
    NoPicture,
    UnevenRow,
    UnwritableCharacter,
    property_name,
    read_fields,
    read_pictures,
    read_properties,
    read_text,
    write,
)
from reportgen.writers.outline import blocks_text

NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
W = f"{{{NS['w']}}}"
META = Meta("全县义务教育均衡发展情况汇报", "县教育体育局", "2018年1月", "2018-01-31")


def png(width: int, height: int) -> bytes:
    """A white picture of that many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xff" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def words(text: str) -> Inlines:
    return (Text(text),)


def paragraph(*parts: str | Inline, role: Role = Role.BODY) -> Paragraph:
    return Paragraph(tuple(Text(part) if isinstance(part, str) else part for part in parts), role)


def picture(key: str = "gap", alt: str = "缺口23593万元。") -> Picture:
    return Picture(Timeline(key, "t", (), date(2018, 1, 31), "今"), words("资金构成"), alt, "图1")


def table(rows: int = 2, caption: str = "缺口情况", number: str = "表1") -> Table:
    columns = (TableColumn(Align.LEFT, 0.5), TableColumn(Align.RIGHT, 0.3), TableColumn(Align.CENTER, 0.2))
    header = (words("学校"), words("缺口（平方米）"), words("结论"))
    body = tuple(
        (words(f"第{n}小学"), (FactText(f"{n * 10}", f"gap@第{n}小学"),), words("不达标")) for n in range(rows)
    )
    return Table(columns, header, body, words(caption) if caption else (), number)


EVERYTHING: tuple[Block, ...] = (
    Title(words("全县义务教育均衡发展情况汇报")),
    paragraph("县教育体育局", role=Role.UNIT),
    paragraph("（2018年1月）", role=Role.DATE),
    Heading(1, words("工作推进情况"), "一、"),
    Heading(2, words("加快工程建设"), "（一）"),
    Heading(3, words("维修改造"), "1."),
    Heading(4, words("土建"), "（1）"),
    paragraph("投入", FactText("2414万元", "repair.money"), "，涉及", CellText("“希望”小学", Origin("a.xlsx")), "。"),
    table(),
    paragraph("注：截至月底。", role=Role.NOTE),
    picture(),
    PageBreak(),
    paragraph("附件：1.缺口情况", role=Role.ANNEX_LIST),
    paragraph("2.项目情况", role=Role.ANNEX_LIST),
    paragraph("县教育体育局", role=Role.SIGNATURE),
    paragraph("2018年1月31日", role=Role.SIGNATURE_DATE),
    Annex(words("缺口情况"), "附件1"),
    table(number="", caption=""),
)
PICTURES = {"gap": png(800, 400)}


def written(*blocks: Block, layout: Layout = GBT9704) -> bytes:
    return write(Document(META, blocks), layout, PICTURES)


def part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def body(data: bytes) -> Any:
    return part(data, "word/document.xml")[0]


def find(root: Any, path: str) -> list[Any]:
    return list(root.xpath(path, namespaces=NS))


def style(data: bytes, name: str) -> Any:
    return find(part(data, "word/styles.xml"), f"w:style[w:name/@w:val='{name}']")[0]


# -- the words -------------------------------------------------------------------------------------------


def test_the_file_says_what_the_tree_says() -> None:
    """Every title, paragraph, caption and cell is read back in order: nothing lost, nothing added."""
    document = Document(META, EVERYTHING)
    assert read_text(write(document, GBT9704, PICTURES)) == blocks_text(document)


def test_python_docx_reads_the_same_words() -> None:
    """Another reader sees the text of fields as well: w:fldSimple would hide it."""
    data = written(paragraph("投入", FactText("2414万元", "repair.money"), "。"))
    assert [p.text for p in docx.Document(io.BytesIO(data)).paragraphs] == ["投入2414万元。"]
    assert b"fldSimple" not in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")


@pytest.mark.parametrize(
    "text", ["a<b>&c", ' "引号" ', "第一行\n第二行\t末", "\u3000全角", "𠮷野", "]]>", "回\r车", ""]
)
def test_words_come_back_as_they_were(text: str) -> None:
    """Marks of XML, blanks at the ends, line ends, tabs and rare characters survive, in words and in fields."""
    data = written(paragraph(text), paragraph(FactText(text, "k")))
    assert read_text(data) == [text, text]
    assert read_properties(data) == {"k": text}


@pytest.mark.parametrize("bad", ["\x00", "\x08", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_character_xml_cannot_hold_is_refused_by_its_code(bad: str) -> None:
    """Never a file Word calls corrupt: the message names the character and the words around it."""
    for block in (
        paragraph("甲" + bad),
        paragraph(FactText(bad, "k")),
        paragraph(FactText("1", bad)),
        picture(alt=bad),
    ):
        with pytest.raises(UnwritableCharacter, match=f"U\\+{ord(bad):04X}") as caught:
            written(block)
        assert caught.value.character == bad
    with pytest.raises(ValueError, match="U\\+"):
        write(Document(replace(META, title=bad)), GBT9704, {})


def test_ambiguous_marks_are_drawn_in_the_chinese_face() -> None:
    """“”…—· get the East Asian hint; plain words carry no run properties at all."""
    data = written(paragraph("“乡村教师”"), paragraph("1∶1"), paragraph("没有"))
    hinted = [bool(find(p, "w:r/w:rPr/w:rFonts[@w:hint='eastAsia']")) for p in find(body(data), "w:p")]
    assert hinted == [True, True, False]
    assert not find(find(body(data), "w:p")[2], ".//w:rPr")


# -- Facts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ident",
    ["gap", "area@第一中学/小学~change", 'a"b', "“希望”小学", "C:\\x\\", "two  words", "a&b<c>", "it's", "长" * 300],
)
def test_a_fact_is_a_field_over_a_property_of_its_name(ident: str) -> None:
    """Whatever the id holds, the field asks for the very property that holds the printed text."""
    data = written(paragraph("缺", FactText("7.80平方米", ident, "bare"), "。"))
    assert read_fields(data) == [(property_name(ident, "bare"), "7.80平方米")]
    assert read_properties(data) == {property_name(ident, "bare"): "7.80平方米"}


def test_a_field_has_all_its_parts_in_order() -> None:
    """begin, instruction, separate, result, end: a complex field Word can refresh."""
    field = find(body(written(paragraph(FactText("7个", "n", "bare")))), "w:p")[0]
    assert find(field, ".//w:fldChar/@w:fldCharType") == ["begin", "separate", "end"]
    assert find(field, ".//w:instrText/text()") == [' DOCPROPERTY "n|bare" ']
    assert find(field, ".//w:t/text()") == ["7个"]


def test_one_fact_printed_often_is_one_property() -> None:
    """Each (fact, form) has one property, in the order of first use; no form, no bar in the name."""
    fact = FactText("7个", "n")
    data = written(paragraph(fact, FactText("七", "n", "chinese")), paragraph(fact))
    assert list(read_properties(data).items()) == [("n", "7个"), ("n|chinese", "七")]
    assert len(read_fields(data)) == 3


def test_names_longer_than_word_allows_are_cut_and_stay_apart() -> None:
    """255 characters at most; two long ids differing at the end keep different names, the same in every build."""
    one, two = property_name("校" * 300 + "甲"), property_name("校" * 300 + "乙")
    assert len(one) == len(two) == 255
    assert one != two
    assert one == property_name("校" * 300 + "甲")


def test_a_text_longer_than_a_property_stays_plain_words() -> None:
    """A refresh in Word would cut it; so it is no field."""
    data = written(paragraph(FactText("很" * 300, "k")))
    assert read_text(data) == ["很" * 300]
    assert not read_fields(data)


def test_one_form_of_a_fact_with_two_texts_is_refused() -> None:
    """The property could hold only one of them."""
    with pytest.raises(ConflictingFact, match="n: printed as '7个' and as '8个'"):
        written(paragraph(FactText("7个", "n"), FactText("8个", "n")))


# -- tables ----------------------------------------------------------------------------------------------


def test_a_table_repeats_its_header_and_breaks_no_row() -> None:
    """The first row comes again on every page; no row is split over two."""
    rows = find(body(written(table(40))), "w:tbl/w:tr")
    assert [bool(find(row, "w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * 40
    assert all(find(row, "w:trPr/w:cantSplit") for row in rows)


def test_column_widths_fill_the_text_exactly() -> None:
    """Shares of the 版心, never beyond it, whatever the rounding; equal when no share is given."""
    for columns in ((TableColumn(width=1 / 7),) * 7, (TableColumn(),) * 3):
        row = (words("x"),) * len(columns)
        grid = find(body(written(Table(columns, row, (row,)))), "w:tbl/w:tblGrid/w:gridCol/@w:w")
        assert sum(map(int, grid)) == 8844
        assert max(map(int, grid)) - min(map(int, grid)) <= 1


def test_cells_stand_as_their_column_and_the_header_in_the_middle() -> None:
    """Left, right, centre by column; header cells are always centred."""
    head, first, *_ = find(body(written(table())), "w:tbl/w:tr")
    assert find(head, ".//w:jc/@w:val") == ["center"] * 3
    assert find(first, ".//w:jc/@w:val") == ["left", "right", "center"]
    assert find(first, ".//w:vAlign/@w:val") == ["center"] * 3


def test_table_lines_keep_their_own_pitch_off_the_grid() -> None:
    """Exact 20 pt, so that the 28.95 pt grid does not spread a table over two pages."""
    properties = find(style(written(), "表格文字"), "w:pPr")[0]
    assert find(properties, "w:snapToGrid/@w:val") == ["0"]
    assert find(properties, "w:spacing/@w:line") == ["400"]


def test_a_caption_stays_with_its_table() -> None:
    """表1, a full-width space and the title, on the page of the table's first row."""
    caption = find(body(written(table())), "w:p")[0]
    assert "".join(caption.itertext()) == "表1\u3000缺口情况"
    assert find(caption, "w:pPr/w:keepNext")


def test_two_tables_never_touch() -> None:
    """Word would make one of them; the line between them is no text."""
    bare = table(1, caption="", number="")
    data = written(bare, bare)
    assert [child.tag.removeprefix(W) for child in body(data)] == ["tbl", "p", "tbl", "p", "sectPr"]
    assert read_text(data) == blocks_text(Document(META, (bare, bare)))


def test_a_long_title_is_broken_by_sense_and_reads_whole() -> None:
    """…问题整改销号 / 情况报告, not …情况报 / 告; a reader of the file finds the title as it was said."""
    title = "示例县义务教育均衡发展问题整改销号情况报告"
    data = written(Title(words(title)))
    assert [element.text for element in find(body(data), "w:p[1]//w:t")] == [
        "示例县义务教育均衡发展",
        "问题整改销号情况报告",
    ]
    assert read_text(data) == [title]


def test_a_head_breaks_before_its_unit() -> None:
    """用地 / （平方米） in a narrow column, not 用地（平方 / 米）."""
    narrow = tuple(TableColumn(Align.RIGHT, 1 / 9) for _ in range(9))
    heads = (words("用地（平方米）"), *(words("数") for _ in range(8)))
    data = written(Table(narrow, heads, (tuple(words("1") for _ in range(9)),)))
    first = find(body(data), "w:tbl//w:tc[1]//w:t")
    assert [element.text for element in first][:2] == ["用地", "（平方米）"]
    assert read_text(data)[0] == "用地（平方米）"


@pytest.mark.parametrize(("rows", "kept"), [(8, set(range(7))), (9, {0, 7}), (1, set())])
def test_a_short_table_stays_on_one_page_and_a_long_one_parts_with_two_rows(rows: int, kept: set[int]) -> None:
    """Rows whose paragraphs are kept with the next."""
    found = find(body(written(table(rows))), "w:tbl/w:tr")[1:]
    assert {n for n, row in enumerate(found) if find(row, ".//w:keepNext")} == kept


def test_a_list_of_annexes_stands_whole_below_the_last_words() -> None:
    """The paragraph before it goes with it to the next page; its own lines do not part."""
    data = written(paragraph("以上汇报。"), paragraph("附件：1.甲\n2.乙", role=Role.ANNEX_LIST))
    assert find(body(data), "w:p[1]/w:pPr/w:keepNext")
    assert find(style(data, "附件说明"), "w:pPr/w:keepLines")


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    """A fault of the program, named with its row."""
    with pytest.raises(UnevenRow, match="表9, row 1: 1 cells for 2 columns"):
        written(Table((TableColumn(),) * 2, (words("a"), words("b")), ((words("c"),),), number="表9"))


# -- pictures --------------------------------------------------------------------------------------------


def test_a_picture_says_what_it_shows() -> None:
    """Alternative text for those who do not see it, quotes and all; the caption stands below."""
    data = written(picture(alt='缺口"23593"万元\n<完>'))
    assert read_pictures(data) == ['缺口"23593"万元\n<完>']
    assert read_text(data) == ["图1\u3000资金构成"]


def test_a_chart_shown_twice_is_one_file_and_two_drawings() -> None:
    """One PNG in the package; drawing ids stay unique, or Word calls the file corrupt."""
    data = written(picture(), picture())
    assert [n for n in zipfile.ZipFile(io.BytesIO(data)).namelist() if n.endswith(".png")] == [
        "word/media/picture1.png"
    ]
    assert find(body(data), ".//wp:docPr/@id") == ["1", "2"]


def test_every_picture_is_the_one_meant() -> None:
    """The drawing's relationship leads to the PNG of its own chart."""
    pictures = {"b": png(20, 10), "a": png(30, 10)}
    data = write(Document(META, (picture("a"), picture("b"), picture("a"))), GBT9704, pictures)
    targets = {r.get("Id"): r.get("Target") for r in part(data, "word/_rels/document.xml.rels")}
    archive = zipfile.ZipFile(io.BytesIO(data))
    shown = [archive.read("word/" + targets[i]) for i in find(body(data), ".//a:blip/@r:embed")]
    assert shown == [pictures["a"], pictures["b"], pictures["a"]]


@pytest.mark.parametrize(
    ("pixels", "millimetres"),
    [((800, 400), (101.6, 50.8)), ((2000, 500), (150, 37.5)), ((100, 8000), (2.557, 204.57))],
)
def test_a_picture_keeps_its_size_and_stays_inside_the_page(
    pixels: tuple[int, int], millimetres: tuple[float, float]
) -> None:
    """200 dpi; never wider than 150 mm, never higher than a page that also holds its caption; shape kept."""
    data = write(Document(META, (picture(),)), GBT9704, {"gap": png(*pixels)})
    extent = find(body(data), ".//wp:extent")[0]
    assert (int(extent.get("cx")) / 36000, int(extent.get("cy")) / 36000) == pytest.approx(millimetres, abs=0.01)


def test_a_picture_is_not_cut_to_one_line() -> None:
    """Its line is as high as it needs, off the grid, and on the page of its caption."""
    properties = find(style(written(), "图"), "w:pPr")[0]
    assert find(properties, "w:spacing/@w:lineRule") == ["auto"]
    assert find(properties, "w:snapToGrid/@w:val") == ["0"]
    assert find(properties, "w:keepNext")


def test_a_chart_that_was_not_drawn_is_refused() -> None:
    """By its key; and so is one that is no PNG."""
    with pytest.raises(NoPicture, match="chart gap: not drawn"):
        write(Document(META, (picture(),)), GBT9704, {})
    with pytest.raises(NoPicture, match="chart gap: not a PNG"):
        write(Document(META, (picture(),)), GBT9704, {"gap": b"GIF89a"})


# -- the page --------------------------------------------------------------------------------------------


def test_the_page_is_that_of_the_standard() -> None:
    """A4; 37, 35, 28 and 26 mm; a grid of 28.95 pt (GB/T 9704-2012, 5.1, 5.2)."""
    section = body(written())[-1]
    size, margins, grid = (dict(find(section, f"w:{tag}")[0].attrib) for tag in ("pgSz", "pgMar", "docGrid"))
    assert (size[f"{W}w"], size[f"{W}h"]) == ("11906", "16838")
    assert [margins[W + side] for side in ("top", "bottom", "left", "right")] == ["2098", "1984", "1587", "1474"]
    assert (grid[f"{W}type"], grid[f"{W}linePitch"]) == ("lines", "579")


def test_page_numbers_stand_at_the_outer_edge() -> None:
    """— 1 — right on odd pages and left on even ones, one character in, 7 mm below the text (7.5)."""
    data = written()
    assert find(part(data, "word/settings.xml"), "w:evenAndOddHeaders")
    for name, side in (("word/footer1.xml", "right"), ("word/footer2.xml", "left")):
        footer = part(data, name)
        assert "".join(find(footer, ".//w:t/text()")) == "— 1 —"
        assert find(footer, ".//w:jc/@w:val") == [side]
        assert find(footer, f".//w:ind/@w:{side}Chars") == ["100"]
    assert find(body(data), ".//w:pgMar/@w:footer") == ["1447"]


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_headings_are_words_own(level: int) -> None:
    """Built-in heading styles with an outline level: they fill the navigation pane and stay with their text."""
    data = written(Heading(level, words("工作推进情况"), "一、"))
    assert find(body(data), "w:p/w:pPr/w:pStyle/@w:val") == [f"Heading{level}"]
    heading = style(data, f"heading {level}")
    assert find(heading, "w:pPr/w:outlineLvl/@w:val") == [str(level - 1)]
    assert find(heading, "w:pPr/w:keepNext")
    assert not find(heading, ".//w:b | .//w:color")


@pytest.mark.parametrize(
    ("name", "face", "size"),
    [
        ("Title", "方正小标宋简体", 44),
        ("heading 1", "黑体", 32),
        ("heading 2", "楷体_GB2312", 32),
        ("Body Text", "仿宋_GB2312", 32),
    ],
)
def test_every_style_has_its_face_and_size(name: str, face: str, size: int) -> None:
    """2号小标宋, 3号黑体, 3号楷体, 3号仿宋 (7.3)."""
    properties = find(style(written(), name), "w:rPr")[0]
    assert find(properties, "w:rFonts/@w:eastAsia") == [face]
    assert find(properties, "w:sz/@w:val") == [str(size)]


def test_a_countys_own_layout_reaches_the_file() -> None:
    """Faces and margins are data: another layout in the same process gives another file, and changes no other."""
    other = with_changes(GBT9704, {"faces": {"fang": {"word": "仿宋"}}, "word": {"left": 30}})
    assert find(style(written(layout=other), "Body Text"), "w:rPr/w:rFonts/@w:eastAsia") == ["仿宋"]
    assert find(body(written(layout=other)), ".//w:pgMar/@w:left") == ["1701"]
    assert find(body(written()), ".//w:pgMar/@w:left") == ["1587"]


def test_no_theme_and_no_foreign_default_decides_a_face() -> None:
    """No theme attribute, no MS Mincho, no template's styles: the language is zh-CN and rare faces have a stand-in."""
    data = written(*EVERYTHING)
    everything = "".join(
        content.decode() for name, content in contents(data).items() if name.endswith((".xml", ".rels"))
    )
    assert "Theme" not in everything
    assert "theme" not in everything
    assert "MS Mincho" not in everything
    assert find(part(data, "word/styles.xml"), ".//w:lang/@w:eastAsia") == ["zh-CN"]
    stand_ins = {f.get(f"{W}name"): find(f, "w:altName/@w:val") for f in part(data, "word/fontTable.xml")}
    assert stand_ins["仿宋_GB2312"] == ["仿宋"]
    assert stand_ins["黑体"] == []


def test_every_style_used_is_defined_and_every_style_defined_is_ours() -> None:
    """An unknown style is silently Normal in Word; a hundred unused ones hide the right one."""
    data = written(*EVERYTHING)
    defined = find(part(data, "word/styles.xml"), "w:style/@w:styleId")
    assert set(find(body(data), ".//w:pStyle/@w:val")) <= set(defined)
    assert len(defined) == len(set(defined)) < 30


# -- the parts of a briefing -----------------------------------------------------------------------------


def test_an_annex_begins_a_page_with_its_label() -> None:
    """附件1 on the first line, the title centred below and in the navigation pane; one break, not two."""
    data = written(paragraph("正文"), PageBreak(), Annex(words("一览表"), "附件1"))
    breaks = [bool(find(p, "w:pPr/w:pageBreakBefore")) for p in find(body(data), "w:p")]
    assert breaks == [False, True, False]
    assert find(style(data, "附件标题"), "w:pPr/w:outlineLvl/@w:val") == ["0"]


def test_an_annex_without_label_breaks_at_its_title() -> None:
    """No empty line for a label there is none of."""
    data = written(paragraph("正文"), Annex(words("一览表")))
    assert read_text(data) == ["正文", "一览表"]
    assert find(find(body(data), "w:p")[1], "w:pPr/w:pageBreakBefore")


def test_the_annex_label_looks_flush_left() -> None:
    """Two characters out and two in again (7.3.7)."""
    indent = find(style(written(), "附件序号"), "w:pPr/w:ind")[0]
    assert indent.get(f"{W}leftChars") == "-200"
    assert indent.get(f"{W}firstLineChars") == "200"
    assert int(indent.get(f"{W}left")) + int(indent.get(f"{W}firstLine")) == 0


@pytest.mark.parametrize("after", [paragraph("下一页"), table(), table(caption="", number=""), picture()])
def test_a_page_break_is_a_property_of_what_follows(after: Block) -> None:
    """No empty paragraph on the old page or the new one, whatever comes next."""
    data = written(paragraph("上一页"), PageBreak(), after)
    broken = find(body(data), "w:p[w:pPr/w:pageBreakBefore]")
    assert len(broken) == 1
    assert broken[0].getprevious() is body(data)[0] or "上一页" in "".join(broken[0].getprevious().itertext())
    assert read_text(data) == blocks_text(Document(META, (paragraph("上一页"), after)))


def test_annex_items_turn_under_their_names() -> None:
    """附件： two characters in; a second item begins under the first one's number (7.3.4)."""
    data = written(*(paragraph(t, role=Role.ANNEX_LIST) for t in ("附件：1.一览表", "2.明细表", "附件：一览表")))
    indents = [(int(i.get(f"{W}leftChars")), int(i.get(f"{W}hangingChars"))) for i in find(body(data), ".//w:ind")]
    assert [left - hanging for left, hanging in indents] == [200, 500, 200]
    assert [left for left, _ in indents] == [575, 575, 500]


def test_the_signature_stands_right_four_characters_in() -> None:
    """署名 and 成文日期 (7.3.5)."""
    for name in ("署名", "成文日期"):
        properties = find(style(written(), name), "w:pPr")[0]
        assert find(properties, "w:jc/@w:val") == ["right"]
        assert find(properties, "w:ind/@w:rightChars") == ["400"]


# -- the package -----------------------------------------------------------------------------------------


def contents(data: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def test_the_same_document_gives_the_same_bytes() -> None:
    """Whatever the clock, the time zone and the hash seed: another process writes the very same file."""
    code = "import sys, test_docx_writer as t; sys.stdout.buffer.write(t.written(*t.EVERYTHING))"
    paths = os.pathsep.join([os.path.dirname(__file__), os.path.dirname(os.path.dirname(__file__))])
    env = os.environ | {"PYTHONPATH": paths, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    other = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    assert other.stdout == written(*EVERYTHING)


def test_the_package_has_its_contents_first_and_no_clock() -> None:
    """[Content_Types].xml, then the parts by name, all of 1980."""
    infos = zipfile.ZipFile(io.BytesIO(written(*EVERYTHING))).infolist()
    names = [info.filename for info in infos]
    assert names == ["[Content_Types].xml", *sorted(names[1:])]
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_of_the_template_is_left() -> None:
    """Every part is one of ours and known to the package; no thumbnail, no custom XML, no numbering."""
    data = written(*EVERYTHING)
    parts = contents(data)
    types = {e.get("PartName") for e in part(data, "[Content_Types].xml") if e.get("PartName")}
    assert types == {"/" + n for n in parts if n.endswith(".xml") and n != "[Content_Types].xml"}
    assert not [n for n in parts if re.search("theme|thumbnail|customXml|numbering|webSettings|Effects", n)]


def test_the_file_says_whose_it_is() -> None:
    """Title, author, language, and the report's date as the day it was made."""
    properties = docx.Document(io.BytesIO(written())).core_properties
    assert (properties.title, properties.author, properties.language) == (META.title, "县教育体育局", "zh-CN")
    assert properties.created is not None and properties.created.date() == date(2018, 1, 31)
    assert properties.modified == properties.created


def test_a_report_without_a_date_has_none() -> None:
    """No clock takes its place; a date that is none is refused."""
    data = write(Document(Meta("题")), GBT9704, {})
    assert b"dcterms:created" not in contents(data)["docProps/core.xml"]
    with pytest.raises(ValueError, match="month"):
        write(Document(Meta("题", date="2018-13-01")), GBT9704, {})


def test_reading_survives_what_word_does_when_saving() -> None:
    """Split runs, a split instruction, tab stops, page breaks and proofing marks change nothing of the words."""
    data = written(paragraph("甲", FactText("7个", "n|x"), "乙"))
    saved = contents(data)
    xml = saved["word/document.xml"].decode()
    xml = xml.replace(' DOCPROPERTY "n|x" <', " DOCPROP</w:instrText><w:instrText>ERTY  n|x <")
    xml = xml.replace("<w:t>7个</w:t>", '<w:t>7</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>个</w:t>')
    xml = xml.replace(
        "</w:pPr>", '<w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr><w:r><w:br w:type="page"/></w:r>', 1
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in (saved | {"word/document.xml": xml.encode()}).items():
            archive.writestr(name, content)
    assert read_text(file.getvalue()) == ["甲7个乙"]
    assert read_fields(file.getvalue()) == [("n|x", "7个")]


def test_time_grows_with_the_rows_and_not_with_their_square() -> None:
    """1000 rows of Facts take no more than thirty times what 100 take, the best of three each."""

    def seconds(rows: int) -> float:
        start = time.process_time()
        written(table(rows))
        return time.process_time() - start

    written()
    few, many = (min(seconds(rows) for _ in range(3)) for rows in (100, 1000))
    assert many < 30 * few

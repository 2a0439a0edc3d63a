"""A briefing in Traditional Chinese: the same numbers from the same cells, in words and type its readers know."""

import ctypes
import json
import re
import subprocess
import sys
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from opencc import OpenCC

from reportgen import selfcheck
from reportgen.charts import Pen, draw
from reportgen.fonts import content, find_fonts
from reportgen.layout import LAYOUTS
from reportgen.model.chart import BarChart, Series
from reportgen.model.document import CellText, Document, FactText, Heading, Meta, Paragraph, Text, plain
from reportgen.model.fact import Basis, Fact, FactBook
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.pipeline import Built, Request, build
from reportgen.script import SCRIPTS, writing
from reportgen.script.tree import in_script
from reportgen.writers import docx, pdf
from reportgen.writers.keeping import UNITS
from reportgen.writers.title import WORDS
from tests.conftest import PLAIN, SETTINGS, MakeCounty, write_county
from tests.test_cli import ROOT, run

HANT = writing("hant")
CELL = Origin("2019-03/台账.xlsx", "项目", "C2")
TASKS = [
    *PLAIN["任务"],
    ["R2", "补齐校舍缺口", "先后开工两处", "W2", "范庄小学", "2019年8月"],
    ["R3", "补齐图书缺口", "采购图书2000册", "W2", "后寨小学", "2019年9月"],
]


def fact(value: int, unit: str, qualifier: str = "") -> Fact:
    return Fact("n", Decimal(value), unit, Basis("口径", (CELL,)), qualifier=qualifier)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A county with 范庄小学 and 后寨小学, which it wants left alone, built with ``--script hant``."""
    folder = tmp_path_factory.mktemp("hant")
    settings = SETTINGS + '[script]\nkeep = ["后寨"]\n'
    data = write_county(folder / "data", "2019-03", {**PLAIN, "任务": TASKS}, settings)
    return build(
        Request("monthly", Period(2019, 3), data, ROOT / "templates", folder / "out", script="hant"),
    )


def language(data: bytes) -> str:
    """What a PDF says it is written in."""
    document = pypdfium2.PdfDocument(data)
    room = (ctypes.c_ushort * 40)()
    count = pypdfium2.raw.FPDFCatalog_GetLanguage(document, room, 40)
    document.close()
    return bytes(room)[: count - 2].decode("utf-16-le")


def file_of(built: Built, ending: str) -> bytes:
    return next(built.folder.glob(f"*.{ending}")).read_bytes()


# -- words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "simplified, traditional",
    [
        ("先后印发", "先後印發"),
        ("县里的干部", "縣裡的幹部"),
        ("骨干教师", "骨幹教師"),
        ("近2000台计算机", "近2000臺計算機"),
        ("校舍面积不足的三个方面", "校舍面積不足的三個方面"),
        ("健全教师招录机制，制定计划", "健全教師招錄機制，制定計劃"),
        ("恢复原状，批复文件", "恢復原狀，批覆文件"),
        ("省定标准，核准备案", "省定標準，核准備案"),
        ("布局调整，学校布点", "佈局調整，學校佈點"),
        ("教师编制空缺", "教師編制空缺"),
        ("招标文件编制", "招標文件編製"),
        ("水冲厕所，水冲式厕所", "水沖廁所，水沖式廁所"),
        ("投入700多万元", "投入700多萬元"),
        ("培训8周，周边3个乡镇", "培訓8週，周邊3個鄉鎮"),
        ("“三个增长”", "「三個增長」"),
        ("20M以上，达到1:1", "20M以上，達到1:1"),
    ],
)
def test_words_are_turned_by_what_they_mean(simplified: str, traditional: str) -> None:
    """One Simplified character is several Traditional ones: 后 後, 里 裡, 干 幹, 台 臺, 制 製, 复 復 覆, 准 準."""
    assert HANT.say(simplified) == traditional


@pytest.mark.parametrize("name, written", [("范庄小学", "范莊小學"), ("和平余楼教学点", "和平余樓教學點")])
def test_a_surname_in_the_name_of_a_school_stays_a_surname(name: str, written: str) -> None:
    """范 is a surname here, not the 範 of 模範; in a sentence 关于集中 is still 關於集中."""
    assert HANT.say(name) == written
    assert HANT.say("关于集中办学") == "關於集中辦學"


def test_a_county_keeps_words_and_turns_others_its_own_way() -> None:
    """``keep = ["后寨"]``, ``words = { "复核" = "覆核" }``."""
    own = writing("hant", ["后寨"], {"复核": "覆核"})
    assert own.say("后寨小学复核之后") == "后寨小學覆核之後"
    assert HANT.say("后寨小学复核之后") == "後寨小學複核之後"


def test_hong_kong_has_forms_of_its_own() -> None:
    assert writing("hant-hk").say("说明里的卫生") == "説明裏的衞生"


def test_lines_and_titles_are_broken_by_sense_in_both_scripts() -> None:
    """What is kept on one line in Simplified Chinese is kept in every other script."""
    for key in SCRIPTS:
        say = writing(key).say
        assert {say(unit) for unit in UNITS.split("|")} <= set(UNITS.split("|"))
        assert {say(word) for word in WORDS.pattern.split("|")} <= set(WORDS.pattern.split("|"))


# -- the tree --------------------------------------------------------------------------------------------


def test_what_a_number_rests_on_stays_as_the_ledgers_have_it() -> None:
    """Ids, forms and origins are not words."""
    line = (Text("投入"), FactText("2414万元", "funds.total@校舍", "bare"), CellText("一小操场", CELL))
    said = in_script(Document(Meta("汇报"), (Paragraph(line),)), HANT).blocks[0]
    assert said == Paragraph(
        (Text("投入"), FactText("2414萬元", "funds.total@校舍", "bare"), CellText("一小操場", CELL)),
    )


def test_words_of_a_template_are_turned_together() -> None:
    """头|发 is 頭髮, wherever the template was cut."""
    said = in_script(Document(Meta(""), (Paragraph((Text("理"), Text("头"), Text("发"))),)), HANT).blocks[0]
    assert isinstance(said, Paragraph)
    assert plain(said.inlines) == "理頭髮"


def test_a_printed_form_of_a_fact_is_the_same_words_in_every_sentence() -> None:
    """Word keeps one property for it: the sentence around it may not change it."""
    lines = tuple(Paragraph((Text(before), FactText("5只", "n"), Text(after))) for before, after in ("有。", "一者"))
    said = in_script(Document(Meta("汇报"), lines), HANT)
    assert {i.text for b in said.blocks if isinstance(b, Paragraph) for i in b.inlines if isinstance(i, FactText)} == {
        "5隻"
    }


def test_numbering_is_turned_and_is_still_numbering() -> None:
    heading = in_script(Document(Meta("汇报"), (Heading(1, (Text("下一步打算"),), "三、"),)), HANT).blocks[0]
    assert heading == Heading(1, (Text("下一步打算"),), "三、")
    assert HANT.say("图3") == "圖3"


def test_the_ledgers_own_script_is_left_alone() -> None:
    document = Document(Meta("汇报"), (Paragraph((Text("“三个方面”"),)),))
    assert in_script(document, writing("hans")) is document


def test_a_fact_left_in_the_other_script_is_not_published() -> None:
    """The self-check says what the Fact should have said in the document's script."""
    book = FactBook({"n": fact(5, "台")})
    document = Document(Meta("汇报"), (Paragraph((FactText("5台", "n"),)),))
    assert [(m.meant, m.found) for m in selfcheck.check_facts(document, book, HANT.say)] == [("5臺", "5台")]
    assert selfcheck.check_facts(in_script(document, HANT), book, HANT.say) == []


def test_a_chart_speaks_the_script_of_its_document() -> None:
    """Names, unit, legend, hedges, and what the chart itself adds (未填报), names of two lines too."""
    name = "农村义务教育阶段学校校舍维修改造长效机制工程"
    bars = (Series("现有", (fact(700, "台", "多"), None)), Series("需求", (fact(900, "台"), fact(5, "台"))))
    chart = BarChart("k", "计算机", "台", (name, "学前"), bars)
    fonts = find_fonts(LAYOUTS["hant"].faces)
    words = draw(chart, Pen(fonts.faces["hei"], (), "TC", HANT.say)).words
    assert "單位：臺" in words
    assert {"現有", "需求", "700多", "900", *"未填報", "學前"} <= set(words)
    assert "農村義務教育階段學校校舍維修改造長效機制工程" in "".join(words)


# -- type ------------------------------------------------------------------------------------------------


def test_a_face_with_narrow_characters_is_scaled_until_they_fill_the_grid() -> None:
    """The 仿宋 of cwTeX sets a character 0.92 em wide; on the page it is one em."""
    path = find_fonts(LAYOUTS["hant"].faces).faces["fang"]
    before, after = TTFont(path), TTFont(BytesIO(content(path)))
    widths = [font["hmtx"][font.getBestCmap()[ord("國")]][0] / font["head"].unitsPerEm for font in (before, after)]
    assert widths == [0.92, 1.0]


def test_a_face_that_fills_its_em_is_taken_as_it_is() -> None:
    faces = find_fonts(LAYOUTS["hant"].faces).faces
    assert all(content(faces[key]) == faces[key].read_bytes() for key in ("hei", "latin"))


def test_without_the_faces_the_way_to_get_them_is_told(make_county: MakeCounty, tmp_path: Path) -> None:
    """Exit 3, nothing written; ``make fonts-hant`` is named."""
    code = (
        "import reportgen.fonts as f; files = f._files; "
        "f._files = lambda roots, wanted: files(roots, wanted - f.HANT); from reportgen.cli import main; main()"
    )
    words = ["build", "monthly", "--script", "hant", "--period", "2019-03", "--data", str(make_county())]
    words += ["--out", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 3
    assert "仿宋（cwfs.ttf）" in done.stderr and "make fonts-hant" in done.stderr
    assert not list((tmp_path / "out").rglob("*.docx"))


# -- the whole briefing ----------------------------------------------------------------------------------


def test_every_word_of_both_files_is_traditional(built: Built) -> None:
    """Nothing is left that OpenCC would still turn, except what the county keeps; file name and title too."""
    convert = OpenCC("s2tw").convert
    files = [path.name for path in built.folder.glob("清河區*")]
    read = "".join(docx.read_text(file_of(built, "docx"))) + "".join(pdf.read_text(file_of(built, "pdf")))
    pictures = "".join(docx.read_pictures(file_of(built, "docx")))
    text = "".join([*files, read, pictures, built.document.meta.title, built.document.meta.author])
    assert len(files) == 2
    assert {c for c in text if convert(c) != c} <= set("后范")
    assert "范莊小學" in text and "后寨小學" in text


def test_the_numbers_are_those_of_the_other_script(built: Built) -> None:
    """Digits in order, block by block."""
    data = built.folder.parents[2] / "data"
    hans = build(Request("monthly", Period(2019, 3), data, ROOT / "templates", built.folder.parents[1], ("docx",)))
    assert hans.folder.name == "monthly" and built.folder.name == "monthly-hant" and built.folder.exists()
    digits = [[re.findall(r"[0-9.]+", text) for text in docx.read_text(file_of(one, "docx"))] for one in (hans, built)]
    assert digits[0] == digits[1]
    names = [set(docx.read_properties(file_of(one, "docx"))) for one in (hans, built)]
    assert names[0] == names[1]


def test_the_records_stay_as_the_ledgers_are(built: Built) -> None:
    """facts.json speaks of cells, and its sentences are the ledgers' script."""
    facts = json.loads((built.folder / "facts.json").read_text("utf-8"))["facts"]
    sentences = "".join(text for row in facts for text in row["sentences"])
    assert "项目" in sentences and "項目" not in sentences


def test_word_and_pdf_say_which_chinese_they_are(built: Built) -> None:
    """w:lang zh-TW with faces that Word has there, by name and by substitute; the PDF is zh-Hant."""
    with ZipFile(BytesIO(file_of(built, "docx"))) as archive:
        styles, fonts, settings, core = (
            archive.read(name).decode()
            for name in ("word/styles.xml", "word/fontTable.xml", "word/settings.xml", "docProps/core.xml")
        )
    assert 'w:eastAsia="zh-TW"' in styles and 'w:eastAsia="標楷體"' in styles and "_GB2312" not in styles
    assert '<w:font w:name="仿宋"><w:altName w:val="標楷體"/><w:charset w:val="88"/>' in fonts
    assert settings.count('w:lang="zh-TW"') == 2
    assert "<dc:language>zh-Hant</dc:language>" in core
    assert language(file_of(built, "pdf")) == "zh-Hant"


def test_a_page_is_still_22_lines_of_28_characters() -> None:
    """One paragraph over two pages: its first line begins two characters in."""
    layout = LAYOUTS["hant"]
    document = Document(Meta("滿", language="zh-Hant"), (Paragraph((Text("縣鎮學校" * 200),)),))
    page = pdf.read_text(pdf.write(document, layout, {}, find_fonts(layout.faces)), layout)[0]
    assert [len(line.strip()) for line in page.splitlines()] == [26, *[28] * 21]


def test_a_wrong_setting_is_refused_with_its_place(make_county: MakeCounty) -> None:
    """``keep`` must be a list of words."""
    data = make_county(settings=SETTINGS + '[script]\nkeep = "后寨"\n')
    done = run("check", "--period", "2019-03", "--data", str(data))
    assert done.returncode == 1
    assert 'report.toml!script.keep：应为一串不转换的词，如 ["后寨"]' in done.stderr


def test_a_script_there_is_not_is_refused() -> None:
    done = run("build", "monthly", "--period", "2018-01", "--script", "latin")
    assert done.returncode == 2
    assert "hant" in done.stderr

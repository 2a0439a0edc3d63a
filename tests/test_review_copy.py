"""The reviewer's copy says of every number where it is from; the ordinary copy knows nothing of it."""

import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx as python_docx
import pytest

from reportgen.layout import GBT9704
from reportgen.model.document import Document, FactText, Inlines, Meta, Paragraph, Table, TableColumn, Text
from reportgen.model.fact import Basis, Fact, FactBook
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.pipeline import Built, Request, build
from reportgen.selfcheck import check_docx
from reportgen.writers import docx
from tests.conftest import PLAIN, write_county
from tests.test_facts_workbook import projects

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
MARCH = Period(2019, 3)
LEDGER = "2019-03/台账.xlsx"


def fact(key: str, value: int, cells: int = 0, facts: Sequence[str] = (), label: str = "", aspect: str = "") -> Fact:
    """A sum of money resting on cells G2, G3 … or on other Facts."""
    origins = tuple(Origin(LEDGER, "资金", f"G{n}") for n in range(2, cells + 2))
    return Fact(key, Decimal(value), "万元", Basis(f"{label}的口径", origins, tuple(facts)), label, aspect=aspect)


def book(*facts: Fact) -> FactBook:
    """The Facts by id."""
    return FactBook({made.id: made for made in facts})


GAP = book(
    fact("gap", 23593, facts=("need", "got"), label="资金缺口"),
    fact("need", 33806, cells=2, label="总需资金"),
    fact("got", 10213, cells=30, label="已到位资金"),
    fact("got", 9000, aspect="previous", label="已到位资金"),
    fact("got", 1213, facts=("got", "got~previous"), aspect="change", label="已到位资金"),
    fact("need", 33806, aspect="previous", label="总需资金"),
    fact("need", 0, facts=("need", "need~previous"), aspect="change", label="总需资金"),
)


def say(*parts: str | FactText) -> Inlines:
    """Words and Facts."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def printed(key: str, text: str, form: str = "") -> FactText:
    """A Fact as printed."""
    return FactText(text, key, form)


SENTENCE = Paragraph(
    say(
        "总需", printed("need", "33806万元"), "，到位", printed("got", "10213万元"), "，缺", printed("gap", "23593万元")
    )
)
DOCUMENT = Document(Meta("汇报", date="2019-03-31"), (SENTENCE,))


def review(document: Document = DOCUMENT, facts: FactBook = GAP) -> bytes:
    """The reviewer's copy."""
    return docx.write_review(document, GBT9704, {}, facts)


def listing(*rows: Inlines) -> Document:
    """A listing of one column."""
    table = Table((TableColumn(),), (say("金额（万元）"),), tuple((row,) for row in rows), listing=True)
    return Document(DOCUMENT.meta, (table,))


def test_each_number_has_a_comment_with_name_rule_and_cells() -> None:
    """On the number itself, not on the words around it."""
    comments = docx.read_comments(review())
    assert [words for words, _ in comments] == ["33806万元", "10213万元", "23593万元"]
    assert comments[0][1].split("\n")[:3] == [
        "总需资金：33806万元",
        "口径：总需资金的口径",
        f"单元格：{LEDGER}!资金!G2、G3",
    ]


def test_a_number_computed_from_others_names_them_with_their_values() -> None:
    """缺口 = 总需 − 到位."""
    assert "依据：总需资金 33806万元；已到位资金 10213万元" in docx.read_comments(review())[2][1]


def test_of_many_cells_the_first_twelve_are_named() -> None:
    """Thirty cells: G2 to G13, and how many there are."""
    said = docx.read_comments(review())[1][1]
    assert "G12、G13 等共30格" in said
    assert "G14" not in said


def test_what_has_changed_is_marked_and_says_from_what() -> None:
    """Received: 9000 last month.  Needed: the same as last month, and not marked."""
    comments = docx.read_comments(review())
    assert comments[1][1].endswith("上期 9000万元，增加 1213万元")
    assert comments[0][1].endswith("上期 33806万元，没有变化")
    runs = [run for paragraph in python_docx.Document(BytesIO(review())).paragraphs for run in paragraph.runs]
    assert [run.text for run in runs if run.font.highlight_color and run.text] == ["10213万元"]


def test_what_has_shrunk_and_what_has_hardly_moved_is_said_in_words() -> None:
    """Less by 1000; more by less than is printed."""
    less = book(*GAP.facts.values(), fact("old", 1000, label="旧账"), fact("old", 2000, aspect="previous"))
    less.add(fact("old", -1000, aspect="change"))
    less.facts["need~change"] = replace(less.facts["need~change"], value=Decimal("0.2"))
    document = Document(DOCUMENT.meta, (Paragraph(say(printed("old", "1000万元"), printed("need", "33806万元"))),))
    old, need = docx.read_comments(review(document, less))
    assert old[1].endswith("上期 2000万元，减少 1000万元")
    assert need[1].endswith("上期 33806万元，略有增加")


def test_a_listing_has_one_comment_and_one_more_for_each_cell_that_changed() -> None:
    """Two numbers in the list: at its head where they are from, and a comment on the one that changed."""
    data = review(listing(say(printed("need", "33806", "bare")), say("已到", printed("got", "10213", "bare"))))
    head, changed = docx.read_comments(data)
    assert head[0] == "金额（万元）"
    assert head[1].split("\n") == [
        "本表共 2 个数，逐格出处见 facts.xlsx。",
        f"来自：{LEDGER}!资金（30格）",
        "口径：总需资金的口径；已到位资金的口径",
        "与上期相比有变化的 1 个，已标出并逐个加注。",
    ]
    assert changed[0] == "10213"


def test_a_listing_without_numbers_has_no_comment() -> None:
    """And a document without any has no part for comments."""
    with zipfile.ZipFile(BytesIO(review(listing(say("无"))))) as archive:
        assert "word/comments.xml" not in archive.namelist()


def test_comments_are_dated_on_the_day_of_the_report() -> None:
    """No clock in it: by reportgen, RG, on 31 March."""
    comments = list(python_docx.Document(BytesIO(review())).comments)
    assert {(c.author, c.initials, str(c.timestamp)[:10]) for c in comments} == {("reportgen", "RG", "2019-03-31")}
    assert review() == review()


def test_what_looks_like_markup_in_a_name_is_said_as_it_is() -> None:
    """A label with < and &."""
    odd = book(fact("x", 1, cells=1, label="<甲>&乙"))
    document = Document(DOCUMENT.meta, (Paragraph(say(printed("x", "1万元"))),))
    assert docx.read_comments(review(document, odd))[0][1].startswith("<甲>&乙：1万元")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A county's March with its reviewer's copy; February is kept."""
    folder = tmp_path_factory.mktemp("county")
    write_county(folder / "data", "2019-02", {**PLAIN, "项目": projects("X1")})
    write_county(folder / "data", "2019-03", {**PLAIN, "项目": projects("X1", "X2")})
    request = Request("monthly", MARCH, folder / "data", TEMPLATES, folder / "output", ("docx",), review=True)
    return build(request)


def copies(built: Built) -> tuple[bytes, bytes]:
    """The ordinary copy and the reviewer's."""
    review = next(built.folder.glob("*（审阅稿）.docx"))
    ordinary = review.with_name(review.name.replace("（审阅稿）", ""))
    return ordinary.read_bytes(), review.read_bytes()


def test_both_copies_say_the_same_words(built: Built) -> None:
    """The self-check reads the reviewer's copy as well."""
    ordinary, review = copies(built)
    assert docx.read_text(review) == docx.read_text(ordinary)
    assert docx.read_fields(review) == docx.read_fields(ordinary)
    assert check_docx(built.document, review) == []
    assert any("上期 1个，增加 1个" in said for _, said in docx.read_comments(review))


def test_the_ordinary_copy_is_the_same_with_and_without_the_other(built: Built, tmp_path: Path) -> None:
    """Not one byte differs."""
    data = built.folder.parents[2] / "data"
    alone = build(Request("monthly", MARCH, data, TEMPLATES, tmp_path, ("docx",)))
    assert not list(alone.folder.glob("*审阅稿*"))
    assert next(alone.folder.glob("*.docx")).read_bytes() == copies(built)[0]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="opens the file with LibreOffice, which is not installed")
def test_an_office_program_keeps_every_comment(built: Built, tmp_path: Path) -> None:
    """Opened by LibreOffice, the file has as many comments as we wrote."""
    review = copies(built)[1]
    (tmp_path / "review.docx").write_bytes(review)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "fodt"]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "review.docx"], check=True, capture_output=True)
    text = (tmp_path / "review.fodt").read_text("utf-8")
    assert text.count("<office:annotation ") == len(docx.read_comments(review)) > 20

"""A finished file that says other than the tree is found, whatever the place."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reportgen.fonts import find_fonts
from reportgen.layout import GBT9704
from reportgen.model.document import (
    Block,
    Document,
    FactText,
    Heading,
    Inlines,
    Meta,
    Paragraph,
    Table,
    TableColumn,
    Text,
    Title,
)
from reportgen.model.fact import Basis, Fact, FactBook
from reportgen.selfcheck import NotWhatWasMeant, check_docx, check_facts, check_pdf
from reportgen.writers import docx, pdf

GAP = Fact("funds.gap", Decimal(23593), "万元", Basis("口径"))


def say(text: str) -> Inlines:
    """Words."""
    return (Text(text),)


def gap(text: str = "23593万元", form: str = "") -> FactText:
    """The gap as printed."""
    return FactText(text, "funds.gap", form)


HEAD = (say("事项"), say("缺口（万元）"))


def table(cell: str) -> Table:
    """The table of gaps, numbered and sized."""
    rows = ((say("达标建设"), (gap(cell, "bare"),)),)
    return Table((TableColumn(width=0.5), TableColumn(width=0.5)), HEAD, rows, say("缺口表"), "表1")


def paragraph(before: str, amount: str) -> Paragraph:
    """The sentence of the gap."""
    return Paragraph((Text(before), gap(amount), Text("，压力较大。")))


BLOCKS: tuple[Block, ...] = (
    Title(say("情况汇报")),
    Heading(1, say("存在问题"), "一、"),
    paragraph("资金缺口仍达", "23593万元"),
    table("23593"),
)
MEANT = Document(Meta("情况汇报", "教育局", "2018年1月", "2018-01-31"), BLOCKS)
CHANGES: dict[str, tuple[int, Block | None]] = {
    "digit": (2, paragraph("资金缺口仍达", "23567万元")),
    "word": (2, paragraph("资金缺口已无", "23593万元")),
    "heading": (1, Heading(1, say("工作成绩"), "一、")),
    "number": (1, Heading(1, say("存在问题"), "二、")),
    "cell": (3, table("23567")),
    "missing": (2, None),
}


def written_wrong(change: str) -> Document:
    """What a faulty writer would have been writing."""
    place, block = CHANGES[change]
    blocks = list(MEANT.blocks)
    blocks[place : place + 1] = [block] if block else []
    return replace(MEANT, blocks=tuple(blocks))


def test_files_that_say_what_was_meant_pass() -> None:
    """Both formats, block by block."""
    assert check_docx(MEANT, docx.write(MEANT, GBT9704, {})) == []
    assert check_pdf(MEANT, pdf.write(MEANT, GBT9704, {}, find_fonts()), GBT9704) == []


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_the_word_file_is_found(change: str) -> None:
    """A digit, a word, a heading, its number, a cell of a table, a paragraph left out."""
    wrong = check_docx(MEANT, docx.write(written_wrong(change), GBT9704, {}))
    assert wrong
    assert wrong[0].format == "DOCX"


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_the_pdf_is_found(change: str) -> None:
    """The same, with the page it was found on."""
    wrong = check_pdf(MEANT, pdf.write(written_wrong(change), GBT9704, {}, find_fonts()), GBT9704)
    assert wrong
    assert wrong[0].format == "PDF"
    assert "页）" in wrong[0].found


def test_a_number_that_is_not_its_fact_s_is_found() -> None:
    """In a paragraph, in a cell; a Fact nobody computed is found as well."""
    book = FactBook({GAP.id: GAP})
    assert check_facts(MEANT, book) == []
    assert [m.found for m in check_facts(written_wrong("digit"), book)] == ["23567万元"]
    assert [(m.meant, m.found) for m in check_facts(written_wrong("cell"), book)] == [("23593", "23567")]
    assert len(check_facts(MEANT, FactBook())) == 2


def test_the_message_says_what_was_meant_and_what_was_found() -> None:
    """Nothing is published, and the first five places are told."""
    wrong = check_docx(MEANT, docx.write(written_wrong("digit"), GBT9704, {}))
    text = str(NotWhatWasMeant(wrong))
    assert text.startswith("写出的文件与文稿不一致，没有发布。DOCX：应为“")
    assert "23593万元" in text
    assert "23567万元" in text

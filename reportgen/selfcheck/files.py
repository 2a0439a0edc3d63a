"""What was written is what was meant: both files are read back and compared with the tree, text by text."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from reportgen.layout import Layout
from reportgen.model.document import Document, FactText, Picture, Table
from reportgen.model.fact import FactBook
from reportgen.wording import words
from reportgen.writers import docx, outline, pdf

_DIGIT = re.compile(r"[0-9０-９]")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A place where a finished file says other than the tree: format, what was meant, what was found."""

    format: str
    meant: str
    found: str


class NotWhatWasMeant(Exception):
    """A finished file does not say what the tree says; nothing is published."""

    def __init__(self, mismatches: list[Mismatch]) -> None:
        self.mismatches = mismatches
        lines = [f"{m.format}：应为“{m.meant[:40]}”，实为“{m.found[:40]}”" for m in mismatches[:5]]
        super().__init__("写出的文件与文稿不一致，没有发布。" + "；".join(lines))


def check_facts(document: Document, book: FactBook, say: Callable[[str], str] = str) -> list[Mismatch]:
    """Every printed Fact says the words its value gives, as ``say`` writes them in the document's script."""
    wrong = []
    for inline in _facts(document):
        fact = book.get(inline.fact)
        meant = say(words(fact, inline.form)) if fact else ""
        if meant != inline.text:
            wrong.append(Mismatch("文稿", meant, inline.text))
    return wrong


def _facts(document: Document) -> list[FactText]:
    lines = []
    for block in document.blocks:
        if isinstance(block, Table):
            lines += [block.caption, *(cell for row in (block.header, *block.rows) for cell in row)]
        elif isinstance(block, Picture):
            lines.append(block.caption)
        elif hasattr(block, "inlines"):
            lines.append(block.inlines)
    return [inline for line in lines for inline in line if isinstance(inline, FactText)]


def check_docx(document: Document, data: bytes) -> list[Mismatch]:
    """Every block of the Word file, in order; every picture's alternative text."""
    file = docx.read(data)
    alts = [b.alt for b in document.blocks if isinstance(b, Picture)]
    pairs = [*_pairs(outline.blocks_text(document), file.text), *_pairs(alts, file.pictures)]
    beside = [text for text in file.margins if _DIGIT.search(text)]
    return [Mismatch("DOCX", a, b) for a, b in [*pairs, *_pairs([], beside)] if a != b]


def _pairs(meant: list[str], found: list[str]) -> list[tuple[str, str]]:
    length = max(len(meant), len(found))
    pad = [""] * length
    return list(zip((meant + pad)[:length], (found + pad)[:length], strict=True))


def check_pdf(document: Document, data: bytes, layout: Layout) -> list[Mismatch]:
    """Every block of the PDF, in order, white space and repeated table heads aside; below them the page's number, if it has one."""
    pages = pdf.read_pages(data, layout)
    different = pdf.differences([page.text for page in pages], document)
    wrong = [Mismatch("PDF", d.expected, f"{d.found}（第{d.page}页）") for d in different]
    for number, page in enumerate(pages, start=1):
        text, meant = "".join(page.below.split()), "" if layout.poster else f"—{number}—"
        if text != meant:
            wrong.append(Mismatch("PDF", meant, f"{text}（第{number}页版心以外）"))
    return wrong

"""Reading a PDF back: its text by page, and whether it says what the tree says."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reportgen.layout import GBT9704, Layout
from reportgen.model.document import Document, Table, plain
from reportgen.writers.html.units import points
from reportgen.writers.outline import block_text

_TWINS = str.maketrans({"•": "·", "・": "·", "⋯": "…", "\xad": "-", "\u2011": "-", "\x02": "-", "\ufffe": "-"})
"""Characters the fonts draw with one glyph, so that a PDF cannot tell them apart; the reader's marks for a hyphen."""

_RADICALS = re.compile("[\u2f00-\u2fd5]")
"""Kangxi radicals, which some fonts give where the character of that shape was meant."""

CONTEXT = 24


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a PDF first says something else than the tree: page from 1, the block's text, what was found instead.

    ``block`` is the number of the string in ``outline.blocks_text``; it equals their count for text too many.
    """

    page: int
    block: int
    expected: str
    found: str

    def __str__(self) -> str:
        return f"第{self.page}页：应为“{self.expected}”，实为“{self.found}”"


@dataclass(frozen=True, slots=True)
class Piece:
    """A string to be found; ``header`` is what must stand before it where it begins a page (a table's header row)."""

    text: str
    header: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says inside the 版心, and below it (the page's number between its dashes)."""

    text: str
    below: str


def read_pages(data: bytes, layout: Layout = GBT9704) -> list[Page]:
    """Every page, each looked at once."""
    import pypdfium2

    edge = points(layout.pdf.bottom)
    document = pypdfium2.PdfDocument(data)
    try:
        return [_page(page, edge) for page in document]
    finally:
        document.close()


def _page(page: Any, edge: float) -> Page:
    """The text of a page above and below an edge, in points from the paper's foot."""
    words = page.get_textpage()
    try:
        return Page(words.get_text_bounded(bottom=edge), words.get_text_bounded(bottom=0, top=edge))
    finally:
        words.close()
        page.close()


def read_text(data: bytes, layout: Layout = GBT9704) -> list[str]:
    """The text of each page inside the 版心, without the page number."""
    return [page.text for page in read_pages(data, layout)]


def read_margins(data: bytes, layout: Layout = GBT9704) -> list[str]:
    """The text below the 版心 of each page, without white space: the page's number between its dashes."""
    return [squeezed(page.below) for page in read_pages(data, layout)]


def count_pages(data: bytes) -> int:
    """How many pages there are; none of them is read."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Without white space, and with one of each pair of twins."""
    return _RADICALS.sub(_plain_form, "".join(text.split()).translate(_TWINS))


def _plain_form(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def matches(data: bytes, document: Document, layout: Layout = GBT9704) -> list[Difference]:
    """Compare a PDF with the tree, in order: empty, or the first difference.

    White space, page numbers and a table's header row repeated at the top of a page are passed over, nothing else.
    """
    return differences(read_text(data, layout), document)


def differences(pages: Sequence[str], document: Document) -> list[Difference]:
    """As ``matches``, of the text of pages that were read already."""
    return list(_differences([squeezed(text) for text in pages], list(pieces(document))))


def pieces(document: Document) -> Iterator[Piece]:
    """The strings of ``outline.blocks_text``, each with the table header it may stand under."""
    for block in document.blocks:
        texts = block_text(block)
        header = squeezed("".join(map(plain, block.header))) if isinstance(block, Table) else ""
        below = len(block.rows) * len(block.columns) if isinstance(block, Table) else 0
        for place, text in enumerate(texts):
            yield Piece(text, header if place >= len(texts) - below else "")


def _differences(pages: list[str], wanted: list[Piece]) -> Iterator[Difference]:
    text, starts = "".join(pages), _starts(pages)
    place = 0
    for number, piece in enumerate(wanted):
        end = _match(text, starts, place, piece)
        if end is None:
            shown = text[place : place + len(piece.text) + CONTEXT]
            yield Difference(_page_of(starts, place), number, piece.text, shown)
            return
        place = end
    if place < len(text):
        yield Difference(_page_of(starts, place), len(wanted), "", text[place : place + CONTEXT])


def _starts(pages: list[str]) -> list[int]:
    starts, total = [], 0
    for page in pages:
        starts.append(total)
        total += len(page)
    return starts


def _page_of(starts: list[int], place: int) -> int:
    """The number of the page a place of the joined text is on."""
    return sum(1 for start in starts if start <= place) or 1


def _match(text: str, starts: list[int], place: int, piece: Piece) -> int | None:
    """The end of a piece that stands at ``place``, over the header rows at page starts; ``None`` if it does not."""
    wanted = squeezed(piece.text)
    if piece.header and wanted and place in starts:
        if not text.startswith(piece.header, place):
            return None
        place += len(piece.header)
    return place + len(wanted) if text.startswith(wanted, place) else None

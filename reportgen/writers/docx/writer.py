"""The document tree as a Word file: ``document.xml`` written as one string, all else from the reference document."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reportgen.layout import Layout
from reportgen.model.document import Document
from reportgen.model.fact import FactBook
from reportgen.writers.docx.body import Body
from reportgen.writers.docx.package import package
from reportgen.writers.docx.review import ReviewRuns

if TYPE_CHECKING:
    from reportgen.writers.docx.reference import Reference


def write(document: Document, layout: Layout, pictures: Mapping[str, bytes]) -> bytes:
    """The bytes of the DOCX; the same document, layout and pictures give the same bytes.

    ``pictures`` are the charts by key, as PNG of 200 dpi.  Raises ``UnwritableCharacter`` for text no XML can
    hold, ``NoPicture`` for a chart that was not drawn, ``ConflictingFact`` and ``UnevenRow`` for a faulty tree:
    all are ``ValueError``.
    """
    frame, body = _frame(layout), Body(layout, pictures)
    xml = f"{frame.head}{body.xml(document.blocks)}{frame.tail}"
    return package(frame.parts, xml, document.meta, body.runs.properties, list(body.media.values()))


def write_review(document: Document, layout: Layout, pictures: Mapping[str, bytes], book: FactBook) -> bytes:
    """The same document with a comment on every printed number: where it is from, and what it was a period ago.

    Raises what ``write`` raises.
    """
    frame, runs = _frame(layout), ReviewRuns(book=book, date=document.meta.date)
    body = Body(layout, pictures, runs)
    xml = f"{frame.head}{body.xml(document.blocks)}{frame.tail}"
    media = list(body.media.values())
    return package(frame.parts, xml, document.meta, runs.properties, media, runs.comments_xml())


_latest: "list[tuple[Layout, Reference]]" = []


def _frame(layout: Layout) -> "Reference":
    """The reference document of a layout; of the very one used last without looking at its values again."""
    from reportgen.writers.docx.reference import reference

    if not _latest or _latest[0][0] is not layout:
        _latest[:] = [(layout, reference(layout))]
    return _latest[0][1]

"""The document tree as a Word file: ``document.xml`` written as one string, all else from the reference document."""

from collections.abc import Mapping

from reportgen.layout import Layout
from reportgen.model.document import Document
from reportgen.writers.docx.body import Body
from reportgen.writers.docx.package import package


def write(document: Document, layout: Layout, pictures: Mapping[str, bytes]) -> bytes:
    """The bytes of the DOCX; the same document, layout and pictures give the same bytes.

    ``pictures`` are the charts by key, as PNG of 200 dpi.  Raises ``UnwritableCharacter`` for text no XML can
    hold, ``NoPicture`` for a chart that was not drawn, ``ConflictingFact`` and ``UnevenRow`` for a faulty tree:
    all are ``ValueError``.
    """
    from reportgen.writers.docx.reference import reference

    frame = reference(layout)
    body = Body(layout, pictures)
    xml = f"{frame.head}{body.xml(document.blocks)}{frame.tail}"
    return package(frame.parts, xml, document.meta, body.runs.properties, list(body.media.values()))

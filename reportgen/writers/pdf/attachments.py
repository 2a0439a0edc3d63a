"""Files inside the PDF (PDF/A-3, ISO 19005-3, 6.8), and what makes it both PDF/A-3a and PDF/UA-1."""

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from reportgen.model.attachment import Attachment
from reportgen.writers.pdf.engine import weasyprint

_DESCRIBED = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>'
    b'</rdf:Description><rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>PDF/UA part number</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
"""PDF/A knows no properties but its own; those of PDF/UA are declared (ISO 19005-3, 6.6.2.3)."""
_END = b"</rdf:RDF>"
_OPEN_XML = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {".xlsx": _OPEN_XML, ".csv": "text/csv", ".json": "application/json", ".toml": "text/plain"}
_OTHER = "application/octet-stream"
_NOTHING = b"\x03\x00\x00\x00\x00\x01"  # the end of an empty stream as Flate packs it: PDFium hands it out packed


class NotAPdf(Exception):
    """A file that no reader of PDFs can open."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} 不是 PDF，或者已经损坏")


def embedded(attachments: Sequence[Attachment], day: str) -> list[Any]:
    """The files as WeasyPrint takes them, in the order of their names; dated on ``day`` (``YYYY-MM-DD``), if any.

    A tree of names is searched by halving, so that it has to be in order (ISO 32000-1, 7.9.6).
    """
    made = datetime.combine(date.fromisoformat(day) if day else date(1980, 1, 1), time())
    return [
        weasyprint().Attachment(
            file_obj=BytesIO(file.data),
            name=file.name,
            description=file.description,
            created=made,
            modified=made,
            relationship=file.relation.value,
        )
        for file in sorted(attachments, key=lambda file: file.name.encode())
    ]


def to_archive(_document: Any, pdf: Any) -> None:
    """A ``finisher`` for WeasyPrint: says that the file is PDF/UA as well, and sets attached files right.

    WeasyPrint lists the files of ``/EmbeddedFiles`` a second time with all others, and asks the machine for their types.
    """
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    head, _, tail = metadata.stream[0].rpartition(_END)
    metadata.stream[0] = head + _DESCRIBED + _END + tail
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    for told in pdf.objects:
        if isinstance(told, dict) and told.get("Type") == "/Filespec":
            kind = _TYPES.get(PurePosixPath(told["UF"].string).suffix.lower(), _OTHER)
            pdf.objects[int(told["EF"]["F"].split()[0])].extra["Subtype"] = "/" + kind.replace("/", "#2f")


def read_attachments(data: bytes, name: str = "PDF") -> dict[str, bytes]:
    """The files inside a PDF by name.  Raises ``NotAPdf``."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        raise NotAPdf(name) from fault
    try:
        found = [document.get_attachment(n) for n in range(document.count_attachments())]
        return {file.get_name(): _unpacked(bytes(file.get_data())) for file in found}
    except pypdfium2.PdfiumError as fault:
        raise NotAPdf(name) from fault
    finally:
        document.close()


def _unpacked(content: bytes) -> bytes:
    return b"" if len(content) == 8 and content.endswith(_NOTHING) else content

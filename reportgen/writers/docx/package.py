"""A Word file from its parts: contents, relationships, properties; the same parts give the same bytes."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from reportgen.model.document import Meta
from reportgen.writers.docx.markup import attribute, content, plain
from reportgen.writers.opc import CONTENT_TYPES, zipped

CREATOR = "reportgen"
FIRST_PROPERTY = 2
"""Property ids below are taken (MS-OLEPS)."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_USER_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"

_TYPES = {
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "word/document.xml": f"{_WORD}.document.main+xml",
    "word/fontTable.xml": f"{_WORD}.fontTable+xml",
    "word/footer1.xml": f"{_WORD}.footer+xml",
    "word/footer2.xml": f"{_WORD}.footer+xml",
    "word/settings.xml": f"{_WORD}.settings+xml",
    "word/styles.xml": f"{_WORD}.styles+xml",
}
_ROOT_RELATIONS = (
    ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
    ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
    ("rId4", f"{_OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
)
_RELATIONS = (
    ("rIdStyles", f"{_OFFICE}/relationships/styles", "styles.xml"),
    ("rIdSettings", f"{_OFFICE}/relationships/settings", "settings.xml"),
    ("rIdFonts", f"{_OFFICE}/relationships/fontTable", "fontTable.xml"),
    ("rIdFooter1", f"{_OFFICE}/relationships/footer", "footer1.xml"),
    ("rIdFooter2", f"{_OFFICE}/relationships/footer", "footer2.xml"),
)
_COMMENTS = ("rIdComments", f"{_OFFICE}/relationships/comments", "comments.xml")


def picture_relation(number: int) -> str:
    """The relationship id of the n-th picture file, from 1."""
    return f"rIdPicture{number}"


def package(
    constant: Mapping[str, bytes],
    body: str,
    meta: Meta,
    properties: Mapping[str, str],
    media: Sequence[bytes],
    comments: str = "",
) -> bytes:
    """The file: ``constant`` parts of the reference, ``document.xml``, its properties, PNGs and ``comments.xml``.

    What does not depend on the document is made and packed once.
    """
    pictures = [f"media/picture{n}.png" for n in range(1, len(media) + 1)]
    frame = {**constant, **_frame(len(media), bool(comments))}
    made = {"docProps/core.xml": _core(meta), "docProps/custom.xml": _custom(properties), "word/document.xml": body}
    if comments:
        made["word/comments.xml"] = comments
    parts = frame | {name: xml.encode() for name, xml in made.items()}
    parts |= {f"word/{name}": png for name, png in zip(pictures, media, strict=True)}
    return zipped(parts, constant=frame)


@cache
def _frame(pictures: int, commented: bool) -> dict[str, bytes]:
    """The parts of every document with so many pictures."""
    relations = [*_RELATIONS, *_picture_relations(pictures)]
    types = dict(_TYPES)
    if commented:
        relations.append(_COMMENTS)
        types["word/comments.xml"] = f"{_WORD}.comments+xml"
    made = {
        "_rels/.rels": _relations(_ROOT_RELATIONS),
        "docProps/app.xml": _app(),
        "word/_rels/document.xml.rels": _relations(relations),
        CONTENT_TYPES: _content_types(types),
    }
    return {name: xml.encode() for name, xml in made.items()}


def _content_types(types: Mapping[str, str]) -> str:
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in types.items())
    return (
        f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _picture_relations(pictures: int) -> list[tuple[str, str, str]]:
    kind = f"{_OFFICE}/relationships/image"
    return [(picture_relation(n), kind, f"media/picture{n}.png") for n in range(1, pictures + 1)]


def _relations(rows: Sequence[tuple[str, str, str]]) -> str:
    inside = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in rows)
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _app() -> str:
    space = f"{_OFFICE}/extended-properties"
    return f'{_DECLARATION}<Properties xmlns="{space}"><Application>{CREATOR}</Application></Properties>'


def _core(meta: Meta) -> str:
    """Title, author, subject, language; made and changed on the report's own date, so no clock is in it."""
    words = (
        ("dc:title", meta.title),
        ("dc:subject", meta.subject),
        ("dc:creator", meta.author),
        ("cp:lastModifiedBy", meta.author),
        ("dc:language", meta.language),
    )
    inside = "".join(f"<{tag}>{content(text)}</{tag}>" for tag, text in words if text)
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{inside}{_dates(meta)}</cp:coreProperties>'
    )


def _dates(meta: Meta) -> str:
    if not meta.date:
        return ""
    stamp = f"{date.fromisoformat(meta.date).isoformat()}T00:00:00Z"
    return "".join(
        f'<dcterms:{tag} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{tag}>' for tag in ("created", "modified")
    )


def _custom(properties: Mapping[str, str]) -> str:
    """One property for each; names and values that need no escaping, as nearly all are, are looked at together."""
    pairs = list(properties.items())
    if not plain("".join(part for pair in pairs for part in pair)):
        pairs = [(attribute(name), content(value)) for name, value in pairs]
    inside = "".join(
        f'<property fmtid="{_USER_PROPERTIES}" pid="{pid}" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(pairs, FIRST_PROPERTY)
    )
    return (
        f'{_DECLARATION}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f"{inside}</Properties>"
    )

"""A Word file read back: what a reader sees, hears and finds in its properties.

Reads what this writer wrote, also after Word, WPS or LibreOffice has saved it.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from reportgen.writers.docx.names import GAP, PICTURE

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\r"}
_WORDS = (f"{_W}t", *_MARKS)
_BESIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes)[0-9]*\.xml")
_INSTRUCTION = re.compile(r'DOCPROPERTY\s+(?:"((?:\\.|[^"\\])*)"|(\S+))')


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader of the file meets: the strings of ``outline.blocks_text``, alternative texts, and what is beside."""

    text: list[str]
    pictures: list[str]
    margins: list[str]


def read(data: bytes) -> Read:
    """All of it, each part parsed once."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        root = _parsed(archive.read("word/document.xml"))
        beside = sorted(name for name in archive.namelist() if _BESIDE.fullmatch(name))
        margins = [_parsed(archive.read(name)) for name in beside]
    return Read(
        [text for element in root[0] for text in _block(element)],
        _pictures(root),
        [_outside_fields(paragraph) for part in margins for paragraph in part.iter(f"{_W}p")],
    )


def read_text(data: bytes) -> list[str]:
    """One string per paragraph, heading and caption and one per table cell, in order: ``outline.blocks_text``."""
    return [text for element in _part(data, "word/document.xml")[0] for text in _block(element)]


def read_margins(data: bytes) -> list[str]:
    """The words of headers, footers and notes, one string a paragraph, without what their fields print (the page)."""
    return read(data).margins


def _outside_fields(paragraph: Any) -> str:
    text, depth = "", 0
    for element in paragraph.iter(f"{_W}fldChar", f"{_W}t"):
        if element.tag == f"{_W}t":
            text += "" if depth else element.text or ""
        else:
            depth += {"begin": 1, "end": -1}.get(element.get(f"{_W}fldCharType"), 0)
    return text


def read_pictures(data: bytes) -> list[str]:
    """The alternative texts of all pictures, in order."""
    return _pictures(_part(data, "word/document.xml"))


def _pictures(root: Any) -> list[str]:
    return [element.get("descr", "") for element in root.iter(f"{_DRAWING}docPr")]


def read_properties(data: bytes) -> dict[str, str]:
    """The custom document properties: for each printed Fact, by ``property_name``, its text."""
    return {element.get("name", ""): "".join(element.itertext()) for element in _part(data, "docProps/custom.xml")}


def read_fields(data: bytes) -> list[tuple[str, str]]:
    """The DOCPROPERTY fields in order: the property's name and the text printed now."""
    found: list[tuple[str, str]] = []
    for paragraph in _part(data, "word/document.xml").iter(f"{_W}p"):
        found += _fields(paragraph)
    return found


def read_comments(data: bytes) -> list[tuple[str, str]]:
    """The comments in order of their places: the words commented on, and the comment, a line a paragraph."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if "word/comments.xml" not in archive.namelist():
            return []
    said = {
        comment.get(f"{_W}id"): "\n".join(_text(paragraph) for paragraph in comment.iter(f"{_W}p"))
        for comment in _part(data, "word/comments.xml")
    }
    places: dict[str, str] = {}
    within: list[str] = []
    for element in _part(data, "word/document.xml").iter(f"{_W}commentRangeStart", f"{_W}commentRangeEnd", *_WORDS):
        if element.tag == f"{_W}commentRangeStart":
            within.append(element.get(f"{_W}id"))
            places[within[-1]] = ""
        elif element.tag == f"{_W}commentRangeEnd":
            within.remove(element.get(f"{_W}id"))
        else:
            for ident in within:
                places[ident] += _word(element)
    return [(words, said[ident]) for ident, words in places.items()]


def _part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return _parsed(archive.read(name))


def _parsed(xml: bytes) -> Any:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _block(element: Any) -> Iterator[str]:
    """The strings of a child of the body; pictures and gaps have none."""
    if element.tag == f"{_W}tbl":
        for cell in element.iter(f"{_W}tc"):
            yield "\n".join(_text(paragraph) for paragraph in cell.iter(f"{_W}p"))
    elif element.tag == f"{_W}p" and _style(element) not in (GAP.id, PICTURE.id):
        yield _text(element)


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(f"{_W}val", ""))


def _text(paragraph: Any) -> str:
    return "".join(map(_word, paragraph.iter(*_WORDS)))


def _word(element: Any) -> str:
    """A piece of text; a page break (``w:br`` with a type) and a tab stop (``w:tab`` of a paragraph) are none."""
    if element.tag in _MARKS:
        mark = element.getparent().tag == f"{_W}r" and f"{_W}type" not in element.attrib
        return _MARKS[element.tag] if mark else ""
    return element.text or ""


def _fields(paragraph: Any) -> Iterator[tuple[str, str]]:
    """Complex fields, also where another program has split their instruction or result over runs."""
    code, text, state = "", "", "end"
    for element in paragraph.iter(f"{_W}fldChar", f"{_W}instrText", *_WORDS):
        if element.tag == f"{_W}fldChar":
            state = element.get(f"{_W}fldCharType", "")
            if state == "begin":
                code = text = ""
            elif state == "end" and (found := _INSTRUCTION.search(code)):
                yield re.sub(r"\\(.)", r"\1", found[1]) if found[1] is not None else found[2], text
        elif element.tag == f"{_W}instrText":
            code += element.text or ""
        elif state == "separate":
            text += _word(element)

"""The reference document: page, styles, fonts, settings and footers of ``layout.py``, made by python-docx.

Made once per process and layout; every briefing takes its constant parts from here.  The only module that needs
python-docx to write, so it is imported when something is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsmap, qn
from lxml import etree

from reportgen.layout import Layout
from reportgen.writers.docx.dress import (
    default_properties,
    font_table,
    footer_paragraph,
    latent_styles,
    settings_children,
    style_properties,
)
from reportgen.writers.docx.names import GAP, PICTURE, STYLES, WordStyle
from reportgen.writers.docx.units import EMU_PER_MM, pt

HEADER_DISTANCE = 15
"""From the paper's upper edge to a header, in millimetres; there is none, but Word wants the number."""

_BODY = "<!--body-->"
_KEPT_STYLES = ("Normal", "DefaultParagraphFont", "TableNormal", "NoList")
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"


@dataclass(frozen=True, slots=True)
class Reference:
    """What all documents of a layout share: ``document.xml`` before and after the body, and constant parts by name.

    The section's footers are the relationships ``rIdFooter1`` and ``rIdFooter2``.
    """

    head: str
    tail: str
    parts: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _ByValue:
    """A layout as a cache key: equal when all its values are (its tables are dicts, so it has no hash)."""

    values: str
    layout: Layout = field(compare=False)


def reference(layout: Layout) -> Reference:
    """The reference document of a layout."""
    return _made(_ByValue(repr(layout), layout))


@cache
def _made(key: _ByValue) -> Reference:
    word = docx.Document()
    _dress_styles(word, key.layout)
    _dress_page(word, key.layout)
    odd, even = _footers(word, key.layout)
    head, tail = _frame(word)
    parts = {
        "word/styles.xml": _serialised(word.styles.element),
        "word/settings.xml": _settings(word, key.layout),
        "word/fontTable.xml": font_table(key.layout).encode(),
        "word/footer1.xml": odd,
        "word/footer2.xml": even,
    }
    return Reference(head, tail, parts)


def _dress_styles(word: WordDocument, layout: Layout) -> None:
    """Only the styles a briefing uses, in place of python-docx's Japanese template."""
    root: Any = word.styles.element
    for child in list(root):
        if child.get(qn("w:styleId")) not in _KEPT_STYLES:
            root.remove(child)
    root.insert(0, _parsed(latent_styles()))
    root.insert(0, _parsed(default_properties(layout)))
    _dress(word.styles["Normal"], "Normal", style_properties("normal", layout))
    styles = {**STYLES, "picture": PICTURE, "gap": GAP}
    for rank, (name, style) in enumerate(styles.items(), 1):
        _add_style(word, style, rank, style_properties(name, layout))
    for style in styles.values():
        if style.level >= 0:
            _named(word, style).next_paragraph_style = _named(word, STYLES["body"])


def _add_style(word: WordDocument, style: WordStyle, rank: int, properties: tuple[str, str]) -> None:
    new: Any = word.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH, style.builtin)
    new.base_style = word.styles["Normal"]
    new.priority, new.hidden, new.unhide_when_used, new.quick_style = rank, False, False, True
    _dress(new, style.id, properties)


def _named(word: WordDocument, style: WordStyle) -> Any:
    return word.styles[style.name]


def _dress(style: Any, ident: str, properties: tuple[str, str]) -> None:
    """Its id, and paragraph and run properties in place of those that are there."""
    element = style.element
    for old in [*element.findall(qn("w:pPr")), *element.findall(qn("w:rPr"))]:
        element.remove(old)
    element.extend(map(_parsed, properties))
    element.set(qn("w:styleId"), ident)


def _dress_page(word: WordDocument, layout: Layout) -> None:
    """Paper, margins and grid (5.1, 5.2.1, 5.2.3)."""
    section: Any = word.sections[0]
    lengths = {
        "page_width": layout.width,
        "page_height": layout.height,
        "top_margin": layout.word.top,
        "bottom_margin": layout.word.bottom,
        "left_margin": layout.word.left,
        "right_margin": layout.word.right,
        "header_distance": HEADER_DISTANCE,
        "footer_distance": _footer_distance(layout),
        "gutter": 0,
    }
    for name, length in lengths.items():
        setattr(section, name, round(length * EMU_PER_MM))
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(pt(layout.word.pitch)))


def _footer_distance(layout: Layout) -> float:
    """From the paper's lower edge to the footer in millimetres.

    The dash then stands ``number_drop`` below the 版心 (7.5): it runs through the middle of the number's line, and
    that line is as high as the number.
    """
    half_line = layout.style("page_number").size / 2 * 25.4 / 72
    return layout.height - layout.word.top - layout.text_height - layout.number_drop - half_line


def _footers(word: WordDocument, layout: Layout) -> tuple[bytes, bytes]:
    """The footers of odd and of even pages."""
    word.settings.odd_and_even_pages_header_footer = True
    section: Any = word.sections[0]
    out = []
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        root = footer._element
        root[:] = [_parsed(footer_paragraph(side, layout))]
        out.append(_serialised(root))
    for element in section._sectPr.findall(qn("w:footerReference")):
        odd = element.get(qn("w:type")) == "default"
        element.set(qn("r:id"), "rIdFooter1" if odd else "rIdFooter2")
    return out[0], out[1]


def _settings(word: WordDocument, layout: Layout) -> bytes:
    """What a briefing needs and nothing of the template's."""
    root: Any = word.settings.element
    even = root.find(qn("w:evenAndOddHeaders"))
    before, after = settings_children(layout)
    root[:] = [*_parsed_all(before), even, *_parsed_all(after)]
    return _serialised(root)


def _frame(word: WordDocument) -> tuple[str, str]:
    """``document.xml`` before and after the body; the namespaces of pictures are declared once, at the root."""
    root: Any = word.element
    section = root.body[-1]
    for name in [name for name in section.attrib if "rsid" in name]:
        del section.attrib[name]
    root.body[:] = [etree.Comment("body"), section]
    head, _, tail = _serialised(root, "wp", "a", "pic").decode().partition(_BODY)
    return head, tail


def _parsed(xml: str) -> Any:
    return _parsed_all(xml)[0]


def _parsed_all(xml: str) -> list[Any]:
    return list(parse_xml(f'<w:x xmlns:w="{nsmap["w"]}">{xml}</w:x>'))


def _serialised(root: Any, *more: str) -> bytes:
    """A part, with the namespaces it uses and those of the prefixes ``more``; no claims about others."""
    root.attrib.pop(_IGNORABLE, None)
    wanted = {prefix: nsmap[prefix] for prefix in ("w", "r", *more)}
    etree.cleanup_namespaces(root, top_nsmap=wanted, keep_ns_prefixes=list(wanted))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

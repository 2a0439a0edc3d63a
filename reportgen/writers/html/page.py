"""One page of HTML from the tree, with the fonts and pictures it names."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from reportgen.fonts import FontSet
from reportgen.layout import Layout
from reportgen.model.document import Document, Title
from reportgen.writers.html.body import Desk, body_html
from reportgen.writers.html.inline import attribute
from reportgen.writers.html.style import sheet

GENERATOR = "reportgen"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a page finds its fonts (by face or fallback key) and its pictures (by chart key)."""

    fonts: Mapping[str, str]
    pictures: Mapping[str, str]


def standalone(pictures: Mapping[str, bytes], fonts: FontSet) -> Addresses:
    """Pictures inside the page, fonts as local files."""
    return Addresses(
        {key: fonts.path(key).resolve().as_uri() for key in font_keys(fonts)},
        {key: "data:image/svg+xml;base64," + base64.b64encode(data).decode() for key, data in pictures.items()},
    )


def font_keys(fonts: FontSet) -> list[str]:
    """The faces, then the fallbacks."""
    return [*fonts.faces, *(f"fallback{number}" for number in range(len(fonts.fallbacks)))]


def write(
    document: Document,
    layout: Layout,
    pictures: Mapping[str, bytes],
    fonts: FontSet,
    addresses: Addresses | None = None,
) -> str:
    """The document as one page of well-formed HTML; ``pictures`` are SVG by chart key.

    Raises ``UncoveredCharacter``, ``MissingPicture`` or ``BrokenPicture``.
    """
    at = addresses or standalone(pictures, fonts)
    top = 2 if any(isinstance(block, Title) for block in document.blocks) else 1
    body = body_html(document, Desk(layout, fonts, pictures, at.pictures, top))
    used = used_fonts(body, layout)
    style = sheet(layout, fonts, {key: url for key, url in at.fonts.items() if key in used})
    return (
        f'<!DOCTYPE html>\n<html lang="{attribute(document.meta.language)}"><head>{_head(document)}'
        f"<style>\n{style}\n</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def used_fonts(body: str, layout: Layout) -> set[str]:
    """The keys of the fonts a body is set in, by its classes and elements."""
    classes = set(re.findall(r'class="([^"]*)"', body))
    words = {word for names in classes for word in names.split()}
    elements = {"table_header": "<th", "table_cell": "<td", "caption": "caption>"}
    styles = (
        {name for name in layout.styles if name in words} | {"body"} | (set() if layout.poster else {"page_number"})
    )
    styles |= {name for name, mark in elements.items() if mark in body}
    return {layout.style(name).face for name in styles} | {w for w in words if w in layout.faces or w[:8] == "fallback"}


def _head(document: Document) -> str:
    meta = document.meta
    named = {"author": meta.author, "description": meta.subject, "dcterms.created": meta.date, "generator": GENERATOR}
    tags = "".join(f'<meta name="{name}" content="{attribute(text)}"/>' for name, text in named.items() if text)
    return f'<meta charset="utf-8"/><title>{escape(meta.title, quote=False)}</title>{tags}'

"""Blocks to HTML: one small function per node."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from reportgen.fonts import FontSet
from reportgen.layout import Layout
from reportgen.model.document import (
    Annex,
    Block,
    Document,
    Heading,
    Inlines,
    PageBreak,
    Paragraph,
    Picture,
    Role,
    Table,
    Text,
    Title,
    plain,
)
from reportgen.writers.html.inline import inlines_html
from reportgen.writers.html.picture import MissingPicture, picture_html
from reportgen.writers.html.style import character
from reportgen.writers.html.table import table_html
from reportgen.writers.html.units import points
from reportgen.writers.measure import text_width
from reportgen.writers.title import broken

_ANNEX_ITEM = re.compile(r"(附件[：:])?(\d+\.)?")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a block needs to be dressed: ``urls`` are the pictures' addresses, ``top`` the level of a first heading."""

    layout: Layout
    fonts: FontSet
    pictures: Mapping[str, bytes]
    urls: Mapping[str, str]
    top: int

    def words(self, inlines: Inlines, style: str) -> str:
        """Inlines in the type of a style."""
        return inlines_html(inlines, self.layout.style(style).face, self.fonts)

    def title(self, inlines: Inlines, style: str) -> str:
        """A title, broken by sense where it is longer than a line."""
        room = points(self.layout.text_width) / self.layout.style(style).size
        return self.words(broken(inlines, room), style)


def body_html(document: Document, desk: Desk) -> str:
    """All blocks in order; what follows a page break or begins an annex begins a page."""
    return "\n".join(_blocks(document, desk))


def _blocks(document: Document, desk: Desk) -> Iterator[str]:
    previous: Block | None = None
    for block in document.blocks:
        dressed = block_html(block, desk, _first_of_list(block, previous))
        begins = (previous is not None and isinstance(block, Annex)) or isinstance(previous, PageBreak)
        if dressed:
            yield f'<div class="fresh">{dressed}</div>' if begins else dressed
        if dressed or previous is not None:
            previous = block


def _first_of_list(block: Block, previous: Block | None) -> bool:
    follows = isinstance(previous, Paragraph) and previous.role is Role.ANNEX_LIST
    return isinstance(block, Paragraph) and block.role is Role.ANNEX_LIST and not follows


def block_html(block: Block, desk: Desk, first: bool = False) -> str:
    """One block; ``first`` is for the first of the 附件说明 lines, which has the blank line before it."""
    match block:
        case Title():
            return f'<h1 class="title">{desk.title(block.inlines, "title")}</h1>'
        case Heading():
            return _heading(block, desk)
        case Paragraph():
            return _annex_item(block, desk, first) if block.role is Role.ANNEX_LIST else _paragraph(block, desk)
        case Table():
            return table_html(block, desk.layout, desk.fonts)
        case Picture():
            return _picture(block, desk)
        case Annex():
            return _annex(block, desk)
        case PageBreak():
            return ""
        case _:
            assert_never(block)


def _heading(block: Heading, desk: Desk) -> str:
    style = f"heading{block.level}"
    tag = f"h{min(block.level + desk.top - 1, 6)}"
    return f'<{tag} class="{style}">{desk.words((Text(block.number), *block.inlines), style)}</{tag}>'


def _paragraph(block: Paragraph, desk: Desk) -> str:
    return f'<p class="{block.role.value}">{desk.words(block.inlines, block.role.value)}</p>'


def _annex_item(block: Paragraph, desk: Desk, first: bool) -> str:
    """7.3.4: two characters in; further lines, and further items, stand under the first item's number or name.

    Several items in one paragraph, a line each, stand under the first one's number.
    """
    wide = character(desk.layout.style("annex_list"), desk.layout)
    found = _ANNEX_ITEM.match(plain(block.inlines))
    label, number = (found[1] or "", found[2] or "") if found else ("", "")
    indent = desk.layout.style("annex_list").indent
    several = "\n" in plain(block.inlines)
    own = text_width(label if several else label + number)
    left = own if label or not number else own + text_width("附件：")
    place = f"padding-left:{(indent + left) * wide:.2f}pt;text-indent:{-own * wide:.2f}pt"
    margin = "" if first else ";margin-top:0"
    return f'<p class="annex_list" style="{place}{margin}">{desk.words(block.inlines, "annex_list")}</p>'


def _picture(block: Picture, desk: Desk) -> str:
    key = block.chart.key
    if key not in desk.pictures:
        raise MissingPicture(key)
    return picture_html(block, desk.layout, desk.fonts, desk.pictures, desk.urls[key])


def _annex(block: Annex, desk: Desk) -> str:
    label = f'<p class="annex_label">{desk.words((Text(block.label),), "annex_label")}</p>' if block.label else ""
    return f'{label}<h1 class="annex_title">{desk.title(block.inlines, "annex_title")}</h1>'

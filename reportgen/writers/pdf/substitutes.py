"""Characters the official faces lack: which ones, and what prints them instead."""

from collections.abc import Iterator
from typing import assert_never

from reportgen.fonts import FontSet
from reportgen.layout import GBT9704, Layout
from reportgen.model.document import (
    Annex,
    Block,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    Title,
    plain,
)
from reportgen.writers.html.inline import font_keys
from reportgen.writers.outline import caption_text


def missing_characters(document: Document, fonts: FontSet, layout: Layout = GBT9704) -> dict[str, str]:
    """Each character that is printed by a font other than its face's: the character and that font's file name.

    Digits and 西文 letters have a face of their own and are not counted.  Raises ``UncoveredCharacter``.
    """
    found: dict[str, str] = {}
    for block in document.blocks:
        for text, style in _texts(block):
            face = layout.style(style).face
            for character, key in zip(text, font_keys(text, face, fonts), strict=True):
                if key not in (face, "latin"):
                    found.setdefault(character, fonts.path(key).name)
    return found


def _texts(block: Block) -> Iterator[tuple[str, str]]:
    """The texts of a block with their styles."""
    match block:
        case Title():
            yield plain(block.inlines), "title"
        case Heading():
            yield block.number + plain(block.inlines), f"heading{block.level}"
        case Paragraph():
            yield plain(block.inlines), block.role.value
        case Annex():
            yield from ((block.label, "annex_label"), (plain(block.inlines), "annex_title"))
        case Picture():
            yield caption_text(block), "caption"
        case Table():
            yield caption_text(block), "caption"
            yield from ((plain(cell), "table_header") for cell in block.header)
            yield from ((plain(cell), "table_cell") for row in block.rows for cell in row)
        case PageBreak():
            return
        case _:
            assert_never(block)

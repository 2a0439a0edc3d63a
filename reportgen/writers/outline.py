"""The tree as plain lines: for tests, for diffs, and for comparing a finished file with what was meant."""

from collections.abc import Iterator
from typing import assert_never

from reportgen.model.document import (
    Annex,
    Block,
    CellText,
    Document,
    FactText,
    Heading,
    Inline,
    Inlines,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    Text,
    Title,
    plain,
)


def blocks_text(document: Document) -> list[str]:
    """What a reader sees, in order: one string per paragraph, heading, caption and table cell."""
    return [text for block in document.blocks for text in block_text(block)]


def block_text(block: Block) -> list[str]:
    """The strings of one block; a caption or label that is empty has none, an empty cell has one.

    Titles are given without line ends: those are how they look, not what they say.
    """
    match block:
        case Title():
            return [_unbroken(block.inlines)]
        case Paragraph():
            return [plain(block.inlines)]
        case Heading():
            return [block.number + plain(block.inlines)]
        case Annex():
            return [text for text in (block.label, _unbroken(block.inlines)) if text]
        case Table():
            return [*_caption(block), *(plain(cell) for row in (block.header, *block.rows) for cell in row)]
        case Picture():
            return _caption(block)
        case PageBreak():
            return []
        case _:
            assert_never(block)


def caption_text(block: Table | Picture) -> str:
    """``表1　标题``: number and caption as printed, joined by one full-width space."""
    return "\u3000".join(part for part in (block.number, plain(block.caption)) if part)


def _unbroken(inlines: Inlines) -> str:
    return plain(inlines).replace("\n", "")


def _caption(block: Table | Picture) -> list[str]:
    return [text for text in (caption_text(block),) if text]


def write(document: Document) -> str:
    """An indented outline: kind, level or role, and text with its Facts as ``⟦text|fact id⟧``."""
    return "\n".join(line for block in document.blocks for line in _lines(block)) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Title():
            yield f"Title: {_marked(block.inlines)}"
        case Heading():
            yield f"{'  ' * block.level}Heading {block.level}: {block.number}{_marked(block.inlines)}"
        case Paragraph():
            yield f"    Paragraph {block.role.value}: {_marked(block.inlines)}"
        case Annex():
            yield f"Annex {block.label}: {_marked(block.inlines)}"
        case Table():
            yield from _table_lines(block)
        case Picture():
            yield f"    Picture {block.chart.key}: {block.number}\u3000{_marked(block.caption)}"
            yield f"      alt: {block.alt}"
        case PageBreak():
            yield "PageBreak"
        case _:
            assert_never(block)


def _table_lines(table: Table) -> Iterator[str]:
    yield f"    Table {len(table.columns)}×{len(table.rows)}: {table.number}\u3000{_marked(table.caption)}"
    yield "      # " + " | ".join(map(_marked, table.header))
    for row in table.rows:
        yield "      - " + " | ".join(map(_marked, row))


def _marked(inlines: Inlines) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Text():
            return inline.text
        case FactText():
            return f"⟦{inline.text}|{inline.fact}{':' + inline.form if inline.form else ''}⟧"
        case CellText():
            return f"⟨{inline.text}|{inline.origin}⟩"
        case _:
            assert_never(inline)

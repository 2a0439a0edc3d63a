"""Tree to tree: every word a reader sees or hears, in another script.

Facts and cells are written by themselves, so that one printed form of a Fact, and one name, is the same wherever it
stands; neighbouring words of a template are written together.  Keys, ids, forms and origins stay: what a number rests
on is still the ledger's cell.  Charts stay data; their words are written when they are drawn.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
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
    Meta,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    Text,
    Title,
)
from reportgen.script.convert import HANS, Writing

Say = Callable[[str], str]


def in_script(document: Document, writing: Writing) -> Document:
    """The document in the script of ``writing``; untouched when that is the one it is written in."""
    if writing.script.key == HANS:
        return document
    say = writing.say
    blocks = tuple(_block(block, say) for block in document.blocks)
    return Document(_meta(document.meta, say, writing.script.language), blocks)


def _meta(meta: Meta, say: Say, language: str) -> Meta:
    title, author, subject = say(meta.title), say(meta.author), say(meta.subject)
    return replace(meta, title=title, author=author, subject=subject, language=language)


def _block(block: Block, say: Say) -> Block:
    match block:
        case Title() | Paragraph():
            return replace(block, inlines=_inlines(block.inlines, say))
        case Heading():
            return replace(block, inlines=_inlines(block.inlines, say), number=say(block.number))
        case Annex():
            return replace(block, inlines=_inlines(block.inlines, say), label=say(block.label))
        case Table():
            return _table(block, say)
        case Picture():
            caption = _inlines(block.caption, say)
            return replace(block, caption=caption, alt=say(block.alt), number=say(block.number))
        case PageBreak():
            return block
        case _:
            assert_never(block)


def _table(table: Table, say: Say) -> Table:
    header = tuple(_inlines(cell, say) for cell in table.header)
    rows = tuple(tuple(_inlines(cell, say) for cell in row) for row in table.rows)
    caption = _inlines(table.caption, say)
    return replace(table, header=header, rows=rows, caption=caption, number=say(table.number))


def _inlines(inlines: Inlines, say: Say) -> Inlines:
    return tuple(_said(inlines, say))


def _said(inlines: Inlines, say: Say) -> Iterator[Inline]:
    for kind, group in groupby(inlines, type):
        if kind is Text:
            yield Text(say("".join(inline.text for inline in group)))
        else:
            yield from (_one(inline, say) for inline in group)


def _one(inline: Inline, say: Say) -> Inline:
    match inline:
        case Text() | FactText() | CellText():
            return replace(inline, text=say(inline.text))
        case _:
            assert_never(inline)

"""One line of the small Markdown to inlines: words, Facts and cells.

Most of a document is table cells that hold one mark or plain words; these are read by one expression.  Whatever that does
not know goes to the Markdown library, which gives the same for what both read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from reportgen.compose.faults import OrphanDigit
from reportgen.compose.marks import read_cell, read_fact
from reportgen.model.document import CellText, FactText, Inline, Inlines, Text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_BREAK = re.compile(r"[ \t]*\n\s*")
_DIGIT = re.compile(r"\d")
_SIGN = r"[!-/:-@\[-`{-~]"  # what a backslash makes plain (CommonMark, 2.4)
_WORDS = rf"(?:[^\\\[\]&!<]|\\{_SIGN})+"
_PIECE = re.compile(rf"({_WORDS})|\[({_WORDS})\]\(((?:fact|cell):[^\s()<>\\&]*)\)")
_ESCAPED = re.compile(rf"\\({_SIGN})")


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero").enable(["link", "image", "escape", "entity"])
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def tokens_of(content: str) -> Sequence["Token"]:
    """The library's tokens of a line."""
    return _parser().parseInline(content)[0].children or []


def inlines_of(content: str) -> Inlines:
    """The inlines of a line, neighbours of one kind joined.  Raises ``OrphanDigit``."""
    content = content.strip()
    pieces = _pieces(content)
    return tuple(_merged(_walk(tokens_of(content)) if pieces is None else pieces))


def inlines_in(tokens: Iterable["Token"]) -> Inlines:
    """The inlines of the library's tokens: those inside an image."""
    return tuple(_merged(_walk(tokens)))


def _pieces(content: str) -> list[Inline] | None:
    """What the expression reads; ``None`` where it does not know a sign."""
    found: list[Inline] = []
    place = 0
    while place < len(content):
        match = _PIECE.match(content, place)
        if match is None:
            return None
        words, marked, target = match.groups()
        text = _ESCAPED.sub(r"\1", words or marked)
        found.append(_inline(_BREAK.sub("", text), target or ""))
        place = match.end()
    return found


def _walk(tokens: Iterable["Token"]) -> Iterator[Inline]:
    target = ""
    for token in tokens:
        if token.type == "link_open":
            target = str(token.attrs["href"])
        elif token.type == "link_close":
            target = ""
        elif token.content:
            yield _inline(_BREAK.sub("", token.content), target)


def _inline(text: str, target: str) -> Inline:
    if target.startswith("fact:"):
        ident, form = read_fact(target)
        return FactText(text, ident, form)
    if target.startswith("cell:"):
        return CellText(text, read_cell(target))
    if _DIGIT.search(text):
        raise OrphanDigit(text)
    return Text(text)


def _merged(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Neighbouring pieces of one thing become one (escapes split text)."""
    last: Inline | None = None
    for inline in inlines:
        if isinstance(last, Text) and isinstance(inline, Text):
            last = Text(last.text + inline.text)
        elif isinstance(last, CellText) and isinstance(inline, CellText) and last.origin == inline.origin:
            last = CellText(last.text + inline.text, last.origin)
        else:
            if last is not None and last.text:
                yield last
            last = inline
    if last is not None and last.text:
        yield last

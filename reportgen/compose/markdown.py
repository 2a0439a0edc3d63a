"""Small Markdown to the tree.  Headings, paragraphs, tables, links and pictures; nothing else is special.

``# 题`` is the title, ``##`` a heading of level 1 (一、), ``###`` level 2 (（一）), ``####`` level 3 (1.).  A paragraph
beginning ``@unit``, ``@date``, ``@addressee``, ``@note``, ``@annex_list``, ``@signature``, ``@signature_date`` has that role;
``@table 题`` is the caption of the table after it, ``@list 题`` of a long one in smaller type; a cell beginning
``@short`` falls short and is shaded; ``@annex 题`` begins an annex; ``@page`` a new page.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from reportgen.compose.faults import OrphanDigit
from reportgen.compose.marks import read_cell, read_fact
from reportgen.model.chart import Chart
from reportgen.model.document import (
    Align,
    Annex,
    Block,
    CellText,
    FactText,
    Heading,
    Inline,
    Inlines,
    PageBreak,
    Paragraph,
    Picture,
    Role,
    Table,
    TableColumn,
    Text,
    Title,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ROLES = {role.value: role for role in Role}
_APART = re.compile(r"\n(@[a-z]|!\[)")  # directives and pictures stand by themselves without a blank line
_BREAK = re.compile(r"[ \t]*\n\s*")
_DIGIT = re.compile(r"\d")
_SHORT = "@short"
_DIRECTIVE = re.compile(r"@([a-z_]+)\s*")


class UnknownDirective(Exception):
    """A paragraph begins with an ``@word`` that means nothing."""

    def __init__(self, word: str) -> None:
        super().__init__(f"不认识的段落标记 @{word}")


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero").enable(["heading", "table", "link", "image", "escape", "entity"])
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def parse(text: str, charts: Mapping[str, Chart], alt: Callable[[Chart], str]) -> tuple[Block, ...]:
    """The blocks of rendered Markdown.  Raises ``UnknownDirective`` and ``OrphanDigit``."""
    tokens = _parser().parse(_APART.sub(r"\n\n\1", text))
    return tuple(_Reader(tokens, charts, alt).blocks())


class _Reader:
    def __init__(self, tokens: Sequence["Token"], charts: Mapping[str, Chart], alt: Callable[[Chart], str]) -> None:
        self._tokens = tokens
        self._charts = charts
        self._alt = alt
        self._caption: Inlines = ()
        self._listing = False

    def blocks(self) -> Iterator[Block]:
        place = 0
        while place < len(self._tokens):
            token = self._tokens[place]
            if token.type == "heading_open":
                yield _heading(int(token.tag[1]), _inlines(self._tokens[place + 1]))
                place += 3
            elif token.type == "paragraph_open":
                yield from self._paragraph(self._tokens[place + 1])
                place += 3
            elif token.type == "table_open":
                end = next(i for i in range(place, len(self._tokens)) if self._tokens[i].type == "table_close")
                yield _table(self._tokens[place:end], self._caption, listing=self._listing)
                self._caption, self._listing = (), False
                place = end + 1
            else:
                raise AssertionError(token.type)

    def _paragraph(self, token: "Token") -> Iterator[Block]:
        children = token.children or []
        if len(children) == 1 and children[0].type == "image":
            yield self._picture(children[0])
            return
        inlines = _inlines(token)
        first = inlines[0] if inlines else None
        found = _DIRECTIVE.match(first.text) if isinstance(first, Text) and token.content.startswith("@") else None
        if found is None or first is None:
            if inlines:
                yield Paragraph(inlines)
            return
        rest = (Text(first.text[found.end() :]), *inlines[1:])
        yield from self._directed(found[1], tuple(i for i in rest if i.text))

    def _directed(self, word: str, inlines: Inlines) -> Iterator[Block]:
        if word in ("table", "list"):
            self._caption, self._listing = inlines, word == "list"
        elif word == "annex":
            yield Annex(inlines)
        elif word == "page":
            yield PageBreak()
        elif word in _ROLES:
            yield Paragraph(inlines, _ROLES[word])
        else:
            raise UnknownDirective(word)

    def _picture(self, token: "Token") -> Picture:
        chart = self._charts[str(token.attrs["src"]).removeprefix("chart:")]
        caption = tuple(_merged(_walk(token.children or [])))
        return Picture(chart, caption, self._alt(chart))


def _heading(level: int, inlines: Inlines) -> Block:
    return Title(inlines) if level == 1 else Heading(level - 1, inlines)


def _inlines(token: "Token") -> Inlines:
    return tuple(_merged(_walk(token.children or [])))


def _walk(tokens: Sequence["Token"]) -> Iterator[Inline]:
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


def _merged(inlines: Iterator[Inline]) -> Iterator[Inline]:
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


def _table(tokens: Sequence["Token"], caption: Inlines, *, listing: bool = False) -> Table:
    rows: list[list[Inlines]] = []
    shaded: set[tuple[int, int]] = set()
    aligns: list[Align] = []
    for place, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            inlines = _inlines(tokens[place + 1])
            if tokens[place + 1].content.startswith(_SHORT):
                shaded.add((len(rows) - 2, len(rows[-1])))
                inlines = _without(inlines, _SHORT)
            rows[-1].append(inlines)
            if token.type == "th_open":
                aligns.append(_align(str(token.attrs.get("style", ""))))
    header, *body = (tuple(row) for row in rows)
    columns = tuple(TableColumn(a) for a in aligns)
    return Table(columns, header, tuple(body), caption, shaded=frozenset(shaded), listing=listing)


def _without(inlines: Inlines, mark: str) -> Inlines:
    """The inlines after a mark at their beginning."""
    first, *rest = inlines
    return tuple(i for i in (Text(first.text.removeprefix(mark).lstrip()), *rest) if i.text)


def _align(style: str) -> Align:
    return next((a for a in Align if a.value in style), Align.CENTER)

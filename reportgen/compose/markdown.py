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

from reportgen.compose.inlines import inlines_in, inlines_of, tokens_of
from reportgen.model.chart import Chart
from reportgen.model.document import (
    Align,
    Annex,
    Block,
    Heading,
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
_SHORT = "@short"
_DIRECTIVE = re.compile(r"@([a-z_]+)\s*")


class UnknownDirective(Exception):
    """A paragraph begins with an ``@word`` that means nothing."""

    def __init__(self, word: str) -> None:
        super().__init__(f"不认识的段落标记 @{word}")


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(["heading", "table"]).disable("inline")


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
                yield _heading(int(token.tag[1]), inlines_of(self._tokens[place + 1].content))
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
        children = tokens_of(token.content) if token.content.startswith("![") else []
        if len(children) == 1 and children[0].type == "image":
            yield self._picture(children[0])
            return
        inlines = inlines_of(token.content)
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
        caption = inlines_in(token.children or [])
        return Picture(chart, caption, self._alt(chart))


def _heading(level: int, inlines: Inlines) -> Block:
    return Title(inlines) if level == 1 else Heading(level - 1, inlines)


def _table(tokens: Sequence["Token"], caption: Inlines, *, listing: bool = False) -> Table:
    rows: list[list[Inlines]] = []
    shaded: set[tuple[int, int]] = set()
    aligns: list[Align] = []
    for place, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            inlines = inlines_of(tokens[place + 1].content)
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

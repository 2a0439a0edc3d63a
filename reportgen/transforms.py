"""Tree to tree: numbers of headings, tables, pictures and annexes, and widths of columns.

Meaning is settled here, before any writer: a number set here is part of the text in every format.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from reportgen.model.document import (
    Align,
    Annex,
    Block,
    Document,
    Heading,
    Inline,
    Paragraph,
    Picture,
    Role,
    Table,
    TableColumn,
    Text,
    plain,
)
from reportgen.wording import chinese

_MARKS: dict[int, Callable[[int], str]] = {
    1: lambda n: f"{chinese(n)}、",
    2: lambda n: f"（{chinese(n)}）",
    3: lambda n: f"{n}.",
    4: lambda n: f"（{n}）",
}  # GB/T 9704-2012, 7.3.3
_SIGNED = (Role.SIGNATURE, Role.SIGNATURE_DATE)
_STRETCH = 1.5  # of a column of words; what is left beyond that widens all columns
_SMALLER = 12 / 9  # 小四 beside the 小五 of a listing
_NARROWEST, _WIDEST = 3.0, 14.0  # characters a column counts for at least and, of running text, at most
_CAPACITY, _PADDING, _SHORT_HEAD = 36.5, 0.8, 4.0  # characters of 小四 across the 版心; beside a cell; unbroken head
_BEFORE = re.compile(r"(?=[（≥≤])")
_UNBROKEN = re.compile(r"[0-9.,%年月日初底中下上旬末—-]+|[0-9.]+[^0-9.]{1,3}")  # dates; a number with its unit


def number_headings(document: Document) -> Document:
    """一、（一）1.（1） in order, each level beginning anew under the one above."""
    counts = [0, 0, 0, 0]
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (4 - block.level)
            block = replace(block, number=_MARKS[block.level](counts[block.level - 1]))
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def number_captions(document: Document) -> Document:
    """表1, 图1 … through the whole document, annexes included."""
    tables = pictures = 0
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Table) and block.caption:
            tables += 1
            block = replace(block, number=f"表{tables}")
        elif isinstance(block, Picture) and block.caption:
            pictures += 1
            block = replace(block, number=f"图{pictures}")
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def number_annexes(document: Document) -> Document:
    """附件1, 附件2 … (a single one is 附件), and 附件说明 before the first (GB/T 9704-2012, 7.3.4)."""
    annexes = [b for b in document.blocks if isinstance(b, Annex)]
    labels = ["附件"] if len(annexes) == 1 else [f"附件{n}" for n in range(1, len(annexes) + 1)]
    left = iter(labels)
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Annex):
            if block is annexes[0]:
                blocks.insert(_end_of_text(blocks), _announced(annexes))
            block = replace(block, label=next(left))
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _end_of_text(blocks: list[Block]) -> int:
    """Where the text ends: before the signature and its date, when there are any (GB/T 9704-2012, 7.3.4, 7.3.5)."""
    place = len(blocks)
    while place and isinstance(last := blocks[place - 1], Paragraph) and last.role in _SIGNED:
        place -= 1
    return place


def _announced(annexes: list[Annex]) -> Paragraph:
    """One paragraph, a line for each, as the writers hang them under the first one's number."""
    if len(annexes) == 1:
        return Paragraph((Text("附件："), *annexes[0].inlines), Role.ANNEX_LIST)
    inlines: list[Inline] = []
    for number, annex in enumerate(annexes, start=1):
        mark = "附件：" if number == 1 else "\n"
        inlines += [Text(f"{mark}{number}."), *annex.inlines]
    return Paragraph(tuple(inlines), Role.ANNEX_LIST)


def set_widths(document: Document) -> Document:
    """Column widths in proportion to the longest piece of text in each, within bounds."""
    return replace(document, blocks=tuple(_sized(b) if isinstance(b, Table) else b for b in document.blocks))


def _sized(table: Table) -> Table:
    columns = range(len(table.columns))
    cells = [[plain(row[i]) for row in table.rows] for i in columns]
    heads = [plain(cell) for cell in table.header]
    firm = {i: _firm(cells[i], heads[i]) for i in columns if all(_is_firm(c) for c in cells[i])}
    smaller = _SMALLER if table.listing else 1.0
    loose = {i: _loose(cells[i], heads[i], _WIDEST * smaller) for i in columns if i not in firm}
    capacity = _CAPACITY * smaller
    left = max(capacity - sum(firm.values()), _NARROWEST * len(loose))
    stretch = min(left / sum(loose.values()), _STRETCH) if loose else 1.0
    wants = [firm[i] if i in firm else loose[i] * stretch for i in columns]
    total = sum(wants)
    sized = tuple(TableColumn(c.align, want / total) for c, want in zip(table.columns, wants, strict=True))
    return replace(table, columns=sized)


def _is_firm(cell: str) -> bool:
    return bool(_UNBROKEN.fullmatch(cell)) or _length(cell) <= _SHORT_HEAD


def _firm(cells: list[str], head: str) -> float:
    """Dates and numbers stay on one line; the head may take two."""
    return max([_length(c) for c in cells] + [_head(head)]) + _PADDING


def _loose(cells: list[str], head: str, widest: float) -> float:
    """Words: as long as nine in ten of them, within bounds."""
    lengths = sorted(_length(cell) for cell in cells) or [0.0]
    typical = lengths[int(len(lengths) * 0.9)] if len(lengths) > 10 else lengths[-1]
    return max(min(typical, widest), _head(head), _NARROWEST) + _PADDING


def _head(head: str) -> float:
    """A head breaks before its bracket or sign, else in the middle when it is long."""
    pieces = [_length(piece) for piece in _BEFORE.split(head, maxsplit=1)]
    return (
        max(pieces) if len(pieces) > 1 else _length(head) if _length(head) <= _SHORT_HEAD else _length(head) / 2 + 0.5
    )


def _length(text: str) -> float:
    """Length in full-width characters, with the quarter that Word sets between a character and a digit (2018 年)."""
    wide = [unicodedata.east_asian_width(c) in "WFA" for c in text]  # ambiguous ones are wide in Chinese type
    return sum(1.0 if is_wide else 0.5 for is_wide in wide) + 0.25 * sum(a != b for a, b in pairwise(wide))


TRANSFORMS: tuple[Callable[[Document], Document], ...] = (number_headings, number_captions, number_annexes, set_widths)


def transform(document: Document) -> Document:
    """All transforms in order."""
    for step in TRANSFORMS:
        document = step(document)
    return document


__all__ = ["TRANSFORMS", "Align", "transform"]

"""Tree to tree: numbers of headings, tables, pictures and annexes, and widths of columns.

Meaning is settled here, before any writer: a number set here is part of the text in every format.
"""

from collections.abc import Callable
from dataclasses import replace

from reportgen.columns import sized
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
    Text,
)
from reportgen.wording import chinese

_MARKS: dict[int, Callable[[int], str]] = {
    1: lambda n: f"{chinese(n)}、",
    2: lambda n: f"（{chinese(n)}）",
    3: lambda n: f"{n}.",
    4: lambda n: f"（{n}）",
}  # GB/T 9704-2012, 7.3.3
_SIGNED = (Role.SIGNATURE, Role.SIGNATURE_DATE)


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
    """Column widths by what stands in each, and smaller type where that spares lines."""
    return replace(document, blocks=tuple(sized(b) if isinstance(b, Table) else b for b in document.blocks))


TRANSFORMS: tuple[Callable[[Document], Document], ...] = (number_headings, number_captions, number_annexes, set_widths)


def transform(document: Document) -> Document:
    """All transforms in order."""
    for step in TRANSFORMS:
        document = step(document)
    return document


__all__ = ["TRANSFORMS", "Align", "transform"]

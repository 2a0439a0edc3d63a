"""How long a text takes to read aloud, and how deep to go in so many minutes."""

from collections.abc import Callable
from decimal import Decimal

from reportgen.compose.compose import Composed
from reportgen.compose.kinds import Kind
from reportgen.model.document import Document, Heading, Paragraph, Title, plain
from reportgen.wording import rounded


class TooLittleTime(Exception):
    """Even the shortest form takes longer than there is time."""

    def __init__(self, kind: str, minutes: int, needed: Decimal) -> None:
        super().__init__(f"“{kind}”最短也要读 {needed} 分钟，{minutes} 分钟读不完。请把 --minutes 改大，或精简模板")


class NotReadAloud(Exception):
    """Minutes were asked for of a kind that is not read aloud."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"“{kind}”不是口头汇报，不能用 --minutes。口头汇报的模板在前言里写 pace（每分钟多少字）")


def characters(document: Document) -> int:
    """What is read aloud: every character and digit of titles, headings and paragraphs; no marks, tables or pictures."""
    texts = (plain(b.inlines) for b in document.blocks if isinstance(b, Title | Heading | Paragraph))
    return sum(character.isalnum() for text in texts for character in text)


def minutes(document: Document, kind: Kind) -> Decimal:
    """Minutes at the kind's pace, to a tenth."""
    return rounded(Decimal(characters(document)) / kind.pace, 1)


def fitted(kind: Kind, most: int, make: Callable[[int], Composed]) -> Composed:
    """The deepest form that can be read in ``most`` minutes; the whole of it when 0.

    Raises ``TooLittleTime`` and ``NotReadAloud``.
    """
    if not most:
        return make(kind.depth)
    if not kind.pace:
        raise NotReadAloud(kind.name)
    for depth in range(kind.depth, 0, -1):
        made = make(depth)
        if (needed := minutes(made.document, kind)) <= most:
            return made
    raise TooLittleTime(kind.name, most, needed)

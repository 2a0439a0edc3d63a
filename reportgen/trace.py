"""Where is this number from?  Sentence ← fact ← rule ← cells."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from reportgen.model.chart import Chart
from reportgen.model.document import Annex, Block, Document, FactText, Heading, Inlines, Picture, Table, Title, plain
from reportgen.model.fact import Fact, FactBook
from reportgen.records import printed, sentence_around
from reportgen.wording import number, words


@dataclass(frozen=True, slots=True)
class Trace:
    """One Fact, the sentences that print it, and the Facts it rests on, down to the cells."""

    fact: Fact
    sentences: tuple[str, ...]
    parts: tuple["Trace", ...]


def trace(what: str, book: FactBook, document: Document) -> list[Trace]:
    """The traces of a fact id or key, or of every Fact printed or drawn with this number (23593 or 23593万元)."""
    pictures = {s.fact.id: list(s.places) for s in shown(book, document) if s.places}
    places = pictures | printed(document)
    return [_follow(fact, book, places) for fact in _matching(what.strip(), book, places)]


def _matching(what: str, book: FactBook, places: dict[str, list[str]]) -> Iterator[Fact]:
    exact = book.get(what)
    if exact is not None:
        yield exact
        return
    for fact in book.facts.values():
        if fact.key == what or (fact.id in places and what in (words(fact), number(fact.value, fact.places))):
            yield fact


def _follow(fact: Fact, book: FactBook, places: dict[str, list[str]]) -> Trace:
    below = [book.get(ident) for ident in fact.basis.facts]
    parts = tuple(_follow(part, book, {}) for part in below if part is not None)
    return Trace(fact, tuple(dict.fromkeys(places.get(fact.id, []))), parts)


@dataclass(frozen=True, slots=True)
class Shown:
    """A Fact a document shows, or rests on: the forms it is printed in, and where; both empty for one below another."""

    fact: Fact
    texts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def shown(book: FactBook, document: Document) -> list[Shown]:
    """Every Fact the document prints or draws, in order of appearance, then every Fact one of these rests on."""
    found: dict[str, Fact] = {}
    texts: dict[str, dict[str, None]] = {}
    places: dict[str, dict[str, None]] = {}
    for fact, text, place in _mentions(book, document):
        found.setdefault(fact.id, fact)
        texts.setdefault(fact.id, {})[text] = None
        places.setdefault(fact.id, {})[place] = None
    waiting = list(found.values())
    while waiting:
        below = [book.get(ident) for ident in waiting.pop(0).basis.facts]
        new = [fact for fact in below if fact is not None and fact.id not in found]
        found.update((fact.id, fact) for fact in new)
        waiting += new
    return [Shown(f, tuple(texts.get(f.id, ())), tuple(places.get(f.id, ()))) for f in found.values()]


def _mentions(book: FactBook, document: Document) -> Iterator[tuple[Fact, str, str]]:
    """Each Fact as it is met, the text it is printed as, and the place in words."""
    under = ""
    for block in document.blocks:
        if isinstance(block, Title | Heading | Annex):
            under = plain(block.inlines)
        for inlines, place in _lines(block, under):
            for inline in inlines:
                if isinstance(inline, FactText) and (fact := book.get(inline.fact)) is not None:
                    yield fact, inline.text, place or sentence_around(inlines, inline)
        if isinstance(block, Picture):
            name = f"{block.number} {plain(block.caption)}".strip() or f"图“{block.chart.title}”"
            yield from ((fact, words(fact), name) for fact in drawn(block.chart))


def _lines(block: Block, under: str) -> Iterator[tuple[Inlines, str]]:
    """The lines of a block, each with its place in words; none where the sentence itself is the place."""
    if isinstance(block, Table):
        yield block.caption, ""
        name = f"{block.number} {plain(block.caption)}".strip() or under
        yield from ((cell, f"{name}：表头") for cell in block.header)
        for row in block.rows:
            label = plain(row[0]) if row else ""
            for head, cell in zip(block.header, row, strict=False):
                yield cell, f"{name}：{label}·{plain(head)}"
    elif isinstance(block, Picture):
        yield block.caption, ""
    elif hasattr(block, "inlines"):
        yield block.inlines, ""


def used(document: Document, book: FactBook) -> FactBook:
    """The Facts a document prints or draws, what they were before and have changed by, and all that these rest on."""
    kept: dict[str, Fact] = {}
    waiting = [fact for block in document.blocks for fact in _of_block(block, book)]
    while waiting:
        fact = waiting.pop()
        if fact.id not in kept:
            kept[fact.id] = fact
            names = (*fact.basis.facts, f"{fact.id}~previous", f"{fact.id}~change")
            waiting += [other for name in names if name not in kept and (other := book.get(name)) is not None]
    return FactBook({ident: kept[ident] for ident in sorted(kept)})


def _of_block(block: Block, book: FactBook) -> Iterator[Fact]:
    if isinstance(block, Picture):
        yield from map(book.add, drawn(block.chart))
    lines = (line for line, _ in _lines(block, ""))
    for inline in (inline for line in lines for inline in line):
        if isinstance(inline, FactText) and (fact := book.get(inline.fact)) is not None:
            yield fact


def drawn(chart: Chart) -> Iterator[Fact]:
    """The Facts a chart shows."""
    yield from _within(chart)


def _within(value: object) -> Iterator[Fact]:
    if isinstance(value, Fact):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _within(part)
    elif is_dataclass(value):
        for own in fields(value):
            yield from _within(getattr(value, own.name))


def named(fact: Fact) -> str:
    """``资金缺口（均衡达标建设）``: what it is and of what; a value or change of another period says so."""
    label = {"previous": "上期", "change": "本期比上期的变化："}.get(fact.aspect, "") + (fact.label or fact.key)
    return f"{label}（{'，'.join(fact.subject)}）" if fact.subject else label


def before(fact: Fact, book: FactBook) -> Fact | None:
    """Its value a period ago, when that is known."""
    return None if fact.aspect else book.get(f"{fact.id}~previous")


def change(fact: Fact, book: FactBook) -> Fact | None:
    """What it has changed by since, when that is known; zero is a change of zero."""
    return None if fact.aspect else book.get(f"{fact.id}~change")

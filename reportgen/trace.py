"""Where is this number from?  Sentence ← fact ← rule ← cells."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportgen.model.document import Document
from reportgen.model.fact import Fact, FactBook
from reportgen.records import printed
from reportgen.wording import number, words


@dataclass(frozen=True, slots=True)
class Trace:
    """One Fact, the sentences that print it, and the Facts it rests on, down to the cells."""

    fact: Fact
    sentences: tuple[str, ...]
    parts: tuple["Trace", ...]


def trace(what: str, book: FactBook, document: Document) -> list[Trace]:
    """The traces of a fact id or key, or of every Fact printed with this number (23593 or 23593万元)."""
    places = printed(document)
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

"""No orphan numbers: every numeral in text, tables, captions and charts belongs to a Fact, to a cell, or to numbering.

The tree keeps numbering apart from words; what a Fact or a cell gave carries its mark.  Here the marks are not taken on
trust: the Fact must rest on cells, and the cell must hold the number.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportgen.model.chart import Chart, Timeline
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
    Role,
    Table,
    Text,
    Title,
    plain,
)
from reportgen.model.fact import Fact, FactBook
from reportgen.model.origin import Origin
from reportgen.model.roadmap import Roadmap

_NUMERAL = re.compile(r"[0-9０-９]+(?:\.[0-9]+)?")
_NUMBERING = re.compile(r"(?:图|圖|表|附件)[0-9]+|[0-9]+\.|（[0-9]+）")

_LISTED = re.compile(r"(?:(?<=^附件：)|(?<=\n)|^)[0-9]+\.")

SourceText = Callable[[Origin], str]
"""What stands at a place of the county's material; empty when nothing does."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A numeral that belongs to nothing: ``where`` in words, the text around it, and why it was not accepted."""

    numeral: str
    where: str
    text: str
    why: str


class OrphanNumbers(Exception):
    """The briefing holds numbers that come from nowhere; nothing is published."""

    def __init__(self, orphans: Sequence[Orphan]) -> None:
        self.orphans = tuple(orphans)
        lines = [f"{o.where}“{o.text[:40]}”里的 {o.numeral}：{o.why}" for o in self.orphans[:5]]
        more = f"；等共 {len(orphans)} 处" if len(orphans) > 5 else ""
        super().__init__("有的数说不出来历，没有发布。" + "；".join(lines) + more)


def numerals(text: str) -> list[str]:
    """Every number of a text, as written."""
    return _NUMERAL.findall(text)


def find_orphans(
    document: Document,
    book: FactBook,
    source: SourceText,
    drawn: Mapping[str, Sequence[str]],
    shown: Callable[[Chart], Iterable[str]],
) -> list[Orphan]:
    """Every numeral that belongs to nothing.

    ``drawn`` are the words on each chart by its key, without its scale; ``shown`` what a chart's Facts say on it.
    """
    judge = _Judge(book, source)
    found = [orphan for where, inlines in _places(document) for orphan in judge.inlines(where, inlines)]
    for block in document.blocks:
        found += _numbering(block)
        if isinstance(block, Picture):
            found += judge.chart(block.chart, drawn.get(block.chart.key, ()), shown(block.chart))
    return found


class _Judge:
    """Looks at each inline once; a cell or a Fact that was found good stays so."""

    def __init__(self, book: FactBook, source: SourceText) -> None:
        self._book, self._source = book, source
        self._rooted: dict[str, bool] = {}

    def inlines(self, where: str, inlines: Inlines) -> Iterator[Orphan]:
        """The orphans of one line, heading, cell or caption."""
        for inline in inlines:
            for numeral, why in self._of(inline):
                yield Orphan(numeral, where, plain(inlines), why)

    def _of(self, inline: Inline) -> Iterator[tuple[str, str]]:
        found = numerals(inline.text)
        match inline:
            case Text():
                yield from ((n, "既不是数据项，也不是台账里的字") for n in found)
            case CellText() if found and inline.text in str(inline.origin):
                pass  # the place itself is named: 资金!G4
            case CellText() if found:
                held = _values(numerals(self._source(inline.origin)))
                yield from ((n, f"{inline.origin} 里没有这个数") for n in found if _value(n) not in held)
            case FactText() if not self._stands(inline.fact):
                yield inline.text, f"数据项 {inline.fact} 没有依据"
            case _:
                pass

    def _stands(self, ident: str) -> bool:
        """Whether a Fact rests on cells, by itself or through others; a nought on those that were asked."""
        if ident not in self._rooted:
            self._rooted[ident] = False  # until shown: a Fact that rests on itself rests on nothing
            fact = self._book.get(ident)
            self._rooted[ident] = fact is not None and self._rests(fact)
        return self._rooted[ident]

    def _rests(self, fact: Fact) -> bool:
        basis = fact.basis
        if basis.cells or basis.unknown or basis.selected:
            return True
        if basis.facts:
            return all(self._stands(other) for other in basis.facts)
        return fact.value == 0 and bool(basis.rule)  # of a column nobody keeps nothing was counted: the rule says what

    def chart(self, chart: Chart, drawn: Iterable[str], shown: Iterable[str]) -> Iterator[Orphan]:
        """A chart's words against what its Facts say, what they are called, and the cells of its spans."""
        held = _values(n for text in shown for n in numerals(text))
        if isinstance(chart, Timeline | Roadmap):
            held |= _values(n for origin in chart.origins for n in numerals(self._source(origin)))
            held |= _values(numerals(chart.today.isoformat().replace("-", " ")))
        if isinstance(chart, Roadmap) and chart.goal:
            held |= _values(numerals(chart.goal.isoformat().replace("-", " ")))
        for text in drawn:
            for numeral in numerals(text):
                if _value(numeral) not in held:
                    yield Orphan(numeral, f"图“{chart.title}”", text, "不是图中任何数据项")


def _values(found: Iterable[str]) -> set[Decimal]:
    return {_value(numeral) for numeral in found}


def _value(numeral: str) -> Decimal:
    return Decimal(numeral).normalize()


def _numbering(block: Block) -> Iterator[Orphan]:
    """Numbers of headings, tables, pictures and annexes are numbering and nothing else."""
    text = block.label if isinstance(block, Annex) else getattr(block, "number", "")
    if numerals(text) and not _NUMBERING.fullmatch(text):
        yield Orphan(text, "编号", text, "不是编号")


def _places(document: Document) -> Iterator[tuple[str, Inlines]]:
    """Every line with its place in words."""
    heading = ""
    for block in document.blocks:
        match block:
            case Heading():
                heading = f"“{block.number}{plain(block.inlines)}”"
                yield f"标题{heading}", block.inlines
            case Title():
                yield "题目", block.inlines
            case Annex():
                heading = f"“{block.label}”"
                yield f"附件标题{heading}", block.inlines
            case Paragraph(role=Role.ANNEX_LIST):
                yield "附件说明", tuple(map(_unnumbered, block.inlines))
            case Paragraph():
                yield f"{heading}一节", block.inlines
            case Table():
                yield from _cells(block)
            case Picture():
                yield block.number, block.caption
            case PageBreak():
                pass


def _unnumbered(inline: Inline) -> Inline:
    """A part of the list of annexes (GB/T 9704-2012, 7.3.4) without the numbers that begin its lines."""
    return Text(_LISTED.sub("", inline.text)) if isinstance(inline, Text) else inline


def _cells(table: Table) -> Iterator[tuple[str, Inlines]]:
    name = table.number or "表"
    yield name, table.caption
    for row, cells in enumerate((table.header, *table.rows)):
        for column, inlines in enumerate(cells, start=1):
            yield f"{name}第{row}行第{column}列" if row else f"{name}表头第{column}列", inlines

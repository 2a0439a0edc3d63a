"""The reviewer's copy: a comment on every printed number says where it is from and what it was a period ago.

In a listing only what has changed is commented cell by cell; one comment at its head speaks for the rest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reportgen.model.document import FactText, Inlines, Table
from reportgen.model.fact import Fact, FactBook
from reportgen.model.origin import Origin
from reportgen.trace import before, change, named
from reportgen.wording import rounded, words
from reportgen.writers.docx.markup import content
from reportgen.writers.docx.runs import Runs, run

AUTHOR, INITIALS = "reportgen", "RG"
MOST = 12
"""Cells and operands a comment names before it says how many there are."""
MOST_RULES = 4
"""Rules of a listing, likewise."""

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PARAGRAPH = (
    '<w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    '<w:jc w:val="left"/></w:pPr>'
)
_TYPE = '<w:rPr><w:spacing w:val="0"/><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>'
_MARK = '<w:highlight w:val="yellow"/>'
_MARKED = f"<w:r><w:rPr>{_MARK}</w:rPr>"


@dataclass(slots=True)
class ReviewRuns(Runs):
    """Runs with comments; ``date`` (``YYYY-MM-DD``) is the comments' date, ``comments`` their XML, by id."""

    book: FactBook = field(default_factory=FactBook)
    date: str = ""
    comments: list[str] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)

    def begin(self, table: Table) -> None:
        """The first cell of a listing will carry what is to be said of the whole."""
        self.heading = list(self._of_listing(table)) if table.listing else []

    def listed(self, inlines: Inlines) -> str:
        """Words; a number that has changed is marked and commented."""
        parts = [self._listed(i) if isinstance(i, FactText) else run(i.text) for i in inlines]
        if not self.heading:
            return "".join(parts)
        lines, self.heading = self.heading, []
        return self._commented("".join(parts), lines)

    def _listed(self, inline: FactText) -> str:
        fact = self.book.get(inline.fact)
        if fact is None or not _changed(fact, self.book):
            return run(inline.text)
        return self._commented(marked(run(inline.text)), lines_of(fact, self.book))

    def fact(self, inline: FactText) -> str:
        """A printed Fact under its comment, marked when it has changed."""
        xml, fact = self._field(inline), self.book.get(inline.fact)
        if fact is None:
            return xml
        if _changed(fact, self.book):
            xml = marked(xml)
        return self._commented(xml, lines_of(fact, self.book))

    def _commented(self, xml: str, lines: Iterable[str]) -> str:
        number = len(self.comments)
        self.comments.append(self._comment(number, lines))
        return (
            f'<w:commentRangeStart w:id="{number}"/>{xml}<w:commentRangeEnd w:id="{number}"/>'
            f'<w:r><w:commentReference w:id="{number}"/></w:r>'
        )

    def _comment(self, number: int, lines: Iterable[str]) -> str:
        date = f' w:date="{self.date}T00:00:00Z"' if self.date else ""
        paragraphs = [
            f"<w:p>{_PARAGRAPH}{'' if n else f'<w:r>{_TYPE}<w:annotationRef/></w:r>'}"
            f'<w:r>{_TYPE}<w:t xml:space="preserve">{content(line)}</w:t></w:r></w:p>'
            for n, line in enumerate(lines)
        ]
        head = f'<w:comment w:id="{number}" w:author="{AUTHOR}"{date} w:initials="{INITIALS}">'
        return f"{head}{''.join(paragraphs)}</w:comment>"

    def comments_xml(self) -> str:
        """``word/comments.xml``; empty when there is no comment."""
        if not self.comments:
            return ""
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        return f'{head}<w:comments xmlns:w="{_SPACE}">{"".join(self.comments)}</w:comments>'

    def _of_listing(self, table: Table) -> Iterator[str]:
        lines = (cell for row in (table.header, *table.rows) for cell in row)
        found = [self.book.get(i.fact) for line in lines for i in line if isinstance(i, FactText)]
        facts = [fact for fact in found if fact is not None]
        if not facts:
            return
        cells = dict.fromkeys(origin for fact in facts for origin in _below(fact, self.book))
        sheets = Counter(str(Origin(origin.file, origin.sheet)) for origin in cells)
        yield f"本表共 {len(facts)} 个数，逐格出处见 facts.xlsx。"
        yield "来自：" + "；".join(f"{sheet}（{count}格）" for sheet, count in sheets.most_common(MOST))
        yield "口径：" + _some(list(dict.fromkeys(fact.basis.rule for fact in facts)), "条", MOST_RULES)
        count = sum(_changed(fact, self.book) for fact in facts)
        if count:
            yield f"与上期相比有变化的 {count} 个，已标出并逐个加注。"


def marked(xml: str) -> str:
    """Runs on yellow ground; of a field all runs, for LibreOffice dresses its result like its beginning."""
    return (
        xml.replace("</w:rPr>", f"{_MARK}</w:rPr>")
        .replace("<w:r><w:f", _MARKED + "<w:f")
        .replace("<w:r><w:t", _MARKED + "<w:t")
    )


def lines_of(fact: Fact, book: FactBook) -> Iterator[str]:
    """What a comment says of a Fact: name and value, rule, operands, cells, blanks, the period before."""
    yield f"{named(fact)}：{words(fact)}"
    yield f"口径：{fact.basis.rule}"
    operands = [found for ident in fact.basis.facts if (found := book.get(ident)) is not None]
    if operands:
        yield "依据：" + _some([f"{named(f)} {words(f)}" for f in operands], "项")
    if fact.basis.cells:
        yield "单元格：" + _cells(fact.basis.cells)
    if fact.basis.unknown:
        yield "空白未计：" + _cells(fact.basis.unknown)
    earlier, moved = before(fact, book), change(fact, book)
    if earlier is not None and moved is not None:
        yield f"上期 {words(earlier)}，{_movement(moved, _changed(fact, book))}"


def _movement(moved: Fact, printed: bool) -> str:
    """What happened since; a change too small for the decimals that are printed is said to be one."""
    if not moved.value:
        return "没有变化"
    direction = "增加" if moved.value > 0 else "减少"
    if not printed or not rounded(moved.value, moved.places):
        return f"略有{direction}"
    return f"{direction} {words(moved, 'size')}"


def _changed(fact: Fact, book: FactBook) -> bool:
    """Whether it is printed otherwise than a period ago."""
    earlier = before(fact, book)
    return earlier is not None and words(earlier) != words(fact)


def _below(fact: Fact, book: FactBook) -> Iterator[Origin]:
    """The cells of a Fact and of all it rests on."""
    yield from fact.basis.cells
    for ident in fact.basis.facts:
        below = book.get(ident)
        if below is not None:
            yield from _below(below, book)


def _cells(origins: tuple[Origin, ...]) -> str:
    """The first cells, sheet by sheet, and how many there are when not all are named."""
    sheets: dict[str, list[str]] = {}
    for origin in origins[:MOST]:
        sheets.setdefault(str(Origin(origin.file, origin.sheet)), []).append(origin.cell)
    text = "；".join(f"{sheet}!{'、'.join(cells)}" if any(cells) else sheet for sheet, cells in sheets.items())
    return text if len(origins) <= MOST else f"{text} 等共{len(origins)}格"


def _some(parts: list[str], unit: str, most: int = MOST) -> str:
    text = "；".join(parts[:most])
    return text if len(parts) <= most else f"{text} 等共{len(parts)}{unit}"

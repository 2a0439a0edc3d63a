"""The document tree as the body of ``word/document.xml``: one small function per block."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from reportgen.layout import Layout
from reportgen.model.document import (
    Annex,
    Block,
    Heading,
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
from reportgen.writers.docx.names import GAP, PICTURE, ROLES, STYLES
from reportgen.writers.docx.package import picture_relation
from reportgen.writers.docx.picture import NoPicture, drawing, extent, pixels
from reportgen.writers.docx.runs import Runs
from reportgen.writers.docx.table import table_xml
from reportgen.writers.docx.units import hundredths, mm, pt
from reportgen.writers.title import broken

_ANNEX_ITEM = re.compile(r"(附件：)?(\d+\.)?")
_ANNEX_WORD = 3  # 附件：, in characters


@dataclass(slots=True)
class Body:
    """One document's body in the making, with what its other parts need: properties and pictures.

    ``media`` holds the charts used, by key, in order of first use.
    """

    layout: Layout
    pictures: Mapping[str, bytes]
    runs: Runs = field(default_factory=Runs)
    media: dict[str, bytes] = field(default_factory=dict)
    drawings: int = 0
    new_page: bool = False
    after_table: bool = False
    titled: bool = False
    before_annexes: bool = False

    def xml(self, blocks: tuple[Block, ...]) -> str:
        """All blocks; a table at the end is followed by a low empty line, as Word wants one."""
        parts = []
        for block, following in zip(blocks, (*blocks, None)[1:], strict=True):
            self.before_annexes = isinstance(following, Paragraph) and following.role is Role.ANNEX_LIST
            parts.append(self.block(block))
            self.titled = isinstance(block, Title)
        return "".join(parts) + (self.gap() if self.after_table else "")

    def block(self, block: Block) -> str:
        """One block."""
        match block:
            case Title():
                return self.paragraph(STYLES["title"].id, self.by_sense(block.inlines, "title"))
            case Heading():
                return self.paragraph(STYLES[f"heading{block.level}"].id, (Text(block.number), *block.inlines))
            case Paragraph():
                return self.role_paragraph(block)
            case Table():
                return self.table(block)
            case Picture():
                return self.picture(block)
            case Annex():
                return self.annex(block)
            case PageBreak():
                self.new_page = True
                return ""
            case _:
                assert_never(block)

    def paragraph(self, style: str, inlines: Inlines, keep_next: bool = False, more: str = "") -> str:
        """A paragraph in a style.  ``more`` are direct properties from ``w:spacing`` on."""
        return self.line(style, self.runs.xml(inlines), keep_next, more)

    def by_sense(self, inlines: Inlines, style: str) -> Inlines:
        """A title, broken by sense where it is longer than a line (7.3.1)."""
        return broken(inlines, mm(self.layout.text_width) / pt(self.layout.style(style).size))

    def line(self, style: str, runs: str, keep_next: bool = False, more: str = "") -> str:
        """A paragraph of finished runs; takes up a page break that waits."""
        keep = "<w:keepNext/>" if keep_next else ""
        page = "<w:pageBreakBefore/>" if self.new_page else ""
        self.new_page = self.after_table = False
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{page}{more}</w:pPr>{runs}</w:p>'

    def role_paragraph(self, block: Paragraph) -> str:
        """A paragraph in the style of its role."""
        more = annex_indent(plain(block.inlines), self.layout) if block.role is Role.ANNEX_LIST else ""
        if block.role is Role.ADDRESSEE and self.titled:  # an empty line below the title (GB/T 9704-2012, 7.3.2)
            more = f'<w:spacing w:before="{round(self.layout.word.pitch * 20)}"/>'
        keep = self.before_annexes  # 附件说明 never stands alone on a page
        return self.paragraph(STYLES[ROLES[block.role]].id, block.inlines, keep, more)

    def table(self, block: Table) -> str:
        """The caption, kept with the table, then the table; never against another table."""
        above = self.caption(block, keep_next=True)
        if self.after_table or self.new_page:  # no caption has taken care of it
            above = self.gap()
        self.after_table = True
        return above + table_xml(block, self.layout, self.runs)

    def picture(self, block: Picture) -> str:
        """The chart on a line of its own, its caption below."""
        key = block.chart.key
        if key not in self.pictures:
            raise NoPicture(key, "not drawn")
        png = self.media.setdefault(key, self.pictures[key])
        self.drawings += 1
        relation = picture_relation(list(self.media).index(key) + 1)
        size = extent(*pixels(key, png), self.layout)
        chart = self.line(PICTURE.id, drawing(self.drawings, relation, size, key, block.alt))
        return chart + self.caption(block)

    def caption(self, block: Table | Picture, keep_next: bool = False) -> str:
        """Number and caption, a full-width space between them; nothing when both are empty."""
        title = block.caption if plain(block.caption) else ()
        words = Text(block.number + "\u3000" * bool(block.number and title))
        if not words.text and not title:
            return ""
        return self.paragraph(STYLES["caption"].id, (words, *title), keep_next)

    def annex(self, block: Annex) -> str:
        """A new page: the label flush left on its first line, the title centred on its third (7.3.7)."""
        self.new_page = True
        label = self.paragraph(STYLES["annex_label"].id, (Text(block.label),)) if block.label else ""
        title = (
            self.paragraph(STYLES["annex_title"].id, self.by_sense(block.inlines, "annex_title"))
            if plain(block.inlines)
            else ""
        )
        return label + title

    def gap(self) -> str:
        """A low empty line."""
        return self.line(GAP.id, "")


def annex_indent(text: str, layout: Layout) -> str:
    """附件说明 (7.3.4): 附件： two characters in, turned lines under the first character of the annex's name.

    A further item (2.×××) begins under the first one's number, in a paragraph of its own or on a line of the same.  Half-width digits are half a character wide.
    """
    style = layout.style("annex_list")
    word, number = _ANNEX_ITEM.match(text).groups()  # type: ignore[union-attr]  # the pattern matches anything
    digits = len(number) / 2 - 0.25 if number and "\n" not in text else 0
    left = style.indent + _ANNEX_WORD + digits
    hanging = digits + (_ANNEX_WORD if word else 0)
    grid = pt(style.size + layout.word_tracking)
    return (
        f'<w:ind w:leftChars="{hundredths(left)}" w:left="{round(left * grid)}"'
        f' w:hangingChars="{hundredths(hanging)}" w:hanging="{round(hanging * grid)}"/>'
    )

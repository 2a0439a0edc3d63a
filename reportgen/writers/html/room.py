"""How much of a poster its words leave to its picture."""

from reportgen.layout import Layout, Style
from reportgen.model.document import Block, Document, Inlines, PageBreak, Paragraph, Picture, Table, Title, plain
from reportgen.writers.html.picture import AIR
from reportgen.writers.html.table import measure, whole
from reportgen.writers.html.units import MM, points
from reportgen.writers.measure import line_count
from reportgen.writers.outline import caption_text
from reportgen.writers.title import broken

_HAIR = 0.5
"""Points a picture is lower than its lines: rounding must not give it another line."""


class PosterFull(Exception):
    """The words of a poster leave no room for its picture."""

    def __init__(self, title: str) -> None:
        super().__init__(f"挂图“{title}”的文字占满了整张纸，没有画图的地方。请精简模板里的文字，或换大一号的幅面")


def picture_room(document: Document, layout: Layout) -> float:
    """Millimetres of height for the one picture of a poster.  Raises ``PosterFull``."""
    pitch = layout.pdf.pitch
    left = layout.lines - sum(_lines(block, layout) for block in document.blocks)
    if left < layout.lines / 4:
        raise PosterFull(document.meta.title)
    return (int(left) * pitch - 2 * AIR - _HAIR) / MM


def _lines(block: Block, layout: Layout) -> float:
    """Lines of the page that a block takes."""
    match block:
        case Title():
            style = layout.style("title")
            inlines = broken(block.inlines, points(layout.text_width) / style.size)
            return _paragraph(inlines, style, layout)
        case Paragraph():
            return _paragraph(block.inlines, layout.style(block.role.value), layout)
        case Table():
            return whole(block, measure(block, layout), layout) / layout.pdf.pitch
        case Picture():
            return layout.style("caption").lines if caption_text(block) else 0
        case PageBreak():
            return layout.lines
        case _:
            return 1


def _paragraph(inlines: Inlines, style: Style, layout: Layout) -> float:
    wide = points(layout.text_width) / style.size - style.indent - style.right
    return style.before + style.after + style.lines * line_count(plain(inlines), wide)

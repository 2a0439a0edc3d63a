"""The same briefing for docxtpl: a template with one loop over all blocks, and the blocks as plain words."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, assert_never

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK

from reportgen.model.document import (
    Annex,
    Block,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Role,
    Table,
    Title,
    plain,
)
from reportgen.writers.outline import caption_text

STYLES = (
    *("title", "heading1", "heading2", "heading3", "heading4", "annex_label", "annex_title", "caption"),
    *map(str, Role),
)


def template() -> bytes:
    """A DOCX with a branch for every style, for tables and for pictures."""
    file = docx.Document()
    for style in (*STYLES, "table_header", "table_cell"):
        file.styles.add_style(f"own_{style}", WD_STYLE_TYPE.PARAGRAPH)
    file.add_paragraph("{%p for b in blocks %}")
    for style in STYLES:
        _branch(file, style)
        file.add_paragraph("{{ b.text }}", style=f"own_{style}")
        file.add_paragraph("{%p endif %}")
    _branch(file, "picture")
    file.add_paragraph("{{ pictures[b.key] }}")
    file.add_paragraph("{%p endif %}")
    _branch(file, "page_break")
    file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    file.add_paragraph("{%p endif %}")
    _branch(file, "table")
    _table(file)
    file.add_paragraph("{%p endif %}")
    file.add_paragraph("{%p endfor %}")
    made = BytesIO()
    file.save(made)
    return made.getvalue()


def _branch(file: Any, kind: str) -> None:
    file.add_paragraph(f'{{%p if b.kind == "{kind}" %}}')


def _table(file: Any) -> None:
    rows = (
        ("{%tc for cell in b.header %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr for row in b.rows %}", "", ""),
        ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    table = file.add_table(rows=len(rows), cols=3, style="Table Grid")
    for number, row in enumerate(rows):
        for cell, text in zip(table.rows[number].cells, row, strict=True):
            cell.text = text
            cell.paragraphs[0].style = "own_table_cell" if number else "own_table_header"


def blocks(document: Document) -> list[dict[str, Any]]:
    """The tree as plain dictionaries and strings."""
    return [made for block in document.blocks for made in _block(block)]


def _block(block: Block) -> Iterator[dict[str, Any]]:
    match block:
        case Title():
            yield _line("title", plain(block.inlines))
        case Heading():
            yield _line(f"heading{block.level}", block.number + plain(block.inlines))
        case Paragraph():
            yield _line(str(block.role), plain(block.inlines))
        case Table():
            yield from _caption(block)
            rows = [[plain(cell) for cell in row] for row in block.rows]
            yield {"kind": "table", "header": [plain(cell) for cell in block.header], "rows": rows}
        case Picture():
            yield {"kind": "picture", "key": block.chart.key}
            yield from _caption(block)
        case Annex():
            yield {"kind": "page_break"}
            texts = {"annex_label": block.label, "annex_title": plain(block.inlines)}
            yield from (_line(style, text) for style, text in texts.items() if text)
        case PageBreak():
            yield {"kind": "page_break"}
        case _:
            assert_never(block)


def _line(style: str, text: str) -> dict[str, Any]:
    return {"kind": style, "text": text}


def _caption(block: Table | Picture) -> Iterator[dict[str, Any]]:
    if caption := caption_text(block):
        yield _line("caption", caption)

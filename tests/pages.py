"""A finished tree as its reader meets it: all it says, and its tables by caption."""

from reportgen.model.document import Document, Table, plain
from reportgen.writers import outline


def text(document: Document) -> str:
    """All it says, a block a line."""
    return "\n".join(outline.blocks_text(document))


def table(document: Document, caption: str) -> list[list[str]]:
    """The rows of a table, heads first; one without a caption by an empty one."""
    found = next(b for b in document.blocks if isinstance(b, Table) and plain(b.caption) == caption)
    return [[plain(cell) for cell in row] for row in (found.header, *found.rows)]

"""The tree as PDF in official layout; nothing heavy is imported until a PDF is made or read."""

from reportgen.writers.pdf.attachments import NotAPdf, read_attachments
from reportgen.writers.pdf.engine import pango
from reportgen.writers.pdf.errors import AccessRefused, ForeignFont, PangoMissing, RenderWarning
from reportgen.writers.pdf.read import (
    Difference,
    Page,
    count_pages,
    differences,
    matches,
    read_margins,
    read_pages,
    read_text,
)
from reportgen.writers.pdf.render import write
from reportgen.writers.pdf.substitutes import missing_characters

__all__ = [
    "AccessRefused",
    "Difference",
    "ForeignFont",
    "NotAPdf",
    "Page",
    "PangoMissing",
    "RenderWarning",
    "count_pages",
    "differences",
    "matches",
    "missing_characters",
    "pango",
    "read_attachments",
    "read_margins",
    "read_pages",
    "read_text",
    "write",
]

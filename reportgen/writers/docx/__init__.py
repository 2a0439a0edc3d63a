"""Word files: the official page as DOCX, every Fact a DOCPROPERTY field over a property named after it."""

from reportgen.writers.docx.markup import UnwritableCharacter
from reportgen.writers.docx.picture import NoPicture
from reportgen.writers.docx.read import (
    Read,
    read,
    read_comments,
    read_fields,
    read_margins,
    read_pictures,
    read_properties,
    read_text,
)
from reportgen.writers.docx.runs import ConflictingFact, property_name
from reportgen.writers.docx.table import UnevenRow
from reportgen.writers.docx.writer import write, write_review

__all__ = [
    "ConflictingFact",
    "NoPicture",
    "Read",
    "UnevenRow",
    "UnwritableCharacter",
    "property_name",
    "read",
    "read_comments",
    "read_fields",
    "read_margins",
    "read_pictures",
    "read_properties",
    "read_text",
    "write",
    "write_review",
]

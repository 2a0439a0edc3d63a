"""Files carried inside a PDF."""

from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """What an attached file is to the document (ISO 19005-3, 6.8: AFRelationship)."""

    SOURCE = "Source"  # what it was made from
    DATA = "Data"  # what stands behind its figures


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file: ``name`` as a reader of PDFs shows it, ``description`` in words."""

    name: str
    data: bytes
    relation: Relation
    description: str = ""

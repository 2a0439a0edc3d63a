"""Before anything is published: the files say what the tree says, and every number in it belongs to something."""

from reportgen.selfcheck.files import Mismatch, NotWhatWasMeant, check_docx, check_facts, check_pdf
from reportgen.selfcheck.orphans import Orphan, OrphanNumbers, SourceText, find_orphans

__all__ = [
    "Mismatch",
    "NotWhatWasMeant",
    "Orphan",
    "OrphanNumbers",
    "SourceText",
    "check_docx",
    "check_facts",
    "check_pdf",
    "find_orphans",
]

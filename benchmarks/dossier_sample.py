"""The sample county's own documents for ``python -m benchmarks.dossier``: its dossiers, and its monthly briefing."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.clock import ROOT
from benchmarks.county import PERIOD
from reportgen import pipeline
from reportgen.compose.kinds import find_kind
from reportgen.dossier import Shared, one
from reportgen.model.document import Document
from reportgen.model.period import Period
from reportgen.subjects import subjects

KIND, MONTHLY = "dossier", "monthly"


def trees(number: int) -> Iterator[Document]:
    """So many schools' documents, at even distances over the register."""
    templates: Path = ROOT / "templates"
    examined = pipeline.examine(ROOT / "data", Period.parse(PERIOD))
    shared, kind = Shared(examined, templates), find_kind(templates, KIND)
    every = subjects(kind.each, examined.ledger)
    for place in range(number):
        yield one(shared, kind, every[place * len(every) // number]).composed.document


def briefing(_number: int) -> Iterator[Document]:
    """The monthly briefing, for ``--trees benchmarks.dossier_sample:briefing``."""
    asked = pipeline.Request(MONTHLY, Period.parse(PERIOD), ROOT / "data", ROOT / "templates", ROOT / "output")
    yield pipeline.write_document(asked, pipeline.examine(asked.data, asked.period)).document

"""What differs between two periods, on its own and as a document."""

from dataclasses import dataclass
from pathlib import Path

from reportgen import records
from reportgen.compose import Composed, County, compose
from reportgen.compose.differences import DifferenceView
from reportgen.compute.difference import Side, differ
from reportgen.model.difference import Difference
from reportgen.model.fact import FactBook
from reportgen.model.period import Period
from reportgen.past import Rules, facts_of
from reportgen.pipeline import DataErrors, Examined, Progress, Request, examine, finish, write_document
from reportgen.publish import locked, publish
from reportgen.readers.standards import find_standard
from reportgen.told import words_of
from reportgen.transforms import transform

FOLDER = "diff"
"""Where its template is below the template folder: it is no kind of briefing, it needs two periods."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two periods read by the same definitions and standards, and what differs."""

    earlier: Examined
    later: Examined
    difference: Difference


def compare_periods(request: Request, earlier: Period, progress: Progress = lambda step: None) -> Compared:
    """What differs between an earlier period and that of the request, whose kind says which Facts are printed.

    Raises ``DataErrors`` when either period has errors, ``SettingsFault``, ``TemplateFault`` and ``UnknownKind``.
    """
    sides = []
    for period in (earlier, request.period):
        examined = examine(request.data, period, progress)
        if examined.errors:
            raise DataErrors(examined)
        sides.append(examined)
    after = sides[-1]
    printed = records.printed(write_document(request, after, progress).document)
    rules = _rules(request.data, after)
    then, now = (Side(side.ledger, facts_of(side.ledger, rules, request.data)) for side in sides)
    return Compared(sides[0], after, differ(then, now, rules.definitions, printed.keys()))


def _rules(data: Path, examined: Examined) -> Rules:
    """Those of the later period, for both: what differs is then the data's doing."""
    standards = {role: find_standard(data, key) for role, key in examined.settings.standards.items()}
    return Rules(examined.definitions.by_key, standards)


def write_difference(request: Request, compared: Compared) -> tuple[Composed, FactBook]:
    """The document, finished, and the Facts it prints.  Raises ``TemplateFault`` and ``UnknownKind``."""
    from reportgen.charts import alt

    settings, book = compared.later.settings, compared.difference.book
    definitions = compared.later.definitions.by_key
    county = County(compared.later.ledger, book, definitions, words_of(settings, request.period))
    view = DifferenceView(compared.difference, county, definitions)
    composed = compose(request.templates / FOLDER, FOLDER, county, {}, alt, {"difference": view})
    return Composed(transform(composed.document), composed.file_name), book


def publish_difference(
    request: Request, compared: Compared, progress: Progress = lambda step: None
) -> tuple[Path, list[str]]:
    """The document in the formats asked for, with its Facts, as a set.  Raises as ``pipeline.build`` does."""
    folder = request.out / str(request.period) / f"{FOLDER}-{compared.difference.earlier}"
    with locked(folder):
        composed, book = write_difference(request, compared)
        files = finish(request, composed, book, [compared.earlier, compared.later], progress)
        files["facts.json"] = records.facts_json(book, composed.document)
        publish(folder, files)
    return folder, list(files)

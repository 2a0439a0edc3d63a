"""Pure functions from the ledger and the Facts to diagnostics.  The registry is at the foot of each module."""

from collections.abc import Mapping, Sequence
from datetime import date

from reportgen.checks.evaluation import check_evaluations
from reportgen.checks.facts import FACT_CHECKS, Given
from reportgen.checks.ledger import LEDGER_CHECKS
from reportgen.model.definition import Definition, Identity
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.fact import FactBook
from reportgen.model.ledger import Ledger


def run_checks(
    ledger: Ledger,
    book: FactBook,
    definitions: Mapping[str, Definition],
    identities: Sequence[Identity],
    as_of: date,
) -> list[Diagnostic]:
    """Every check, in order; all their findings."""
    given = Given(ledger, book, definitions, identities)
    found = [d for check in LEDGER_CHECKS for d in check(ledger, as_of)]
    return found + [d for check in FACT_CHECKS for d in check(given)]


__all__ = ["check_evaluations", "run_checks"]

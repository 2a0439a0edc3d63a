"""Pure functions from the ledger and the Facts to diagnostics.  The registry is at the foot of each module."""

from datetime import date

from reportgen.checks.evaluation import check_evaluations
from reportgen.checks.facts import FACT_CHECKS, Given
from reportgen.checks.ledger import LEDGER_CHECKS
from reportgen.checks.rows import check_rows
from reportgen.model.diagnostic import Diagnostic


def run_checks(given: Given, as_of: date) -> list[Diagnostic]:
    """Every check, in order; all their findings."""
    found = [d for check in LEDGER_CHECKS for d in check(given.ledger)]
    found += check_rows(given.ledger, given.checks, as_of)
    return found + [d for check in FACT_CHECKS for d in check(given)]


__all__ = ["Given", "check_evaluations", "check_rows", "run_checks"]

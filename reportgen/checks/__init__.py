"""Pure functions from the ledger and the Facts to diagnostics.  The registry is at the foot of each module."""

from collections.abc import Iterable
from datetime import date

from reportgen.checks.evaluation import check_evaluations
from reportgen.checks.facts import FACT_CHECKS, Given
from reportgen.checks.ledger import LEDGER_CHECKS
from reportgen.checks.rows import check_rows
from reportgen.model.check import Check
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.ledger import Ledger


def check_ledger(ledger: Ledger, checks: Iterable[Check], as_of: date) -> list[Diagnostic]:
    """What must hold between cells, without any Fact."""
    return [*(d for check in LEDGER_CHECKS for d in check(ledger)), *check_rows(ledger, checks, as_of)]


def run_checks(given: Given, as_of: date) -> list[Diagnostic]:
    """Every check, in order; all their findings."""
    found = check_ledger(given.ledger, given.checks, as_of)
    return found + [d for check in FACT_CHECKS for d in check(given)]


__all__ = ["Given", "check_evaluations", "check_ledger", "run_checks"]

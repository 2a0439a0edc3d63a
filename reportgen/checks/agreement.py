"""Whether two figures agree, as people print them: by intervals of half the last digit, cut-off digits told apart.

Things that are counted (个, 所, 人 …) are exact: one too many is one too many.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from reportgen import units
from reportgen.formula import evaluate, operands
from reportgen.model.fact import Fact
from reportgen.model.ledger import Cell


class Agreement(Enum):
    """How two figures stand to each other."""

    SAME = auto()
    ROUNDED = auto()  # they differ by no more than rounding explains
    CUT = auto()  # the one is the other with its last digits cut off
    DIFFERENT = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """What a figure may be: ``value`` as it stands, between ``low`` and ``high``."""

    value: Decimal
    low: Decimal
    high: Decimal

    def __add__(self, other: "Span") -> "Span":
        return Span(self.value + other.value, self.low + other.low, self.high + other.high)

    def converted(self, source: str, target: str) -> "Span":
        """In another unit of the same kind."""
        return Span(*(units.convert(v, source, target) for v in (self.value, self.low, self.high)))


NOTHING = Span(Decimal(0), Decimal(0), Decimal(0))


def around(value: Decimal, places: int, unit: str) -> Span:
    """A figure with its last digit half uncertain; exact when it is counted."""
    half = Decimal(0) if units.counted(unit) else Decimal(1).scaleb(-places) / 2
    return Span(value, value - half, value + half)


def of_fact(fact: Fact) -> Span:
    """A Fact as printed."""
    return around(fact.value, fact.places, fact.unit)


def of_cell(cell: Cell, unit: str) -> Span | None:
    """A number as typed; ``None`` when there is none."""
    return around(cell.value, cell.places, unit) if isinstance(cell.value, Decimal) else None


def of_formula(formula: str, facts: Mapping[str, Fact | None], unit: str) -> Span:
    """A formula over printed Facts, in ``unit``: its least and greatest value at the corners of what they may be.

    Raises ``FormulaFault``.
    """
    value = evaluate(formula, facts, unit)
    spans = {key: of_fact(fact) for key in operands(formula) if (fact := facts[key]) is not None}
    loose = {key: span for key, span in spans.items() if span.low != span.high}
    corners = itertools.product(*((span.low, span.high) for span in loose.values()))
    reached = [evaluate(formula, facts, unit, dict(zip(loose, corner, strict=True))) for corner in corners]
    return Span(value, min(reached), max(reached))


def agree(stated: Span, computed: Span) -> Agreement:
    """How a stated figure stands to a computed one, both in one unit."""
    if stated.value == computed.value:
        return Agreement.SAME
    if stated.low <= computed.high and computed.low <= stated.high:
        return Agreement.ROUNDED
    digit = stated.high - stated.low
    if 0 <= abs(computed.value) - abs(stated.value) < digit and stated.value * computed.value >= 0:
        return Agreement.CUT
    return Agreement.DIFFERENT

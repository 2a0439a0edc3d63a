"""Definitions (口径): how a Fact is computed, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from reportgen.model.origin import Origin

OPERATORS = frozenset({"at_least", "below", "over", "under", "before", "from", "known", "not"})
"""The comparisons a condition may make of a cell."""


class Rule(StrEnum):
    """The ways of computing."""

    COUNT = "count"  # rows, or different values of ``distinct``
    SUM = "sum"  # of a column
    SHARE = "share"  # numerator over denominator, in per cent
    RATIO = "ratio"  # numerator over denominator, times ``per``
    FORMULA = "formula"  # sums and differences, products and quotients of other Facts
    RANK = "rank"  # the place of each member of a family ``of``, the greatest first
    TALLY = "tally"  # how many members of a family ``of`` have a ``value``
    CONSTANT = "constant"  # a ``value`` laid down


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition.  Its family of Facts has a member for each value of the ``by`` columns.

    ``among`` chooses the rows spoken of, ``where`` those that count.  A count has a member, perhaps zero, for every
    group among them; a sum only for groups with rows: the sum of nothing is unknown.  ``places`` of ``None``
    prints as many decimals as were typed.  ``optional`` names operands of a formula that a county may not have.
    """

    key: str
    label: str
    rule: Rule
    unit: str
    origin: Origin
    sheet: str = ""
    column: str = ""
    unit_column: str = ""
    distinct: str = ""
    among: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, Any] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    numerator: str = ""
    denominator: str = ""
    per: Decimal = Decimal(1)
    formula: str = ""
    optional: tuple[str, ...] = ()
    places: int | None = None
    of: str = ""
    ascending: bool = False  # the least first
    value: Decimal | None = None
    words: str = ""  # 口径 for readers; made from the parts when empty

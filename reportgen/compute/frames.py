"""Rows chosen, grouped and added up.  The only door to pandas; decimals stay decimals (object columns).

pandas is loaded by the first grouping: many documents of one school each ask for none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from reportgen.model.ledger import Cell, Row, Sheet, Value
from reportgen.model.period import PartialDate
from reportgen.model.schema import Column


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its subject, the rows that count, and the rows whose blank cells left that unknown."""

    subject: tuple[str, ...]
    rows: tuple[Row, ...]
    doubtful: tuple[Cell, ...]


class SheetFrame:
    """One sheet as a frame: a column for each declared column, an index that is the row's place.

    Definitions ask the same things of a sheet again and again, so each condition is tried on each row once, and the
    rows are divided once for each choice of columns.
    """

    def __init__(self, sheet: Sheet, as_of: date) -> None:
        self._sheet = sheet
        self._as_of = as_of
        self._held: dict[tuple[str, str], frozenset[int]] = {}
        self._divided: dict[tuple[str, ...], list[tuple[tuple[str, ...], list[int]]]] = {}

    @cached_property
    def _frame(self) -> Any:
        import pandas as pd

        values = {c.key: self._values(c.key) for c in self._sheet.schema.columns}
        return pd.DataFrame(values, index=range(len(self._sheet.rows)), dtype=object)

    def _values(self, key: str) -> list[Value]:
        return [row.value(key) for row in self._sheet.rows]

    def groups(self, among: Mapping[str, Any], where: Mapping[str, Any], by: tuple[str, ...]) -> Iterator[Group]:
        """The groups of rows ``among``, in order of first appearance, each with its rows ``where``."""
        base, matching, doubtful = self._holding(among), self._holding(where), self._doubt(where)
        rows = self._sheet.rows
        parts = ((subject, [place for place in places if place in base]) for subject, places in self._parts(by))
        for subject, part in sorted((p for p in parts if p[1] or not by), key=lambda found: found[1][:1]):
            chosen = tuple(rows[place] for place in part if place in matching)
            yield Group(subject, chosen, tuple(doubtful[place] for place in part if place in doubtful))

    def _parts(self, by: tuple[str, ...]) -> list[tuple[tuple[str, ...], list[int]]]:
        """The places of the rows of each group; a row with a blank in one of the columns is in none."""
        if by not in self._divided:
            self._divided[by] = list(self._division(by)) if by else [((), list(range(len(self._sheet.rows))))]
        return self._divided[by]

    def _division(self, by: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[int]]]:
        known = self._frame[list(by)].dropna()
        divided = known.groupby(by[0] if len(by) == 1 else list(by), sort=False).groups
        for subject, places in divided.items():
            names = subject if len(by) > 1 and isinstance(subject, tuple) else (subject,)
            yield tuple(str(name) for name in names), list(places)

    def _holding(self, where: Mapping[str, Any]) -> frozenset[int]:
        """The places of the rows for which every condition holds."""
        held = frozenset(range(len(self._sheet.rows)))
        for key, test in where.items():
            held &= self._passing(key, test)
        return held

    def _passing(self, key: str, test: Any) -> frozenset[int]:
        asked = key, repr(test)
        if asked not in self._held:
            column, values = self._sheet.schema.column(key), self._values(key)
            passed = (place for place, value in enumerate(values) if _holds(value, test, column, self._as_of))
            self._held[asked] = frozenset(passed)
        return self._held[asked]

    def _doubt(self, where: Mapping[str, Any]) -> dict[int, Cell]:
        """Blank cells that decide whether their row counts."""
        found: dict[int, Cell] = {}
        for key, test in where.items():
            if isinstance(test, dict) and ("known" in test or "over" in test):
                continue
            blank = self._passing(key, {"known": False})
            others = self._holding({k: t for k, t in where.items() if k != key})
            found.update({place: self._sheet.rows[place][key] for place in sorted(blank & others)})
        return found


def _holds(value: Value, test: Any, column: Column, as_of: date) -> bool:
    """Whether a cell's value passes a test: a value, a list of values, or a table of comparisons."""
    if isinstance(test, dict):
        if set(test) == {"known"}:
            return (value is not None) is bool(test["known"])
        return value is not None and all(_COMPARE[name](value, bound, column, as_of) for name, bound in test.items())
    if isinstance(test, list | tuple):
        return value in test
    return value is not None and value == test


def _rank(value: Value, column: Column) -> int | None:
    return column.rank(value) if isinstance(value, str) else None


def _at_least(value: Value, bound: Any, column: Column, as_of: date) -> bool:
    here, limit = _rank(value, column), _rank(bound, column)
    return here is not None and limit is not None and here >= limit


def _below(value: Value, bound: Any, column: Column, as_of: date) -> bool:
    here, limit = _rank(value, column), _rank(bound, column)
    return here is not None and limit is not None and here < limit


def _over(value: Value, bound: Any, column: Column, as_of: date) -> bool:
    return isinstance(value, Decimal) and value > Decimal(bound)


def _under(value: Value, bound: Any, column: Column, as_of: date) -> bool:
    return isinstance(value, Decimal) and value < Decimal(bound)


def _before(value: Value, bound: Any, column: Column, as_of: date) -> bool:
    return isinstance(value, PartialDate) and value.last < (as_of if bound == "as_of" else bound)


def _from(value: Value, bound: Any, column: Column, as_of: date) -> bool:
    return isinstance(value, PartialDate) and value.first >= (as_of.replace(day=1) if bound == "period" else bound)


def _known(value: Value, bound: Any, column: Column, as_of: date) -> bool:
    return (value is not None) is bool(bound)


def _other_than(value: Value, bound: Any, column: Column, as_of: date) -> bool:
    return value not in (bound if isinstance(bound, list) else [bound])


_COMPARE = {
    "at_least": _at_least,
    "below": _below,
    "over": _over,
    "under": _under,
    "before": _before,
    "from": _from,
    "known": _known,
    "not": _other_than,
}

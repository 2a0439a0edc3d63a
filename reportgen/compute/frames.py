"""Rows chosen, grouped and added up.  The only door to pandas; decimals stay decimals (object columns)."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reportgen.model.ledger import Cell, Row, Sheet, Value
from reportgen.model.period import PartialDate
from reportgen.model.schema import Column

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its subject, the rows that count, and the rows whose blank cells left that unknown."""

    subject: tuple[str, ...]
    rows: tuple[Row, ...]
    doubtful: tuple[Cell, ...]


class SheetFrame:
    """One sheet as a frame: a column for each declared column, an index that is the row's place."""

    def __init__(self, sheet: Sheet, as_of: date) -> None:
        import pandas as pd

        self._sheet = sheet
        self._as_of = as_of
        values = {c.key: [row.value(c.key) for row in sheet.rows] for c in sheet.schema.columns}
        self._frame = pd.DataFrame(values, index=range(len(sheet.rows)), dtype=object)

    def groups(self, among: Mapping[str, Any], where: Mapping[str, Any], by: tuple[str, ...]) -> Iterator[Group]:
        """The groups of rows ``among``, in order of first appearance, each with its rows ``where``."""
        base = self._frame[self._mask(among)]
        matching = self._mask(where)
        doubtful = self._doubt(where, matching)
        for subject, part in _split(base, by):
            chosen = part.index[matching.loc[part.index]]
            unknown = [doubtful[i] for i in part.index if i in doubtful]
            yield Group(subject, tuple(self._sheet.rows[i] for i in chosen), tuple(unknown))

    def _mask(self, where: Mapping[str, Any]) -> "pd.Series[bool]":
        import pandas as pd

        mask = pd.Series(True, index=self._frame.index, dtype=bool)
        for key, test in where.items():
            column = self._sheet.schema.column(key)
            mask &= self._frame[key].map(lambda v, t=test, c=column: _holds(v, t, c, self._as_of)).astype(bool)
        return mask

    def _doubt(self, where: Mapping[str, Any], matching: "pd.Series[bool]") -> dict[Hashable, Cell]:
        """Blank cells that decide whether their row counts."""
        found: dict[Hashable, Cell] = {}
        for key, test in where.items():
            if isinstance(test, dict) and ("known" in test or "over" in test):
                continue
            blank = self._frame[key].map(lambda v: v is None).astype(bool)
            others = self._mask({k: t for k, t in where.items() if k != key})
            found.update({i: self._sheet.rows[int(str(i))][key] for i in self._frame.index[blank & others]})
        return found


def _split(frame: "pd.DataFrame", by: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], "pd.DataFrame"]]:
    if not by:
        yield (), frame
        return
    known = frame.dropna(subset=list(by))
    for subject, part in known.groupby(list(by), sort=False):
        yield tuple(str(s) for s in subject), part


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
    "known": _known,
    "not": _other_than,
}

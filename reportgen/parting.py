"""A ledger apart by school or by township: every sheet looked through once, each part then found at once.

A part holds what :func:`reportgen.narrowing.narrowed` would leave of the ledger.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from reportgen.model.ledger import Ledger, Row, Sheet
from reportgen.model.schema import SheetSchema
from reportgen.model.scope import Scope

_FOLLOWS = "follows"
Places = Mapping[str, list[int]]
"""The places of the rows that name a thing, by its name."""


@dataclass(frozen=True)
class Parted:
    """A ledger apart by ``school`` or by ``township``."""

    ledger: Ledger
    by: str

    def of(self, scope: Scope, code: str = "") -> Ledger:
        """The rows of one; ``code`` is what rows may name it by besides its name.  Sums of all rows are left out."""
        names = [getattr(scope, self.by), code]
        sheets = {key: self._rows(sheet, names) for key, sheet in self.ledger.sheets.items()}
        sheets |= {key: self._following(sheet, sheets) for key, sheet in sheets.items() if _follows(sheet.schema)}
        return replace(self.ledger, sheets=sheets)

    def _rows(self, sheet: Sheet, names: Iterable[str]) -> Sheet:
        column = sheet.schema.scope.get(self.by)
        if column is None or _follows(sheet.schema):
            return replace(sheet, rows=(), totals=())
        return _chosen(sheet, self._index[sheet.schema.key], names)

    def _following(self, sheet: Sheet, sheets: Mapping[str, Sheet]) -> Sheet:
        """The rows that name a row which is left."""
        column = sheet.schema.column(sheet.schema.scope[_FOLLOWS])
        left = [name for row in sheets[column.references] for name in (row.identity, row.label)]
        return _chosen(self.ledger[sheet.schema.key], self._index[sheet.schema.key], left)

    @cached_property
    def _index(self) -> Mapping[str, Places]:
        """By sheet."""
        found: dict[str, dict[str, list[int]]] = {}
        for key, sheet in self.ledger.sheets.items():
            own = found.setdefault(key, {})
            column = sheet.schema.scope.get(_FOLLOWS) or sheet.schema.scope.get(self.by)
            for place, row in enumerate(sheet.rows if column else ()):
                for name in dict.fromkeys(_names(row, column or "")):
                    own.setdefault(name, []).append(place)
        return found


def _follows(schema: SheetSchema) -> bool:
    return _FOLLOWS in schema.scope


def _chosen(sheet: Sheet, index: Places, names: Iterable[str]) -> Sheet:
    places = sorted({place for name in names if name for place in index.get(name, ())})
    return replace(sheet, rows=tuple(sheet.rows[place] for place in places), totals=())


def _names(row: Row, column: str) -> tuple[str, ...]:
    value = row.value(column)
    return value if isinstance(value, tuple) else () if value is None else (str(value),)

"""Two periods' ledgers and Facts against each other."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from reportgen.compute.comparison import compare, keep
from reportgen.model.comparison import Base
from reportgen.model.definition import Definition, Rule
from reportgen.model.difference import Difference, FactChange, How, LedgerChange
from reportgen.model.fact import Fact, FactBook
from reportgen.model.ledger import Cell, Ledger, Row, Sheet
from reportgen.model.origin import Origin
from reportgen.model.schema import Column
from reportgen.wording import words

NOT_DATA = frozenset({"confirmations"})
"""Sheets that say nothing of the county."""

RowKey = tuple[str, str, int]  # sheet, identity, which of those with the same identity
Place = tuple[RowKey, str]  # row, column


@dataclass(frozen=True, slots=True)
class Side:
    """One period: its ledger and the Facts computed from it, compared with nothing."""

    ledger: Ledger
    book: FactBook


def differ(earlier: Side, later: Side, definitions: Mapping[str, Definition], printed: Collection[str]) -> Difference:
    """What changed from one period to another.  ``printed`` are the ids of the Facts the later briefing prints."""
    changes = ledger_changes(earlier.ledger, later.ledger)
    book = FactBook(dict(later.book.facts))
    compare(book, earlier.book, name=str(earlier.ledger.period))
    finder = _Finder(earlier, later, definitions, changes)
    facts = [
        finder.change(book, ident, printed=ident in printed)
        for ident in dict.fromkeys((*later.book.facts, *earlier.book.facts))
        if _differs(earlier.book.get(ident), later.book.get(ident))
    ]
    order = {key: place for place, key in enumerate(later.ledger.sheets)}
    facts.sort(key=lambda fact: (not fact.printed, order.get(fact.sheet, len(order))))
    return Difference(earlier.ledger.period, later.ledger.period, tuple(facts), tuple(changes), book)


def _differs(before: Fact | None, after: Fact | None) -> bool:
    """By what is printed: what rounds to the same is the same."""
    return (words(before) if before else None) != (words(after) if after else None)


# -- ledgers


def ledger_changes(before: Ledger, after: Ledger) -> list[LedgerChange]:
    """Rows that came or went, and cells that say something else, in the order of the sheets and of their rows."""
    return [
        change
        for key, sheet in after.sheets.items()
        if key not in NOT_DATA
        for change in _sheet_changes(before[key], sheet)
    ]


def _sheet_changes(before: Sheet, after: Sheet) -> Iterator[LedgerChange]:
    old, new = rows_by_key(before), rows_by_key(after)
    for key, row in new.items():
        if key in old:
            yield from _row_changes(old[key], row, after)
        else:
            yield replace(_of_row(row, after, How.ADDED), origin_after=_first(row))
    for key, row in old.items():
        if key not in new:
            yield replace(_of_row(row, before, How.REMOVED), origin_before=_first(row))


def rows_by_key(sheet: Sheet) -> dict[RowKey, Row]:
    """Rows by identity (by label where the sheet has none), those with the same one counted."""
    found: dict[RowKey, Row] = {}
    seen: dict[str, int] = {}
    for row in sheet:
        name = row.identity or row.label
        seen[name] = seen.get(name, 0) + 1
        found[sheet.schema.key, name, seen[name]] = row
    return found


def _row_changes(before: Row, after: Row, sheet: Sheet) -> Iterator[LedgerChange]:
    for column in sheet.schema.columns:
        then, now = before[column.key], after[column.key]
        if (then.value, then.qualifier) != (now.value, now.qualifier):
            yield replace(
                _of_row(after, sheet, How.CHANGED),
                column=column.key,
                header=column.header,
                before=_said(then, column),
                after=_said(now, column),
                origin_before=then.origin,
                origin_after=now.origin,
            )


def _of_row(row: Row, sheet: Sheet, how: How) -> LedgerChange:
    return LedgerChange(how, sheet.schema.key, sheet.schema.name, row.identity, row.label)


def _first(row: Row) -> Origin:
    """Where a row begins."""
    return next((cell.origin for cell in row.cells.values() if cell.value is not None), Origin(""))


def _said(cell: Cell, column: Column) -> str:
    unit = {"percent": "%", "ratio": ":1"}.get(column.type, column.unit)
    return f"{cell.said}{unit}" if cell.said else ""


# -- Facts


class _Finder:
    """Finds the changes of the ledgers under a Fact's change."""

    def __init__(
        self, earlier: Side, later: Side, definitions: Mapping[str, Definition], changes: Iterable[LedgerChange]
    ) -> None:
        self._sides = (earlier, later)
        self._places = tuple(_places(side.ledger) for side in self._sides)
        self._definitions = definitions
        self._changes: dict[RowKey, list[LedgerChange]] = {}
        by_origin = {**self._places[0], **self._places[1]}
        for change in changes:
            if change.origin in by_origin:
                self._changes.setdefault(by_origin[change.origin][0], []).append(change)

    def change(self, book: FactBook, ident: str, *, printed: bool) -> FactChange:
        """One Fact's change and what it is due to."""
        before, after = self._sides[0].book.get(ident), self._sides[1].book.get(ident)
        if before is not None and after is None:
            before = keep(book, before, self._sides[0].book, Base.LAST_MONTH)
        elif before is not None:
            before = book.get(f"{ident}~{Base.LAST_MONTH.aspects.value}") or before
        sheet, places = self._touched(ident)
        change = book.get(f"{ident}~{Base.LAST_MONTH.aspects.change}")
        name = self._sides[1].ledger[sheet].schema.name if sheet else ""
        return FactChange(before, after, change, printed, sheet, name, tuple(self._because(ident, places)))

    def _touched(self, ident: str) -> tuple[str, list[Place]]:
        """The sheet a Fact's cells are in, and those of its cells that may explain a change."""
        old, new = (
            {places[origin]: telling for origin, telling in self._leaves(side.book, ident) if origin in places}
            for side, places in zip(self._sides, self._places, strict=True)
        )
        every = {**new, **old}
        sheet = next((row[0] for row, _ in every), "")
        return sheet, [p for p in every if p not in old or p not in new or (every[p] and self._changed(p))]

    def _leaves(self, book: FactBook, ident: str) -> Iterator[tuple[Origin, bool]]:
        """The cells under a Fact, each with whether its value counts: of a row that is counted, only that it is there."""
        fact = book.get(ident)
        if fact is None:
            return
        definition = self._definitions.get(fact.key)
        counted = definition is not None and definition.rule is Rule.COUNT and not definition.distinct
        yield from ((origin, not counted) for origin in (*fact.basis.cells, *fact.basis.unknown))
        for part in fact.basis.facts:
            yield from self._leaves(book, part)

    def _changed(self, place: Place) -> bool:
        return any(change.column == place[1] for change in self._changes.get(place[0], ()))

    def _because(self, ident: str, places: Iterable[Place]) -> Iterator[LedgerChange]:
        telling = set(self._columns(ident))
        said: set[LedgerChange] = set()
        for row, column in places:
            changes = self._changes.get(row, ())
            own = [c for c in changes if c.column in (column, "")]
            chosen = own or [c for c in changes if c.column in telling] or changes
            yield from (c for c in chosen if c not in said)
            said.update(chosen)

    def _columns(self, ident: str) -> Iterator[str]:
        """The columns whose cells decide whether a row counts, for a Fact and all it rests on."""
        for side in self._sides:
            fact = side.book.get(ident)
            definition = self._definitions.get(fact.key) if fact else None
            if definition is not None:
                yield from (*definition.where, *definition.among, *definition.by)
            for part in fact.basis.facts if fact else ():
                yield from self._columns(part)


def _places(ledger: Ledger) -> dict[Origin, Place]:
    """Where each cell stands, as row and column; a column that is not kept has no cell."""
    found: dict[Origin, Place] = {}
    for sheet in ledger.sheets.values():
        for key, row in rows_by_key(sheet).items():
            for column, cell in row.cells.items():
                found.setdefault(cell.origin, (key, column))
    return found

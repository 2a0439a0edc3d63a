"""Why a document is not what it was: numbers and texts that changed, and the cells of the ledgers that did."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reportgen.dossier import One
from reportgen.model.document import Annex, CellText, Document, Heading, Inline, Paragraph, Table, Title
from reportgen.model.fact import FactBook
from reportgen.model.ledger import Ledger
from reportgen.model.origin import Origin

MOST = 12
"""Cells named of one number."""
_AREA = re.compile(r"([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?")
Cells = Mapping[str, list[str]]
"""What each cell said and where it stood, by sheet, row and column."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Cells that are not as they were: what they said and say, by where they stand now; rows that came or went, in words."""

    cells: Mapping[Origin, str] = field(default_factory=dict)
    rows: tuple[str, ...] = ()


def cells_of(ledger: Ledger) -> bytes:
    """Every cell of a ledger, to be compared with next time."""
    table = {
        f"{sheet.schema.name}\t{row.identity or row.number}\t{column}": (cell.said, *cell.origin)
        for sheet in ledger.sheets.values()
        for row in sheet
        for column, cell in row.cells.items()
        if cell.said
    }
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()


def changed(before: bytes | None, now: bytes) -> Changed:
    """What differs between two ledgers; nothing when the earlier one is not known."""
    if before is None:
        return Changed()
    old, new = json.loads(before), json.loads(now)
    cells = {}
    for key in old.keys() | new.keys():
        was, is_ = old.get(key), new.get(key)
        if (was and was[0]) != (is_ and is_[0]):
            cells[Origin(*(is_ or was)[1:])] = f"{was[0] if was else '（空）'} → {is_[0] if is_ else '（空）'}"
    gone, come = sorted(_rows(old) - _rows(new)), sorted(_rows(new) - _rows(old))
    told = [f"{row}（删去）" for row in gone] + [f"{row}（新增）" for row in come]
    return Changed(dict(sorted(cells.items())), tuple(told))


def _rows(table: Cells) -> set[str]:
    """Sheet and row of every cell."""
    return {key.rpartition("\t")[0].replace("\t", " ") for key in table}


def because(made: One, shown: Mapping[str, object], changed: Changed) -> dict[str, tuple[str, ...]]:
    """The changed cells that each printed Fact rests on, by its id, and those printed as words, by the cell."""
    if not changed.cells:
        return {}
    found = {}
    for ident in shown:
        cells = [origin for origin in changed.cells if _rests(made.book, ident, origin, set())]
        if cells:
            found[ident] = tuple(f"{origin}：{changed.cells[origin]}" for origin in cells[:MOST])
    for inline in _inlines(made.composed.document):
        if isinstance(inline, CellText) and inline.origin in changed.cells:
            found[str(inline.origin)] = (f"{inline.origin}：{changed.cells[inline.origin]}",)
    return found


def _rests(book: FactBook, ident: str, origin: Origin, seen: set[str]) -> bool:
    """Whether a Fact rests on a cell, by itself or through others, or was chosen by it."""
    if ident in seen or (fact := book.get(ident)) is None:
        return False
    seen.add(ident)
    basis = fact.basis
    if origin in basis.cells or origin in basis.unknown or any(_within(origin, area) for area in basis.selected):
        return True
    return any(_rests(book, part, origin, seen) for part in basis.facts)


def _within(origin: Origin, area: Origin) -> bool:
    if origin[:2] != area[:2]:
        return False
    place, bounds = _AREA.fullmatch(origin.cell), _AREA.fullmatch(area.cell)
    if place is None or bounds is None:
        return origin.cell == area.cell
    left, top, right, bottom = bounds.groups()
    column = _order(place[1])
    return _order(left) <= column <= _order(right or left) and int(top) <= int(place[2]) <= int(bottom or top)


def _order(letters: str) -> tuple[int, str]:
    return len(letters), letters


def _inlines(document: Document) -> Iterator[Inline]:
    for block in document.blocks:
        match block:
            case Title() | Heading() | Paragraph() | Annex():
                yield from block.inlines
            case Table():
                yield from (inline for row in (block.header, *block.rows) for cell in row for inline in cell)
            case _:
                pass

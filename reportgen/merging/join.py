"""Rows of many returns joined by identity: what is alike once, what differs set aside, in an order that is always the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from reportgen.model.diagnostic import Diagnostic
from reportgen.model.returns import Clash, MergedSheet, Return, ReturnRow, ReturnSheet, Tally
from reportgen.model.schema import ColumnType, SheetSchema

Prefer = Literal["first", "last"] | None


def join(
    returns: Sequence[Return], known: Sequence[SheetSchema], order: Mapping[str, int], prefer: Prefer
) -> list[MergedSheet]:
    """A sheet for every schema the returns hold.  ``order`` places schools as the register does."""
    found = []
    for schema in known:
        sheets = [s for given in returns for s in given.sheets if s.schema is not None and s.schema.key == schema.key]
        if sheets:
            found.append(_sheet(schema, sheets, order if schema.key == "schools" else {}, prefer))
    return found


def _sheet(schema: SheetSchema, sheets: Sequence[ReturnSheet], order: Mapping[str, int], prefer: Prefer) -> MergedSheet:
    groups: dict[str, list[ReturnRow]] = {}
    for row in (row for sheet in sheets for row in sheet.rows):
        groups.setdefault(row.identity or row.source, []).append(row)
    clashes = {key: _clash(schema, rows, prefer) for key, rows in groups.items() if len(rows) > 1}
    merged = [clashes[key].chosen if key in clashes else rows[0] for key, rows in groups.items()]
    rows = [row for row in merged if row is not None]
    if schema.identity and schema.column(schema.identity).type is ColumnType.CODE:
        rows.sort(key=lambda row: (order.get(row.identity, len(order)), natural(row.identity)))
    extra = dict.fromkeys(heading for row in rows for heading in row.extra)
    return MergedSheet(schema, tuple(rows), tuple(extra), tuple(clashes.values()))


def natural(text: str) -> list[tuple[int, int, str]]:
    """A key that puts X2 before X10."""
    return [(0, int(p), p) if p.isascii() and p.isdigit() else (1, 0, p) for p in re.split(r"(\d+)", text) if p]


def _clash(schema: SheetSchema, rows: Sequence[ReturnRow], prefer: Prefer) -> Clash:
    differing = tuple(_differing(schema, rows))
    if not differing:
        return Clash(tuple(rows), (), rows[0])
    return Clash(tuple(rows), differing, {"first": rows[0], "last": rows[-1], None: None}[prefer])


def _differing(schema: SheetSchema, rows: Sequence[ReturnRow]) -> Iterator[str]:
    """Headings of the columns in which rows do not mean the same."""
    for column in schema.columns:
        if any(row.meaning[column.key] != rows[0].meaning[column.key] for row in rows):
            yield column.header
    for heading in dict.fromkeys(heading for row in rows for heading in row.extra):
        values = [row.extra[heading].value if heading in row.extra else None for row in rows]
        if any(value != values[0] for value in values):
            yield heading


def remarks(sheet: MergedSheet) -> Iterator[Diagnostic]:
    """What there is to say of rows handed in more than once."""
    for clash in sheet.clashes:
        first = clash.rows[0]
        text = first.identity if first.label in ("", first.identity) else f"{first.identity} {first.label}"
        values = {"sheet": sheet.schema.name, "text": text, "count": str(len(clash.rows))}
        origins = tuple(row.origin for row in clash.rows)
        if not clash.differing:
            yield Diagnostic("N605", values, origins)
            continue
        values["columns"] = "、".join(clash.differing)
        if clash.chosen is None:
            yield Diagnostic("E603", values, origins)
        else:
            yield Diagnostic("W604", values | {"chosen": str(clash.chosen.origin)}, origins)


def tally(returns: Sequence[Return], merged: Sequence[MergedSheet]) -> Iterator[Tally]:
    """Rows as counted in the files beside rows as they ended up, sheet by sheet; unknown sheets together, last."""
    sheets = [sheet for given in returns for sheet in given.sheets]
    for result in merged:
        mine = [s for s in sheets if s.schema is not None and s.schema.key == result.schema.key]
        alike = [clash for clash in result.clashes if not clash.differing]
        apart = [clash for clash in result.clashes if clash.differing]
        yield Tally(
            result.schema.name,
            sum(s.count for s in mine),
            len(result.rows),
            sum(len(clash.rows) - 1 for clash in alike),
            sum(len(clash.rows) - (clash.chosen is not None) for clash in apart),
            sum(len(s.unread) for s in mine),
            sum(len(s.typed.totals) for s in mine if s.typed is not None),
        )
    if unknown := sum(s.count for s in sheets if s.schema is None):
        yield Tally("不认识的表", unknown, 0, 0, 0, unknown)

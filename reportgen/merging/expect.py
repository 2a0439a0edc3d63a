"""Who is missing: the returns held against the register of schools."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportgen.model.diagnostic import Diagnostic
from reportgen.model.ledger import Row, Sheet
from reportgen.model.returns import Return, ReturnRow, ReturnSheet
from reportgen.model.schema import SheetSchema

_APART = re.compile(r"[\s\-_－—（）()·.、，,/0-9]+")


@dataclass(frozen=True, slots=True)
class Expected:
    """The register's schools, and the names each may be called by."""

    schools: tuple[Row, ...]
    names: Mapping[str, frozenset[str]]  # name, code or alias → codes

    @classmethod
    def of(cls, register: Sheet) -> "Expected":
        """As the register lists them; one without a code goes by its name."""
        names: dict[str, set[str]] = {}
        for row in register:
            aliases = row.cells["other_names"].value
            for name in (row.identity, row.label, *(aliases if isinstance(aliases, tuple) else ())):
                if name:
                    names.setdefault(name, set()).add(_key(row))
        return cls(register.rows, {name: frozenset(codes) for name, codes in names.items()})

    @property
    def order(self) -> dict[str, int]:
        """The place of each school."""
        return {_key(row): place for place, row in enumerate(self.schools)}


def _key(row: Row) -> str:
    return row.identity or row.label


def _township(row: Row) -> str:
    return str(row.value("township") or "")


def absent(expected: Expected, returns: Sequence[Return]) -> list[Row]:
    """Schools without a return.

    Where sheets of schools are handed in, a school must stand in one, readable or not, or a file must bear its name.
    Where none are, townships answer for their schools: by a row that names the township or one of its schools, or by
    a file or folder of the name.
    """
    seen = _named_by_files(expected, returns)
    sheets = [sheet for given in returns for sheet in given.sheets if _of_schools(sheet)]
    if any(sheet.count for sheet in sheets):
        for sheet in sheets:
            for row in sheet.rows:
                seen |= _codes(expected, row)
            for unread in sheet.unread:
                seen |= _codes(expected, unread.read) if unread.read is not None else set()
        return [row for row in expected.schools if _key(row) not in seen]
    townships = {_township(row) for row in expected.schools if _key(row) in seen} | _townships(expected, returns)
    return [row for row in expected.schools if _key(row) not in seen and _township(row) not in townships]


def _of_schools(sheet: ReturnSheet) -> bool:
    return sheet.schema is not None and sheet.schema.key == "schools"


def _codes(expected: Expected, row: Row | ReturnRow) -> frozenset[str]:
    """The schools a row may stand for: by its code, else by its name."""
    return expected.names.get(row.identity) or expected.names.get(row.label) or frozenset()


def _tokens(returns: Sequence[Return]) -> set[str]:
    """The words of files' and folders' names."""
    names = {given.file.rsplit(".", 1)[0] for given in returns}
    return {word for name in names for word in (*_APART.split(name), *name.split("/")) if word}


def _named_by_files(expected: Expected, returns: Sequence[Return]) -> set[str]:
    return {code for word in _tokens(returns) for code in expected.names.get(word, ())}


def _townships(expected: Expected, returns: Sequence[Return]) -> set[str]:
    """Townships that files, folders or rows name, themselves or by one of their schools."""
    by_code = {_key(row): _township(row) for row in expected.schools}
    found = _tokens(returns) & set(by_code.values())
    for typed in (sheet.typed for given in returns for sheet in given.sheets if sheet.typed is not None):
        for row in typed:
            if typed.schema.has("township"):
                found.add(_township(row))
            for name in _schools_named(typed.schema, row):
                found |= {by_code[code] for code in expected.names.get(name, ())}
    return found - {""}


def _schools_named(schema: SheetSchema, row: Row) -> Iterator[str]:
    """What a row says in the columns that refer to schools."""
    for column in schema.columns:
        if column.references == "schools":
            value = row.value(column.key)
            yield from value if isinstance(value, tuple) else (str(value or ""),)


def remarks(expected: Expected, missing: Sequence[Row], returns: Sequence[Return]) -> Iterator[Diagnostic]:
    """Who is missing: a whole township in one line, else school by school; and who is not as the register says."""
    towns: dict[str, list[Row]] = {}
    for row in expected.schools:
        towns.setdefault(_township(row), []).append(row)
    gone = set(map(_key, missing))
    for town, rows in towns.items():
        away = [row for row in rows if _key(row) in gone]
        if town and len(away) == len(rows) > 1:
            cells = tuple(row["township"].origin for row in away)
            yield Diagnostic("E602", {"township": town, "count": str(len(rows))}, cells)
            continue
        for row in away:
            yield Diagnostic("E601", {"name": row.label or row.identity}, (row["name"].origin,))
    for given in returns:
        for sheet in given.sheets:
            if _of_schools(sheet):
                yield from (d for row in sheet.rows for d in _against(expected, row))


def _against(expected: Expected, row: ReturnRow) -> Iterator[Diagnostic]:
    if row.identity in expected.names:
        return
    codes = expected.names.get(row.label)
    if codes is None:
        yield Diagnostic("W606", {"text": f"{row.identity} {row.label}".strip()}, (row.origin,))
    elif row.label not in codes:  # a register without codes says nothing of them
        values = {"name": row.label, "text": row.identity, "code": "、".join(sorted(codes))}
        yield Diagnostic("W609", values, (row.origin,))

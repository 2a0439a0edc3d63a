"""The members of a batch as the register has them, and which of them a fault in the ledgers belongs to."""

import re
from collections.abc import Iterator, Mapping, Sequence

from reportgen.batch.ask import Member
from reportgen.messages import sentence, speaking
from reportgen.model.diagnostic import Diagnostic, Severity
from reportgen.model.ledger import Ledger, Row
from reportgen.model.origin import Origin
from reportgen.subjects import subjects

_LINE = re.compile(r"[0-9]+$")
_TOWN, _TYPE = "township", "type"
Line = tuple[str, str, int]
"""File, sheet and line of a row."""


def members(each: str, ledger: Ledger) -> tuple[Member, ...]:
    """Every school or township, in the register's order."""
    rows = {row.identity: row for row in ledger["schools"]}
    found = []
    for subject in subjects(each, ledger):
        row = rows.get(subject.code) if each == "school" else None
        found.append(_member(subject.code, subject.name, row))
    return tuple(found)


def _member(code: str, name: str, row: Row | None) -> Member:
    if row is None:
        return Member(code, name)
    others = row.value("other_names")
    known = others if isinstance(others, tuple) else ()
    return Member(code, name, _said(row, _TOWN), _said(row, _TYPE), known)


def _said(row: Row, column: str) -> str:
    return row[column].said if column in row.cells else ""


def owned(
    diagnostics: Sequence[Diagnostic], each: str, ledger: Ledger, known: Sequence[Member]
) -> tuple[list[Diagnostic], dict[str, list[Diagnostic]]]:
    """Errors that belong to nobody, and those of members by code: all its cells are in rows of one or several of them."""
    errors = [d for d in diagnostics if d.severity is Severity.ERROR]
    owners = _owners(each, ledger, known) if errors else {}
    shared: list[Diagnostic] = []
    own: dict[str, list[Diagnostic]] = {}
    for error in errors:
        codes = [owners.get(_line(origin), ()) for origin in error.origins]
        if not codes or not all(codes):
            shared.append(error)
        for code in dict.fromkeys(code for group in codes for code in group) if codes and all(codes) else ():
            own.setdefault(code, []).append(error)
    return shared, own


def _owners(each: str, ledger: Ledger, known: Sequence[Member]) -> Mapping[Line, tuple[str, ...]]:
    names = {
        name: member.code
        for member in known
        for name in (member.code, member.name, *member.others)
        if name or not member.code
    }
    return {line: tuple(names[n] for n in said if n in names) for line, said in _named(each, ledger)}


def _named(each: str, ledger: Ledger) -> Iterator[tuple[Line, tuple[str, ...]]]:
    """Every row with the schools or townships it names."""
    for sheet in ledger.sheets.values():
        column = sheet.schema.scope.get(each)
        for row in sheet if column else ():
            cell = row[column or ""]
            said = cell.value if isinstance(cell.value, tuple) else (cell.said,)
            own = (row.identity,) if sheet.schema.key == "schools" and each == "school" else ()
            yield _line(cell.origin._replace(cell=str(row.number))), (*own, *said)


def _line(origin: Origin) -> Line:
    found = _LINE.search(origin.cell)
    return origin.file, origin.sheet, int(found[0]) if found else 0


def in_words(own: Mapping[str, Sequence[Diagnostic]]) -> dict[str, str]:
    """The faults of members by code, in Chinese whatever language the terminal speaks: they stand in the index."""
    with speaking("zh"):
        return {code: "；".join(map(sentence, errors)) for code, errors in own.items()}

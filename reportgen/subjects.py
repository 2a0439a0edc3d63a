"""What a kind with one document each is written of: the schools of the register, or its townships."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportgen.compose.kinds import Kind, NotOneOf
from reportgen.model.ledger import Ledger, Row
from reportgen.model.scope import Scope
from reportgen.narrowing import UnknownScope

_NAMES = {"school": "学校", "township": "乡镇"}


@dataclass(frozen=True, slots=True)
class Subject:
    """One school, by its code and name, or one township, whose name is its code too."""

    each: str
    code: str
    name: str

    @property
    def scope(self) -> Scope:
        """The part of the county it is."""
        return _scope(self.each, self.name)

    @property
    def asked(self) -> Scope:
        """The same as it would be asked for: by its code."""
        return _scope(self.each, self.code)


def subjects(each: str, ledger: Ledger) -> list[Subject]:
    """Every school or township of the register, in its order; ``each`` is ``Kind.each``."""
    if each == "school":
        return [Subject(each, row.identity, row.label) for row in ledger["schools"]]
    return [Subject(each, town, town) for town in dict.fromkeys(_towns(ledger))]


def chosen(kind: Kind, scope: Scope, ledger: Ledger) -> Subject:
    """The one that is asked for, a school by its code, its name or another name.

    Raises ``NotOneOf`` and ``UnknownScope``.
    """
    refuse_other_scopes(kind, scope)
    asked, every = str(getattr(scope, kind.each)), subjects(kind.each, ledger)
    found = next((subject for subject in every if asked in (subject.code, subject.name)), None)
    found = found or next(
        (_of(row) for row in ledger["schools"] if kind.each == "school" and asked in _others(row)), None
    )
    if found is None:
        raise UnknownScope(_NAMES[kind.each], asked, [subject.name for subject in every])
    return found


def refuse_other_scopes(kind: Kind, scope: Scope) -> None:
    """Raises ``NotOneOf`` unless one school or township is asked for, and nothing besides."""
    asked = str(getattr(scope, kind.each))
    if not asked or scope != _scope(kind.each, asked):
        raise NotOneOf(kind.name, kind.each)


def _scope(each: str, name: str) -> Scope:
    return Scope(school=name) if each == "school" else Scope(township=name)


def _of(row: Row) -> Subject:
    return Subject("school", row.identity, row.label)


def _towns(ledger: Ledger) -> Iterator[str]:
    return (str(town) for row in ledger["schools"] if (town := row.value("township")))


def _others(row: Row) -> tuple[str, ...]:
    names = row.value("other_names")
    return names if isinstance(names, tuple) else ()

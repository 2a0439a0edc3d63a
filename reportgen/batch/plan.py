"""What a batch has to do, found out from its record and its files; nothing heavy is imported here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen.batch.ask import Ask, Member
from reportgen.batch.record import Entry, Record, standing
from reportgen.incremental.departures import Departure
from reportgen.incremental.looked import Looked, departures, look
from reportgen.incremental.renewal import State
from reportgen.request import FORMATS, Request

_LOST = (State.GONE, State.DAMAGED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one member stands: formats to be made again, files that somebody changed."""

    missing: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an index."""

    member: Member
    files: Mapping[str, str]
    result: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The folder, what is looked at now with its hash, what is known; ``members`` are those meant, when the register is known."""

    folder: Path
    looked: Looked
    record: Record
    members: tuple[Member, ...] | None
    departures: tuple[Departure, ...]
    digest: str


def plan(ask: Ask, folder: Path, page: str, record: Record) -> Plan:
    """Look at inputs and record.  Raises ``SettingsFault``, ``MissingFont`` and ``NoSuchSubject``."""
    looked, before = look(general(ask.request), page), record.looked
    known = before == looked
    members = tuple(ask.selection.of(record.members)) if known else None
    return Plan(folder, looked, record, members, tuple(departures(before, looked)) if before else (), looked.digest)


def general(request: Request) -> Request:
    """The request without what does not bear on what a file says: the formats asked for this time."""
    return replace(request, formats=FORMATS)


def standings(made: Plan, formats: tuple[str, ...]) -> list[tuple[Entry, Standing]]:
    """How each member meant stands; every file is read."""
    entries = [made.record.entries.get(member.code, Entry(member)) for member in made.members or ()]
    return [(entry, stands(made.folder, entry, formats)) for entry in entries]


def due(made: Plan, entry: Entry, how: Standing) -> bool:
    """Whether a member is to be looked into: missing, damaged, out of date or faulty."""
    return entry.basis != made.digest or bool(entry.fault or how.missing)


def stands(folder: Path, entry: Entry, formats: tuple[str, ...]) -> Standing:
    """How the files of a member stand."""
    names = {f"{entry.member.stem}.{suffix}": suffix for suffix in formats}
    states = standing(folder, entry.files)
    missing = tuple(suffix for name, suffix in names.items() if states.get(name, State.GONE) in _LOST)
    return Standing(missing, tuple(name for name, how in states.items() if how is State.EDITED))

"""What is known of a batch: ``manifest.json`` beside its files, and a journal of what was done since.

A line of the journal is written as soon as a member's files stand, so that a killed run is gone on with; a last line
that was cut short is not believed.  Everything is checked against the files before it is relied on.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from reportgen.batch.ask import Member
from reportgen.filed import MANIFEST
from reportgen.incremental.looked import Looked
from reportgen.incremental.renewal import State, state
from reportgen.publish import write_file

JOURNAL = ".journal"
Written = Mapping[str, tuple[str, int]]
"""SHA-256 and size of files by name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A member's last result: what was looked at (``basis``), what was seen on its pages (``key``), its files, its fault."""

    member: Member
    basis: str = ""
    key: str = ""
    files: Written = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """``members`` are all of the register as it was last read, ``offered`` the formats the kind is written in.

    ``files`` are those about several members (index, volume), ``of`` one hash of all that each says.
    """

    looked: Looked | None = None
    members: tuple[Member, ...] = ()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    files: Written = field(default_factory=dict)
    of: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[str, ...] = ()


def read_record(folder: Path) -> Record:
    """The record of a folder; an empty one when there is none to be read."""
    try:
        table = json.loads((folder / MANIFEST).read_bytes())
        record = _record(table)
    except (OSError, ValueError, KeyError, TypeError):
        record = Record()
    entries = dict(record.entries)
    for line in _lines(folder / JOURNAL):
        with suppress(ValueError, KeyError, TypeError):
            entry = _entry(json.loads(line))
            entries[entry.member.code] = entry
    return replace(record, entries=entries)


def note(folder: Path, entry: Entry) -> None:
    """Add an entry to the journal."""
    with (folder / JOURNAL).open("ab") as file:
        file.write(json.dumps(_row(entry), ensure_ascii=False).encode() + b"\n")


def write_record(folder: Path, record: Record) -> None:
    """Write the manifest; the journal is then done with.  Raises ``Unwritable``."""
    write_file(folder / MANIFEST, record_bytes(record))
    (folder / JOURNAL).unlink(missing_ok=True)


def record_bytes(record: Record) -> bytes:
    """As it is filed: what any briefing's manifest says, and the members.  The same record, the same bytes."""
    looked = record.looked
    if looked is None:
        raise ValueError("nothing was looked at")
    own = [(name, *known) for entry in record.entries.values() for name, known in entry.files.items()]
    rows = sorted([*own, *((name, *known) for name, known in record.files.items())])
    templates = {f"templates/{path}": digest for path, digest in looked.templates.items()}
    table = {
        "files": [{"role": "dossier", "path": n, "sha256": sha, "bytes": size} for n, sha, size in rows],
        "inputs": [{"path": p, "sha256": s} for p, s in sorted({**looked.inputs, **templates}.items())],
        "versions": dict(looked.versions),
        "fonts": {face: dict(row) for face, row in looked.fonts.items() if "sha256" in row},
        "options": dict(looked.options),
        "looked": asdict(looked),
        "members": [asdict(member) for member in record.members],
        "entries": [_row(record.entries[code]) for code in sorted(record.entries)],
        "about": {name: [*known, record.of.get(name, "")] for name, known in sorted(record.files.items())},
        "offered": list(record.offered),
    }
    return (json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def standing(folder: Path, written: Written) -> dict[str, State]:
    """How files stand."""
    return {name: state(folder / name, *known) for name, known in written.items()}


def written(files: Iterable[tuple[str, bytes]]) -> dict[str, tuple[str, int]]:
    """What to remember of files."""
    return {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in files}


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except OSError:
        return []


def _record(table: Mapping[str, Any]) -> Record:
    looked = dict(table["looked"])
    about = table["about"]
    return Record(
        Looked(**{**looked, "months": tuple(looked["months"])}),
        tuple(_member(row) for row in table["members"]),
        {entry.member.code: entry for entry in map(_entry, table["entries"])},
        {name: (known[0], int(known[1])) for name, known in about.items()},
        {name: known[2] for name, known in about.items()},
        tuple(table["offered"]),
    )


def _member(row: Mapping[str, Any]) -> Member:
    return Member(**{**row, "others": tuple(row["others"])})


def _entry(row: Mapping[str, Any]) -> Entry:
    files = {name: (known[0], int(known[1])) for name, known in row["files"].items()}
    return Entry(_member(row["member"]), row["basis"], row["key"], files, row["fault"])


def _row(entry: Entry) -> dict[str, Any]:
    return {**asdict(entry), "files": {name: list(known) for name, known in sorted(entry.files.items())}}

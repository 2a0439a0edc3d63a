"""What becomes of results: files written, entries noted, reasons told."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reportgen.batch.ask import Member
from reportgen.batch.desk import put, remove
from reportgen.batch.plan import Plan
from reportgen.batch.record import Entry, note
from reportgen.batch.task import Result
from reportgen.incremental.cache import Cache
from reportgen.incremental.departures import Departure


@dataclass(frozen=True, slots=True)
class Why:
    """Why a member was written again: numbers and words as they were and are, with the cells they rest on.

    ``first`` says that it had not been written before, or that what it said then is not known.
    """

    member: Member
    changes: tuple[str, ...]
    first: bool = False


@dataclass
class Outcome:
    """What became of a batch: members meant, written, found to be the same, faulty (name and fault by code).

    ``aside`` are new names of files that somebody had changed, ``kept`` such files that stand; ``removed`` files of
    nobody; ``files`` those about several members.
    """

    folder: Path
    meant: int = 0
    written: list[str] = field(default_factory=list)
    same: int = 0
    faults: dict[str, tuple[str, str]] = field(default_factory=dict)
    aside: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    why: list[Why] = field(default_factory=list)
    departures: tuple[Departure, ...] = ()


class Taking:
    """Results are taken one by one; after each, what stands is whole and noted."""

    def __init__(self, plan: Plan, formats: tuple[str, ...], cache: Cache, *, explain: bool) -> None:
        self._plan, self._formats, self._cache, self._told = plan, formats, cache, explain
        self._entries = dict(plan.record.entries)
        self.outcome = Outcome(plan.folder)

    @property
    def plan(self) -> Plan:
        """With what is known now."""
        return replace(self._plan, record=replace(self._plan.record, entries=self._entries))

    def take(self, result: Result) -> None:
        """Write what was made, note it, and remember what it says.  Raises ``Unwritable``."""
        member = result.member
        old = self._entries.get(member.code, Entry(member))
        if result.fault:
            entry = replace(old, member=member, basis="", fault=result.fault)
        else:
            entry = Entry(member, self._plan.digest, result.key, self._files(old, result))
            self._explain(old, result)
        self._entries[member.code] = entry
        note(self._plan.folder, entry)

    def _files(self, old: Entry, result: Result) -> dict[str, tuple[str, int]]:
        """The member's files, new ones written; of formats not asked for now, those that say the same stay."""
        folder, files = self._plan.folder, dict(old.files)
        named = {f"{result.member.stem}.{suffix}": data for suffix, data in result.files.items()}
        if result.key != old.key:
            others = {name: known for name, known in files.items() if name not in named}
            self.outcome.removed += remove(folder, others)
            files = {name: known for name, known in files.items() if name in named}
        now, moved = put(folder, named, files)
        self.outcome.aside |= moved
        self.outcome.written += sorted(named)
        self.outcome.same += not named
        return files | now

    def _explain(self, old: Entry, result: Result) -> None:
        if self._told and result.files:
            kept = self._cache.get(f"told-{old.key}") if old.key else None
            before = json.loads(kept) if kept else None
            changes = tuple(_changes(before, result)) if before is not None else ()
            self.outcome.why.append(Why(result.member, changes, before is None))
        if result.key != old.key:
            told = json.dumps(result.facts, ensure_ascii=False, sort_keys=True)
            self._cache.put(f"told-{result.key}", told.encode())


def _changes(before: Mapping[str, str], result: Result) -> Iterator[str]:
    """Every printed number that changed, came or went, then every word from a changed cell."""
    for ident, now in result.facts.items():
        was = before.get(ident)
        if was != now:
            label, _, words = now.partition("\t")
            then = was.partition("\t")[2] if was else "—"
            yield f"{label} {then} → {words}  [{ident}]{_because(result.because.get(ident, ()))}"
    for ident in sorted(before.keys() - result.facts.keys()):
        label, _, words = before[ident].partition("\t")
        yield f"{label} {words} → —  [{ident}]"
    yield from (cell for ident, cells in result.because.items() if ident not in result.facts for cell in cells)


def _because(cells: Sequence[str]) -> str:
    return f"（{'，'.join(cells)}）" if cells else ""

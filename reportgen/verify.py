"""Is a PDF's inside what its list says, and are today's ledgers still those it was made from?"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reportgen.enclosed import LIST, Listed, read_list
from reportgen.model.period import Period
from reportgen.pipeline import SETTINGS
from reportgen.publish import write_file
from reportgen.readers.folder import ledger_files
from reportgen.writers import pdf


class State(StrEnum):
    """What a file is, compared with the list."""

    SAME = "相符"
    CHANGED = "已被改动"
    MISSING = "没有找到"
    NEW = "不在清单里"


class WouldOverwrite(Exception):
    """A file is to be written out where another one stands."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} 已经存在，内容不同，没有写出任何文件。请另选一个文件夹")


@dataclass(frozen=True, slots=True)
class Verified:
    """The list, the files inside by name, and what was found: of each attachment, of each file of the county's data."""

    listed: Listed
    inside: dict[str, bytes]
    attachments: dict[str, State]
    ledgers: dict[str, State]

    @property
    def good(self) -> bool:
        """Whether everything is as the list says."""
        return {*self.attachments.values(), *self.ledgers.values()} <= {State.SAME}


def verify(file: Path, data: Path | None = None) -> Verified:
    """Compare a PDF's attachments with its list and, with ``data``, the county's files.

    Raises ``NotAPdf``, ``NotEnclosed`` and ``OSError``.
    """
    inside = pdf.read_attachments(file.read_bytes(), file.name)
    listed = read_list(inside, file.name)
    attachments = {e.name: _state(inside.get(e.name), e.sha256) for e in listed.entries}
    attachments |= {name: State.NEW for name in inside if name not in attachments and name != LIST}
    return Verified(listed, inside, attachments, dict(_today(listed, data)) if data is not None else {})


def _state(content: bytes | None, digest: str) -> State:
    if content is None:
        return State.MISSING
    return State.SAME if hashlib.sha256(content).hexdigest() == digest else State.CHANGED


def _today(listed: Listed, data: Path) -> Iterator[tuple[str, State]]:
    """The files the briefing was made from as they are today, then those that have come since."""
    for path, entry in listed.sources.items():
        here = data / path
        yield path, _state(here.read_bytes() if here.is_file() else None, entry.sha256)
    for path in sorted(_readable(listed, data)):
        if path not in listed.sources:
            yield path, State.NEW


def _readable(listed: Listed, data: Path) -> Iterator[str]:
    """What a build of the same period would read today."""
    period = Period.parse(listed.period)
    for month in (period, period.previous):
        yield from (file.relative_to(data).as_posix() for file in ledger_files(data / str(month)))
    yield from (f.relative_to(data).as_posix() for pattern in SETTINGS for f in data.glob(pattern) if f.is_file())


def extract(verified: Verified, folder: Path) -> list[Path]:
    """Write the listed files out, data and output side by side, so that the links of ``facts.xlsx`` lead into them.

    Raises ``WouldOverwrite`` before anything is written, and ``Unwritable``.
    """
    found = {folder / e.path: verified.inside[e.name] for e in verified.listed.entries if e.name in verified.inside}
    for path, content in found.items():
        if path.exists() and (not path.is_file() or path.read_bytes() != content):
            raise WouldOverwrite(path)
    for path, content in found.items():
        write_file(path, content)
    return list(found)

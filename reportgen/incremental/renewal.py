"""A published set is made anew: what a person did to it is neither lost nor taken for ours.

A file that is not the one published is damaged when it is no whole document, or was not even resized: it is made again.
A whole one was changed by somebody, the head of the office correcting in Word: it is kept under a name of its own,
and said.  So are files that somebody put beside ours.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath

from reportgen.filed import MANIFEST, UnreadableManifest, parse_manifest
from reportgen.publish import publish

ASIDE = "（改动稿）"
_DOCUMENTS = (".docx", ".xlsx", ".pdf")


class State(StrEnum):
    """How a published file stands."""

    SAME = "same"
    GONE = "gone"
    DAMAGED = "damaged"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Renewed:
    """Whether anything was written, and files set aside: new name by old."""

    written: bool
    aside: Mapping[str, str]


def state(path: Path, digest: str, size: int = -1) -> State:
    """A file, compared with what was written: its SHA-256, its size when that is known."""
    try:
        data = path.read_bytes()
    except OSError:
        return State.GONE
    if hashlib.sha256(data).hexdigest() == digest:
        return State.SAME
    return State.EDITED if len(data) != size and _whole(path, data) else State.DAMAGED


def _whole(path: Path, data: bytes) -> bool:
    """Whether it is a document that opens; other files nobody edits."""
    if path.suffix not in _DOCUMENTS:
        return False
    if path.suffix == ".pdf":
        return data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, RuntimeError):
        return False


def aside(name: str, taken: frozenset[str] | set[str]) -> str:
    """The name a changed file is kept under; one that is free."""
    path = PurePath(name)
    names = (f"{path.stem}{ASIDE}{number or ''}{path.suffix}" for number in (0, *range(2, 10_000)))
    return next(free for free in names if free not in taken)


def edited(folder: Path, filed: Mapping[str, tuple[str, int]]) -> list[str]:
    """The files of a folder that somebody changed; ``filed`` are hash and size by name."""
    return [name for name, known in sorted(filed.items()) if state(folder / name, *known) is State.EDITED]


def filed_files(folder: Path) -> dict[str, tuple[str, int]]:
    """Hash and size of what was published in a folder; nothing when that is not known."""
    try:
        content = (folder / MANIFEST).read_bytes()
        filed = parse_manifest("", content, MANIFEST)
    except (OSError, UnreadableManifest):
        return {}
    own = (hashlib.sha256(content).hexdigest(), len(content))
    return {**{name: (digest, filed.sizes[name]) for name, digest in filed.files.items()}, MANIFEST: own}


def renew(folder: Path, files: Mapping[str, bytes]) -> Renewed:
    """Make a folder hold these files, and what a person did there; nothing is written when it does.

    Raises ``Unwritable``.
    """
    there = {path.name: path for path in folder.iterdir() if path.is_file()} if folder.is_dir() else {}
    filed = filed_files(folder)
    changed = [name for name in edited(folder, filed) if there[name].read_bytes() != files.get(name)]
    kept = {name: path for name, path in there.items() if name not in filed and name not in files}
    moved: dict[str, str] = {}
    for name in changed:
        moved[name] = aside(name, {*kept, *files})
        kept[moved[name]] = there[name]
    if not moved and there.keys() == files.keys() | kept.keys() and _same(there, files):
        return Renewed(written=False, aside={})
    publish(folder, files, kept if filed else {})
    return Renewed(written=True, aside=moved)


def _same(there: Mapping[str, Path], files: Mapping[str, bytes]) -> bool:
    return all(there[name].read_bytes() == data for name, data in files.items())

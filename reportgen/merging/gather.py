"""Which files to join, and what to call them: the same names wherever the folders lie."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from reportgen.readers.folder import ledger_files


def gather(given: Sequence[Path], but: Path) -> dict[str, Path]:
    """Name shown in messages → file: as given, folders with all below them in order, each file once, never ``but``."""
    files = dict.fromkeys(path for place in given for path in _below(place))
    chosen = {path.resolve(): path for path in reversed(files)}
    order = [path for path in files if chosen[path.resolve()] == path and path.resolve() != but.resolve()]
    if not order:
        return {}
    root = Path(os.path.commonpath([path.absolute().parent for path in order]))
    return {path.absolute().relative_to(root).as_posix(): path for path in order}


def _below(place: Path) -> Iterator[Path]:
    if not place.is_dir():
        yield place
        return
    yield from sorted(ledger_files(place))
    for folder in sorted(p for p in place.iterdir() if p.is_dir() and not p.is_symlink() and p.name[0] not in ".~"):
        yield from _below(folder)

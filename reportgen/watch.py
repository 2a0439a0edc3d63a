"""Build again whenever a ledger or a template was saved, once the saving is over.

Nothing is asked of the operating system but times and sizes of files; the clock and the pause come from outside.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen.model.comparison import Base
from reportgen.model.period import Period
from reportgen.pipeline import SETTINGS, TEMPLATES
from reportgen.readers.folder import ledger_files

Stamp = tuple[int, int]
Snapshot = Mapping[Path, Stamp]

PATIENCE = 20
"""Looks at a file that is not whole before the build is left to say so."""
_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Change:
    """What made a build necessary; nothing at the start."""

    files: tuple[Path, ...]


def snapshot(data: Path, templates: Path, period: Period) -> dict[Path, Stamp]:
    """Time and size of every file a briefing may rest on: its period's, earlier ones'; locks of editors are none."""
    months = {period, *(base.period(period) for base in Base)}
    found = [path for month in sorted(months) for path in ledger_files(data / str(month))]
    found += [path for pattern in SETTINGS for path in data.glob(pattern)]
    found += [path for pattern in TEMPLATES for path in templates.glob(pattern)]
    return {path: stamp for path in sorted(found) if (stamp := _stamp(path)) is not None}


def _stamp(path: Path) -> Stamp | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size


def half_saved(path: Path) -> bool:
    """Whether an editor is still at it: a workbook that is no whole zip, or one gone while its lock is there."""
    if path.suffix.lower() not in _WORKBOOKS:
        return False
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return any(path.with_name(f"{mark}{path.name}").exists() for mark in ("~$", ".~"))
    except OSError:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.testzip() is not None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return True


def changes(
    look: Callable[[], Snapshot],
    wait: Callable[[], None],
    rounds: Callable[[], bool] = lambda: True,
    torn: Callable[[Path], bool] = half_saved,
) -> Iterator[Change]:
    """Once at the start, then once for every change that has come to rest.

    ``look`` takes a snapshot, ``wait`` lets time pass, ``rounds`` says whether to go on.  A change has come to rest when
    two looks find the same and no changed workbook is half saved; after ``PATIENCE`` looks at one that stays so, the build
    may say what is wrong with it.
    """
    built = seen = look()
    yield Change(())
    looks = 0
    while rounds():
        wait()
        before, seen = seen, look()
        changed = tuple(sorted(path for path in built.keys() | seen.keys() if built.get(path) != seen.get(path)))
        if not changed or seen != before:
            looks = 0
            continue
        looks += 1
        if looks < PATIENCE and any(torn(path) for path in changed):
            continue
        built, looks = seen, 0
        yield Change(changed)

"""A period's folder to one Ledger: every workbook and CSV in it, sheets recognised by name."""

import errno
import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.model.diagnostic import Diagnostic
from reportgen.model.ledger import Ledger, Sheet, SourceFile
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.schema import OWN_SHEETS, SheetSchema
from reportgen.readers import schemas
from reportgen.readers.apart import read_apart
from reportgen.readers.folder import UNREAD, ledger_files
from reportgen.readers.grid import Grid
from reportgen.readers.references import resolve
from reportgen.readers.scan import MOST_BYTES
from reportgen.readers.sheets import SheetReader, claims, headings
from reportgen.readers.sheetscan import UnreadableFile

_SHOWN = 12  # cells listed of one kind


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the ledger, as far as it could be read, and every fault met."""

    ledger: Ledger
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class FileReading:
    """What came of reading one file by itself: its bytes, its sheets as they stand, those of the ledgers, every fault."""

    content: bytes
    grids: tuple[Grid, ...]
    sheets: dict[str, Sheet]
    diagnostics: tuple[Diagnostic, ...]


def read_file(path: Path, shown: str) -> FileReading:
    """One file, wherever it lies; references are left as written.  Raises ``UnreadableFile`` and ``OSError``."""
    sheets: dict[str, Sheet] = {}
    faults: list[Diagnostic] = []
    content = file_bytes(path)
    grids = _read_file(content, shown, schemas.shipped(), sheets, faults)
    return FileReading(content, grids, sheets, tuple(faults))


def read_period(data: Path, period: Period) -> Reading:
    """All ledgers in ``data/<period>/``.  Nothing raises for what is in the files; see ``diagnostics``."""
    folder, known = data / str(period), schemas.shipped()
    faults: list[Diagnostic] = []
    sheets: dict[str, Sheet] = {}
    files = sorted(ledger_files(folder))
    if not files:
        faults.append(Diagnostic("E109", {"folder": str(folder)}, (Origin(str(period)),)))
    sources = []
    for path in files:
        shown = f"{period}/{path.name}"
        try:
            content = file_bytes(path)
            sources.append(SourceFile(shown, hashlib.sha256(content).hexdigest()))
            _read_file(content, shown, known, sheets, faults)
        except UnreadableFile as fault:
            faults.append(Diagnostic("E101", {"why": str(fault)}, (Origin(shown),)))
        except OSError as fault:
            faults.append(Diagnostic("E101", {"why": f"打不开（{fault.strerror}）"}, (Origin(shown),)))
    for schema in known:
        sheets.setdefault(schema.key, Sheet(schema))
    resolved, unknown = resolve(sheets)
    return Reading(Ledger(period, resolved, tuple(sources)), (*faults, *unknown))


def file_bytes(path: Path) -> bytes:
    """A file's content, opened and read once.

    Raises ``UnreadableFile`` for what is no plain file of the folder, too large, or being written to.
    """
    if path.suffix.lower() in UNREAD:
        raise UnreadableFile(f"{path.suffix} 格式不能读取")
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        raise UnreadableFile("这是指向台账文件夹以外的链接")
    with open(_opened(path.resolve()), "rb") as stream:
        before = os.fstat(stream.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableFile("这不是普通文件")
        if before.st_size > MOST_BYTES:
            raise UnreadableFile(f"文件有 {before.st_size >> 20} MB，超过 {MOST_BYTES >> 20} MB 的上限")
        content = stream.read(MOST_BYTES + 1)
        after = os.fstat(stream.fileno())
    if len(content) != before.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UnreadableFile("读取时文件正在被改动，请稍后再试")
    return content


def _opened(path: Path) -> int:
    """A descriptor; without waiting for a pipe, without following a link put there since."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, flags)
    except OSError as fault:
        if fault.errno in (errno.ELOOP, errno.ENXIO):
            raise UnreadableFile("这不是普通文件") from None
        raise


def _read_file(
    data: bytes, shown: str, known: Sequence[SheetSchema], sheets: dict[str, Sheet], faults: list[Diagnostic]
) -> tuple[Grid, ...]:
    book = read_apart(data, shown, headings(known))
    faults.extend(Diagnostic(code, {}, (Origin(shown),)) for code in book.remarks)
    for grid in book.grids:
        if grid.external:
            cells = tuple(Origin(shown, grid.name, cell) for cell in grid.external[:_SHOWN])
            faults.append(Diagnostic("W112", {}, cells))
        _read_grid(grid, known, sheets, faults)
    return book.grids


def _read_grid(grid: Grid, known: Sequence[SheetSchema], sheets: dict[str, Sheet], faults: list[Diagnostic]) -> None:
    schema = claims(known, grid.name)
    here = Origin(grid.file, grid.name)
    if schema is None:
        if grid.rows and grid.name not in OWN_SHEETS:
            names = "、".join(s.name for s in known)
            faults.append(Diagnostic("W107", {"sheet": grid.name, "expected": names}, (here,)))
    elif schema.key in sheets:
        first = str(sheets[schema.key].origin or "")
        faults.append(Diagnostic("E105", {"sheet": schema.name, "first": first}, (here,)))
    else:
        reader = SheetReader(grid, schema)
        sheets[schema.key] = reader.read()
        faults.extend(reader.faults)

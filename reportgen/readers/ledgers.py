"""A period's folder to one Ledger: every workbook and CSV in it, sheets recognised by name."""

import hashlib
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
from reportgen.readers.grid import Grid
from reportgen.readers.references import resolve
from reportgen.readers.scan import MOST_BYTES, UnreadableFile
from reportgen.readers.sheets import SheetReader, claims, headings

_SUFFIXES = (".xlsx", ".xlsm", ".csv")


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
        except (UnreadableFile, OSError) as fault:
            faults.append(Diagnostic("E101", {"why": str(fault)}, (Origin(shown),)))
    for schema in known:
        sheets.setdefault(schema.key, Sheet(schema))
    resolved, unknown = resolve(sheets)
    return Reading(Ledger(period, resolved, tuple(sources)), (*faults, *unknown))


def ledger_files(folder: Path) -> list[Path]:
    """The workbooks and CSV files of a folder, without the lock files that editors leave."""
    if not folder.is_dir():
        return []
    return [
        p
        for p in folder.iterdir()
        if p.suffix.lower() in _SUFFIXES and not p.is_dir() and not p.name.startswith(("~$", ".~", "."))
    ]


def file_bytes(path: Path) -> bytes:
    """A file's content, read once.  Raises ``UnreadableFile`` for what is no plain file of the folder, or too large."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        if not path.resolve().is_relative_to(path.parent.resolve()):
            raise UnreadableFile("这是指向台账文件夹以外的链接")
        found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableFile("这不是普通文件")
    if found.st_size > MOST_BYTES:
        raise UnreadableFile(f"文件有 {found.st_size >> 20} MB，超过 {MOST_BYTES >> 20} MB 的上限")
    return path.read_bytes()


def _read_file(
    data: bytes, shown: str, known: Sequence[SheetSchema], sheets: dict[str, Sheet], faults: list[Diagnostic]
) -> tuple[Grid, ...]:
    book = read_apart(data, shown, headings(known))
    faults.extend(Diagnostic(code, {}, (Origin(shown),)) for code in book.remarks)
    for grid in book.grids:
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

"""A period's folder to one Ledger: every workbook and CSV in it, sheets recognised by name."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.model.diagnostic import Diagnostic
from reportgen.model.ledger import Ledger, Sheet, SourceFile
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.schema import SheetSchema
from reportgen.readers import schemas
from reportgen.readers.grid import Grid
from reportgen.readers.references import resolve
from reportgen.readers.sheets import SheetReader, claims
from reportgen.readers.workbook import UnreadableFile, read

_SUFFIXES = (".xlsx", ".xlsm", ".csv")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the ledger, as far as it could be read, and every fault met."""

    ledger: Ledger
    diagnostics: tuple[Diagnostic, ...]


def read_period(data: Path, period: Period) -> Reading:
    """All ledgers in ``data/<period>/``.  Nothing raises for what is in the files; see ``diagnostics``."""
    folder, known = data / str(period), schemas.shipped()
    faults: list[Diagnostic] = []
    sheets: dict[str, Sheet] = {}
    files = sorted(ledger_files(folder))
    if not files:
        faults.append(Diagnostic("E109", {"folder": str(folder)}, (Origin(str(period)),)))
    for path in files:
        _read_file(path, f"{period}/{path.name}", known, sheets, faults)
    for schema in known:
        sheets.setdefault(schema.key, Sheet(schema))
    sources = tuple(SourceFile(f"{period}/{p.name}", hashlib.sha256(p.read_bytes()).hexdigest()) for p in files)
    resolved, unknown = resolve(sheets)
    return Reading(Ledger(period, resolved, sources), (*faults, *unknown))


def ledger_files(folder: Path) -> list[Path]:
    """The workbooks and CSV files of a folder, without the lock files that editors leave."""
    if not folder.is_dir():
        return []
    return [
        p
        for p in folder.iterdir()
        if p.suffix.lower() in _SUFFIXES and p.is_file() and not p.name.startswith(("~$", ".~", "."))
    ]


def _read_file(
    path: Path, shown: str, known: Sequence[SheetSchema], sheets: dict[str, Sheet], faults: list[Diagnostic]
) -> None:
    try:
        grids = read(path, shown)
    except (UnreadableFile, OSError) as fault:
        faults.append(Diagnostic("E101", {"why": str(fault)}, (Origin(shown),)))
        return
    for grid in grids:
        _read_grid(grid, known, sheets, faults)


def _read_grid(grid: Grid, known: Sequence[SheetSchema], sheets: dict[str, Sheet], faults: list[Diagnostic]) -> None:
    schema = claims(known, grid.name)
    here = Origin(grid.file, grid.name)
    if schema is None:
        if grid.rows:
            names = "、".join(s.name for s in known)
            faults.append(Diagnostic("W107", {"sheet": grid.name, "expected": names}, (here,)))
    elif schema.key in sheets:
        first = str(sheets[schema.key].origin or "")
        faults.append(Diagnostic("E105", {"sheet": schema.name, "first": first}, (here,)))
    else:
        reader = SheetReader(grid, schema)
        sheets[schema.key] = reader.read()
        faults.extend(reader.faults)

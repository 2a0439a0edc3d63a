"""The months a county keeps."""

from pathlib import Path

from reportgen.model.period import Period
from reportgen.readers.folder import ledger_files

KEPT = ".kept"
"""Says of an empty folder that this month is kept elsewhere; only copies of a closed period need to say so."""


def kept_periods(data: Path) -> list[Period]:
    """The months with ledgers in the data folder, in order."""
    found = []
    for folder in data.iterdir() if data.is_dir() else ():
        try:
            period = Period.parse(folder.name)
        except ValueError:
            continue
        if ledger_files(folder) or (folder / KEPT).is_file():
            found.append(period)
    return sorted(found)

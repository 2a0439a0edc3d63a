"""Which files of a period's folder are ledgers.  Nothing of what reads them is imported here."""

from pathlib import Path

_SUFFIXES = (".xlsx", ".xlsm", ".csv")
UNREAD = (".xls", ".xlsb", ".et", ".ods", ".numbers", ".tsv", ".xlt", ".xltx", ".ett")
"""Ledgers all the same, in formats that are not read."""


def ledger_files(folder: Path) -> list[Path]:
    """The workbooks and CSV files of a folder, those of other formats too, without the lock files editors leave."""
    if not folder.is_dir():
        return []
    return [
        p
        for p in folder.iterdir()
        if p.suffix.lower() in _SUFFIXES + UNREAD and not p.is_dir() and not p.name.startswith(("~$", ".~", "."))
    ]

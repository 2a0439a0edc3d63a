"""A set of files appears whole or not at all.

Everything is written into a folder beside the target, flushed to disk, and swapped in by renaming, so that a reader
never sees a new DOCX beside an old PDF.  One build at a time holds the lock.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another build is writing into this folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"另一个进程正在写入 {folder}，请等它结束后再试")


class Unwritable(Exception):
    """The output folder cannot be written."""

    def __init__(self, folder: Path, fault: OSError) -> None:
        super().__init__(f"无法写入 {folder}：{fault.strerror or fault}。原有文件没有改动")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; raises ``Busy`` or ``Unwritable``."""
    from filelock import FileLock, Timeout

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.parent / f".{folder.name}.lock", timeout=0).acquire()
    except Timeout:
        raise Busy(folder) from None
    except OSError as fault:
        raise Unwritable(folder, fault) from fault
    with lock:
        yield


def publish(folder: Path, files: Mapping[str, bytes], kept: Mapping[str, Path] | None = None) -> None:
    """Make ``folder`` hold exactly these files, and those that are ``kept``: where each stands now, by its name to be.

    Raises ``Unwritable``; the old folder then stands untouched.
    """
    new, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    try:
        if old.exists() and not folder.exists():  # killed between the two renames below
            old.rename(folder)
        for litter in (new, old):
            shutil.rmtree(litter, ignore_errors=True)
        new.mkdir(parents=True)
        for name, data in files.items():
            _write(new / name, data)
        for name, path in (kept or {}).items():
            shutil.copy2(path, new / name)
        _flush(new)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        _flush(folder.parent)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as fault:
        if old.exists() and not folder.exists():
            old.rename(folder)
        shutil.rmtree(new, ignore_errors=True)
        raise Unwritable(folder, fault) from fault


def write_file(path: Path, data: bytes) -> None:
    """Write one file whole or not at all.  Raises ``Unwritable``."""
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(new, data)
        new.replace(path)
    except OSError as fault:
        new.unlink(missing_ok=True)
        raise Unwritable(path, fault) from fault


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

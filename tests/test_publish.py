"""A set of files appears whole or not at all, whatever happens while it is written."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reportgen import publish as module
from reportgen.publish import Busy, Unwritable, locked, publish

ROOT = Path(__file__).resolve().parent.parent
JANUARY = {"汇报.docx": b"january word", "汇报.pdf": b"january page"}
FEBRUARY = {"汇报.docx": b"february word", "汇报.pdf": b"february page", "facts.json": b"{}"}


def held(folder: Path) -> dict[str, bytes]:
    """What a reader finds in the folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder where January's briefing stands."""
    target = tmp_path / "2018-01" / "monthly"
    publish(target, JANUARY)
    return target


def litter(folder: Path) -> list[str]:
    """What stands beside the folder that a reader did not ask for."""
    return [path.name for path in folder.parent.iterdir() if path != folder and path.suffix != ".lock"]


def test_the_folder_holds_exactly_the_new_files(folder: Path) -> None:
    """Old ones go, new ones come, nothing lies beside them."""
    publish(folder, FEBRUARY)
    assert held(folder) == FEBRUARY
    publish(folder, JANUARY)
    assert held(folder) == JANUARY
    assert litter(folder) == []


def test_when_the_disk_is_full_the_old_files_stand(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second file cannot be written: the folder is as it was, and the message says so."""
    write = module._write

    def full(path: Path, data: bytes) -> None:
        if path.suffix == ".pdf":
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(module, "_write", full)
    with pytest.raises(Unwritable, match="No space left on device。原有文件没有改动"):
        publish(folder, FEBRUARY)
    assert held(folder) == JANUARY
    assert litter(folder) == []


def test_when_the_swap_fails_the_old_files_come_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old folder was already moved aside; it is moved back."""
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(Unwritable):
        publish(folder, FEBRUARY)
    assert held(folder) == JANUARY
    assert litter(folder) == []


@pytest.mark.parametrize("step", ["write", "flush", "swap"])
def test_killed_in_the_middle_no_file_is_damaged_and_the_next_build_cleans_up(folder: Path, step: str) -> None:
    """SIGKILL while writing, before the swap, and between its two renames."""
    program = """
import os, signal, sys
from pathlib import Path
from reportgen import publish as p
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
step, folder = sys.argv[1:]
write, rename = p._write, Path.rename
if step == "write":
    p._write = lambda path, data: die() if path.suffix == ".pdf" else write(path, data)
elif step == "flush":
    p._flush = die
else:
    Path.rename = lambda self, to: die() if self.name.endswith(".new") else rename(self, to)
p.publish(Path(folder), {"汇报.docx": b"half", "汇报.pdf": b"half"})
"""
    done = subprocess.run([sys.executable, "-c", program, step, str(folder)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    found = held(folder) if folder.exists() else held(folder.with_name(f".{folder.name}.old"))
    assert found == JANUARY
    publish(folder, FEBRUARY)
    assert held(folder) == FEBRUARY
    assert litter(folder) == []


def test_a_read_only_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says which folder, and why."""

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", closed)
    with (
        pytest.raises(Unwritable, match=r"无法写入 .*monthly：Permission denied"),
        locked(tmp_path / "2018-01" / "monthly"),
    ):
        pass


def test_a_fault_of_reading_is_not_taken_for_one_of_writing(folder: Path) -> None:
    """What happens to the ledgers while the folder is held is told as it is."""
    with pytest.raises(PermissionError, match="ledger"), locked(folder):
        raise PermissionError(13, "Permission denied", "ledger.xlsx")


def test_killed_in_the_swap_and_failing_after_that_the_old_files_stand(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old folder was left aside by a killed build; the next one puts it back before anything else."""
    folder.rename(folder.with_name(".monthly.old"))

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_write", full)
    with pytest.raises(Unwritable):
        publish(folder, FEBRUARY)
    assert held(folder) == JANUARY


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    """The place of the output is taken by a file: said, and the file stays."""
    (tmp_path / "2018-01").write_text("a file", encoding="utf-8")
    with pytest.raises(Unwritable, match="无法写入"), locked(tmp_path / "2018-01" / "monthly"):
        pass
    with pytest.raises(Unwritable, match="无法写入"):
        publish(tmp_path / "2018-01" / "monthly", JANUARY)
    assert (tmp_path / "2018-01").read_text(encoding="utf-8") == "a file"


def test_a_second_build_into_the_same_folder_is_refused(folder: Path) -> None:
    """While another process holds the folder; when it ends, the next one may."""
    program = """
import sys, time
from pathlib import Path
from reportgen.publish import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Busy, match="另一个进程正在写入"), locked(folder):
            pass
        other.kill()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            with locked(folder):
                return
        except Busy:
            time.sleep(0.05)
    pytest.fail("the lock outlived its process")

"""CPU time, user and system: of a call in this process, and of a whole process with its children."""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

_SUBREAPER = 36

ROOT = Path(__file__).resolve().parent.parent


def call(work: Callable[[], object], times: int = 1) -> float:
    """Seconds of one call, the mean of ``times`` in a row."""
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


def process(arguments: Sequence[str | Path]) -> float:
    """Seconds of ``python arguments``, from the project's folder; a process that fails ends the benchmark."""
    command = [sys.executable, *map(str, arguments)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert child.stderr is not None
    complaint = child.stderr.read().decode(errors="replace")
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stderr.close()
    if child.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {child.returncode}\n{complaint}")
    return used.ru_utime + used.ru_stime


def tree(command: Sequence[str]) -> float:
    """Seconds of a command and of all it leaves behind: those become our children, and are waited for."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    before = os.times()
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if child.wait():
        raise SystemExit(f"{' '.join(command)}: exit code {child.returncode}")
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system

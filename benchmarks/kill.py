"""Kill a batch again and again at random moments: no damaged file may be seen, and it must end in the same bytes.

    python -m benchmarks.kill [--times 20] [--seed 1] [--township 柳河镇] [--to docx,pdf] [--jobs 2]

One run undisturbed gives the bytes that are wanted.  Then a folder is filled by runs of which every one is struck: by
turns the main process (SIGKILL, SIGTERM, SIGINT) and one of its workers (SIGKILL, the run going on).  After each, every
file in the folder is opened; when a run has come to its end, all files are compared, and the folder is begun afresh.
"""

import argparse
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pikepdf

_BLOWS = ("main KILL", "worker KILL", "main TERM", "worker KILL", "main INT")
_SIGNALS = {"KILL": signal.SIGKILL, "TERM": signal.SIGTERM, "INT": signal.SIGINT}


def command(out: Path, asked: argparse.Namespace) -> list[str]:
    words = ["dossiers", "--period", asked.period, "--data", asked.data, "--out", str(out), "--to", asked.to]
    words += ["--jobs", str(asked.jobs), *(["--township", asked.township] if asked.township else [])]
    return [sys.executable, "-m", "reportgen", *words]


def started(out: Path, asked: argparse.Namespace) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command(out, asked), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def children(pid: int) -> list[int]:
    """Workers, begun by spawn: not the resource tracker."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
            words = path.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == pid and b"spawn_main" in words:
            found.append(int(path.parent.name))
    return found


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def damaged(folder: Path) -> list[str]:
    """Files a reader would find and could not open."""
    found = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue
        data = path.read_bytes()
        try:
            if path.suffix in {".docx", ".xlsx"}:
                assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
            elif path.suffix == ".pdf":
                pikepdf.open(io.BytesIO(data)).close()
        except (AssertionError, zipfile.BadZipFile, pikepdf.PdfError):
            found.append(path.name)
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def strike(run: subprocess.Popen[bytes], blow: str) -> list[int]:
    """One blow; the workers there were."""
    whom, how = blow.split()
    workers = children(run.pid)
    if whom == "main":
        run.send_signal(_SIGNALS[how])
        run.wait(60)
    elif workers:
        with suppress(ProcessLookupError):
            os.kill(workers[0], _SIGNALS[how])
    return workers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--township", default="")
    parser.add_argument("--to", default="docx,pdf")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--period", default="2018-01")
    parser.add_argument("--data", default="data")
    asked = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background of a shell, and so inherited
    chance, wrong = random.Random(asked.seed), 0  # noqa: S311  # a seed makes the run repeatable
    with tempfile.TemporaryDirectory() as folder:
        calm, stormy = Path(folder, "calm"), Path(folder, "stormy")
        began = time.monotonic()
        assert started(calm, asked).wait() == 0
        length = time.monotonic() - began
        print(f"undisturbed: {length:.1f} s, {len(files(calm / asked.period / 'dossier'))} files")
        into = stormy / asked.period / "dossier"
        wanted = files(calm / asked.period / "dossier")
        for number in range(asked.times):
            blow = _BLOWS[number % len(_BLOWS)]
            run = started(stormy, asked)
            moment = chance.uniform(0.5, max(1.0, length * 0.8))
            time.sleep(moment)
            workers = [] if run.poll() is not None else strike(run, blow)
            code = run.wait(600)
            deadline = time.monotonic() + 10  # a worker that was still beginning notices when it has begun
            while any(map(alive, workers)) and time.monotonic() < deadline:
                time.sleep(0.1)
            left, bad = [pid for pid in workers if alive(pid)], damaged(into)
            standing = len(list(into.glob("[!.]*"))) if into.is_dir() else 0
            other = code == 0 and files(into) != wanted
            wrong += len(left) + len(bad) + other
            said = "" if code else "; complete, other bytes" if other else "; complete, the same bytes"
            head = f"{number + 1:2} after {moment:4.1f} s {blow:11} exit {code:3}"
            print(f"{head}, {standing} files, {len(bad)} damaged, {len(left)} workers left{said}", flush=True)
            if code == 0:
                shutil.rmtree(stormy)
        assert started(stormy, asked).wait() == 0
        same = files(into) == wanted
        print(f"a last run left alone: {'the same bytes' if same else 'OTHER BYTES'}; {wrong} faults")
        return 0 if same and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())

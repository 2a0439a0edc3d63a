"""The same dossiers by the processes of this machine and by a Dask cluster on it: CPU and wall time, ratios.

    python -m benchmarks.cluster [--books 40] [--rounds 3] [--workers 2] [--to docx,pdf]

In every round each runs once, in a process of its own, start-up of workers and scheduler included; figures are medians.  The
files of both are compared byte by byte.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from reportgen.batch.ask import Ask, Selection
from reportgen.batch.run import run
from reportgen.model.period import Period
from reportgen.request import Request

ROOT = Path(__file__).resolve().parent.parent
WAYS = ("pool", "cluster")


def alone(way: str, out: Path, asked: argparse.Namespace) -> None:
    """One batch, one way."""
    formats = tuple(asked.to.split(","))
    request = Request("dossier", Period(2018, 1), ROOT / "data", ROOT / "templates", out, formats, attach=False)
    ask = Ask(request, Selection(sample=asked.books, seed=1))
    if way == "pool":
        from reportgen.batch.pool import LocalPool

        run(ask, LocalPool(asked.workers))
        return
    from distributed import LocalCluster

    from reportgen.batch.cluster.client import cluster

    where = LocalCluster(n_workers=asked.workers, threads_per_worker=1, dashboard_address="127.0.0.1:0")  # type: ignore[no-untyped-call]
    with where, cluster(where.scheduler_address, lambda text: None) as runner:
        run(ask, runner)


def measured(way: str, out: Path, asked: argparse.Namespace) -> tuple[float, float]:
    """CPU and wall seconds, children included."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.cluster",
        "--alone",
        way,
        "--out",
        str(out),
        "--books",
        str(asked.books),
    ]
    since = time.monotonic()
    child = subprocess.Popen([*command, "--workers", str(asked.workers), "--to", asked.to], cwd=ROOT)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, way
    return used.ru_utime + used.ru_stime, time.monotonic() - since


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.suffix in {".docx", ".pdf", ".xlsx"}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("--books", 40), ("--rounds", 3), ("--workers", 2)):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--to", default="docx,pdf")
    parser.add_argument("--alone", choices=WAYS)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    if asked.alone:
        alone(asked.alone, asked.out, asked)
        return
    seen: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    for number in range(asked.rounds):
        with tempfile.TemporaryDirectory() as base:
            for way in WAYS if number % 2 == 0 else WAYS[::-1]:
                seen[way].append(measured(way, Path(base, way), asked))
                print(f"{way}: CPU {seen[way][-1][0]:.1f} s, wall {seen[way][-1][1]:.1f} s", flush=True)
            assert files(Path(base, "pool")) == files(Path(base, "cluster"))
    for place, what in enumerate(("CPU", "wall")):
        pool, cluster = (median(one[place] for one in seen[way]) for way in WAYS)
        ratios = [c[place] / p[place] for p, c in zip(seen["pool"], seen["cluster"], strict=True)]
        print(f"{what}: pool {pool:.1f} s, cluster {cluster:.1f} s, ratio {median(ratios):.2f}", end=" ")
        print(f"({min(ratios):.2f}–{max(ratios):.2f})")


if __name__ == "__main__":
    main()

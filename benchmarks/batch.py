"""What a batch of dossiers costs as a province grows, when nothing has changed, and in memory: ``python -m benchmarks.batch``.

CPU of whole commands with all their workers.  What the province costs once (start, reading, evaluation) is that of a
batch of as many schools as there are workers, each of which prepares itself; the cost of a school is what is above it.  Of a province larger than
``--most`` 300 schools are drawn: what could grow with it is the cost of each.  10,000 schools are reckoned up from
the largest batch made, by the clock, on this machine's cores; that is said.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

from benchmarks.clock import ROOT, tree
from benchmarks.province import PERIOD, province

RESULTS = Path(__file__).parent / "results"
SIZES = (30, 100, 300, 1000, 3000)
UNCHANGED = 260
_MEGABYTE = 1024  # kilobytes in one
_LEVEL, _RERUN, _MEMORY, _MINUTES = 0.15, 0.3, 250, 30
_MANY, _DRAWN = 10_000, 300


@dataclass(frozen=True, slots=True)
class Batch:
    """One run: schools in the province and documents made, CPU and clock in s, the most a worker held in MB, early, late."""

    schools: int
    made: int
    cpu: float
    wall: float
    most: float = 0.0
    early: float = 0.0
    late: float = 0.0


def main() -> None:
    """Measure, print a table, keep the figures in ``benchmarks/results/``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="schools (30 100 300 1000 3000)")
    parser.add_argument(
        "--most", type=int, default=1000, help="schools all of whose documents are made (1000); of more, 300 drawn"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="reportgen-benchmarks-") as folder:
        made = measure(asked.sizes, asked.most, asked.jobs, Path(folder))
    print("\n".join(lines(made)))
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"batch-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json"
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\n{path}")


def measure(sizes: Sequence[int], most: int, jobs: int, folder: Path) -> dict[str, Any]:
    """Every size once, each with the cost of one school beside it; then nothing changed, five times."""
    batches, ones = [], []
    for schools in sizes:
        data = province(schools, folder / f"data-{schools}")
        ones.append(_run(data, folder / f"few-{schools}", jobs, schools, jobs))
        batches.append(_run(data, folder / f"out-{schools}", jobs, schools, schools if schools <= most else _DRAWN))
    data = province(UNCHANGED, folder / "data-same")
    again = [_run(data, folder / "same", jobs, UNCHANGED, UNCHANGED).cpu for _ in range(6)][1:]
    return {
        "jobs": jobs,
        "load": os.getloadavg(),
        "batches": [asdict(batch) for batch in batches],
        "once": [asdict(batch) for batch in ones],
        "ms a school": [
            round((batch.cpu - one.cpu) / (batch.made - one.made) * 1000, 1)
            for batch, one in zip(batches, ones, strict=True)
        ],
        "unchanged, CPU s": round(statistics.median(again), 3),
    }


def _run(data: Path, out: Path, jobs: int, schools: int, made: int) -> Batch:
    command = [sys.executable, "-m", "reportgen", "dossiers", "--period", PERIOD]
    command += ["--data", str(data), "--templates", str(ROOT / "templates"), "--out", str(out), "--jobs", str(jobs)]
    command += ["--sample", str(made), "--seed", "1"] if made < schools else []
    watch = _Watch()
    began = time.monotonic()
    with watch:
        cpu = tree(command)
    wall = time.monotonic() - began
    return Batch(schools, made, round(cpu, 3), round(wall, 1), *watch.found())


class _Watch:
    """Looks four times a second how much memory each worker holds."""

    def __init__(self) -> None:
        self._held: list[float] = []
        self._end = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def found(self) -> tuple[float, float, float]:
        """The most of all, and the most in the second and in the last quarter of the run."""
        quarter = len(self._held) // 4
        if not quarter:
            return max(self._held, default=0.0), 0.0, 0.0
        return max(self._held), max(self._held[quarter : 2 * quarter]), max(self._held[-quarter:])

    def _look(self) -> None:
        while not self._end.wait(0.25):
            if held := [*_workers()]:
                self._held.append(round(max(held), 1))


def _workers() -> Iterator[float]:
    """What each process that was spawned as a worker holds, in MB."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes()
            if b"spawn_main" in command:
                kept = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
                yield int(kept.split()[1]) / _MEGABYTE
        except (OSError, StopIteration):
            continue


def lines(made: dict[str, Any]) -> Iterator[str]:
    """The figures as a table, and what they mean for the targets."""
    yield f"{'schools':>8}{'made':>7}{'CPU s':>9}{'wall s':>9}{'once s':>8}{'ms a school':>13}{'MB most':>9}{'early':>8}{'late':>8}"
    for batch, one, each in zip(made["batches"], made["once"], made["ms a school"], strict=True):
        yield (
            f"{batch['schools']:>8}{batch['made']:>7}{batch['cpu']:>9.1f}{batch['wall']:>9.1f}{one['cpu']:>8.1f}{each:>13.1f}"
            f"{batch['most']:>9.0f}{batch['early']:>8.0f}{batch['late']:>8.0f}"
        )
    yield ""
    yield from _verdicts(made)


def _verdicts(made: dict[str, Any]) -> Iterator[str]:
    each, most = made["ms a school"], max(batch["most"] for batch in made["batches"])
    spread = max(each) / min(each) - 1
    yield f"a school costs the same whatever the number: {spread:.0%} apart, {_said(spread <= _LEVEL)} ≤ {_LEVEL:.0%}"
    again = made["unchanged, CPU s"]
    yield f"{UNCHANGED} schools, nothing changed: {again} s CPU, {_said(again <= _RERUN)} ≤ {_RERUN} s"
    yield f"memory of a worker: {most:.0f} MB, {_said(most <= _MEMORY)} ≤ {_MEMORY} MB"
    shown = max(made["batches"], key=lambda batch: int(batch["made"]))
    minutes = shown["wall"] * _MANY / shown["made"] / 60
    text = f"{_MANY} schools, multiplied out from {shown['made']} in {shown['wall']:.0f} s: {minutes:.0f} min"
    yield f"{text}, {_said(minutes <= _MINUTES)} ≤ {_MINUTES} min"


def _said(met: bool) -> str:
    return "met:" if met else "missed:"


if __name__ == "__main__":
    main()

"""What the checks add to a build: ``python -m benchmarks.checks``; CPU seconds, medians of three builds in one process.

The sample county: 278 schools and 219 works.  Counted are all checks between cells, between Facts and of the
evaluations, and the look at every numeral; the build is Word, PDF and records, the month before from the cache.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import county
from reportgen import outputs, pipeline

ROUNDS, TARGET = 3, 0.20
_CHECKS = ((pipeline, "run_checks"), (pipeline, "check_evaluations"), (outputs, "_refuse_orphans"))


def main() -> None:
    """Build, with a clock around each check."""
    with TemporaryDirectory(prefix="reportgen-benchmarks-") as folder:
        asked = county.request(Path(folder))
        pipeline.build(asked)
        shares = [_share(asked) for _ in range(ROUNDS)]
    share = statistics.median(shares)
    verdict = "met" if share <= TARGET else "missed"
    print(f"checks / build without them: {share:.3f} ({min(shares):.3f}–{max(shares):.3f}), {verdict}: ≤ {TARGET}")


def _share(asked: pipeline.Request) -> float:
    spent: list[float] = []
    kept = [(module, name, getattr(module, name)) for module, name in _CHECKS]
    for module, name, work in kept:
        setattr(module, name, _clocked(work, spent))
    start = time.process_time()
    try:
        pipeline.build(asked)
    finally:
        for module, name, work in kept:
            setattr(module, name, work)
    whole, checks = time.process_time() - start, sum(spent)
    return checks / (whole - checks)


def _clocked(work: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    def timed(*args: Any) -> Any:
        start = time.process_time()
        made = work(*args)
        made = made if made is None else list(made)  # a generator does its work when it is gone through
        spent.append(time.process_time() - start)
        return made

    return timed


if __name__ == "__main__":
    main()

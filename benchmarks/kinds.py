"""All kinds of briefing together, against the monthly one alone: ``python -m benchmarks.kinds``.

CPU seconds of fresh processes, the readers' included, medians of three rounds; both write every format they have.
"""

import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.clock import process

ROUNDS, TARGET = 3, 2.5


def main() -> None:
    """Both in every round, so that a slow minute slows both."""
    spent: dict[str, list[float]] = {"monthly": [], "all": []}
    with TemporaryDirectory(prefix="reportgen-benchmarks-") as folder:
        for number in range(ROUNDS + 1):
            for kind, times in spent.items():
                seconds = _build(kind, Path(folder) / kind)
                if number:  # the first round fills the cache of the month before
                    times.append(seconds)
                    print(f"{kind}: {seconds:.1f} s", file=sys.stderr)
    ratios = [whole / one for whole, one in zip(spent["all"], spent["monthly"], strict=True)]
    ratio = statistics.median(ratios)
    verdict = "met" if ratio <= TARGET else "missed"
    print(f"all kinds / monthly: {ratio:.2f} ({min(ratios):.2f}–{max(ratios):.2f}), {verdict}: ≤ {TARGET}")


def _build(kind: str, out: Path) -> float:
    return process(["-m", "reportgen", "build", kind, "--period", "2018-01", "--out", out])


if __name__ == "__main__":
    main()

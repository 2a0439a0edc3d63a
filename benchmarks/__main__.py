"""``python -m benchmarks``: measure, print a table, keep the figures in ``benchmarks/results/``."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import race, report

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Run the race; exit code 1 with ``--strict`` when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="rounds to take the median of (7)")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when a target is missed")
    asked = parser.parse_args()
    if asked.rounds < 1:
        parser.error("--rounds must be 1 or more")
    with TemporaryDirectory(prefix="reportgen-benchmarks-") as folder:
        run = race.prepare(Path(folder))
        run.run(asked.rounds, lambda words: print(words, file=sys.stderr))
    made = report.summary(run)
    print("\n".join(report.lines(made)))
    print(f"\n{_keep(made)}")
    if asked.strict and any(ratio["verdict"].startswith("missed") for ratio in made["ratios"]):
        raise SystemExit(1)


def _keep(made: dict[str, object]) -> Path:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json"
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    main()

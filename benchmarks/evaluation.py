"""Evaluating schools, against reading them: ``python -m benchmarks.evaluation``; CPU seconds, best of three, one run.

The sample's register, and one of about ten thousand schools: the sample's rows again and again under codes of their
own.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from openpyxl import Workbook, load_workbook

from benchmarks import county
from reportgen.compute.evaluation import evaluate
from reportgen.compute.findings import findings
from reportgen.model.ledger import Sheet
from reportgen.model.period import Period
from reportgen.model.standard import Standard
from reportgen.readers.ledgers import read_period
from reportgen.readers.standards import read_standards

BOOK, SHEET = "01学校台账.xlsx", "学校名册"
PERIODS = (Period(2018, 1),)
ROWS, ROUNDS = 9_998, 3
_T = TypeVar("_T")


def main() -> None:
    """Print both sizes."""
    data = county.request(Path("unused")).data
    _measure("sample", data, PERIODS[:1])
    with TemporaryDirectory(prefix="reportgen-benchmarks-") as folder:
        _multiply(data, Path(folder))
        _measure("multiplied", Path(folder), PERIODS)


def _measure(name: str, data: Path, periods: tuple[Period, ...]) -> None:
    reading, sheets = _best(lambda: [read_period(data, period).ledger["schools"] for period in periods])
    register = replace(sheets[0], rows=tuple(row for sheet in sheets for row in sheet.rows))
    print(f"{name}: {len(register)} rows read in {reading:.2f} s")
    for standard in read_standards(data).values():
        took = _judged(register, standard)
        print(f"  {standard.key}: {took:.3f} s, {took / reading:.2f} times the reading")


def _judged(register: Sheet, standard: Standard) -> float:
    day = PERIODS[0].last_day
    return _best(lambda: list(findings(evaluate(standard, register), "balance", PERIODS[0], day)))[0]


def _spent() -> float:
    """CPU seconds of this process and of those that read for it."""
    return sum(os.times()[:4])


def _best(work: Callable[[], _T]) -> tuple[float, _T]:
    """The least CPU time of a few rounds, and what came of the last."""
    least = float("inf")
    for _ in range(ROUNDS):
        start = _spent()
        made = work()
        least = min(least, _spent() - start)
    return least, made


def _multiply(data: Path, folder: Path) -> None:
    """Both workbooks of the larger county."""
    header, *rows = load_workbook(data / str(PERIODS[0]) / BOOK)[SHEET].iter_rows(values_only=True)
    for part, period in enumerate(PERIODS):
        book = Workbook(write_only=True)
        sheet = book.create_sheet(SHEET)
        sheet.append(list(header))
        for number in range(ROWS):
            _, name, _, *rest = rows[number % len(rows)]
            sheet.append([f"{part}{number:07d}", f"{name}{part}{number}", None, *rest])
        (folder / str(period)).mkdir()
        book.save(folder / str(period) / BOOK)


if __name__ == "__main__":
    main()

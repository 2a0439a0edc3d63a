"""A province made of the sample county many times over: so many schools with their projects, in one month's ledgers.

    python -m benchmarks.province --schools 1000 --out FOLDER

Names and codes differ in every copy; all else of a row is the sample's.  The same folder for the same number.
"""

import argparse
import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.clock import ROOT

PERIOD = "2018-01"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_REGISTER, _PROJECTS = ("01学校台账.xlsx", "学校名册"), ("02项目台账.xlsx", "项目")
_NAMED = ("学校名称", "曾用名及简称", "所属乡镇", "项目学校", "项目名称")
_CODES = ("学校标识码", "项目编号")


def main() -> None:
    """Write one province."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.province", description=__doc__)
    parser.add_argument("--schools", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    print(province(asked.schools, asked.out))


def province(schools: int, out: Path) -> Path:
    """The data folder of a province of so many schools, the first rows of the sample first."""
    shutil.copytree(ROOT / "data", out, ignore=shutil.ignore_patterns("2017-12"), dirs_exist_ok=True)
    month = out / PERIOD
    register = _Sheet(month, *_REGISTER)
    copies = -(-schools // len(register.rows))
    chosen = list(islice(register.copies(copies), schools))
    register.write(chosen)
    names = {row[register.heads.index("学校名称")] for row in chosen}
    projects = _Sheet(month, *_PROJECTS)
    place = projects.heads.index("项目学校")
    projects.write([row for row in projects.copies(copies) if row[place] in names])
    return out


class _Sheet:
    """One sheet of a workbook: its heading and the rows below, without their sum."""

    def __init__(self, month: Path, file: str, name: str) -> None:
        self._path = month / file
        self._book = load_workbook(self._path)
        self._sheet = self._book[name]
        self._head, self.heads = _heading(self._sheet)
        rows = [[cell.value for cell in row] for row in self._sheet.iter_rows(min_row=self._head + 1)]
        self.rows = [row for row in rows if row[0] not in (None, "合计")]

    def copies(self, number: int) -> Iterator[list[object]]:
        """The rows as they are, then again and again under other names and codes."""
        names = [self.heads.index(head) for head in _NAMED if head in self.heads]
        codes = [self.heads.index(head) for head in _CODES if head in self.heads]
        for copy in range(number):
            for row in self.rows:
                made = list(row)
                for place in names if copy else ():
                    made[place] = f"{_stem(copy)}{made[place]}" if made[place] else None
                for place in codes if copy else ():
                    made[place] = _code(str(made[place]), copy)
                yield made

    def write(self, rows: Sequence[Sequence[object]]) -> None:
        """These rows instead."""
        self._sheet.delete_rows(self._head + 1, self._sheet.max_row)
        for row in rows:
            self._sheet.append(list(row))
        self._book.save(self._path)


def _heading(sheet: Worksheet) -> tuple[int, list[object]]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if {"学校名称", "项目名称"} & set(row):
            return number, list(row)
    raise SystemExit(f"{sheet.title}: no heading")


def _stem(copy: int) -> str:
    return "".join(_STEMS[int(digit)] for digit in f"{copy:02d}")


def _code(code: str, copy: int) -> str:
    """Another code of the same length: 3400000001 → 3401000001, XQ-2017-001 → XQ01-2017-001."""
    if code.isdigit():
        return f"{int(code) + copy * 10 ** (len(code) - 4):0{len(code)}d}"
    head, dash, rest = code.partition("-")
    return f"{head}{copy:02d}{dash}{rest}"


if __name__ == "__main__":
    main()

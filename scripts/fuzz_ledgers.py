"""Damage the sample's workbooks at random, thousands of times, and see that nothing is misread in silence.

    PYTHONPATH=. python scripts/fuzz_ledgers.py --seconds 300 --seed 1

Each mutant is one workbook with a few bytes changed: in the package as it lies, or in the XML of one part (packed anew,
so that the checksums hold).  It must be refused with a diagnostic, or give the same values but for the cell that was
touched (its column when that is a heading, its row when it became a sum).  Anything else is printed, and kept in --keep.
Ends with exit code 1 when a mutant raised, hung or was misread.
"""

import argparse
import io
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from reportgen.model.diagnostic import Severity
from reportgen.model.ledger import Value
from reportgen.model.period import Period
from reportgen.readers.ledgers import Reading, read_period

DATA = Path(__file__).resolve().parent.parent / "data"
PERIOD = Period(2018, 1)
SLOW = 30  # seconds for one mutant
CELL = re.compile(rb'<c [^>]*?r="([A-Z]+)([0-9]+)"')
WORDS = (b"0", b"-1", b"9" * 20, b"1e9", b"nan", b"inf", b"#REF!", b"", b"<v>7</v>", b"</c>", b"<c>", b"&#0;", b"\xff")
WORDS += (b"TRUE", b"1_0", "万".encode(), "合计".encode(), b'"', b"<row>", b'r="A1"', b't="s"', b't="e"', b't="d"')


class Mutant(NamedTuple):
    """A damaged workbook, how it was made, and the cells that were touched (column, row) or the part."""

    data: bytes
    how: str
    part: str
    cells: frozenset[tuple[str, int]]


def in_the_package(data: bytes, dice: random.Random) -> Mutant:
    """Bytes of the file as it lies: nothing but the same values may come of it."""
    changed, places = bytearray(data), [dice.randrange(len(data)) for _ in range(dice.choice((1, 1, 2, 8)))]
    how = dice.choice(("flip", "set", "cut", "drop", "double"))
    for place in places:
        match how:
            case "flip":
                changed[place % len(changed)] ^= 1 << dice.randrange(8)
            case "set":
                changed[place % len(changed)] = dice.randrange(256)
            case "drop":
                del changed[place : place + dice.randrange(1, 40)]
            case "double":
                changed[place:place] = changed[place : place + dice.randrange(1, 40)]
            case _:
                del changed[max(place, 1) :]
    return Mutant(bytes(changed), f"package/{how}", "", frozenset())


def in_a_part(data: bytes, dice: random.Random) -> Mutant:
    """The XML of one part, most often a sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheets = [name for name in parts if name.startswith("xl/worksheets/")]
    part = dice.choice(sheets) if dice.random() < 0.8 else dice.choice(list(parts))
    xml, place = parts[part], dice.randrange(len(parts[part]))
    length = dice.choice((1, 1, 2, 5, 20, 100))
    how = dice.choice(("flip", "digit", "insert", "delete", "double", "replace", "swap"))
    match how:
        case "flip":
            new, length = bytes([xml[place] ^ 1 << dice.randrange(8)]), 1
        case "digit":
            place = next((m.start() for m in re.finditer(rb"[0-9]", xml[place:])), 0) + place
            new, length = b"%d" % dice.randrange(10), 1
        case "insert":
            new, length = dice.choice(WORDS), 0
        case "delete":
            new = b""
        case "double":
            new = xml[place : place + length] * 2
        case "swap":
            new = xml[place + length : place + 2 * length] + xml[place : place + length]
            length *= 2
        case _:
            new = dice.choice(WORDS)
    parts[part] = xml[:place] + new + xml[place + length :]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return Mutant(out.getvalue(), f"part/{how}", part, touched(xml, place, place + length))


def touched(xml: bytes, start: int, end: int) -> frozenset[tuple[str, int]]:
    """The cells a stretch of a sheet's XML lies in or runs over."""
    first = xml.rfind(b"<c ", 0, start + 1)
    found = CELL.finditer(xml, max(first, 0), xml.find(b">", end) + 1 or len(xml))
    return frozenset((m[1].decode(), int(m[2])) for m in found)


def values(made: Reading) -> dict[tuple[str, str], Value]:
    """Sheet and cell → value."""
    rows = [row for sheet in made.ledger.sheets.values() for row in (*sheet.rows, *sheet.totals)]
    return {(c.origin.sheet, c.origin.cell): c.value for row in rows for c in row.cells.values() if c.value is not None}


def read(folder: Path, name: str, data: bytes) -> Reading:
    """What comes of one workbook alone."""
    (folder / str(PERIOD)).mkdir(exist_ok=True)
    (folder / str(PERIOD) / name).write_bytes(data)
    return read_period(folder, PERIOD)


def explained(place: tuple[str, str], mutant: Mutant) -> str:
    """Why a cell may differ; empty when there is no reason."""
    if mutant.part and not mutant.part.startswith("xl/worksheets/"):
        return "part"  # strings, styles, names of sheets: shared by many cells
    column, row = re.sub("[0-9]", "", place[1]), int(re.sub("[A-Z]", "", place[1]))
    if (column, row) in mutant.cells:
        return "cell"
    return "row or heading" if any(row == r or (column == c and r <= 2) for c, r in mutant.cells) else ""


def judged(first: dict[tuple[str, str], Value], made: Reading, mutant: Mutant) -> str:
    """What became of a mutant."""
    if any(d.severity is Severity.ERROR for d in made.diagnostics):
        return "refused"
    now = values(made)
    reasons = {explained(place, mutant) for place in first.keys() | now.keys() if first.get(place) != now.get(place)}
    if "" in reasons:
        return "MISREAD"
    return "same values" if not reasons else "differs in its " + " and ".join(sorted(reasons))


def main() -> None:
    """Until the time is up."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=300)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    given = asked.parse_args()
    dice, tally, slowest, end = random.Random(given.seed), Counter[str](), 0.0, time.monotonic() + given.seconds  # noqa: S311
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        books = {p.name: p.read_bytes() for p in sorted((DATA / str(PERIOD)).glob("*.xlsx"))}
        firsts = {}
        for book, data in books.items():
            firsts[book] = values(read(folder, book, data))
            (folder / str(PERIOD) / book).unlink()
        names = sorted(books, key=lambda book: len(books[book]))
        while time.monotonic() < end:
            book = dice.choices(names, (4, 4, 1, 1))[0]  # the small ones more often
            mutant = (in_a_part if dice.random() < 0.8 else in_the_package)(books[book], dice)
            begun = time.monotonic()
            try:
                verdict = judged(firsts[book], read(folder, book, mutant.data), mutant)
            except Exception as fault:  # that is what is looked for
                verdict = f"RAISED {type(fault).__name__}: {fault}"
            slowest = max(slowest, took := time.monotonic() - begun)
            verdict = "HUNG" if took > SLOW else verdict
            tally[f"{mutant.how.split('/')[0]}: {verdict}"] += 1
            if verdict[0].isupper():
                given.keep.mkdir(exist_ok=True)
                (given.keep / f"{given.seed}-{tally.total()}-{book}").write_bytes(mutant.data)
                print(f"{verdict}: {book} {mutant.how} {mutant.part} {sorted(mutant.cells)}")  # noqa: T201
            (folder / str(PERIOD) / book).unlink()
    print(f"{tally.total()} mutants, the slowest took {slowest:.1f} s")  # noqa: T201
    for verdict, count in sorted(tally.items()):
        print(f"{count:7} {verdict}")  # noqa: T201
    sys.exit(any(verdict.partition(": ")[2][0].isupper() for verdict in tally))


if __name__ == "__main__":
    main()

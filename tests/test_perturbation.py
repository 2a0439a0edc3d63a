"""One cell changes, and exactly the numbers whose basis names that cell may change with it: five hundred times.

The sample is read and computed once.  Each time one cell of its model is given another value, everything is computed
again, and the two books of Facts are compared.  What follows the basis is the reader of ``facts.json``: cells, blanks
and areas, through the Facts a Fact was computed from.
"""

import multiprocessing
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportgen.compute import engine
from reportgen.compute.engine import compute
from reportgen.compute.evaluation import evaluate
from reportgen.compute.findings import findings
from reportgen.compute.frames import SheetFrame
from reportgen.model.definition import Definition, Rule
from reportgen.model.diagnostic import Severity
from reportgen.model.fact import Fact, FactBook
from reportgen.model.ledger import Cell, Ledger, Sheet, Value
from reportgen.model.origin import Origin
from reportgen.model.period import PartialDate, Period
from reportgen.model.schema import Column, ColumnType
from reportgen.model.standard import Standard
from reportgen.pipeline import examine
from reportgen.readers import ledgers
from reportgen.readers.definitions import read_definitions
from reportgen.readers.ledgers import read_period
from reportgen.readers.settings import read_settings
from reportgen.readers.standards import find_standard
from reportgen.readers.workbook import Book
from tests.conftest import MakeCounty
from tests.test_cli import run

DATA = Path(__file__).resolve().parent.parent / "data"
PERIOD = Period(2018, 1)
CHANGES, IN_FILES = 500, 24
JUDGED_BY = {"schools", "checklist"}  # the sheets an evaluation looks at
OFTEN = {"schools": 3, "projects": 4}  # how often a sheet is chosen; once otherwise


# -- the sample, once


@dataclass(frozen=True)
class Sample:
    """The county read and computed."""

    ledger: Ledger
    definitions: Mapping[str, Definition]
    standards: Mapping[str, Standard]
    as_of: date
    judged: tuple[Fact, ...]
    book: FactBook


@cache
def sample() -> Sample:
    """The month as it is."""
    ledger, definitions = read_period(DATA, PERIOD).ledger, read_definitions(DATA).by_key
    settings = read_settings(DATA, PERIOD)
    standards = {role: find_standard(DATA, key) for role, key in settings.standards.items()}
    judged = tuple(evaluated(ledger, standards, settings.as_of))
    book = compute(ledger, definitions, settings.as_of, judged)[0]
    return Sample(ledger, definitions, standards, settings.as_of, judged, book)


def evaluated(ledger: Ledger, standards: Mapping[str, Standard], as_of: date) -> Iterator[Fact]:
    """The Facts of the standards in force."""
    for role, standard in standards.items():
        yield from findings(evaluate(standard, ledger["schools"], ledger["checklist"]), role, PERIOD, as_of)


@cache
def framed(key: str) -> SheetFrame:
    """A sheet of the sample made ready for counting, once."""
    return SheetFrame(sample().ledger[key], sample().as_of)


@pytest.fixture
def untouched_sheets_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet that is the sample's own is not divided into groups five hundred times: that depends on nothing else."""
    was = sample()  # computed before anything is exchanged

    def frame(sheet: Sheet, as_of: date) -> SheetFrame:
        own = sheet is was.ledger[sheet.schema.key] and as_of == was.as_of
        return framed(sheet.schema.key) if own else SheetFrame(sheet, as_of)

    monkeypatch.setattr(engine, "SheetFrame", frame)


def recomputed(ledger: Ledger, touched: str) -> FactBook:
    """Everything again; the evaluations only when a sheet they look at was touched."""
    was = sample()
    judged = tuple(evaluated(ledger, was.standards, was.as_of)) if touched in JUDGED_BY else was.judged
    return compute(ledger, was.definitions, was.as_of, judged)[0]


# -- one change


@dataclass(frozen=True)
class Change:
    """One cell and what stands in it instead."""

    sheet: str
    place: int
    column: str
    value: Value

    @property
    def cell(self) -> Cell:
        """The cell as it was."""
        return sample().ledger[self.sheet].rows[self.place][self.column]

    def __str__(self) -> str:
        return f"{self.cell.origin}: {self.cell.value!r} → {self.value!r}"


def changes(count: int, seed: int, sheets: tuple[str, ...] = ()) -> Iterator[Change]:
    """So many choices of a cell that stands in a file, and of another value for it."""
    dice, ledger = random.Random(seed), sample().ledger  # noqa: S311  # the same choices every time
    keys = [key for key, sheet in ledger.sheets.items() if len(sheet) and (not sheets or key in sheets)]
    weights = [OFTEN.get(key, 1) for key in keys]
    while count:
        sheet = ledger[dice.choices(keys, weights)[0]]
        column = dice.choice(sheet.schema.columns)
        place = dice.randrange(len(sheet))
        if not sheet.rows[place][column.key].origin.cell.isdigit():  # a column the file has
            yield Change(sheet.schema.key, place, column.key, another(sheet, place, column, dice))
            count -= 1


def another(sheet: Sheet, place: int, column: Column, dice: random.Random) -> Value:
    """Another value: one more, another option, the other answer, another row's word, a blank or a filled blank."""
    value = sheet.rows[place].value(column.key)
    if value is not None and not column.required and dice.random() < 0.15:
        return None
    others = [v for row in sheet if (v := row.value(column.key)) not in (None, value)]
    match column.type:
        case ColumnType.NUMBER | ColumnType.PERCENT | ColumnType.RATIO:
            return value + (1 if value < 50 else -1) if isinstance(value, Decimal) else Decimal(7)
        case ColumnType.CHOICE:
            return dice.choice([option for option in column.options if option != value])
        case ColumnType.FLAG:
            return not value
        case ColumnType.DATE:
            return PartialDate(value.year + 1, 6) if isinstance(value, PartialDate) else PartialDate(2018, 1, 5)
        case _ if others and not column.unique:
            return dice.choice(others)
        case _:
            return (*value, "新增") if isinstance(value, tuple) else f"{value or ''}新增"


def applied(change: Change) -> Ledger:
    """The sample's ledger with the change in it, as the reader would have made it."""
    ledger = sample().ledger
    sheet = ledger[change.sheet]
    cells = dict(sheet.rows[change.place].cells)
    places = max(0, -int(change.value.as_tuple().exponent)) if isinstance(change.value, Decimal) else 0
    cells[change.column] = Cell(change.value, change.cell.origin, change.cell.qualifier if places else "", places)
    row = replace(
        sheet.rows[change.place],
        cells=cells,
        identity=word(cells, sheet.schema.identity),
        label=word(cells, sheet.schema.label),
    )
    rows = (*sheet.rows[: change.place], row, *sheet.rows[change.place + 1 :])
    return replace(ledger, sheets={**ledger.sheets, change.sheet: replace(sheet, rows=rows)})


def word(cells: Mapping[str, Cell], key: str) -> str:
    """What names a row."""
    value = cells[key].value if key else None
    return "、".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


# -- what changed, and what the bases say


def seen(fact: Fact | None) -> object:
    """Of a Fact, what a reader sees."""
    return fact and (fact.value, fact.unit, fact.places, fact.qualifier, fact.complete)


def changed(before: FactBook, after: FactBook) -> list[str]:
    """The ids of the Facts that are new, gone or other than they were."""
    return [i for i in {**before.facts, **after.facts} if seen(before.get(i)) != seen(after.get(i))]


def names(book: FactBook, ident: str, cell: Origin, *, areas: bool = True) -> bool:
    """Whether the basis of a Fact, or of a Fact it was computed from, names the cell."""
    fact = book.get(ident)
    if fact is None:
        return False
    basis = fact.basis
    if cell in basis.cells or cell in basis.unknown or (areas and any(covers(a, cell) for a in basis.selected)):
        return True
    return any(names(book, below, cell, areas=areas) for below in basis.facts)


@cache
def covers(area: Origin, cell: Origin) -> bool:
    """Whether a cell lies in an area such as B4:D222."""
    if area[:2] != cell[:2]:
        return False
    left, top, right, bottom = ends(area.cell)
    column, row, *_ = ends(cell.cell)
    return left <= column <= right and top <= row <= bottom


def ends(area: str) -> tuple[int, int, int, int]:
    """B4:D222 → 2, 4, 4, 222."""
    found = re.fullmatch(r"([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?", area)
    assert found, area
    return number(found[1]), int(found[2]), number(found[3] or found[1]), int(found[4] or found[2])


def number(letters: str) -> int:
    """A → 1, AA → 27."""
    value = 0
    for sign in letters:
        value = value * 26 + ord(sign) - 64
    return value


def added_up(fact: Fact, cell: Origin) -> bool:
    """Whether a Fact is a sum with this cell as a term."""
    definition = sample().definitions.get(fact.key)
    return definition is not None and definition.rule is Rule.SUM and cell in fact.basis.cells


# -- the promise


@dataclass(frozen=True)
class Outcome:
    """What came of one change: Facts that moved, and those that should not have, or should have."""

    sheet: str
    moved: int
    silent: tuple[str, ...]  # moved, and the basis does not name the cell, before or after
    needed: int  # moved, and only the areas asked name the cell
    unmoved: tuple[str, ...]  # sums with the cell as a term that stayed


def outcome(change: Change) -> Outcome:
    """Compute again and compare."""
    before, after, cell = sample().book, recomputed(applied(change), change.sheet), change.cell.origin
    found = changed(before, after)
    silent = [i for i in found if not (names(before, i, cell) or names(after, i, cell))]
    needed = [i for i in found if not any(names(book, i, cell, areas=False) for book in (before, after))]
    sums = [fact.id for fact in before.facts.values() if added_up(fact, cell)]
    said = [f"{change}: {i}" for i in silent], [f"{change}: {i}" for i in sums if i not in found]
    return Outcome(change.sheet, len(found), tuple(said[0]), len(needed), tuple(said[1]))


@pytest.mark.usefixtures("untouched_sheets_once")
def test_every_number_that_changes_names_the_cell_and_every_sum_of_it_changes() -> None:
    """Of 500 single changes none moves a number whose basis does not name the cell, before or after.

    The other way round, a number cell that a sum names as a term moves that sum.
    """
    assert not changed(sample().book, recomputed(sample().ledger, "schools"))  # and all is there when processes start
    with multiprocessing.get_context("fork").Pool(2) as pool:
        outcomes = pool.map(outcome, changes(CHANGES, seed=1), chunksize=20)
    assert len(outcomes) == CHANGES
    assert not [said for one in outcomes for said in one.silent]
    assert not [said for one in outcomes for said in one.unmoved]
    moving = Counter(one.sheet for one in outcomes if one.moved)
    assert moving.total() > CHANGES / 4 and {"schools", "projects", "funds", "teachers", "checklist"} <= set(moving)
    assert sum(one.needed for one in outcomes) > 20  # without the areas the bases would not tell: this test can fail


def test_the_basis_of_a_count_names_the_rows_counted_and_the_columns_asked(make_county: MakeCounty) -> None:
    """Of three projects one is done: its 进展 is the cell, all 进展 and all 工程类别 were asked."""
    book = examine(make_county(), Period(2019, 3)).book
    done = book.facts["projects.done@校舍加固工程"].basis
    assert [origin.cell for origin in done.cells] == ["H2"]
    assert [origin.cell for origin in done.selected] == ["B2:B4", "H2:H4"]
    none = book.facts["projects.done@操场改造工程"]
    assert none.value == 0 and not none.basis.cells and none.basis.selected == done.selected


def test_trace_says_which_columns_were_asked(make_county: MakeCounty) -> None:
    """File and sheet once, then the areas."""
    data = make_county()
    done = run("trace", "projects.done", "--period", "2019-03", "--data", str(data))
    assert "取舍依据：2019-03/台账.xlsx!项目!B2:B4、H2:H4\n" in done.stdout


def test_a_cell_nobody_asks_is_in_no_basis() -> None:
    """Remarks and posts move nothing, and no number claims to rest on them."""
    book, ledger = sample().book, sample().ledger
    for sheet, column in (("projects", "person"), ("projects", "delay_reason"), ("checklist", "evidence")):
        for row in ledger[sheet].rows[:5]:
            assert not [ident for ident in book.facts if names(book, ident, row[column].origin)]


def test_every_fact_a_basis_names_is_in_the_book() -> None:
    """No way down from a number to its cells breaks off; a count of none rests on the cells that were asked."""
    book = sample().book
    assert not [
        (fact.id, below) for fact in book.facts.values() for below in fact.basis.facts if below not in book.facts
    ]
    assert not [
        fact.id for fact in book.facts.values() if not (fact.basis.cells or fact.basis.facts or fact.basis.selected)
    ]


# -- the same through a file


def test_a_change_in_a_workbook_gives_what_the_same_change_in_the_model_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written into the file, read and computed; or refused with an error, so that nothing changes unseen."""
    monkeypatch.setattr(ledgers, "read_apart", files_as_they_were_once(ledgers.read_apart))
    accepted, workbooks = 0, tuple(key for key in sample().ledger.sheets if key != "documents")  # that one is CSV
    for index, change in enumerate(changes(IN_FILES, seed=2, sheets=workbooks)):
        folder = tmp_path / str(index)
        shutil.copytree(DATA / str(PERIOD), folder / str(PERIOD))
        write(folder, change)
        made = read_period(folder, PERIOD)
        if any(d.severity is Severity.ERROR for d in made.diagnostics):
            continue
        accepted += 1
        through_file, through_model = (recomputed(one, change.sheet) for one in (made.ledger, applied(change)))
        assert not changed(through_file, through_model), str(change)
    assert accepted > IN_FILES / 2


def files_as_they_were_once(read: Callable[..., Book]) -> Callable[..., Book]:
    """The sample's own files are read once, those with a change in them each time."""
    own, kept = {path.read_bytes() for path in (DATA / str(PERIOD)).iterdir()}, cache(read)
    return lambda data, *rest: kept(data, *rest) if data in own else read(data, *rest)


def write(folder: Path, change: Change) -> None:
    """Put the change into its workbook."""
    file, sheet, cell = change.cell.origin
    book = load_workbook(folder / file)
    book[sheet][cell] = raw(change.value)
    book.save(folder / file)


def raw(value: Value) -> str | float | None:
    """A value as a clerk types it."""
    match value:
        case None | str():
            return value
        case bool():
            return "是" if value else "否"
        case Decimal():
            return float(value)
        case tuple():
            return "、".join(value)
        case _:
            return str(value)

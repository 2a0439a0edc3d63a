"""A submitted ledger given back: read, checked by itself or against its period, and remarked on where it is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportgen import messages
from reportgen.checks import check_ledger
from reportgen.messages import tr
from reportgen.model.diagnostic import CODES, Diagnostic, Severity
from reportgen.model.ledger import Ledger, Sheet
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.remark import TODO_HEADINGS, Remark, Todo
from reportgen.model.schema import TODO, TODO_BESIDE
from reportgen.readers.apart import apart
from reportgen.readers.checks import read_checks
from reportgen.readers.grid import Grid
from reportgen.readers.ledgers import FileReading, read_file, read_period
from reportgen.readers.references import resolve
from reportgen.readers.schemas import shipped
from reportgen.readers.settings import SettingsFault, read_settings
from reportgen.readers.values import text_of
from reportgen.writers.annotated import write
from reportgen.writers.xlsx import sheet_name, write_plain

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_MARK = "-校验"
_Answers = dict[tuple[str, ...], list[tuple[str, ...]]]  # (sheet, cell, code) → lines of an earlier list with an answer


@dataclass(frozen=True, slots=True)
class Beside:
    """The other ledgers of a period, which a return's references may name, and the day they are as of."""

    period: Period
    sheets: Mapping[str, Sheet]
    as_of: date
    data: Path


@dataclass(frozen=True, slots=True)
class Annotated:
    """One workbook with its remarks: what to call it, its bytes, and what was found."""

    name: str
    data: bytes
    diagnostics: tuple[Diagnostic, ...]


def beside(data: Path, period: Period) -> Beside:
    """The ledgers of a period.  Without ``report.toml`` they are as of the month's last day."""
    try:
        as_of = read_settings(data, period).as_of
    except SettingsFault:
        as_of = period.last_day
    return Beside(period, read_period(data, period).ledger.sheets, as_of, data)


def output_name(path: Path) -> str:
    """What the copy with remarks is called; a CSV file becomes a workbook."""
    suffix = ".xlsx" if path.suffix.lower() == ".csv" else path.suffix.lower()
    return f"{path.stem.removesuffix(_MARK)}{_MARK}{suffix}"


def annotate(path: Path, others: Beside | None = None) -> Annotated:
    """The file with its remarks.  Raises ``UnreadableFile`` and ``OSError``; the file itself is never touched."""
    reading = read_file(path, path.name)
    found = _found(reading, path.name, others)
    content, sheet = reading.content, ""
    if path.suffix.lower() == ".csv":
        sheet = sheet_name(path.stem)
        content = write_plain(sheet, _rows(reading.grids[0]))
    data = apart(write, content, _todo(path.name, reading.grids, found, sheet))
    return Annotated(output_name(path), data, tuple(found))


# -- what is wrong


def _found(reading: FileReading, shown: str, others: Beside | None) -> list[Diagnostic]:
    """Of reading, of references and of the checks between cells: all that names a cell of this file."""
    sheets = {schema.key: Sheet(schema) for schema in shipped()}
    if others is not None:
        sheets.update(others.sheets)
    sheets.update(reading.sheets)
    resolved, unknown = resolve(sheets)
    period = others.period if others else Period(2100, 12)
    as_of = others.as_of if others else date.max  # by itself a file is as of no day
    ledger = Ledger(period, resolved)
    checked = check_ledger(ledger, read_checks(others.data if others else None), as_of)
    found = [*reading.diagnostics, *unknown, *checked]
    mine = {repr(d): d for d in found if any(o.file == shown for o in d.origins)}
    return sorted(mine.values(), key=lambda d: _ORDER[d.severity])


# -- what is said of it


def _todo(shown: str, grids: Sequence[Grid], found: Sequence[Diagnostic], sheet: str) -> Todo:
    """The list, with what was answered on an earlier one.  ``sheet`` stands for the one of a CSV file."""
    earlier = next((g for g in grids if g.name in (TODO, TODO_BESIDE) and _is_ours(g)), None)
    answers = _answers(earlier) if earlier else {}
    remarks = tuple(_remark(diagnostic, shown, sheet, answers) for diagnostic in found)
    taken = {grid.name for grid in grids}
    name = earlier.name if earlier else TODO_BESIDE if TODO in taken else TODO
    rest = tuple(("", "上次", *line[2:]) for lines in answers.values() for line in lines)
    return Todo(name, shown, remarks, rest, earlier is not None)


def _remark(diagnostic: Diagnostic, shown: str, sheet: str, answers: _Answers) -> Remark:
    here = [origin for origin in diagnostic.origins if origin.file == shown]
    where = here[0].sheet or (sheet if here[0].cell else "")
    cells = tuple(dict.fromkeys(_cell(o) for o in here if o.cell and (o.sheet or sheet) == where))
    lines = answers.get((where, "、".join(cells), diagnostic.code), [])
    return Remark(
        diagnostic.code,
        diagnostic.severity,
        messages.severity(diagnostic.severity),
        where,
        cells,
        tr(CODES[diagnostic.code].message, **diagnostic.values),
        messages.remedy(diagnostic),
        lines.pop(0)[-1] if lines else "",
    )


def _cell(origin: Origin) -> str:
    """A cell; a line of which no cell is named is its first one."""
    return f"A{origin.cell}" if origin.cell.isdigit() else origin.cell


# -- an earlier list


def _is_ours(grid: Grid) -> bool:
    return any(texts == TODO_HEADINGS for _, texts in _lines(grid))


def _answers(grid: Grid) -> _Answers:
    """Lines somebody wrote an answer into, by the remark they stand beside."""
    lines = list(_lines(grid))
    head = next(number for number, texts in lines if texts == TODO_HEADINGS)
    answers: _Answers = {}
    for number, texts in lines:
        if number > head and texts[-1]:
            cell = "" if texts[4] in ("整张表", "整个文件") else texts[4]
            answers.setdefault((texts[3], cell, texts[2]), []).append(texts)
    return answers


def _lines(grid: Grid) -> Iterator[tuple[int, tuple[str, ...]]]:
    width = len(TODO_HEADINGS)
    for row in grid.rows:
        texts = [text_of(cell.raw) if cell.raw is not None else "" for cell in row.cells[:width]]
        yield row.number, tuple(texts + [""] * (width - len(texts)))


def _rows(grid: Grid) -> dict[int, list[str]]:
    return {row.number: ["" if c.raw is None else str(c.raw) for c in row.cells] for row in grid.rows}

"""The order of work of ``ledger merge``: read → join → hold against the register → count."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from reportgen import messages
from reportgen.checks.ledger import totals
from reportgen.merging import expect
from reportgen.merging.expect import Expected
from reportgen.merging.join import Prefer, join, tally
from reportgen.merging.join import remarks as remarks_on
from reportgen.messages import tr
from reportgen.model.diagnostic import CODES, Diagnostic
from reportgen.model.ledger import Ledger, Sheet
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.returns import Merge, Return, ReturnSheet
from reportgen.readers.ledgers import read_file, read_period
from reportgen.readers.returns import read_return
from reportgen.readers.schemas import shipped
from reportgen.readers.sheets import SheetReader
from reportgen.readers.sheetscan import UnreadableFile
from reportgen.readers.workbook import prepare


class NoRegister(Exception):
    """Nothing that could say who was to hand in a return."""

    def __init__(self, place: Path) -> None:
        super().__init__(tr("{place} 里没有读到学校名册：应有“学校”表，写着学校代码、学校名称和乡镇", place=place))


class DoesNotReconcile(Exception):
    """Rows handed in and rows accounted for differ: a fault of the program, never passed over."""

    def __init__(self, name: str, given: int, found: int) -> None:
        text = tr(
            "“{name}”报送 {given} 行，去向合计 {found} 行，对不上；没有写出文件", name=name, given=given, found=found
        )
        super().__init__(text)


def register_of(path: Path) -> Sheet:
    """The schools of a list, wherever its sheet is called what it is.  Raises ``NoRegister``, ``UnreadableFile``."""
    reading = read_file(path, path.name)
    sheet = reading.sheets.get("schools")
    if sheet is None and len(reading.grids) == 1:
        schema = next(s for s in shipped() if s.key == "schools")
        sheet = SheetReader(reading.grids[0], schema).read()
    if sheet is None or not len(sheet):
        raise NoRegister(path)
    return sheet


def register_in(data: Path, period: Period) -> Sheet:
    """The schools of a period's ledgers.  Raises ``NoRegister``."""
    sheet = read_period(data, period).ledger["schools"]
    if not len(sheet):
        raise NoRegister(data / str(period))
    return sheet


def merge(files: Mapping[str, Path], register: Sheet | None = None, prefer: Prefer = None) -> Merge:
    """All returns joined.  A file that cannot be read is a fault and the others go on.  Raises ``DoesNotReconcile``."""
    returns, faults = _read(files)
    expected = Expected.of(register) if register is not None else None
    sheets = join(returns, shipped(), expected.order if expected else {}, prefer)
    missing = expect.absent(expected, returns) if expected else []
    tallies = tuple(tally(returns, sheets))
    for count in tallies:
        if not count.reconciles:
            found = count.merged + count.joined + count.conflicting + count.left_out
            raise DoesNotReconcile(count.name, count.given, found)
    faults += [d for given in returns for d in (*given.diagnostics, *_totals(given))]
    faults += [d for sheet in sheets for d in remarks_on(sheet)]
    if expected:
        faults += expect.remarks(expected, missing, returns)
    return Merge(tuple(returns), tuple(sheets), tuple(missing), tallies, tuple(faults))


def _read(files: Mapping[str, Path]) -> tuple[list[Return], list[Diagnostic]]:
    prepare()
    returns, faults = [], []
    for shown, path in files.items():
        try:
            returns.append(read_return(path, shown))
        except (UnreadableFile, OSError) as fault:
            faults.append(Diagnostic("E101", {"why": str(fault)}, (Origin(shown),)))
    return returns, faults


def _totals(given: Return) -> Sequence[Diagnostic]:
    """合计 rows of each sheet against its own rows, before they are left behind."""
    found: list[Diagnostic] = []
    for sheet in given.sheets:
        if sheet.schema is not None and sheet.typed is not None:
            ledger = Ledger(Period(2100, 12), {sheet.schema.key: replace(sheet.typed)})
            found += totals(ledger)
    return found


def reasons(sheet: ReturnSheet, number: int) -> str:
    """Why the n-th row of a sheet was left out, with the cells that are wrong and how to mend them."""
    said = []
    for fault in sheet.unread[number].faults:
        cells = "、".join(dict.fromkeys(origin.cell for origin in fault.origins if origin.cell))
        where = f"{cells}：" if cells else ""
        said.append(f"{where}{tr(CODES[fault.code].message, **fault.values)} → {messages.remedy(fault)}")
    return "；".join(said)

"""The Facts of a briefing as a workbook: what each says, what it rests on, and a link to every cell of the ledgers.

Sheet 数据项 has a row for each Fact, 依据 one for each Fact another is computed from, 单元格 one for each cell a Fact
rests on.  Links into the ledgers are relative to the workbook's own place.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reportgen.model.fact import Fact, FactBook
from reportgen.model.ledger import Ledger, Value
from reportgen.model.origin import Origin
from reportgen.trace import Shown, before, change, named
from reportgen.wording import words
from reportgen.writers.xlsx.tables import Content, Link, Table, workbook

FACTS, BASIS, CELLS = "数据项", "依据", "单元格"

_FACT_HEADS = {
    "编号": 32, "名称": 16, "对象": 20, "印出形式": 13, "数值": 12, "单位": 8, "口径": 38, "依据": 30, "单元格": 9,
    "空白未计": 10, "上期": 10, "变化": 10, "见于": 44,
}  # fmt: skip
_BASIS_HEADS = {"编号": 34, "数据项": 30, "依据编号": 34, "依据": 30, "印出形式": 16, "口径": 60}
_CELL_HEADS = {"编号": 44, "文件": 34, "单元格": 24, "读作": 26, "备注": 12}
_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Sources:
    """The ledgers as they were read: ``files`` that can be linked to, below the folder ``at`` (``../../../data``)."""

    ledger: Ledger
    files: Collection[str]
    at: str

    def values(self) -> dict[Origin, Value]:
        """Every cell that was read."""
        rows = (row for sheet in self.ledger.sheets.values() for row in (*sheet.rows, *sheet.totals))
        return {cell.origin: cell.value for row in rows for cell in row.cells.values()}

    def link(self, origin: Origin) -> Link:
        """The cell as a reader names it, leading to it when its file lies there; a file without sheets as a whole."""
        name = f"{origin.sheet}!{origin.cell}".strip("!") or "—"
        if origin.file not in self.files:
            return Link(name)
        target = f"{self.at}/{origin.file}"
        if not origin.sheet or not origin.file.lower().endswith(_WORKBOOKS):
            return Link(name, target)
        return Link(name, target, _place(origin.sheet, origin.cell or "A1"))


def write(facts: Sequence[Shown], book: FactBook, sources: Sources, as_of: date, title: str) -> bytes:
    """The workbook's bytes, the same for the same Facts."""
    first = Table(FACTS, _FACT_HEADS, frozenset({6, 12}))
    basis, cells = Table(BASIS, _BASIS_HEADS), Table(CELLS, _CELL_HEADS)
    rows = {shown.fact.id: row for row, shown in enumerate(facts, start=first.next)}
    read = sources.values()
    for shown in facts:
        first.add(_row(shown, book, basis.next, cells.next))
        _add_basis(basis, shown.fact, book, rows)
        _add_cells(cells, shown.fact, sources, read)
    return workbook((first, basis, cells), f"{title}：数据项及依据", as_of)


def _row(shown: Shown, book: FactBook, basis: int, cells: int) -> list[Content]:
    """One Fact.  ``basis`` and ``cells`` are the rows where what it rests on begins in the other sheets."""
    fact = shown.fact
    operands = [found for ident in fact.basis.facts if (found := book.get(ident)) is not None]
    earlier, moved = before(fact, book), change(fact, book)
    count, blank = len(fact.basis.cells), len(fact.basis.unknown)
    return [
        fact.id,
        fact.label,
        "，".join(fact.subject),
        "、".join(shown.texts) or words(fact),
        fact.value,
        fact.unit,
        fact.basis.rule,
        Link("；".join(f"{named(f)} {words(f)}" for f in operands), place=_place(BASIS, f"A{basis}"))
        if operands
        else "",
        Link(f"{count}格", place=_place(CELLS, f"A{cells}")) if count else "",
        Link(f"{blank}格", place=_place(CELLS, f"A{cells + count}")) if blank else "",
        earlier.value if earlier else "",
        moved.value if moved else "",
        "\n".join(shown.places),
    ]


def _add_basis(table: Table, fact: Fact, book: FactBook, rows: Mapping[str, int]) -> None:
    for ident in fact.basis.facts:
        below = book.get(ident)
        said = (named(below), words(below), below.basis.rule) if below else ("", "", "")
        link = Link(ident, place=_place(FACTS, f"A{rows[ident]}") if ident in rows else "")
        table.add([fact.id, named(fact), link, *said])


def _add_cells(table: Table, fact: Fact, sources: Sources, read: Mapping[Origin, Value]) -> None:
    """What was read in each cell; of a file of another period, or of a standard, nothing is said."""
    blank = frozenset(fact.basis.unknown)
    for origin in (*fact.basis.cells, *fact.basis.unknown):
        said = _said(read[origin]) if origin in read else ""
        table.add([fact.id, origin.file, sources.link(origin), said, "空白，未计" if origin in blank else ""])


def _place(sheet: str, cell: str) -> str:
    name = sheet.replace("'", "''")
    return f"'{name}'!{cell}"


def _said(value: Value) -> Decimal | str:
    """A cell's value as it was understood."""
    match value:
        case None:
            return "（空白）"
        case bool():
            return "是" if value else "否"
        case tuple():
            return "、".join(value)
        case Decimal():
            return value
        case _:
            return str(value)

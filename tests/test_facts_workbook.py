"""facts.xlsx answers the inspector: what is this number, what does it rest on, show me the cell."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reportgen.model.document import FactText
from reportgen.model.fact import Basis, Fact, FactBook
from reportgen.model.ledger import Cell, Ledger, Sheet
from reportgen.model.ledger import Row as LedgerRow
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.schema import SheetSchema
from reportgen.pipeline import Built, Request, build
from reportgen.records import printed
from reportgen.trace import Shown, shown
from reportgen.writers.xlsx import Sources, tables, write_facts
from tests.conftest import PLAIN, write_county

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
MARCH = Period(2019, 3)
Row = dict[str, Any]


def projects(*done: str) -> list[list[object]]:
    """The sheet 项目 with these works finished, others as they were."""
    head, *rows = [list(row) for row in PLAIN["项目"]]
    return [head, *([*row[:7], "完工" if row[0] in done else row[7], *row[8:]] for row in rows)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """March, when two works are finished; in February it was one."""
    folder = tmp_path_factory.mktemp("county")
    write_county(folder / "data", "2019-02", {**PLAIN, "项目": projects("X1")})
    write_county(folder / "data", "2019-03", {**PLAIN, "项目": projects("X1", "X2")})
    return build(Request("monthly", MARCH, folder / "data", TEMPLATES, folder / "output", ("docx",)))


@pytest.fixture(scope="module")
def book(built: Built) -> Any:
    """The workbook as a spreadsheet shows it."""
    return load_workbook(built.folder / "facts.xlsx")


def rows(sheet: Any) -> list[Row]:
    """The rows of a sheet by its headings."""
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


def row_of(book: Any, ident: str) -> Row:
    """The row of one Fact."""
    return next(row for row in rows(book["数据项"]) if row["编号"].value == ident)


def cells_of(book: Any, ident: str) -> list[Row]:
    """The rows of one Fact's cells."""
    return [row for row in rows(book["单元格"]) if row["编号"].value == ident]


def test_every_printed_number_has_a_row_and_so_has_all_it_rests_on(built: Built, book: Any) -> None:
    """Nothing is left to look for elsewhere, and nothing stands there that the briefing does not need."""
    idents = [row["编号"].value for row in rows(book["数据项"])]
    assert set(printed(built.document)) <= set(idents)
    below = {ident for item in shown(built.examined.book, built.document) for ident in item.fact.basis.facts}
    assert below <= set(idents)
    assert len(idents) == len(set(idents)) < len(built.examined.book.facts)


def test_a_row_says_value_unit_rule_and_where_it_is_printed(book: Any) -> None:
    """已完工项目数: 2, 个, the rule in words, the sentence."""
    row = row_of(book, "projects.total_done")
    assert row["名称"].value == "已完工项目数"
    assert (row["数值"].value, row["单位"].value, row["数值"].data_type) == (2, "个", "n")
    assert "完工" in row["口径"].value
    assert "2个" in row["印出形式"].value
    assert "已完工2个" in row["见于"].value


def test_a_row_says_the_value_of_last_month_and_the_change(book: Any) -> None:
    """One finished in February, two in March."""
    row = row_of(book, "projects.total_done")
    assert (row["上期"].value, row["变化"].value) == (1, 1)


def test_each_cell_is_a_link_that_leads_to_the_value_read(built: Built, book: Any) -> None:
    """From where the workbook lies to the ledger, the sheet, the cell; there stands what was read."""
    found = cells_of(book, "projects.total_investment")
    assert [row["单元格"].value for row in found] == ["项目!G2", "项目!G3", "项目!G4"]
    for row in found:
        link = row["单元格"].hyperlink
        ledger = Path(os.path.normpath(built.folder / link.target))
        assert ledger.name == "台账.xlsx"
        sheet, cell = link.location.split("!")
        assert load_workbook(ledger)[sheet.strip("'")][cell].value == row["读作"].value


def test_a_blank_cell_that_was_not_counted_is_listed_as_such(tmp_path: Path) -> None:
    """Of three cells one was blank; a file that does not lie beside the ledgers has no link."""
    read = Cell(Decimal(96), Origin("2019-03/台账.xlsx", "项目", "G2"))
    blank, standard = Origin("2019-03/台账.xlsx", "项目", "G3"), Origin("standards/省标准.toml", "", "books")
    fact = Fact("x", Decimal(96), "万元", Basis("合计", (read.origin, standard), (), (blank,)), "投资")
    row = LedgerRow("projects", 2, "X1", "一小加固", {"a": read, "b": Cell(None, blank)})
    sheet = Sheet(SheetSchema("projects", "项目", ()), (row,))
    sources = Sources(Ledger(MARCH, {"projects": sheet}), {"2019-03/台账.xlsx"}, "../../../data")
    data = write_facts([Shown(fact)], FactBook({"x": fact}), sources, date(2019, 3, 31), "汇报")
    (tmp_path / "facts.xlsx").write_bytes(data)
    book = load_workbook(tmp_path / "facts.xlsx")
    assert row_of(book, "x")["空白未计"].value == "1格"
    told = [[found[head].value for head in ("单元格", "读作", "备注")] for found in cells_of(book, "x")]
    assert told == [["项目!G2", 96, None], ["books", None, None], ["项目!G3", "（空白）", "空白，未计"]]
    assert [found["单元格"].hyperlink is not None for found in cells_of(book, "x")] == [True, False, True]


def test_counts_lead_to_the_rows_they_count(book: Any) -> None:
    """The link of 单元格 goes to the Fact's first cell, that of 依据 to its first operand, and that back to its row."""
    row = row_of(book, "projects.total_done_share")
    sheet, cell = row["依据"].hyperlink.location.split("!")
    operand = book[sheet.strip("'")][cell].row
    assert book["依据"].cell(operand, 1).value == "projects.total_done_share"
    back = book["依据"].cell(operand, 3)
    sheet, cell = back.hyperlink.location.split("!")
    assert book[sheet.strip("'")][cell].value == back.value == "projects.total_done"
    sheet, cell = row_of(book, "projects.total_done")["单元格"].hyperlink.location.split("!")
    assert book[sheet.strip("'")][cell].value == "projects.total_done"


def test_sheets_can_be_filtered_and_printed(book: Any) -> None:
    """Heading frozen, filter over all rows, A4 across, one page wide, heading on every page."""
    for sheet in book:
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
    assert book.properties.created.date() == date(2019, 3, 31)


def test_numbers_of_a_chart_are_shown_numbers(built: Built) -> None:
    """What is only drawn is listed with the picture it is drawn in."""
    places = [place for item in shown(built.examined.book, built.document) for place in item.places]
    assert any(place.startswith("图1 ") for place in places)


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    """=1+1, +1, @A1; a control character is spelt out, what looks spelt out stays as it is."""
    said = ["=1+1", "+1", "@A1", "a\x01b", "_x0041_", "<&>\n\"'"]
    table = tables.Table("表", dict.fromkeys("abcdef", 9))
    table.add(said)
    (tmp_path / "t.xlsx").write_bytes(tables.workbook([table], "题", date(2019, 3, 31)))
    cells = load_workbook(tmp_path / "t.xlsx")["表"][2]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [cells[n].value for n in (0, 1, 2, 5)] == [said[n] for n in (0, 1, 2, 5)]
    assert "a_x0001_b" in table.rows[0]
    assert "_x005F_x0041_" in table.rows[0]


def test_beyond_what_a_sheet_may_hold_links_become_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel opens no sheet with more; the cell's name still stands there."""
    monkeypatch.setattr(tables, "MOST_LINKS", 2)
    table = tables.Table("表", {"格": 9})
    for name in ("A1", "A2", "A3"):
        table.add([tables.Link(name, "../a b#1.xlsx", f"'一'!{name}")])
    (tmp_path / "t.xlsx").write_bytes(tables.workbook([table], "题", date(2019, 3, 31)))
    column = load_workbook(tmp_path / "t.xlsx")["表"]["A"]
    assert [cell.value for cell in column] == ["格", "A1", "A2", "A3"]
    assert [cell.hyperlink.target if cell.hyperlink else None for cell in column[1:]] == [
        "../a%20b%231.xlsx",
        "../a%20b%231.xlsx",
        None,
    ]


def test_a_long_decimal_is_the_number_a_spreadsheet_can_hold() -> None:
    """One third is not cut to what is printed."""
    table = tables.Table("表", {"数": 9})
    table.add([Decimal(1) / Decimal(3)])
    table.add([Decimal(23593)])
    assert "<v>0.333333333333333</v>" in table.rows[0]
    assert "<v>23593</v>" in table.rows[1]


def test_two_builds_give_the_same_bytes_wherever_they_are_put(built: Built, tmp_path: Path) -> None:
    """The links go by the usual neighbourhood of data and output, not by the folders of one machine."""
    data = built.folder.parents[2] / "data"
    again = build(Request("monthly", MARCH, data, TEMPLATES, tmp_path / "a" / "b", ("docx",)))
    assert (again.folder / "facts.xlsx").read_bytes() == (built.folder / "facts.xlsx").read_bytes()


def test_a_fact_printed_twice_is_one_row_with_both_forms(built: Built) -> None:
    """12个 in a sentence, 12 in a table."""
    fact = built.examined.book.get("projects.total_done")
    assert fact is not None
    item = next(i for i in shown(built.examined.book, built.document) if i.fact == fact)
    forms = [
        inline.text
        for block in built.document.blocks
        if hasattr(block, "inlines")
        for inline in block.inlines
        if isinstance(inline, FactText) and inline.fact == fact.id
    ]
    assert set(forms) <= set(item.texts)

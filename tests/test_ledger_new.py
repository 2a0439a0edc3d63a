"""Blank ledgers: what a clerk is given to fill in, and what is read of it afterwards."""

import dataclasses
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.model.period import Period
from reportgen.model.schema import ORIGIN_HEADING, OWN_SHEETS, ColumnType
from reportgen.readers.ledgers import Reading, read_period
from reportgen.readers.schemas import shipped
from reportgen.readers.values import heading_unit
from reportgen.writers.xlsx import write_blank
from tests.test_cli import run

PERIOD = Period(2019, 3)


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """All sheets, in a period's folder, ready to be filled in and read."""
    path = tmp_path / "data" / str(PERIOD) / "空白台账.xlsx"
    done = run("ledger", "new", "--period", "2019-03", "--out", str(path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(path)
    return path


def read(path: Path) -> Reading:
    """What the build reads of the folder the file is in."""
    return read_period(path.parent.parent, PERIOD)


def filled(path: Path, sheet: str, *rows: list[object]) -> None:
    """Type rows below the heading, as a clerk does, and save."""
    book = load_workbook(path)
    for number, row in enumerate(rows, start=5):
        for column, value in enumerate(row, start=1):
            cell = book[sheet].cell(number, column)
            cell.value = value  # type: ignore[assignment]
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)


def rule(sheet: Worksheet, cell: str) -> DataValidation:
    """What is asked of a cell while it is filled in."""
    return next(r for r in sheet.data_validations.dataValidation if cell in r.sqref)


def heads(sheet: Worksheet) -> dict[str, str]:
    """Heading → column letter."""
    return {str(cell.value): cell.column_letter for cell in sheet[4]}


def test_a_blank_ledger_gives_no_rows_and_no_fault(blank: Path) -> None:
    """The example above the heading, the guide and the prompts are not data."""
    reading = read(blank)
    assert reading.diagnostics == ()
    assert {len(sheet) + len(sheet.totals) for sheet in reading.ledger.sheets.values()} == {0}


def test_what_is_typed_is_what_is_read(blank: Path) -> None:
    """A code with zeros, a hedge, a vague date, a text that looks like a formula."""
    filled(blank, "资金", ["007", "=均衡达标", "到位", "2017", "-改薄", "中央", "近2000", None, "@说明"])
    filled(blank, "项目", ["X1", "校舍加固", "一小加固", *[None] * 6, 1200, 96.5, *[None] * 7, "完工"])
    filled(blank, "文件", ["实施方案", None, None, "2017-09", "资金保障"])
    reading = read(blank)
    assert [d for d in reading.diagnostics if d.code != "E302"] == []
    (fund,), (project,), (document,) = (reading.ledger[key].rows for key in ("funds", "projects", "documents"))
    assert (fund.value("code"), fund.value("scope"), fund.value("item")) == ("007", "=均衡达标", "-改薄")
    assert (str(fund.value("amount")), fund["amount"].qualifier, fund.value("remark")) == ("2000", "近", "@说明")
    assert (str(project.value("area")), str(project.value("investment"))) == ("1200", "96.5")
    assert str(document.value("date")) == "2017年9月"
    assert sum(len(sheet) for sheet in reading.ledger.sheets.values()) == 3


def test_headings_carry_units_and_required_columns_a_colour(blank: Path) -> None:
    """总投资（万元） is yellow, 资金缺口（万元） blue; the heading stays in sight."""
    sheet = load_workbook(blank)["项目"]
    at = heads(sheet)
    assert sheet[f"{at['总投资（万元）']}4"].fill.fgColor.rgb == "FFFFD966"
    assert sheet[f"{at['资金缺口（万元）']}4"].fill.fgColor.rgb == "FFDDEBF7"
    assert sheet.freeze_panes == "C5"
    assert sheet["A1"].value == "项目（2019年3月）：一行一个项目。资金缺口只填已核定的数。"
    assert str(sheet["A3"].value).startswith("例：")


def test_choices_drop_down_and_numbers_are_held_to_their_range(blank: Path) -> None:
    """Options, 是/否, a range with a prompt and an error text, codes as text."""
    sheet = load_workbook(blank)["学校"]
    at = heads(sheet)
    assert rule(sheet, f"{at['城乡类型']}5").formula1 == '"城区,镇区,乡村"'
    assert rule(sheet, f"{at['是否计校数']}2004").formula1 == '"是,否"'
    built = rule(sheet, f"{at['建成年份']}5")
    assert (built.type, built.formula1, built.formula2) == ("decimal", "1900.0", "2100.0")
    assert "1900 至 2100 之间" in str(built.prompt) and "1900 至 2100 之间" in str(built.error)
    assert sheet.column_dimensions["A"].number_format == "@"


def test_a_reference_drops_down_the_other_sheet_when_it_is_there(tmp_path: Path, blank: Path) -> None:
    """项目学校 offers the names typed into 学校; other names of a school still pass."""
    schools, whole = load_workbook(blank)["学校"], load_workbook(blank)["项目"]
    offered = rule(whole, f"{heads(whole)['项目学校']}5")
    assert offered.type == "list" and f"'学校'!${heads(schools)['学校名称']}$5" in str(offered.formula1)
    assert not offered.showErrorMessage
    run("ledger", "new", "--sheet", "项目台账", "--out", str(tmp_path / "x.xlsx"))
    book = load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["填表说明", "项目"]
    assert rule(book["项目"], f"{heads(book['项目'])['项目学校']}5").type != "list"


def test_nothing_can_be_typed_into_the_example(blank: Path) -> None:
    """It would not be read; Excel says so."""
    for sheet in load_workbook(blank):
        if sheet.title not in OWN_SHEETS:
            assert (rule(sheet, "A3").formula1, rule(sheet, "B3").allow_blank) == ("FALSE", False)


def test_examples_are_such_as_the_reader_accepts(tmp_path: Path, blank: Path) -> None:
    """Each example put below the heading is read without an error of its cell."""
    book = load_workbook(blank)
    for sheet in (s for s in book if s.title not in OWN_SHEETS):
        for cell in sheet[3]:
            sheet.cell(5, cell.column).value = str(cell.value or "").removeprefix("例：") or None  # type: ignore[assignment]
    book.save(blank)
    reading = read(blank)
    assert [d for d in reading.diagnostics if d.code not in ("E302", "E304")] == []
    assert {len(sheet) for sheet in reading.ledger.sheets.values() if not sheet.schema.ours} == {1}


def test_the_same_blank_ledger_has_the_same_bytes() -> None:
    """Twice, to the byte."""
    assert write_blank(shipped(), shipped(), PERIOD) == write_blank(shipped(), shipped(), PERIOD)


def test_options_too_long_for_a_rule_stand_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    """Excel takes 255 characters in a rule; the rest would be lost."""
    schema = shipped()[0]
    options = tuple(f"第{number}类义务教育学校" for number in range(40))
    column = dataclasses.replace(schema.columns[0], type=ColumnType.CHOICE, options=options, example="", unique=False)
    longer = dataclasses.replace(schema, columns=(column, *schema.columns[1:]))
    (tmp_path / "x.xlsx").write_bytes(write_blank([longer], [longer]))
    book = load_workbook(tmp_path / "x.xlsx")
    assert rule(book["基本情况"], "A5").formula1 == "选项!$A$1:$A$40"
    assert [cell.value for cell in book["选项"]["A"]] == list(options)


def test_a_file_that_is_there_is_not_overwritten(blank: Path) -> None:
    """Not without --force; exit 2."""
    before = blank.read_bytes()
    again = run("ledger", "new", "--sheet", "资金", "--out", str(blank))
    assert again.returncode == 2 and "没有覆盖" in again.stderr and blank.read_bytes() == before
    assert run("ledger", "new", "--sheet", "资金", "--out", str(blank), "--force").returncode == 0
    assert blank.read_bytes() != before


def test_a_sheet_there_is_not_is_refused_with_those_there_are(tmp_path: Path) -> None:
    """In English too."""
    done = run("--lang", "en", "ledger", "new", "--sheet", "资全", "--out", str(tmp_path))
    assert done.returncode == 2 and "no sheet is called “资全”; there are: 基本情况、学校" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_names_of_our_own_sheets_and_columns_mean_nothing_else() -> None:
    """No ledger sheet is called 填表说明 or 整改清单, no column 填报来源."""
    for schema in shipped():
        assert not {schema.name, *schema.aliases} & set(OWN_SHEETS)
        names = {heading_unit(name)[0] for c in schema.columns for name in (c.header, *c.aliases)}
        assert ORIGIN_HEADING not in names


def test_an_unknown_sheet_is_still_remarked_on(tmp_path: Path) -> None:
    """Only our own sheets are passed over in silence."""
    book, folder = Workbook(), tmp_path / str(PERIOD)
    for name in ("填表说明", "整改清单", "杂项"):
        book.create_sheet(name).append(["甲", "乙"])
    folder.mkdir()
    book.save(folder / "台账.xlsx")
    assert [d.values["sheet"] for d in read_period(tmp_path, PERIOD).diagnostics if d.code == "W107"] == ["杂项"]

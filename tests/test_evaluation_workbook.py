"""The workbook an inspector gets: formulas that give the same figures again, and their values for those who only look."""

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from reportgen.compute.evaluation import evaluate
from reportgen.model.period import Period
from reportgen.readers.ledgers import read_period
from reportgen.readers.standards import find_standard
from reportgen.writers.xlsx import write_evaluations
from tests.conftest import MakeCounty
from tests.test_evaluation import HEADER, school

PERIOD = Period(2019, 3)
SAMPLE = Path(__file__).resolve().parent.parent / "data"


def county(make_county: MakeCounty) -> Path:
    """A primary school, one without its books counted, a nine-year school, and one whose name looks like a formula."""
    rows = [
        school("1", "完小", 100, 图书=2100, 小学专任教师=5),
        school("2", "完小", 80, 小学专任教师=4),
        school("9", "九年一贯制学校", 166, 210, 图书=23226, 小学专任教师=10, 初中专任教师=20),
        school("+1+1", "完小", 60, 图书=1000, 小学专任教师=3),
    ]
    return make_county({"学校": [HEADER, *rows], "项目": [["项目编号", "项目名称"]]})


def book(data: Path, folder: Path, by: str = "example-schools", period: Period = PERIOD) -> Path:
    """The workbook of one evaluation."""
    register = read_period(data, period).ledger["schools"]
    path = folder / "evaluation.xlsx"
    path.write_bytes(write_evaluations([evaluate(find_standard(data, by), register)], register, period.last_day))
    return path


def columns(path: Path, sheet: str, *, formulas: bool = False) -> dict[str, list[object]]:
    """A sheet by its headings."""
    _, _, _, heads, *rows = load_workbook(path, data_only=not formulas)[sheet].iter_rows(values_only=True)
    return {str(head): [row[place] for row in rows] for place, head in enumerate(heads)}


def test_values_stand_beside_formulas(make_county: MakeCounty, tmp_path: Path) -> None:
    """21 books each for 100 pupils; a blank stays blank; 9711 of 23226 for 166 of the nine-year school."""
    path = book(county(make_county), tmp_path)
    shown, live = columns(path, "小学指标"), columns(path, "小学指标", formulas=True)
    assert shown["生均图书册数（册）"][:2] == [21, None]
    assert shown["生均图书册数：总量（册）"][2] == 9711
    assert columns(path, "初中指标")["生均图书册数：总量（册）"][0] == 13515
    assert str(live["生均图书册数（册）"][0]).startswith("=IF(")
    assert shown["生均图书册数（册）"][5] == pytest.approx((2100 + 9711 + 1000) / (100 + 166 + 60))


def test_a_name_that_looks_like_a_formula_stays_a_name(make_county: MakeCounty, tmp_path: Path) -> None:
    """Code +1+1 is text in both sheets."""
    sheet = load_workbook(book(county(make_county), tmp_path))["小学指标"]
    cell = next(c for c in sheet["A"] if c.value == "+1+1")
    assert cell.data_type == "s"


def test_gaps_by_township_are_sums_over_the_task_list(make_county: MakeCounty, tmp_path: Path) -> None:
    """One school lacks 200 books: it is in the list, and the totals are formulas over it."""
    path = book(county(make_county), tmp_path)
    shown, live = (load_workbook(path, data_only=data)["小学缺口汇总"] for data in (True, False))
    heads = [cell.value for cell in shown[3]]
    column = heads.index("图书（册）")
    rows = {row[0].value: row[column].value for row in shown.iter_rows(min_row=4)}
    assert rows["东乡"] == rows["完小"] == rows["合计"] == 200
    assert str(live.cell(4, column + 1).value).startswith("=SUMIF('小学缺口'!")
    tasks = load_workbook(path)["小学缺口"]
    assert [cell.value for cell in tasks[4]][:2] == ["+1+1", "+1+1校"]


def test_two_runs_give_the_same_bytes(make_county: MakeCounty, tmp_path: Path) -> None:
    """No time of writing in it."""
    data = county(make_county)
    assert book(data, tmp_path).read_bytes() == book(data, tmp_path).read_bytes()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="recalculates with LibreOffice, which is not installed")
@pytest.mark.parametrize("by", ["basic-2012", "quality-2017"])
def test_a_spreadsheet_computes_the_same(tmp_path: Path, by: str) -> None:
    """The sample's formulas, their values thrown away, recalculated: every number agrees."""
    path = book(SAMPLE, tmp_path, by, Period(2018, 1))
    bare = load_workbook(path)
    assert isinstance(bare, Workbook)
    bare.save(tmp_path / "bare.xlsx")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", tmp_path / "again", tmp_path / "bare.xlsx"], check=True, capture_output=True)
    again, told = load_workbook(tmp_path / "again" / "bare.xlsx", data_only=True), load_workbook(path, data_only=True)
    compared = 0
    for sheet in told:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    assert again[sheet.title][cell.coordinate].value == pytest.approx(cell.value, abs=1e-9), (
                        cell.coordinate
                    )
                    compared += 1
    assert compared > 3000

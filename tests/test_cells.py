"""What stands in a cell becomes a number, or a message with the cell's place; never another number."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from reportgen.messages import sentence
from reportgen.model.diagnostic import CODES
from reportgen.model.period import Period
from reportgen.readers import schemas
from reportgen.readers.ledgers import Reading, read_period
from reportgen.readers.values import CellFault, parse

PERIOD = Period(2019, 3)
HEAD = ["编号", "资金口径", "性质", "事项", "金额（万元）"]
PROJECT = ["项目编号", "工程类别", "项目名称", "项目学校", "进展", "总投资（万元）", "开工时间"]


def reading(folder: Path, sheet: str, *rows: list[object]) -> Reading:
    """A month with one sheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    (folder / str(PERIOD)).mkdir(exist_ok=True)
    book.save(folder / str(PERIOD) / "台账.xlsx")
    return read_period(folder, PERIOD)


@pytest.mark.parametrize(
    "raw, value",
    [
        (2414, "2414"),
        (0.1 + 0.2, "0.3"),
        ("2414", "2414"),
        ("2,414", "2414"),
        ("2414万元", "2414"),
        ("２４１４．５", "2414.5"),
        (" 2414\u00a0", "2414"),
        ("\u30002414", "2414"),
    ],
)
def test_a_number_as_offices_write_it_is_read(raw: object, value: str, tmp_path: Path) -> None:
    """Full width, with its unit, with blanks or commas between."""
    made = reading(tmp_path, "资金", HEAD, ["Z1", "达标建设", "总需", "校舍", raw])
    assert [row.value("amount") for row in made.ledger["funds"]] == [Decimal(value)]
    assert not made.diagnostics


@pytest.mark.parametrize(
    "raw, code",
    [
        ("2414元", "E202"),
        ("24.14亿", "E202"),
        ("10-20", "E202"),
        ("85%", "E202"),
        ("1e5", "E202"),
        ("inf", "E202"),
        ("nan", "E202"),
        ("NA", "E202"),
        ("1_000", "E202"),
        ("2,41", "E202"),
        ("٢٤١٤", "E202"),
        ("12²", "E202"),
        ("①", "E202"),
        ("24\u200b14", "E202"),
        ("24\u202e14", "E202"),
        ("2414 2415", "E202"),
        (True, "E210"),
        ("#DIV/0!", "E207"),
        ("=1+1", "E208"),
    ],
)
def test_what_is_no_number_is_refused_at_its_cell(raw: object, code: str, tmp_path: Path) -> None:
    """Nothing is guessed and nothing dropped: the sentence names E2."""
    made = reading(tmp_path, "资金", HEAD, ["Z1", "达标建设", "总需", "校舍", raw])
    assert [d.code for d in made.diagnostics] == [code]
    assert "资金!E2" in sentence(made.diagnostics[0])
    assert [row.value("amount") for row in made.ledger["funds"]] == [None]


@pytest.mark.parametrize("raw", [45901, "昨天", "2018-13", "2018年2月30日", "1999-01-01", "٢٠١٨年"])
def test_what_is_no_date_is_refused(raw: object, tmp_path: Path) -> None:
    """A serial number is not a date, nor is the thirtieth of February."""
    made = reading(tmp_path, "项目", PROJECT, ["X1", "校舍", "一小", None, "完工", 96, raw])
    assert "E204" in [d.code for d in made.diagnostics]


def test_a_code_keeps_its_zeros_and_a_long_one_typed_as_a_number_is_refused(tmp_path: Path) -> None:
    """0340123 stays as it is; of an eighteen-digit number the last digits are already lost."""
    head = ["学校代码", "学校名称", "乡镇", "办学类型", "是否计校数"]
    rows: list[list[object]] = [
        ["0340123", "一小", "城关", "完小", "是"],
        [341324198001011234, "二小", "城关", "完小", "是"],
    ]
    made = reading(tmp_path, "学校", head, *rows)
    assert [row.identity for row in made.ledger["schools"]] == ["0340123", ""]
    assert "E213" in [d.code for d in made.diagnostics]


def test_merged_data_cells_are_refused(tmp_path: Path) -> None:
    """Of three merged cells two would be blank."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "资金"
    for row in (HEAD, ["Z1", "达标建设", "总需", "校舍", 10], ["Z2", "达标建设", "总需", "设备", None]):
        page.append(row)
    page.merge_cells("E2:E3")
    (tmp_path / str(PERIOD)).mkdir()
    book.save(tmp_path / str(PERIOD) / "台账.xlsx")
    found = [d for d in read_period(tmp_path, PERIOD).diagnostics if d.code == "E212"]
    assert "E2:E3" in sentence(found[0])


def test_a_heading_twice_is_refused(tmp_path: Path) -> None:
    """Which of two columns counts nobody can say."""
    made = reading(tmp_path, "资金", [*HEAD, "金额（万元）"], ["Z1", "达标建设", "总需", "校舍", 1, 2])
    assert "E104" in [d.code for d in made.diagnostics]


# -- anything at all

AMOUNT = next(s for s in schemas.shipped() if s.key == "funds").column("amount")
COLUMNS = [column for schema in schemas.shipped() for column in schema.columns]
PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans()))
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_content_of_a_cell_raises_anything_but_a_fault_with_a_code(raw: str | int | float | bool) -> None:
    """In any kind of column: a value, or a code of the catalogue."""
    codes = set()
    for column in COLUMNS:
        try:
            parse(raw, column)
        except CellFault as fault:
            codes.add(fault.code)
    assert codes <= CODES.keys()


@given(st.text(alphabet="0123456789.,+-eE%万元亿约近 ０１٢²①\u200b\u3000", max_size=12))
@settings(max_examples=2000, deadline=None)
def test_text_becomes_the_number_it_spells_or_none(raw: str) -> None:
    """Blanks, thousands' commas, full-width digits, the unit and a hedge aside, the digits are the value's own."""
    try:
        value = parse(raw, AMOUNT).value
    except CellFault:
        return
    bare = (
        raw.translate(str.maketrans("０１", "01", " \u3000,"))
        .removesuffix("万元")
        .removeprefix("约")
        .removeprefix("近")
    )
    assert PLAIN.fullmatch(bare), raw
    assert not re.search(r"[0-9.]\s+[0-9.]", raw)
    assert value == Decimal(bare)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_stored_number_is_the_one_typed(typed: Decimal) -> None:
    """A spreadsheet stores 0.1 as a binary fraction; what is read is 0.1."""
    assert parse(float(typed), AMOUNT).value == typed

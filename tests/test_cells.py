"""What stands in a cell becomes a value, or a message with the cell's place; never another value.

Two tables: what is read, as what; what is refused, with which code and place.  A case that changes sides fails.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.checks.ledger import LEDGER_CHECKS
from reportgen.messages import remedy, sentence
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.ledger import Value
from reportgen.model.period import PartialDate, Period
from reportgen.readers.ledgers import Reading, read_period

PERIOD = Period(2019, 3)
FUNDS = ["编号", "资金口径", "性质", "事项", "金额（万元）", "备注"]
PROJECTS = ["项目编号", "工程类别", "项目名称", "项目学校", "进展", "总投资", "建设面积", "实际开工", "节点完成比例"]
SCHOOLS = ["学校代码", "学校名称", "曾用名及简称", "乡镇", "办学类型", "是否计校数"]
EQUIPMENT = ["编号", "工作领域", "事项", "现状比", "现状"]
AREA = "信息化"
Dress = Callable[[Worksheet], None]


def moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """What a date cell holds: a day and a time of day, of no zone."""
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001


def reading(folder: Path, sheet: str, *rows: list[object], dress: Dress = lambda page: None) -> Reading:
    """A month with one sheet, dressed after it is filled."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = sheet
    for row in rows:
        page.append(row)
    dress(page)
    (folder / str(PERIOD)).mkdir(exist_ok=True)
    book.save(folder / str(PERIOD) / "台账.xlsx")
    return read_period(folder, PERIOD)


def checked(made: Reading) -> list[Diagnostic]:
    """What the checks of the ledger say."""
    return [d for check in LEDGER_CHECKS for d in check(made.ledger)]


def fund(amount: object, remark: object = None, code: object = "Z1") -> list[object]:
    """One line of the funds; the amount is E2, the remark F2."""
    return [code, "达标建设", "总需", "校舍", amount, remark]


def project(started: object, share: object = None) -> list[object]:
    """One project; the start is H2, the share I2."""
    return ["X1", "校舍", "一小加固", None, "完工", 96, 100, started, share]


def formatted(cell: str, number_format: str) -> Dress:
    """The sheet with another number format at a cell."""

    def dress(page: Worksheet) -> None:
        page[cell].number_format = number_format

    return dress


# -- read, as what


@pytest.mark.parametrize(
    "raw, value",
    [
        (2414, "2414"),
        (0, "0"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (2.675, "2.675"),
        (999_999_999_999_999, "999999999999999"),
        ("2414", "2414"),
        ("+2414", "2414"),
        ("2,414", "2414"),
        ("1,234,567.5", "1234567.5"),
        ("１，２３４", "1234"),
        ("2414万元", "2414"),
        ("2414 万元", "2414"),
        ("２４１４．５", "2414.5"),
        (" 2414\u00a0", "2414"),
        ("\u30002414", "2414"),
        ("2414\n", "2414"),
        ("2414_x000D_", "2414"),
        ("24_x0031_4", "2414"),
    ],
)
def test_a_number_as_offices_write_it_is_read(raw: object, value: str, tmp_path: Path) -> None:
    """Full width, with its own unit, with blanks or commas between; signs written out as XML must."""
    made = reading(tmp_path, "资金", FUNDS, fund(raw))
    assert [row.value("amount") for row in made.ledger["funds"]] == [Decimal(value)]
    assert not made.diagnostics


@pytest.mark.parametrize(
    "raw, value, qualifier",
    [
        ("近2000", "2000", "近"),
        ("2000多", "2000", "多"),
        ("约2000万元", "2000", "约"),
        ("2000万元以上", "2000", "以上"),
    ],
)
def test_a_hedge_is_kept_beside_its_number(raw: str, value: str, qualifier: str, tmp_path: Path) -> None:
    """近2000 is 2000 and 近."""
    made = reading(tmp_path, "资金", FUNDS, fund(raw))
    cell = made.ledger["funds"].rows[0]["amount"]
    assert (cell.value, cell.qualifier) == (Decimal(value), qualifier)


@pytest.mark.parametrize("head, raw, value", [("金额（元）", 24_140_000, "2414"), ("金额（亿元）", 0.24, "2400")])
def test_a_column_in_another_unit_is_converted_exactly(head: str, raw: float, value: str, tmp_path: Path) -> None:
    """The unit stands in the heading, for the whole column."""
    made = reading(tmp_path, "资金", [*FUNDS[:4], head], fund(raw)[:5])
    assert [row.value("amount") for row in made.ledger["funds"]] == [Decimal(value)]


@pytest.mark.parametrize(
    "raw, value",
    [
        (moment(2018, 5, 1), PartialDate(2018, 5, 1)),
        (moment(2018, 5, 1, 12, 30), PartialDate(2018, 5, 1)),
        (date(2000, 1, 1), PartialDate(2000, 1, 1)),
        ("2018年5月1日", PartialDate(2018, 5, 1)),
        ("２０１８年５月", PartialDate(2018, 5)),
        ("2018.5.1", PartialDate(2018, 5, 1)),
        ("2018-05", PartialDate(2018, 5)),
        ("2018年初", PartialDate(2018, None, None, "初")),
    ],
)
def test_a_date_as_offices_write_it_is_read(raw: object, value: PartialDate, tmp_path: Path) -> None:
    """As precise as it is written."""
    made = reading(tmp_path, "项目", PROJECTS, project(raw))
    assert [row.value("started") for row in made.ledger["projects"]] == [value]
    assert not made.diagnostics


def test_a_workbook_that_counts_from_1904_has_the_same_dates(tmp_path: Path) -> None:
    """As Excel for the Mac wrote them."""

    def dress(page: Worksheet) -> None:
        assert page.parent is not None
        page.parent.epoch = CALENDAR_MAC_1904

    made = reading(tmp_path, "项目", PROJECTS, project(moment(2018, 5, 1)), dress=dress)
    assert [row.value("started") for row in made.ledger["projects"]] == [PartialDate(2018, 5, 1)]


@pytest.mark.parametrize(
    "raw, number_format, value, codes",
    [
        ("85%", "General", "85", []),
        ("85％", "General", "85", []),
        ("85", "General", "85", []),
        ("70%以上", "General", "70", []),
        (85, "General", "85", []),
        (0.85, "0%", "85", []),
        (0.8525, "0.00%", "85.25", []),
        (85, '0"%"', "85", []),
        (0.85, "General", "0.85", ["W217"]),
        (1, "General", "1", ["W217"]),
        ("0.5%", "General", "0.5", []),
    ],
)
def test_a_per_cent_is_read_as_it_is_shown(
    raw: object, number_format: str, value: str, codes: list[str], tmp_path: Path
) -> None:
    """A bare 0.85 counts as 0.85 % and is asked about; a % that the format merely prints scales nothing."""
    made = reading(tmp_path, "项目", PROJECTS, project(None, raw), dress=formatted("I2", number_format))
    assert [row.value("target_share") for row in made.ledger["projects"]] == [Decimal(value)]
    assert [d.code for d in made.diagnostics] == codes
    assert all("项目!I2" in sentence(d) for d in made.diagnostics)


@pytest.mark.parametrize("raw", ["NA", "null", "None", "nan", "TRUE", "1e5", "0012", "2018-01-01", "=cmd"])
def test_a_text_stays_the_text_it_is(raw: str, tmp_path: Path) -> None:
    """No word means a blank, a number, a date or a formula."""
    made = reading(tmp_path, "资金", FUNDS, fund(1, "x"), dress=lambda page: _as_text(page, "F2", raw))
    assert [row.value("remark") for row in made.ledger["funds"]] == [raw]
    assert not made.diagnostics


def _as_text(page: Worksheet, cell: str, text: str) -> None:
    page[cell].value = text
    page[cell].data_type = "s"


@pytest.mark.parametrize(
    "raw, text", [(True, "TRUE"), (3.0, "3"), (0.1 + 0.2, "0.3"), (date(2018, 1, 2), "2018年1月2日")]
)
def test_what_is_no_text_is_read_as_it_is_shown(raw: object, text: str, tmp_path: Path) -> None:
    """In a column of texts."""
    made = reading(tmp_path, "资金", FUNDS, fund(1, raw))
    assert [row.value("remark") for row in made.ledger["funds"]] == [text]


def test_a_code_keeps_its_zeros(tmp_path: Path) -> None:
    """0340123 stays as it is."""
    made = reading(tmp_path, "学校", SCHOOLS, ["0340123", "一小", None, "城关", "完小", "是"])
    assert [row.identity for row in made.ledger["schools"]] == ["0340123"]
    assert not made.diagnostics


# -- refused, with which code


LONG = "甲" * 2001
REFUSED: dict[str, tuple[str, list[object], list[object], str, str, str]] = {
    **{
        f"{raw!r:.30} for an amount": ("资金", FUNDS, fund(raw), "E2", code, said)
        for raw, code, said in [
            ("2414元", "E202", "2414元"),
            ("0.24亿元", "E202", "单位万元"),
            ("24.14亿", "E202", "单位万元"),
            ("2414万", "E202", "2414万"),
            ("10-20", "E202", "10-20"),
            ("10～20", "E202", "10～20"),
            ("85%", "E202", "85%"),
            ("1e5", "E202", "1e5"),
            ("inf", "E202", "inf"),
            ("nan", "E202", "nan"),
            ("NA", "E202", "NA"),
            ("null", "E202", "null"),
            ("None", "E202", "None"),
            ("TRUE", "E202", "TRUE"),
            ("1_000", "E202", "1_000"),
            ("2,41", "E202", "2,41"),
            ("1,0000", "E202", "1,0000"),
            ("5.", "E202", "5."),
            (".5", "E202", ".5"),
            ("--5", "E202", "--5"),
            ("近2000多", "E202", "近2000多"),
            ("٢٤١٤", "E202", "٢٤١٤"),
            ("12²", "E202", "12²"),
            ("①", "E202", "①"),
            ("二十", "E202", "二十"),
            ("0x10", "E202", "0x10"),
            ("24\u200b14", "E202", "24\\u200b14"),
            ("24\u202e14", "E202", "24\\u202e14"),
            ("2414 2415", "E202", "2414 2415"),
            ("2414\n2415", "E202", "2414 2415"),
            ("_x0001_24", "E219", "\\u0001"),
            ("#DIV/0!", "E207", "#DIV/0!"),
            ("#N/A", "E207", "#N/A"),
            ("#CALC!", "E207", "#CALC!"),
            ("=1+1", "E208", "公式"),
            ("-5", "E203", "0 至 ∞"),
            (-5, "E203", "0 至 ∞"),
            (True, "E210", "TRUE"),
            (moment(2018, 1, 1), "E202", "2018-01-01"),
            (time(3, 4), "E202", "03:04"),
            (10**15, "E215", "15 位"),
            (1e300, "E215", "15 位"),
            ("1234567890123456", "E215", "15 位"),
            ("0.1234567890123456", "E215", "15 位"),
            ("9" * 3000, "E220", "3000 字"),
            (None, "E201", "必填"),
            ("—", "E201", "必填"),
        ]
    },
    **{
        f"{raw!r:.30} for a date": ("项目", PROJECTS, project(raw), "H2", code, said)
        for raw, code, said in [
            (45901, "E216", "2025年9月1日"),
            ("45901", "E216", "2025年9月1日"),
            (60, "E204", "60"),
            (-5, "E204", "-5"),
            (3_000_000, "E204", "3000000"),
            (45901.5, "E204", "45901.5"),
            (moment(1999, 12, 31), "E204", "1999"),
            (moment(2101, 1, 1), "E204", "2101"),
            ("1999-01-01", "E204", "1999"),
            ("2018-13", "E204", "2018-13"),
            ("2018年2月30日", "E204", "2018年2月30日"),
            ("٢٠١٨年", "E204", "٢٠١٨年"),
            ("2018\u200b年", "E204", "\\u200b"),
            ("昨天", "E204", "昨天"),
            ("20180501", "E204", "20180501"),
            ("5月1日", "E204", "5月1日"),
            (True, "E204", "TRUE"),
            (time(1, 2), "E204", "01:02"),
        ]
    },
    **{
        f"{raw!r:.30} for a per cent": ("项目", PROJECTS, project(None, raw), "I2", code, said)
        for raw, code, said in [
            ("8%5", "E202", "8%5"),
            ("85%%", "E202", "85%%"),
            ("%85", "E202", "%85"),
            ("185%", "E203", "0 至 100"),
            (True, "E210", "TRUE"),
        ]
    },
    **{
        f"{raw!r:.30} for a ratio": ("信息化与装备采购", EQUIPMENT, ["Q1", AREA, "班班通", raw], "D2", "E209", said)
        for raw, said in [
            ("10:0", "10:0"),
            (time(10, 1), "10:01"),
            (10, "10"),
            ("1_0:1", "1_0:1"),
            ("10\u200b:1", "u200b"),
        ]
    },
    **{
        f"{raw!r:.30} for a code": ("资金", FUNDS, fund(1, code=raw), "A2", code, said)
        for raw, code, said in [
            (341324198001011234, "E213", "34132419800101"),
            (moment(2018, 3, 1), "E218", "2018-03-01"),
            (time(3, 1), "E218", "03:01"),
            (True, "E218", "TRUE"),
            ("Z\u200b1", "E219", "\\u200b"),
        ]
    },
    "a text too long": ("资金", FUNDS, fund(1, LONG), "F2", "E220", "2001 字"),
    "a control character": ("资金", FUNDS, fund(1, "甲_x0007_乙"), "F2", "E219", "\\u0007"),
    "a character that was lost": ("资金", FUNDS, fund(1, "甲\ufffd乙"), "F2", "E219", "甲"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_at_its_cell(name: str, tmp_path: Path) -> None:
    """Nothing is guessed and nothing dropped: one error with file, sheet and cell, and how to mend it."""
    sheet, head, row, cell, code, said = REFUSED[name]
    made = reading(tmp_path, sheet, head, row)
    assert [d.code for d in made.diagnostics] == [code]
    assert f"2019-03/台账.xlsx!{sheet}!{cell}：" in sentence(made.diagnostics[0])
    assert said in sentence(made.diagnostics[0]) and remedy(made.diagnostics[0])
    assert len(sentence(made.diagnostics[0])) < 200
    assert _value(made, cell) is None


def _value(made: Reading, cell: str) -> Value:
    """What was made of a cell of the second line."""
    rows = [row for sheet in made.ledger.sheets.values() for row in sheet]
    return next(c.value for row in rows for c in row.cells.values() if c.origin.cell == cell)


@pytest.mark.parametrize("serial, code", [(60, "E204"), (-5, "E204"), (3_000_000, "E207")])
def test_a_date_out_of_range_is_refused_where_the_cell_is_a_date_cell(serial: int, code: str, tmp_path: Path) -> None:
    """Day 60 never was, day −5 was in 1899, day 3000000 is none."""
    made = reading(tmp_path, "项目", PROJECTS, project(serial), dress=formatted("H2", "yyyy-mm-dd"))
    assert [d.code for d in made.diagnostics] == [code]
    assert "项目!H2" in sentence(made.diagnostics[0])


def test_the_remedy_for_a_serial_number_says_what_to_write(tmp_path: Path) -> None:
    """45901 is the first of September 2025, if it is a date at all."""
    made = reading(tmp_path, "项目", PROJECTS, project(45901))
    assert "直接写成 2025年9月1日" in remedy(made.diagnostics[0])


@pytest.mark.parametrize("number_format", ['0.0"万元"', '0.00,,"亿"', "0%", "#,##0,", "0!.0,"])
def test_a_number_shown_otherwise_is_asked_about(number_format: str, tmp_path: Path) -> None:
    """The cell stores 24140000 and shows 2414.0万元: what is stored is read, and said."""
    made = reading(tmp_path, "资金", FUNDS, fund(24_140_000), dress=formatted("E2", number_format))
    assert [row.value("amount") for row in made.ledger["funds"]] == [Decimal(24_140_000)]
    assert [d.code for d in made.diagnostics] == ["W214"]
    assert "资金!E2" in sentence(made.diagnostics[0]) and "24140000" in sentence(made.diagnostics[0])


@pytest.mark.parametrize("number_format", ["General", "0.00", "#,##0", "@", '0"所"', "#,##0.00_);(#,##0.00)"])
def test_a_number_shown_as_it_is_is_not(number_format: str, tmp_path: Path) -> None:
    """Thousands' commas and decimals hide nothing."""
    assert not reading(tmp_path, "资金", FUNDS, fund(1), dress=formatted("E2", number_format)).diagnostics


# -- codes


def test_a_code_typed_as_a_number_beside_one_with_its_zeros_is_noticed(tmp_path: Path) -> None:
    """0340123 and 340123 are two schools to the program, and one to everybody else."""
    rows: list[list[object]] = [
        ["0340123", "一小", None, "城关", "完小", "是"],
        [340123, "一小", None, "城关", "完小", "是"],
    ]
    made = reading(tmp_path, "学校", SCHOOLS, *rows)
    found = [d for d in checked(made) if d.code == "W314"]
    assert len(found) == 1
    assert "学校!A3" in sentence(found[0]) and "0340123" in sentence(found[0])


def test_a_reference_without_its_zeros_is_refused(tmp_path: Path) -> None:
    """A project for school 340123 where the register has 0340123."""
    reading(tmp_path, "学校", SCHOOLS, ["0340123", "一小", None, "城关", "完小", "是"])
    (tmp_path / str(PERIOD) / "台账.xlsx").rename(tmp_path / str(PERIOD) / "学校.xlsx")
    made = reading(tmp_path, "项目", PROJECTS, ["X1", "校舍", "加固", 340123, "完工", 96, 100])
    assert [d.code for d in made.diagnostics] == ["E302"]
    assert "项目!D2" in sentence(made.diagnostics[0])


# -- headings, merges, rows that are sums


@pytest.mark.parametrize("area, refused", [("E2:E3", True), ("A1:A2", True), ("A2:B2", True), ("A1:B1", False)])
def test_merged_cells_are_refused_where_there_is_data(area: str, refused: bool, tmp_path: Path) -> None:
    """Of merged cells all but one would be blank; a title above the heading may be merged."""
    title: list[object] = ["资金表"]
    rows = [fund(10), fund(20, code="Z2")]
    shift = 0 if refused else 1
    made = reading(tmp_path, "资金", *([title] * shift), FUNDS, *rows, dress=lambda page: page.merge_cells(area))
    found = [d for d in made.diagnostics if d.code == "E212"]
    assert [area in sentence(d) for d in found] == [True] * refused


def test_a_heading_twice_is_refused(tmp_path: Path) -> None:
    """Which of two columns counts nobody can say; another name of the same column is the same heading."""
    for twin in ("金额（万元）", "金额", "金额 (元)"):
        made = reading(tmp_path, "资金", [*FUNDS, twin], [*fund(1), 2])
        assert "E104" in [d.code for d in made.diagnostics]
        assert "资金!G1" in sentence(made.diagnostics[0])


def test_a_column_whose_heading_was_lost_is_said(tmp_path: Path) -> None:
    """Its figures are in no sum."""
    made = reading(tmp_path, "资金", [*FUNDS, None], [*fund(1), 2])
    assert [d.code for d in made.diagnostics] == ["N115"]
    assert "资金!G1" in sentence(made.diagnostics[0]) and "G 列" in sentence(made.diagnostics[0])


def total(word: str, amount: object) -> list[object]:
    """A line that sums others up."""
    return [word, None, None, None, amount]


@pytest.mark.parametrize(
    "rows, wrong",
    [
        ([fund(10), fund(20, code="Z2"), total("合计", 30)], []),
        ([fund(10), fund(20, code="Z2"), total("合计", 31)], ["E4"]),
        ([total("全县合计", 30), fund(10), fund(20, code="Z2")], []),
        ([fund(10), total("总计：", 30), fund(20, code="Z2")], []),
        ([fund(10), total("合计", 10), fund(20, code="Z2")], ["E3"]),
        ([fund(10), total("小计", 10), fund(20, code="Z2"), total("小计", 20), total("合  计", 30)], []),
        ([fund(10), total("小计", 10), fund(20, code="Z2"), total("小计", 30), total("合计", 30)], ["E5"]),
        ([fund(10), total("小计", 10), fund(20, code="Z2"), total("小计", 20), total("合计", 50)], ["E6"]),
        ([fund(10), total("合计", 10), fund(20, code="Z2"), total("合计", 20)], []),
        ([total("小计", 10), fund(10), total("小计", 20), fund(20, code="Z2")], []),
    ],
)
def test_rows_that_are_sums_are_never_counted_and_always_checked(
    rows: list[list[object]], wrong: list[str], tmp_path: Path
) -> None:
    """合计 of everything, 小计 of its group, at the head, in the middle or at the foot."""
    made = reading(tmp_path, "资金", FUNDS, *rows)
    assert [row.identity for row in made.ledger["funds"]] == ["Z1", "Z2"]
    assert not made.diagnostics
    found = [d for d in checked(made) if d.code == "W303"]
    assert [d.origins[0].cell for d in found] == wrong


@pytest.mark.parametrize("name", ["合计小学", "总计路小学", "小计庄教学点"])
def test_a_school_with_such_a_word_in_its_name_is_a_school(name: str, tmp_path: Path) -> None:
    """Only a cell that is the word, and nothing else, makes a row a sum."""
    made = reading(tmp_path, "学校", SCHOOLS, ["1", name, None, "城关", "完小", "是"])
    assert [row.label for row in made.ledger["schools"]] == [name]


def test_blanks_around_a_word_make_no_other_group(tmp_path: Path) -> None:
    """城关镇 and “城关镇 ” are one town."""
    rows: list[list[object]] = [
        [str(n), "甲", None, name, "完小", "是"] for n, name in enumerate(["城关镇", "城关镇 ", "\u3000城关镇"])
    ]
    made = reading(tmp_path, "学校", SCHOOLS, *rows)
    assert {row.value("township") for row in made.ledger["schools"]} == {"城关镇"}

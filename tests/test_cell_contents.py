"""Whatever stands in a cell: a value that is the one written, or a located message; never an exception, never another.

The second opinion on numbers is this test's own: one pattern for what a number may look like, and a fraction.
"""

import csv
import io
import random
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from reportgen.messages import sentence
from reportgen.model.diagnostic import CODES, Severity
from reportgen.model.period import PartialDate, Period
from reportgen.model.schema import Column, ColumnType
from reportgen.readers import schemas
from reportgen.readers.ledgers import Reading, read_period
from reportgen.readers.values import CellFault, Raw, is_blank, parse

PERIOD = Period(2019, 3)
HEAD = ["编号", "资金口径", "性质", "事项", "金额（万元）", "备注"]
COLUMNS = [column for schema in schemas.shipped() for column in schema.columns]
AMOUNT = next(s for s in schemas.shipped() if s.key == "funds").column("amount")
NUMBERS = [c for c in COLUMNS if c.type is ColumnType.NUMBER]
PER_CENTS = [c for c in COLUMNS if c.type is ColumnType.PERCENT]
ROWS = 40  # cells put into one file


def settled(examples: int) -> settings:
    """The same examples every time."""
    slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
    phases = (Phase.explicit, Phase.generate)  # a county's file is not worth the minutes of making it small
    return settings(
        max_examples=examples, derandomize=True, deadline=None, suppress_health_check=slow, database=None, phases=phases
    )


# -- what may stand in a cell

DIGITS = st.text("0123456789０１２３４５６７８９", min_size=1, max_size=17)
SIGNS = [
    "", "", "", " ", "\u3000", "\u00a0", "\n", "\t", "\u200b", "\u202e", "\ufeff", "+", "-", "－", "约", "近", "预计", "不低于",
    "估算", "多", "余", "以上", "左右", "万元", "元", "亿元", "万", "%", "％", "平方米", "人", "所", ",", "，", ".", "．", "e5",
    "_", ":", "/", "~", "(", "（注）", "'", '"', "²", "①", "٢", "०", "𝟗", "百", "#", "=",
]  # fmt: skip
AROUND = st.sampled_from(SIGNS)
NEARLY = st.lists(st.one_of(DIGITS, AROUND), min_size=1, max_size=6).map("".join)
GROUPED = st.builds(
    lambda number, places, unit: f"{number:,.{places}f}{unit}",
    st.decimals(0, 10**12, places=4),
    st.integers(0, 4),
    st.sampled_from(["", "万元", " 万元", "元"]),
)
WORDS = st.sampled_from([
    "NA", "N/A", "null", "None", "nan", "inf", "-Infinity", "TRUE", "true", "是", "否", "无", "-", "—", "/", "", "  ", "合计", "小计：",
    "#REF!", "#N/A", "#DIV/0!", "1e5", "0x1F", "1_000", "10-20", "2018-01", "2018年底", "2018.5.1", "45901", "10:1", "二十", "_x0001_",
    "_x0031_", "=1+1", "@SUM(A1)", "{{7*7}}", "{funds.gap}", "<b>1</b>", "甲、乙；丙",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), NEARLY, NEARLY, GROUPED, WORDS, st.integers(1990, 2110).map("甲".__mul__))
NAIVE = st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31))  # noqa: DTZ001  # a cell has no zone
SCALARS = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    NAIVE,
    st.times(),
    st.dates(),
)
FORMATS = st.sampled_from(["General", "0%", '0.0"万元"', "0.00,,", "yyyy-mm-dd", "@"])


# -- the second opinion

PLAIN = re.compile(
    r"(?P<before>约|近|预计|不低于|估算)?(?P<sign>[+-]?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<rest>\.[0-9]+)?(?P<tail>.*)"
)
HEDGES = ("多", "余", "以上")


def spelt(raw: str, unit: str) -> Fraction | None:
    """The number a text spells by itself, one hedge and its own unit aside; ``None`` when it spells none, or two."""
    text = "".join(
        unicodedata.normalize("NFKC", sign) if sign in "０１２３４５６７８９．，＋－％" else sign for sign in raw
    )
    if re.search(r"[0-9.,]\s+[0-9.,]", text):
        return None
    found = PLAIN.fullmatch(re.sub(r"\s", "", text))
    if found is None or (len(found["whole"]) > 3 and "," in found["whole"] and found["whole"].index(",") > 3):
        return None
    tails = {"", unit, *(h for h in HEDGES), *(h + unit for h in HEDGES), *(unit + h for h in HEDGES)}
    if found["tail"] not in tails or (found["before"] and found["tail"] not in ("", unit)):
        return None
    whole, rest = found["whole"].replace(",", ""), (found["rest"] or ".")[1:]
    value = Fraction(int(whole + rest), 10 ** len(rest))
    return -value if found["sign"] == "-" else value


def stored(raw: float) -> Fraction:
    """A stored number to the fifteen digits a spreadsheet shows."""
    return Fraction(f"{raw:.14e}")


def agrees(raw: Raw, column: Column, value: object) -> bool:
    """Whether a value accepted for a number column is the one written."""
    wanted = None
    if isinstance(raw, str):
        wanted = spelt(raw, "%" if column.type is ColumnType.PERCENT else column.unit)
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        wanted = stored(raw)
    return isinstance(value, Decimal) and wanted == Fraction(value)


# -- the parser by itself, for volume


@given(st.one_of(TEXTS, SCALARS), FORMATS)
@settled(400)
def test_no_content_gives_anything_but_a_value_of_the_column_or_a_code(raw: Raw, number_format: str) -> None:
    """In every column of every sheet; the codes are of the catalogue, and their messages can be said."""
    kinds = {
        ColumnType.NUMBER: Decimal, ColumnType.PERCENT: Decimal, ColumnType.RATIO: Decimal, ColumnType.DATE: PartialDate,
        ColumnType.FLAG: bool, ColumnType.CHOICE: str, ColumnType.CODE: str, ColumnType.TEXT: (str, tuple),
    }  # fmt: skip
    for column in {c.type: c for c in COLUMNS}.values():
        try:
            made = parse(raw, column, "", number_format)
        except CellFault as fault:
            CODES[fault.code].message.format(**fault.values)
        else:
            assert isinstance(made.value, kinds[column.type])


@given(st.one_of(TEXTS, SCALARS))
@settled(600)
def test_a_number_that_is_accepted_is_the_number_written(raw: Raw) -> None:
    """As this test reads the same text; in columns of numbers and of per cents."""
    for column in (AMOUNT, NUMBERS[0], NUMBERS[-1], PER_CENTS[0]):
        try:
            value = parse(raw, column).value
        except CellFault:
            continue
        assert agrees(raw, column, value), (raw, value)


def test_of_twenty_thousand_spellings_each_is_read_or_refused_rightly() -> None:
    """Digits with all that may stand around them, both ways: what spells one number is read, all else is refused."""
    dice, read, refused = random.Random(7), 0, 0  # noqa: S311  # the same spellings every time
    for _ in range(20_000):
        pieces = [_piece(dice) for _ in range(dice.randrange(1, 6))]
        raw = "".join(pieces)
        wanted, unseen = spelt(raw, AMOUNT.unit), any(unicodedata.category(sign) == "Cf" for sign in raw)
        sound = wanted is not None and wanted >= 0 and len(re.sub(r"\D", "", raw)) <= 15 and not unseen
        try:
            value = parse(raw, AMOUNT).value
        except CellFault:
            refused += 1
            assert not sound or is_blank(raw), raw
        else:
            read += 1
            assert agrees(raw, AMOUNT, value), (raw, value)
    assert read > 2000 and refused > 2000


def _piece(dice: random.Random) -> str:
    """A run of digits, or something that may stand beside one."""
    if dice.random() < 0.5:
        return "".join(dice.choices("0123456789０１２９", k=dice.choice((1, 2, 3, 3, 6, 17))))
    return dice.choice(SIGNS)


@given(st.decimals(min_value=0, max_value=10**9, places=4))
@settled(150)
def test_a_stored_number_is_the_one_typed(typed: Decimal) -> None:
    """A spreadsheet stores 0.1 as a binary fraction; what is read is 0.1."""
    assert parse(float(typed), AMOUNT).value == typed


@given(TEXTS)
@settled(300)
def test_a_code_is_the_text_written_or_refused(raw: str) -> None:
    """No zero lost, nothing added: blanks at the ends aside."""
    column = next(c for c in COLUMNS if c.type is ColumnType.CODE)
    try:
        value = parse(raw, column).value
    except CellFault:
        return
    assert value == raw.strip(" \t\r\n\u3000\u00a0")


# -- through files


def line(number: int, raw: object) -> list[object]:
    """A line with the content as amount and as remark."""
    return [f"Z{number}", "达标建设", "总需", f"第{number}件", raw, raw]


def as_workbook(folder: Path, contents: Sequence[object]) -> list[object]:
    """One workbook; what openpyxl would not write is left out."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "资金"
    page.append(HEAD)
    kept: list[object] = []
    for raw in contents:
        try:
            page.append(line(len(kept), raw))
        except (IllegalCharacterError, UnicodeEncodeError):
            del page._cells[page.max_row, 1]  # the line it began
            continue
        kept.append(written_out(raw))
    book.save(folder / "台账.xlsx")
    return kept


def written_out(raw: object) -> object:
    """A text as a workbook means it: openpyxl writes _x0031_ as it stands, and in the file that is a 1."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), raw) if isinstance(raw, str) else raw


def as_csv(folder: Path, contents: Sequence[object]) -> list[object]:
    """One CSV file in UTF-8; a NUL would make it no text at all."""
    kept = [str(raw).replace("\0", "") for raw in contents]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEAD, *(line(number, raw) for number, raw in enumerate(kept))])
    (folder / "资金.csv").write_bytes(out.getvalue().encode("utf-8", "replace"))
    return [raw.encode("utf-8", "replace").decode() for raw in kept]


def verify(made: Reading, kept: Sequence[object]) -> None:
    """Each amount is the one written, or has a located error, or was blank."""
    assert not [d for d in made.diagnostics if d.code == "E101"], [sentence(d) for d in made.diagnostics]
    faults = {o.cell for d in made.diagnostics if d.severity is Severity.ERROR for o in d.origins}
    rows = {row.number: row for row in made.ledger["funds"]}
    assert len(rows) == len(kept)
    for number, raw in enumerate(kept, start=2):
        value = rows[number].value("amount")
        if value is None:
            assert f"E{number}" in faults, raw
        else:
            assert agrees(raw, AMOUNT, value), (raw, value)  # type: ignore[arg-type]


@pytest.mark.parametrize("write", [as_workbook, as_csv])
@given(contents=st.lists(st.one_of(TEXTS, SCALARS), min_size=ROWS, max_size=ROWS))
@settled(5)
def test_what_goes_through_a_file_is_the_same(write, contents, tmp_path_factory: pytest.TempPathFactory) -> None:  # type: ignore[no-untyped-def]
    """Forty cells of every sort in one sheet: read as written, or refused where they stand."""
    folder = tmp_path_factory.mktemp("county")
    (folder / str(PERIOD)).mkdir()
    kept = write(folder / str(PERIOD), contents)
    verify(read_period(folder, PERIOD), kept)

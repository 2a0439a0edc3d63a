"""A new month begins with last month's ledgers, and what normally changes waits to be confirmed."""

import csv
import io
from pathlib import Path

import pytest

from reportgen.model.period import Period
from reportgen.periods.begin import WAITING, begin
from reportgen.periods.faults import NothingToCarry, PeriodThere, SettingsThere
from reportgen.pipeline import DataErrors, examine
from reportgen.publish import Unwritable
from tests.conftest import PLAIN, SETTINGS, MakeCounty
from tests.test_cli import run

MARCH, APRIL = Period(2019, 3), Period(2019, 4)


def waiting(data: Path) -> list[dict[str, str]]:
    """The rows of 待确认.csv, as Excel shows them."""
    content = (data / "2019-04" / WAITING).read_bytes()
    text = content.decode("utf-8-sig" if content.startswith(b"\xef") else "gb18030")
    return list(csv.DictReader(io.StringIO(text)))


def unconfirmed(data: Path) -> dict[str, str]:
    """How many cells of each sheet check still asks about."""
    found = examine(data, APRIL).diagnostics
    return {d.values["sheet"]: d.values["count"] for d in found if d.code == "N124"}


def answer(data: Path, code: str, word: str) -> None:
    """Write into 确认 for one row."""
    rows = waiting(data)
    for row in rows:
        if row["编号"] == code:
            row["确认"] = word
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    (data / "2019-04" / WAITING).write_bytes(text.getvalue().encode("gb18030"))  # as a Chinese Excel saves CSV


def change(data: Path, cell: str, text: object) -> None:
    """Write into a cell of 项目 in April."""
    from openpyxl import load_workbook

    path = data / "2019-04" / "台账.xlsx"
    book = load_workbook(path)
    book["项目"][cell] = text
    book.save(path)


def test_the_ledgers_are_the_same_bytes(make_county: MakeCounty) -> None:
    """Workbook and CSV; editors' locks and notes of the old month stay behind."""
    data = make_county()
    march = data / "2019-03"
    (march / "文件.csv").write_bytes("文件名称,所属工作\n某通知,组织领导\n".encode("gb18030"))
    (march / "~$台账.xlsx").write_bytes(b"lock")
    (march / "说明.txt").write_text("不是台账", "utf-8")
    begun = begin(data, APRIL)
    assert begun.files == ("台账.xlsx", "待确认.csv", "文件.csv")
    assert {p.name for p in begun.folder.iterdir()} == set(begun.files)
    for name in ("台账.xlsx", "文件.csv"):
        assert (begun.folder / name).read_bytes() == (march / name).read_bytes()
    assert examine(data, APRIL).errors == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("台账2019-03.xlsx", "台账2019-04.xlsx"),
        ("2019年3月项目.xlsx", "2019年4月项目.xlsx"),
        ("2019年03月项目.xlsx", "2019年04月项目.xlsx"),
        ("201903台账.xlsx", "201904台账.xlsx"),
        ("3月台账.xlsx", "4月台账.xlsx"),
        ("13月台账.xlsx", "13月台账.xlsx"),
        ("2018年3月起.xlsx", "2018年3月起.xlsx"),
    ],
)
def test_the_month_in_a_file_s_name_moves_on(make_county: MakeCounty, old: str, new: str) -> None:
    """However it is written; other years and numbers stay."""
    data = make_county()
    (data / "2019-03" / "台账.xlsx").rename(data / "2019-03" / old)
    assert new in begin(data, APRIL).files


def test_the_as_of_date_is_added_and_the_rest_of_the_settings_stands(make_county: MakeCounty) -> None:
    """Comments, order and Windows line ends."""
    settings = "# 我们的设置\r\n" + SETTINGS.replace("\n", "\r\n") + "# 末尾没有换行"
    data = make_county(settings=settings)
    (data / "report.toml").write_bytes(settings.encode())
    begin(data, APRIL)
    assert (data / "report.toml").read_bytes().decode() == (
        settings + '\r\n\r\n[period."2019-04"]\r\nas_of = 2019-04-30\r\n'
    )
    assert str(examine(data, APRIL).settings.as_of) == "2019-04-30"


def test_what_normally_changes_is_listed_and_what_is_settled_is_not(make_county: MakeCounty) -> None:
    """X1 is finished; X2, X3 and the two problems are not; file, cell, name and last value are told."""
    data = make_county()
    assert begin(data, APRIL).waiting == 4
    first, *_ = rows = waiting(data)
    assert [(r["编号"], r["列"], r["上期内容"]) for r in rows] == [
        ("X2", "进展", "主体在建"), ("X3", "进展", "招标采购"), ("W1", "整改状态", "整改中"), ("W2", "整改状态", "整改中"),
    ]  # fmt: skip
    assert (first["文件"], first["表"], first["单元格"], first["名称"]) == ("台账.xlsx", "项目", "H3", "二小加固")


def test_funds_received_are_confirmed_and_funds_needed_are_not(make_county: MakeCounty) -> None:
    """Of the sheet 资金 only 到位 and 预计 change from month to month."""
    funds = [
        ["编号", "资金口径", "性质", "事项", "金额"],
        ["1", "甲", "总需", "全部", 9],
        ["2", "甲", "到位", "中央", 4],
    ]
    data = make_county({"资金": funds})
    begin(data, APRIL)
    assert [(r["编号"], r["上期内容"]) for r in waiting(data) if r["表"] == "资金"] == [("2", "4")]


def test_check_counts_what_is_neither_confirmed_nor_changed(make_county: MakeCounty) -> None:
    """是 confirms; a new word in the ledger confirms; 否 and nothing do not."""
    data = make_county()
    begin(data, APRIL)
    assert unconfirmed(data) == {"项目": "2", "问题": "2"}
    answer(data, "X2", "是")
    assert unconfirmed(data) == {"项目": "1", "问题": "2"}
    answer(data, "X2", "否")
    assert unconfirmed(data) == {"项目": "2", "问题": "2"}
    change(data, "H3", "主体完工")
    change(data, "H4", "开工")
    assert unconfirmed(data) == {"问题": "2"}


def test_a_row_that_moved_is_found_by_its_code(make_county: MakeCounty) -> None:
    """X2 and X3 change places; both are still asked about, where they stand now."""
    data = make_county()
    begin(data, APRIL)
    for column in "ABCDEFGHI":
        for here, row in (("3", PLAIN["项目"][3]), ("4", PLAIN["项目"][2])):
            change(data, f"{column}{here}", row["ABCDEFGHI".index(column)])
    found = next(d for d in examine(data, APRIL).diagnostics if d.code == "N124" and d.values["sheet"] == "项目")
    assert [o.cell for o in found.origins] == ["H4", "H3"]


def test_what_exists_or_is_missing_is_refused_and_nothing_changes(make_county: MakeCounty) -> None:
    """The folder, the part of report.toml, the month to copy, a source that was never kept."""
    data = make_county()
    before = (data / "report.toml").read_bytes()
    with pytest.raises(PeriodThere, match="2019-03 已经有了"):
        begin(data, MARCH)
    with pytest.raises(NothingToCarry, match="没有 2019-01 的台账可以沿用；现有 2019-03"):
        begin(data, Period(2019, 2))
    with pytest.raises(NothingToCarry, match="没有 2018-12 的台账可以沿用"):
        begin(data, APRIL, Period(2018, 12))
    assert (data / "report.toml").read_bytes() == before
    (data / "report.toml").write_text(SETTINGS + '[period."2019-04"]\nas_of = 2019-04-15\n', "utf-8")
    with pytest.raises(SettingsThere, match="已有 2019-04 的部分"):
        begin(data, APRIL)
    assert not (data / "2019-04").exists()


def test_ledgers_with_errors_are_not_carried_forward(make_county: MakeCounty) -> None:
    """九十六 is no number: first mend March."""
    spoilt = [list(row) for row in PLAIN["项目"]]
    spoilt[1][6] = "九十六"
    data = make_county({"项目": spoilt})
    with pytest.raises(DataErrors):
        begin(data, APRIL)
    assert [p.name for p in data.iterdir() if p.is_dir()] == ["2019-03"]


def test_settings_that_cannot_be_written_leave_no_half_month(
    make_county: MakeCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full after the ledgers were copied: the new folder goes too."""
    from reportgen.periods import begin as module

    data = make_county()

    def full(path: Path, content: bytes) -> None:
        raise Unwritable(path, OSError(28, "No space left on device"))

    monkeypatch.setattr(module, "write_file", full)
    with pytest.raises(Unwritable):
        begin(data, APRIL)
    assert sorted(p.name for p in data.iterdir()) == ["2019-03", "report.toml"]


def test_the_command_says_what_it_did_and_what_is_left_to_do(make_county: MakeCounty) -> None:
    """Files on standard output; a second time is wrong use."""
    data = make_county()
    done = run("period", "new", "2019-04", "--data", str(data))
    assert done.returncode == 0, done.stderr
    assert "已从 2019-03 沿用台账" in done.stderr
    assert "有 4 处通常会变的内容待确认" in done.stderr
    assert f"{data}/2019-04/台账.xlsx" in done.stdout
    again = run("--lang", "en", "period", "new", "2019-04", "--data", str(data))
    assert (again.returncode, "is there already, nothing was changed" in again.stderr) == (2, True)

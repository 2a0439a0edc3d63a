"""Many returns into one ledger: nobody forgotten, nothing counted twice, nothing lost."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from reportgen.merging.gather import gather
from reportgen.merging.join import Prefer
from reportgen.merging.merge import DoesNotReconcile, merge, reasons, register_of
from reportgen.model.ledger import Sheet
from reportgen.model.period import Period
from reportgen.model.returns import Merge
from reportgen.readers import returns as returns_reader
from reportgen.readers.ledgers import read_file, read_period
from reportgen.readers.schemas import shipped
from reportgen.readers.workbook import read
from reportgen.writers.xlsx import write_merge
from tests.conftest import MakeCounty
from tests.test_cli import ROOT, run

HEADS = ["学校代码", "学校名称", "乡镇", "办学类型", "是否计校数", "小学在校生"]
A = ["001", "第一小学", "城关镇", "完小", "是", 612]
B = ["002", "第二小学", "城关镇", "完小", "是", 480]
C = ["003", "大庄小学", "大庄镇", "完小", "是", 233]
FUNDS = ["编号", "资金口径", "性质", "事项", "金额（万元）"]
Rows = Sequence[Sequence[object]]
NAMES = {schema.key: schema.name for schema in shipped()}


def handed_in(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A return; a text that looks like a formula is text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cell in (cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)):
            cell.data_type = "s"
    book.save(path)
    return path


def merged(place: Path, register: Path | None = None, prefer: Prefer = None) -> tuple[Merge, Path]:
    """What came of it, and the workbook."""
    out = place.parent / "汇总.xlsx"
    result = merge(gather([place], out), register_of(register) if register else None, prefer)
    out.write_bytes(write_merge(result, reasons, NAMES))
    return result, out


def lines(path: Path, sheet: str) -> list[tuple[object, ...]]:
    """A sheet's rows."""
    return list(load_workbook(path)[sheet].iter_rows(values_only=True))


def counts(result: Merge) -> list[tuple[str, int, int, int, int, int]]:
    """Sheet: given = merged + alike + in conflict + left out."""
    return [(t.name, t.given, t.merged, t.joined, t.conflicting, t.left_out) for t in result.tallies]


def codes(result: Merge) -> list[str]:
    """What was remarked on."""
    return [d.code for d in result.diagnostics]


def meaning(sheet: Sheet) -> list[list[object]]:
    """A sheet as the reader understands it, without where it stands."""
    return [[(c.value, c.qualifier, c.places) for c in row.cells.values()] for row in sheet]


def test_returns_of_two_townships_become_one_sheet(tmp_path: Path) -> None:
    """Each row says where it came from; the reader takes the result without a remark."""
    handed_in(tmp_path / "in/大庄镇.xlsx", {"学校": [HEADS, C]})
    handed_in(
        tmp_path / "in/城关镇.xlsx",
        {"学校台账": [["城关镇学校台账"], HEADS, B, A, ["合计", None, None, None, None, 1092]]},
    )
    result, out = merged(tmp_path / "in")
    assert counts(result) == [("学校", 3, 3, 0, 0, 0)] and result.complete and not result.diagnostics
    rows = lines(out, "学校")
    assert [row[0] for row in rows[1:]] == ["001", "002", "003"]
    assert rows[0][-1] == "填报来源"
    assert [row[-1] for row in rows[1:]] == ["城关镇.xlsx!学校台账!4", "城关镇.xlsx!学校台账!3", "大庄镇.xlsx!学校!2"]
    assert read_file(out, "x.xlsx").diagnostics == ()
    assert lines(out, "合并情况")[3] == ("学校", 3, 3, 0, 0, 0, '=IF(B4=SUM(C4:F4),"相符","不符")', 1)


def test_the_same_row_twice_is_joined_with_a_note(tmp_path: Path) -> None:
    """Alike in meaning: 完全小学 is 完小."""
    handed_in(tmp_path / "in/a.xlsx", {"学校": [HEADS, A]})
    handed_in(tmp_path / "in/b.xlsx", {"学校": [HEADS, [*A[:3], "完全小学", *A[4:]], B]})
    result, out = merged(tmp_path / "in")
    assert counts(result) == [("学校", 3, 2, 1, 0, 0)] and result.complete and codes(result) == ["N605"]
    assert [row[0] for row in lines(out, "重复与冲突")[2:]] == ["相同，并入了这一行", "相同，已合并"]


def test_rows_that_differ_are_not_resolved_in_silence(tmp_path: Path) -> None:
    """All variants set aside with origin, the cells that differ coloured, none merged."""
    handed_in(tmp_path / "in/a.xlsx", {"学校": [HEADS, A, B]})
    handed_in(tmp_path / "in/b.xlsx", {"学校": [HEADS, [*A[:5], 621]]})
    result, out = merged(tmp_path / "in")
    assert counts(result) == [("学校", 3, 1, 0, 2, 0)] and not result.complete and codes(result) == ["E603"]
    assert result.diagnostics[0].values["columns"] == "小学在校生"
    assert [row[0] for row in lines(out, "学校")[1:]] == ["002"]
    sheet = load_workbook(out)["重复与冲突"]
    heads = [cell.value for cell in sheet[2]]
    at = heads.index("小学在校生（人）")
    assert [(row[0].value, row[at].value, row[-1].value) for row in sheet.iter_rows(min_row=3)] == [
        ("冲突，没有并入", 612, "a.xlsx!学校!2"),
        ("冲突，没有并入", 621, "b.xlsx!学校!2"),
    ]
    assert {row[at].fill.fgColor.rgb for row in sheet.iter_rows(min_row=3)} == {"FFF8CBAD"}
    assert sheet.cell(3, heads.index("学校名称") + 1).fill.fill_type is None


@pytest.mark.parametrize("prefer, value", [("first", 612), ("last", 621)])
def test_the_office_may_say_which_of_two_it_takes(prefer: Prefer, value: int, tmp_path: Path) -> None:
    """--prefer; the other one is still shown, and nothing is an error."""
    handed_in(tmp_path / "in/a.xlsx", {"学校": [HEADS, A]})
    handed_in(tmp_path / "in/b.xlsx", {"学校": [HEADS, [*A[:5], 621]]})
    result, out = merged(tmp_path / "in", prefer=prefer)
    assert counts(result) == [("学校", 2, 1, 0, 1, 0)] and result.complete and codes(result) == ["W604"]
    assert value in lines(out, "学校")[1]
    assert len(lines(out, "重复与冲突")) == 4


def test_a_row_that_cannot_be_read_is_kept_with_its_reason(tmp_path: Path) -> None:
    """As it stands in the return, below the return's own headings."""
    handed_in(tmp_path / "in/a.xlsx", {"学校": [[*HEADS, "备注"], [*A[:5], "许多", "=核实"], [*B, None]]})
    result, out = merged(tmp_path / "in")
    assert counts(result) == [("学校", 2, 1, 0, 0, 1)] and not result.complete
    head, row = lines(out, "未并入")
    assert head == ("出处", "没有并入的原因", *HEADS, "备注")
    assert (
        row[0] == "a.xlsx!学校!2"
        and str(row[1]).startswith("F2：“许多”不是数字")
        and row[2:] == (*A[:5], "许多", "=核实")
    )


def test_unknown_sheets_and_rows_outside_the_columns_are_kept_too(tmp_path: Path) -> None:
    """Nothing a school wrote is dropped; a sheet without headings neither."""
    sheets: dict[str, Rows] = {
        "杂项": [["甲", 1]],
        "学校": [[*HEADS, "电话"], [*A, None], [*[None] * 6, "5551234"]],
        "资金": [["没有表头"], ["x"]],
    }
    handed_in(tmp_path / "in/a.xlsx", sheets)
    result, out = merged(tmp_path / "in")
    assert counts(result) == [("学校", 2, 1, 0, 0, 1), ("资金", 2, 0, 0, 0, 2), ("不认识的表", 1, 0, 0, 0, 1)]
    said = [row for row in lines(out, "未并入") if row[0] and row[0] != "出处"]
    assert [row[0] for row in said] == ["a.xlsx!杂项!1", "a.xlsx!学校!3", "a.xlsx!资金!1", "a.xlsx!资金!2"]
    assert "5551234" in said[1]


def test_unknown_columns_are_kept_at_the_right(tmp_path: Path) -> None:
    """By heading; two of one heading and one without a heading are kept apart; 序号 alone is no row."""
    handed_in(tmp_path / "in/a.xlsx", {"学校": [[*HEADS, "电话", "电话", None], [*A, "1", "2", "3"]]})
    handed_in(tmp_path / "in/b.xlsx", {"学校": [["序号", *HEADS, "传真", "电话"], [1, *B, "4", "5"], [2]]})
    result, out = merged(tmp_path / "in")
    assert result.complete
    head, first, second = lines(out, "学校")
    width = len(shipped()[1].columns)
    assert head[width:] == ("电话", "电话（H列）", "（I列，没有列名）", "序号", "传真", "填报来源")
    assert first[width:-1] == ("1", "2", "3", None, None) and second[width:-1] == ("5", None, None, 1, "4")


def test_units_of_the_returns_are_converted_and_hedges_kept(tmp_path: Path) -> None:
    """One township writes 元, the other 万元; dates, percents and raw numbers come out as they went in."""
    plain = ["2", "达标", "到位", "改薄", "近2000"]
    handed_in(tmp_path / "in/a.xlsx", {"资金": [[*FUNDS[:4], "金额（元）"], ["1", "达标", "到位", "维修", 645000.5]]})
    handed_in(tmp_path / "in/b.xlsx", {"资金": [FUNDS, plain], "文件": [["文件名称", "印发时间", "所属工作"], ["甲", datetime(2017, 9, 1), "资金保障"]]})  # fmt: skip  # noqa: DTZ001
    handed_in(tmp_path / "in/c.xlsx", {"资金": [[*FUNDS[:4], "金额（元）"], ["3", "达标", "到位", "其他", "约30000"]]})
    _, out = merged(tmp_path / "in")
    reading = read_file(out, "x.xlsx")
    assert reading.diagnostics == ()
    cells = [row["amount"] for row in reading.sheets["funds"]]
    assert [(str(c.value), c.qualifier) for c in cells] == [("64.50005", ""), ("2000", "近"), ("3", "约")]
    assert [str(row.value("date")) for row in reading.sheets["documents"]] == ["2017年9月1日"]


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    """=, +, -, @ and a tab at the front."""
    texts = ["=1+1", "+a", "-b", "@c", "\td"]
    rows = [[f"{n}", text, "到位", text, 5, text] for n, text in enumerate(texts)]
    handed_in(tmp_path / "in/a.xlsx", {"资金": [[*FUNDS, "别的"], *rows]})
    _, out = merged(tmp_path / "in")
    sheet = load_workbook(out)["资金"]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [row[1] for row in lines(out, "资金")[1:]] == texts


def test_schools_of_the_register_without_a_return_are_named(tmp_path: Path) -> None:
    """A whole township in one line; a school whose row could not be read has answered."""
    register = handed_in(
        tmp_path / "名册.xlsx", {"名册": [HEADS[:3], A[:3], B[:3], C[:3], ["004", "小王小学", "大庄镇"]]}
    )
    handed_in(tmp_path / "in/x.xlsx", {"学校": [HEADS, [*B[:5], "许多"]]})
    result, out = merged(tmp_path / "in", register)
    said = [(d.code, d.values.get("name") or d.values.get("township")) for d in result.diagnostics]
    assert said == [("E202", None), ("E601", "第一小学"), ("E602", "大庄镇")]
    assert [row[:3] for row in lines(out, "未报送")[1:]] == [
        ("城关镇", "001", "第一小学"), ("大庄镇", "003", "大庄小学"), ("大庄镇", "004", "小王小学"),
    ]  # fmt: skip


def test_who_is_not_as_the_register_says_is_named(tmp_path: Path) -> None:
    """A school it does not know; another code than it has.  The register's order is kept."""
    register = handed_in(tmp_path / "名册.xlsx", {"学校": [HEADS[:3], C[:3], B[:3], A[:3]]})
    handed_in(tmp_path / "in/x.xlsx", {"学校": [HEADS, A, ["009", *B[1:]], ["010", "新办小学", *C[2:]], C]})
    result, out = merged(tmp_path / "in", register)
    assert codes(result) == ["W609", "W606"]
    assert result.diagnostics[0].values == {"name": "第二小学", "text": "009", "code": "002"}
    assert [row[0] for row in lines(out, "学校")[1:]] == ["003", "001", "009", "010"]


def test_townships_answer_for_their_schools_where_no_school_is_listed(tmp_path: Path) -> None:
    """Returns of projects: a school without a project is not missing, a township without a file is."""
    register = handed_in(
        tmp_path / "名册.xlsx", {"学校": [HEADS[:3], A[:3], B[:3], C[:3], ["004", "小王小学", "小王镇"]]}
    )
    projects = ["项目编号", "工程类别", "项目名称", "项目学校", "建设面积", "总投资", "进展"]
    handed_in(tmp_path / "in/一.xlsx", {"项目": [projects, ["X1", "加固", "一小", "第一小学", 1, 2, "完工"]]})
    handed_in(tmp_path / "in/大庄镇/报表.xlsx", {"项目": [projects, ["X2", "加固", "某某", None, 1, 2, "完工"]]})
    result, _ = merged(tmp_path / "in", register)
    assert [row.label for row in result.absent] == ["小王小学"]


def test_a_merged_ledger_can_be_merged_again(tmp_path: Path) -> None:
    """Township first, county then: the way of a row stays; what was not settled is asked for."""
    handed_in(tmp_path / "in/a.xlsx", {"学校": [HEADS, A, B]})
    handed_in(tmp_path / "in/b.xlsx", {"学校": [HEADS, [*A[:5], 1]]})
    _, out = merged(tmp_path / "in")
    again = out.rename(tmp_path / "township.xlsx")
    result, again = merged(again)
    assert lines(again, "学校")[1][-1] == "township.xlsx!学校!2 ← a.xlsx!学校!3"
    assert [(d.code, d.values["sheet"]) for d in result.diagnostics] == [("E608", "重复与冲突")] and not result.complete


def small(row: int) -> st.SearchStrategy[tuple[str, list[object]]]:
    """One row of a return: sound, spoilt, alike or at odds with another."""
    code = st.sampled_from(["001", "002", "003", "004", ""])
    return st.tuples(code, st.sampled_from([1, 2, "许多", None])).map(
        lambda made: (str(row), [made[0], f"校{made[0]}", "镇", "完小", "是", made[1], f"第{row}行"])
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 30).flatmap(small), min_size=1, max_size=12), st.integers(1, 3), st.sampled_from(["first", "last", None]))  # fmt: skip
def test_every_row_is_somewhere_once(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, list[object]]], files: int, prefer: Prefer
) -> None:
    """Rows in = merged + alike + in conflict + left out, as counted in the workbook that was written."""
    place = tmp_path_factory.mktemp("returns") / "in"
    for number in range(files):
        handed_in(place / f"{number}.xlsx", {"学校": [[*HEADS, "标记"], *(row for _, row in drawn[number::files])]})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(returns_reader, "read_apart", read)
        result, out = merged(place, prefer=prefer)
    (tally,) = result.tallies
    assert tally.given == len(drawn) and tally.reconciles
    book = load_workbook(out)
    here = len(lines(out, "学校")) - 1
    aside = [row[0] for row in lines(out, "重复与冲突")[2:]] if "重复与冲突" in book.sheetnames else []
    left = [row for row in lines(out, "未并入") if row[0] and row[0] != "出处"] if "未并入" in book.sheetnames else []
    kept = sum(fate in ("相同，已合并", "冲突，没有并入", "冲突，没有采用") for fate in aside)
    assert here + kept + len(left) == len(drawn)


@pytest.fixture(scope="module")
def register() -> tuple[list[object], dict[str, list[list[object]]]]:
    """The sample's register: its heading, and its rows by township."""
    sheet = load_workbook(ROOT / "data/2018-01/01学校台账.xlsx")["学校名册"]
    head, *rows = (list(row) for row in sheet.iter_rows(values_only=True))
    at = head.index("所属乡镇")
    towns: dict[str, list[list[object]]] = {}
    for row in rows:
        towns.setdefault(str(row[at]), []).append(list(row))
    return list(head), towns


@pytest.mark.parametrize("seed", [1, 2])
def test_the_register_split_at_random_and_merged_is_the_same_ledger(
    seed: int, register: tuple[list[object], dict[str, list[list[object]]]], tmp_path: Path
) -> None:
    """278 schools, township by township in random files, rows and columns shuffled: the same, cell by cell."""
    dice, (head, towns) = random.Random(seed), register  # noqa: S311  a fixed seed is the point
    files = dice.randint(2, 6)
    parts: list[list[list[object]]] = [[] for _ in range(files)]
    for rows in towns.values():
        parts[dice.randrange(files)] += rows
    for number, rows in enumerate(parts):
        order = dice.sample(range(len(head)), len(head))
        shuffled = dice.sample(rows, len(rows))
        handed_in(tmp_path / f"in/{number}.xlsx", {"学校": [[head[i] for i in order], *([r[i] for i in order] for r in shuffled)]})  # fmt: skip
    whole = read_file(ROOT / "data/2018-01/01学校台账.xlsx", "x.xlsx").sheets["schools"]
    result, out = merged(tmp_path / "in", ROOT / "data/2018-01/01学校台账.xlsx")
    assert counts(result) == [("学校", 278, 278, 0, 0, 0)] and result.complete
    assert meaning(read_file(out, "x.xlsx").sheets["schools"]) == meaning(whole)


def test_the_same_returns_give_the_same_bytes(tmp_path: Path) -> None:
    """Twice, from folders of different names."""
    for folder in ("one", "two"):
        handed_in(tmp_path / folder / "in/a.xlsx", {"学校": [HEADS, A, B]})
        handed_in(tmp_path / folder / "in/b.xlsx", {"学校": [HEADS, [*A[:5], 1]]})
    one, two = (merged(tmp_path / folder / "in")[1].read_bytes() for folder in ("one", "two"))
    assert one == two


def test_the_command_writes_prints_the_count_and_says_whether_all_is_well(
    make_county: MakeCounty, tmp_path: Path
) -> None:
    """Exit 1 when somebody is missing; the file is written whole; not over one that is there."""
    data, out = make_county(), tmp_path / "县.xlsx"
    handed_in(tmp_path / "in/a.xlsx", {"学校": [HEADS, ["001", "第一小学", "城关街道", "完小", "是", 5]]})
    (tmp_path / "in/坏.xlsx").write_bytes(b"PK junk")
    words = ["ledger", "merge", str(tmp_path / "in"), "--out", str(out), "--data", str(data), "--period", "2019-03"]
    done = run("--lang", "en", *words)
    assert done.returncode == 1 and done.stdout.strip() == str(out)
    assert "学校: 1 rows handed in = 1 merged + 0 alike + 0 in conflict + 0 not merged" in done.stderr
    assert "[E601] error 2019-03/台账.xlsx!学校!B3：no return from “第二小学”" in done.stderr
    assert "[E101] error 坏.xlsx" in done.stderr
    assert load_workbook(out).sheetnames == ["合并情况", "学校", "未报送"]
    assert ("坏.xlsx", "无法读取") in [row[:2] for row in lines(out, "合并情况")]
    again = run(*words)
    assert again.returncode == 2 and "没有覆盖" in again.stderr
    (tmp_path / "in/坏.xlsx").unlink()
    alone = run("ledger", "merge", str(tmp_path / "in"), "--out", str(out), "--force")
    assert alone.returncode == 0 and "学校：报送 1 行 = 并入 1 + 相同合并 0 + 冲突 0 + 未并入 0" in alone.stderr


def test_wrong_use_is_told(tmp_path: Path) -> None:
    """No file, no register, two registers, no .xlsx: exit 2."""
    there = handed_in(tmp_path / "in/a.xlsx", {"学校": [HEADS, A]})
    (tmp_path / "空").mkdir()
    out = str(tmp_path / "x.xlsx")
    for words, said in (
        ([str(tmp_path / "空"), "--out", out], "没有找到要汇总的"),
        ([str(there), "--out", str(there), "--force"], "是填报的原件，不能覆盖"),
        ([str(there), "--out", str(tmp_path / "x.csv")], "--out 应是 .xlsx 文件"),
        (
            [str(there), "--out", out, "--expect", str(handed_in(tmp_path / "n.xlsx", {"甲": [["a"]]}))],
            "没有读到学校名册",
        ),
        ([str(there), "--out", out, "--expect", str(there), "--period", "2019-03"], "只能用一个"),
    ):
        done = run("ledger", "merge", *words)
        assert done.returncode == 2 and said in done.stderr, said
    assert not Path(out).exists()


def test_drop_downs_are_in_the_merged_ledger_too(tmp_path: Path) -> None:
    """The county goes on working in it."""
    handed_in(tmp_path / "in/a.xlsx", {"学校": [HEADS, A]})
    sheet = load_workbook(merged(tmp_path / "in")[1])["学校"]
    found = [r.formula1 for r in sheet.data_validations.dataValidation if "F2" in r.sqref]
    assert found == ['"城区,镇区,乡村"']


def test_a_file_given_twice_counts_once_and_the_result_never(tmp_path: Path) -> None:
    """By itself and by its folder, which holds last time's result."""
    there = handed_in(tmp_path / "in/a.xlsx", {"学校": [HEADS, A]})
    out = handed_in(tmp_path / "in/汇总.xlsx", {"学校": [HEADS, B]})
    assert gather([there, tmp_path / "in"], out) == {"a.xlsx": there}


def test_a_count_that_does_not_agree_stops_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row lost by the program itself would be told, not written."""
    from reportgen.merging import merge as module

    handed_in(tmp_path / "in/a.xlsx", {"学校": [HEADS, A, B]})
    whole = module.join
    monkeypatch.setattr(
        module, "join", lambda *a: [s.__class__(s.schema, s.rows[1:], s.extra, s.clashes) for s in whole(*a)]
    )
    with pytest.raises(DoesNotReconcile, match="报送 2 行，去向合计 1 行"):
        merge({"a.xlsx": tmp_path / "in/a.xlsx"})


def test_the_sample_s_whole_period_passes_through_unchanged(tmp_path: Path) -> None:
    """Every sheet of every workbook, and the CSV file: merged and read again as a period, the same in meaning."""
    out = tmp_path / "2018-01" / "汇总.xlsx"
    result = merge(gather([ROOT / "data/2018-01"], out))
    out.parent.mkdir()
    out.write_bytes(write_merge(result, reasons, NAMES))
    assert all(t.reconciles and t.given == t.merged > 0 for t in result.tallies) and len(result.tallies) == 14
    before, after = (read_period(data, Period(2018, 1)) for data in (ROOT / "data", tmp_path))
    assert after.diagnostics == ()
    for key, sheet in before.ledger.sheets.items():
        assert sorted(map(repr, meaning(sheet))) == sorted(map(repr, meaning(after.ledger[key]))), key

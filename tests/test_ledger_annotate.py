"""A return given back with remarks: where it is wrong, how to mend it, and all else as the school handed it in."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.annotate import annotate, beside
from reportgen.model.period import Period
from reportgen.readers.ledgers import read_file
from reportgen.readers.scan import UnreadableFile
from tests.conftest import PLAIN, MakeCounty
from tests.test_cli import run

HEADS = ["项目编号", "工程类别", "项目名称", "重点项目", "项目学校", "建设面积（平方米）", "总投资（万元）", "进展"]
LIST = "整改清单"


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """A township's workbook: two bad cells, a bad total, and much that must stay as it is."""
    path = tmp_path / "城关镇.xlsx"
    book = xlsxwriter.Workbook(path)
    look = book.add_format({"bold": True, "bg_color": "#C6EFCE", "border": 1})
    sheet = book.add_worksheet("项目")
    sheet.write_row(0, 0, HEADS, look)
    sheet.write_row(1, 0, ["X1", "加固工程", "一小加固", None, "一小", 1200, 96, "完工"], look)
    sheet.write_row(2, 0, ["X2", "加固工程", "二小加固", None, "二小", "八百", 64.5, "快了"], look)
    sheet.write_string(3, 0, "合计")
    sheet.write_formula(3, 5, "=SUM(F2:F3)", look, 1200)
    sheet.write_formula(3, 6, "=SUM(G2:G3)", look, 162)
    sheet.write_comment("F3", "请核对面积", {"author": "项目办", "width": 300, "height": 150})
    sheet.data_validation("H2:H50", {"validate": "list", "source": ["完工", "开工"]})
    sheet.conditional_format("G2:G9", {"type": "cell", "criteria": ">", "value": 80, "format": look})
    sheet.set_column("C:C", 31)
    sheet.insert_textbox("L5", "盖章处")
    sheet.write_rich_string("L9", "红", look, "字")
    book.add_worksheet("别的").write_row(0, 0, ["甲", 1])
    book.close()
    return path


def given_back(path: Path, out: Path) -> Path:
    """The copy with remarks."""
    made = annotate(path)
    out.mkdir(exist_ok=True)
    (out / made.name).write_bytes(made.data)
    return out / made.name


def parts(path: Path) -> dict[str, bytes]:
    """A workbook's parts."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def said(sheet: Worksheet, cell: str) -> str:
    """A cell's comment, empty when there is none."""
    comment = sheet[cell].comment
    return comment.text if comment else ""


def colours(sheet: Worksheet) -> dict[str, str]:
    """Cell → colour laid over it by us."""
    found = {}
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            if rule.formula == ['N("reportgen")=0']:
                found |= dict.fromkeys(str(area.sqref).split(), rule.dxf.fill.bgColor.rgb)
    return found


def table(path: Path, name: str = LIST) -> list[tuple[object, ...]]:
    """The lines of the list below its heading."""
    return list(load_workbook(path)[name].iter_rows(min_row=4, values_only=True))


def test_bad_cells_are_coloured_and_say_what_is_wrong_and_how_to_mend_it(returned: Path, tmp_path: Path) -> None:
    """Errors red, a warning yellow, a note blue; code, sentence and cure in the comment."""
    sheet = load_workbook(given_back(returned, tmp_path / "out"))["项目"]
    assert colours(sheet) == {"F3": "FFFF9999", "H3": "FFFF9999", "G4": "FFFFEB84"}
    assert "[E205] 错误：“快了”不在可选范围内（进展应为 未开工、" in said(sheet, "H3")
    assert "→ 请改为其中之一" in said(sheet, "H3")
    assert "[W303] 警告：合计行的总投资写着 162，逐行相加是 160.5，相差 1.5" in said(sheet, "G4")
    assert said(sheet, "G3") == ""


def test_the_list_says_each_fault_once_with_a_link_and_room_for_an_answer(returned: Path, tmp_path: Path) -> None:
    """序号, 程度, 意见编号, 表, 单元格 (a link), 问题, 怎么改, 整改情况 (blank)."""
    made = given_back(returned, tmp_path / "out")
    sheet = load_workbook(made)[LIST]
    assert [c.value for c in sheet[3]] == ["序号", "程度", "意见编号", "表", "单元格", "问题", "怎么改", "整改情况"]
    assert [row[:5] for row in table(made)] == [
        (1, "错误", "E202", "项目", "F3"),
        (2, "错误", "E205", "项目", "H3"),
        (3, "警告", "W107", "别的", "整张表"),
        (4, "警告", "W303", "项目", "G4"),
    ]
    assert [sheet[f"E{row}"].hyperlink.location for row in range(4, 8)] == [
        "'项目'!F3",
        "'项目'!H3",
        "'别的'!A1",
        "'项目'!G4",
    ]
    assert {row[7] for row in table(made)} == {None}


def test_everything_else_stays_as_it_was(returned: Path, tmp_path: Path) -> None:
    """Cells, formulas with their results, widths, drop-downs, a text box, other sheets: to the byte where untouched."""
    before, after = parts(returned), parts(given_back(returned, tmp_path / "out"))
    touched = {
        "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/styles.xml",
        "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
    }  # fmt: skip
    assert {name for name in before if before[name] != after[name]} == touched
    assert set(after) - set(before) == {"xl/worksheets/sheet3.xml"}

    def child(content: bytes, name: str) -> bytes:
        return etree.tostring(next(e for e in etree.fromstring(content) if etree.QName(e).localname == name))

    for name in ("cols", "sheetData", "dataValidations", "drawing", "legacyDrawing"):
        one, other = (child(p["xl/worksheets/sheet1.xml"], name) for p in (before, after))
        assert one == other, name
    assert load_workbook(tmp_path / "out/城关镇-校验.xlsx", data_only=True)["项目"]["F4"].value == 1200


def test_a_comment_that_is_there_is_added_to(returned: Path, tmp_path: Path) -> None:
    """The school's words first, author and box kept."""
    made = given_back(returned, tmp_path / "out")
    comment = load_workbook(made)["项目"]["F3"].comment
    assert comment is not None
    assert comment.author == "项目办" and comment.text.startswith(
        "请核对面积\n—— 校验意见 ——\n[E202] 错误：“八百”不是数字"
    )


def test_annotating_again_does_not_pile_up(returned: Path, tmp_path: Path) -> None:
    """The second time the same bytes; and when all is mended, nothing of ours is left in the sheet."""
    once = given_back(returned, tmp_path / "a")
    twice = given_back(once, tmp_path / "b")
    thrice = given_back(twice, tmp_path / "c")
    assert twice.name == once.name and twice.read_bytes() == thrice.read_bytes()
    assert table(once) == table(twice) and load_workbook(twice).sheetnames == ["项目", "别的", LIST]
    book = load_workbook(twice)
    book["项目"]["F3"], book["项目"]["H3"], book["项目"]["G4"] = 800, "完工", 160.5
    book["项目"]["F4"] = 2000
    book.save(twice)
    mended = given_back(twice, tmp_path / "d")
    sheet = load_workbook(mended)["项目"]
    assert colours(sheet) == {} and said(sheet, "H3") == "" and said(sheet, "F3") == "请核对面积"
    assert [row[2] for row in table(mended)] == ["W107"]


def test_what_the_clerk_answered_is_kept(returned: Path, tmp_path: Path) -> None:
    """整改情况 stays beside its remark, and is not lost when the fault is gone."""
    once = given_back(returned, tmp_path / "a")
    book = load_workbook(once)
    book[LIST]["H4"], book[LIST]["H5"] = "已电话核实", "改为完工"
    book["项目"]["H3"] = "完工"
    book.save(once)
    lines = table(given_back(once, tmp_path / "b"))
    assert [(row[2], row[7]) for row in lines if row[7]] == [("E202", "已电话核实"), ("E205", "改为完工")]
    assert [row[1] for row in lines if row[7]] == ["错误", "上次"]


def test_a_list_of_the_school_s_own_is_left_alone(tmp_path: Path) -> None:
    """Ours then bears another name, and replaces itself the next time."""
    book = Workbook()
    book.create_sheet(LIST).append(["本镇自己的整改清单"])
    book.create_sheet("资金").append(["编号", "资金口径", "性质", "事项", "金额"])
    book.save(tmp_path / "x.xlsx")
    made = given_back(given_back(tmp_path / "x.xlsx", tmp_path / "a"), tmp_path / "b")
    assert load_workbook(made).sheetnames == ["Sheet", LIST, "资金", "整改清单（校验）"]
    assert load_workbook(made)[LIST]["A1"].value == "本镇自己的整改清单"


def test_the_original_is_never_touched(returned: Path) -> None:
    """Not even when the output folder is its own; a copy that would stand in for an original is refused."""
    before = returned.read_bytes()
    done = run("ledger", "annotate", str(returned), "--out", str(returned.parent))
    copy = returned.with_name("城关镇-校验.xlsx")
    assert done.returncode == 1 and copy.is_file() and returned.read_bytes() == before
    again = run("ledger", "annotate", str(copy), "--out", str(returned.parent), "--force")
    assert again.returncode == 2 and "是填报的原件，不能覆盖" in again.stderr
    assert "没有覆盖" in run("ledger", "annotate", str(returned), "--out", str(returned.parent)).stderr


def test_a_file_that_cannot_be_read_does_not_stop_the_others(returned: Path, tmp_path: Path) -> None:
    """Exit 1, each told; the good one is written, in English when asked."""
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK junk")
    done = run("--lang", "en", "ledger", "annotate", str(bad), str(returned), "--out", str(tmp_path / "out"))
    assert done.returncode == 1 and "[E101] error" in done.stderr and "坏.xlsx" in done.stderr
    assert done.stdout.split() == [str(tmp_path / "out/城关镇-校验.xlsx")]
    sheet = load_workbook(tmp_path / "out/城关镇-校验.xlsx")["项目"]
    assert "[E202] error: “八百” is not a number" in said(sheet, "F3").replace("：", ": ")


def test_files_of_one_name_from_two_townships_are_both_kept(returned: Path, tmp_path: Path) -> None:
    """城关镇/台账.xlsx and 大庄镇/台账.xlsx."""
    paths = [tmp_path / folder / "台账.xlsx" for folder in ("甲", "乙")]
    for path in paths:
        path.parent.mkdir()
        path.write_bytes(returned.read_bytes())
    done = run("ledger", "annotate", *map(str, paths), "--out", str(tmp_path / "out"))
    assert [Path(line).name for line in done.stdout.splitlines()] == ["台账-校验.xlsx", "台账-校验-2.xlsx"]


def test_csv_comes_back_as_a_workbook_with_its_text_as_text(tmp_path: Path) -> None:
    """A name that looks like a formula, a code with zeros; the remark on its own cell."""
    path = tmp_path / "文件.csv"
    path.write_text(
        '文件名称,文号,印发时间,所属工作\n=实施方案,007,2017年13月,组织领导\n"+a\tb",@x,-1,资金保障\n', "utf-8"
    )
    made = given_back(path, tmp_path / "out")
    book = load_workbook(made)
    assert book.sheetnames == ["文件", LIST]
    assert [[c.value for c in row] for row in book["文件"].iter_rows(min_row=2)] == [
        ["=实施方案", "007", "2017年13月", "组织领导"],
        ["+a\tb", "@x", "-1", "资金保障"],
    ]
    assert {c.data_type for row in book["文件"] for c in row} == {"s"}
    assert colours(book["文件"]) == {"C2": "FFFF9999", "C3": "FFFF9999"}
    assert [(row[2], row[4]) for row in table(made)] == [("E204", "C2"), ("E204", "C3")]


def test_text_that_looks_like_a_formula_stays_text_in_remarks(tmp_path: Path) -> None:
    """What is quoted in the list and the comment is never computed."""
    book = Workbook()
    sheet = book.create_sheet("资金")
    for row in (["编号", "资金口径", "性质", "事项", "金额（万元）"], ["1", "a", "到位", "b", "x"]):
        sheet.append(row)
    sheet["E2"] = "=cmd"
    sheet["E2"].data_type = "s"
    book.save(tmp_path / "x.xlsx")
    made = given_back(tmp_path / "x.xlsx", tmp_path / "out")
    assert load_workbook(made)["资金"]["E2"].data_type == "s"
    assert {c.data_type for row in load_workbook(made)[LIST].iter_rows(min_row=4) for c in row} <= {
        "s",
        "n",
        "inlineStr",
    }
    assert "“=cmd”不是数字" in str(table(made)[0][5])


def test_with_a_period_references_to_its_other_ledgers_are_checked(make_county: MakeCounty, tmp_path: Path) -> None:
    """二小 is no school of the county; a date after the county's own day is asked about."""
    data = make_county()
    book = Workbook()
    sheet = book.create_sheet("项目")
    sheet.append([*HEADS, "实际开工"])
    sheet.append(["X9", "加固工程", "一小加固", None, "一小", 1200, 96, "开工", "2019年5月"])
    sheet.append(["X8", "加固工程", "二小加固", None, "三小", 1200, 96, "开工", None])
    book.save(tmp_path / "x.xlsx")
    assert [d.code for d in annotate(tmp_path / "x.xlsx").diagnostics] == []
    found = annotate(tmp_path / "x.xlsx", beside(data, Period(2019, 3))).diagnostics
    assert [(d.code, d.origins[0].cell) for d in found] == [("E302", "E3"), ("W308", "I2")]
    done = run("ledger", "annotate", str(tmp_path / "x.xlsx"), "--out", str(tmp_path), "--period", "2019-04")
    assert done.returncode == 2 and "没有台账文件夹 data/2019-04" in done.stderr


def test_an_annotated_ledger_is_read_as_the_original(returned: Path, tmp_path: Path) -> None:
    """Our list, comments and colours are nothing to the reader."""
    one, other = (read_file(path, "x.xlsx") for path in (returned, given_back(returned, tmp_path / "out")))
    assert one.sheets == other.sheets and one.diagnostics == other.diagnostics


@pytest.mark.parametrize("spoil", [lambda data: data[: len(data) // 2], lambda data: b"\xd0\xcf\x11\xe0" + data])
def test_what_the_scan_refuses_is_never_opened(spoil: Callable[[bytes], bytes], returned: Path, tmp_path: Path) -> None:
    """A torn file, an old .xls."""
    (tmp_path / "x.xlsx").write_bytes(spoil(returned.read_bytes()))
    with pytest.raises(UnreadableFile):
        annotate(tmp_path / "x.xlsx")


def test_rules_of_the_office_s_own_come_after_ours_and_are_kept(returned: Path, tmp_path: Path) -> None:
    """Above 80 is still shown as the office wants it."""
    sheet = load_workbook(given_back(returned, tmp_path / "out"))["项目"]
    (rule,) = (r for area in sheet.conditional_formatting for r in area.rules if r.type == "cellIs")
    assert (rule.formula, rule.priority) == (["80"], 4)


def test_a_sound_return_gets_a_list_that_says_so(tmp_path: Path) -> None:
    """Exit 0."""
    book = Workbook()
    for row in PLAIN["学校"]:
        book.active.append(list(row))  # type: ignore[union-attr]
    book.active.title = "学校"  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    (tmp_path / "学校.xlsx").write_bytes(out.getvalue())
    done = run("ledger", "annotate", str(tmp_path / "学校.xlsx"), "--out", str(tmp_path / "out"))
    assert done.returncode == 0
    assert load_workbook(tmp_path / "out/学校-校验.xlsx")[LIST]["A1"].value == "整改清单：学校.xlsx，没有发现问题"

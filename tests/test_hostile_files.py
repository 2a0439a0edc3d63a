"""Files that are not what they seem, or would bring a reader down: refused, each with its reason, and the rest goes on."""

import io
import os
import re
import socket
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from openpyxl import Workbook

from reportgen.messages import remedy, sentence
from reportgen.model.period import Period
from reportgen.readers.ledgers import Reading, read_period
from reportgen.readers.sheetscan import UnreadableFile
from reportgen.readers.workbook import read

ROOT = Path(__file__).resolve().parent.parent
PERIOD = Period(2019, 3)
SHEET = "xl/worksheets/sheet1.xml"
ROW = ["指标", "数值", "单位"]
Parts = dict[str, bytes]


def workbook() -> Parts:
    """A sound ledger of two figures, part by part."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "基本情况"
    for row in (ROW, ["乡镇", 96, "个"], ["村", 64.5, "个"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts | list[tuple[str, bytes]]) -> bytes:
    """Parts as a package."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items() if isinstance(parts, dict) else parts:
            package.writestr(name, data)
    return out.getvalue()


def changed(old: bytes, new: bytes, part: str = SHEET) -> bytes:
    """The sound workbook with a piece of one part replaced."""
    parts = workbook()
    assert old in parts[part], (old, parts[part][:600])
    return packed(parts | {part: parts[part].replace(old, new, 1)})


def reading(folder: Path, data: bytes, name: str = "台账.xlsx") -> Reading:
    """What comes of a period with this one file."""
    (folder / str(PERIOD)).mkdir(exist_ok=True)
    (folder / str(PERIOD) / name).write_bytes(data)
    return read_period(folder, PERIOD)


def figures(made: Reading) -> list[str]:
    """What was read of it."""
    return [f"{row.value('value')}" for row in made.ledger["basics"]]


def test_the_sound_workbook_is_read(tmp_path: Path) -> None:
    """What the others are made from."""
    made = reading(tmp_path, packed(workbook()))
    assert figures(made) == ["96", "64.5"]
    assert not made.diagnostics


def _with(name: str, data: bytes) -> Callable[[], bytes]:
    return lambda: packed([*workbook().items(), (name, data)])


def _utf16() -> bytes:
    parts = workbook()
    text = parts[SHEET].decode("utf-8").removeprefix('<?xml version="1.0"?>')
    return packed(parts | {SHEET: ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")})


def _crc() -> bytes:
    data = bytearray(packed([(name, data) for name, data in workbook().items()]))
    place = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[place] ^= 0xFF
    return bytes(data)


def _locked() -> bytes:
    """The mark of a locked entry, in the local head and in the directory."""
    data = bytearray(packed(workbook()))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + at] |= 1
    return bytes(data)


def _twice() -> bytes:
    with warnings.catch_warnings(action="ignore"):  # the package says so too
        return _with(SHEET, b"<worksheet/>")()


def _elements(count: int) -> bytes:
    """Empty elements, each of another attribute so that they do not pack too well."""
    return b"".join(b'<e a="%x"/>' % ((n * 2654435761 % 2**32) >> 20) for n in range(count))


def _laughs() -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return changed(b"<worksheet", f'<!DOCTYPE a [<!ENTITY l0 "ha">{lines}]><worksheet'.encode())


def _word() -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
    "the old format": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧的 .xls 格式"),
    "a web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "网页文件"),
    "a CSV file": ("指标,数值".encode, "这是文本文件（如 CSV）"),
    "a PDF": (lambda: b"%PDF-1.7" + bytes(9), "PDF 文件"),
    "nothing": (bytes, "不是 Excel 工作簿，或已损坏"),
    "bytes": (lambda: bytes(range(256)), "不是 Excel 工作簿，或已损坏"),
    "a Word file": (_word, "Word 文件"),
    "a file cut short": (lambda: packed(workbook())[:-400], "可能没有复制完"),
    "a package with a password": (_locked, "加了密码"),
    "a flipped byte": (_crc, "损坏"),
    "too many parts": (lambda: packed([*workbook().items(), *((f"x{n}", b"") for n in range(1001))]), "1000 个的上限"),
    "one name twice over": (_twice, "两个同名部件"),
    "one name in two cases": (_with("XL/worksheets/Sheet1.xml", b"<worksheet/>"), "两个同名部件"),
    "a bomb": (_with("xl/media/zeros.bin", bytes(30 << 20)), "压缩得异常紧"),
    "a large bomb": (_with("xl/media/zeros.bin", bytes(101 << 20)), "解压后超过"),
    "a document type": (lambda: changed(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "9">]><worksheet'), "DOCTYPE"),
    "an entity from a file": (
        lambda: changed(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet'),
        "DOCTYPE",
    ),
    "another encoding": (_utf16, "UTF-16"),
    "a tail behind the root": (lambda: changed(b"</worksheet>", b"</worksheet><more/>"), "损坏"),
    "rows out of order": (lambda: changed(b'<row r="3"', b'<row r="1"'), "次序是乱的"),
    "a cell twice": (lambda: changed(b'r="B3"', b'r="A3"'), "单元格 A3 重复"),
    "a cell in another row": (lambda: changed(b'r="B3"', b'r="B2"'), "单元格 B2 重复，或不在"),
    "a value at the end of the world": (
        lambda: changed(
            b"</row></sheetData>", b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
        "XFD1048576 还有内容",
    ),
    "a value in a column too far": (lambda: changed(b'r="C3"', b'r="GS3"'), "GS3 还有内容"),
    "a value in a row too far": (
        lambda: changed(b"</row></sheetData>", b'</row><row r="20001"><c r="A20001"><v>1</v></c></row></sheetData>'),
        "A20001 还有内容",
    ),
    "a row twice": (lambda: changed(b'<row r="3"', b'<row r="2"'), "次序是乱的"),
    "a row number that is none": (lambda: changed(b'<row r="3"', b'<row r="1_0"'), "不是行号"),
    "a cell that is no place": (lambda: changed(b'r="B3"', b'r="b3"'), "单元格 b3"),
    "two values in a cell": (lambda: changed(b"<v>96</v>", b"<v>96</v><v>69</v>"), "B2 有两个值"),
    "a number with a line in it": (lambda: changed(b"<v>96</v>", b"<v>9_6</v>"), "B2 的值“9_6”写法不对"),
    "a number in other digits": (lambda: changed(b"<v>96</v>", "<v>٩٦</v>".encode()), "B2 的值"),
    "a number that is none": (lambda: changed(b"<v>96</v>", b"<v>nan</v>"), "B2 的值“nan”写法不对"),
    "a number without end": (lambda: changed(b"<v>96</v>", b"<v>" + b"9" * 5000 + b"</v>"), "B2 的值"),
    "a string from behind": (lambda: changed(b't="n"><v>96</v>', b't="s"><v>-1</v>'), "B2 的值“-1”写法不对"),
    "a string there is not": (lambda: changed(b't="n"><v>96</v>', b't="s"><v>7</v>'), "内容不合 .xlsx 的写法"),
    "neither true nor false": (lambda: changed(b't="n"><v>96</v>', b't="b"><v>96</v>'), "B2 的值“96”写法不对"),
    "a sheet nobody lists": (_with("xl/worksheets/sheet9.xml", b"<worksheet/>"), "目录里没有"),
    "two sheets of one name": (
        lambda: changed(b"</sheets>", '<sheet name="基本情况" sheetId="9"/></sheets>'.encode(), "xl/workbook.xml"),
        "有两张表都叫“基本情况”",
    ),
    "too many sheets": (
        lambda: changed(
            b"</sheets>", b"".join(b'<sheet name="%d"/>' % n for n in range(30)) + b"</sheets>", "xl/workbook.xml"
        ),
        "超过 30 张的上限",
    ),
    "too many elements": (lambda: changed(b"</sheetData>", _elements(2_000_001) + b"</sheetData>"), "个元素的上限"),
    "laughs by the billion": (_laughs, "DOCTYPE"),
    "another encoding by name": (
        lambda: changed(b"<worksheet", b'<?xml version="1.0" encoding="GB2312"?><worksheet'),
        "编码是 GB2312",
    ),
    "too many merges": (
        lambda: changed(
            b"</sheetData>", b"</sheetData><mergeCells>" + b'<mergeCell ref="D1:D2"/>' * 2001 + b"</mergeCells>"
        ),
        "合并单元格超过",
    ),
    "the strict dialect": (
        lambda: changed(
            b"http" + b"://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http" + b"://purl.oclc.org/ooxml/spreadsheetml/main",
            "xl/workbook.xml",
        ),
        "严格 Open XML",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_trusted_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    """One error, no figure: nothing of it is believed.  The message names the file and says how to save it again."""
    make, said = REFUSED[name]
    made = reading(tmp_path, make())
    assert [d.code for d in made.diagnostics] == ["E101"]
    assert said in sentence(made.diagnostics[0]) and "2019-03/台账.xlsx" in sentence(made.diagnostics[0])
    assert "另存为" in remedy(made.diagnostics[0])
    assert not figures(made)


MEASURE = """
import resource, sys
from pathlib import Path
from reportgen.model.period import Period
from reportgen.readers.ledgers import read_period
for folder in sorted(Path(sys.argv[1]).iterdir()):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    made = read_period(folder, Period(2019, 3))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(folder.name, f"{seconds:.2f}", after.ru_maxrss >> 10, *(d.code for d in made.diagnostics))
"""


def test_a_refusal_costs_little(tmp_path: Path) -> None:
    """Each within five seconds of work and 500 MB, measured in the process that reads."""
    everything = {**{k: (v[0], ".xlsx") for k, v in REFUSED.items()}, **{k: (v[0], ".csv") for k, v in TEXTS.items()}}
    for number, (make, suffix) in enumerate(everything.values()):
        folder = tmp_path / f"{number:03}" / str(PERIOD)
        folder.mkdir(parents=True)
        (folder / f"基本情况{suffix}").write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    measured = dict(zip(everything, (line.split() for line in done.stdout.splitlines()), strict=True))
    assert {name: m for name, m in measured.items() if float(m[1]) > 5 or int(m[2]) > 500} == {}
    assert all(len(m) > 3 and m[3].startswith("E1") for m in measured.values()), measured


def test_what_is_refused_does_not_hide_what_can_be_read(tmp_path: Path) -> None:
    """Both files are spoken of, or used."""
    reading(tmp_path, packed(workbook()))
    made = reading(tmp_path, b"<html>", "别的.xlsx")
    assert figures(made) == ["96", "64.5"]
    assert [str(d.origins[0]) for d in made.diagnostics] == ["2019-03/别的.xlsx"]


def _without_places() -> bytes:
    parts = workbook()
    return packed(parts | {SHEET: re.sub(rb' r="[A-Z]*[0-9]+"', b"", parts[SHEET])})


def _prefixed() -> bytes:
    parts = workbook()
    tags = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", parts[SHEET]).replace(b"xmlns=", b"xmlns:x=", 1)
    return packed(parts | {SHEET: tags})


def _rich() -> bytes:
    rich = "<is><r><t>乡</t></r><r><rPr><b/></rPr><t>镇</t></r></is>".encode()
    return changed(b"<is><t>&#20065;&#38215;</t></is>", rich)


READ: dict[str, Callable[[], bytes]] = {
    "a dimension too small, as some programs write it": lambda: changed(b'ref="A1:C3"', b'ref="A1:A1"'),
    "a dimension too large": lambda: changed(b'ref="A1:C3"', b'ref="A1:XFD1048576"'),
    "a dimension of one cell": lambda: changed(b'ref="A1:C3"', b'ref="A1"'),
    "no dimension": lambda: changed(b'<dimension ref="A1:C3"/>', b""),
    "formats to the end of the sheet": lambda: changed(
        b"</row></sheetData>", b'</row><row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
    ),
    "no places at rows and cells": _without_places,
    "prefixes": _prefixed,
    "rich text": _rich,
    "a number with an exponent": lambda: changed(b"<v>96</v>", b"<v>9.6E1</v>"),
    "a formula with its result": lambda: changed(b"<v>96</v>", b"<f>90+6</f><v>96</v>"),
    "an empty text as a formula's result": lambda: changed(
        b"</c></row></sheetData>", b'</c><c r="D3" t="str"><f>IF(1,"","")</f><v></v></c></row></sheetData>'
    ),
    "a sign that XML cannot hold, written out": lambda: changed(b"&#20065;&#38215;", b"_x4E61_&#38215;_x000D_"),
    "elements of a program's own": lambda: changed(
        b"</sheetData>", b'</sheetData><extLst><ext uri="x"><f>A9</f></ext></extLst>'
    ),
}


@pytest.mark.parametrize("name", READ)
def test_what_is_odd_and_sound_is_read(name: str, tmp_path: Path) -> None:
    """The same two figures, and nothing to remark on."""
    made = reading(tmp_path, READ[name]())
    assert figures(made) == ["96", "64.5"]
    assert [row.identity for row in made.ledger["basics"]] == ["乡镇", "村"]
    assert not made.diagnostics


def test_nobody_is_asked_over_the_net(tmp_path: Path) -> None:
    """An entity kept elsewhere is refused before anyone fetches it."""
    with socket.create_server(("localhost", 0)) as server:
        server.settimeout(0.2)
        address = "{}://localhost:{}/x".format("http", server.getsockname()[1])
        named = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{address}">]><worksheet'.encode()
        assert "DOCTYPE" in sentence(reading(tmp_path, changed(b"<worksheet", named)).diagnostics[0])
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was counted and what was read must be one: somebody is saving it this moment."""
    first = os.fstat

    def grown(descriptor: int) -> os.stat_result:
        with (tmp_path / str(PERIOD) / "台账.xlsx").open("ab") as stream:
            stream.write(b"more")
        return first(descriptor)

    monkeypatch.setattr(os, "fstat", grown)
    made = reading(tmp_path, packed(workbook()))
    assert "正在被改动" in sentence(made.diagnostics[0])


@pytest.mark.parametrize("name", ["台账.xls", "台账.et", "台账.ods", "台账.xlsb"])
def test_a_ledger_in_another_format_is_not_passed_over(name: str, tmp_path: Path) -> None:
    """It may hold half the county: an error, not silence."""
    made = reading(tmp_path, b"x", name)
    assert [d.code for d in made.diagnostics] == ["E101"]
    assert "格式不能读取" in sentence(made.diagnostics[0]) and name in sentence(made.diagnostics[0])


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe in the folder would never end."""
    (tmp_path / str(PERIOD)).mkdir()
    os.mkfifo(tmp_path / str(PERIOD) / "管道.xlsx")
    made = read_period(tmp_path, PERIOD)
    assert "不是普通文件" in sentence(made.diagnostics[0])


def test_a_link_out_of_the_folder_is_refused_and_one_within_is_followed(tmp_path: Path) -> None:
    """Ledgers come from the folder of the month."""
    reading(tmp_path, packed(workbook()))
    (tmp_path / "外面.xlsx").write_bytes(packed(workbook()))
    (tmp_path / str(PERIOD) / "链接.xlsx").symlink_to(tmp_path / "外面.xlsx")
    made = read_period(tmp_path, PERIOD)
    assert [d.code for d in made.diagnostics] == ["E101"]
    assert "文件夹以外的链接" in sentence(made.diagnostics[0])


def test_lock_files_of_editors_are_passed_over(tmp_path: Path) -> None:
    """~$ files stand beside a workbook that is open."""
    reading(tmp_path, packed(workbook()))
    assert not reading(tmp_path, b"x", "~$台账.xlsx").diagnostics


@pytest.mark.parametrize("part, code", [("xl/vbaProject.bin", "W111"), ("xl/externalLinks/externalLink1.xml", "W112")])
def test_macros_and_other_workbooks_are_remarked_on(part: str, code: str, tmp_path: Path) -> None:
    """They are read, never run, and said."""
    made = reading(tmp_path, _with(part, b"<externalLink/>")())
    assert [d.code for d in made.diagnostics] == [code]
    assert figures(made) == ["96", "64.5"]


def test_figures_from_another_workbook_are_named(tmp_path: Path) -> None:
    """Of a formula that looks into another file the result stored last is read, and its cell is said."""
    made = reading(tmp_path, changed(b"<v>96</v>", b"<f>[1]Sheet1!A1*2</f><v>96</v>"))
    assert figures(made) == ["96", "64.5"]
    assert [d.code for d in made.diagnostics] == ["W112"]
    assert "基本情况!B2" in sentence(made.diagnostics[0])


HIDDEN: dict[str, tuple[bytes, bytes, str, str]] = {
    "a sheet": (b'state="visible"', b'state="hidden"', "xl/workbook.xml", "基本情况"),
    "a very hidden sheet": (b'state="visible"', b'state="veryHidden"', "xl/workbook.xml", "基本情况"),
    "a row": (b'<row r="3"', b'<row r="3" hidden="1"', SHEET, "3:3"),
    "columns": (b"<sheetData>", b'<cols><col min="2" max="900" hidden="true"/></cols><sheetData>', SHEET, "B:C"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_hidden_is_read_and_said_by_number(name: str, tmp_path: Path) -> None:
    """It counts, and somebody should look at it."""
    old, new, part, said = HIDDEN[name]
    made = reading(tmp_path, changed(old, new, part))
    assert [d.code for d in made.diagnostics] == ["W110"]
    assert f"照样计入：{said}" in sentence(made.diagnostics[0])
    assert figures(made) == ["96", "64.5"]


def _hungry(*_: object) -> NoReturn:
    raise AssertionError(len([bytearray(1 << 20) for _ in range(4096)]))


def _fatal(*_: object) -> NoReturn:
    os.abort()


def _endless(*_: object) -> NoReturn:
    while True:
        time.sleep(1)


def _odd(*_: object) -> NoReturn:
    raise IndexError("list index out of range")


@pytest.mark.parametrize(
    "happens, said",
    [(_hungry, "内存超限"), (_fatal, "程序中止"), (_endless, "超过 1 秒"), (_odd, "IndexError")],
)
def test_whatever_happens_to_the_reader_the_build_goes_on(
    happens: Callable[..., NoReturn], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory, a crash of the interpreter, no end: one error with its reason."""
    from reportgen.readers import apart

    monkeypatch.setattr(apart, "SECONDS", 1 if happens is _endless else 60)
    monkeypatch.setattr(apart, "MEGABYTES", 100)
    monkeypatch.setattr(apart, "read", happens)
    made = reading(tmp_path, packed(workbook()))
    assert [d.code for d in made.diagnostics] == ["E101"]
    assert said in sentence(made.diagnostics[0])


@pytest.mark.parametrize("name", ["基本情况.csv", "x.xlsx"])
def test_a_text_longer_than_a_cell_holds_is_refused(name: str, tmp_path: Path) -> None:
    """32 768 characters: whoever writes it into a workbook again would lose the end."""
    parts, long = workbook(), "长" * 32_768
    cell = f'<c r="A2" t="inlineStr"><is><t>{long}</t></is></c>'.encode()
    parts[SHEET] = re.sub(rb'<c r="A2".*?</c>', cell, parts[SHEET])
    data = packed(parts) if name.endswith("xlsx") else f"指标,数值,单位\n{long},96,个\n".encode()
    made = reading(tmp_path, data, name)
    assert [d.code for d in made.diagnostics] == ["E101"] and "有的格超过 32767 字" in sentence(made.diagnostics[0])


# -- CSV

TEXT = "指标,数值,单位\n乡镇,96,个\n村,64.5,个\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_either_encoding(encoding: str, tmp_path: Path) -> None:
    """As the headings show."""
    assert figures(reading(tmp_path, TEXT.encode(encoding), "基本情况.csv")) == ["96", "64.5"]


TEXTS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a field too many": (lambda: TEXT.replace("乡镇,96,个", "乡镇,96,个,3").encode(), "E113", "基本情况.csv!2："),
    "a field too few": (lambda: TEXT.replace("乡镇,96,个", "乡镇,96").encode(), "E113", "有 2 个字段，表头有 3 个"),
    "every line a field too many": (lambda: TEXT.replace("个\n", "个,1\n").encode(), "E113", "有 4 个字段"),
    "an open quotation mark": (lambda: TEXT.replace("乡镇", '"乡镇').encode(), "E101", "引号或分隔符有误"),
    "a quotation mark in the middle": (lambda: TEXT.replace("乡镇", '"乡"镇').encode(), "E101", "第 2 行的引号"),
    "a field of a megabyte": (lambda: TEXT.encode() + b"x" * (200 << 10), "E101", "引号或分隔符有误"),
    "a line of two megabytes": (lambda: TEXT.encode() + b"x," * (1 << 20), "E101", "第 4 行太长"),
    "a million headings": (lambda: b"x," * 1_000_000, "E101", "太长"),
    "six hundred headings": (lambda: b"x," * 600 + b"\n" + TEXT.encode(), "E101", "500 个字段的上限"),
    "many lines": (lambda: TEXT.encode() + "村,1,个\n".encode() * 20_000, "E101", "20000 行"),
    "UTF-16": (lambda: TEXT.encode("utf-16"), "E101", "NUL"),
    "a nought in it": (lambda: TEXT.replace("96", "9\x006").encode(), "E101", "NUL"),
    "no encoding": (lambda: b"\xff\xff\xff", "E101", "既不是 UTF-8 也不是 GB18030"),
    "semicolons": (lambda: TEXT.replace(",", ";").encode(), "E102", "找不到表头"),
    "Big5": (lambda: TEXT.replace("标", "標").replace("数", "數").encode("big5", "replace"), "E10", ""),
}


@pytest.mark.parametrize("name", TEXTS)
def test_csv_that_has_slipped_is_refused(name: str, tmp_path: Path) -> None:
    """Another number of fields, an open quotation mark, another encoding: an error with file and line, no silence."""
    make, code, said = TEXTS[name]
    first = reading(tmp_path, make(), "基本情况.csv").diagnostics[0]
    assert first.code.startswith(code)
    assert said in sentence(first) and "2019-03/基本情况.csv" in sentence(first)


@pytest.mark.parametrize(
    "text",
    [
        "sep=,\n" + TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("乡镇", '"乡镇"'),
        TEXT + "\n\n",
        "清河区基本情况,,\n" + TEXT,
    ],
)
def test_csv_as_programs_write_it_is_read(text: str, tmp_path: Path) -> None:
    """A sep= line, other line ends, quotation marks, blank lines, a title."""
    made = reading(tmp_path, text.encode(), "基本情况.csv")
    assert figures(made) == ["96", "64.5"]
    assert not made.diagnostics


def test_csv_of_two_readings_is_refused(tmp_path: Path) -> None:
    """GB18030 bytes that are sound UTF-8 too, with known headings either way: nobody can tell."""
    names = frozenset(
        {"指标", "数值", "学校".encode("gb18030").decode("utf-8"), "一".encode("gb18030").decode("utf-8")}
    )
    data = "学校,一\n".encode("gb18030") + b"1,2\n"
    headings = names | {"学校", "一"}
    with pytest.raises(UnreadableFile, match="两种读法"):
        read(data, "2019-03/基本情况.csv", headings)


@pytest.mark.parametrize("second", ["基本情况", " 基本情况 ", "基本情况（2）", "县情"])
def test_a_sheet_in_two_files_is_refused(second: str, tmp_path: Path) -> None:
    """Which of two counts nobody can say; blanks and brackets in the tab's name make no other sheet."""
    reading(tmp_path, packed(workbook()), "甲.xlsx")
    other = changed('name="基本情况"'.encode(), f'name="{second}"'.encode(), "xl/workbook.xml")
    made = reading(tmp_path, other, "乙.xlsx")
    assert [d.code for d in made.diagnostics] == ["E105"]
    assert "乙.xlsx" in sentence(made.diagnostics[0]) and "甲.xlsx" in sentence(made.diagnostics[0])

"""Files that are not what they seem, or would bring a reader down: refused, each with its reason, and the rest goes on."""

import io
import os
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from openpyxl import Workbook

from reportgen.messages import sentence
from reportgen.model.period import Period
from reportgen.readers.ledgers import Reading, read_period

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


def _word() -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
    "the old format": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧的 .xls 格式"),
    "a web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "网页文件"),
    "plain text": ("指标,数值".encode, "不是 Excel 工作簿"),
    "a Word file": (_word, "Word 文件"),
    "a file cut short": (lambda: packed(workbook())[:-400], "不是 Excel 工作簿，或已损坏"),
    "a flipped byte": (_crc, "损坏"),
    "too many parts": (lambda: packed([*workbook().items(), *((f"x{n}", b"") for n in range(1001))]), "1000 个的上限"),
    "one name twice": (_with("XL/worksheets/Sheet1.xml", b"<worksheet/>"), "两个同名部件"),
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
    """One error, no figure, and within five seconds: nothing of it is believed."""
    make, said = REFUSED[name]
    data, begun = make(), time.monotonic()
    made = reading(tmp_path, data)
    assert time.monotonic() - begun < 5
    assert [d.code for d in made.diagnostics] == ["E101"]
    assert said in sentence(made.diagnostics[0])
    assert not figures(made)


def test_what_is_refused_does_not_hide_what_can_be_read(tmp_path: Path) -> None:
    """Both files are spoken of, or used."""
    reading(tmp_path, packed(workbook()))
    made = reading(tmp_path, b"<html>", "别的.xlsx")
    assert figures(made) == ["96", "64.5"]
    assert [str(d.origins[0]) for d in made.diagnostics] == ["2019-03/别的.xlsx"]


@pytest.mark.parametrize("size", [b"A1:A1", b"A1:XFD1048576", b"A1"])
def test_a_wrong_dimension_is_not_believed(size: bytes, tmp_path: Path) -> None:
    """Some programs write A1:A1 whatever the sheet holds."""
    made = reading(tmp_path, changed(b'<dimension ref="A1:C3"', b'<dimension ref="%s"' % size))
    assert figures(made) == ["96", "64.5"]


def test_formats_to_the_end_of_the_sheet_are_no_content(tmp_path: Path) -> None:
    """An empty cell with a border in row 1048576 is no reason to refuse."""
    far = b'</row><row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
    made = reading(tmp_path, changed(b"</row></sheetData>", far))
    assert figures(made) == ["96", "64.5"]
    assert not made.diagnostics


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


def test_hidden_sheets_are_read_and_said(tmp_path: Path) -> None:
    """What is hidden counts, and somebody should look at it."""
    made = reading(tmp_path, changed(b'state="visible"', b'state="hidden"', "xl/workbook.xml"))
    assert [d.code for d in made.diagnostics] == ["W110"]
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


@pytest.mark.parametrize(
    "data, code",
    [
        (TEXT.replace("乡镇,96,个", "乡镇,96,个,3").encode(), "E113"),
        (TEXT.replace("乡镇,96,个", "乡镇,96").encode(), "E113"),
        (TEXT.replace("乡镇", '"乡镇').encode(), "E101"),
        (TEXT.encode("utf-16"), "E101"),
        (b"\xff\xff\xff", "E101"),
        (b",".join(b"x" for _ in range(600)) + b"\n" + TEXT.encode(), "E101"),
    ],
)
def test_csv_that_has_slipped_is_refused(data: bytes, code: str, tmp_path: Path) -> None:
    """Another number of fields, an open quotation mark, another encoding."""
    assert reading(tmp_path, data, "基本情况.csv").diagnostics[0].code == code

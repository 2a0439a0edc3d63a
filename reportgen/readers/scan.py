"""What must hold of a workbook before any reader opens it: a sound package, plain XML, rows in order, bounded.

Readers disagree on, or are brought down by, what is refused here; each refusal says what is wrong and where.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from reportgen.model.origin import letters

MOST_BYTES, MOST_INFLATED = 10 << 20, 100 << 20
MOST_PARTS, MOST_SHEETS, MOST_MERGES = 1000, 30, 2000
MOST_ROWS, MOST_COLUMNS = 20_000, 200
_RATIO, _GRACE = 100, 100 << 10  # inflated to stored, above so many bytes
_CHUNK = 1 << 16
_LEGACY, _ENCRYPTED = b"\xd0\xcf\x11\xe0", b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e"
_STRICT = "http" + "://purl.oclc.org/ooxml/"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
_XML = (".xml", ".rels", ".vml")


class UnreadableFile(Exception):
    """A file no grid can be made of; the text says why, in Chinese."""


@dataclass(slots=True)
class Scan:
    """What was seen: where values end, over all sheets, and what is worth a remark."""

    last_row: int = 0
    last_column: int = 0
    formulas: bool = False
    macros: bool = False
    external: bool = False
    names: dict[str, str] = field(default_factory=dict)  # part → sheet as its tab says


def scan(data: bytes) -> Scan:
    """Go through the whole package once.  Raises ``UnreadableFile``."""
    _refuse_foreign(data)
    seen = Scan()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _directory(package)
            seen.names = _names(package)
            for info in package.infolist():
                _part(package, info, seen)
    except _DAMAGE as fault:
        raise UnreadableFile("文件不完整或已损坏") from fault
    return seen


def _refuse_foreign(data: bytes) -> None:
    """What only bears the name of a workbook."""
    if len(data) > MOST_BYTES:
        raise UnreadableFile(f"文件有 {len(data) >> 20} MB，超过 {MOST_BYTES >> 20} MB 的上限")
    if data.startswith(_LEGACY):
        raise UnreadableFile("文件加了密码" if _ENCRYPTED in data else "这是旧的 .xls 格式，只是扩展名为 .xlsx")
    if not zipfile.is_zipfile(io.BytesIO(data)):
        html = data.lstrip()[:1] == b"<"
        raise UnreadableFile("这是网页文件，只是扩展名为 .xlsx" if html else "内容不是 Excel 工作簿，或已损坏")


# -- the package


def _directory(package: zipfile.ZipFile) -> None:
    """The list of parts: how many, how large, each name once."""
    parts = package.infolist()
    if len(parts) > MOST_PARTS:
        raise UnreadableFile(f"包内有 {len(parts)} 个部件，超过 {MOST_PARTS} 个的上限")
    if sum(part.file_size for part in parts) > MOST_INFLATED:
        raise UnreadableFile(f"解压后超过 {MOST_INFLATED >> 20} MB 的上限")
    names: set[str] = set()
    for part in parts:
        name = part.filename.lower()
        if name in names:
            raise UnreadableFile(f"包内有两个同名部件“{part.filename}”，不知道以哪个为准")
        names.add(name)
        if part.flag_bits & 1:
            raise UnreadableFile("文件加了密码")
    if "xl/workbook.xml" not in names:
        kind = "这是 Word 文件" if "word/document.xml" in names else "压缩包里没有工作簿"
        raise UnreadableFile(f"{kind}，只是扩展名为 .xlsx")


def _names(package: zipfile.ZipFile) -> dict[str, str]:
    """Part → the sheet's name, as the workbook and its relations give them."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            path = attributes.get("Target", "")
            whole = path.lstrip("/") if path.startswith("/") else posixpath.normpath(f"xl/{path}")
            targets[attributes.get("Id", "")] = whole

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if any(value.startswith(_STRICT) for value in attributes.values()):
            raise UnreadableFile("这是“严格 Open XML”格式")
        if name == "sheet":
            sheets.append((attributes.get("name", ""), attributes.get("id", "")))

    for part, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if part in package.namelist():
            _parse(package, package.getinfo(part), part, handler)
    if len(sheets) > MOST_SHEETS:
        raise UnreadableFile(f"有 {len(sheets)} 张表，超过 {MOST_SHEETS} 张的上限")
    return {targets[ident]: name for name, ident in sheets if ident in targets}


def _part(package: zipfile.ZipFile, info: zipfile.ZipInfo, seen: Scan) -> None:
    name = info.filename
    seen.macros = seen.macros or name.lower().endswith("vbaproject.bin")
    seen.external = seen.external or name.lower().startswith("xl/externallinks/")
    if name in seen.names:
        reader = _SheetScan(seen.names[name], seen)
        _parse(package, info, f"“{seen.names[name]}”表", reader.start, reader.end)
    elif name.lower().endswith(_XML):
        _parse(package, info, name, lambda tag, attributes: None)
    else:
        for _ in _chunks(package, info):
            pass


def _chunks(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces, counted as it comes: what the directory says of its size need not be so."""
    size = 0
    with package.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > MOST_INFLATED or (size > _GRACE and size > _RATIO * max(info.compress_size, 1)):
                raise UnreadableFile("压缩得异常紧，可能是恶意文件")
            yield chunk


# -- the XML


def _parse(
    package: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    where: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
) -> None:
    """One part through expat: well formed to its end, UTF-8, without a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise UnreadableFile(f"{where}里有文档类型声明（DOCTYPE），正常的工作簿没有")

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower().replace("_", "-") not in ("utf-8", "utf8", "us-ascii"):
            raise UnreadableFile(f"{where}的编码是 {encoding}，应为 UTF-8")

    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declared
    parser.StartElementHandler = lambda tag, attributes: start(
        _local(tag), {_local(k): v for k, v in attributes.items()}
    )
    if end is not None:
        parser.EndElementHandler = lambda tag: end(_local(tag))
    try:
        for number, chunk in enumerate(_chunks(package, info)):
            if number == 0 and chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise UnreadableFile(f"{where}的编码是 UTF-16，应为 UTF-8")
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as fault:
        raise UnreadableFile(f"{where}的内容已损坏（第 {fault.lineno} 行）") from fault


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _SheetScan:
    """Rows and cells of one sheet: in order, each once, within bounds where they hold a value."""

    def __init__(self, name: str, seen: Scan) -> None:
        self._name, self._seen = name, seen
        self._row = self._column = self._merges = 0
        self._valued = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == "c":
            self._cell(attributes.get("r", ""))
        elif tag == "row":
            self._begin_row(attributes.get("r", ""))
        elif tag in ("v", "is", "f"):
            self._seen.formulas = self._seen.formulas or tag == "f"
            self._value()
        elif tag == "mergeCell":
            self._merges += 1
            if self._merges > MOST_MERGES:
                raise UnreadableFile(f"“{self._name}”表的合并单元格超过 {MOST_MERGES} 处")

    def end(self, tag: str) -> None:
        """An element ends; only the start tells anything."""

    def _begin_row(self, written: str) -> None:
        number = int(written) if written.isascii() and written.isdigit() else self._row + 1
        if number <= self._row:
            raise UnreadableFile(f"“{self._name}”表第 {number} 行出现在第 {self._row} 行之后，行的次序是乱的")
        self._row, self._column = number, 0

    def _cell(self, reference: str) -> None:
        if not reference:
            self._column += 1
            return
        found = _REFERENCE.fullmatch(reference)
        column = _number(found[1]) if found else 0
        if found is None or int(found[2]) != self._row or column <= self._column:
            raise UnreadableFile(f"“{self._name}”表的单元格 {reference} 重复，或不在它的行列次序上")
        self._column = column

    def _value(self) -> None:
        if self._row > MOST_ROWS or self._column > MOST_COLUMNS:
            where = f"{letters(self._column)}{self._row}"
            raise UnreadableFile(
                f"“{self._name}”表在 {where} 还有内容，超过 {MOST_ROWS} 行 {MOST_COLUMNS} 列的上限，请删去多余的行列"
            )
        self._seen.last_row = max(self._seen.last_row, self._row)
        self._seen.last_column = max(self._seen.last_column, self._column)


def _number(letters: str) -> int:
    number = 0
    for sign in letters:
        number = number * 26 + ord(sign) - 64
    return number

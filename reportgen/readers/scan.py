"""What must hold of a workbook before any reader opens it: a sound package, plain XML, rows in order, bounded.

Readers disagree on, or are brought down by, what is refused here; each refusal says what is wrong and where.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from reportgen.readers.sheetscan import SheetFacts, SheetScan, UnreadableFile

MOST_BYTES, MOST_INFLATED = 10 << 20, 100 << 20
MOST_PARTS, MOST_SHEETS, MOST_ELEMENTS = 1000, 30, 2_000_000
_RATIO, _GRACE = 100, 100 << 10  # inflated to stored, above so many bytes
_CHUNK = 1 << 16
_LEGACY, _ENCRYPTED = b"\xd0\xcf\x11\xe0", b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e"
_STRICT = "http" + "://purl.oclc.org/ooxml/"
_DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
_XML = (".xml", ".rels", ".vml")


@dataclass(slots=True)
class Scan:
    """What was seen: every sheet by its part, and what is worth a remark."""

    sheets: dict[str, SheetFacts] = field(default_factory=dict)  # by part, named as the tab says
    elements: int = 0
    macros: bool = False
    external: bool = False

    def sheet(self, name: str) -> SheetFacts:
        """The facts of the sheet with this name.  Raises ``UnreadableFile`` when the workbook lists none such."""
        for facts in self.sheets.values():
            if facts.name == name:
                return facts
        raise UnreadableFile(f"工作簿的目录里没有“{name}”表")


def scan(data: bytes) -> Scan:
    """Go through the whole package once.  Raises ``UnreadableFile``."""
    _refuse_foreign(data)
    seen = Scan()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _directory(package)
            seen.sheets = {part: SheetFacts(name) for part, name in _names(package).items()}
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
        raise UnreadableFile(_foreign_kind(data))


def _foreign_kind(data: bytes) -> str:
    if data.startswith(b"PK"):
        return "文件不完整或已损坏，可能没有复制完"
    if data.lstrip()[:1] == b"<":
        return "这是网页文件，只是扩展名为 .xlsx"
    if data.startswith(b"%PDF"):
        return "这是 PDF 文件，只是扩展名为 .xlsx"
    if data and b"\0" not in data:
        return "这是文本文件（如 CSV），只是扩展名为 .xlsx"
    return "内容不是 Excel 工作簿，或已损坏"


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
            idents = (value for key, value in attributes.items() if key.rpartition(":")[2] == "id")
            sheets.append((attributes.get("name", ""), next(idents, "")))

    for part, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if part in package.namelist():
            _parse(package, package.getinfo(part), part, handler)
    if len(sheets) > MOST_SHEETS:
        raise UnreadableFile(f"有 {len(sheets)} 张表，超过 {MOST_SHEETS} 张的上限")
    names = [name.casefold() for name, _ in sheets]
    if twice := next((name for name, _ in sheets if names.count(name.casefold()) > 1), ""):
        raise UnreadableFile(f"有两张表都叫“{twice}”")
    return {targets[ident]: name for name, ident in sheets if ident in targets}


def _part(package: zipfile.ZipFile, info: zipfile.ZipInfo, seen: Scan) -> None:
    name = info.filename
    seen.macros = seen.macros or name.lower().endswith("vbaproject.bin")
    seen.external = seen.external or name.lower().startswith("xl/externallinks/")
    if not name.lower().endswith(_XML) and name not in seen.sheets:
        for _ in _chunks(package, info):
            pass
        return
    facts = seen.sheets.get(name)
    reader = SheetScan(facts) if facts is not None else None
    began = seen.elements

    def start(tag: str, attributes: dict[str, str]) -> None:
        seen.elements += 1
        if seen.elements > MOST_ELEMENTS:
            raise UnreadableFile(f"内容超过 {MOST_ELEMENTS // 10_000} 万个元素的上限，请删去多余的行列和格式")
        if reader is not None:
            reader.start(tag, attributes)
        elif seen.elements == began + 1 and tag == "worksheet":
            raise UnreadableFile(f"工作簿的目录里没有 {name} 这张表")

    _parse(package, info, f"“{facts.name}”表" if facts else name, start, reader)


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
    reader: SheetScan | None = None,
) -> None:
    """One part through expat: well formed to its end, UTF-8, without a document type.  Names come without prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise UnreadableFile(f"{where}里有文档类型声明（DOCTYPE），正常的工作簿没有")

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower().replace("_", "-") not in ("utf-8", "utf8", "us-ascii"):
            raise UnreadableFile(f"{where}的编码是 {encoding}，应为 UTF-8")

    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declared
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if reader is not None:
        reader.attach(parser)
    try:
        for number, chunk in enumerate(_chunks(package, info)):
            if number == 0 and chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise UnreadableFile(f"{where}的编码是 UTF-16，应为 UTF-8")
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as fault:
        raise UnreadableFile(f"{where}的内容已损坏（第 {fault.lineno} 行）") from fault

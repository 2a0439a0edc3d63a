"""Workbooks of plain tables, written as strings: XlsxWriter takes four times as long over twenty thousand links.

Everything is a value or a text; nothing a cell holds can become a formula.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from reportgen.writers.opc import CONTENT_TYPES, zipped

MOST_LINKS = 65_530
"""Links a sheet may hold (Excel's limit); what is beyond is plain text."""
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
"""Text a cell may hold (Excel's limits)."""
COMPRESSION = 6
"""An eighth smaller than at 3 for little time: the file lies in every PDF."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BARE = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_UNSAFE = re.compile(r'[%#\s"<>\[\]^`{}]')
_HEAD, _TEXT, _LONG, _NUMBER, _LINK = range(1, 6)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="3"><font><sz val="10"/><name val="宋体"/></font>'
    '<font><b/><sz val="10"/><name val="宋体"/></font>'
    '<font><u/><sz val="10"/><color rgb="FF0563C1"/><name val="宋体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEF2F7"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    + "".join(
        f'<xf numFmtId="{form}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1"'
        f' applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top"{wrap}/></xf>'
        for form, font, fill, wrap in (
            (49, 1, 2, ""),
            (49, 0, 0, ""),
            (49, 0, 0, ' wrapText="1"'),
            (0, 0, 0, ""),
            (49, 2, 0, ""),
        )
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Link(NamedTuple):
    """Text that leads somewhere: a ``place`` (``'学校名册'!AE112``) in this workbook, or in the file ``target``."""

    text: str
    target: str = ""
    place: str = ""


Content = str | Decimal | Link


@dataclass(slots=True)
class Table:
    """One sheet: ``heads`` with widths in characters; ``long`` are columns whose text is broken into lines."""

    name: str
    heads: dict[str, int]
    long: frozenset[int] = frozenset()
    rows: list[str] = field(default_factory=list)
    links: list[tuple[str, Link]] = field(default_factory=list)

    @property
    def next(self) -> int:
        """The row that is added next, as Excel counts."""
        return len(self.rows) + 2

    def add(self, cells: Sequence[Content]) -> None:
        """One row; what Excel cannot hold, beyond its number of rows, is left out."""
        row = self.next
        if row <= MOST_ROWS:
            made = [self._cell(row, column, value) for column, value in enumerate(cells) if value != ""]
            self.rows.append(f'<row r="{row}">{"".join(made)}</row>')

    def _cell(self, row: int, column: int, value: Content) -> str:
        at = f"{letters(column)}{row}"
        if isinstance(value, Decimal):
            return f'<c r="{at}" s="{_NUMBER}"><v>{float(value):.15g}</v></c>'
        if isinstance(value, str):
            return text(at, value, _LONG if column in self.long else _TEXT)
        if not (value.target or value.place) or len(self.links) >= MOST_LINKS:
            return text(at, value.text, _TEXT)
        self.links.append((at, value))
        return text(at, value.text, _LINK)


def text(at: str, words: str, style: int) -> str:
    """A cell of text, as text: ``=1+1`` stays what it is, a control character is spelt out (``_x0001_``)."""
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_written(words)}</t></is></c>'


@lru_cache(maxsize=4096)
def _written(words: str) -> str:
    """Remembered, for a column says the same words in row after row."""
    return escape(_BARE.sub(lambda found: f"_x{ord(found[0]):04X}_", words[:MOST_CHARACTERS]), quote=False)


@lru_cache(maxsize=256)
def letters(column: int) -> str:
    """A column's name from its number from zero: A … Z, AA …."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def workbook(tables: Sequence[Table], title: str, made: date) -> bytes:
    """The file; the same tables give the same bytes."""
    sheets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(tables) + 1)]
    parts = {
        "_rels/.rels": _relations(
            [("rId1", "officeDocument", "xl/workbook.xml"), ("rId2", "extended-properties", "docProps/app.xml")],
            f'<Relationship Id="rId3" Type="{_PACKAGE}/relationships/metadata/core-properties"'
            ' Target="docProps/core.xml"/>',
        ),
        "docProps/app.xml": f'{_XML}<Properties xmlns="{_OFFICE}/extended-properties"><Application>reportgen'
        "</Application></Properties>",
        "docProps/core.xml": _core(title, made),
        "xl/_rels/workbook.xml.rels": _relations([*sheets, ("rIdStyles", "styles", "styles.xml")]),
        "xl/styles.xml": _STYLES,
        "xl/workbook.xml": _book(tables),
        CONTENT_TYPES: _types(len(tables)),
    }
    for number, table in enumerate(tables, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(table, first=number == 1)
        if outward := [(f"rId{n}", link) for n, (_, link) in enumerate(table.links, start=1) if link.target]:
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _outward(outward)
    return zipped({name: xml.encode() for name, xml in parts.items()}, COMPRESSION)


def _sheet(table: Table, *, first: bool) -> str:
    """Frozen heading, filter, widths, and the printed page: A4 across, as wide as the paper."""
    last = letters(len(table.heads) - 1)
    heads = "".join(text(f"{letters(n)}1", head, _HEAD) for n, head in enumerate(table.heads))
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(table.heads.values(), 1)
    )
    selected = ' tabSelected="1"' * first
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><sheetPr><pageSetUpPr fitToPage="1"/>'
        f'</sheetPr><dimension ref="A1:{last}{table.next - 1}"/><sheetViews><sheetView{selected} workbookViewId="0">'
        '<pane xSplit="2" ySplit="1" topLeftCell="C2" activePane="bottomRight" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData><row r="1" ht="24" customHeight="1">'
        f'{heads}</row>{"".join(table.rows)}</sheetData><autoFilter ref="A1:{last}{table.next - 1}"/>'
        f'{_links(table)}<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    )


def _links(table: Table) -> str:
    made = []
    for number, (at, link) in enumerate(table.links, start=1):
        target = f' r:id="rId{number}"' if link.target else ""
        place = f' location="{escape(link.place)}"' if link.place else ""
        made.append(f'<hyperlink ref="{at}"{target}{place}/>')
    return f"<hyperlinks>{''.join(made)}</hyperlinks>" if made else ""


def _outward(links: Iterable[tuple[str, Link]]) -> str:
    kind = f"{_OFFICE}/relationships/hyperlink"
    return _relations(
        (),
        "".join(
            f'<Relationship Id="{ident}" Type="{kind}" Target="{_address(link.target)}" TargetMode="External"/>'
            for ident, link in links
        ),
    )


@lru_cache(maxsize=256)
def _address(path: str) -> str:
    """A relative path as Excel writes one: Chinese as it is, what would end or split it spelt out."""
    return escape(_UNSAFE.sub(lambda found: quote(found[0]), path))


def _relations(rows: Iterable[tuple[str, str, str]], more: str = "") -> str:
    inside = "".join(
        f'<Relationship Id="{ident}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        for ident, kind, target in rows
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{inside}{more}</Relationships>'


def _book(tables: Sequence[Table]) -> str:
    sheets, names = "", ""
    for number, table in enumerate(tables, start=1):
        sheets += f'<sheet name="{table.name}" sheetId="{number}" r:id="rId{number}"/>'
        whole = f"'{table.name}'!$A$1:${letters(len(table.heads) - 1)}${table.next - 1}"
        names += (
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number - 1}" hidden="1">{whole}</definedName>'
        )
        names += (
            f'<definedName name="_xlnm.Print_Titles" localSheetId="{number - 1}">\'{table.name}\'!$1:$1</definedName>'
        )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>"
    )


def _core(title: str, made: date) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escape(title, quote=False)}</dc:title>'
        "<dc:creator>reportgen</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made.isoformat()}T00:00:00Z</dcterms:created></cp:coreProperties>'
    )


def _types(sheets: int) -> str:
    overrides = {
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "xl/styles.xml": f"{_SHEET}.styles+xml",
        "xl/workbook.xml": f"{_SHEET}.sheet.main+xml",
        **{f"xl/worksheets/sheet{n}.xml": f"{_SHEET}.worksheet+xml" for n in range(1, sheets + 1)},
    }
    inside = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{inside}</Types>'
    )

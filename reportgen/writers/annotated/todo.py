"""The sheet 整改清单: what to mend, one line each, a link to the cell, and room to say what was done."""

from lxml import etree

from reportgen.model.diagnostic import Severity
from reportgen.model.remark import TODO_HEADINGS, Remark, Todo
from reportgen.writers.annotated.package import OFFICE, WORKBOOK, Package, root, tag
from reportgen.writers.annotated.parts import clean, lines_of
from reportgen.writers.annotated.styles import COLOURS, Styles

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_WIDTHS = (6, 8, 10, 16, 11, 50, 50, 30)
_REMARK = (
    "红色是错误，必须改；黄色是警告，请核对；蓝色是提示。点“单元格”可以跳到那一格，格上的批注写着同样的话。"
    "改好后可在“整改情况”里注明；再次批注时这些字会保留。"
)


def set_todo(package: Package, todo: Todo) -> None:
    """Put the list last in the workbook, or in place of an earlier one."""
    part = package.sheets()[todo.name] if todo.replaces else _new(package, todo.name)
    package.put(part, _Sheet(package, todo).root)


def _new(package: Package, name: str) -> str:
    part = package.free("xl/worksheets/sheet{}.xml")
    package.declare(part, _TYPE)
    ident = package.relate(WORKBOOK, "worksheet", part)
    sheets = package.xml(WORKBOOK).find(tag("sheets"))
    assert sheets is not None  # noqa: S101  a workbook that was read has sheets
    number = max((int(s.get("sheetId", "0")) for s in sheets), default=0) + 1
    etree.SubElement(sheets, tag("sheet"), {"name": name, "sheetId": str(number), f"{{{OFFICE}}}id": ident})
    return part


class _Sheet:
    """The list as the XML of its sheet; all text stands in the cells themselves, never as a formula."""

    def __init__(self, package: Package, todo: Todo) -> None:
        styles = Styles(package)
        self._title = styles.cell(font="b", boxed=False)
        self._plain = styles.cell(boxed=False)
        self._head = styles.cell(font="b", colour="FFDDEBF7", centred=True)
        self._text = styles.cell()
        self._link = styles.cell(font="u")
        self._weights = {severity: styles.cell(colour=colour, centred=True) for severity, colour in COLOURS.items()}
        self.root = root("worksheet")
        self._frame()
        self._data = etree.SubElement(self.root, tag("sheetData"))
        self._links: list[tuple[str, str]] = []
        self._fill(todo)
        self._foot()

    def _frame(self) -> None:
        views = etree.SubElement(self.root, tag("sheetViews"))
        view = etree.SubElement(views, tag("sheetView"), workbookViewId="0")
        etree.SubElement(view, tag("pane"), ySplit="3", topLeftCell="A4", activePane="bottomLeft", state="frozen")
        columns = etree.SubElement(self.root, tag("cols"))
        for number, width in enumerate(_WIDTHS, start=1):
            etree.SubElement(columns, tag("col"), min=str(number), max=str(number), width=str(width), customWidth="1")

    def _fill(self, todo: Todo) -> None:
        counts = [sum(r.severity is s for r in todo.remarks) for s in Severity]
        found = "错误 {} 处，警告 {} 处，提示 {} 处".format(*counts) if todo.remarks else "没有发现问题"
        self._row([(f"整改清单：{todo.file}，{found}", self._title)])
        self._row([(_REMARK, self._plain)])
        self._row([(heading, self._head) for heading in TODO_HEADINGS])
        for number, remark in enumerate(todo.remarks, start=1):
            self._remark(number, remark)
        for line in todo.answered:
            self._row([(text, self._text) for text in line])

    def _remark(self, number: int, remark: Remark) -> None:
        cell = "、".join(remark.cells) if remark.cells else "整张表" if remark.sheet else "整个文件"
        texts = (str(number), remark.weight, remark.code, remark.sheet, cell, remark.text, remark.remedy, remark.answer)
        looks = [self._text] * len(texts)
        looks[1] = self._weights[remark.severity]
        if remark.sheet:
            looks[4] = self._link
            quoted = remark.sheet.replace("'", "''")
            row = len(self._data) + 1
            self._links.append((f"E{row}", f"'{quoted}'!{remark.cells[0] if remark.cells else 'A1'}"))
        self._row(list(zip(texts, looks, strict=True)))

    def _row(self, cells: list[tuple[str, int]]) -> None:
        number = len(self._data) + 1
        row = etree.SubElement(self._data, tag("row"), r=str(number))
        if len(cells) > 1:
            tall = max(lines_of(text, width - 1) for (text, _), width in zip(cells, _WIDTHS, strict=True))
            row.set("ht", str(16 * tall + 4))
            row.set("customHeight", "1")
        for letter, (text, look) in zip("ABCDEFGH", cells, strict=False):
            cell = etree.SubElement(row, tag("c"), r=f"{letter}{number}", s=str(look))
            if letter == "A" and text.isdigit():
                etree.SubElement(cell, tag("v")).text = text
            elif text:
                cell.set("t", "inlineStr")
                t = etree.SubElement(etree.SubElement(cell, tag("is")), tag("t"))
                t.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                t.text = clean(text)

    def _foot(self) -> None:
        if self._links:
            links = etree.SubElement(self.root, tag("hyperlinks"))
            for ref, target in self._links:
                etree.SubElement(links, tag("hyperlink"), ref=ref, location=target)
        sides = dict.fromkeys(("left", "right", "top", "bottom"), "0.4")
        etree.SubElement(self.root, tag("pageMargins"), {**sides, "header": "0.2", "footer": "0.2"})
        etree.SubElement(self.root, tag("pageSetup"), paperSize="9", orientation="landscape", fitToHeight="0")
        properties = etree.Element(tag("sheetPr"))
        etree.SubElement(properties, tag("pageSetUpPr"), fitToPage="1")
        self.root.insert(0, properties)

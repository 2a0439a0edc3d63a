"""Formats added to a workbook's own, each once however often it is asked for."""

from collections.abc import Mapping

from lxml import etree

from reportgen.model.diagnostic import Severity
from reportgen.writers.annotated.package import MAIN, STYLES, WORKBOOK, Package, put_in_order, tag

COLOURS: Mapping[Severity, str] = {
    Severity.ERROR: "FFFF9999",
    Severity.WARNING: "FFFFEB84",
    Severity.NOTE: "FF9DC3E6",
}
"""Red, yellow, blue."""

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_EDGE = '<{0} style="thin"><color rgb="FF999999"/></{0}>'
_BORDER = f"<border>{''.join(_EDGE.format(side) for side in ('left', 'right', 'top', 'bottom'))}<diagonal/></border>"

_LEAST = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="2">'
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Styles:
    """The part with a workbook's formats."""

    def __init__(self, package: Package) -> None:
        self._root = package.xml(package.target(WORKBOOK, STYLES) or _new(package))

    def differential(self, severity: Severity) -> int:
        """A coloured ground laid over a cell's own format (ECMA-376 Part 1, 18.8.14)."""
        colour = COLOURS[severity]
        fill = f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor rgb="{colour}"/></patternFill></fill>'
        return self._add("dxfs", f"<dxf>{fill}</dxf>")

    def cell(self, *, font: str = "", colour: str = "", boxed: bool = True, centred: bool = False) -> int:
        """A format for text.  ``font`` is ``b`` for bold, ``u`` for a link; ``colour`` is the ground's ARGB."""
        # the order of CT_Font's children is what Excel accepts: b, u, sz, color, name, charset
        weight, blue = (f"<{font}/>" if font else ""), ('<color rgb="FF0563C1"/>' if font == "u" else "")
        fonts = self._add("fonts", f'<font>{weight}<sz val="11"/>{blue}<name val="宋体"/><charset val="134"/></font>')
        ground = f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill></fill>'
        fill = self._add("fills", ground) if colour else 0
        border = self._add("borders", _BORDER) if boxed else 0
        place = ' horizontal="center"' if centred else ""
        wrap = f'<alignment{place} vertical="center" wrapText="1"/>' if boxed else ""
        return self._add(
            "cellXfs",
            f'<xf numFmtId="49" fontId="{fonts}" fillId="{fill}" borderId="{border}" xfId="0" applyNumberFormat="1"'
            f' applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{wrap}</xf>',
        )

    def _add(self, group: str, words: str) -> int:
        """The index of a format in its group, added when it is not there."""
        made = etree.fromstring(f'<x xmlns="{MAIN}">{words}</x>')[0]
        held = self._root.find(tag(group))
        if held is None:
            held = etree.Element(tag(group))
            put_in_order(self._root, held, _ORDER)
        wanted = _plain(made)
        for index, there in enumerate(held):
            if _plain(there) == wanted:
                return index
        held.append(made)
        held.set("count", str(len(held)))
        return len(held) - 1


def _new(package: Package) -> str:
    """The least a workbook's formats can be, for one that has none."""
    part = "xl/styles.xml"  # where openpyxl looks, whatever the relation says
    package.put(part, etree.fromstring(_LEAST))
    package.declare(part, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml")
    package.relate(WORKBOOK, STYLES, part)
    return part


def _plain(element: etree._Element) -> tuple[object, ...]:
    """An element as values that can be compared."""
    return element.tag, tuple(sorted(element.attrib.items())), tuple(_plain(child) for child in element)

"""The style sheet, made from the layout: every number below is one of its rows (GB/T 9704-2012).

All that a browser's own sheet would say of the elements used is said here too, so that WeasyPrint can do without
its own (``pdf/speed.py``).
"""

from collections.abc import Mapping
from pathlib import Path

from reportgen.fonts import FontSet
from reportgen.layout import Layout, Style
from reportgen.writers.html.table import HEAD_AIR, PADDING

FAMILY = "GW"
"""How the names of our fonts begin."""
DASH = "\u2014"
_ALIGN = {"both": "justify", "left": "left", "center": "center", "right": "right"}
_SHEET_STYLES = ("table_header", "table_cell", "page_number", "caption")

BASE = """
html,body,p,div,figure,figcaption,h1,h2,h3,h4,h5,h6{display:block;margin:0;padding:0}
head,title,meta,style{display:none}
h1,h2,h3,h4,h5,h6{font-weight:normal;break-after:avoid;break-inside:avoid;bookmark-label:content(text)}
h1{bookmark-level:1} h2{bookmark-level:2} h3{bookmark-level:3} h4{bookmark-level:4} h5{bookmark-level:5}
table{display:table;box-sizing:border-box;table-layout:fixed;width:100%;border-collapse:collapse;
text-indent:0;letter-spacing:0}
caption{display:table-caption;caption-side:top} col{display:table-column}
thead{display:table-header-group} tbody{display:table-row-group}
tr{display:table-row;break-inside:avoid;vertical-align:middle}
th,td{display:table-cell;vertical-align:middle;font-weight:normal;overflow-wrap:anywhere}
.l{text-align:left} .c{text-align:center} .r{text-align:right}
figure,.kept{break-inside:avoid} .fresh{break-before:page}
img{display:block;margin:0 auto;overflow:hidden}
.note,.signature,.signature_date{break-before:avoid} .annex_list{break-inside:avoid}
figcaption{break-before:avoid} caption{break-after:avoid}
.nb{white-space:nowrap} br::before{content:"\\A";white-space:pre-line}
"""


def family(key: str, fonts: FontSet) -> str:
    """The name a font has in the page and in the PDF: it keeps the class of type readable."""
    if key in fonts.faces:
        return FAMILY + key.capitalize()
    return FAMILY + "".join(filter(str.isalnum, Path(fonts.path(key)).stem))


def sheet(layout: Layout, fonts: FontSet, urls: Mapping[str, str]) -> str:
    """The whole sheet; ``urls`` gives the address of each font that is used."""
    rules = [f'@font-face{{font-family:{family(key, fonts)};src:url("{url}")}}' for key, url in urls.items()]
    rules += [_page(layout, fonts), BASE.strip(), _root(layout, fonts)]
    rules += [_style(name, style, layout, fonts) for name, style in layout.styles.items() if name not in _SHEET_STYLES]
    rules += [_caption(layout, fonts), *_cells(layout, fonts)]
    rules += [f".{key}{{font-family:{family(key, fonts)};line-height:1}}" for key in _spans(fonts)]
    rules += [f"th.latin,td.latin{{font-family:{family('latin', fonts)};line-height:inherit}}"]
    return "\n".join(rules)


def _spans(fonts: FontSet) -> list[str]:
    return ["latin", *(f"fallback{number}" for number in range(len(fonts.fallbacks)))]


def _root(layout: Layout, fonts: FontSet) -> str:
    body = layout.style("body")
    return (
        f"html{{font-family:{family(body.face, fonts)};font-size:{body.size:g}pt;line-height:{layout.pdf.pitch:g}pt;"
        f"letter-spacing:{tracking(body, layout):g}pt;orphans:1;widows:1;color:black}}"
    )


def tracking(style: Style, layout: Layout) -> float:
    """Points added to each character: the body's type is set 28 to a line (5.2.3), other sizes as they are."""
    return layout.pdf_tracking if style.size == layout.style("body").size else 0.0


def character(style: Style, layout: Layout) -> float:
    """How far one character advances, in points."""
    return style.size + tracking(style, layout)


def _style(name: str, style: Style, layout: Layout, fonts: FontSet) -> str:
    wide, pitch = character(style, layout), layout.pdf.pitch
    return (
        f".{name}{{font-family:{family(style.face, fonts)};font-size:{style.size:g}pt;line-height:{style.lines * pitch:g}pt;"
        f"letter-spacing:{tracking(style, layout):g}pt;text-align:{_ALIGN[style.align]};"
        f"text-indent:{style.indent * wide:.2f}pt;padding-right:{style.right * wide:.2f}pt;"
        f"margin-top:{style.before * pitch:g}pt;margin-bottom:{style.after * pitch:g}pt"
        f"{f';color:{style.colour}' if style.colour else ''}}}"
    )


def _caption(layout: Layout, fonts: FontSet) -> str:
    style = layout.style("caption")
    return (
        f"caption,figcaption{{font-family:{family(style.face, fonts)};font-size:{style.size:g}pt;"
        f"line-height:{style.lines * layout.pdf.pitch:g}pt;letter-spacing:0;text-indent:0;text-align:{_ALIGN[style.align]}}}"
    )


def _cells(layout: Layout, fonts: FontSet) -> list[str]:
    rule = f"{layout.table_rule:g}pt solid black"
    return [
        f"th,td{{padding:0 {PADDING:g}pt;border:{rule}}}",
        f".list th{{padding-top:{HEAD_AIR:g}pt}}",
        f"th{{font-family:{family(layout.style('table_header').face, fonts)}}}",
        f"td{{font-family:{family(layout.style('table_cell').face, fonts)}}}",
        ".short{background:#d9d9d9}",
        f".title+.addressee{{margin-top:{layout.pdf.pitch:g}pt}}",
        f".long{{margin-bottom:{layout.pdf.pitch / 2:g}pt}} .long+.note{{margin-top:-{layout.pdf.pitch / 2:g}pt}}",
    ]


def _page(layout: Layout, fonts: FontSet) -> str:
    at = layout.pdf
    numbers = "" if layout.poster else _number("right", layout, fonts) + _number("left", layout, fonts)
    return (
        f"@page{{size:{layout.width:g}mm {layout.height:g}mm;"
        f"margin:{at.top:g}mm {at.right:g}mm {at.bottom:g}mm {at.left:g}mm}}\n" + numbers
    )


def _number(side: str, layout: Layout, fonts: FontSet) -> str:
    """7.5: — 1 — outside, its dash ``number_drop`` below the 版心, ``number_inset`` characters in."""
    style = layout.style("page_number")
    inset = f"{layout.number_inset * style.size:g}pt"
    return (
        f"@page:{side}{{@bottom-{side}{{content:'{DASH} ' counter(page) ' {DASH}';width:{layout.text_width:g}mm;"
        f"text-align:{side};padding-{side}:{inset};vertical-align:top;padding-top:{number_top(layout):.2f}mm;"
        f"font:{style.size:g}pt {family(style.face, fonts)};line-height:{style.size:g}pt;letter-spacing:0}}}}\n"
    )


def number_top(layout: Layout) -> float:
    """Millimetres from the page's content box to the number's line: its dash stands at the middle of that line."""
    leading = (layout.pdf.pitch - layout.style("body").size) / 2 * 25.4 / 72
    dash = 0.45 * layout.style("page_number").size * 25.4 / 72
    return layout.number_drop - leading - dash

"""What ``layout.py`` says, in WordprocessingML: styles, defaults, fonts, settings, page numbers.

Children stand in the order of the schema: Word may refuse a file where they do not.
"""

from reportgen.layout import Layout, Style
from reportgen.writers.docx.markup import attribute
from reportgen.writers.docx.names import STYLES
from reportgen.writers.docx.units import half, hundredths, pt

GAP_HEIGHT = 6
"""Of the empty line between two tables, in points."""

_OFF_GRID = '<w:snapToGrid w:val="0"/>'
_NO_LINE_END = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"
# Word's own list for Simplified Chinese, and the dash: 连接号 never begins a line (GB/T 15834).
_NO_LINE_START = "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠—"


def style_properties(name: str, layout: Layout) -> tuple[str, str]:
    """``w:pPr`` and ``w:rPr`` of a style: one of ``Layout.styles``, or ``normal``, ``picture`` or ``gap``."""
    special = {"normal": _normal, "picture": _picture, "gap": _gap}
    if name in special:
        return special[name](layout)
    style = layout.style(name)
    return _paragraph(name, style, layout), _run(style, layout, latin=name != "page_number")


def default_properties(layout: Layout) -> str:
    """``w:docDefaults``: named faces, never the theme's, and the language."""
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_faces('fang', layout)}{_language(layout)}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
    )


def _language(layout: Layout) -> str:
    return f'<w:lang w:val="en-US" w:eastAsia="{attribute(layout.language)}" w:bidi="ar-SA"/>'


def latent_styles() -> str:
    """Word's other built-in styles stay out of the style pane."""
    return (
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1"'
        ' w:defQFormat="0" w:count="376"/>'
    )


def _normal(layout: Layout) -> tuple[str, str]:
    """The base of all: 3号仿宋, exact lines on the grid, Chinese line breaking, no gap at digits (5.2.2, 5.2.3)."""
    style = layout.style("body")
    paragraph = (
        '<w:pPr><w:widowControl w:val="0"/><w:kinsoku w:val="1"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:snapToGrid w:val="1"/>{_spacing(layout.word.pitch)}<w:jc w:val="both"/></w:pPr>'
    )
    return paragraph, _run(style, layout)


def _picture(layout: Layout) -> tuple[str, str]:
    """An exact line would cut a picture to its height; a little air keeps it off a table's rule."""
    spacing = '<w:spacing w:before="80" w:after="0" w:line="240" w:lineRule="auto"/>'
    return f'<w:pPr><w:keepNext/>{_OFF_GRID}{spacing}<w:jc w:val="center"/></w:pPr>', "<w:rPr/>"


def _gap(layout: Layout) -> tuple[str, str]:
    return f"<w:pPr>{_OFF_GRID}{_spacing(GAP_HEIGHT)}</w:pPr>", '<w:rPr><w:sz w:val="2"/></w:rPr>'


def _paragraph(name: str, style: Style, layout: Layout) -> str:
    word = STYLES[name]
    keep = "<w:keepNext/>" * word.keep_next + "<w:keepLines/>" * word.whole
    level = f'<w:outlineLvl w:val="{word.level}"/>' if word.level >= 0 else ""
    context = "<w:contextualSpacing/>" if style.before or style.after else ""
    off_grid, pitch = _lines(name, style, layout)
    spacing = _spacing(pitch, style.before, style.after)
    indent = _indent(name, style, layout)
    return f'<w:pPr>{keep}{off_grid}{spacing}{indent}{context}<w:jc w:val="{style.align}"/>{level}</w:pPr>'


def _lines(name: str, style: Style, layout: Layout) -> tuple[str, float]:
    """Whether a style leaves the grid, and its pitch in points."""
    if name in ("table_header", "table_cell"):
        return _OFF_GRID, layout.table_pitch
    if name in ("small_header", "small_cell"):
        return _OFF_GRID, layout.small_pitch
    if name in ("list_header", "list_cell"):
        return _OFF_GRID, layout.list_pitch
    if name == "page_number":
        return _OFF_GRID, style.size
    return "", layout.word.pitch


def _spacing(pitch: float, before: int = 0, after: int = 0) -> str:
    """Exact lines of ``pitch`` points; ``before`` and ``after`` in whole lines."""
    lines = "".join(
        f' w:{side}Lines="{hundredths(count)}"' * bool(count) + f' w:{side}="{count * pt(pitch)}"'
        for side, count in (("before", before), ("after", after))
    )
    return f'<w:spacing{lines} w:line="{pt(pitch)}" w:lineRule="exact"/>'


def _indent(name: str, style: Style, layout: Layout) -> str:
    """Indents in characters, with twips for readers that know no characters.

    The annex label is flush left (7.3.7) as two characters out and two in again: like every other paragraph it
    has a first line of two characters, so a county's tool that sets them all does not move it.
    """
    first, left = (2.0, -2.0) if name == "annex_label" else (style.indent, 0.0)
    sides = (("left", left), ("right", style.right), ("firstLine", first))
    grid = pt(style.size + _tracking(style, layout))
    text = "".join(f' w:{s}Chars="{hundredths(n)}" w:{s}="{round(n * grid)}"' for s, n in sides if n)
    return f"<w:ind{text}/>" if text else ""


def _tracking(style: Style, layout: Layout) -> float:
    """Only type on the grid is set closer (5.2.3), in points."""
    return layout.word_tracking if style.size == layout.style("body").size else 0


def _run(style: Style, layout: Layout, latin: bool = True) -> str:
    """Type: never bold, never coloured."""
    size = half(style.size)
    return (
        f"<w:rPr>{_faces(style.face, layout, latin)}"
        f'<w:spacing w:val="{pt(_tracking(style, layout))}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )


def _faces(face: str, layout: Layout, latin: bool = True) -> str:
    """The Chinese face, and the Latin one unless the Chinese one sets digits too."""
    chinese = attribute(layout.faces[face].word)
    western = attribute(layout.faces["latin"].word) if latin else chinese
    return f'<w:rFonts w:ascii="{western}" w:eastAsia="{chinese}" w:hAnsi="{western}" w:cs="{western}"/>'


def font_table(layout: Layout) -> str:
    """``fontTable.xml``: for a face Windows does not ship, the one to take instead (ECMA-376, 17.8.3.1)."""
    charset = "86" if layout.language == "zh-CN" else "88"  # GB2312, Big5
    fonts = "".join(
        f'<w:font w:name="{attribute(face.word)}">'
        + f'<w:altName w:val="{attribute(face.alternative)}"/>' * (face.alternative != face.word)
        + f'<w:charset w:val="{"00" if key == "latin" else charset}"/><w:family w:val="auto"/></w:font>'
        for key, face in layout.faces.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'


def settings_children(layout: Layout) -> tuple[str, str]:
    """Settings before and after ``w:evenAndOddHeaders``.

    ``compressPunctuation``: adjacent marks take one and a half characters.  ``compatibilityMode`` 15 keeps Word
    from opening the file as one of 2007 (［兼容模式］ in the window's title).
    """
    language = attribute(layout.language)
    after = (
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        f'<w:noLineBreaksAfter w:lang="{language}" w:val="{attribute(_NO_LINE_END)}"/>'
        f'<w:noLineBreaksBefore w:lang="{language}" w:val="{attribute(_NO_LINE_START)}"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/></w:compat><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    )
    return '<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>', after


def footer_paragraph(side: str, layout: Layout) -> str:
    """— 1 — at the outer edge, one character in (7.5); ``side`` is ``right`` on odd pages, ``left`` on even ones."""
    style = layout.style("page_number")
    inset = layout.number_inset
    indent = f'<w:ind w:{side}Chars="{hundredths(inset)}" w:{side}="{round(inset * pt(style.size))}"/>'
    dash = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{STYLES["page_number"].id}"/>{indent}<w:jc w:val="{side}"/></w:pPr>'
        f"{dash.format('— ')}"
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText xml:space="preserve"> PAGE </w:instrText>'
        '<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f"{dash.format(' —')}</w:p>"
    )

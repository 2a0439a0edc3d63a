"""The official page as one typed table: every number with its clause of GB/T 9704-2012.

Lengths are in millimetres, type sizes and pitches in points.  Both writers read this and nothing else; a county
changes single values in ``[layout]`` of its ``report.toml``, never in the writers.

Two readings of 天头 37 mm are in use.  Word's dialog shows the *software* margin, so Word files use the office
reading (37/35 mm, 28.95 pt); the PDF puts the characters themselves at 37 mm (GB/T 33476.2: 34.6/32.6 mm, 29.6 pt).
Both give 22 lines of 28 characters.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Face:
    """A class of type the standard asks for.

    ``word`` is the name written into Word files, ``alternative`` the face Windows has when that one is missing,
    ``files`` the font files looked for, best first, when pages are made here.
    """

    word: str
    alternative: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How one kind of paragraph stands.

    ``face`` is a key of ``Layout.faces``; ``indent`` and ``right`` are in characters; ``align`` is ``both``,
    ``left``, ``center`` or ``right``; ``before`` and ``after`` are lines of the page, ``lines`` how many of them one line of
    the paragraph takes; ``colour`` is black when empty.
    """

    face: str
    size: float
    align: str = "both"
    indent: float = 0
    right: float = 0
    before: int = 0
    after: int = 0
    clause: str = ""
    lines: float = 1
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Poster:
    """A page to hang up, without a page number: one picture fills what the words leave.

    ``scale`` is its size over A3.  ``most`` and ``least`` are the picture's largest and smallest type on A3, in points.
    """

    size: str
    scale: float = 1
    most: float = 14
    least: float = 7.5


@dataclass(frozen=True, slots=True)
class Margins:
    """Software margins in millimetres and the pitch of lines in points."""

    top: float
    bottom: float
    left: float
    right: float
    pitch: float


def _faces() -> dict[str, Face]:
    return {
        "fang": Face("仿宋_GB2312", "仿宋", ("FandolFang-Regular.otf",)),
        "kai": Face("楷体_GB2312", "楷体", ("FandolKai-Regular.otf",)),
        "hei": Face("黑体", "黑体", ("FandolHei-Regular.otf",)),
        "biao": Face("方正小标宋简体", "华文中宋", ("FandolSong-Bold.otf",)),
        "song": Face("宋体", "宋体", ("FandolSong-Regular.otf",)),
        "latin": Face("Times New Roman", "Times New Roman", ("LiberationSerif-Regular.ttf",)),
    }


def _traditional_faces() -> dict[str, Face]:
    """What Word has where Traditional Chinese is read; the free faces that have all of Big5, for pages made here."""
    return {
        "fang": Face("仿宋", "標楷體", ("cwfs.ttf",)),
        "kai": Face("標楷體", "楷体", ("cwkai.ttf",)),
        "hei": Face("微軟正黑體", "黑体", ("NotoSansCJK-Regular.ttc", "NotoSansCJKtc-Regular.otf")),
        "biao": Face("方正小标宋繁体", "新細明體", ("NotoSerifCJK-Bold.ttc", "NotoSerifCJKtc-Bold.otf")),
        "song": Face("新細明體", "宋体", ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKtc-Regular.otf")),
        "latin": _faces()["latin"],
    }


def _styles() -> dict[str, Style]:
    return {
        "title": Style("biao", 22, "center", clause="7.3.1"),
        "unit": Style("kai", 16, "center", clause="7.3.1 (汇报材料 custom: 3号楷体 under the title)"),
        "date": Style("kai", 16, "center", after=1, clause="7.3.1 (汇报材料 custom)"),
        "addressee": Style("fang", 16, "left", clause="7.3.2"),
        "heading1": Style("hei", 16, indent=2, clause="7.3.3"),
        "heading2": Style("kai", 16, indent=2, clause="7.3.3"),
        "heading3": Style("fang", 16, indent=2, clause="7.3.3"),
        "heading4": Style("fang", 16, indent=2, clause="7.3.3"),
        "body": Style("fang", 16, indent=2, clause="5.2.2, 7.3.3"),
        "annex_list": Style("fang", 16, "left", indent=2, before=1, clause="7.3.4"),
        "signature": Style("fang", 16, "right", right=4, before=1, clause="7.3.5.2"),
        "signature_date": Style("fang", 16, "right", right=4, clause="7.3.5.2, 7.3.5.4"),
        "annex_label": Style("hei", 16, "left", clause="7.3.7"),
        "annex_title": Style("biao", 22, "center", before=1, after=1, clause="7.3.7"),
        "caption": Style("hei", 14, "center", clause="practice: 4号黑体"),
        "note": Style("fang", 12, "right", clause="practice: 小四仿宋"),
        "table_header": Style("hei", 12, "center", clause="practice: 小四黑体"),
        "table_cell": Style("fang", 12, clause="practice: 小四仿宋"),
        "small_header": Style("hei", 10.5, "center", clause="practice: 五号黑体"),
        "small_cell": Style("fang", 10.5, clause="practice: 五号仿宋"),
        "list_header": Style("hei", 9, "center", clause="practice: 小五黑体"),
        "list_cell": Style("fang", 9, clause="practice: 小五仿宋"),
        "page_number": Style("song", 14, clause="7.5"),
    }


@dataclass(frozen=True, slots=True)
class Layout:
    """The page.  See each row's clause."""

    width: float = 210  # 5.1: A4
    height: float = 297  # 5.1
    text_width: float = 156  # 5.2.1: 版心
    text_height: float = 225  # 5.2.1
    word: Margins = Margins(37, 35, 28, 26, 28.95)  # 5.2.1: 天头 37, 订口 28; office reading
    pdf: Margins = Margins(34.6, 32.6, 28, 26, 29.6)  # 5.2.1 to the characters; GB/T 33476.2
    lines: int = 22  # 5.2.3
    characters: int = 28  # 5.2.3
    word_tracking: float = -0.25  # 5.2.3: sixteen points do not fit 28 times into 156 mm
    pdf_tracking: float = -0.22  # the same; the exact -0.207 loses a character to rounding
    number_drop: float = 7  # 7.5: top of the page number's dash below the 版心
    number_inset: float = 1  # 7.5: characters in from the outer edge
    table_pitch: float = 20  # practice: line of a table cell
    small_pitch: float = 17.5  # practice: line of a cell in smaller type
    list_pitch: float = 15  # practice: line of a long list's cell
    table_rule: float = 0.5  # practice: points
    picture_width: float = 150  # 5.2.1: inside the 版心
    language: str = "zh-CN"  # Word's tag: its dictionary, and the rules by which it ends lines
    region: str = "SC"  # which face of a font collection has the forms of characters that readers know
    faces: Mapping[str, Face] = field(default_factory=_faces)
    styles: Mapping[str, Style] = field(default_factory=_styles)
    poster: Poster | None = None  # a page to hang up

    def style(self, name: str) -> Style:
        """The style with this name; ``KeyError`` when there is none."""
        return self.styles[name]


GBT9704 = Layout()

LAYOUTS: Mapping[str, Layout] = {
    "hans": GBT9704,
    "hant": Layout(language="zh-TW", region="TC", faces=_traditional_faces()),
    "hant-hk": Layout(language="zh-HK", region="HK", faces=_traditional_faces()),
}
"""The same page for each script: only faces and language differ."""

_POSTER_STYLES = {
    "title": Style("biao", 36, "center", after=1, lines=4, clause="practice: 挂图"),
    "unit": Style("hei", 22, "center", after=1, lines=3, colour="#b3261e", clause="practice: 挂图"),
    "date": Style("fang", 14, "center", lines=2, clause="practice: 挂图"),
    "body": Style("fang", 14, lines=2, clause="practice: 挂图"),
    "caption": Style("hei", 14, "center", lines=2, clause="practice: 挂图"),
    "note": Style("fang", 12, "right", lines=2, clause="practice: 挂图"),
    "table_header": Style("hei", 14, "center", clause="practice: 挂图"),
    "table_cell": Style("fang", 18, clause="practice: 挂图"),
    "small_header": Style("hei", 12, "center", clause="practice: 挂图"),
    "small_cell": Style("fang", 16, clause="practice: 挂图"),
}


def _poster(size: str, scale: float, width: float, height: float) -> Layout:
    """A landscape page: 12 mm of margin on A3, everything ``scale`` times as large."""
    text_width, text_height = 396 * scale, 272 * scale
    side, above = (width - text_width) / 2, (height - text_height) / 2
    pitch = 10 * scale
    styles = {name: replace(style, size=style.size * scale) for name, style in (_styles() | _POSTER_STYLES).items()}
    margins = Margins(above, above, side, side, pitch)
    return Layout(
        width=width,
        height=height,
        text_width=text_width,
        text_height=text_height,
        word=margins,
        pdf=margins,
        lines=int(text_height / 25.4 * 72 / pitch),
        characters=int(text_width / 25.4 * 72 / styles["body"].size),
        word_tracking=0,
        pdf_tracking=0,
        table_pitch=27 * scale,
        small_pitch=24 * scale,
        list_pitch=15 * scale,
        table_rule=0.5 * scale,
        picture_width=text_width,
        styles=styles,
        poster=Poster(size, scale),
    )


OFFICIAL = "gbt9704"
PROFILES: Mapping[str, Layout] = {
    OFFICIAL: GBT9704,
    "a3": _poster("A3", 1, 420, 297),
    "a1": _poster("A1", 2, 841, 594),
}
"""Pages by name: the official one, and those to hang up."""

POSTERS = {page.poster.size: name for name, page in PROFILES.items() if page.poster}
"""Sizes a poster may be asked for in, with the names of their pages."""


def profile(name: str, changes: Mapping[str, Any], script: str = "hans") -> Layout:
    """A page (empty: the official one) in a script, with a county's ``[layout]``: faces on every page, all else on that.

    ``[layout.a3]`` and ``[layout.a1]`` change posters in the same way.  Raises ``ValueError`` naming an unknown key.
    """
    name, written = name or OFFICIAL, LAYOUTS[script]
    page = replace(PROFILES[name], language=written.language, region=written.region, faces=written.faces)
    if name != OFFICIAL:
        return with_changes(page, {k: v for k, v in changes.items() if k == "faces"} | changes.get(name, {}))
    return with_changes(page, {k: v for k, v in changes.items() if k not in PROFILES})


def with_changes(layout: Layout, changes: Mapping[str, Any]) -> Layout:
    """A county's ``[layout]`` table over a layout.

    Scalars by name; ``[layout.word]`` and ``[layout.pdf]`` by margin; ``[layout.faces.fang]`` and
    ``[layout.styles.body]`` by field.  Raises ``ValueError`` naming an unknown key.
    """
    known = {f.name for f in fields(layout)}
    new: dict[str, Any] = {}
    for key, value in changes.items():
        if key not in known:
            raise ValueError(key)
        if key in ("faces", "styles"):
            table = dict(getattr(layout, key))
            for name, row in value.items():
                if name not in table:
                    raise ValueError(f"{key}.{name}")
                table[name] = _changed(table[name], row, f"{key}.{name}")
            new[key] = table
        elif key in ("word", "pdf"):
            new[key] = _changed(getattr(layout, key), value, key)
        else:
            new[key] = value
    return replace(layout, **new)


def _changed(row: Any, changes: Mapping[str, Any], where: str) -> Any:
    known = {f.name for f in fields(row)}
    for key in changes:
        if key not in known:
            raise ValueError(f"{where}.{key}")
    return replace(row, **{k: tuple(v) if isinstance(v, list) else v for k, v in changes.items()})

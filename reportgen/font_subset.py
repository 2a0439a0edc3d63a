"""Faces cut down once, for many short documents: a page then carries, and is measured in, files of a fiftieth the size.

What a document says decides whether it is set in them (``FontSet.fitting``), never what it looks like.
"""

import hashlib
from collections.abc import Iterable
from io import BytesIO

from reportgen.fonts import FontSet, Subset, content

GENERAL = frozenset(
    [chr(code) for first, last in ((0x20, 0x7E), (0x3000, 0x3020), (0xFF01, 0xFF5E)) for code in range(first, last + 1)]
    + list(
        "\n\t\r·°×÷±§—–…‘’“”‰′″※℃№←↑→↓∑√∞≈≠≤≥□■△▲○●◎★☆①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ￥零一二三四五六七八九十百千万亿年月日页第"
    )
)
"""What any page may hold: ASCII with its full-width twins, marks, signs, numbering."""

LARGE = 1_000_000
"""Bytes of a file worth cutting."""


def subset_fonts(fonts: FontSet, texts: Iterable[str]) -> FontSet:
    """The same fonts with the large faces cut down to the characters of ``texts`` and the general ones.

    About a second for each face.  The texts are best those of all inputs (ledgers, settings, templates), so that a
    document's bytes do not depend on which others were asked for.  The result can be sent to another process.
    """
    characters = GENERAL.union(*texts)
    large = {key: path for key, path in fonts.faces.items() if path.stat().st_size >= LARGE}
    files = {key: _cut(content(path), characters) for key, path in sorted(large.items())}
    digest = hashlib.sha256(b"".join(hashlib.sha256(data).digest() for data in files.values())).hexdigest()
    return FontSet(fonts.faces, fonts.fallbacks, Subset(characters, files, digest))


def _cut(data: bytes, characters: Iterable[str]) -> bytes:
    """Metrics, names and features stay: only glyphs go."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(
        layout_features=["*"], name_IDs=["*"], notdef_outline=True, passthrough_tables=True, prune_unicode_ranges=False
    )
    with TTFont(BytesIO(data), recalcTimestamp=False, recalcBBoxes=False, lazy=True) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(characters))
        subsetter.subset(font)
        out = BytesIO()
        font.save(out)
    return out.getvalue()

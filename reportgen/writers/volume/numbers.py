"""Page numbers of a volume at the head of its pages, as artifacts (ISO 32000-1, 14.8.2.2)."""

import io
from pathlib import Path
from typing import Any

import pikepdf

_SIGNS = "0123456789 /"
_NAME = "VolumeNumber"
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Numerals def /CMapType 2 def\n"
    b"1 begincodespacerange <00> <FF> endcodespacerange\n2 beginbfrange <20> <20> <0020> <2F> <39> <002F> endbfrange\n"
    b"endcmap CMapName currentdict /CMap defineresource pop end end\n"
)
_SIZE = 10.5  # points: 五号
_RIGHT, _HEAD = 73.7, 51.0  # points from the edges: the 26 mm of the margin, and half of the 37 mm above the text


class Numbers:
    """Puts numbers on pages; does nothing with a font that is no TrueType."""

    def __init__(self, volume: pikepdf.Pdf, file: Path) -> None:
        self._volume = volume
        self._widths: dict[str, float] = {}
        self._font = self._made(file)

    def put(self, page: pikepdf.Page, words: str) -> None:
        """Words at the right of a page's head, under all that stands there."""
        if self._font is None:
            return
        left, _, right, top = (float(edge) for edge in page.mediabox)
        at = right - _RIGHT - sum(self._widths[sign] for sign in words) * _SIZE / 1000
        page.add_resource(self._font, pikepdf.Name.Font, pikepdf.Name(f"/{_NAME}"), replace_existing=True)
        text = (
            f"/Artifact <</Type /Pagination /Subtype /Header>> BDC q BT /{_NAME} {_SIZE} Tf "
            f"{at - left:.2f} {top - _HEAD:.2f} Td ({words}) Tj ET Q EMC\n"
        )
        page.contents_add(self._volume.make_stream(text.encode()), prepend=True)

    def _made(self, file: Path) -> pikepdf.Object | None:
        """A simple font of a dozen signs (ISO 32000-1, 9.6.3)."""
        from fontTools.subset import Options, Subsetter
        from fontTools.ttLib import TTFont

        with TTFont(file, fontNumber=0, recalcTimestamp=False) as font:
            if "glyf" not in font:
                return None
            options = Options(hinting=False, notdef_outline=True, recalc_timestamp=False)
            options.drop_tables += ["GSUB", "GPOS", "FFTM"]
            subsetter = Subsetter(options)
            subsetter.populate(text=_SIGNS)
            subsetter.subset(font)
            scale = 1000 / font["head"].unitsPerEm
            glyphs, metrics = font.getBestCmap(), font["hmtx"].metrics
            self._widths = {sign: round(metrics[glyphs[ord(sign)]][0] * scale, 3) for sign in _SIGNS}
            out = io.BytesIO()
            font.save(out)
            return self._font_object(out.getvalue(), font, scale)

    def _font_object(self, data: bytes, font: Any, scale: float) -> pikepdf.Object:
        name, head, across = pikepdf.Name("/VOLNUM+Numerals"), font["head"], font["hhea"]
        program = self._volume.make_stream(data)
        program.Length1 = len(data)
        box = [round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)]
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=name,
            Flags=32,
            FontBBox=pikepdf.Array(box),
            ItalicAngle=0,
            Ascent=round(across.ascent * scale),
            Descent=round(across.descent * scale),
            CapHeight=box[3],
            StemV=80,
            FontFile2=program,
        )
        first, last = min(map(ord, _SIGNS)), max(map(ord, _SIGNS))
        widths = [self._widths.get(chr(code), 0) for code in range(first, last + 1)]
        made = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=name,
            FirstChar=first,
            LastChar=last,
            Widths=pikepdf.Array(widths),
            Encoding=pikepdf.Name.WinAnsiEncoding,
            ToUnicode=self._volume.make_stream(_TO_UNICODE),
            FontDescriptor=self._volume.make_indirect(descriptor),
        )
        return self._volume.make_indirect(made)

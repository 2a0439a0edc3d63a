"""Charts as inline pictures."""

import struct

from reportgen.layout import Layout
from reportgen.writers.docx.markup import attribute
from reportgen.writers.docx.units import EMU_PER_MM

DPI = 200
"""The resolution charts are drawn at."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EMU_PER_INCH = 914_400
_MM_PER_POINT = 25.4 / 72


class NoPicture(ValueError):
    """A chart of the document was not drawn, or what was drawn is no PNG."""

    def __init__(self, key: str, why: str) -> None:
        self.key, self.why = key, why
        super().__init__(f"chart {key}: {why}")


def pixels(key: str, png: bytes) -> tuple[int, int]:
    """Width and height of a PNG; raises ``NoPicture`` when it is none."""
    if len(png) < 24 or not png.startswith(_SIGNATURE):
        raise NoPicture(key, "not a PNG")
    width, height = struct.unpack(">II", png[16:24])
    if not width or not height:
        raise NoPicture(key, "an empty PNG")
    return width, height


def extent(width: int, height: int, layout: Layout) -> tuple[int, int]:
    """A picture's size on the page in EMU: its own at 200 dpi, never wider than ``picture_width``.

    Nor higher than the 版心 less two lines, so that its caption stays with it.
    """
    most_x = layout.picture_width * EMU_PER_MM
    most_y = (layout.text_height - 2 * layout.word.pitch * _MM_PER_POINT) * EMU_PER_MM
    x, y = width * _EMU_PER_INCH / DPI, height * _EMU_PER_INCH / DPI
    scale = min(1.0, most_x / x, most_y / y)
    return max(1, int(x * scale)), max(1, int(y * scale))


def drawing(number: int, relation: str, size: tuple[int, int], name: str, alt: str) -> str:
    """The run of an inline picture; ``alt`` is what a screen reader says."""
    name, alt = attribute(name), attribute(alt)
    extents = f'cx="{size[0]}" cy="{size[1]}"'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {extents}/><wp:docPr id="{number}" name="{name}" descr="{alt}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extents}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )

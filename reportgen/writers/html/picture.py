"""Pictures: how large an SVG is drawn, in a block of whole lines with its caption."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.fonts import FontSet
from reportgen.layout import Layout
from reportgen.model.document import Picture
from reportgen.writers.html.inline import attribute
from reportgen.writers.html.table import caption_html
from reportgen.writers.html.units import css_points, points
from reportgen.writers.outline import caption_text

AIR = 6.0
"""Points of white above and below a picture, at least."""

_LENGTH = re.compile(r"\s*([0-9.]+(?:e[-+]?\d+)?)\s*([a-z%]*)\s*")


class MissingPicture(Exception):
    """The tree shows a chart of which no picture was drawn."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"图“{key}”没有画出：文稿引用了该图，但未提供图片。")


class BrokenPicture(Exception):
    """A picture is not a readable SVG; it would silently be left out."""

    def __init__(self, key: str, reason: str) -> None:
        self.key = key
        super().__init__(f"图“{key}”的 SVG 无法读取：{reason}。")


@dataclass(frozen=True, slots=True)
class Size:
    """Of a drawn picture, in points."""

    width: float
    height: float


def svg_size(key: str, data: bytes) -> Size:
    """The size an SVG asks for; raises ``BrokenPicture``."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError) as fault:
        raise BrokenPicture(key, str(fault)) from fault
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise BrokenPicture(key, f"根元素是 {root.tag}")
    size = _stated(root.attrib) or _viewed(root.attrib)
    if size is None:
        raise BrokenPicture(key, "没有写明宽和高")
    return size


def _stated(attributes: Mapping[str, str]) -> Size | None:
    found = [_LENGTH.fullmatch(attributes.get(name, "")) for name in ("width", "height")]
    lengths = [css_points(match[1], match[2]) for match in found if match]
    usable = [length for length in lengths if length]
    return Size(usable[0], usable[1]) if len(usable) == 2 else None


def _viewed(attributes: Mapping[str, str]) -> Size | None:
    numbers = re.findall(r"[-0-9.e]+", attributes.get("viewBox", ""))
    return Size(float(numbers[2]), float(numbers[3])) if len(numbers) == 4 and float(numbers[3]) > 0 else None


def drawn_size(size: Size, layout: Layout) -> Size:
    """Scaled to ``layout.picture_width``, and to the page's height less caption and air."""
    tallest = (layout.lines - 1) * layout.pdf.pitch - 2 * AIR
    scale = min(points(layout.picture_width) / size.width, tallest / size.height)
    return Size(size.width * scale, size.height * scale)


def picture_html(picture: Picture, layout: Layout, fonts: FontSet, data: Mapping[str, bytes], url: str) -> str:
    """The picture centred in whole lines, its caption below; they stay on one page."""
    key = picture.chart.key
    size = drawn_size(svg_size(key, data[key]), layout)
    height = math.ceil((size.height + 2 * AIR) / layout.pdf.pitch) * layout.pdf.pitch
    air = (height - size.height) / 2
    caption = caption_html(picture.number, picture.caption, layout, fonts)
    below = f"<figcaption>{caption}</figcaption>" if caption_text(picture) else ""
    return (
        f'<figure><div style="padding-top:{air:.2f}pt;height:{height - air:.2f}pt">'
        f'<img src="{attribute(url)}" alt="{attribute(_alt(picture))}" '
        f'style="width:{size.width:.2f}pt;height:{size.height:.2f}pt"/>'
        f"</div>{below}</figure>"
    )


def _alt(picture: Picture) -> str:
    return picture.alt or caption_text(picture) or picture.chart.title

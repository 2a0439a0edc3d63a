"""Plain pictures, read once and written into the page as PDF operators; the slow part of a PDF with charts otherwise.

Plain is an SVG of ``path``, ``use`` and ``g`` with flat colours, as matplotlib writes one.  Anything else is left to
WeasyPrint's own interpreter of SVG: ``plain`` answers ``None`` and nothing is lost but time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as ET

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_SHEET = "*{stroke-linejoin: round; stroke-linecap: butt}"
_NUMBER = r"-?\d+(?:\.\d+)?"
_PATH = re.compile(rf"(?:[MLCQ](?:\s+{_NUMBER})+\s+|[zZ]\s+)*")
_TRANSFORM = re.compile(rf"\s*(translate|scale)\(({_NUMBER})(?:[\s,]+({_NUMBER}))?\)")
_OPERATORS = {"M": (2, b"m"), "L": (2, b"l"), "C": (6, b"c")}
_KEPT = {
    f"{_SVG}svg": {"width", "height", "viewBox", "version"},
    f"{_SVG}g": {"id", "style", "transform"},
    f"{_SVG}path": {"id", "d", "style", "transform"},
    f"{_SVG}use": {_HREF, "transform"},
}
_ROUND_JOIN_BUTT_CAP = b"1 j 0 J 4 M"


class _NotPlain(Exception):
    """Something this reader does not know."""


@dataclass(frozen=True, slots=True)
class _Dress:
    """Fill, edge and dash as PDF operators, and the operator that paints with them."""

    fill: bytes = b"0 0 0 rg"
    stroke: bytes = b""
    width: bytes = b"1 w"
    dash: bytes = b"[] 0 d"

    @property
    def state(self) -> bytes:
        return b"\n".join(part for part in (self.fill, self.stroke, self.width, self.dash) if part)

    @property
    def paint(self) -> bytes:
        return {(True, True): b"B", (True, False): b"f", (False, True): b"S", (False, False): b"n"}[
            bool(self.fill), bool(self.stroke)
        ]


@dataclass(slots=True)
class PlainPicture:
    """What WeasyPrint asks of an image: a size and to draw itself.  ``width`` and ``height`` in pixels of CSS."""

    width: float
    height: float
    box: tuple[float, float, float, float]
    operators: bytes = field(repr=False)

    def get_intrinsic_size(self, image_resolution: float, font_size: float) -> tuple[float, float, float]:
        """Width, height and their ratio."""
        return self.width, self.height, self.width / self.height

    def draw(self, stream: Any, concrete_width: float, concrete_height: float, style: Any) -> None:
        """Write the picture into the page, scaled to the size given."""
        left, top, width, height = self.box
        stream.push_state()
        stream.set_alpha(1, stroke=True, fill=True)
        stream.transform(a=concrete_width / width, d=concrete_height / height)
        stream.transform(e=-left, f=-top)
        stream.stream.append(self.operators)
        stream.pop_state()


def plain(svg: bytes) -> PlainPicture | None:
    """The picture when it is plain; ``None`` when WeasyPrint's interpreter has to draw it."""
    try:
        root = ET.fromstring(svg)  # noqa: S314  # drawn by charts/, no entity is declared there
        left, top, width, height = (float(n) for n in root.attrib["viewBox"].split())
        wide, high = (_points(root.attrib[side]) * 4 / 3 for side in ("width", "height"))
        operators = b"\n".join((_ROUND_JOIN_BUTT_CAP, *_Reader(root).content()))
    except (_NotPlain, KeyError, ValueError, ET.ParseError):
        return None
    return PlainPicture(wide, high, (left, top, width, height), operators)


def _points(length: str) -> float:
    if not length.endswith("pt"):
        raise _NotPlain(length)
    return float(length[:-2])


class _Reader:
    def __init__(self, root: ET.Element) -> None:
        self._root = root
        self._defined = {path.attrib["id"]: path for path in root.iter(f"{_SVG}path") if "id" in path.attrib}

    def content(self) -> Iterator[bytes]:
        """The operators of the whole picture."""
        return self._node(self._root, _Dress(), b"")

    def _node(self, node: ET.Element, dress: _Dress, state: bytes) -> Iterator[bytes]:
        """The operators of a node; ``state`` is the dress that is on already."""
        if node.tag == f"{_SVG}defs":
            _check_defined(node)
            return
        if node.tag not in _KEPT or not set(node.attrib) <= _KEPT[node.tag]:
            raise _NotPlain(node.tag)
        dress = _dressed(node.get("style", ""), dress)
        yield b"q"
        if "transform" in node.attrib:
            yield _matrix(node.attrib["transform"])
        if node.tag == f"{_SVG}path":
            if outline := node.attrib.get("d"):  # a blank has none
                yield from (*((dress.state,) if dress.state != state else ()), _path(outline), dress.paint)
        elif node.tag == f"{_SVG}use":
            yield from self._node(self._defined[node.attrib[_HREF].removeprefix("#")], dress, state)
        else:
            if "style" in node.attrib:
                yield (state := dress.state)
            for child in node:
                yield from self._node(child, dress, state)
        yield b"Q"


def _check_defined(node: ET.Element) -> None:
    for child in node:
        sheet = child.tag == f"{_SVG}style" and (child.text or "").strip() == _SHEET
        if not sheet and child.tag != f"{_SVG}path":
            raise _NotPlain(child.tag)


@lru_cache(maxsize=512)
def _dressed(style: str, dress: _Dress) -> _Dress:
    said = {key.strip(): value.strip() for key, _, value in (part.partition(":") for part in style.split(";") if part)}
    fill = _colour(said.pop("fill"), b"rg") if "fill" in said else dress.fill
    stroke = _colour(said.pop("stroke"), b"RG") if "stroke" in said else dress.stroke
    width = b"%s w" % _number(said.pop("stroke-width")) if "stroke-width" in said else dress.width
    dash = dress.dash
    if "stroke-dasharray" in said:
        lengths = b" ".join(_number(n) for n in said.pop("stroke-dasharray").replace(",", " ").split())
        dash = b"[%s] %s d" % (lengths, _number(said.pop("stroke-dashoffset", "0")))
    if said:
        raise _NotPlain(style)
    return _Dress(fill, stroke, width, dash)


def _colour(written: str, operator: bytes) -> bytes:
    if written == "none":
        return b""
    if not re.fullmatch(r"#[0-9a-f]{6}", written):
        raise _NotPlain(written)
    channels = (f"{int(written[at : at + 2], 16) / 255:.6f}".rstrip("0").rstrip(".") for at in (1, 3, 5))
    return " ".join(channels).encode() + b" " + operator


def _number(written: str) -> bytes:
    if not re.fullmatch(_NUMBER, written):
        raise _NotPlain(written)
    return written.encode()


@lru_cache(maxsize=512)
def _matrix(written: str) -> bytes:
    made = []
    if _TRANSFORM.sub("", written).strip():
        raise _NotPlain(written)
    for kind, first, second in _TRANSFORM.findall(written):
        if kind == "translate":
            made.append(f"1 0 0 1 {first} {second or 0} cm")
        else:
            made.append(f"{first} 0 0 {second or first} 0 0 cm")
    return "\n".join(made).encode()


@lru_cache(maxsize=4096)
def _path(written: str) -> bytes:
    """The outline as PDF operators; a quadratic curve becomes the cubic one of the same shape."""
    if not _PATH.fullmatch(written + " "):
        raise _NotPlain("d")
    made: list[bytes] = []
    here = (0.0, 0.0)
    for command in re.findall(r"[MLCQzZ][^MLCQzZ]*", written):
        name, numbers = command[0], command[1:].split()
        if name in "zZ":
            made.append(b"h")
            continue
        if name == "Q":
            made.append(_cubic(here, *(float(n) for n in numbers)))
        else:
            count, operator = _OPERATORS[name]
            if len(numbers) != count:
                raise _NotPlain(command)
            made.append(" ".join(numbers).encode() + b" " + operator)
        here = float(numbers[-2]), float(numbers[-1])
    return b"\n".join(made)


def _cubic(here: tuple[float, float], cx: float, cy: float, x: float, y: float) -> bytes:
    (x0, y0), third = here, 2 / 3
    points = (x0 + third * (cx - x0), y0 + third * (cy - y0), x + third * (cx - x), y + third * (cy - y), x, y)
    return " ".join(f"{n:.4f}" for n in points).encode() + b" c"

"""The sheet as SVG, by our own hand: paths in flat colours, words as outlines that are drawn once for each character."""

from reportgen.charts.sheet import Label, Point, Shape, Sheet
from reportgen.charts.style import EDGE, EM, PAPER

BASELINE = 0.36  # of the type size: from the middle of a line down to its baseline
_POINTS = 72 / 25.4  # in a millimetre
_SHEET = "*{stroke-linejoin: round; stroke-linecap: butt}"


def svg(sheet: Sheet) -> bytes:
    """The same bytes for the same sheet; outlines to a thousandth of the type size, shapes to a hundredth of a point."""
    wide, high = _number(sheet.paper * _POINTS), _number(sheet.height * _POINTS)
    right, bottom = sheet.width + EDGE, sheet.height
    paper = Shape((((-EDGE, 0), (right, 0), (right, bottom), (-EDGE, bottom)),), PAPER, closed=True)
    shapes = (paper, *sheet.shapes, *(ground(label) for label in sheet.labels if label.ground))
    outlines: dict[str, str] = {}
    words = _words(sheet, outlines)
    defined = "".join(f'<path id="{name}" d="{outline}"/>' for name, outline in outlines.items())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1"'
        f' width="{wide}pt" height="{high}pt" viewBox="0 0 {wide} {high}">'
        f'<defs><style type="text/css">{_SHEET}</style>{defined}</defs>\n{"".join(map(_shape, shapes))}{words}</svg>\n'
    ).encode()


def _words(sheet: Sheet, outlines: dict[str, str]) -> str:
    """All words, by colour and then by character: what is drawn twice is packed once when it stands side by side."""
    places: dict[str, dict[str, list[str]]] = {}
    for label in sheet.labels:
        base = _number((label.middle + BASELINE * label.size * EM) * _POINTS)
        scale = f"{label.size / 1000:.6f}".rstrip("0")
        for name, outline, at in sheet.ruler.placed(label.text):
            if outline.svg:  # a blank has none
                outlines[name] = outline.svg
                left = _number((label.left + EDGE) * _POINTS + at * label.size)
                used = places.setdefault(label.colour, {}).setdefault(name, [])
                used.append(f'<use xlink:href="#{name}" transform="translate({left} {base}) scale({scale} -{scale})"/>')
    return "".join(
        f'<g style="fill: {colour}">{"".join(use for used in of.values() for use in used)}</g>\n'
        for colour, of in places.items()
    )


def ground(label: Label) -> Shape:
    """The patch of paper below words that stand on a hatch."""
    left, top, right, bottom = label.box
    return Shape(
        (((left - 0.5, top), (right + 0.5, top), (right + 0.5, bottom), (left - 0.5, bottom)),), PAPER, closed=True
    )


def _shape(shape: Shape) -> str:
    outline = " ".join(_path(path, shape.closed) for path in shape.paths)
    return f'<path d="{outline}" style="{_dress(shape)}"/>\n'


def _path(points: tuple[Point, ...], closed: bool) -> str:
    places = " L ".join(f"{_number((x + EDGE) * _POINTS)} {_number(y * _POINTS)}" for x, y in points)
    return f"M {places}{' z' if closed else ''}"


def _dress(shape: Shape) -> str:
    said = f"fill: {shape.fill or 'none'}"
    if shape.edge:
        said += f"; stroke: {shape.edge}; stroke-width: {_number(shape.width)}"
    if shape.edge and shape.dash:
        said += f"; stroke-dasharray: {','.join(map(_number, shape.dash))}; stroke-dashoffset: 0"
    return said


def _number(value: float) -> str:
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written

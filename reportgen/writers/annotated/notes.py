"""Comments of cells: ours added below what stands there, and taken out again without touching the rest."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from reportgen.writers.annotated.package import OFFICE, Package, local, put_in_order, root, tag
from reportgen.writers.annotated.parts import SHEET_ORDER, a1, clean, lines_of

_BEGIN, _END = "—— 校验意见 ——", "—— 校验意见完 ——"
_OURS = re.compile(rf"\s*{_BEGIN}.*?{_END}", re.DOTALL)
_AUTHOR = "reportgen"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_V, _O, _X = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)
_WIDE = 36  # what fits on a line of a comment's box
_EMPTY_VML = (
    f'<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    "</o:shapelayout></xml>"
)
_SHAPETYPE = (
    f'<v:shapetype xmlns:v="{_V}" xmlns:o="{_O}" id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    f'<v:shape xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}" id="_x0000_s{{number}}" type="#_x0000_t202"'
    ' style="position:absolute;width:240pt;height:96pt;z-index:1;visibility:hidden" fillcolor="#ffffe1"'
    ' o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def set_notes(package: Package, sheet: str, notes: Mapping[str, str]) -> None:
    """Make our part of a sheet's comments exactly these: A1 reference → text.  What others wrote stays."""
    part = package.target(sheet, "comments")
    if not part and not notes:
        return
    part = part or _new_comments(package, sheet)
    whole, shapes = package.xml(part), package.xml(_drawing(package, sheet))
    found = next(whole.iter(tag("commentList")))
    for comment in list(found):
        if _without_ours(comment):
            found.remove(comment)
            _drop_shape(shapes, comment.get("ref", ""))
    comments = {str(comment.get("ref")): comment for comment in found}
    for ref in sorted(notes, key=a1):
        if ref not in comments:
            comments[ref] = _comment(whole, ref)
        _append(comments[ref], f"{_BEGIN}\n{notes[ref]}\n{_END}")
        _fit(shapes, ref, _text(comments[ref]))
    found[:] = [comments[ref] for ref in sorted(comments, key=a1)]


# -- the words


def _runs(comment: etree._Element) -> list[etree._Element]:
    text = comment.find(tag("text"))
    return [] if text is None else [t for t in text.iter(tag("t")) if local(_parent(t)) != "rPh"]


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None  # noqa: S101  only roots have none
    return parent


def _text(comment: etree._Element) -> str:
    return "".join(t.text or "" for t in _runs(comment))


def _without_ours(comment: etree._Element) -> bool:
    """Cut what we wrote; whether nothing else was there."""
    cut = False
    while found := _OURS.search(_text(comment)):
        _cut(comment, *found.span())
        cut = True
    return cut and not _text(comment).strip()


def _cut(comment: etree._Element, start: int, end: int) -> None:
    """Take the characters from ``start`` to ``end`` out of the runs they are spread over."""
    at = 0
    for t in _runs(comment):
        text = t.text or ""
        keep = text[: max(0, start - at)] + text[max(0, min(len(text), end - at)) :]
        if keep != text:
            t.text = keep
            if not keep and local(_parent(t)) == "r":
                _parent(_parent(t)).remove(_parent(t))
        at += len(text)


def _append(comment: etree._Element, words: str) -> None:
    """A run of its own at the end, on a new line."""
    text = comment.find(tag("text"))
    if text is None:
        text = etree.SubElement(comment, tag("text"))
    plain = text.find(tag("t"))
    if plain is not None:
        text.replace(plain, run := etree.Element(tag("r")))
        run.append(plain)
    run = etree.Element(tag("r"))
    t = etree.SubElement(run, tag("t"))
    t.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    t.text = ("\n" if _text(comment) else "") + clean(words)
    put_in_order(text, run, ("t", "r", "rPh", "phoneticPr"))


def _comment(tree: etree._Element, ref: str) -> etree._Element:
    authors = next(tree.iter(tag("authors")))
    names = [author.text for author in authors]
    if _AUTHOR not in names:
        etree.SubElement(authors, tag("author")).text = _AUTHOR
        names.append(_AUTHOR)
    return etree.SubElement(
        next(tree.iter(tag("commentList"))), tag("comment"), ref=ref, authorId=str(names.index(_AUTHOR))
    )


# -- the boxes


def _shapes(tree: etree._Element) -> Iterator[tuple[etree._Element, tuple[int, int]]]:
    """Each comment's box with its cell: column and row from one."""
    for shape in tree.iter(f"{{{_V}}}shape"):
        for data in shape.iter(f"{{{_X}}}ClientData"):
            row, column = data.findtext(f"{{{_X}}}Row"), data.findtext(f"{{{_X}}}Column")
            if data.get("ObjectType") == "Note" and row is not None and column is not None:
                yield shape, (int(row) + 1, int(column) + 1)


def _drop_shape(tree: etree._Element, ref: str) -> None:
    for shape in [shape for shape, cell in _shapes(tree) if cell == a1(ref)]:
        _parent(shape).remove(shape)


def _fit(tree: etree._Element, ref: str, text: str) -> None:
    """A box for a comment, tall enough; one that is there keeps its place and width."""
    row, column = a1(ref)
    tall = lines_of(text, _WIDE) + 1
    shape = next((shape for shape, cell in _shapes(tree) if cell == (row, column)), None)
    if shape is None:
        if not any(e.get("id") == "_x0000_t202" for e in tree.iter(f"{{{_V}}}shapetype")):
            tree.append(etree.fromstring(_SHAPETYPE))
        anchor = f"{column}, 12, {max(0, row - 2)}, 4, {column + 4}, 12, {max(0, row - 2) + tall}, 4"
        words = _SHAPE.format(number=_free(tree), anchor=anchor, row=row - 1, column=column - 1)
        tree.append(etree.fromstring(words))
        return
    for held in shape.iter(f"{{{_X}}}Anchor"):
        numbers = [int(n) for n in (held.text or "").split(",") if n.strip().lstrip("-").isdigit()]
        if len(numbers) == 8 and numbers[6] < numbers[2] + tall:
            numbers[6] = numbers[2] + tall
            held.text = ", ".join(map(str, numbers))


def _free(tree: etree._Element) -> int:
    taken = [int(n) for e in tree.iter(f"{{{_V}}}shape") for n in re.findall(r"\d+$", e.get("id", ""))]
    return max([1024, *taken]) + 1


# -- the parts


def _new_comments(package: Package, sheet: str) -> str:
    part = package.free("xl/comments{}.xml")
    made = root("comments")
    etree.SubElement(made, tag("authors"))
    etree.SubElement(made, tag("commentList"))
    package.put(part, made)
    package.declare(part, _TYPE)
    package.relate(sheet, "comments", part)
    return part


def _drawing(package: Package, sheet: str) -> str:
    """The part with the sheet's boxes, made when there is none."""
    tree = package.xml(sheet)
    legacy = tree.find(tag("legacyDrawing"))
    if legacy is not None and (part := package.by_id(sheet, legacy.get(f"{{{OFFICE}}}id", ""))):
        return part
    part = package.free("xl/drawings/vmlDrawing{}.vml")
    package.put(part, etree.fromstring(_EMPTY_VML))
    package.declare(part, "application/vnd.openxmlformats-officedocument.vmlDrawing")
    ident = package.relate(sheet, "vmlDrawing", part)
    put_in_order(tree, etree.Element(tag("legacyDrawing"), {f"{{{OFFICE}}}id": ident}), SHEET_ORDER)
    return part

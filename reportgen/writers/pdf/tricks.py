"""Private places of WeasyPrint where a page of small tables spends its time, done once instead of for every box.

* a line of words that was measured before, in the same type, is not measured again: cells say the same in page after
  page, and in document after document;
* lengths of a style that are no percentages are settled once for a style, not once for each of its boxes;
* the height of a line is asked of a style once;
* a line of one text, as most cells have, is made without the steps that lines of several inlines and floats need;
* a property that no rule of the sheet sets is its parent's, or the initial one, without looking for logical twins;
* a box without ground and round corners is passed over where grounds are laid;
* names and numbers of the file are told by their type, not by trying one after the other;
* arrays for the font subsetter are of one C type, where a new one was declared, and kept, for each length.

Each stands on the very text of the modules it replaces a piece of: with a WeasyPrint that differs there by one
character it is left off, and nothing is lost but time.  Tests compare the pages.
"""

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from reportgen.writers.pdf.lines import Lines, at_once, once, remembering

KNOWN = {
    "pydyf": "0b10add9e640961db4636205686066e2b955fba63cad51e602a69250ef1df0d6",
    "weasyprint.css": "77ad7287f90d7cfaf85eb00ebe7af47d2bedfb856d7dc68717152f2d8a7605fd",
    "weasyprint.formatting_structure.boxes": "8ffd28ab74a149f0097208fcba6a80df0c8bb01e8fd4f9ced95d11b7e9807e23",
    "weasyprint.layout.background": "3d98949e4fe71bc71a96bc7e4c10c137a25a36a07dde755dc619116e85ab1809",
    "weasyprint.layout.float": "4e6cc308ad2a7d2a1aecb24b8517790fd4e154d839396ebb38dd3674e111c7c3",
    "weasyprint.layout.inline": "0e7c1569330f54734ed61b568789c4f279ba103c0385115efa6444f3c43b96b4",
    "weasyprint.layout.percent": "bac190e240dce17b4342feb99423e8232433d3727c0833897f50fed88cb163a2",
    "weasyprint.pdf.fonts": "9ad9a202a416b84585e59d758e6b5e1b35604807dc3fa4472b6829bc5c4cdcb7",
    "weasyprint.text.line_break": "1f5a855ad992e0bebaf5512d2b806fd991090e0e91bf79d3d5a3a0176b22af97",
}
"""The modules, and the SHA-256 of the text they are known by."""

_SIDES = ("top", "right", "bottom", "left")
_SETTLED = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *("width", "min_width", "max_width", "min_height", "max_height"),
)
_CORNERS = tuple(f"border_{height}_{side}_radius" for height in ("top", "bottom") for side in ("left", "right"))
_OWN_WAY = ("position", "float", "display", "page")
_LOGICAL = ("inline", "block")
_UNSEEN = object()
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)


@cache
def known(*names: str) -> bool:
    """Whether modules of WeasyPrint are, to the letter, those that the tricks were written for."""
    return all(digest(name) == KNOWN[name] for name in names)


def digest(name: str) -> str:
    """Of a module's text; empty when it cannot be had."""
    try:
        return hashlib.sha256(inspect.getsource(import_module(name)).encode()).hexdigest()
    except (ImportError, OSError, TypeError):
        return ""


@contextmanager
def tricks(fast: bool, lines: Lines) -> Iterator[None]:
    """Inside, WeasyPrint takes the short ways; ``lines`` are those measured before with the same font configuration."""
    changed = list(_changes(lines)) if fast else []
    kept = [(module, name, getattr(module, name)) for module, name, _ in changed]
    for module, name, short in changed:
        setattr(module, name, short)
    try:
        yield
    finally:
        for module, name, own in kept:
            setattr(module, name, own)


def _changes(lines: Lines) -> Iterator[tuple[Any, str, Any]]:
    """Which name of which module or class becomes what."""
    if known("weasyprint.layout.inline", "weasyprint.text.line_break"):
        inline = import_module("weasyprint.layout.inline")
        yield inline, "split_first_line", remembering(inline.split_first_line, lines)
        yield inline, "strut", once(inline.strut)
    if known("weasyprint.layout.inline", "weasyprint.layout.float", "weasyprint.formatting_structure.boxes"):
        inline = import_module("weasyprint.layout.inline")
        yield inline, "get_next_linebox", at_once(inline)
    if known("weasyprint.layout.percent"):
        own = import_module("weasyprint.layout.percent").resolve_percentages
        for module in _users(own):
            yield module, "resolve_percentages", _settling(own)
    if known("weasyprint.layout.background", "weasyprint.layout.percent"):
        background = import_module("weasyprint.layout.background")
        yield background, "layout_box_backgrounds", _passing(background.layout_box_backgrounds)
    if known("weasyprint.formatting_structure.boxes"):
        box = import_module("weasyprint.formatting_structure.boxes").Box
        yield box, "is_in_normal_flow", _flowing(box.is_in_normal_flow)
    if known("weasyprint.css"):
        css = import_module("weasyprint.css")
        yield css.ComputedStyle, "__missing__", _inheriting(css, css.ComputedStyle.__missing__)
    if known("weasyprint.pdf.fonts"):
        fonts = import_module("weasyprint.pdf.fonts")
        yield fonts, "ffi", _Arrays(fonts.ffi)
    if known("pydyf"):
        pydyf = import_module("pydyf")
        yield pydyf, "_to_bytes", _written(pydyf._to_bytes)


def _users(function: Callable[..., None]) -> list[ModuleType]:
    name = function.__name__
    modules = [module for path, module in sys.modules.items() if path.startswith("weasyprint.layout.")]
    return [module for module in modules if getattr(module, name, None) is function]


def _settling(resolve: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """``resolve_percentages`` for styles without percentages; any other goes to the original."""

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        settled = style.__dict__.get("_settled", 0)
        if settled == 0:
            settled = style.__dict__["_settled"] = _settled(style)
        if settled is None:
            resolve(box, containing_block)
            return
        own = box.__dict__
        own.update(settled)
        if style["border_collapse"] == "collapse":
            for name in _BORDERS:
                if not hasattr(box, name):
                    own[name] = style[name]
        else:
            for name in _BORDERS:
                own[name] = style[name]

    return resolve_percentages


def _settled(style: Any) -> dict[str, Any] | None:
    """The used lengths of every box of a style, whatever it stands in; ``None`` when they depend on that."""
    if style["box_sizing"] != "content-box":
        return None
    lengths = {name: _length(style[name]) for name in (*_SETTLED, "height")}
    if None in lengths.values() or not set(map(type, lengths.values())) <= {int, float, str}:
        return None
    for name in ("min_width", "min_height"):
        lengths[name] = 0 if lengths[name] == "auto" else lengths[name]
    return lengths


def _length(value: Any) -> Any:
    if value == "auto":
        return value
    return value.value if getattr(value, "unit", None) == "px" else None


def _passing(lay: Callable[..., None]) -> Callable[..., None]:
    """``layout_box_backgrounds`` that goes past boxes with nothing to lay."""

    def layout_box_backgrounds(
        page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
    ) -> None:
        own = box.style
        if style is not None or box is page or not _bare(own):
            lay(page, box, get_image, layout_children, style)
            return
        box.__dict__.update(_SQUARE)
        if layout_children:
            for child in box.all_children():
                layout_box_backgrounds(page, child, get_image)
        box.background = None

    return layout_box_backgrounds


_SQUARE = dict.fromkeys(_CORNERS, (0, 0))


def _bare(style: Any) -> bool:
    """Whether boxes of a style have square corners and no ground, shadow or picture; kept with the style."""
    answer: bool | None = style.__dict__.get("_bare")
    if answer is None:
        answer = style.__dict__["_bare"] = (
            all((0, "px") in style[corner] for corner in _CORNERS)
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and all(value is None for _, value in style["background_image"])
            and not style["box_shadow"]
            and getattr(style["background_color"], "alpha", 1) == 0
        )
    return answer


def _flowing(own: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """``Box.is_in_normal_flow`` that is done with the usual box at once."""

    def is_in_normal_flow(box: Any) -> bool:
        style = box.style
        return (style["float"] == "none" and style["position"] in ("static", "relative")) or own(box)

    return is_in_normal_flow


def _inheriting(css: Any, own: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """``ComputedStyle.__missing__`` that goes straight to the parent or to the initial value, when no rule is in the way."""
    inherited = {name for name in css.INHERITED if name[:16] != "text_decoration_" and name not in _OWN_WAY}
    initial = {
        name: value
        for name, value in css.INITIAL_VALUES.items()
        if name not in css.INHERITED
        and name not in css.INITIAL_NOT_COMPUTED
        and name not in _OWN_WAY
        and name[:16] != "text_decoration_"
    }

    def __missing__(style: Any, name: str) -> Any:  # noqa: N807  it takes that method's place
        if name in style.cascaded or style.parent_style is None or _is_logical(style):
            return own(style, name)
        if name in inherited:
            value = style[name] = style.parent_style[name]
            return value
        value = initial.get(name, _UNSEEN)
        if value is _UNSEEN:
            return own(style, name)
        style[name] = value
        return value

    return __missing__


def _is_logical(style: Any) -> bool:
    """Whether a rule sets lengths by the direction of writing; kept with the style."""
    answer: bool | None = style.__dict__.get("_logical")
    if answer is None:
        answer = style.__dict__["_logical"] = any(word in name for name in style.cascaded for word in _LOGICAL)
    return answer


def _written(own: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    """``_to_bytes`` that knows at once what most items are: bytes already, names, whole numbers."""

    def _to_bytes(item: Any) -> bytes:
        kind = type(item)
        if kind is bytes:
            return item  # type: ignore[no-any-return]
        if kind is str:
            return item.encode("ascii")  # type: ignore[no-any-return]
        if kind is int:
            return b"%d" % item
        return own(item)

    return _to_bytes


class _Arrays:
    """The C interface, where an array of so many code points is one of any length."""

    def __init__(self, ffi: Any) -> None:
        self._ffi = ffi

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ffi, name)

    def new(self, kind: str, *content: Any) -> Any:
        """As ``ffi.new``."""
        if kind.startswith("hb_codepoint_t[") and content and not isinstance(content[0], int):
            kind = "hb_codepoint_t[]"
        return self._ffi.new(kind, *content)

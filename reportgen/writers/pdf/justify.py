"""Chinese justification for WeasyPrint, which stretches spaces only (its ``justify_line`` says so itself).

A line shortened by the rules for marks is spread evenly between its characters; a number keeps its shape, only the
gap after it grows.  The function replaced is private: when it, or what is needed of it, is no longer there, lines
stay as WeasyPrint sets them.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

WIDEST_GAP = 0.5
"""Em added after each character at most; a line that would need more is left as it is."""


@contextmanager
def chinese_justification() -> Iterator[bool]:
    """Inside, Chinese lines are justified; yields whether that could be arranged."""
    inline: Any = _inline_module()
    if inline is None:
        yield False
        return
    original = inline.justify_line
    inline.justify_line = _justifier(original)
    try:
        yield True
    finally:
        inline.justify_line = original


def _inline_module() -> ModuleType | None:
    """WeasyPrint's inline layout, if it still has what is replaced and used here."""
    try:
        inline = import_module("weasyprint.layout.inline")
        boxes = import_module("weasyprint.formatting_structure.boxes")
        parameters = list(inspect.signature(inline.justify_line).parameters)
    except (ImportError, AttributeError, TypeError, ValueError):
        return None
    known = all(hasattr(boxes, name) for name in ("TextBox", "LineBox", "InlineBox"))
    return inline if known and parameters == ["context", "line", "extra_width"] else None


def _justifier(original: Callable[..., None]) -> Callable[..., None]:
    """``justify_line`` for Chinese lines; every other line goes to the original."""

    def justify_line(context: Any, line: Any, extra_width: float) -> None:
        texts = [box for box in _text_boxes(line) if box.text]
        gaps = sum(map(_gaps, texts)) - 1
        if gaps < 1 or not any(map(_is_chinese, texts)):
            original(context, line, extra_width)
        elif extra_width / gaps <= WIDEST_GAP * line.style["font_size"]:
            _spread(line, extra_width / gaps, 0.0, texts[-1])

    return justify_line


def _text_boxes(box: Any) -> Iterator[Any]:
    kind = type(box).__name__
    if kind == "TextBox":
        yield box
    elif kind in ("LineBox", "InlineBox"):
        for child in box.children:
            yield from _text_boxes(child)


def _is_chinese(box: Any) -> bool:
    return any("\u2e80" <= character <= "\uffef" or character > "\U0001ffff" for character in box.text)


def _gaps(box: Any) -> int:
    """Places to grow: after every character of a Chinese text, after the whole of a number or 西文 word."""
    return len(box.text) if _is_chinese(box) else 1


def _spread(box: Any, gap: float, shift: float, last: Any) -> float:
    """Move ``box`` right by ``shift`` and widen it; returns the shift of what follows it."""
    if type(box).__name__ == "TextBox":
        return _spread_text(box, gap, shift, last)
    if type(box).__name__ not in ("LineBox", "InlineBox"):
        box.translate(shift, 0)
        return shift
    box.position_x += shift
    inner = shift
    for child in box.children:
        if child.is_in_normal_flow():
            inner = _spread(child, gap, inner, last)
    box.width += inner - shift
    return inner


def _spread_text(box: Any, gap: float, shift: float, last: Any) -> float:
    box.position_x += shift
    if not box.text:
        return shift
    if _is_chinese(box):
        box.style = _tracked(box.style, gap)
    grown = gap * (_gaps(box) - (box is last))
    box.width += grown
    return shift + grown


def _tracked(style: Any, gap: float) -> Any:
    """The style with ``gap`` pixels more after each character; it is the drawing that reads it."""
    wider = style.copy()
    own = style["letter_spacing"]
    wider["letter_spacing"] = (0 if own == "normal" else own) + gap
    return wider

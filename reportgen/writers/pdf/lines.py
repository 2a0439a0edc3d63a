"""Lines of WeasyPrint by the short way: measured once, and those of one text made at once.

Which WeasyPrint these stand on is said, and looked at, in :mod:`tricks`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

LINES = 10_000
"""Lines remembered at most, about 10 MB of them; then it begins anew."""

_TYPE = (
    *(
        "font_size",
        "font_family",
        "font_style",
        "font_stretch",
        "font_weight",
        "font_kerning",
        "font_variant_ligatures",
    ),
    *("font_variant_position", "font_variant_caps", "font_variant_numeric", "font_variant_alternates"),
    *("font_variant_east_asian", "font_feature_settings", "font_variation_settings", "font_language_override", "lang"),
    *(
        "direction",
        "text_decoration_line",
        "white_space",
        "letter_spacing",
        "word_spacing",
        "word_break",
        "overflow_wrap",
    ),
    *("hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "tab_size"),
)
"""All that ``split_first_line`` and what it calls ask of a style."""


@dataclass(slots=True)
class Lines:
    """Lines measured before with one font configuration, and the types they were set in, by number."""

    types: dict[tuple[Any, ...], int] = field(default_factory=dict)
    known: dict[Any, Any] = field(default_factory=dict)


def remembering(split: Callable[..., Any], lines: Lines) -> Callable[..., Any]:
    """``split_first_line`` that knows the lines it has seen.

    A text that fits whole in a line is the same line in any that is wide enough; one that is broken is so at one width.
    """

    def split_first_line(
        text: str, style: Any, context: Any, max_width: Any, justification_spacing: float,
        is_line_start: bool = True, minimum: bool = False,
    ) -> Any:  # fmt: skip
        try:
            type_ = lines.types.setdefault(_type(style), len(lines.types))
        except TypeError:  # a value that cannot be a key
            return split(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        line = (text, type_, justification_spacing, is_line_start, minimum)
        found = lines.known.get(line)
        if found is None or (max_width is not None and found[3] > max_width):
            found = lines.known.get((line, max_width))
        if found is None:
            found = split(text, style, context, max_width, justification_spacing, is_line_start, minimum)
            if len(lines.known) >= LINES:
                lines.known.clear()
                lines.types.clear()
                return found
            whole = found[2] is None and found[0].text == text and (max_width is None or found[3] <= max_width)
            lines.known[line if whole else (line, max_width)] = (_twin(found[0]), *found[1:])
            return found
        layout = _twin(found[0])
        layout.max_width = max_width
        return layout, *found[1:]

    return split_first_line


def _type(style: Any) -> tuple[Any, ...]:
    """What decides how a text in a style is measured; kept with the style."""
    known: tuple[Any, ...] | None = style.__dict__.get("_type")
    if known is None:
        known = style.__dict__["_type"] = tuple(map(style.__getitem__, _TYPE))
    return known


def _twin(layout: Any) -> Any:
    """A shallow copy, without asking how."""
    made = layout.__class__.__new__(layout.__class__)
    made.__dict__.update(layout.__dict__)
    return made


def once(strut: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """``strut`` that keeps a style's answer with the style."""

    def strut_of(style: Any) -> Any:
        known = style.__dict__.get("_strut")
        if known is None:
            known = style.__dict__["_strut"] = strut(style)
        return known

    return strut_of


def at_once(inline: ModuleType) -> Callable[..., Any]:
    """``get_next_linebox`` that makes a line of one text, which fits whole and stands beside no float, in one go.

    What it leaves out is what such a line has none of: other inlines, spaces at its ends, a first letter of its own.
    Numbers are added in the order in which they were, so that places are the same to the last bit.
    """
    own, boxes = inline.get_next_linebox, inline.boxes

    def get_next_linebox(context: Any, linebox: Any, position_y: float, *where: Any) -> Any:
        _, skip_stack, containing_block, _, _, *first_styles = where
        line = None
        if skip_stack is None and not (context.excluded_shapes or any(first_styles)):
            children = linebox.children
            if len(children) == 1 and type(children[0]) is boxes.TextBox and _plain(linebox, children[0]):
                line = _line(context, linebox, children[0], position_y, containing_block)
        return own(context, linebox, position_y, *where) if line is None else (line, None)

    def _line(context: Any, linebox: Any, child: Any, position_y: float, block: Any) -> Any:
        linebox.position_y, linebox.width, linebox.height = position_y, 0, 0
        left, top = block.content_box_x(), linebox.border_box_y()
        right = left + block.width
        left += linebox.margin_left
        width = right - linebox.margin_right - left
        linebox.position_x, linebox.position_y = left, top
        start, end = left + linebox.text_indent, (left + width) * (1 + 1e-9)
        child.position_y = top
        inline.resolve_percentages(child, block)
        child.position_x = start
        text, rest, _ = inline.split_text_box(context, child, end - start, 0, is_line_start=True)
        if rest is not None or text is None or text.text[-1:] == " ":
            return None
        if text.position_x + text.margin_width() > end:
            return None
        line = linebox.copy_with_children([text])
        line.width = text.position_x + text.margin_width() - line.content_box_x()
        inline._adjust_line_height(line)
        linebox.width, linebox.height = line.width, line.height
        offset = inline.text_align(context, line, width, last=True)
        text.position_y = highest = -text.baseline
        lowest = highest + text.margin_height()
        highest, lowest = min(highest, -line.baseline), max(lowest, -line.baseline + line.margin_height())
        line.baseline, line.position_y, line.height = -highest, highest, lowest - highest
        line.margin_top = line.margin_bottom = 0
        line.translate(offset, top - highest)
        line.position_y = top
        return line

    return get_next_linebox


def _plain(linebox: Any, child: Any) -> bool:
    """Whether a line and its text have nothing but what the short way knows; what a style says is kept with it."""
    text = child.text
    return bool(text) and text[0] != " " != text[-1] and _simple(linebox.style) and _simple(child.style)


def _simple(style: Any) -> bool:
    answer: bool | None = style.__dict__.get("_simple")
    if answer is None:
        answer = style.__dict__["_simple"] = (
            style["direction"] == "ltr"
            and style["position"] == "static"
            and style["float"] == "none"
            and style["vertical_align"] == "baseline"
            and _last(style) in ("left", "right", "center", "start", "end")
            and style["font_size"] > 0
        )
    return answer


def _last(style: Any) -> Any:
    """How a last line is aligned."""
    own = style["text_align_last"]
    return style["text_align_all"] if own == "auto" else own

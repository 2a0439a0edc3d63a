"""Inlines to HTML: which font prints each character, and which characters stay on one line.

Two fonts in one run would raise the line box off the grid, so every change of font is a span of its own with a
line height of its own (``style.py``); the text itself is never changed.
"""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from reportgen.fonts import FontSet, UncoveredCharacter
from reportgen.model.document import FactText, Inline, Inlines, plain

LATIN = re.compile(r"(?:[-+](?=\d))?[0-9A-Za-z](?:[0-9A-Za-z]|[.,:%/+'-])*")
"""Digits and letters with the marks inside them: set in 西文 type."""

UNITS = (
    "平方公里|平方千米|平方米|立方米|个百分点|百分点|人民币|美元|公里|千米|公顷|公斤|千克|人次|学年|学期|课时|毫米|厘米|"
    "元|米|亩|吨|个|所|名|人|台|套|间|栋|幢|座|项|次|件|份|期|批|户|家|班|轨|册|张|年|月|日|号|时|分|岁|周|天|倍|生|条|辆|门|节|位|岗|"
    "個百分點|百分點|人民幣|公頃|學年|學期|課時|釐米|畝|噸|個|臺|間|棟|項|戶|軌|冊|張|號|時|歲|週|條|輛|門|節|崗|隻"
)
_QUANTITY = rf"(?:[-+−]?\d[\d.,]*(?::\d[\d.]*)?[%％‰℃]?[十百千]?[万亿萬億]{{0,2}}[多余餘]?(?:{UNITS})?)"
KEPT = re.compile(rf"{_QUANTITY}(?:[～~—-]{_QUANTITY})?|[^\s—]—(?!—)|[^\s0-9][～·％%‰℃]")
"""A number with its unit, a range, and a mark that may not begin a line with the character before it (GB/T 15834)."""

LONGEST_KEPT = 18
"""Characters; anything longer may be broken, or a line would be left too short."""

_PLAIN = re.compile(r"[\u3001\u3002\u4e00-\u9fa5，；：（）《》“”「」]*")
_SPACE = "\n\t\r "


def inlines_html(inlines: Inlines, face: str, fonts: FontSet, longest: int = LONGEST_KEPT) -> str:
    """The inlines set in ``face``; raises ``UncoveredCharacter`` for what no font prints."""
    text = plain(inlines)
    keys = font_keys(text, face, fonts)
    if _PLAIN.fullmatch(text) and keys == [face] * len(text):
        return "".join(_owned(inline, escape(inline.text, quote=False)) for inline in inlines)
    return "".join(_pieces(inlines, text, keys, face, longest))


def font_keys(text: str, face: str, fonts: FontSet) -> list[str]:
    """For each character the key of the font that prints it."""
    own = fonts.coverage(face)
    keys = [face if ord(c) in own or c in _SPACE else _substitute(c, face, fonts, text) for c in text]
    for found in LATIN.finditer(text):
        keys[found.start() : found.end()] = ["latin"] * len(found[0])
    return keys


def _substitute(character: str, face: str, fonts: FontSet, text: str) -> str:
    key = fonts.key_for(character, face)
    if key is None:
        raise UncoveredCharacter(character, text[:40])
    return key


def kept(inlines: Inlines, longest: int = LONGEST_KEPT) -> list[int]:
    """For each character 0, or the number of the unbreakable group it is in; no group cuts a Fact."""
    text = plain(inlines)
    groups = [0] * len(text)
    facts = list(_fact_spans(inlines))
    for number, span in enumerate(_kept_spans(text, longest), 1):
        start, end = _widened(*span, facts)
        if 1 < end - start <= longest:
            joined = next((group for group in groups[start:end] if group), number)
            groups[start:end] = [joined] * (end - start)
    return groups


def _kept_spans(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """What is kept on one line; of a range too long for that, the mark with the character before it."""
    for found in KEPT.finditer(text):
        start, end = found.span()
        if end - start <= longest:
            yield start, end
        else:
            yield from ((place - 1, place + 1) for place in range(start + 1, end) if text[place] in "—～")


def _fact_spans(inlines: Inlines) -> Iterator[tuple[int, int]]:
    start = 0
    for inline in inlines:
        end = start + len(inline.text)
        if isinstance(inline, FactText):
            yield start, end
        start = end


def _widened(start: int, end: int, facts: list[tuple[int, int]]) -> tuple[int, int]:
    touched = [(a, b) for a, b in facts if a < end and b > start]
    return min([start, *(a for a, _ in touched)]), max([end, *(b for _, b in touched)])


def _pieces(inlines: Inlines, text: str, keys: list[str], face: str, longest: int) -> Iterator[str]:
    groups = kept(inlines, longest)
    owners = [number for number, inline in enumerate(inlines) for _ in inline.text]
    for group, places in groupby(range(len(text)), groups.__getitem__):
        inner = "".join(
            _owned(inlines[owner], _fonts(text, list(part), keys, face))
            for owner, part in groupby(places, owners.__getitem__)
        )
        yield f'<span class="nb">{inner}</span>' if group else inner


def _fonts(text: str, places: list[int], keys: list[str], face: str) -> str:
    return "".join(
        _font("".join(text[place] for place in part), key, face) for key, part in groupby(places, keys.__getitem__)
    )


def _font(text: str, key: str, face: str) -> str:
    words = escape(text, quote=False).replace("\n", "<br/>")
    return words if key == face else f'<span class="{key}">{words}</span>'


def _owned(inline: Inline, inner: str) -> str:
    if not isinstance(inline, FactText):
        return inner
    form = f' data-form="{attribute(inline.form)}"' if inline.form else ""
    return f'<data value="{attribute(inline.fact)}"{form}>{inner}</data>'


def attribute(text: str) -> str:
    """Text for an attribute in double quotes; what XML forbids is left out, line ends become spaces."""
    return escape(re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "", text), quote=True).replace("\n", " ")

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
from reportgen.writers.keeping import LONGEST_KEPT, kept

LATIN = re.compile(r"(?:[-+](?=\d))?[0-9A-Za-z](?:[0-9A-Za-z]|[.,:%/+'-])*")
"""Digits and letters with the marks inside them: set in 西文 type."""

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


def _pieces(inlines: Inlines, text: str, keys: list[str], face: str, longest: int) -> Iterator[str]:
    groups = kept(inlines, longest)
    owners = [number for number, inline in enumerate(inlines) for _ in inline.text]
    for places in _clusters(groups, owners):
        alone = len({owners[place] for place in places}) == 1
        parts = groupby(places, groups.__getitem__)
        if alone:
            inner = "".join(_grouped(group, _fonts(text, list(part), keys, face)) for group, part in parts)
            yield _owned(inlines[owners[places[0]]], inner)
        else:
            yield "".join(
                _grouped(group, _owners(inlines, text, list(part), owners, keys, face)) for group, part in parts
            )


def _clusters(groups: list[int], owners: list[int]) -> Iterator[list[int]]:
    """The places of each inline, those of inlines that one group binds together."""
    cluster: list[int] = []
    for place, (group, owner) in enumerate(zip(groups, owners, strict=True)):
        if cluster and owner != owners[place - 1] and not (group and group == groups[place - 1]):
            yield cluster
            cluster = []
        cluster.append(place)
    if cluster:
        yield cluster


def _grouped(group: int, inner: str) -> str:
    return f'<span class="nb">{inner}</span>' if group else inner


def _owners(inlines: Inlines, text: str, places: list[int], owners: list[int], keys: list[str], face: str) -> str:
    return "".join(
        _owned(inlines[owner], _fonts(text, list(part), keys, face))
        for owner, part in groupby(places, owners.__getitem__)
    )


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

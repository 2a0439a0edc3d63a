"""Words from Simplified to Traditional Chinese.  The only door to OpenCC.

OpenCC turns whole phrases; what it cannot know stands in ``phrases.toml``: verbs and nouns that share a Simplified
form, surnames in names of schools and places, units after digits, quotation marks.  A county adds its own.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HANS = "hans"
"""As the ledgers and templates are written."""


@dataclass(frozen=True, slots=True)
class Script:
    """One way to write Chinese: OpenCC's configuration, and the document's language (BCP 47)."""

    key: str
    configuration: str
    language: str


SCRIPTS: Mapping[str, Script] = {
    script.key: script
    for script in (
        Script(HANS, "", "zh-CN"),
        Script("hant", "s2tw", "zh-Hant"),
        Script("hant-hk", "s2hk", "zh-Hant-HK"),
    )
}


@dataclass(frozen=True, slots=True)
class Writing:
    """How words are written: ``say`` gives them in ``script``; the same words give the same, wherever they stand."""

    script: Script
    say: Callable[[str], str] = field(default=str, compare=False)


def writing(key: str, keep: Sequence[str] = (), words: Mapping[str, str] | None = None) -> Writing:
    """The writing of a script by its key; ``keep`` are words left as they are, ``words`` a county's own conversions.

    Raises ``KeyError`` for a script there is not.
    """
    script = SCRIPTS[key]
    if not script.configuration:
        return Writing(script)
    own = {**_shipped()["phrases"], **_shipped()["marks"], **(words or {}), **{word: word for word in keep}}
    return Writing(script, cache(_Converter(_opencc(script.configuration), own).say))


class _Converter:
    """Own phrases first, the longest at each place; OpenCC for what lies between them."""

    def __init__(self, convert: Callable[[str], str], own: Mapping[str, str]) -> None:
        self._convert, self._own = convert, dict(own)
        self._units: Mapping[str, str] = _shipped()["units"]
        names = _shipped()["names"]
        self._surnames: Mapping[str, str] = names["surnames"]
        self._name = re.compile(rf"[\u4e00-\u9fff]{{2,20}}(?:{_any(names['kinds'])})")
        ending = _any(names["endings"])
        unit = rf"(?<=[0-9])(?:{_any(self._units)})"
        self._text = re.compile(f"(?P<own>{_any(self._own)})|(?P<unit>{unit})")
        surname = rf"(?:{_any(self._surnames)})(?={ending})"
        self._in_name = re.compile(f"(?P<own>{_any(self._own)})|(?P<surname>{surname})")

    def say(self, text: str) -> str:
        """The text in Traditional Chinese; one that is all a school's or a place's name keeps its surnames."""
        pattern = self._in_name if self._name.fullmatch(text) else self._text
        said, place = "", 0
        for found in pattern.finditer(text):
            said += self._between(text[place : found.start()]) + self._of(found)
            place = found.end()
        return said + self._between(text[place:])

    def _between(self, text: str) -> str:
        return self._convert(text) if text else ""

    def _of(self, found: re.Match[str]) -> str:
        table = {"own": self._own, "unit": self._units, "surname": self._surnames}[str(found.lastgroup)]
        return table[found[0]]


def _any(words: Mapping[str, str] | Sequence[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _shipped() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))


@cache
def _opencc(configuration: str) -> Callable[[str], str]:
    """Loading its dictionaries takes a quarter of a second: once a process, and only when asked for."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC(configuration).convert
    return convert

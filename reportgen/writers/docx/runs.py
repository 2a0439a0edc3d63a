"""Inlines as runs: words, and Facts as DOCPROPERTY fields."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import assert_never

from reportgen.model.document import CellText, FactText, Inlines, Table, Text, plain
from reportgen.writers.docx.markup import content
from reportgen.writers.docx.markup import words as words_xml

LIMIT = 255
"""Word's limit for names and values of document properties, in characters."""

_DIGEST = 16
# Marks both scripts share: Word draws them in the Latin face unless the run says East Asian (ECMA-376, 17.3.2.26).
_SHARED = re.compile("[\u00a7\u00b0\u00b1\u00b7\u00d7\u00f7\u2000-\u2bff]")
_HINT = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
_QUOTES = re.compile(r'["“”„‟\\]')


class ConflictingFact(ValueError):
    """One printed form of one Fact came with two texts, so its property could not hold both."""

    def __init__(self, name: str, first: str, second: str) -> None:
        self.name, self.first, self.second = name, first, second
        super().__init__(f"{name}: printed as {first!r} and as {second!r} in one document")


def property_name(fact: str, form: str = "") -> str:
    """The document property of one printed form of a Fact: its id, then ``|form`` unless the form is empty.

    A name over Word's 255 characters is cut and ends in a digest of the whole, so it stays the same in every build.
    """
    name = f"{fact}|{form}" if form else fact
    if len(name) <= LIMIT:
        return name
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    return f"{name[: LIMIT - _DIGEST - 1]}#{digest}"


def instruction(name: str) -> str:
    """The field instruction that prints a property; quotes and backslashes in the name are escaped."""
    quoted = _QUOTES.sub(r"\\\g<0>", name) if _QUOTES.search(name) else name
    return f' DOCPROPERTY "{quoted}" '


@dataclass(slots=True)
class Runs:
    """Turns inlines into runs and gathers the properties their fields print, in order of first use."""

    properties: dict[str, str] = field(default_factory=dict)
    _fields: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def xml(self, inlines: Inlines) -> str:
        """The runs of a paragraph; neighbouring plain words share one."""
        if len(inlines) == 1:  # nearly every cell
            inline = inlines[0]
            return self.fact(inline) if isinstance(inline, FactText) else run(inline.text)
        out: list[str] = []
        words = ""
        for inline in inlines:
            match inline:
                case Text() | CellText():
                    words += inline.text
                case FactText():
                    out += (run(words), self.fact(inline))
                    words = ""
                case _:
                    assert_never(inline)
        return "".join(out) + run(words)

    def begin(self, table: Table) -> None:
        """A table's cells come next."""

    def listed(self, inlines: Inlines) -> str:
        """The runs of a cell of a listing: words, no fields."""
        return run(plain(inlines))

    def fact(self, inline: FactText) -> str:
        """The runs of one printed Fact."""
        return self._field(inline)

    def _field(self, fact: FactText) -> str:
        key = fact.fact, fact.form, fact.text
        known = self._fields.get(key)
        if known is None:
            known = self._fields[key] = self._new_field(fact)
        return known

    def _new_field(self, fact: FactText) -> str:
        """A complex field: other readers skip the words of ``w:fldSimple``.

        A text no property can hold stays plain words, so that refreshing the fields cannot cut it.
        """
        if len(fact.text) > LIMIT:
            return run(fact.text)
        name = property_name(fact.fact, fact.form)
        first = self.properties.setdefault(name, fact.text)
        if first != fact.text:
            raise ConflictingFact(name, first, fact.text)
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/>'
            f'<w:instrText xml:space="preserve">{content(instruction(name))}</w:instrText>'
            '<w:fldChar w:fldCharType="separate"/></w:r>'
            f'{run(fact.text)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )


@lru_cache(maxsize=4096)
def run(text: str) -> str:
    """Words in the face of their paragraph, ``“”…—·`` in the Chinese one; nothing for no words.

    Remembered, for tables say the same words (达标, —) in row after row.
    """
    if not text:
        return ""
    return f"<w:r>{_HINT if _SHARED.search(text) else ''}{words_xml(text)}</w:r>"

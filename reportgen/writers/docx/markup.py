"""Words as XML: what must be escaped, and what no XML file can hold."""

import re

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile("[^\t\n\x20-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # also & < > and CR
_BREAKS = re.compile("([\t\n\r])")
_BREAK_XML = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:cr/>"}


class UnwritableCharacter(ValueError):
    """A character XML 1.0 has no way to write (control characters, lone surrogates, U+FFFE, U+FFFF).

    ``text`` is where it stands and ``position`` its index there, from 0.
    """

    def __init__(self, text: str, position: int) -> None:
        self.text, self.position, self.character = text, position, text[position]
        around = repr(text[max(0, position - 10) : position + 10])
        super().__init__(f"U+{ord(self.character):04X} cannot be written to a Word file: {around}")


def checked(text: str) -> str:
    """The text itself; raises ``UnwritableCharacter`` at the first character a Word file cannot hold."""
    found = _UNWRITABLE.search(text)
    if found:
        raise UnwritableCharacter(text, found.start())
    return text


def content(text: str) -> str:
    """Text as the content of an element; a carriage return survives, which a parser would turn into a line end."""
    if not _SPECIAL.search(text):
        return text
    return checked(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def plain(text: str) -> bool:
    """Whether a text stands in XML as it is, in elements and attributes."""
    return not (_SPECIAL.search(text) or '"' in text or "\n" in text or "\t" in text)


def attribute(text: str) -> str:
    """Text as the value of an attribute in double quotes; line ends and tabs survive reading."""
    return content(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def words(text: str) -> str:
    """Text as the inside of a run: ``w:t``, with ``w:br`` for a line end and ``w:tab`` for a tab."""
    if "\n" not in text and "\t" not in text and "\r" not in text:
        return _word(text)
    return "".join(_BREAK_XML.get(part) or _word(part) for part in _BREAKS.split(text) if part)


def _word(text: str) -> str:
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<w:t{space}>{content(text)}</w:t>"

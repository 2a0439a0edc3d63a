"""How wide words are and how many lines they take: enough to give a table a height of whole lines."""

import re

_NARROW = {".": 0.25, ",": 0.25, ":": 0.28, "-": 0.34, "/": 0.28, "'": 0.19, " ": 0.25, "%": 0.84, "+": 0.57}
_WORD = re.compile(r"[-+]?[0-9A-Za-z][0-9A-Za-z.,:%/+'-]*|.", re.DOTALL)

_NUMBER = re.compile(r"[-+−]?[0-9][0-9.,:/]*%?")


UNIT = re.compile("（[^（）<>]{1,4}）$")
"""The unit in brackets at the end of a head."""


def character_width(character: str) -> float:
    """In em: Han and full-width marks are 1, 西文 as in Times."""
    if character in _NARROW:
        return _NARROW[character]
    if character.isascii():
        return 0.5 if character.isdigit() else 0.5 if character.islower() else 0.72
    return 1.0


def text_width(text: str) -> float:
    """In em."""
    return sum(map(character_width, text))


def widest_number(text: str) -> float:
    """In em: a number is never broken, or its parts could be read as two."""
    return max((text_width(number) for number in _NUMBER.findall(text)), default=1.0)


def line_count(text: str, width: float) -> int:
    """Lines a text takes in ``width`` em, at least one."""
    return sum(_lines(part, width) for part in text.split("\n"))


def _lines(text: str, width: float) -> int:
    lines, used = 1, 0.0
    for word in _WORD.findall(text):
        size = text_width(word)
        if used + size > width and used:
            lines, used = lines + 1, 0.0
        used += size
    return lines

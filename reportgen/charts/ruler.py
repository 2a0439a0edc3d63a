"""Type measured before anything is drawn: widths, line breaks, and who prints a character that a font lacks."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.charts.style import EM

if TYPE_CHECKING:
    from matplotlib.font_manager import FontPath
    from matplotlib.ft2font import FT2Font
    from numpy import float64, int8
    from numpy.typing import NDArray

_PIECE = re.compile(r"[A-Za-z0-9.%+\-]+|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。、；：！？）》”’」』·…%℃")
_NEVER_LAST = frozenset("（《“‘「『")
_ELLIPSIS = "…"
_COMMANDS = {1: ("M", 1), 2: ("L", 1), 3: ("Q", 2), 4: ("C", 3), 79: ("z", 0)}
"""Of matplotlib's paths: how SVG writes each, and of how many points."""


class MissingGlyph(Exception):
    """No font given has a character of the chart."""

    def __init__(self, character: str, text: str) -> None:
        self.character = character
        shown = character if character.isprintable() else ""
        super().__init__(
            f"没有字体能显示图中的字符“{shown}”（U+{ord(character):04X}），见于“{text}”。"
            "请安装后备字体（如 fonts-noto-cjk），或更换该字。"
        )


class Ruler:
    """Measures with the fonts that draw: the first that has a character prints it."""

    def __init__(self, fonts: "Sequence[FontPath]", say: Callable[[str], str] = str) -> None:
        from matplotlib.font_manager import get_font

        self.fonts, self._say = tuple(fonts), say
        self._faces = [get_font(font) for font in fonts]
        self._known: dict[str, tuple[int, float]] = {}
        self._outlines: dict[str, Outline] = {}

    def _glyph(self, character: str, text: str) -> tuple[int, float]:
        """The font that prints a character, and its width in ems."""
        if character not in self._known:
            code = ord(character)
            place = next((i for i, face in enumerate(self._faces) if face.get_char_index(code)), None)
            if place is None or not character.isprintable():
                raise MissingGlyph(character, text)
            face = self._faces[place]
            face.set_size(64, 72)
            self._known[character] = place, face.load_char(code).linearHoriAdvance / 65536 / 64
        return self._known[character]

    def placed(self, text: str) -> Iterator[tuple[str, "Outline", float]]:
        """A line's characters: who draws each, as a name, its outline, and where it begins, in ems."""
        at = 0.0
        for character in text:
            font, ems = self._glyph(character, text)
            name = f"g{font}-{ord(character):x}"
            if name not in self._outlines:
                self._outlines[name] = _outline(self._faces[font], character)
            yield name, self._outlines[name], at
            at += ems

    def written(self, lines: Sequence[str]) -> list[str]:
        """The lines in the script of the document; words that were broken over two are written as one."""
        text = "".join(lines)
        said = self._say(text)
        if len(said) != len(text):
            return [self._say(line) for line in lines]
        ends = list(accumulate(map(len, lines), initial=0))
        return [said[start:end] for start, end in pairwise(ends)]

    def width(self, text: str, size: float) -> float:
        """Millimetres of one line.  Raises ``MissingGlyph``."""
        return sum(self._glyph(c, text)[1] for c in text) * size * EM

    def widest(self, texts: Sequence[str], size: float) -> float:
        """Millimetres of the longest of the lines."""
        return max((self.width(text, size) for text in texts), default=0.0)

    def wrap(self, text: str, size: float, room: float, most: int = 3) -> list[str]:
        """Lines of about equal length no wider than ``room``; what ``most`` lines cannot hold ends in an ellipsis."""
        whole = self.width(text, size)
        if whole <= room:
            return [text]
        if most == 1:
            return [self._cut(text, size, room)]
        for count in range(2, most + 1):
            for ease in (1.0, 1.15, 1.3):
                lines = self._filled(text, size, min(room, whole / count * ease))
                if len(lines) <= count:
                    return lines
        lines = self._filled(text, size, room)
        return lines if len(lines) <= most else [*lines[: most - 1], self._cut(lines[most - 1], size, room)]

    def _filled(self, text: str, size: float, room: float) -> list[str]:
        lines, line = [], ""
        for piece in _PIECE.findall(text):
            if line and piece not in _NEVER_FIRST and self.width(line + piece, size) > room:
                carried = line[-1] if line[-1] in _NEVER_LAST and len(line) > 1 else ""
                lines.append(line.removesuffix(carried) if carried else line)
                line = carried
            line += piece
        return [*lines, line] if line else lines

    def _cut(self, line: str, size: float, room: float) -> str:
        while line and self.width(line + _ELLIPSIS, size) > room:
            line = line[:-1]
        return line + _ELLIPSIS


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of a character in thousandths of its type, upward: points, what they are to matplotlib, and as SVG."""

    points: "NDArray[float64]"
    codes: "NDArray[int8]"
    svg: str


def _outline(face: "FT2Font", character: str) -> Outline:
    from matplotlib.ft2font import LoadFlags

    face.set_size(1000, 72)
    face.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    found, codes = face.get_path()
    points = found.round()
    return Outline(points, codes, " ".join(_commands([f"{x:g} {y:g}" for x, y in points], codes.tolist())))


def _commands(corners: list[str], codes: list[int]) -> Iterator[str]:
    place = 0
    while place < len(codes):
        command, count = _COMMANDS[codes[place]]
        yield " ".join((command, *corners[place : place + count]))
        place += max(count, 1)


@cache
def load(font: Path, fallbacks: tuple[Path, ...], region: str = "SC", say: Callable[[str], str] = str) -> Ruler:
    """One ruler per set of font files, region and script, and process; ``say`` gives words in the script."""
    return Ruler([_face(path, region) for path in (font, *fallbacks)], say)


def _face(path: Path, region: str) -> "FontPath":
    """The face of a collection that is made for a region (SC, TC, HK); the only face of any other file."""
    from matplotlib.font_manager import FontPath
    from matplotlib.ft2font import FT2Font

    count = FT2Font(str(path)).num_faces if path.suffix.lower() in (".ttc", ".otc") else 1
    names = [FT2Font(str(path), face_index=i).family_name for i in range(count)] if count > 1 else [""]
    return FontPath(str(path), next((i for i, name in enumerate(names) if name.endswith(f" {region}")), 0))

"""Font files of the layout's faces: found by file name, never taken from the system by guess."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from reportgen.layout import GBT9704, Face

ENVIRONMENT = "REPORTGEN_FONTS"
FALLBACKS = (
    "NotoSerifCJK-Regular.ttc",
    "NotoSerifCJKsc-Regular.otf",
    "NotoSerifSC-Regular.otf",
    "NotoSerifSC-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf",
    "DejaVuSans.ttf",
)
"""Files used for characters the official faces lack, best first.  The official faces themselves have no stand-in."""

HANT = frozenset(("cwfs.ttf", "cwkai.ttf"))
"""Files that only documents in Traditional Chinese need."""

SYSTEM = (
    "~/.local/share/fonts",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
)
_UNPRINTABLE = frozenset(
    code
    for first, last in (
        *((0, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F)),
        *((0xE000, 0xF8FF), (0xFEFF, 0xFEFF)),
    )
    for code in range(first, last + 1)
)
"""Controls, zero-width and bidirectional marks, private use: mapped by some fonts, not for readers."""


_HAN = "\u570b"
_LINE = (1.16, 0.288)
"""Above and below the baseline, in em."""


class MissingFont(Exception):
    """A face of the layout has no font file on this machine."""

    def __init__(self, missing: Mapping[str, Face], roots: Iterable[Path]) -> None:
        self.missing = dict(missing)
        wanted = "；".join(f"{face.word}（{' 或 '.join(face.files)}）" for face in missing.values())
        looked = "、".join(map(str, roots))
        super().__init__(
            f"缺少字体文件：{wanted}。已查找：{looked}。"
            f"请运行 {_target(missing)} 下载，或将字体文件放入 ./.fonts，或用环境变量 {ENVIRONMENT} 指明所在文件夹。"
        )


def _target(missing: Mapping[str, Face]) -> str:
    """What fetches the files: the Traditional faces are a set of their own, fetched when they are wanted."""
    names = {name for face in missing.values() for name in face.files}
    return "make fonts-hant" if names & HANT else "make fonts"


class UncoveredCharacter(Exception):
    """No font at hand has a character; it would be printed as an empty box."""

    def __init__(self, character: str, context: str) -> None:
        self.character = character
        super().__init__(
            f"没有字体能显示字符“{character if character.isprintable() else ''}”（U+{ord(character):04X}），"
            f"见于“{context}”。请安装后备字体（如 fonts-noto-cjk），或更换该字。"
        )


@dataclass(frozen=True, slots=True)
class Subset:
    """Large faces cut down to some characters: those asked for, the files by face, and one SHA-256 of them all."""

    characters: frozenset[str]
    files: Mapping[str, bytes]
    digest: str


@dataclass(frozen=True, slots=True)
class FontSet:
    """The font file of each face, and the files that stand in for characters a face lacks, best first.

    A ``subset`` (``subset_fonts``) is what pages are set in whose characters it holds: which face prints a character is
    decided by the whole files all the same.
    """

    faces: Mapping[str, Path]
    fallbacks: tuple[Path, ...] = ()
    subset: Subset | None = None

    def fitting(self, text: str) -> "FontSet":
        """These fonts for a page with this text: without the subset when that lacks one of its characters."""
        if self.subset is None or self.subset.characters.issuperset(text):
            return self
        return FontSet(self.faces, self.fallbacks)

    def content(self, key: str) -> bytes:
        """The file a page is set in, of a face or a stand-in."""
        cut = self.subset.files.get(key) if self.subset else None
        return content(self.path(key)) if cut is None else cut

    def coverage(self, face: str) -> frozenset[int]:
        """The code points a face can print."""
        return covered(self.faces[face])

    def sha256(self, face: str) -> str:
        """Of the face's file, for the manifest."""
        return file_sha256(self.faces[face])

    def path(self, key: str) -> Path:
        """The file of a face, or of a stand-in (``fallback0``, ``fallback1`` and so on)."""
        return self.faces[key] if key in self.faces else self.fallbacks[int(key.removeprefix("fallback"))]

    def key_for(self, character: str, face: str) -> str | None:
        """Who prints a character of a text in ``face``: the face, 西文, or the first fallback able; else ``None``."""
        code = ord(character)
        for key in dict.fromkeys((face, "latin")):
            if code in self.coverage(key):
                return key
        found = (number for number, path in enumerate(self.fallbacks) if code in covered(path))
        number = next(found, None)
        return None if number is None else f"fallback{number}"


@cache
def covered(path: Path) -> frozenset[int]:
    """The printable code points in a font file's cmap (first face of a collection)."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap() or ()) - _UNPRINTABLE


@cache
def file_sha256(path: Path) -> str:
    """SHA-256 of a font file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def content(path: Path) -> bytes:
    """A font file as pages are set in it, the same bytes each time.

    A TrueType face whose Han characters are narrower than its em, as cwTeX has them, is scaled until they fill it: the
    official grid is one of full characters.  Its line is given the proportions of Noto's, which stands beside it, so
    that all baselines agree.
    """
    return _filled(path) if path.suffix.lower() == ".ttf" else path.read_bytes()


@cache
def _filled(path: Path) -> bytes:
    from fontTools.ttLib import TTFont

    with TTFont(path, recalcTimestamp=False, recalcBBoxes=False) as font:
        glyph, units = (font.getBestCmap() or {}).get(ord(_HAN)), font["head"].unitsPerEm
        wide = font["hmtx"][glyph][0] if glyph else units
        if wide == units or "glyf" not in font:
            return path.read_bytes()
        font["head"].unitsPerEm = wide
        above, below = (round(share * wide) for share in _LINE)
        font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = above, -below, 0
        out = BytesIO()
        font.save(out, reorderTables=None)
    return out.getvalue()


def find_fonts(faces: Mapping[str, Face] | None = None, folders: Iterable[Path | str] = ()) -> FontSet:
    """Look the faces' files up by name, in ``folders`` before the usual places; raises ``MissingFont``."""
    faces = GBT9704.faces if faces is None else faces
    roots = list(_roots(folders))
    files = _files(roots, {name for face in faces.values() for name in face.files} | set(FALLBACKS))
    found = {key: path for key, face in faces.items() if (path := _best(face, files))}
    if missing := {key: face for key, face in faces.items() if key not in found}:
        raise MissingFont(missing, roots)
    return FontSet(found, tuple(files[name] for name in FALLBACKS if name in files))


def _best(face: Face, files: Mapping[str, Path]) -> Path | None:
    return next((files[name] for name in face.files if name in files), None)


def _roots(folders: Iterable[Path | str]) -> Iterator[Path]:
    yield from map(Path, folders)
    yield from (Path(part) for part in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if part)
    yield Path.cwd() / ".fonts"
    yield Path(__file__).resolve().parent.parent / ".fonts"
    yield from (Path(root).expanduser() for root in SYSTEM)


def _files(roots: Iterable[Path], wanted: set[str]) -> dict[str, Path]:
    """Where the wanted files are, the first root winning; each root is walked once, in name order."""
    found: dict[str, Path] = {}
    for root in roots:
        for folder, subfolders, names in os.walk(root):
            subfolders.sort()
            for name in wanted.intersection(names):
                found.setdefault(name, Path(folder, name))
    return found

"""What a worker must have as this machine has it, for the same document to be the same bytes."""

import platform
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from reportgen.batch.cluster.faults import Odd
from reportgen.environment import described, versions
from reportgen.fonts import FontSet, MissingFont, file_sha256, find_fonts
from reportgen.layout import Face
from reportgen.script import HANS

BESIDE = ("fonttools", "lxml", "numpy", "pillow", "pydyf", "tinycss2", "tinyhtml5", "markupsafe", "distributed")
"""Libraries beside those the manifest names that files, or the way to a worker, depend on."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a batch is made with: the layout's faces, the county's own folders of fonts, the script."""

    faces: Mapping[str, Face]
    folders: tuple[str, ...] = ()
    script: str = HANS


def held(need: Need) -> dict[str, str]:
    """What this process has: interpreter, program, libraries, fonts by face and SHA-256; what is lacking is ``""``."""
    from reportgen.writers.pdf import pango

    python = ".".join(platform.python_version_tuple()[:2])
    libraries = {name: _version(name) for name in BESIDE}
    made_by = {"Python": python, "zlib": zlib.ZLIB_RUNTIME_VERSION, "Pango": pango()}
    return {**made_by, **versions(need.script), **libraries, **_fonts(need)}


def differing(expected: Mapping[str, str], found: Mapping[str, str]) -> list[Odd]:
    """What is not the same, in the order of what is expected."""
    names = dict.fromkeys([*expected, *found])
    pairs = ((name, expected.get(name, ""), found.get(name, "")) for name in names)
    return [Odd(*one) for one in pairs if one[1] != one[2]]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _fonts(need: Need) -> dict[str, str]:
    """Faces and stand-ins; a face without a file is ``""``."""
    fonts = _found(need)
    faces = {row["file"] for row in described(fonts).values()}
    return {
        **{f"font:{face.word}": _file(fonts, key) for key, face in need.faces.items()},
        **{f"fallback:{path.name}": file_sha256(path) for path in fonts.fallbacks if path.name not in faces},
    }


def _file(fonts: FontSet, key: str) -> str:
    return f"{fonts.faces[key].name} {fonts.sha256(key)}" if key in fonts.faces else ""


def _found(need: Need) -> FontSet:
    """The faces there are."""
    try:
        return find_fonts(need.faces, need.folders)
    except MissingFont as fault:
        there = {key: face for key, face in need.faces.items() if key not in fault.missing}
        return find_fonts(there, need.folders)

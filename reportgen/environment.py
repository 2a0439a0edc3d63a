"""What files are made with, besides the county's data and words: this program, its libraries, the page, the fonts."""

import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from reportgen import __version__
from reportgen.fonts import FontSet
from reportgen.incremental.cache import program_digest
from reportgen.layout import Layout, profile
from reportgen.readers.settings import Settings, SettingsFault
from reportgen.script import HANS

_LIBRARIES = ("python-docx", "jinja2", "pandas", "matplotlib", "weasyprint", "openpyxl", "markdown-it-py")


def versions(script: str = HANS) -> dict[str, str]:
    """The program, by version and by the hash of its code, and the libraries that make the files."""
    libraries = [*_LIBRARIES, *(["opencc"] if script != HANS else [])]
    return {"reportgen": __version__, "program": program_digest(), **{name: version(name) for name in libraries}}


def version(name: str) -> str:
    """The version of an installed package, by the name of its folder (the wheel format, PEP 427).

    ``importlib.metadata``, which reads mail headers, is asked only where that does not tell.  Raises its
    ``PackageNotFoundError``.
    """
    found = _installed().get(name.lower().replace("-", "_"), [])
    if len(found) == 1:
        return found[0]
    from importlib import metadata

    return metadata.version(name)


@cache
def _installed() -> dict[str, list[str]]:
    """Versions by package, as they lie in the folders modules are looked for in."""
    found: dict[str, list[str]] = {}
    for folder in filter(os.path.isdir, sys.path):
        for path in Path(folder).iterdir():
            if path.suffix == ".dist-info":
                name, _, number = path.stem.partition("-")
                found.setdefault(name.lower(), []).append(number)
    return found


def layout_of(settings: Settings, page: str, script: str = HANS) -> Layout:
    """The page with the county's changes; its faces for one script are not those for another.

    Raises ``SettingsFault``.
    """
    own = dict(settings.layout)
    if script != HANS:
        own |= {"faces": settings.script.faces}
    try:
        return profile(page, own, script)
    except ValueError as fault:
        raise SettingsFault(f"layout.{fault}", "版式里没有这一项") from fault


def described(fonts: FontSet, known: Mapping[Path, str] | None = None) -> dict[str, dict[str, str]]:
    """The font files by face, with SHA-256, as the manifest lists them; those ``known`` are not read again."""
    hashes = {face: (known or {}).get(path) or fonts.sha256(face) for face, path in fonts.faces.items()}
    return {face: {"file": path.name, "sha256": hashes[face]} for face, path in fonts.faces.items()}

"""What files are made with, besides the county's data and words: this program, its libraries, the page, the fonts."""

from importlib.metadata import version

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


def described(fonts: FontSet) -> dict[str, dict[str, str]]:
    """The font files by face, with SHA-256, as the manifest lists them."""
    return {face: {"file": path.name, "sha256": fonts.sha256(face)} for face, path in fonts.faces.items()}

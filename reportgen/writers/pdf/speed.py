"""Ways to make WeasyPrint faster without changing a page; all behind the one switch ``fast`` of ``write``.

* the collector of garbage is kept from walking a tree that only grows (public);
* one font configuration serves all documents of a run, and one parsed style sheet all that look alike (public);
* every stream is packed once, not a second time for the file's identifier, and no harder than pays (public);
* the page, well-formed by our own hand, is read by the C parser instead of the HTML5 one (private);
* our sheet says all that is needed, so the browser-like sheet is left out (private);
* inlines that change nothing on a page, such as what carries a Fact in HTML, are taken out of it, or are one where they
  were two (public);
* plain pictures are ready images in the public ``cache`` of images, instead of SVG to interpret (half private: an
  image's two methods).

The private ones are used only with a WeasyPrint that has the names they stand on; tests compare the pages.
"""

import atexit
import gc
import inspect
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import count
from shutil import rmtree
from typing import Any
from weakref import WeakSet
from xml.etree import ElementTree as ET

from reportgen.fonts import FontSet
from reportgen.writers.pdf.engine import strict, weasyprint
from reportgen.writers.pdf.lines import Lines
from reportgen.writers.pdf.plainsvg import plain

THRESHOLDS = (200_000, 20, 100)
QUIET = 50_000
"""From here on the collector counts as quieted already; counting what is frozen would walk through all of it."""
WORKSHOPS = 4
"""Font configurations kept: whole files and subset, of two scripts."""
SHEETS = 32
"""Style sheets kept: one for every choice of faces a page makes."""
LEVEL = 4
"""Of packing: a third of the time of 9 for a file two hundredths larger."""
WHOLE = 20
"""Documents between two whole collections."""
_PLAINER = (
    (re.compile(r"<data [^>]*>|</data>"), ""),
    (re.compile(r'<span class="nb"><span class="(\w+)">([^<]*)</span></span>'), r'<span class="nb \1">\2</span>'),
    (
        re.compile(r'<td class="([^"]*)"><span class="nb">((?:[^<]|<span class="\w+">[^<]*</span>)*)</span></td>'),
        r'<td class="\1 nb">\2</td>',
    ),
)
_IMAGE = ("get_intrinsic_size", "draw")
_STREAM = ("push_state", "pop_state", "set_alpha", "transform")
_ATTRIBUTES = ("base_url", "url_fetcher", "media_type", "wrapper_element", "etree_element")


@contextmanager
def quiet_collector(fast: bool) -> Iterator[None]:
    """Inside, what already lives is not looked at again, and what is new seldom.

    What was thawed is never due by itself: without a whole collection now and then 15 MB in 100 documents are lost.
    """
    if not fast or not gc.isenabled():
        yield
    elif gc.get_threshold()[0] >= QUIET:  # someone up the stack, or the worker, has seen to it
        yield
        _tidy_up()
    else:
        before = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)
        try:
            yield
        finally:
            gc.set_threshold(*before)
            gc.unfreeze()
            _tidy_up()


def _tidy_up() -> None:
    if next(_documents) % WHOLE == 0:
        gc.collect()


_documents = count(1)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What documents set in the same font files share: font configuration, style sheets by their text, lines measured."""

    configuration: Any
    sheets: dict[str, Any] = field(default_factory=dict)
    lines: Lines = field(default_factory=Lines)

    def sheet(self, style: str, url_fetcher: Any) -> Any:
        """The parsed style sheet; one that WeasyPrint complains of is not kept.  Raises ``RenderWarning``."""
        if style not in self.sheets:
            with strict():
                made = weasyprint().CSS(string=style, url_fetcher=url_fetcher, font_config=self.configuration)
            if len(self.sheets) >= SHEETS:
                self.sheets.clear()
            self.sheets[style] = made
        return self.sheets[style]


def workshop(fonts: FontSet, fast: bool) -> Workshop:
    """The workshop of all documents set in the same font files, or one of a document's own."""
    if not fast:
        return Workshop(_configuration())
    return _shared(tuple(sorted(fonts.faces.items())), fonts.fallbacks, fonts.subset and fonts.subset.digest)


@lru_cache(maxsize=WORKSHOPS)
def _shared(*_files: Any) -> Workshop:
    return Workshop(_configuration())


def _configuration() -> Any:
    weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    made = FontConfiguration()
    _configurations.add(made)
    return made


_configurations: WeakSet[Any] = WeakSet()


@atexit.register
def _tidy() -> None:
    """Remove the configurations' copies of font files now: when the interpreter is half gone, their own way fails."""
    for made in list(_configurations):
        folder, made._folder = getattr(made, "_folder", None), None
        if folder:
            rmtree(folder, ignore_errors=True)


def pack(pdf: Any, fast: bool) -> None:
    """Settle the bytes of every object: ``pydyf`` asks for them twice, for the identifier and for the file."""
    if not fast:
        return
    settled = _settled()
    for place, made in enumerate(pdf.objects):
        if made.free != "f":
            if getattr(made, "compress", False):
                _deflate(made)
            pdf.objects[place] = settled(made)


def _deflate(stream: Any) -> None:
    stream.compress = False
    content = stream.data.partition(b">>\nstream\n")[2].removesuffix(b"\nendstream")
    stream.stream = [zlib.compress(content, LEVEL)]
    stream.extra = {**stream.extra, "Filter": "/FlateDecode"}


@cache
def _settled() -> Any:
    import pydyf  # type: ignore[import-untyped]  # WeasyPrint's own

    class Settled(pydyf.Object):  # type: ignore[misc]  # pydyf is not typed
        """An object whose bytes are known."""

        data = compressible = None

        def __init__(self, made: Any) -> None:
            self.number, self.generation, self.offset, self.free = made.number, made.generation, made.offset, made.free
            self.data, self.compressible = made.data, made.compressible

    return Settled


def images(pictures: Mapping[str, bytes], fast: bool) -> dict[str, Any]:
    """The pictures by address that can be drawn without an interpreter of SVG."""
    if not fast or not can_take_images():
        return {}
    ready = {address: plain(svg) for address, svg in pictures.items()}
    return {address: image for address, image in ready.items() if image is not None}


def can_take_images() -> bool:
    """Whether this WeasyPrint asks of an image what ``PlainPicture`` answers, and its pages take operators."""
    weasyprint()
    from weasyprint.images import SVGImage
    from weasyprint.pdf.stream import Stream

    try:
        asked = [list(inspect.signature(getattr(SVGImage, name)).parameters)[1:] for name in _IMAGE]
    except (AttributeError, TypeError, ValueError):
        return False
    return [len(names) for names in asked] == [2, 4] and all(hasattr(Stream, name) for name in _STREAM)


def plainer(page: str, fast: bool) -> str:
    """The page with fewer inlines, each of which is laid out, tagged and drawn; it looks the same."""
    if not fast:
        return page
    for pattern, instead in _PLAINER:
        page = pattern.sub(instead, page)
    return page


def apart(page: str, fast: bool) -> tuple[str, str]:
    """The page without its own style sheet, and that sheet; none is taken out where it is to be parsed in its place."""
    before, mark, rest = page.partition("<style>")
    style, end, after = rest.partition("</style>")
    return (before + after, style) if fast and mark and end else (page, "")


def parse(page: str, url_fetcher: Any, fast: bool) -> Any:
    """The page as a WeasyPrint ``HTML``."""
    html = weasyprint().HTML
    if not fast or not can_be_lean(html):
        return html(string=page, url_fetcher=url_fetcher)
    return _lean(html)(page, url_fetcher)


def can_be_lean(html: Any) -> bool:
    """Whether this WeasyPrint's ``HTML`` is built as the lean one expects: same names, same steps."""
    try:
        source = inspect.getsource(html.__init__)
        hook = list(inspect.signature(html._ua_stylesheets).parameters)
    except (AttributeError, OSError, TypeError):
        return False
    return all(f"self.{name} = " in source for name in _ATTRIBUTES) and hook == ["self", "forms"]


@cache
def _lean(html: Any) -> Any:
    """A subclass of ``HTML`` without HTML5 parser and without browser sheet."""
    import cssselect2

    no_sheet = weasyprint().CSS(string="")

    class LeanHTML(html):  # type: ignore[misc]  # WeasyPrint is not typed
        def __init__(self, page: str, url_fetcher: Any) -> None:
            self.base_url, self.url_fetcher, self.media_type = None, url_fetcher, "print"
            root = ET.fromstring(page)  # noqa: S314  # written by writers/html, every text escaped
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [no_sheet]

    return LeanHTML

"""What a page may read: its own fonts and pictures by private addresses, nothing else: no network, no other file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from reportgen.fonts import FontSet
from reportgen.writers.html.page import Addresses, font_keys
from reportgen.writers.pdf.engine import weasyprint
from reportgen.writers.pdf.errors import AccessRefused

SVG = "image/svg+xml"
FONT = "font/otf"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The resources of one document by private address (``font:fang``, ``picture:0``)."""

    addresses: Addresses
    contents: Mapping[str, tuple[Callable[[], bytes], str]]


def shelf(pictures: Mapping[str, bytes], fonts: FontSet) -> Shelf:
    """Give every font and picture its address."""
    font_urls = {key: f"font:{key}" for key in font_keys(fonts)}
    picture_urls = {key: f"picture:{number}" for number, key in enumerate(sorted(pictures))}
    contents: dict[str, tuple[Callable[[], bytes], str]] = {
        url: (partial(fonts.content, key), FONT) for key, url in font_urls.items()
    }
    contents |= {url: (pictures[key].__bytes__, SVG) for key, url in picture_urls.items()}
    return Shelf(Addresses(font_urls, picture_urls), contents)


def fetcher(contents: Mapping[str, tuple[Callable[[], bytes], str]]) -> Any:
    """A WeasyPrint ``URLFetcher`` that serves the shelf and refuses any other address.

    The last one refused is kept in ``refused``: inside a picture WeasyPrint only logs that it could not be drawn.
    """
    weasyprint()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class ShelfFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is not typed
        refused: str | None = None

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
            if url not in contents:
                self.refused = url
                raise AccessRefused(url)
            read, kind = contents[url]
            return URLFetcherResponse(url, read(), {"Content-Type": kind})

    return ShelfFetcher(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)

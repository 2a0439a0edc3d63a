"""The tree to a PDF: GB/T 9704 pages through HTML and WeasyPrint, tagged as PDF/UA-1 asks."""

from collections.abc import Mapping
from typing import Any

from reportgen.fonts import FontSet
from reportgen.layout import Layout
from reportgen.model.document import Document
from reportgen.writers.html.page import write as write_html
from reportgen.writers.pdf import speed
from reportgen.writers.pdf.artifacts import margins_to_artifacts
from reportgen.writers.pdf.engine import strict, weasyprint
from reportgen.writers.pdf.errors import AccessRefused, RenderWarning
from reportgen.writers.pdf.fetch import fetcher, shelf
from reportgen.writers.pdf.justify import chinese_justification

VARIANT = "pdf/ua-1"


def write(
    document: Document, layout: Layout, pictures: Mapping[str, bytes], fonts: FontSet, *, fast: bool = True
) -> bytes:
    """The document as a PDF; ``pictures`` are SVG by chart key.  The same input gives the same bytes.

    Raises ``PangoMissing``, ``UncoveredCharacter``, ``MissingPicture``, ``BrokenPicture``, ``AccessRefused`` and
    ``RenderWarning``; never returns a page with empty boxes or pictures left out.
    """
    weasyprint()
    own = shelf(pictures, fonts)
    page = write_html(document, layout, pictures, fonts, own.addresses)
    ready = speed.images({own.addresses.pictures[key]: svg for key, svg in pictures.items()}, fast)
    return render(page, fetcher(own.contents), fonts, ready, fast=fast)


def render(
    page: str, url_fetcher: Any, fonts: FontSet, images: Mapping[str, Any] | None = None, *, fast: bool = True
) -> bytes:
    """A page of HTML as PDF; ``images`` by address are taken as they are, the others are fetched."""
    weasyprint()
    from weasyprint.urls import FatalURLFetchingError

    try:
        with strict(), speed.quiet_collector(fast), chinese_justification():
            html = speed.parse(page, url_fetcher, fast)
            configuration = speed.font_configuration(fonts, fast)
            data: bytes = html.write_pdf(
                pdf_variant=VARIANT, font_config=configuration, finisher=margins_to_artifacts, cache=dict(images or {})
            )
            return data
    except (FatalURLFetchingError, RenderWarning) as fault:
        if url_fetcher.refused is None:
            raise
        raise AccessRefused(url_fetcher.refused) from fault

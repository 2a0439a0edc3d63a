"""The tree to a PDF: GB/T 9704 pages through HTML and WeasyPrint, tagged: PDF/A-3a and PDF/UA-1 in one."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from reportgen.fonts import FontSet
from reportgen.layout import Layout
from reportgen.model.attachment import Attachment
from reportgen.model.document import Document
from reportgen.writers.html.page import write as write_html
from reportgen.writers.html.style import FAMILY
from reportgen.writers.pdf import speed
from reportgen.writers.pdf.artifacts import margins_to_artifacts
from reportgen.writers.pdf.attachments import embedded, to_archive
from reportgen.writers.pdf.engine import strict, weasyprint
from reportgen.writers.pdf.errors import AccessRefused, ForeignFont, RenderWarning
from reportgen.writers.pdf.fetch import fetcher, shelf
from reportgen.writers.pdf.justify import chinese_justification
from reportgen.writers.pdf.tricks import tricks

VARIANT = "pdf/a-3a"


def write(
    document: Document,
    layout: Layout,
    pictures: Mapping[str, bytes],
    fonts: FontSet,
    attachments: Sequence[Attachment] = (),
    *,
    fast: bool = True,
) -> bytes:
    """The document as a PDF with files inside; ``pictures`` are SVG by chart key.  The same input, the same bytes.

    Raises ``PangoMissing``, ``UncoveredCharacter``, ``MissingPicture``, ``BrokenPicture``, ``AccessRefused``,
    ``ForeignFont`` and ``RenderWarning``; never returns a page with empty boxes or pictures left out.
    """
    weasyprint()
    page = write_html(document, layout, pictures, fonts, shelf(pictures, fonts).addresses)
    fitting = fonts.fitting(page)
    own = shelf(pictures, fitting)
    ready = speed.images({own.addresses.pictures[key]: svg for key, svg in pictures.items()}, fast)
    files = embedded(attachments, document.meta.date)
    return render(page, fetcher(own.contents), fitting, ready, files, fast=fast)


def render(
    page: str,
    url_fetcher: Any,
    fonts: FontSet,
    images: Mapping[str, Any] | None = None,
    files: Sequence[Any] = (),
    *,
    fast: bool = True,
) -> bytes:
    """A page of HTML as PDF; ``images`` by address are taken as they are, the others are fetched; ``files`` go in."""
    weasyprint()
    from weasyprint.urls import FatalURLFetchingError

    try:
        with strict(), speed.quiet_collector(fast), chinese_justification():
            bare, style = speed.apart(speed.plainer(page, fast), fast)
            html, shared = speed.parse(bare, url_fetcher, fast), speed.workshop(fonts, fast)
            with tricks(fast, shared.lines):
                data: bytes = html.write_pdf(
                    pdf_variant=VARIANT,
                    font_config=shared.configuration,
                    stylesheets=[shared.sheet(style, url_fetcher)] if style else None,
                    finisher=partial(_finish, fast=fast),
                    cache=dict(images or {}),
                    attachments=list(files),
                )
            return data
    except (FatalURLFetchingError, RenderWarning) as fault:
        if url_fetcher.refused is None:
            raise
        raise AccessRefused(url_fetcher.refused) from fault


def _finish(document: Any, pdf: Any, *, fast: bool) -> None:
    foreign = {font.family for font in document.fonts.values() if not font.family.startswith(FAMILY)}
    if foreign:
        raise ForeignFont(foreign)
    margins_to_artifacts(document, pdf)
    to_archive(document, pdf)
    speed.pack(pdf, fast)

"""The sample county's finished briefing, the input of every comparison."""

import pickle
from dataclasses import dataclass
from pathlib import Path

from benchmarks.clock import ROOT
from reportgen import pipeline
from reportgen.charts import Pen, alt, draw
from reportgen.fonts import FontSet, find_fonts
from reportgen.layout import GBT9704, Layout, with_changes
from reportgen.model.document import Document, Picture
from reportgen.model.period import Period
from reportgen.writers import html
from reportgen.writers.pdf.fetch import SVG, shelf

KIND, PERIOD = "monthly", "2018-01"


@dataclass(frozen=True, slots=True)
class Briefing:
    """The tree, its layout and fonts, and every chart in both forms."""

    document: Document
    layout: Layout
    fonts: FontSet
    svg: dict[str, bytes]
    png: dict[str, bytes]


def request(out: Path) -> pipeline.Request:
    """What ``reportgen build monthly --period 2018-01`` asks for."""
    return pipeline.Request(KIND, Period.parse(PERIOD), ROOT / "data", ROOT / "templates", out)


def briefing(out: Path) -> Briefing:
    """Read, compute, compose and draw once."""
    asked = request(out)
    examined = pipeline.examine(asked.data, asked.period)
    document = pipeline.write_document(asked, examined).document
    layout = with_changes(GBT9704, examined.settings.layout)
    fonts = find_fonts(layout.faces, examined.settings.fonts)
    charts = [block.chart for block in document.blocks if isinstance(block, Picture)]
    drawn = {
        c.key: draw(c, Pen(fonts.faces["hei"], fonts.fallbacks if _needs_stand_in(alt(c), fonts) else ()))
        for c in charts
    }
    svg, png = {key: d.svg for key, d in drawn.items()}, {key: d.png for key, d in drawn.items()}
    return Briefing(document, layout, fonts, svg, png)


def _needs_stand_in(text: str, fonts: FontSet) -> bool:
    return not {ord(character) for character in text} <= fonts.coverage("hei")


def save_page(made: Briefing, folder: Path) -> Path:
    """The page reportgen hands to WeasyPrint, as a plain HTML file with its pictures and fonts beside it."""
    folder.mkdir(parents=True)
    own = shelf(made.svg, made.fonts)
    for url, (read, kind) in own.contents.items():
        (folder / _file(url, kind)).write_bytes(read())
    at = html.Addresses(
        {key: _file(url, "") for key, url in own.addresses.fonts.items()},
        {key: _file(url, SVG) for key, url in own.addresses.pictures.items()},
    )
    page = folder / "page.html"
    page.write_text(html.write(made.document, made.layout, made.svg, made.fonts, at), encoding="utf-8")
    return page


def _file(url: str, kind: str) -> str:
    return url.replace(":", "-") + (".svg" if kind == SVG else ".otf")


def save_tree(made: Briefing, path: Path) -> Path:
    """The tree with what the Word writer needs, for a process that only writes DOCX."""
    path.write_bytes(pickle.dumps((made.document, made.layout, made.png)))
    return path

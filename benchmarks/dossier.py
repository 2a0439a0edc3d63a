"""What one short document costs, stage by stage, and what others take for it: ``python -m benchmarks.dossier``.

CPU milliseconds a document, medians of rounds; every round measures everything once, so what slows the machine for a
while slows all alike.  Only ratios within one table are to be trusted.  ``--trees module:function`` takes the documents
from another source: a function from a number to so many trees.
"""

import argparse
import importlib
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.dossier_peers import Made, peers, versions
from benchmarks.report import Ratio
from reportgen import selfcheck
from reportgen.charts import Pen, draw
from reportgen.font_subset import subset_fonts
from reportgen.fonts import FontSet, find_fonts
from reportgen.layout import GBT9704
from reportgen.model.chart import Chart
from reportgen.model.document import Document, Picture
from reportgen.writers import docx, html, pdf
from reportgen.writers.html.page import standalone

RESULTS = Path(__file__).parent / "results"
RATIOS = (
    Ratio("docxtpl / our DOCX", "docxtpl", "tree to DOCX", at_least=30),
    Ratio("plain WeasyPrint / our PDF", "WeasyPrint plain", "tree to PDF, faces cut", at_least=2),
    Ratio("plain WeasyPrint, PDF/A-3a / our PDF", "WeasyPrint plain, PDF/A-3a", "tree to PDF, faces cut"),
    Ratio("LibreOffice in batch / our PDF", "LibreOffice in batch", "tree to PDF, faces cut", at_least=1.8),
    Ratio("LibreOffice one by one / our PDF", "LibreOffice one by one", "tree to PDF, faces cut"),
    Ratio("Chromium / our PDF", "Chromium one by one", "tree to PDF, faces cut"),
    Ratio("our PDF / Typst", "tree to PDF, faces cut", "Typst, one compiler"),
    Ratio("Chromium / our PDF, whole faces", "Chromium one by one", "tree to PDF, whole faces"),
    Ratio("LibreOffice one by one / our PDF, whole faces", "LibreOffice one by one", "tree to PDF, whole faces"),
    Ratio("reading both back / our PDF", "read both back", "tree to PDF, faces cut", at_most=0.15),
)


def main() -> None:
    """Measure, print two tables, keep the figures in ``benchmarks/results/``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dossier", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, default=16, help="documents a round (16)")
    parser.add_argument("--trees", default="benchmarks.dossier_sample:trees", help="module:function")
    parser.add_argument("--no-peers", action="store_true")
    asked = parser.parse_args()
    trees = list(islice(_source(asked.trees)(asked.documents), asked.documents))
    with TemporaryDirectory(prefix="reportgen-benchmarks-") as folder:
        summary = measure(trees, Path(folder), asked.rounds, not asked.no_peers)
    print("\n".join(lines(summary)))
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"dossier-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json"
    path.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\n{path}")


def _source(name: str) -> Callable[[int], Iterable[Document]]:
    module, _, function = name.partition(":")
    found: Callable[[int], Iterable[Document]] = getattr(importlib.import_module(module), function)
    return found


def measure(trees: Sequence[Document], folder: Path, rounds: int, with_peers: bool) -> dict[str, Any]:
    """Every contestant once a round, after one round that is not counted."""
    fonts = find_fonts()
    started = time.process_time()
    cut = subset_fonts(fonts, map(_text, trees))
    cutting = time.process_time() - started
    made = [_made(tree, fonts) for tree in trees]
    able, missing = peers(made, folder) if with_peers else ({}, {})
    contestants = {**_stages(made, fonts, cut), **able}
    samples: dict[str, list[float]] = {name: [] for name in contestants}
    sizes: dict[str, list[int]] = {}
    for number in range(rounds + 1):
        print(f"round {number} of {rounds}", file=sys.stderr)
        for name, work in contestants.items():
            seconds, files = work()
            sizes[name] = files
            if number:
                samples[name].append(seconds * 1000 / len(made))
    return _summary(samples, sizes, missing, cutting, len(made))


def _text(tree: Document) -> str:
    """All characters of a document and of what is said of it."""
    return repr(tree)


def _pen(fonts: FontSet) -> Pen:
    return Pen(fonts.faces["hei"])


def _charts(tree: Document) -> list[Chart]:
    return [block.chart for block in tree.blocks if isinstance(block, Picture)]


def _made(tree: Document, fonts: FontSet) -> Made:
    drawn = {chart.key: draw(chart, _pen(fonts)) for chart in _charts(tree)}
    svg, png = {key: one.svg for key, one in drawn.items()}, {key: one.png for key, one in drawn.items()}
    page = html.write(tree, GBT9704, svg, fonts, standalone(svg, fonts))
    return Made(tree, page, docx.write(tree, GBT9704, png), svg, png)


def _stages(made: Sequence[Made], fonts: FontSet, cut: FontSet) -> dict[str, Callable[[], tuple[float, list[int]]]]:
    files = [pdf.write(one.tree, GBT9704, one.svg, cut) for one in made]
    pen = _pen(fonts)

    def of(work: Callable[[Made], Any]) -> Callable[[], tuple[float, list[int]]]:
        def timed() -> tuple[float, list[int]]:
            start = time.process_time()
            given = [work(one) for one in made]
            return time.process_time() - start, [len(one) for one in given if isinstance(one, bytes)]

        return timed

    def read_both() -> tuple[float, list[int]]:
        start = time.process_time()
        for one, file in zip(made, files, strict=True):
            wrong = selfcheck.check_docx(one.tree, one.word) + selfcheck.check_pdf(one.tree, file, GBT9704)
            assert not wrong, wrong[0]
        return time.process_time() - start, []

    return {
        "chart to SVG": of(lambda one: [draw(chart, pen, raster=False) for chart in _charts(one.tree)]),
        "chart to SVG and PNG": of(lambda one: [draw(chart, pen) for chart in _charts(one.tree)]),
        "tree to DOCX": of(lambda one: docx.write(one.tree, GBT9704, one.png)),
        "tree to HTML": of(lambda one: html.write(one.tree, GBT9704, one.svg, fonts).encode()),
        "tree to PDF, faces cut": of(lambda one: pdf.write(one.tree, GBT9704, one.svg, cut)),
        "tree to PDF, whole faces": of(lambda one: pdf.write(one.tree, GBT9704, one.svg, fonts)),
        "tree to PDF, fast=False": of(lambda one: pdf.write(one.tree, GBT9704, one.svg, fonts, fast=False)),
        "read both back": read_both,
    }


def _summary(
    samples: dict[str, list[float]], sizes: dict[str, list[int]], missing: dict[str, str], cutting: float, count: int
) -> dict[str, Any]:
    ratios = [ratio for ratio in RATIOS if {ratio.over, ratio.under} <= set(samples)]
    kilobytes = {name: round(statistics.mean(files) / 1000, 1) for name, files in sizes.items() if files}
    return {
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "versions": versions(),
        "load": os.getloadavg(),
        "documents": count,
        "rounds": len(next(iter(samples.values()))),
        "cutting the faces, CPU s, once": round(cutting, 2),
        "median ms": {name: round(statistics.median(taken), 3) for name, taken in samples.items()},
        "all ms": samples,
        "KB": kilobytes,
        "ratios": [ratio.figures(samples) for ratio in ratios],
        "missing": missing,
    }


def lines(made: dict[str, Any]) -> Iterable[str]:
    """The figures as tables."""
    yield f"{'CPU a document':<30}{'median ms':>11}{'least':>10}{'most':>10}{'KB':>9}"
    for name, median in made["median ms"].items():
        taken = made["all ms"][name]
        yield f"{name:<30}{median:>11.2f}{min(taken):>10.2f}{max(taken):>10.2f}{made['KB'].get(name, ''):>9}"
    yield f"cutting the faces, once: {made['cutting the faces, CPU s, once']} s"
    yield from (f"{name}: missing, {why}" for name, why in made["missing"].items())
    yield ""
    yield f"{'ratio of CPU time':<40}{'median':>9}{'least':>9}{'most':>9}  target"
    for ratio in made["ratios"]:
        figures = "".join(f"{ratio[key]:>9.2f}" for key in ("ratio", "least", "most"))
        yield f"{ratio['name']:<40}{figures}  {ratio['verdict']}"


if __name__ == "__main__":
    main()

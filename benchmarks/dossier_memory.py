"""Memory of one worker over many dossiers: ``python -m benchmarks.dossier_memory 1000``; resident MB as it goes.

Draws, writes both files and reads them back; with ``--batch`` as a batch does, the collector kept quiet throughout.
"""

import argparse
import time
from contextlib import nullcontext
from pathlib import Path

from benchmarks.dossier_tree import tree, trees
from reportgen import selfcheck
from reportgen.charts import Pen, draw
from reportgen.font_subset import subset_fonts
from reportgen.fonts import FontSet, find_fonts
from reportgen.layout import GBT9704
from reportgen.model.document import Document, Picture
from reportgen.writers import docx, pdf
from reportgen.writers.pdf import speed


def main() -> None:
    """One line for each twentieth of the documents."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dossier_memory", description=__doc__)
    parser.add_argument("documents", type=int, nargs="?", default=1000)
    parser.add_argument("--batch", action="store_true")
    asked = parser.parse_args()
    fonts = subset_fonts(find_fonts(), map(repr, trees(60)))
    start = time.process_time()
    with speed.quiet_collector(True) if asked.batch else nullcontext():
        for number in range(1, asked.documents + 1):
            _dossier(tree(number), fonts)
            if number % max(1, asked.documents // 20) == 0:
                spent = (time.process_time() - start) * 1000 / number
                print(f"{number:>6} documents {_resident():>5} MB {spent:>7.1f} CPU ms a document", flush=True)


def _dossier(made: Document, fonts: FontSet) -> None:
    charts = [block.chart for block in made.blocks if isinstance(block, Picture)]
    drawn = {chart.key: draw(chart, Pen(fonts.faces["hei"])) for chart in charts}
    word = docx.write(made, GBT9704, {key: one.png for key, one in drawn.items()})
    page = pdf.write(made, GBT9704, {key: one.svg for key, one in drawn.items()}, fonts)
    assert not selfcheck.check_docx(made, word)
    assert not selfcheck.check_pdf(made, page, GBT9704)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 1_000_000


if __name__ == "__main__":
    main()

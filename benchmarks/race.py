"""Every measurement once per round, all rounds in one run: what slows the machine for a while slows all of them."""

import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks import clock, county, docxtpl_template, stages
from benchmarks.docxtpl_fill import fill
from reportgen.pipeline import Request
from reportgen.writers import docx
from reportgen.writers.outline import blocks_text

REPEATS = 5
"""Warm DOCX writes per sample: one is a few clock ticks only."""


@dataclass(slots=True)
class Race:
    """The contestants by name, and their CPU seconds round by round."""

    contestants: dict[str, Callable[[], float]]
    asked: Request
    samples: dict[str, list[float]] = field(default_factory=dict)
    stages: dict[str, list[float]] = field(default_factory=dict)
    cold_stages: dict[str, list[float]] = field(default_factory=dict)

    def run(self, rounds: int, say: Callable[[str], None]) -> None:
        """Warm up once, then measure."""
        stages.build(self.asked)
        for contestant in self.contestants.values():
            contestant()
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}")
            _add(self.stages, stages.build(self.asked))
            _add(self.cold_stages, self.cold())
            for name, contestant in self.contestants.items():
                self.samples.setdefault(name, []).append(contestant())

    def cold(self) -> dict[str, float]:
        """The stages of a build in a process of its own; ``exit`` is the interpreter tidying up."""
        kept = self.asked.out / "stages.json"
        whole = clock.process(["-m", "benchmarks.stages", self.asked.out, kept])
        seconds: dict[str, float] = json.loads(kept.read_bytes())
        return seconds | {"exit": whole - sum(seconds.values())}


def _add(samples: dict[str, list[float]], seconds: dict[str, float]) -> None:
    for name, value in seconds.items():
        samples.setdefault(name, []).append(value)


def prepare(folder: Path) -> Race:
    """Everything the contestants read, saved once; both Word files are proved to say the same."""
    asked = county.request(folder / "warm")
    made = county.briefing(folder / "none")
    page, tree = county.save_page(made, folder / "page"), county.save_tree(made, folder / "tree.pickle")
    template, blocks = docxtpl_template.template(), docxtpl_template.blocks(made.document)
    (folder / "template.docx").write_bytes(template)
    (folder / "words.pickle").write_bytes(pickle.dumps((blocks, made.png)))
    ours = partial(docx.write, made.document, made.layout, made.png)
    theirs = partial(fill, template, blocks, made.png)
    _same_words(blocks_text(made.document), ours(), theirs())
    alone = "benchmarks.weasyprint_alone"
    contestants: dict[str, Callable[[], float]] = {
        "build": partial(clock.process, _build(folder / "both")),
        "build --to pdf": partial(clock.process, _build(folder / "pdf", "--to", "pdf")),
        "build --to docx": partial(clock.process, _build(folder / "docx", "--to", "docx")),
        "weasyprint": partial(clock.process, ["-m", alone, page, folder / "alone.pdf"]),
        "import weasyprint": partial(clock.process, ["-c", "import weasyprint"]),
        "docx warm": partial(clock.call, ours, REPEATS),
        "docxtpl warm": partial(clock.call, theirs, REPEATS),
        "docx cold": partial(clock.process, ["-m", "benchmarks.docx_alone", tree, folder / "ours.docx"]),
        "docxtpl cold": partial(
            clock.process,
            ["-m", "benchmarks.docxtpl_alone", folder / "template.docx", folder / "words.pickle", folder / "tpl.docx"],
        ),
    }
    return Race(contestants, asked)


def _build(out: Path, *more: str) -> list[str | Path]:
    return ["-m", "reportgen", "build", county.KIND, "--period", county.PERIOD, "--out", out, *more]


def _same_words(meant: list[str], *files: bytes) -> None:
    for data in files:
        found = [text for text in docx.read_text(data) if text]
        assert found == [text for text in meant if text], "a Word file of the comparison lacks some of the words"

"""The files of a finished briefing: Word, PDF with its sources inside, the reviewer's copy, and what stands beside them.

Called by the pipeline when the tree is done; everything is made in memory, nothing is written here.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen import enclosed, messages, records, selfcheck
from reportgen.environment import described
from reportgen.fonts import FontSet
from reportgen.incremental.cache import Cache
from reportgen.incremental.store import Shelf, Store
from reportgen.layout import Layout
from reportgen.model.attachment import Attachment
from reportgen.model.chart import Chart
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.document import Document, Picture
from reportgen.model.evaluation import Evaluation
from reportgen.model.fact import FactBook
from reportgen.model.ledger import Ledger
from reportgen.request import FORMATS
from reportgen.writers import docx, pdf

if TYPE_CHECKING:
    from reportgen.charts import Drawn, Pen, Room

EVALUATION = "学校评估计算表.xlsx"
REVIEW = "（审阅稿）"
Progress = Callable[[str], None]
Files = dict[str, tuple[str, bytes]]
"""Role and bytes by name."""


class InputChanged(Exception):
    """An input file is not what it was when it was read; the files made would not belong to it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} 在生成过程中被改动或删除，没有发布。请保存并关闭文件后再生成一次")


class TooManyPages(Exception):
    """A briefing takes more pages than its kind allows."""

    def __init__(self, name: str, pages: int, most: int) -> None:
        super().__init__(f"“{name}”排了 {pages} 页，这种报告最多 {most} 页，没有发布。请精简模板或台账里的文字")


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished tree, what its files are called, its Facts, how it looks, and what stands at an origin.

    ``say`` gives words in its script; ``pages`` is how many it may take (0: any); ``script`` is all that ``say`` rests on.
    """

    document: Document
    name: str
    book: FactBook
    layout: Layout
    fonts: FontSet
    source: selfcheck.SourceText
    say: Callable[[str], str] = str
    pages: int = 0
    script: object = ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """A finished tree with everything that lies beside it; ``document`` is the tree in the ledgers' own script.

    ``workbook`` is that of the evaluations.  ``inputs`` are the hashes of what was read below the folder ``data``, ``words`` those of the templates; ``place`` is
    where the files will lie, as period and kind; ``options`` all that was asked for, to build the same again.
    """

    tree: Finished
    document: Document
    ledger: Ledger
    workbook: "Files"
    diagnostics: tuple[Diagnostic, ...]
    data: Path
    inputs: Mapping[str, str]
    words: Mapping[str, str]
    as_of: date
    place: tuple[str, str]
    options: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files: the formats, whether also the reviewer's copy, whether the PDF carries its sources."""

    formats: tuple[str, ...] = FORMATS
    review: bool = False
    attach: bool = True


def files(
    briefing: Briefing, wanted: Wanted, versions: Mapping[str, str], progress: Progress, cache: Cache | None = None
) -> Files:
    """All files of a briefing, read back and compared.  Raises what writers and self-check raise."""
    tree = briefing.tree
    store = Store.of(cache or Cache(None), versions, tree.fonts, tree.script)
    drawn = _drawn(tree, progress, store, raster="docx" in wanted.formats or wanted.review)
    progress("写数据项")
    beside = _beside(briefing, wanted)
    inside = _attachments(briefing, beside) if wanted.attach and "pdf" in wanted.formats else []
    made = _written(tree, wanted, drawn, inside, progress, store)
    every = {**made, **beside, **briefing.workbook}
    inputs = {**briefing.inputs, **{f"templates/{path}": digest for path, digest in briefing.words.items()}}
    manifest = records.manifest_json(every, inputs, versions, described(tree.fonts), briefing.options)
    return {**every, "manifest.json": ("manifest", manifest)}


def alone(tree: Finished, formats: tuple[str, ...], progress: Progress, store: Store | None = None) -> Files:
    """A tree's own files, read back and compared, with nothing beside them.  Raises as ``files`` does."""
    store = store or Store()
    drawn = _drawn(tree, progress, store, raster="docx" in formats)
    return _written(tree, Wanted(formats), drawn, [], progress, store)


def _drawn(tree: Finished, progress: Progress, store: Store, *, raster: bool) -> dict[str, "Drawn"]:
    from reportgen.charts import draw

    progress("绘图")
    room = _room(tree)

    def drawn_now(chart: Chart) -> "Drawn":
        return draw(chart, _pen(chart, tree), room, raster=raster)

    charts = _charts(tree.document)
    drawn = {c.key: store.chart(c, room, partial(drawn_now, c), raster=raster) for c in charts}
    _refuse_orphans(tree, {key: d.words for key, d in drawn.items()})
    return drawn


def _written(
    tree: Finished,
    wanted: Wanted,
    drawn: Mapping[str, "Drawn"],
    inside: list[Attachment],
    progress: Progress,
    store: Store,
) -> Files:
    shelves = _shelves(tree, wanted, inside, store)
    kept = {name: data for name, shelf in shelves.items() if (data := shelf.get()) is not None}
    left = replace(wanted, formats=tuple(f for f in wanted.formats if f"{tree.name}.{f}" not in kept))
    fresh: Files = {}
    if "docx" in left.formats or left.review:
        progress("写 Word")
        fresh |= _word(tree, left, {key: d.png for key, d in drawn.items()})
    if "pdf" in left.formats:
        progress("写 PDF")
        pictures = {key: d.svg for key, d in drawn.items()}
        fresh[f"{tree.name}.pdf"] = ("briefing", pdf.write(tree.document, tree.layout, pictures, tree.fonts, inside))
    progress("核对成品")
    _selfcheck(tree, fresh)
    for name in fresh.keys() & shelves.keys():
        shelves[name].put(fresh[name][1])
    made: Files = {**{name: ("briefing", data) for name, data in kept.items()}, **fresh}
    return {name: made[name] for name in sorted(made, key=lambda name: (name.endswith(".pdf"), REVIEW in name))}


def _shelves(tree: Finished, wanted: Wanted, inside: list[Attachment], store: Store) -> dict[str, Shelf]:
    """Where each format may be kept from an earlier run, by all that is seen of it and is in it."""
    looks: dict[str, tuple[object, ...]] = {"docx": (), "pdf": (tree.pages, inside)}
    return {f"{tree.name}.{f}": store.file(f, tree.document, tree.layout, *looks[f]) for f in wanted.formats}


def _refuse_orphans(tree: Finished, drawn: Mapping[str, Sequence[str]]) -> None:
    """Raises ``OrphanNumbers`` for a numeral that belongs to no Fact, cell or numbering."""
    from reportgen.charts import sayings

    orphans = selfcheck.find_orphans(tree.document, tree.book, tree.source, drawn, sayings)
    if orphans:
        raise selfcheck.OrphanNumbers(orphans)


def _room(tree: Finished) -> "Room":
    """Where charts stand: in the text of a page, or in what the words of a poster leave.  Raises ``PosterFull``."""
    from reportgen.charts import PAGE, Room
    from reportgen.writers.html.room import picture_room

    layout = tree.layout
    if layout.poster is None:
        return PAGE
    high = picture_room(tree.document, layout) / layout.poster.scale
    return Room(layout.picture_width / layout.poster.scale, high, layout.poster.most, layout.poster.least)


def _pen(chart: Chart, tree: Finished) -> "Pen":
    """Stand-in fonts only where a chart's words need one: loading them costs more than the chart."""
    from reportgen.charts import Pen, alt

    fonts, words = tree.fonts, alt(chart)
    covered = {ord(c) for c in words + tree.say(words)} <= fonts.coverage("hei")
    return Pen(fonts.faces["hei"], () if covered else fonts.fallbacks, tree.layout.region, tree.say)


def _charts(document: Document) -> list[Chart]:
    return [b.chart for b in document.blocks if isinstance(b, Picture)]


def _beside(briefing: Briefing, wanted: Wanted) -> Files:
    """Facts and diagnostics.  Files are in Chinese whatever language the terminal speaks: the same for everyone."""
    from reportgen.trace import shown
    from reportgen.writers import xlsx

    document, book = briefing.document, briefing.tree.book
    diagnostics = [*briefing.diagnostics, *(_substituted(briefing.tree) if "pdf" in wanted.formats else ())]
    sources = xlsx.Sources(briefing.ledger, briefing.inputs, f"../../../{briefing.data.resolve().name}")
    workbook = xlsx.write_facts(shown(book, document), book, sources, briefing.as_of, document.meta.title)
    with messages.speaking("zh"):
        return {
            "facts.xlsx": ("facts", workbook),
            "facts.json": ("facts", records.facts_json(book, document)),
            "diagnostics.json": ("diagnostics", records.diagnostics_json(diagnostics)),
        }


def _substituted(tree: Finished) -> Iterator[Diagnostic]:
    missing = pdf.missing_characters(tree.document, tree.fonts, tree.layout)
    if missing:
        yield Diagnostic("W501", {"characters": "".join(missing)})


def _word(tree: Finished, wanted: Wanted, pictures: Mapping[str, bytes]) -> Files:
    made: Files = {}
    if "docx" in wanted.formats:
        made[f"{tree.name}.docx"] = ("briefing", docx.write(tree.document, tree.layout, pictures))
    if wanted.review:
        review = docx.write_review(tree.document, tree.layout, pictures, tree.book)
        made[f"{tree.name}{REVIEW}.docx"] = ("review", review)
    return made


def _attachments(briefing: Briefing, beside: Files) -> list[Attachment]:
    """What was read, as it was read, and what stands behind the figures.  Raises ``InputChanged``."""
    period, kind = briefing.place
    sources = {path: _unchanged(briefing.data / path, digest) for path, digest in sorted(briefing.inputs.items())}
    behind = {name: beside[name][1] for name in ("facts.xlsx", "diagnostics.json")}
    head = {
        "title": briefing.document.meta.title,
        "kind": kind,
        "period": period,
        "as_of": briefing.as_of.isoformat(),
        "templates": dict(briefing.words),
    }
    return enclosed.enclose(briefing.data.resolve().name, sources, f"output/{period}/{kind}", behind, head)


def _unchanged(path: Path, digest: str) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputChanged(path) from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise InputChanged(path)
    return data


def _selfcheck(tree: Finished, made: Files) -> None:
    document = tree.document
    wrong = selfcheck.check_facts(document, tree.book, tree.say)
    for name, (_, data) in made.items():
        if name.endswith(".docx"):
            wrong += selfcheck.check_docx(document, data)
        else:
            wrong += selfcheck.check_pdf(document, data, tree.layout)
            _refuse_pages(tree, pdf.count_pages(data))
    if wrong:
        raise selfcheck.NotWhatWasMeant(wrong)


def _refuse_pages(tree: Finished, pages: int) -> None:
    """Raises ``TooManyPages``."""
    if tree.pages and pages > tree.pages:
        raise TooManyPages(tree.name, pages, tree.pages)


def workbook(evaluations: Mapping[str, Evaluation], ledger: Ledger, as_of: date) -> Files:
    """The evaluations in force as a workbook with live formulas; none when the county has set no standard."""
    made = [e for e in evaluations.values() if any(r.parts for r in e.stages.values())]
    if not made:
        return {}
    from reportgen.writers.xlsx import write_evaluations

    return {EVALUATION: ("evaluation", write_evaluations(made, ledger["schools"], as_of))}

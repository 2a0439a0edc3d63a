"""The order of work, and nothing else: read → check → compute → compose → transform → draw → write → selfcheck."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen import __version__, records, selfcheck
from reportgen.cache import Cache, digest, files_digest, program_digest
from reportgen.checks import Given, check_evaluations, run_checks
from reportgen.compose import Composed, County, charts, compose
from reportgen.compose.marks import Sourced
from reportgen.compose.views import placeholders
from reportgen.compute.engine import compare, compute, reported_book
from reportgen.compute.evaluation import evaluate
from reportgen.compute.findings import findings
from reportgen.earlier import from_bytes, to_bytes
from reportgen.fonts import FontSet, find_fonts
from reportgen.layout import LAYOUTS, Layout, with_changes
from reportgen.model.chart import Chart
from reportgen.model.diagnostic import Diagnostic, Severity
from reportgen.model.document import Document, Picture
from reportgen.model.evaluation import Evaluation
from reportgen.model.fact import Fact, FactBook
from reportgen.model.ledger import Ledger
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.standard import Standard
from reportgen.readers.checks import read_checks
from reportgen.readers.definitions import Definitions, read_definitions
from reportgen.readers.ledgers import ledger_files, read_period
from reportgen.readers.settings import Settings, SettingsFault, read_settings
from reportgen.readers.standards import find_standard, read_standards
from reportgen.script import HANS, Writing, in_script, writing
from reportgen.sources import Sources
from reportgen.transforms import transform
from reportgen.writers import docx, pdf

if TYPE_CHECKING:
    from reportgen.charts import Drawn

CACHE = ".cache"
WORKBOOK = "学校评估计算表.xlsx"
FORMATS = ("docx", "pdf")
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: kind of briefing, period, folders and formats."""

    kind: str
    period: Period
    data: Path
    templates: Path
    out: Path
    formats: tuple[str, ...] = FORMATS
    script: str = HANS

    @property
    def folder(self) -> Path:
        """Where the set is published; one in another script lies beside the one in the ledgers' own."""
        return self.out / str(self.period) / (self.kind if self.script == HANS else f"{self.kind}-{self.script}")


@dataclass(frozen=True, slots=True)
class Examined:
    """The county's ledgers read, checked and computed."""

    settings: Settings
    ledger: Ledger
    definitions: Definitions
    book: FactBook
    diagnostics: tuple[Diagnostic, ...]
    inputs: dict[str, str] = field(default_factory=dict)
    evaluations: Mapping[str, Evaluation] = field(default_factory=dict)

    @property
    def errors(self) -> list[Diagnostic]:
        """Those that stop a build."""
        return [d for d in self.diagnostics if d.severity is Severity.ERROR]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build left: the folder, the files by name, and the diagnostics it printed."""

    folder: Path
    files: tuple[str, ...]
    examined: Examined
    document: Document


class DataErrors(Exception):
    """The data has errors; nothing was written."""

    def __init__(self, examined: Examined) -> None:
        super().__init__(f"台账有 {len(examined.errors)} 处错误，没有生成报告")
        self.examined = examined


def examine(data: Path, period: Period, progress: Progress = lambda step: None, cache: Cache | None = None) -> Examined:
    """Read, check and compute one period (and the one before, when it is kept).  Raises ``SettingsFault``."""
    progress("读取台账")
    settings = read_settings(data, period)
    definitions = read_definitions(data)
    reading = read_period(data, period)
    progress("计算数据项")
    standards = {role: find_standard(data, key) for role, key in settings.standards.items()}
    evaluations = _evaluated(standards, reading.ledger)
    given = _findings(evaluations, period, settings.as_of)
    book, faults = compute(reading.ledger, definitions.by_key, settings.as_of, given)
    before, unready = _compared(data, period.previous, (definitions, standards), book, cache)
    progress("校验")
    checks, said = read_checks(data), reported_book(reading.ledger, settings.as_of)
    found = [*definitions.diagnostics, *checks.diagnostics, *reading.diagnostics, *faults, *unready]
    found += run_checks(Given(reading.ledger, book, said, definitions.by_key, checks), settings.as_of)
    found += check_evaluations(reading.ledger, evaluations, _items(data, reading.ledger))
    found += _unknown_placeholders(reading.ledger, book)
    inputs = {f.path: f.sha256 for f in reading.ledger.files} | before
    inputs |= _hashes(data, ["report.toml", "definitions/*.toml", "checks/*.toml", "standards/*.toml"])
    return Examined(settings, reading.ledger, definitions, book, tuple(_once(found)), inputs, evaluations)


def _evaluated(standards: Mapping[str, Standard], ledger: Ledger) -> dict[str, Evaluation]:
    return {role: evaluate(made, ledger["schools"], ledger["checklist"]) for role, made in standards.items()}


def _items(data: Path, ledger: Ledger) -> set[str]:
    """The items of every standard there is: the county may keep answers to more than the one in force."""
    if not any(True for _ in ledger["checklist"]):
        return set()
    return {item.key for standard in read_standards(data).values() for item in standard.items}


def _findings(evaluations: Mapping[str, Evaluation], period: Period, as_of: date) -> list[Fact]:
    return [fact for role, made in evaluations.items() for fact in findings(made, role, period, as_of)]


def _compared(
    data: Path, earlier: Period, by: tuple[Definitions, Mapping[str, Standard]], book: FactBook, cache: Cache | None
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Compare with the period before when its ledgers are kept and sound; their files with hashes."""
    folder, (definitions, standards) = data / str(earlier), by
    if not folder.is_dir():
        return {}, []
    files = files_digest(data, ledger_files(folder))
    key = "facts-" + digest(program_digest(), files, str(earlier), definitions.by_key, standards)
    if cache is not None and (kept := cache.get(key)) is not None:
        compare(book, from_bytes(kept))
        return files, []
    before = read_period(data, earlier)
    wrong = sum(d.severity is Severity.ERROR for d in before.diagnostics)
    if wrong:
        origin = Origin(str(earlier))
        return files, [Diagnostic("W410", {"period": str(earlier), "count": str(wrong)}, (origin,))]
    given = _findings(_evaluated(standards, before.ledger), earlier, earlier.last_day)
    facts = compute(before.ledger, definitions.by_key, earlier.last_day, given)[0]
    if cache is not None and files == {f.path: f.sha256 for f in before.ledger.files}:
        cache.put(key, to_bytes(facts))
    compare(book, facts)
    return files, []


def _hashes(folder: Path, patterns: Sequence[str]) -> dict[str, str]:
    """SHA-256 of the files of a folder, by path below it."""
    return files_digest(folder, (p for pattern in patterns for p in folder.glob(pattern) if p.is_file()))


def _unknown_placeholders(ledger: Ledger, book: FactBook) -> Iterator[Diagnostic]:
    for ident, origin in placeholders(ledger):
        if book.get(ident) is None:
            yield Diagnostic("E408", {"key": ident}, (origin,))


def _once(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return sorted({repr(d): d for d in diagnostics}.values(), key=lambda d: order[d.severity])


def write_document(request: Request, examined: Examined, progress: Progress = lambda step: None) -> Composed:
    """The briefing as a finished tree.  Raises ``TemplateFault`` and ``UnknownKind``."""
    from reportgen.charts import alt

    progress("撰写文稿")
    book, settings = examined.book, examined.settings
    words = _words(settings, request.period)
    county = County(examined.ledger, book, examined.definitions.by_key, words, examined.evaluations)
    pictures = charts(request.templates, examined.ledger, book, settings.as_of)
    composed = compose(request.templates, request.kind, county, pictures, alt)
    return Composed(transform(composed.document), composed.file_name)


def _words(settings: Settings, period: Period) -> dict[str, Sourced]:
    """What templates may say of the county and the period."""
    day, place = settings.as_of, settings.county[-1]
    own = {name: Sourced(text, settings.origin(f"words.{name}")) for name, text in settings.words.items()}
    made = {
        "county": Sourced(settings.county, settings.origin("county.name")),
        "bureau": Sourced(settings.bureau, settings.origin("county.bureau")),
        "we": Sourced(f"我{place}", settings.origin("county.name")),
        "whole": Sourced(f"全{place}", settings.origin("county.name")),
        "period_text": Sourced(f"{period.year}年{period.month}月", Origin(str(period))),
        "as_of": Sourced(f"{day.year}年{day.month}月{day.day}日", settings.origin(f"period.{period}.as_of")),
        "as_of_date": Sourced(day.isoformat(), settings.origin(f"period.{period}.as_of")),
    }
    return {**own, **made}


def build(request: Request, progress: Progress = lambda step: None) -> Built:
    """Build one briefing and publish it as a set.

    Raises ``DataErrors``, ``SettingsFault``, ``TemplateFault``, ``UnknownKind``, ``MissingFont``, ``PangoMissing``,
    ``NotWhatWasMeant``, ``Busy`` and ``Unwritable``; in each case nothing old is touched and nothing new is left.
    """
    from reportgen.publish import locked, publish

    folder = request.folder
    with locked(folder), _quiet_collector():
        examined = examine(request.data, request.period, progress, Cache(request.out / CACHE))
        if examined.errors:
            raise DataErrors(examined)
        composed = write_document(request, examined, progress)
        layout = _layout(examined.settings, request.script)
        fonts = find_fonts(layout.faces, examined.settings.fonts)
        hand = writing(request.script, examined.settings.script.keep, examined.settings.script.words)
        final = Composed(in_script(composed.document, hand), hand.say(composed.file_name))
        made = _written(request, final, examined, hand, (layout, fonts), progress)
        progress("核对成品")
        _selfcheck(final.document, examined.book, made, layout, hand)
        printed = _substituted(final.document, fonts, layout) if "pdf" in request.formats else ()
        files = _with_records(made, composed.document, examined, request, printed, fonts)
        progress("发布")
        publish(folder, {name: data for name, (_, data) in files.items()})
    return Built(folder, tuple(files), examined, final.document)


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """The tree and the ledgers live as long as the build: collect rarely, never not at all."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _layout(settings: Settings, script: str) -> Layout:
    """The page with the county's changes; its faces for one script are not those for another."""
    own = dict(settings.layout)
    if script != HANS:
        own |= {"faces": settings.script.faces}
    try:
        return with_changes(LAYOUTS[script], own)
    except ValueError as fault:
        raise SettingsFault(f"layout.{fault}", "版式里没有这一项") from fault


def _written(
    request: Request,
    composed: Composed,
    examined: Examined,
    hand: Writing,
    page: tuple[Layout, FontSet],
    progress: Progress,
) -> dict[str, tuple[str, bytes]]:
    document, name, (layout, fonts) = composed.document, composed.file_name, page
    progress("绘图")
    drawn = {c.key: _drawn(c, layout, fonts, hand) for c in _charts(document)}
    _refuse_orphans(document, examined, request.data, drawn)
    made: dict[str, tuple[str, bytes]] = {}
    if "docx" in request.formats:
        progress("写 Word")
        png = {key: d.png for key, d in drawn.items()}
        made[f"{name}.docx"] = ("briefing", docx.write(document, layout, png))
    if "pdf" in request.formats:
        progress("写 PDF")
        svg = {key: d.svg for key, d in drawn.items()}
        made[f"{name}.pdf"] = ("briefing", pdf.write(document, layout, svg, fonts))
    return made


def _drawn(chart: Chart, layout: Layout, fonts: FontSet, hand: Writing) -> "Drawn":
    from reportgen.charts import alt, draw

    words = alt(chart)
    return draw(chart, fonts.faces["hei"], _spare(words + hand.say(words), fonts), layout.region, hand.say)


def _spare(text: str, fonts: FontSet) -> tuple[Path, ...]:
    """The stand-in fonts, only where a chart's words need one: loading them costs more than the chart."""
    return () if {ord(c) for c in text} <= fonts.coverage("hei") else fonts.fallbacks


def _charts(document: Document) -> list[Chart]:
    return [b.chart for b in document.blocks if isinstance(b, Picture)]


def _selfcheck(
    document: Document, book: FactBook, made: dict[str, tuple[str, bytes]], layout: Layout, hand: Writing
) -> None:
    """Raises ``NotWhatWasMeant``."""
    wrong = selfcheck.check_facts(document, book, hand.say)
    for name, (_, data) in made.items():
        if name.endswith(".docx"):
            wrong += selfcheck.check_docx(document, data)
        else:
            wrong += selfcheck.check_pdf(document, data, layout)
    if wrong:
        raise selfcheck.NotWhatWasMeant(wrong)


def _refuse_orphans(document: Document, examined: Examined, data: Path, drawn: Mapping[str, "Drawn"]) -> None:
    """Raises ``OrphanNumbers`` for a numeral that belongs to no Fact, cell or numbering."""
    from reportgen.charts import sayings

    source = Sources(data, examined.ledger, examined.settings.as_of).text
    words = {key: chart.words for key, chart in drawn.items()}
    orphans = selfcheck.find_orphans(document, examined.book, source, words, sayings)
    if orphans:
        raise selfcheck.OrphanNumbers(orphans)


def _with_records(
    made: dict[str, tuple[str, bytes]],
    document: Document,
    examined: Examined,
    request: Request,
    printed: Iterable[Diagnostic],
    fonts: FontSet,
) -> dict[str, tuple[str, bytes]]:
    """The records beside the briefing, in the script of the ledgers they speak of."""
    diagnostics = [*examined.diagnostics, *printed]
    files = {
        **made,
        "facts.json": ("facts", records.facts_json(examined.book, document)),
        "diagnostics.json": ("diagnostics", records.diagnostics_json(diagnostics)),
        **_workbook(examined),
    }
    described = {face: {"file": path.name, "sha256": fonts.sha256(face)} for face, path in fonts.faces.items()}
    words = {f"templates/{path}": digest for path, digest in _hashes(request.templates, ["**/*.j2", "*.toml"]).items()}
    manifest = records.manifest_json(files, examined.inputs | words, _versions(request.script), described)
    return {**files, "manifest.json": ("manifest", manifest)}


def _workbook(examined: Examined) -> dict[str, tuple[str, bytes]]:
    """The evaluations in force as a workbook with live formulas; none when the county has set no standard."""
    made = [e for e in examined.evaluations.values() if any(r.parts for r in e.stages.values())]
    if not made:
        return {}
    from reportgen.writers.xlsx import write_evaluations

    return {WORKBOOK: ("evaluation", write_evaluations(made, examined.ledger["schools"], examined.settings.as_of))}


def _substituted(document: Document, fonts: FontSet, layout: Layout) -> Iterator[Diagnostic]:
    missing = pdf.missing_characters(document, fonts, layout)
    if missing:
        yield Diagnostic("W501", {"characters": "".join(missing)})


def _versions(script: str) -> dict[str, str]:
    libraries = ["python-docx", "jinja2", "pandas", "matplotlib", "weasyprint", "openpyxl", "markdown-it-py"]
    libraries += ["opencc"] if script != HANS else []
    return {"reportgen": __version__, **{name: version(name) for name in libraries}}

"""The order of work, and nothing else: read → check → compute → compose → transform → files → publish."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen import __version__, outputs
from reportgen.cache import Cache, files_digest, program_digest
from reportgen.checks import Given, check_evaluations, run_checks
from reportgen.checks.seal import check_rules
from reportgen.compose import Composed, County, Kind, charts, compose
from reportgen.compose.kinds import find_kind
from reportgen.compose.marks import Sourced
from reportgen.compose.reading import fitted
from reportgen.compose.views import placeholders
from reportgen.compute.countdown import countdown
from reportgen.compute.engine import compute, reported_book
from reportgen.compute.evaluation import evaluate
from reportgen.compute.findings import findings
from reportgen.fonts import find_fonts
from reportgen.layout import Layout, profile
from reportgen.model.diagnostic import Diagnostic, Severity
from reportgen.model.document import Document, Picture
from reportgen.model.evaluation import Evaluation
from reportgen.model.fact import Fact, FactBook
from reportgen.model.ledger import Ledger
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.standard import Standard
from reportgen.past import Past, Rules, sealed
from reportgen.readers.checks import read_checks
from reportgen.readers.definitions import Definitions, read_definitions
from reportgen.readers.ledgers import read_period
from reportgen.readers.seals import BrokenSeal, read_seal, settings_digest
from reportgen.readers.settings import Settings, SettingsFault, read_settings
from reportgen.readers.standards import find_standard, read_standards
from reportgen.sources import NEXT, Sources
from reportgen.trace import drawn
from reportgen.transforms import transform

if TYPE_CHECKING:
    pass

CACHE = ".cache"
_PLACES = ("data", "templates", "out")
FORMATS = outputs.FORMATS
TEMPLATES = ("**/*.j2", "*.toml")
SETTINGS = ("report.toml", "definitions/*.toml", "checks/*.toml", "standards/*.toml")
"""What is read below the data folder besides the ledgers."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: kind of briefing, period, folders, formats, a reviewer's copy, sources inside the PDF.

    ``size`` is that of a poster (A3, A1), empty for the kind's own; ``minutes`` what a speech may take, 0 for any;
    ``audience`` who is reported to, empty for the kind's own.
    """

    kind: str
    period: Period
    data: Path
    templates: Path
    out: Path
    formats: tuple[str, ...] = FORMATS
    review: bool = False
    attach: bool = True
    size: str = ""
    minutes: int = 0
    audience: str = ""

    @property
    def options(self) -> dict[str, object]:
        """All that was asked for but the folders: what building the same again needs."""
        asked = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _PLACES}
        return {**asked, "period": str(self.period), "formats": list(self.formats)}


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
    past: Past | None = None

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
    kind: Kind


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
    book, faults = compute(
        reading.ledger, definitions.by_key, settings.as_of, [*given, *countdown(settings.horizon, period)]
    )
    past = Past(data, period, Rules(definitions.by_key, standards), book, cache)
    past.compare_all()
    progress("校验")
    checks, said = read_checks(data), reported_book(reading.ledger, settings.as_of)
    found = [*definitions.diagnostics, *checks.diagnostics, *reading.diagnostics, *faults]
    found += run_checks(Given(reading.ledger, book, said, definitions.by_key, checks), settings.as_of)
    found += check_evaluations(reading.ledger, evaluations, _items(data, reading.ledger))
    found += _unknown_placeholders(reading.ledger, past)
    found += _sealed(data, reading.ledger)
    inputs = {f.path: f.sha256 for f in reading.ledger.files} | _hashes(data, SETTINGS)
    examined = Examined(settings, reading.ledger, definitions, book, tuple(found), inputs, evaluations, past)
    return _with_past(examined)


def _with_past(examined: Examined) -> Examined:
    """With the ledgers and the faults of all earlier months asked for so far."""
    past = examined.past
    if past is None:
        return examined
    diagnostics = tuple(_once([*examined.diagnostics, *past.diagnostics]))
    return replace(examined, diagnostics=diagnostics, inputs=examined.inputs | past.files)


def _sealed(data: Path, ledger: Ledger) -> Iterator[Diagnostic]:
    """Whether a closed period is as it was, and is still read by what it was closed with."""
    yield from sealed(data, ledger.period, {f.path: f.sha256 for f in ledger.files})
    with suppress(BrokenSeal):
        if seal := read_seal(data, ledger.period):
            yield from check_rules(seal, settings_digest(data, ledger.period), _hashes(data, SETTINGS[1:]))


def _evaluated(standards: Mapping[str, Standard], ledger: Ledger) -> dict[str, Evaluation]:
    return {role: evaluate(made, ledger["schools"], ledger["checklist"]) for role, made in standards.items()}


def _items(data: Path, ledger: Ledger) -> set[str]:
    """The items of every standard there is: the county may keep answers to more than the one in force."""
    if not any(True for _ in ledger["checklist"]):
        return set()
    return {item.key for standard in read_standards(data).values() for item in standard.items}


def _findings(evaluations: Mapping[str, Evaluation], period: Period, as_of: date) -> list[Fact]:
    return [fact for role, made in evaluations.items() for fact in findings(made, role, period, as_of)]


def _hashes(folder: Path, patterns: Sequence[str]) -> dict[str, str]:
    """SHA-256 of the files of a folder, by path below it."""
    return files_digest(folder, (p for pattern in patterns for p in folder.glob(pattern) if p.is_file()))


def _unknown_placeholders(ledger: Ledger, past: Past) -> Iterator[Diagnostic]:
    for ident, origin in placeholders(ledger):
        if past.ask(ident) is None:
            yield Diagnostic("E408", {"key": ident}, (origin,))


def _once(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return sorted({repr(d): d for d in diagnostics}.values(), key=lambda d: order[d.severity])


def write_document(request: Request, examined: Examined, progress: Progress = lambda step: None) -> Composed:
    """The briefing as a finished tree.  Raises ``TemplateFault`` and ``UnknownKind``."""
    from reportgen.charts import alt

    progress("撰写文稿")
    book, settings = examined.book, examined.settings
    kind = find_kind(request.templates, request.kind)
    words = words_of(settings, request.period) | _told(request, settings, kind)
    definitions = examined.definitions.by_key
    county = County(examined.ledger, book, definitions, words, examined.evaluations, examined.past, kind.spoken)
    pictures = charts(request.templates, examined.ledger, book, settings.as_of, settings.horizon)
    composed = fitted(
        kind,
        request.minutes,
        lambda depth: compose(request.templates, request.kind, county, pictures, alt, {"depth": depth}),
    )
    for block in composed.document.blocks:
        if isinstance(block, Picture):
            for fact in drawn(block.chart):
                book.add(fact)
    return replace(composed, document=transform(composed.document))


def _told(request: Request, settings: Settings, kind: Kind) -> dict[str, Sourced]:
    """Who is reported to: as asked for, else as the county says of this kind (``notice_audience``), else as the kind says."""
    if request.audience:
        return {"audience": Sourced(request.audience, Origin("--audience"))}
    if own := settings.words.get(f"{kind.name}_audience"):
        return {"audience": Sourced(own, settings.origin(f"words.{kind.name}_audience"))}
    return {"audience": Sourced(kind.audience, Origin(f"{kind.name}.md.j2", "", "audience"))}


def words_of(settings: Settings, period: Period) -> dict[str, Sourced]:
    """What templates may say of the county and the period."""
    day, place = settings.as_of, settings.county[-1]
    own = {name: Sourced(text, settings.origin(f"words.{name}")) for name, text in settings.words.items()}
    made = {
        "county": Sourced(settings.county, settings.origin("county.name")),
        "bureau": Sourced(settings.bureau, settings.origin("county.bureau")),
        "we": Sourced(f"我{place}", settings.origin("county.name")),
        "whole": Sourced(f"全{place}", settings.origin("county.name")),
        "period_text": Sourced(f"{period.year}年{period.month}月", Origin(str(period))),
        "next_month": Sourced(f"{period.next.year}年{period.next.month}月", Origin(str(period), "", NEXT)),
        "as_of": Sourced(f"{day.year}年{day.month}月{day.day}日", settings.origin(f"period.{period}.as_of")),
        "as_of_date": Sourced(day.isoformat(), settings.origin(f"period.{period}.as_of")),
    }
    if (goal := settings.horizon.goal) is not None:
        made["goal_day"] = Sourced(f"{goal.year}年{goal.month}月{goal.day}日", settings.horizon.goal_origin)
    return {**own, **made}


def build(request: Request, progress: Progress = lambda step: None) -> Built:
    """Build one briefing and publish it as a set.

    Raises ``DataErrors``, ``SettingsFault``, ``TemplateFault``, ``UnknownKind``, ``MissingFont``, ``PangoMissing``,
    ``NotWhatWasMeant``, ``InputChanged``, ``Busy`` and ``Unwritable``, and what says that a kind is not written so or
    does not fit its page; in each case nothing old is touched and nothing new is left.
    """
    from reportgen.publish import locked, publish

    kind = find_kind(request.templates, request.kind)
    place, formats = _place(request, kind), kind.written(request.formats)
    folder = request.out.joinpath(*place)
    with locked(folder), _quiet_collector():
        examined = examine(request.data, request.period, progress, Cache(request.out / CACHE))
        if examined.errors:
            raise DataErrors(examined)
        composed = write_document(request, examined, progress)
        examined = _with_past(examined)
        if examined.errors:
            raise DataErrors(examined)
        briefing = _briefing(request, examined, composed, kind)
        wanted = outputs.Wanted(formats, request.review and "docx" in (kind.formats or FORMATS), request.attach)
        files = outputs.files(briefing, wanted, versions(), progress)
        progress("发布")
        publish(folder, {name: data for name, (_, data) in files.items()})
    return Built(folder, tuple(files), examined, composed.document, kind)


def finish(
    request: Request, composed: Composed, book: FactBook, of: Sequence[Examined], progress: Progress = lambda step: None
) -> dict[str, bytes]:
    """A document's files in the formats asked for, read back and found to say what was meant; nothing is published.

    ``of`` are the periods it speaks of; the last one's settings hold.  Raises as ``build`` does.
    """
    with _quiet_collector():
        made = outputs.alone(_finished(request, composed, book, of), request.formats, progress)
    return {name: data for name, (_, data) in made.items()}


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


def _place(request: Request, kind: Kind) -> tuple[str, str]:
    """Period and folder of the files: what was asked for otherwise than usual lies beside the usual."""
    size = request.size.upper() if kind.page(request.size) != kind.page() else ""
    minutes = f"{request.minutes}min" if request.minutes else ""
    return str(request.period), "-".join(part for part in (kind.name, size, minutes) if part)


def _layout(settings: Settings, page: str) -> Layout:
    try:
        return profile(page, settings.layout)
    except ValueError as fault:
        raise SettingsFault(f"layout.{fault}", "版式里没有这一项") from fault


def _finished(
    request: Request, composed: Composed, book: FactBook, of: Sequence[Examined], kind: Kind | None = None
) -> outputs.Finished:
    """Raises ``SettingsFault`` and ``MissingFont``."""
    settings = of[-1].settings
    layout = _layout(settings, kind.page(request.size) if kind else "")
    source = Sources(request.data, [examined.ledger for examined in of], settings.as_of).text
    fonts = find_fonts(layout.faces, settings.fonts)
    pages = kind.pages if kind else 0
    return outputs.Finished(composed.document, composed.file_name, book, layout, fonts, source, pages)


def _briefing(request: Request, examined: Examined, composed: Composed, kind: Kind) -> outputs.Briefing:
    """The finished tree with what lies beside it.  Raises ``SettingsFault`` and ``MissingFont``."""
    return outputs.Briefing(
        tree=_finished(request, composed, examined.book, [examined], kind),
        ledger=examined.ledger,
        evaluations=examined.evaluations,
        diagnostics=examined.diagnostics,
        data=request.data,
        inputs=examined.inputs,
        words=_hashes(request.templates, TEMPLATES),
        as_of=examined.settings.as_of,
        place=_place(request, kind),
        options=request.options,
    )


def versions() -> dict[str, str]:
    """The program, by version and by the hash of its code, and the libraries that make the files."""
    libraries = ("python-docx", "jinja2", "pandas", "matplotlib", "weasyprint", "openpyxl", "markdown-it-py")
    return {"reportgen": __version__, "program": program_digest(), **{name: version(name) for name in libraries}}

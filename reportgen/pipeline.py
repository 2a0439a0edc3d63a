"""The order of work, and nothing else: read → check → compute → compose → transform → files → publish."""

import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen import __version__, outputs
from reportgen.cache import Cache, files_digest, program_digest
from reportgen.checks import Given, check_evaluations, run_checks
from reportgen.checks.seal import check_rules
from reportgen.compose import Composed, County, Kind, charts, compose
from reportgen.compose.kinds import find_kind
from reportgen.compose.reading import fitted
from reportgen.compose.views import placeholders
from reportgen.compute.countdown import countdown
from reportgen.compute.engine import compute, reported_book
from reportgen.compute.evaluation import evaluate
from reportgen.compute.findings import findings
from reportgen.dossier import Shared, one
from reportgen.fonts import find_fonts
from reportgen.layout import Layout, profile
from reportgen.model.diagnostic import Diagnostic, Severity
from reportgen.model.document import Document, Picture
from reportgen.model.evaluation import Evaluation
from reportgen.model.fact import Fact, FactBook
from reportgen.model.ledger import Ledger
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.scope import WHOLE, Scope
from reportgen.model.standard import Standard
from reportgen.narrowing import narrowed, settled, topics
from reportgen.past import Past, Rules, sealed
from reportgen.readers.checks import read_checks
from reportgen.readers.definitions import Definitions, read_definitions
from reportgen.readers.ledgers import Reading, read_period
from reportgen.readers.seals import BrokenSeal, read_seal, settings_digest
from reportgen.readers.settings import Settings, SettingsFault, read_settings
from reportgen.readers.standards import find_standard, read_standards
from reportgen.script import HANS, in_script, writing
from reportgen.sources import Sources
from reportgen.subjects import chosen, refuse_other_scopes
from reportgen.told import AUDIENCE, SCOPE, audience, place, with_scope, words_of
from reportgen.trace import drawn
from reportgen.transforms import transform

if TYPE_CHECKING:
    pass

CONDITIONS = "conditions"
CACHE = ".cache"
_PLACES = ("data", "templates", "out", "view")
_LONGEST = 40  # characters of a folder's name that say what was asked for
FORMATS = outputs.FORMATS
TEMPLATES = ("**/*.j2", "*.toml")
SETTINGS = ("report.toml", "definitions/*.toml", "checks/*.toml", "standards/*.toml")
"""What is read below the data folder besides the ledgers."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class View:
    """A part of the county, as of another day than the settings say."""

    scope: Scope = WHOLE
    as_of: date | None = None


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
    script: str = HANS
    view: View = field(default_factory=View)

    @property
    def options(self) -> dict[str, object]:
        """All that was asked for but the folders: what building the same again needs."""
        asked = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _PLACES}
        day = self.view.as_of
        scope = {f.name: str(getattr(self.view.scope, f.name) or "") for f in fields(self.view.scope)}
        view = {"scope": scope, "as_of": day.isoformat() if day else ""}
        return {**asked, "period": str(self.period), "formats": list(self.formats), "view": view}


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
    scope: Scope = WHOLE

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


def examine(
    data: Path,
    period: Period,
    progress: Progress = lambda step: None,
    cache: Cache | None = None,
    view: View = View(),
) -> Examined:
    """Read, check and compute one period (and the one before, when it is kept), or the part of it that is asked for.

    Raises ``SettingsFault``, ``UnknownScope`` and ``EmptyScope``.
    """
    progress("读取台账")
    settings = _as_of(read_settings(data, period), view.as_of)
    definitions = read_definitions(data)
    reading, scope = _viewed(read_period(data, period), view.scope, data)
    progress("计算数据项")
    roles = {role: key for role, key in settings.standards.items() if role == CONDITIONS or not scope.place}
    standards = {role: find_standard(data, key) for role, key in roles.items()}
    evaluations = _evaluated(standards, reading.ledger)
    given = _findings(evaluations, period, settings.as_of)
    book, faults = compute(
        reading.ledger, definitions.by_key, settings.as_of, [*given, *countdown(settings.horizon, period)]
    )
    past = Past(data, period, Rules(definitions.by_key, standards), book, cache, scope)
    past.compare_all()
    progress("校验")
    checks, said = read_checks(data), reported_book(reading.ledger, settings.as_of)
    found = [*definitions.diagnostics, *checks.diagnostics, *reading.diagnostics, *faults]
    found += run_checks(Given(reading.ledger, book, said, definitions.by_key, checks), settings.as_of)
    found += check_evaluations(reading.ledger, evaluations, _items(data, reading.ledger))
    found += _unknown_placeholders(reading.ledger, past)
    found += _sealed(data, reading.ledger)
    inputs = {f.path: f.sha256 for f in reading.ledger.files} | _hashes(data, SETTINGS)
    examined = Examined(settings, reading.ledger, definitions, book, tuple(found), inputs, evaluations, past, scope)
    return _with_past(examined)


def _as_of(settings: Settings, day: date | None) -> Settings:
    """The settings, speaking of another day."""
    if day is None:
        return settings
    return replace(settings, as_of=day, horizon=replace(settings.horizon, as_of=day, as_of_origin=Origin("--as-of")))


def _viewed(reading: Reading, scope: Scope, data: Path) -> tuple[Reading, Scope]:
    """What was read of the scope."""
    if not scope:
        return reading, scope
    known = topics(data)
    chosen = settled(scope, reading.ledger, known)
    return replace(reading, ledger=narrowed(reading.ledger, chosen, known)), chosen


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
    """The briefing as a finished tree.  Raises as ``document`` does."""
    return document(request, examined, progress)[0]


def document(request: Request, examined: Examined, progress: Progress = lambda step: None) -> tuple[Composed, Examined]:
    """The briefing as a finished tree, and what was examined for it: of one school or township where its kind says so.

    Raises ``TemplateFault``, ``UnknownKind``, ``NotOneOf`` and ``UnknownScope``.
    """
    kind = find_kind(request.templates, request.kind)
    if not kind.each:
        return _write(request, examined, progress), examined
    subject = chosen(kind, request.view.scope, examined.ledger)
    progress("撰写文稿")
    made = one(Shared(examined, request.templates), kind, subject, request.audience, request.minutes)
    return made.composed, replace(examined, book=made.book, scope=subject.scope)


def view_for(request: Request) -> View:
    """What has to be examined: the part asked for; all of the county where a kind is of one school or township in it.

    Raises ``UnknownKind`` and ``NotOneOf``.
    """
    kind = find_kind(request.templates, request.kind)
    if not kind.each:
        return request.view
    refuse_other_scopes(kind, request.view.scope)
    return View(as_of=request.view.as_of)


def _write(request: Request, examined: Examined, progress: Progress) -> Composed:
    from reportgen.charts import alt

    progress("撰写文稿")
    book, settings = examined.book, examined.settings
    kind = find_kind(request.templates, request.kind)
    words = words_of(settings, request.period) | audience(request.audience, settings, kind)
    words |= place(settings, examined.scope)
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
    document = transform(with_scope(composed.document, examined.scope))
    name = f"{composed.file_name}（{examined.scope.words}）" if examined.scope else composed.file_name
    return replace(composed, document=document, file_name=name)


def build(request: Request, progress: Progress = lambda step: None) -> Built:
    """Build one briefing and publish it as a set.

    Raises ``DataErrors``, ``SettingsFault``, ``TemplateFault``, ``UnknownKind``, ``MissingFont``, ``PangoMissing``,
    ``NotWhatWasMeant``, ``InputChanged``, ``Busy`` and ``Unwritable``, and what says that a kind is not written so or
    does not fit its page; in each case nothing old is touched and nothing new is left.
    """
    return next(build_all(request, [request.kind], progress))


def build_all(request: Request, kinds: Sequence[str], progress: Progress = lambda step: None) -> Iterator[Built]:
    """Several kinds of the same county and period, what they share computed once.  Raises as ``build`` does."""
    from reportgen.publish import locked, publish

    every: dict[View, _Shared] = {}
    for name in kinds:
        asked = replace(request, kind=name)
        kind, view = find_kind(asked.templates, asked.kind), view_for(asked)
        place, formats = _place(asked, kind), kind.written(asked.formats)
        folder = asked.out.joinpath(*place)
        with locked(folder), _quiet_collector():
            shared = every[view] = every.get(view) or _shared(asked, progress)
            composed, examined = document(asked, shared.fresh(), progress)
            examined = _with_past(examined)
            if examined.errors:
                raise DataErrors(examined)
            briefing = _briefing(asked, examined, composed, kind, shared)
            wanted = outputs.Wanted(formats, asked.review and "docx" in (kind.formats or FORMATS), asked.attach)
            files = outputs.files(briefing, wanted, versions(asked.script), progress)
            progress("发布")
            publish(folder, {name: data for name, (_, data) in files.items()})
        yield Built(folder, tuple(files), examined, briefing.tree.document, kind)


def _shared(request: Request, progress: Progress) -> "_Shared":
    """Raises ``DataErrors``."""
    examined = examine(request.data, request.period, progress, Cache(request.out / CACHE), view_for(request))
    if examined.errors:
        raise DataErrors(examined)
    return _Shared(examined)


@dataclass(frozen=True)
class _Shared:
    """What several kinds have in common."""

    examined: Examined

    def fresh(self) -> Examined:
        """With a book of its own: what one kind's template makes of cells is not another's."""
        book = FactBook(dict(self.examined.book.facts))
        past = self.examined.past
        return replace(self.examined, book=book, past=past.beside(book) if past else None)

    @cached_property
    def workbook(self) -> outputs.Files:
        """The workbook of the evaluations in force."""
        return outputs.workbook(self.examined.evaluations, self.examined.ledger, self.examined.settings.as_of)


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
    script = "" if request.script == HANS else request.script
    scope = re.sub(r"\W+", "-", request.view.scope.words)[:_LONGEST].strip("-")
    day = request.view.as_of.isoformat() if request.view.as_of else ""
    return str(request.period), "-".join(part for part in (kind.name, size, minutes, script, scope, day) if part)


def _layout(settings: Settings, page: str, script: str = HANS) -> Layout:
    """The page with the county's changes; its faces for one script are not those for another."""
    own = dict(settings.layout)
    if script != HANS:
        own |= {"faces": settings.script.faces}
    try:
        return profile(page, own, script)
    except ValueError as fault:
        raise SettingsFault(f"layout.{fault}", "版式里没有这一项") from fault


def _finished(
    request: Request, composed: Composed, book: FactBook, of: Sequence[Examined], kind: Kind | None = None
) -> outputs.Finished:
    """The tree in the script asked for.  Raises ``SettingsFault`` and ``MissingFont``."""
    settings = of[-1].settings
    layout = _layout(settings, kind.page(request.size) if kind else "", request.script)
    asked = {SCOPE: of[-1].scope.words, AUDIENCE: request.audience}
    source = Sources(request.data, [examined.ledger for examined in of], settings.as_of, asked).text
    fonts = find_fonts(layout.faces, settings.fonts)
    hand = writing(request.script, settings.script.keep, settings.script.words)
    return outputs.Finished(
        document=in_script(composed.document, hand),
        name=hand.say(composed.file_name),
        book=book,
        layout=layout,
        fonts=fonts,
        source=source,
        say=hand.say,
        pages=kind.pages if kind else 0,
    )


def _briefing(
    request: Request, examined: Examined, composed: Composed, kind: Kind, shared: _Shared
) -> outputs.Briefing:
    """The finished tree with what lies beside it.  Raises ``SettingsFault`` and ``MissingFont``."""
    return outputs.Briefing(
        tree=_finished(request, composed, examined.book, [examined], kind),
        document=composed.document,
        ledger=examined.ledger,
        workbook={} if kind.each else shared.workbook,
        diagnostics=examined.diagnostics,
        data=request.data,
        inputs=examined.inputs,
        words=_hashes(request.templates, TEMPLATES),
        as_of=examined.settings.as_of,
        place=_place(request, kind),
        options=request.options,
    )


def versions(script: str = HANS) -> dict[str, str]:
    """The program, by version and by the hash of its code, and the libraries that make the files."""
    libraries = ["python-docx", "jinja2", "pandas", "matplotlib", "weasyprint", "openpyxl", "markdown-it-py"]
    libraries += ["opencc"] if script != HANS else []
    return {"reportgen": __version__, "program": program_digest(), **{name: version(name) for name in libraries}}

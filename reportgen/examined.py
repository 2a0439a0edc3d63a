"""The county's ledgers of one period read, checked and computed: read → check → compute."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from reportgen.checks import Given, check_evaluations, run_checks
from reportgen.checks.seal import check_rules
from reportgen.compose.views import placeholders
from reportgen.compute.countdown import countdown
from reportgen.compute.engine import compute
from reportgen.compute.evaluation import evaluate
from reportgen.compute.findings import findings
from reportgen.compute.reported import reported_book
from reportgen.incremental.cache import Cache, files_digest
from reportgen.model.diagnostic import Diagnostic, Severity
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
from reportgen.readers.settings import Settings, read_settings
from reportgen.readers.standards import find_standard, read_standards
from reportgen.request import SETTINGS, Progress, View

CONDITIONS = "conditions"
_ALL = View()


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
    view: View = _ALL,
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
    inputs = {f.path: f.sha256 for f in reading.ledger.files} | hashes(data, SETTINGS)
    examined = Examined(settings, reading.ledger, definitions, book, tuple(found), inputs, evaluations, past, scope)
    return with_past(examined)


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


def with_past(examined: Examined) -> Examined:
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
            yield from check_rules(seal, settings_digest(data, ledger.period), hashes(data, SETTINGS[1:]))


def _evaluated(standards: Mapping[str, Standard], ledger: Ledger) -> dict[str, Evaluation]:
    return {role: evaluate(made, ledger["schools"], ledger["checklist"]) for role, made in standards.items()}


def _items(data: Path, ledger: Ledger) -> set[str]:
    """The items of every standard there is: the county may keep answers to more than the one in force."""
    if not any(True for _ in ledger["checklist"]):
        return set()
    return {item.key for standard in read_standards(data).values() for item in standard.items}


def _findings(evaluations: Mapping[str, Evaluation], period: Period, as_of: date) -> list[Fact]:
    return [fact for role, made in evaluations.items() for fact in findings(made, role, period, as_of)]


def hashes(folder: Path, patterns: Sequence[str]) -> dict[str, str]:
    """SHA-256 of the files of a folder, by path below it."""
    return files_digest(folder, (p for pattern in patterns for p in folder.glob(pattern) if p.is_file()))


def _unknown_placeholders(ledger: Ledger, past: Past) -> Iterator[Diagnostic]:
    for ident, origin in placeholders(ledger):
        if past.ask(ident) is None:
            yield Diagnostic("E408", {"key": ident}, (origin,))


def _once(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return sorted({repr(d): d for d in diagnostics}.values(), key=lambda d: order[d.severity])

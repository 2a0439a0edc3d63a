"""The order of a batch: plan → examine → hand out → write each as it comes → index, volume, record."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.batch.about import about, fresh, wanted
from reportgen.batch.ask import Ask
from reportgen.batch.desk import remove
from reportgen.batch.outcome import Outcome, Taking
from reportgen.batch.plan import Plan, due, plan, standings
from reportgen.batch.record import JOURNAL, read_record, write_record
from reportgen.batch.task import Result, Runner, Task
from reportgen.fonts import find_fonts
from reportgen.incremental.cache import Cache
from reportgen.messages import tr
from reportgen.model.comparison import Base
from reportgen.publish import Unwritable, locked
from reportgen.request import CACHE, FORMATS
from reportgen.script import HANS

if TYPE_CHECKING:
    from reportgen.batch.work import Context
    from reportgen.compose.kinds import Kind

Step = Callable[[str], None]
Tick = Callable[[Result, int, int], None]
"""Told of every result, how many there are so far, and of how many."""


class NotEach(Exception):
    """A kind of which there is one document for the whole county."""

    def __init__(self, kind: str) -> None:
        super().__init__(tr("“{kind}”不是一校一册、一乡一册的种类，请用 reportgen build", kind=kind))


def idle(ask: Ask) -> Outcome | None:
    """What stands, when nothing is to be done; ``None`` when something is, or may be.

    Raises ``SettingsFault``, ``MissingFont`` and ``NoSuchSubject``.
    """
    folder = folder_of(ask)
    before = read_record(folder)
    if before.looked is None or ask.force or (folder / JOURNAL).exists():
        return None
    made = plan(ask, folder, before.looked.page, before)
    formats = tuple(name for name in ask.request.formats if name in before.offered)
    if made.members is None or not formats:
        return None
    stand, asked = standings(made, formats), wanted(ask, made)
    if any(due(made, *one) for one in stand) or not all(fresh(made, one) for one in asked):
        return None
    kept = [name for _, how in stand for name in how.edited]
    return Outcome(folder, len(made.members), same=len(made.members), kept=kept, files=[one.name for one in asked])


def run(
    ask: Ask, runner: Runner, step: Step = lambda name: None, tick: Tick = lambda result, done, of: None
) -> Outcome:
    """Do what is missing or changed, and say what became of everyone.

    Raises ``DataErrors`` for faults that are no one member's, ``NotEach``, ``NoSuchSubject``, ``UnknownKind``,
    ``FormatNotOffered``, ``Busy``, ``Unwritable``, and what is wrong with the machine.
    """
    from reportgen.compose.kinds import find_kind

    kind = find_kind(ask.request.templates, ask.request.kind)
    if not kind.each:
        raise NotEach(kind.name)
    formats = kind.written(ask.request.formats)
    with _held(folder_of(ask)) as folder:
        made = plan(ask, folder, kind.page(), replace(read_record(folder), offered=kind.written(FORMATS)))
        if made.members is None or ask.force or any(due(made, *one) for one in standings(made, formats)):
            made, outcome = _worked(_Bench(ask, kind, runner, step, tick, formats), made)
        else:
            outcome = Outcome(folder, same=len(made.members))
        _finish(ask, made, outcome, formats, step)
    return outcome


def folder_of(ask: Ask) -> Path:
    """Where the files of a batch lie."""
    script = "" if ask.request.script == HANS else f"-{ask.request.script}"
    return ask.request.out / str(ask.request.period) / f"{ask.request.kind}{script}"


@contextmanager
def _held(folder: Path) -> Iterator[Path]:
    """The folder under its lock, with nothing in it that was half written.  Raises ``Busy`` and ``Unwritable``."""
    with locked(folder):
        try:
            folder.mkdir(exist_ok=True)
        except OSError as fault:
            raise Unwritable(folder, fault) from fault
        for litter in folder.glob(".*.new"):
            litter.unlink(missing_ok=True)
        yield folder


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a batch is done with."""

    ask: Ask
    kind: "Kind"
    runner: Runner
    step: Step
    tick: Tick
    formats: tuple[str, ...]

    @property
    def cache(self) -> Cache:
        return Cache(self.ask.request.out / CACHE)


def _worked(bench: _Bench, made: Plan) -> tuple[Plan, Outcome]:
    """Examine the county once, hand out what is to be done, write what comes back."""
    context, made, faults = _prepared(bench, made)
    members = {member.code: member for member in made.members or ()}
    taking = Taking(made, bench.formats, bench.cache, explain=bench.ask.explain)
    work = [one for one in standings(made, bench.formats) if bench.ask.force or due(made, *one)]
    tasks = []
    for entry, how in work:
        member = members[entry.member.code]
        if member.code in faults:
            taking.take(Result(member, fault=faults[member.code]))
        else:
            tasks.append(Task(member, bench.formats, entry.key, how.missing, bench.ask.force))
    bench.step("制作分册")
    results = _results(bench.runner, context, tasks)
    with closing(results):
        for done, result in enumerate(results, start=1):
            taking.take(result)
            bench.tick(result, done, len(tasks))
    return taking.plan, taking.outcome


def _results(runner: Runner, context: "Context", tasks: list[Task]) -> Generator[Result, None, None]:
    if tasks:
        yield from runner.run(context.packed(), tasks)


def _prepared(bench: _Bench, made: Plan) -> tuple["Context", Plan, dict[str, str]]:
    """What all members have in common, the plan with the register as it is, and faults of members' own rows."""
    from reportgen.batch.because import cells_of, changed
    from reportgen.batch.members import in_words, members, owned
    from reportgen.batch.work import Context
    from reportgen.examined import DataErrors, examine
    from reportgen.model.diagnostic import Severity
    from reportgen.request import View

    ask, request, cache = bench.ask, bench.ask.request, bench.cache
    examined = examine(request.data, request.period, bench.step, cache, View(as_of=request.view.as_of))
    register = members(bench.kind.each, examined.ledger)
    shared, own = owned(examined.diagnostics, bench.kind.each, examined.ledger, register)
    if shared:
        raise DataErrors(examined)
    cells = cells_of(examined.ledger)
    differing = changed(cache.get(f"cells-{_last(made)}"), cells)
    cache.put(f"cells-{made.digest}", cells)
    for base in Base if examined.past else ():  # read here, once: a worker reads no ledgers
        examined.past.month(base.period(request.period))  # type: ignore[union-attr]
    sound = tuple(d for d in examined.diagnostics if d.severity is not Severity.ERROR)
    context = Context(request, replace(examined, diagnostics=sound), differing, cache.folder)
    context = _with_faces(context, bench)
    made = replace(made, members=tuple(ask.selection.of(register)), record=replace(made.record, members=register))
    return context, made, in_words(own)


def _with_faces(context: "Context", bench: _Bench) -> "Context":
    """Faces cut down to what the inputs are written with."""
    from reportgen.batch.faces import characters, cut
    from reportgen.environment import layout_of

    request, settings = bench.ask.request, context.examined.settings
    found = characters(request, context.examined.ledger)
    subset = None
    if "pdf" in bench.formats:
        bench.step("裁剪字体")
        layout = layout_of(settings, bench.kind.page(), request.script)
        subset = cut(find_fonts(layout.faces, settings.fonts), found, bench.cache)
    return replace(context, characters="".join(sorted(found)), subset=subset)


def _last(made: Plan) -> str:
    """What most of the files that stand were made from."""
    seen = Counter(entry.basis for entry in made.record.entries.values() if entry.basis)
    return seen.most_common(1)[0][0] if seen else ""


def _finish(ask: Ask, made: Plan, outcome: Outcome, formats: tuple[str, ...], step: Step) -> None:
    """What is of nobody any more goes; index, volume and record are brought up to date."""
    before, register = read_record(made.folder), {member.code: member for member in made.record.members}
    entries = {}
    for code, entry in made.record.entries.items():
        if code in register:
            entries[code] = replace(entry, member=register[code])
        else:
            outcome.removed += remove(made.folder, entry.files)
    made = replace(made, record=replace(made.record, entries=entries, looked=made.looked))
    outcome.meant = len(made.members or ())
    outcome.written.sort()
    outcome.why.sort(key=lambda why: why.member.code)
    for entry, how in standings(made, formats):
        if entry.fault:
            outcome.faults[entry.member.code] = (entry.member.name, entry.fault)
        outcome.kept += how.edited
    record, outcome.files, removed, moved = about(ask, made, step)
    outcome.removed += removed
    outcome.aside |= moved
    outcome.departures = made.departures
    if record != before or (made.folder / JOURNAL).exists():
        write_record(made.folder, record)
        Cache(ask.request.out / CACHE).trim()

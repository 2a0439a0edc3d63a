"""The order of work, and nothing else: read → check → compute → compose → transform → files → publish."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from reportgen import outputs
from reportgen.compose import Composed, County, Kind, charts, compose
from reportgen.compose.kinds import find_kind
from reportgen.compose.reading import fitted
from reportgen.dossier import Shared, one
from reportgen.environment import layout_of, versions
from reportgen.examined import DataErrors, Examined, examine, hashes, with_past
from reportgen.fonts import Subset, find_fonts
from reportgen.incremental.cache import Cache
from reportgen.incremental.looked import look
from reportgen.incremental.renewal import Renewed, renew
from reportgen.incremental.standing import remember
from reportgen.model.document import Document, Picture
from reportgen.model.fact import FactBook
from reportgen.request import CACHE, FORMATS, SETTINGS, TEMPLATES, Progress, Request, View
from reportgen.request import place as place_of
from reportgen.script import writing
from reportgen.script.tree import in_script
from reportgen.sources import Sources
from reportgen.subjects import chosen, refuse_other_scopes
from reportgen.told import AUDIENCE, SCOPE, audience, place, with_scope, words_of
from reportgen.trace import drawn
from reportgen.transforms import transform


@dataclass(frozen=True, slots=True)
class Built:
    """What a build left: the folder, the files by name, the diagnostics it printed, what became of what stood there."""

    folder: Path
    files: tuple[str, ...]
    examined: Examined
    document: Document
    kind: Kind
    renewed: Renewed


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
    from reportgen.publish import locked

    every: dict[View, _Shared] = {}
    for name in kinds:
        asked = replace(request, kind=name)
        kind, view = find_kind(asked.templates, asked.kind), view_for(asked)
        folder, formats = asked.out.joinpath(*place_of(asked, kind)), kind.written(asked.formats)
        with locked(folder), _quiet_collector():
            seen = look(asked, kind.page(asked.size))
            shared = every[view] = every.get(view) or _shared(asked, progress)
            composed, examined = document(asked, shared.fresh(), progress)
            examined = with_past(examined)
            if examined.errors:
                raise DataErrors(examined)
            briefing = _briefing(asked, examined, composed, kind, shared)
            wanted = outputs.Wanted(formats, asked.review and "docx" in (kind.formats or FORMATS), asked.attach)
            cache = Cache(asked.out / CACHE)
            files = outputs.files(briefing, wanted, versions(asked.script), progress, cache)
            progress("发布")
            renewed = renew(folder, {name: data for name, (_, data) in files.items()})
            remember(asked, folder, seen)
            cache.trim()
        yield Built(folder, tuple(files), examined, briefing.tree.document, kind, renewed)


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
        made = outputs.alone(finished(request, composed, book, of), request.formats, progress)
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


def finished(
    request: Request,
    composed: Composed,
    book: FactBook,
    of: Sequence[Examined],
    kind: Kind | None = None,
    subset: Subset | None = None,
    sources: Sources | None = None,
) -> outputs.Finished:
    """The tree in the script asked for; ``subset`` are faces cut down for many documents, ``sources`` what they all rest on.

    Raises ``SettingsFault`` and ``MissingFont``.
    """
    settings = of[-1].settings
    layout = layout_of(settings, kind.page(request.size) if kind else "", request.script)
    asked = {SCOPE: of[-1].scope.words, AUDIENCE: request.audience}
    sources = sources or sources_of(request, of)
    fonts = replace(find_fonts(layout.faces, settings.fonts), subset=subset)
    hand = writing(request.script, settings.script.keep, settings.script.words)
    return outputs.Finished(
        document=in_script(composed.document, hand),
        name=hand.say(composed.file_name),
        book=book,
        layout=layout,
        fonts=fonts,
        source=sources.asking(asked).text,
        say=hand.say,
        pages=kind.pages if kind else 0,
        script=(request.script, settings.script),
    )


def sources_of(request: Request, of: Sequence[Examined]) -> Sources:
    """What stands behind documents about these periods."""
    return Sources(request.data, [examined.ledger for examined in of], of[-1].settings.as_of)


def _briefing(
    request: Request, examined: Examined, composed: Composed, kind: Kind, shared: _Shared
) -> outputs.Briefing:
    """The finished tree with what lies beside it.  Raises ``SettingsFault`` and ``MissingFont``."""
    return outputs.Briefing(
        tree=finished(request, composed, examined.book, [examined], kind),
        document=composed.document,
        ledger=examined.ledger,
        workbook={} if kind.each else shared.workbook,
        diagnostics=examined.diagnostics,
        data=request.data,
        inputs=examined.inputs,
        words=hashes(request.templates, TEMPLATES),
        as_of=examined.settings.as_of,
        place=place_of(request, kind),
        options=request.options,
    )


__all__ = [
    "CACHE",
    "FORMATS",
    "SETTINGS",
    "TEMPLATES",
    "Built",
    "DataErrors",
    "Examined",
    "Progress",
    "Request",
    "View",
    "build",
    "build_all",
    "examine",
    "finish",
    "finished",
    "sources_of",
    "versions",
    "write_document",
]

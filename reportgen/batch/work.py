"""One member's document, made by a worker that was given what all have in common once.

prepare(context)          # bytes of ``packed``, once in each process
work_all(tasks)           # any number of times, on any machine that has the folders the context names
"""

import gc
import pickle
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from reportgen import outputs
from reportgen.batch.because import Changed, because
from reportgen.batch.task import Result, Task
from reportgen.compose.kinds import Kind, find_kind
from reportgen.dossier import One, Shared, one
from reportgen.examined import DataErrors, Examined
from reportgen.fonts import MissingFont, Subset
from reportgen.incremental.cache import Cache
from reportgen.incremental.signature import signature
from reportgen.incremental.store import Store
from reportgen.messages import sentence, speaking
from reportgen.model.diagnostic import Severity
from reportgen.pipeline import finished, sources_of, versions
from reportgen.readers.settings import SettingsFault
from reportgen.records import printed
from reportgen.request import Request
from reportgen.sources import Sources
from reportgen.subjects import Subject
from reportgen.writers.pdf import PangoMissing

ENVIRONMENT = (MissingFont, PangoMissing, SettingsFault, MemoryError, OSError)
"""What is no member's fault: it stops the batch."""


@dataclass(frozen=True, slots=True)
class Context:
    """What all members have in common.  ``changed`` are cells that are not as they were last time; ``cache`` may be none.

    ``characters`` are those that faces are cut down to, ``subset`` the faces, when there are pages to be set.
    """

    request: Request
    examined: Examined
    changed: Changed
    cache: Path | None = None
    characters: str = ""
    subset: Subset | None = None

    def packed(self) -> bytes:
        """As it is sent."""
        return pickle.dumps(self, protocol=5)


class _Workshop:
    """A worker's tools, made when they are first used."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.shared = Shared(context.examined, context.request.templates)
        self._warm = False

    def first(self, result: Result) -> Result:
        """After the first document the libraries are there to stay, too."""
        if not self._warm:
            self._warm = True
            _keep()
        return result

    @cached_property
    def kind(self) -> Kind:
        return find_kind(self.context.request.templates, self.context.request.kind)

    @cached_property
    def sources(self) -> Sources:
        return sources_of(self.context.request, [self.context.examined])

    @cached_property
    def versions(self) -> dict[str, str]:
        return versions(self.context.request.script)

    def finished(self, made: One, subject: Subject) -> outputs.Finished:
        """The tree, ready for the writers.  Raises ``DataErrors``."""
        examined = replace(self.context.examined, book=made.book, scope=subject.scope)
        if examined.errors:
            raise DataErrors(examined)
        context = self.context
        return finished(context.request, made.composed, made.book, [examined], self.kind, context.subset, self.sources)

    def store(self, tree: outputs.Finished) -> Store:
        """For charts; a member's files are kept where they are published."""
        cache = Cache(self.context.cache)
        return replace(Store.of(cache, self.versions, tree.fonts, tree.script), files=False)


_workshop: list[_Workshop] = []


def prepare(context: bytes) -> None:
    """Take what all tasks have in common; what it holds lives as long as the process and is not looked at again."""
    settle(pickle.loads(context))  # noqa: S301  # sent by the process that began this one


def settle(context: Context) -> None:
    """The same with the context itself; what was taken before is let go."""
    _workshop[:] = [_Workshop(context)]
    gc.unfreeze()
    _keep()
    gc.set_threshold(50_000, 20, 100)


def _keep() -> None:
    """What lives now lives as long as the process: it is not looked at again for garbage."""
    gc.collect()
    gc.freeze()


def work_all(tasks: list[Task]) -> list[Result]:
    """Each task's result, in order."""
    return [work(task) for task in tasks]


def work(task: Task) -> Result:
    """One document, or why there is none.  Raises only what is wrong with the machine."""
    (workshop,) = _workshop
    with speaking("zh"):  # files and the index are in Chinese whatever language the terminal speaks
        try:
            return workshop.first(_made(workshop, task))
        except ENVIRONMENT:
            raise
        except DataErrors as fault:
            errors = [sentence(d) for d in fault.examined.diagnostics if d.severity is Severity.ERROR]
            return Result(task.member, fault="；".join(errors))
        except Exception as fault:  # one that cannot be written never stops the others
            return Result(task.member, fault=f"{fault}" or type(fault).__name__)


def _made(workshop: _Workshop, task: Task) -> Result:
    subject = Subject(workshop.kind.each, task.member.code, task.member.name)
    made = one(workshop.shared, workshop.kind, subject, workshop.context.request.audience)
    tree = workshop.finished(made, subject)
    store = workshop.store(tree)
    key = signature(store.made_with, workshop.context.characters, tree.document, tree.layout, tree.pages)
    same = key == task.key and not task.force
    formats = task.missing if same else task.formats
    files = outputs.alone(tree, formats, lambda step: None, store) if formats else {}
    shown = printed(made.composed.document)
    return Result(
        task.member,
        key,
        {Path(name).suffix[1:]: data for name, (_, data) in files.items()},
        facts=_facts(made, shown),
        because={} if same else because(made, shown, workshop.context.changed),
    )


def _facts(made: One, shown: dict[str, list[str]]) -> dict[str, str]:
    from reportgen.wording import words

    facts = {ident: fact for ident in shown if (fact := made.book.get(ident)) is not None}
    return {ident: f"{fact.label}\t{words(fact)}" for ident, fact in facts.items()}

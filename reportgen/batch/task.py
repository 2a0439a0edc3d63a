"""What goes to a worker and what comes back: plain values, no paths but those of the context, which is sent once."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from reportgen.batch.ask import Member


@dataclass(frozen=True, slots=True)
class Task:
    """One document.  ``key`` is that of the files that stand, of which ``missing`` do not; ``formats`` those asked for."""

    member: Member
    formats: tuple[str, ...]
    key: str = ""
    missing: tuple[str, ...] = ()
    force: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a task: new files by format, none when they would be the same; or a fault in words.

    ``facts`` are the printed numbers, ``words`` by id; ``because`` says of which changed cells a number or a text rests.
    """

    member: Member
    key: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    fault: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    because: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Runner(Protocol):
    """Who does the work: a pool of processes here, machines elsewhere."""

    def run(self, context: bytes, tasks: Sequence[Task]) -> Generator[Result, None, None]:
        """Every task's result as it comes, in any order; ``context`` is what ``work.prepare`` takes."""

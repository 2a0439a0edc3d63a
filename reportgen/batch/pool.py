"""Work done by processes of this machine, each a pool of one, so that whose death cost which task is known."""

import multiprocessing
import multiprocessing.connection
import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Thread

from reportgen.batch.task import Result, Task
from reportgen.batch.work import prepare, work_all

MOST = 8
"""Tasks handed over at once; one that kills its worker costs the others of its hand a second try."""
DEATHS = 2
"""A task whose worker died so often is at fault itself."""
KILLED = "制作这一册的进程两次异常中止（可能是内存不足），已跳过"


Work = Callable[[list[Task]], list[Result]]


@dataclass
class LocalPool:
    """So many processes; they are begun anew (spawn), for threads and fonts do not survive a fork.

    What all tasks have in common lies in a file meanwhile, in the folder ``scratch`` (none: the system's).  Handed over
    when a process is begun, which Python does through a pipe that it holds open at both ends, megabytes would wait for
    ever on one that was killed before it had read them.
    """

    jobs: int
    scratch: Path | None = None
    work: Work = work_all
    _deaths: Counter[str] = field(default_factory=Counter)

    def run(self, context: bytes, tasks: Sequence[Task]) -> Generator[Result, None, None]:
        """Results as they come; a worker that dies costs its tasks again, nothing else."""
        there = self.scratch if self.scratch and self.scratch.is_dir() else None
        with NamedTemporaryFile(dir=there, prefix=".tmp") as file:
            file.write(context)
            file.flush()
            yield from self._run(file.name, tasks)

    def _run(self, context: str, tasks: Sequence[Task]) -> Generator[Result, None, None]:
        waiting = deque(hands(tasks, self.jobs))
        others = {child.pid for child in multiprocessing.active_children()}
        lanes = [_lane(context) for _ in range(min(self.jobs, len(waiting)))]
        idle = list(lanes)
        busy: dict[Future[list[Result]], tuple[ProcessPoolExecutor, list[Task]]] = {}
        try:
            while waiting or busy:
                while waiting and idle:
                    lane, hand = idle.pop(), waiting.popleft()
                    busy[lane.submit(self.work, hand)] = (lane, hand)
                done, _ = wait(busy, return_when=FIRST_COMPLETED)
                for future in done:
                    lane, hand = busy.pop(future)
                    try:
                        results = future.result()
                    except BrokenProcessPool:
                        lane.shutdown(wait=False)
                        lane, results = _lane(context), blamed(hand, waiting, self._deaths)
                        lanes.append(lane)
                    idle.append(lane)
                    if waiting:  # before the results are looked at, which takes time
                        next_lane, next_hand = idle.pop(), waiting.popleft()
                        busy[next_lane.submit(self.work, next_hand)] = (next_lane, next_hand)
                    yield from results
        finally:
            for child in multiprocessing.active_children():
                if child.pid not in others:
                    child.kill()
            for lane in lanes:  # one that was just being given its work is neither idle nor busy
                lane.shutdown(wait=False, cancel_futures=True)


def blamed(hand: list[Task], waiting: deque[list[Task]], deaths: Counter[str]) -> list[Result]:
    """The tasks of a dead worker one by one again; one alone that did it before is a fault."""
    deaths.update(task.member.code for task in hand)
    if len(hand) == 1 and deaths[hand[0].member.code] >= DEATHS:
        return [Result(hand[0].member, fault=KILLED)]
    waiting.extendleft([task] for task in reversed(hand))
    return []


def hands(tasks: Sequence[Task], jobs: int) -> Iterator[list[Task]]:
    """The tasks in handfuls, small enough that all processes end at about the same time."""
    size = max(1, min(MOST, len(tasks) // (jobs * 4)))
    return (list(tasks[start : start + size]) for start in range(0, len(tasks), size))


def _lane(context: str) -> ProcessPoolExecutor:
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, spawn, initializer=_begin, initargs=(context,))


def _begin(context: str) -> None:
    """In the new process: Ctrl-C is the main one's affair, and when that is gone there is nothing left to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    prepare(Path(context).read_bytes())


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        with suppress(OSError):
            multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

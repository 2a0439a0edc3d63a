"""Who is there, who is at what, what waits: the client's book of a batch on a cluster.

Every worker is given one handful at a time, so that whose death cost which task is known, and is asked what it has before
its first.  What the scheduler and the futures tell comes in as events, one after another.
"""

import operator
import pickle
import pkgutil
from asyncio import CancelledError
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, Protocol

from reportgen.batch.cluster import worker
from reportgen.batch.cluster.alike import differing
from reportgen.batch.cluster.faults import (
    NoWorkers,
    Odd,
    SchedulerLost,
    WorkerFailed,
    WorkersDiffer,
    told,
)
from reportgen.batch.pool import Work, blamed, hands
from reportgen.batch.task import Result, Task
from reportgen.messages import tr

_TICK = 1.0  # seconds after which it is seen whether the scheduler is still there
_FETCH = 5.0  # seconds after which it is seen whether the worker that holds a result is still there


class Future(Protocol):
    """What is used of Dask's, which has few types of its own."""

    @property
    def status(self) -> str:
        """``pending``, ``finished``, ``error``, ``cancelled`` or ``lost``."""

    def result(self, timeout: float) -> bytes:
        """What was made.  Raises ``TimeoutError``."""

    def exception(self) -> BaseException | None:
        """What went wrong."""

    def add_done_callback(self, fn: Callable[["Future"], None]) -> None:
        """Be told at the end, in a thread of Dask's."""


class Client(Protocol):
    """What is used of Dask's."""

    status: str

    def submit(self, func: Callable[..., Any], *args: object, **how: object) -> Future:
        """Have a function called by a worker."""

    def cancel(self, futures: Sequence[Future], *, force: bool) -> None:
        """Take back what has not been begun."""

    def scheduler_info(self) -> Mapping[str, Any]:
        """``workers`` by address, and more."""

    def subscribe_topic(self, topic: str, handler: Callable[[tuple[float, dict[str, Any]]], None]) -> None:
        """Be told of events, in a thread of Dask's."""

    def unsubscribe_topic(self, topic: str) -> None:
        """No more."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a batch is done on: where, how long to wait, whom to tell; what workers must have; what they are sent."""

    address: str
    patience: float
    say: Callable[[str], None]
    work: Work
    need: bytes
    expected: dict[str, str]
    parcel: bytes


@dataclass(frozen=True, slots=True)
class Joined:
    """A worker has come."""

    worker: str


@dataclass(frozen=True, slots=True)
class Left:
    """A worker is gone; ``expected`` when it was sent away."""

    worker: str
    expected: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """A future is done, or failed, or was dropped."""

    worker: str
    future: Future


Event = Joined | Left | Ended


@dataclass
class Floor:
    """One batch.  ``_checking`` are workers that are asked what they have, ``_odd`` those that have something else."""

    client: Client
    terms: Terms
    _events: SimpleQueue[Event] = field(default_factory=SimpleQueue)
    _checking: dict[str, Future] = field(default_factory=dict)
    _idle: list[str] = field(default_factory=list)
    _busy: dict[str, tuple[Future, list[Task]]] = field(default_factory=dict)
    _odd: dict[str, list[Odd]] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    _waiting: deque[list[Task]] = field(default_factory=deque)
    _deaths: Counter[str] = field(default_factory=Counter)
    _parcel: Future | None = None

    def results(self, tasks: Sequence[Task]) -> Generator[Result, None, None]:
        """Every task's result as it comes.  Raises ``ClusterFault``."""
        try:
            self._open()
            self._waiting.extend(hands(tasks, len(self._idle)))
            while self._waiting or self._busy:
                self._hand_out()
                yield from self._told(self._next())
        finally:
            self._close()

    def _open(self) -> None:
        """Ask all workers there are; begin when they have answered, and never with one that differs."""
        self.client.subscribe_topic("all", self._heard)
        for address in self.client.scheduler_info()["workers"]:
            self._join(address)
        if not self._checking:
            seconds = f"{self.terms.patience:.0f}"
            self.terms.say(
                tr("等待工作进程接入 {address}，最多 {seconds} 秒", address=self.terms.address, seconds=seconds)
            )
        deadline = monotonic() + self.terms.patience
        while self._checking or not (self._idle or self._odd):
            if (left := deadline - monotonic()) <= 0:
                break
            if (event := self._heard_within(left)) is not None:
                deque(self._told(event), maxlen=0)  # nothing was handed out yet
        if self._odd:
            raise WorkersDiffer(self._odd)
        if not self._idle:
            raise NoWorkers(self.terms.address, self.terms.patience)
        self._parcel = self.client.submit(
            bytes, self.terms.parcel, pure=False
        )  # whoever lacks it gets it from one that has it

    def _close(self) -> None:
        """What waits is cancelled; what a worker is at it ends, and nobody takes it."""
        futures = [*self._checking.values(), *(future for future, _ in self._busy.values())]
        if self.client.status != "running":
            return
        with suppress(Exception):  # the scheduler may go just now, and there is nothing more to lose
            self.client.unsubscribe_topic("all")
            self.client.cancel([*futures, *([self._parcel] if self._parcel else [])], force=True)

    # -- what is heard

    def _heard(self, event: tuple[float, dict[str, Any]]) -> None:
        """Told by the scheduler, in the client's own thread."""
        _, said = event
        match said.get("action"):
            case "add-worker":
                self._gone.discard(said["worker"])
                self._events.put(Joined(said["worker"]))
            case "remove-worker":
                self._gone.add(said["worker"])
                self._events.put(Left(said["worker"], bool(said.get("expected"))))
            case _:
                pass

    def _heard_within(self, seconds: float) -> Event | None:
        """The next event; ``None`` when there is none in time.  Raises ``SchedulerLost``."""
        try:
            return self._events.get(timeout=min(seconds, _TICK))
        except Empty:
            if self.client.status != "running":
                raise SchedulerLost(self.terms.address) from None
            return None

    def _next(self) -> Event:
        """The next event, waited for as long as somebody works; when nobody is there, as long as patience lasts."""
        since: float | None = None
        while True:
            if (event := self._heard_within(_TICK)) is not None:
                return event
            if self._busy:
                continue
            if since is None:
                since = monotonic()
                self.terms.say(
                    tr("没有可用的工作进程，等待接入，最多 {seconds} 秒", seconds=f"{self.terms.patience:.0f}")
                )
            if monotonic() - since > self.terms.patience:
                raise NoWorkers(self.terms.address, self.terms.patience)

    def _told(self, event: Event) -> Iterator[Result]:
        match event:
            case Joined(address):
                self._join(address)
            case Left(address, expected):
                yield from self._lost(address, guilty=not expected)
            case Ended(address, future) if self._checking.get(address) is future:
                self._answered(address, future)
            case Ended(address, future) if address in self._busy and self._busy[address][0] is future:
                yield from self._ended(address, future)
            case _:
                pass  # of a worker that is known to be gone

    # -- workers

    def _join(self, address: str) -> None:
        """A worker that is not known yet is asked what it has."""
        if address not in self._checking and address not in self._busy and address not in self._idle:
            self._checking[address] = self._submit(address, worker.report, self.terms.need)

    def _answered(self, address: str, future: Future) -> None:
        del self._checking[address]
        if (odd := self._judged(address, future)) is None:
            return
        if not odd:
            self._idle.append(address)
            return
        self._odd[address] = odd
        if self._parcel:
            self.terms.say(told(address, odd))

    def _judged(self, address: str, future: Future) -> list[Odd] | None:
        """What it has otherwise; ``None`` when it is gone before it answered."""
        found = self._fetched(address, future) if future.status == "finished" else worker.Failed(self._why(future))
        match found:
            case None | worker.Failed(why=""):
                return None
            case worker.Failed(why):
                return [Odd("reportgen", self.terms.expected["reportgen"], why)]
            case _:
                return differing(self.terms.expected, found)

    def _lost(self, address: str, *, guilty: bool) -> list[Result]:
        """A worker is gone: what it was at is done again."""
        self._odd.pop(address, None)
        self._checking.pop(address, None)
        if address in self._idle:
            self._idle.remove(address)
        if address not in self._busy:
            return []
        future, hand = self._busy.pop(address)
        self.client.cancel([future], force=True)
        if guilty:
            return blamed(hand, self._waiting, self._deaths)
        self._waiting.appendleft(hand)
        return []

    # -- work

    def _hand_out(self) -> None:
        while self._waiting and self._idle:
            address, hand = self._idle.pop(0), self._waiting.popleft()
            packed = pickle.dumps((self.terms.work, hand), protocol=5)
            self._busy[address] = (self._submit(address, worker.make, self._parcel, packed), hand)

    def _submit(self, at: str, what: Callable[..., bytes], *given: object) -> Future:
        """Have one worker, and no other, do something.  Raises ``SchedulerLost``.

        It is asked by name: a worker that has no such function says so, where one that was sent it would die of it, and
        the scheduler needs to know nothing of ours.
        """
        name = f"{what.__module__}:{what.__name__}"
        where: dict[str, object] = {"workers": [at], "allow_other_workers": False, "pure": False}
        try:
            function = self.client.submit(pkgutil.resolve_name, name, **where)
            future = self.client.submit(operator.call, function, *given, **where)
        except Exception as fault:
            raise SchedulerLost(self.terms.address) from fault
        future.add_done_callback(lambda done: self._events.put(Ended(at, done)))
        return future

    def _ended(self, address: str, future: Future) -> Iterator[Result]:
        """Take what was made; the worker is given the next handful before."""
        _, hand = self._busy.pop(address)
        if future.status != "finished":
            yield from self._failed(address, future, hand)
            return
        self._idle.append(address)
        self._hand_out()
        found = self._fetched(address, future)
        if isinstance(found, worker.Failed):
            raise WorkerFailed(address, found.why)
        if found is None:  # made, and lost with its worker
            self._waiting.appendleft(hand)
        else:
            yield from found

    def _failed(self, address: str, future: Future, hand: list[Task]) -> list[Result]:
        """Dask says that the worker was killed, which ``Left`` says too; anything else is no school's fault."""
        from distributed import KilledWorker

        if future.status == "error" and isinstance(future.exception(), KilledWorker):
            return blamed(hand, self._waiting, self._deaths)
        raise WorkerFailed(address, self._why(future))

    def _why(self, future: Future) -> str:
        """Why a future failed; empty when its worker is gone.  Raises ``SchedulerLost``."""
        if future.status != "error":
            raise SchedulerLost(self.terms.address)
        fault = future.exception()
        from distributed import KilledWorker

        return "" if isinstance(fault, KilledWorker) else f"{type(fault).__name__}: {fault}"

    def _fetched(self, address: str, future: Future) -> Any:
        """What a worker made; ``None`` when it is gone with it."""
        while True:
            try:
                return pickle.loads(future.result(timeout=_FETCH))  # noqa: S301  # from a worker that is as we are
            except TimeoutError:
                if address in self._gone or future.status != "finished":
                    self.client.cancel([future], force=True)
                    return None
            except (Exception, CancelledError) as fault:
                raise SchedulerLost(self.terms.address) from fault

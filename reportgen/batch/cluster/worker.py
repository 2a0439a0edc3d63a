"""What a worker does.  Everything comes as bytes: the scheduler passes it on without a look into it.

All work of a process is done by one thread of its own, however many the worker has: WeasyPrint's state is not shared.
"""

import pickle
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Failed:
    """What is wrong with the machine, in words: exceptions do not all travel."""

    why: str


def report(need: bytes) -> bytes:
    """What this process has, or ``Failed``."""
    return _thread().submit(_report, need).result()


def make(parcel: bytes, hand: bytes) -> bytes:
    """A handful's results, or ``Failed``; the context is prepared when it is not the one prepared last."""
    from distributed import get_worker

    return _thread().submit(_make, parcel, hand, Path(get_worker().local_directory)).result()


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "reportgen")


def _report(need: bytes) -> bytes:
    from reportgen.batch.cluster.alike import held

    return _told(lambda: held(pickle.loads(need)))  # noqa: S301  # from the client


def _make(parcel: bytes, hand: bytes, folder: Path) -> bytes:
    def done() -> object:
        _prepare(parcel, folder)
        work, tasks = pickle.loads(hand)  # noqa: S301  # from the client
        return work(tasks)

    return _told(done)


def _told(what: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps(what(), protocol=5)
    except Exception as fault:
        return pickle.dumps(Failed(f"{type(fault).__name__}: {fault}"))


_prepared: list[tuple[str, Path]] = []
"""Hash and folder of the context that was prepared last."""


def _prepare(parcel: bytes, below: Path) -> None:
    from reportgen.batch.cluster.parcel import lay_out
    from reportgen.batch.work import settle

    digest = sha256(parcel).hexdigest()
    if _prepared and _prepared[0][0] == digest:
        return
    for _, folder in _prepared:
        shutil.rmtree(folder, ignore_errors=True)
    _prepared.clear()
    folder = below / f"reportgen-{digest[:16]}"
    settle(lay_out(parcel, folder))
    _prepared.append((digest, folder))

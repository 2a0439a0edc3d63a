"""A Dask cluster as the one who does a batch's work: reached, asked for its workers, given the work."""

import asyncio
import logging
import pickle
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from reportgen.batch.cluster.alike import Need, held
from reportgen.batch.cluster.faults import NoAddress, NoDistributed, Unreachable
from reportgen.batch.cluster.floor import Client, Floor, Terms
from reportgen.batch.cluster.parcel import pack
from reportgen.batch.pool import Work
from reportgen.batch.task import Result, Task
from reportgen.batch.work import Context, work_all
from reportgen.compose.kinds import find_kind
from reportgen.environment import layout_of

REACH = 5.0
"""Seconds within which a scheduler answers."""
PATIENCE = 60.0
"""Seconds for which workers are waited for."""


@contextmanager
def cluster(address: str, say: Callable[[str], None], patience: float = PATIENCE) -> Iterator["Cluster"]:
    """The cluster at an address; ``say`` is told what takes time and which workers are left out.

    Raises ``NoDistributed``, ``NoAddress`` and ``Unreachable``.
    """
    try:
        import distributed
    except ImportError:
        raise NoDistributed from None
    dask: Any = distributed  # it has few types
    with _quiet():
        _reach(address)
        try:
            client = dask.Client(address, timeout=REACH, set_as_default=False, name="reportgen")
        except (OSError, ImportError) as fault:
            raise Unreachable(address, REACH) from fault
        try:
            yield Cluster(client, address, say, patience)
        finally:
            with suppress(OSError, TimeoutError, RuntimeError):
                client.close(timeout=REACH)


def _reach(address: str) -> None:
    """Whether a scheduler answers; asked before a client is made, which a failure would leave half alive."""

    async def answer() -> Any:
        from distributed import core

        open_rpc: Any = core.rpc
        async with open_rpc(address) as scheduler:
            return await asyncio.wait_for(scheduler.identity(), REACH)

    try:
        if asyncio.run(answer())["type"] == "Scheduler":
            return
    except ValueError as fault:
        raise NoAddress(address, str(fault)) from fault
    except Exception as fault:
        raise Unreachable(address, REACH) from fault
    raise Unreachable(address, REACH)


@contextmanager
def _quiet() -> Iterator[None]:
    """What Dask would print is told in our own words."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Workers of a cluster, each given one handful at a time."""

    client: Client
    address: str
    say: Callable[[str], None]
    patience: float = PATIENCE
    work: Work = work_all

    def run(self, context: bytes, tasks: Sequence[Task]) -> Generator[Result, None, None]:
        """Results as they come.  Raises ``ClusterFault`` and ``InputChanged``."""
        known: Context = pickle.loads(context)  # noqa: S301  # from this process
        need = need_of(known)
        terms = Terms(self.address, self.patience, self.say, self.work, pickle.dumps(need), held(need), pack(known))
        floor = Floor(self.client, terms)
        with closing(floor.results(tasks)) as results:
            yield from results


def need_of(context: Context) -> Need:
    """What its documents are made with."""
    request, settings = context.request, context.examined.settings
    kind = find_kind(request.templates, request.kind)
    layout = layout_of(settings, kind.page(request.size), request.script)
    return Need(layout.faces, settings.fonts, request.script)

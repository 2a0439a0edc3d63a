"""What can be wrong with a cluster; none of it is the fault of a school."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportgen.messages import tr

_SHORT = 16  # characters of a SHA-256 that are shown
_SHOWN = 5  # workers that are named with all that differs


@dataclass(frozen=True, slots=True)
class Odd:
    """What a worker has otherwise than this machine; ``""`` is nothing."""

    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        values = {"expected": _short(self.expected), "found": _short(self.found)}
        return tr("{what} 本机为 {expected}，该进程为 {found}", what=_named(self.what), **values)


def _named(what: str) -> str:
    kind, _, name = what.partition(":")
    match kind:
        case "font":
            return tr("字体 {name}", name=name)
        case "fallback":
            return tr("后备字体 {name}", name=name)
        case "program":
            return tr("reportgen 程序代码")
        case _:
            return what


def _short(value: str) -> str:
    """Hashes cut short."""
    return " ".join(word[:_SHORT] if len(word) == 64 else word for word in value.split()) or tr("无")


class ClusterFault(Exception):
    """The batch could not be done by the cluster; files that were written stand, whole."""


class NoAddress(Exception):
    """What was given is no address of a scheduler."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(
            tr("“{address}”不是调度进程的地址（{why}），请写成 tcp://主机:8786 的样子", address=address, why=why)
        )


class NoDistributed(ClusterFault):
    """The extra is not installed."""

    def __init__(self) -> None:
        super().__init__(tr("--scheduler 需要 dask.distributed，本机没有安装。请运行 pip install 'reportgen[cluster]'"))


class Unreachable(ClusterFault):
    """Nobody answers at the address, or not as a scheduler does."""

    def __init__(self, address: str, seconds: float) -> None:
        text = tr(
            "{seconds:.0f} 秒内连不上调度进程 {address}。请核对地址和端口，确认已运行 dask scheduler，且防火墙放行",
            address=address,
            seconds=seconds,
        )
        super().__init__(text)


class SchedulerLost(ClusterFault):
    """The scheduler is gone, or has dropped what it was given."""

    def __init__(self, address: str) -> None:
        super().__init__(
            tr("与调度进程 {address} 的连接中断。写好的分册都保留，恢复后再运行一次会接着做", address=address)
        )


class NoWorkers(ClusterFault):
    """Nobody has come to work."""

    def __init__(self, address: str, seconds: float) -> None:
        text = tr(
            "等了 {seconds:.0f} 秒，没有可用的工作进程。请在各台机器上运行 dask worker {address}，再运行一次",
            address=address,
            seconds=seconds,
        )
        super().__init__(text)


class WorkersDiffer(ClusterFault):
    """Workers are not as this machine is; what they make would be other bytes."""

    def __init__(self, odd: Mapping[str, Sequence[Odd]]) -> None:
        self.odd = {worker: tuple(found) for worker, found in odd.items()}
        named = [told(worker, found) for worker, found in list(self.odd.items())[:_SHOWN]]
        more = [tr("另有 {count} 个也不一致", count=len(self.odd) - _SHOWN)] if len(self.odd) > _SHOWN else []
        cure = tr("没有生成任何分册。请使各台机器的 reportgen、Python、依赖和字体与本机相同后重启工作进程")
        super().__init__("\n".join([*named, *more, cure]))


def told(worker: str, odd: Sequence[Odd]) -> str:
    """One worker with all that differs."""
    return tr("工作进程 {worker} 与本机不一致：{odd}", worker=worker, odd="；".join(map(str, odd)))


class WorkerFailed(ClusterFault):
    """A worker could not work, for reasons of its machine."""

    def __init__(self, worker: str, why: str) -> None:
        super().__init__(tr("工作进程 {worker} 无法工作：{why}。写好的分册都保留", worker=worker, why=why))


__all__ = [
    "ClusterFault",
    "NoAddress",
    "NoDistributed",
    "NoWorkers",
    "Odd",
    "SchedulerLost",
    "Unreachable",
    "WorkerFailed",
    "WorkersDiffer",
    "told",
]

"""Reading in a process of its own, with limits on memory and time: whatever a file does, the build goes on."""

import multiprocessing
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from reportgen.readers.sheetscan import UnreadableFile
from reportgen.readers.workbook import Book, read

SECONDS = 120
_Result = TypeVar("_Result")
MEGABYTES = 450
"""More memory than at the start, for the largest ledger allowed."""


def read_apart(data: bytes, shown: str, headings: frozenset[str]) -> Book:
    """All sheets of one file.  Raises ``UnreadableFile``, also when the process dies or takes too long."""
    return apart(read, data, shown, headings)


def apart(work: Callable[..., _Result], *arguments: object) -> _Result:
    """What a function makes of a file, in the other process.  Raises ``UnreadableFile`` for whatever goes wrong there."""
    forks = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork") if forks else multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(here, there, work, arguments), daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(SECONDS):
            raise UnreadableFile(f"读取超过 {SECONDS} 秒，已中止")
        good, answer = here.recv()
    except EOFError:
        raise UnreadableFile("读取时程序中止（内存超限或文件有害）") from None
    finally:
        here.close()
        process.kill()
        process.join()
    if not good:
        raise UnreadableFile(answer)
    result: _Result = answer
    return result


def _work(asked: Connection, answer: Connection, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    """In the other process: the result, or the reason there is none, as text.

    Its copy of the asking end is closed first: when the process that asked is killed, the answer then ends in a broken
    pipe, instead of waiting for ever with all that was inherited held open.
    """
    asked.close()
    _limit_memory()
    try:
        result: tuple[bool, object] = True, work(*arguments)
    except UnreadableFile as fault:
        result = False, str(fault)
    except MemoryError:
        result = False, "读取时内存超限"
    except Exception as fault:  # the border: nothing a file does may get past it
        result = False, f"{type(fault).__name__}: {fault}"
    with suppress(BrokenPipeError):
        answer.send(result)
    answer.close()


def _limit_memory() -> None:
    """Where the system can: so much more than is held now."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + (MEGABYTES << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (ImportError, OSError, ValueError):
        return

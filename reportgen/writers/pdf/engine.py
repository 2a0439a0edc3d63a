"""The one door to WeasyPrint: imported when a PDF is made, with its warnings turned into errors."""

import ctypes.util
import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from importlib import import_module
from io import StringIO
from typing import Any

from reportgen.writers.pdf.errors import PangoMissing, RenderWarning


def weasyprint() -> Any:
    """The library; raises ``PangoMissing`` when its C libraries cannot be loaded."""
    with suppress(OSError), _linker_only(), redirect_stdout(StringIO()):
        return import_module("weasyprint")
    try:
        return import_module("weasyprint")
    except OSError as fault:
        raise PangoMissing(str(fault).splitlines()[0]) from fault


@contextmanager
def _linker_only() -> Iterator[None]:
    """Inside, C libraries are found by the names the linker knows them by, if they are.

    Under Linux ``find_library`` runs the C compiler for every name that is tried in vain: thirteen of them, a third of a
    second of every start.
    """
    own = ctypes.util.find_library
    if sys.platform == "linux" and "weasyprint" not in sys.modules:
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = own


def pango() -> str:
    """The version of Pango, which breaks the lines; raises ``PangoMissing``."""
    weasyprint()
    from weasyprint.text.ffi import pango as library

    number = library.pango_version()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


class _Collector(logging.Handler):
    """Keeps what is logged at warning level or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def strict() -> Iterator[None]:
    """Whatever WeasyPrint warns of inside is raised at the end as ``RenderWarning``.

    That it leaves the file of its colour profile to the collector is no fault of a page.
    """
    logger, collector = logging.getLogger("weasyprint"), _Collector()
    handlers, propagates = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [collector], False
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "unclosed file .*icc", ResourceWarning)
            yield
    finally:
        logger.handlers, logger.propagate = handlers, propagates
    if collector.messages:
        raise RenderWarning(collector.messages)

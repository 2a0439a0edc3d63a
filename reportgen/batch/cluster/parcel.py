"""The context with what it needs of the county's folders, so that a worker needs none of them.

Sent are settings, definitions, checks, standards and templates.  Ledgers are not: this month and the earlier ones that can
be compared with it are in the context, read and computed.  A worker could not read them: workbooks are read in a process
of their own, and a worker that Dask's nanny watches may not begin one.
"""

import hashlib
import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen.batch.work import Context
from reportgen.kept import KEPT, kept_periods
from reportgen.outputs import InputChanged
from reportgen.request import SETTINGS, TEMPLATES

_DATA, _TEMPLATES = "data", "templates"
_FAST = 1  # of zlib: less than half the size, in a tenth of a second


@dataclass(frozen=True, slots=True)
class Parcel:
    """``files`` by path below a folder of the worker's, where they are laid out."""

    context: Context
    files: Mapping[str, bytes]


def pack(context: Context) -> bytes:
    """As it is sent.  Raises ``InputChanged`` when a file is not what it was when the county was examined."""
    data, templates = context.request.data, context.request.templates
    files = {f"{_DATA}/{path.relative_to(data).as_posix()}": path.read_bytes() for path in _inputs(data)}
    _refuse_changed(context, files)
    files |= {f"{_DATA}/{month}/{KEPT}": b"" for month in kept_periods(data)}
    found = sorted({path for pattern in TEMPLATES for path in templates.glob(pattern) if path.is_file()})
    files |= {f"{_TEMPLATES}/{path.relative_to(templates).as_posix()}": path.read_bytes() for path in found}
    return zlib.compress(pickle.dumps(Parcel(_portable(context), files), protocol=5), _FAST)


def lay_out(sent: bytes, folder: Path) -> Context:
    """The context, with its files in the folder."""
    parcel: Parcel = pickle.loads(zlib.decompress(sent))  # noqa: S301  # sent by the client, by way of the scheduler
    for name, content in parcel.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    context, data = parcel.context, folder / _DATA
    request = replace(context.request, data=data, templates=folder / _TEMPLATES, out=folder)
    past = context.examined.past
    moved = replace(context.examined, past=past and replace(past, data=data))
    return replace(context, request=request, examined=moved)


def _portable(context: Context) -> Context:
    """Without the client's cache; folders of fonts as seen from anywhere, for workers of this machine."""
    examined = context.examined
    folders = tuple(str(Path(folder).absolute()) for folder in examined.settings.fonts)
    past = examined.past and replace(examined.past, cache=None)
    settings = replace(examined.settings, fonts=folders)
    return replace(context, examined=replace(examined, settings=settings, past=past), cache=None)


def _inputs(data: Path) -> list[Path]:
    return sorted({path for pattern in SETTINGS for path in data.glob(pattern) if path.is_file()})


def _refuse_changed(context: Context, files: Mapping[str, bytes]) -> None:
    for path, digest in context.examined.inputs.items():
        content = files.get(f"{_DATA}/{path}")
        if content is not None and hashlib.sha256(content).hexdigest() != digest:
            raise InputChanged(context.request.data / path)

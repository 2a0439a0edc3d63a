"""Files kept together: a zip with the same bytes for the same files, on every machine.

Stored, not compressed: workbooks are compressed already, and two versions of zlib write different bytes.
"""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from reportgen.messages import tr

_DATE = (1980, 1, 1, 0, 0, 0)


class StrayName(Exception):
    """A file in an archive wants to be put outside the folder it is taken out to."""

    def __init__(self, name: str) -> None:
        super().__init__(tr("压缩包里的文件名“{name}”指向别处", name=name))


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files in the order of their names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return content.getvalue()


def contents(data: bytes) -> dict[str, bytes]:
    """The files by name.  Raises ``StrayName``, and ``zipfile.BadZipFile`` for what is no whole archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or "\\" in name:
                raise StrayName(name)
        return {name: archive.read(name) for name in archive.namelist()}


def unpack(data: bytes, folder: Path) -> None:
    """The files, each under its name below the folder.  Raises as ``contents`` does."""
    for name, content in contents(data).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

"""Office files are zip packages: the same parts give the same bytes."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

CONTENT_TYPES = "[Content_Types].xml"
COMPRESSION = 3
"""Of the XML: a third larger than at 6, in less than half the time."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PERMISSIONS = 0o600 << 16


def zipped(parts: Mapping[str, bytes], compression: int = COMPRESSION) -> bytes:
    """Contents first, then by name; no clock, no machine in it.  A PNG is packed already and goes in as it is."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _PERMISSIONS
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name], compresslevel=compression)
    return file.getvalue()

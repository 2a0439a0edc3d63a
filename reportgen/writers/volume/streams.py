"""Font files, their maps and colour profiles that many parts have alike are in a volume once."""

from collections.abc import Iterator
from hashlib import sha256

import pikepdf

_FONT = ("/FontFile2", "/FontFile3", "/CIDSet")


class Streams:
    """Streams met so far, by what they hold."""

    def __init__(self) -> None:
        self._known: dict[bytes, pikepdf.Object] = {}
        self._done: set[tuple[int, int]] = set()

    def share(self, page: pikepdf.Page) -> None:
        """Let a page use the first of every like stream."""
        for holder, name in _places(page):
            stream = holder[name]
            if stream.objgen in self._done:
                continue
            first = self._known.setdefault(_hash(stream), stream)
            self._done.add(first.objgen)
            if first.objgen != stream.objgen:
                holder[name] = first


def _places(page: pikepdf.Page) -> Iterator[tuple[pikepdf.Object, str | int]]:
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    for font in resources.get("/Font", pikepdf.Dictionary()).values():
        if "/ToUnicode" in font:
            yield font, "/ToUnicode"
        for below in font.get("/DescendantFonts", ()):
            descriptor = below.get("/FontDescriptor", pikepdf.Dictionary())
            yield from ((descriptor, name) for name in _FONT if name in descriptor)
    for space in resources.get("/ColorSpace", pikepdf.Dictionary()).values():
        if isinstance(space, pikepdf.Array) and len(space) == 2 and isinstance(space[1], pikepdf.Stream):
            yield space, 1


def _hash(stream: pikepdf.Object) -> bytes:
    about = sorted((key, repr(value)) for key, value in stream.stream_dict.items() if key != "/Length")
    return sha256(repr(about).encode() + stream.read_raw_bytes()).digest()

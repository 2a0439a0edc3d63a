"""Drawn charts and finished files kept from earlier runs, under all that decides their bytes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportgen.environment import described
from reportgen.fonts import FontSet
from reportgen.incremental.cache import Cache, digest
from reportgen.incremental.signature import signature

if TYPE_CHECKING:
    from reportgen.charts import Drawn, Room
    from reportgen.model.chart import Chart


@dataclass(frozen=True, slots=True)
class Store:
    """A cache with what all entries of one briefing have in common: program, libraries, fonts, script.

    Without ``files`` only charts are kept.
    """

    cache: Cache = field(default_factory=lambda: Cache(None))
    made_with: str = ""
    files: bool = True

    @classmethod
    def of(cls, cache: Cache, versions: Mapping[str, str], fonts: FontSet, script: object) -> "Store":
        """``script`` is how words are written, with the county's own."""
        behind = [(path.name, path.stat().st_size) for path in fonts.fallbacks]
        return cls(cache, digest(sorted(versions.items()), sorted(described(fonts).items()), behind, signature(script)))

    def chart(self, chart: "Chart", room: "Room", draw: Callable[[], "Drawn"], *, raster: bool) -> "Drawn":
        """A chart as drawn before, else drawn now."""
        key = self._key("chart", signature(chart, room), raster)
        if (kept := self.cache.get(key)) is not None:
            return _unpacked(kept)
        drawn = draw()
        self.cache.put(key, _packed(drawn))
        return drawn

    def file(self, kind: str, *looks: object) -> "Shelf":
        """The place of a finished file, ``kind`` docx or pdf, by all that is seen of it."""
        return Shelf(self.cache, self._key(kind, signature(*looks))) if self.files else Shelf(Cache(None), "")

    def _key(self, kind: str, *parts: object) -> str:
        return f"{kind}-{digest(self.made_with, *parts)}"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where one file is kept."""

    cache: Cache
    key: str

    def get(self) -> bytes | None:
        """The file, if it was made and checked before."""
        return self.cache.get(self.key)

    def put(self, data: bytes) -> None:
        """Keep a file that was found to say what was meant."""
        self.cache.put(self.key, data)


def _packed(drawn: "Drawn") -> bytes:
    head = json.dumps({"svg": len(drawn.svg), "words": drawn.words}, ensure_ascii=False)
    return head.encode() + b"\n" + drawn.svg + drawn.png


def _unpacked(data: bytes) -> "Drawn":
    from reportgen.charts import Drawn

    head, _, pictures = data.partition(b"\n")
    told = json.loads(head)
    return Drawn(pictures[: told["svg"]], pictures[told["svg"] :], tuple(told["words"]))

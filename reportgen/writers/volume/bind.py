"""The volume: pages of all parts behind the contents, and a bookmark for each part."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pikepdf

from reportgen.writers.volume.numbers import Numbers
from reportgen.writers.volume.streams import Streams
from reportgen.writers.volume.structure import Structure


@dataclass(frozen=True, slots=True)
class Part:
    """One PDF of a volume: its bookmark, and the one that groups it with its neighbours (empty: none)."""

    title: str
    group: str
    data: bytes


def pages(data: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def bind(contents: bytes, parts: Sequence[Part], numerals: Path) -> bytes:
    """The volume's bytes, the same for the same parts; ``numerals`` is the font file that page numbers are set in.

    Pages of the contents are labelled i, ii …, those of the parts 1, 2 …, which also stands at their head: the pages'
    own numbers begin anew in each part.
    """
    with pikepdf.open(io.BytesIO(contents)) as volume:
        front = len(volume.pages)
        structure, streams = Structure(volume), Streams()
        sources, starts = [], []
        for part in parts:
            source = pikepdf.open(io.BytesIO(part.data))
            sources.append(source)  # what was copied is read from its source when the volume is saved
            starts.append(len(volume.pages))
            volume.pages.extend(source.pages)
            structure.add(source, starts[-1])
            for page in list(volume.pages)[starts[-1] :]:
                streams.share(page)
        _label(volume, front)
        _number(volume, front, numerals)
        _bookmark(volume, parts, starts)
        out = io.BytesIO()
        volume.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        for source in sources:
            source.close()
    return out.getvalue()


def _label(volume: pikepdf.Pdf, front: int) -> None:
    """What a viewer shows as the number of a page (ISO 32000-1, 12.4.2)."""
    roman, decimal = (pikepdf.Dictionary(S=pikepdf.Name(style)) for style in ("/r", "/D"))
    volume.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, roman, front, decimal]))


def _number(volume: pikepdf.Pdf, front: int, numerals: Path) -> None:
    numbers = Numbers(volume, numerals)
    every = list(volume.pages)[front:]
    for number, page in enumerate(every, start=1):
        numbers.put(page, f"{number} / {len(every)}")


def _bookmark(volume: pikepdf.Pdf, parts: Sequence[Part], starts: Sequence[int]) -> None:
    with volume.open_outline() as outline:
        del outline.root[:]
        for group, members in groupby(zip(parts, starts, strict=True), key=lambda one: one[0].group):
            items = [pikepdf.OutlineItem(part.title, start) for part, start in members]
            if group:
                top = pikepdf.OutlineItem(group, items[0].destination)
                top.children.extend(items)
                outline.root.append(top)
            else:
                outline.root.extend(items)

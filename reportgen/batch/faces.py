"""The fonts of a batch, cut down once to what its inputs are written with.

All inputs count, not the members asked for: a document's bytes do not depend on which others are made with it.
"""

import json
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from reportgen.environment import described
from reportgen.fonts import FontSet, Subset
from reportgen.incremental.cache import Cache, digest
from reportgen.model.ledger import Ledger
from reportgen.request import SETTINGS, TEMPLATES, Request

_SHIPPED = ("definitions", "standards", "compose", "readers")


def characters(request: Request, ledger: Ledger) -> frozenset[str]:
    """Every character of the ledgers, the county's settings and templates, and the names that are shipped."""
    return frozenset().union(*_cells(ledger), *_texts(request))


def cut(fonts: FontSet, characters: frozenset[str], cache: Cache) -> Subset | None:
    """The large faces cut down to these characters; kept, for it takes a second each."""
    key = "font-" + digest(sorted(described(fonts).items()), sorted(characters), _program())
    if (kept := cache.get(key)) is not None:
        return _unpacked(kept)
    from reportgen.font_subset import subset_fonts

    made = subset_fonts(fonts, ["".join(sorted(characters))]).subset
    if made is not None:
        cache.put(key, _packed(made))
    return made


def _program() -> str:
    from reportgen.environment import versions

    return digest(sorted(versions().items()))


def _cells(ledger: Ledger) -> Iterator[str]:
    for sheet in ledger.sheets.values():
        yield from (cell.said for row in sheet for cell in row.cells.values())
        yield from (column.header for column in sheet.schema.columns)


def _texts(request: Request) -> Iterator[str]:
    yield from _read(request.data, SETTINGS)
    yield from _read(request.templates, TEMPLATES)
    yield from _read(Path(str(files("reportgen"))), [f"{part}/**/*.toml" for part in _SHIPPED])


def _read(folder: Path, patterns: Iterable[str]) -> Iterator[str]:
    return (path.read_text("utf-8") for pattern in patterns for path in folder.glob(pattern) if path.is_file())


def _packed(made: Subset) -> bytes:
    head = {
        "characters": "".join(sorted(made.characters)),
        "files": {key: len(data) for key, data in sorted(made.files.items())},
        "digest": made.digest,
    }
    return json.dumps(head).encode() + b"\n" + b"".join(data for _, data in sorted(made.files.items()))


def _unpacked(kept: bytes) -> Subset:
    head, _, rest = kept.partition(b"\n")
    told, cut_files = json.loads(head), {}
    for key, size in told["files"].items():
        cut_files[key], rest = rest[:size], rest[size:]
    return Subset(frozenset(told["characters"]), cut_files, told["digest"])

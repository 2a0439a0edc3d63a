"""Whether a briefing stands as it would be built, found out without building it."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportgen.filed import MANIFEST
from reportgen.incremental.cache import Cache
from reportgen.incremental.departures import Departure, What
from reportgen.incremental.looked import Looked, departures, look, parse
from reportgen.incremental.renewal import State, filed_files, state
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.origin import Origin
from reportgen.request import CACHE, Request

_SEEN = "seen-"


@dataclass(frozen=True, slots=True)
class Standing:
    """A briefing that was published: its files, what was found in the ledgers then, and what is not as it was.

    ``edited`` are files that somebody changed and that still stand; with no ``departures`` nothing needs building.
    """

    folder: Path
    files: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    departures: tuple[Departure, ...]
    edited: tuple[str, ...] = ()


def standing(request: Request) -> Standing | None:
    """The briefing asked for, when it was published and what was looked at then is known.

    Raises ``SettingsFault`` and ``MissingFont``.
    """
    for folder, manifest, seen in _published(request):
        files = filed_files(folder)
        states = {name: state(folder / name, *known) for name, known in files.items()}
        found = departures(seen, look(request, seen.page))
        found += [Departure(What.OUTPUT, n) for n, how in states.items() if how in (State.GONE, State.DAMAGED)]
        changed = tuple(name for name, how in states.items() if how is State.EDITED)
        names = tuple(row["path"] for row in manifest["files"])
        return Standing(folder, (*names, MANIFEST), _diagnostics(folder), tuple(found), changed)
    return None


def remember(request: Request, folder: Path, seen: Looked) -> None:
    """Keep what was looked at for the briefing that now stands in a folder."""
    Cache(request.out / CACHE).put(_key((folder / MANIFEST).read_bytes()), seen.data)


def _key(manifest: bytes) -> str:
    return _SEEN + sha256(manifest).hexdigest()


def _published(request: Request) -> list[tuple[Path, dict[str, Any], Looked]]:
    """Where the same was asked for before: the folder's name depends on the template, which is not read here."""
    found = []
    for path in sorted((request.out / str(request.period)).glob(f"[!.]*/{MANIFEST}")):
        try:
            content = path.read_bytes()
            manifest = json.loads(content)
            same = manifest["options"] == json.loads(json.dumps(request.options))
        except (OSError, ValueError, KeyError, TypeError):
            continue
        kept = Cache(request.out / CACHE).get(_key(content)) if same else None
        if kept is not None and (seen := parse(kept)) is not None:
            found.append((path.parent, manifest, seen))
    return found


def _diagnostics(folder: Path) -> tuple[Diagnostic, ...]:
    """What was said of the ledgers then."""
    try:
        rows = json.loads((folder / "diagnostics.json").read_bytes())["diagnostics"]
        return tuple(
            Diagnostic(row["code"], row["values"], tuple(Origin(*text.split("!", 2)) for text in row["origins"]))
            for row in rows
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ()

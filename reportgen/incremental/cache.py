"""What was computed once, kept under the hash of everything it rests on.

An entry is its own SHA-256 and the bytes; one that was damaged is as good as none.  A cache that cannot be written is
done without: it saves time, never decides a result.  Its name begins with its kind (``facts-``, ``chart-``), so that
what takes the room can be told.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path

MOST_BYTES = 1 << 30
"""What a cache may take before the entries longest unused are removed."""
_DIGEST = 64  # characters of a SHA-256


@dataclass(frozen=True, slots=True)
class Held:
    """What a cache holds of one kind: entries, bytes, and how many of the entries are damaged."""

    entries: int = 0
    size: int = 0
    damaged: int = 0


class Cache:
    """Entries in one folder, or no cache at all."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """The entry, or ``None`` when there is none that is whole."""
        if self.folder is None:
            return None
        path = self.folder / key
        data = _whole(path)
        if data is not None:
            with suppress(OSError):
                os.utime(path)  # used now: among the last to be removed
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry; whoever reads at the same time sees the old one or the new one, whole."""
        if self.folder is None:
            return
        from tempfile import NamedTemporaryFile

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as file:
                file.write(hashlib.sha256(data).hexdigest().encode() + data)
            Path(file.name).replace(self.folder / key)
        except OSError:
            return

    def info(self) -> dict[str, Held]:
        """What is held, by kind; every entry is read."""
        found: dict[str, Held] = {}
        for path in self._entries():
            kind, held = path.name.partition("-")[0], found.get(path.name.partition("-")[0], Held())
            damaged = held.damaged + (_whole(path) is None)
            found[kind] = Held(held.entries + 1, held.size + path.stat().st_size, damaged)
        return dict(sorted(found.items()))

    def clear(self) -> Held:
        """Remove everything, what killed processes left too; what was removed."""
        found = self.info()
        for path in [*self._entries(), *self._litter()]:
            path.unlink(missing_ok=True)
        return Held(*(sum(getattr(h, name) for h in found.values()) for name in ("entries", "size", "damaged")))

    def trim(self, most: int = MOST_BYTES) -> None:
        """Remove the entries longest unused until the rest takes no more than ``most`` bytes, and litter."""
        with suppress(OSError):
            for path in self._litter():
                path.unlink(missing_ok=True)
            seen = sorted(((path.stat(), path) for path in self._entries()), key=lambda one: one[0].st_mtime_ns)
            total = sum(stat.st_size for stat, _ in seen)
            for stat, path in seen:
                if total <= most:
                    return
                path.unlink(missing_ok=True)
                total -= stat.st_size

    def _entries(self) -> Iterator[Path]:
        """In the order of their names."""
        paths = sorted(self.folder.iterdir()) if self.folder and self.folder.is_dir() else []
        return (path for path in paths if not path.name.startswith(".") and path.is_file())

    def _litter(self) -> Iterator[Path]:
        """What was being written by a process that was killed; another one may be writing: only what is an hour old."""
        newest = max((path.stat().st_mtime for path in self._entries()), default=0.0)
        paths = self.folder.glob(".tmp*") if self.folder else iter(())
        return (path for path in paths if path.stat().st_mtime < newest - 3600)


def _whole(path: Path) -> bytes | None:
    """What was kept under a name, when it is still what was kept."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    digest, data = kept[:_DIGEST], kept[_DIGEST:]
    return data if hashlib.sha256(data).hexdigest().encode() == digest else None


def digest(*parts: object) -> str:
    """One hash of several things by what they print as."""
    whole = hashlib.sha256()
    for part in parts:
        text = part if isinstance(part, bytes) else repr(part).encode()
        whole.update(f"{len(text)}:".encode() + text)
    return whole.hexdigest()


def files_digest(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of files by path below the folder."""
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(files)}


def remembered(cache: Cache, files: Iterable[Path]) -> dict[Path, str]:
    """SHA-256 of files that nobody writes into, as fonts are: looked at again when path, size or time is another."""
    stats = sorted((path, path.stat()) for path in set(files))
    key = "hash-" + digest([(str(path), stat.st_size, stat.st_mtime_ns) for path, stat in stats])
    kept = cache.get(key)
    if kept is not None:
        return dict(zip((path for path, _ in stats), kept.decode().split(), strict=True))
    found = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path, _ in stats}
    cache.put(key, " ".join(found.values()).encode())
    return found


@once
def program_digest() -> str:
    """One hash of this program's own code and data files, so that no entry outlives the code that made it."""
    root = Path(__file__).parent.parent
    own = (Path(place) / name for place, _, names in os.walk(root) for name in names if name.endswith((".py", ".toml")))
    return digest(files_digest(root, own))

"""What was computed once, kept under the hash of everything it rests on.

An entry is its own SHA-256 and the bytes; one that was damaged is as good as none.  A cache that cannot be written is
done without: it saves time, never decides a result.
"""

import hashlib
import os
from collections.abc import Iterable
from functools import cache as once
from pathlib import Path
from tempfile import NamedTemporaryFile


class Cache:
    """Entries in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """The entry, or ``None`` when there is none that is whole."""
        try:
            kept = (self.folder / key).read_bytes()
        except OSError:
            return None
        digest, data = kept[:64], kept[64:]
        return data if hashlib.sha256(data).hexdigest().encode() == digest else None

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry; whoever reads at the same time sees the old one or the new one, whole."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as file:
                file.write(hashlib.sha256(data).hexdigest().encode() + data)
            Path(file.name).replace(self.folder / key)
        except OSError:
            return


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


@once
def program_digest() -> str:
    """One hash of this program's own code and data files, so that no entry outlives the code that made it."""
    root = Path(__file__).parent
    own = (Path(place) / name for place, _, names in os.walk(root) for name in names if name.endswith((".py", ".toml")))
    return digest(files_digest(root, own))

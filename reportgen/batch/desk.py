"""Files of a batch's folder: written whole, removed, set aside when somebody has changed them."""

from collections.abc import Mapping
from pathlib import Path

from reportgen.batch.record import Written, written
from reportgen.incremental.renewal import State, aside, state
from reportgen.publish import write_file


def put(folder: Path, files: Mapping[str, bytes], known: Written) -> tuple[dict[str, tuple[str, int]], dict[str, str]]:
    """Write files, each whole; what to remember of them, and the new names of those somebody had changed.

    One that stands already is left alone.  Raises ``Unwritable``.
    """
    now, moved = written(files.items()), {}
    for name, data in files.items():
        how = state(folder / name, *known[name]) if name in known else State.GONE
        if how is State.SAME and known[name] == now[name]:
            continue
        if how is State.EDITED and state(folder / name, *now[name]) is not State.SAME:
            moved[name] = aside(name, {path.name for path in folder.iterdir()})
            (folder / name).replace(folder / moved[name])
        write_file(folder / name, data)
    return now, moved


def remove(folder: Path, files: Written) -> list[str]:
    """Take away files that are of nobody any more, but not those that somebody has changed; the names of those gone."""
    gone = [name for name, known in files.items() if state(folder / name, *known) is State.SAME]
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return gone

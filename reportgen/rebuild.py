"""A filed briefing once more, byte for byte: from its manifest, and for a closed period from the copies kept with it."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from reportgen.archive import contents, unpack
from reportgen.filed import MANIFEST, Filed, NotFiled, departed, parse_manifest, read_filed
from reportgen.fonts import find_fonts
from reportgen.incremental.departures import Departure, What
from reportgen.layout import GBT9704, with_changes
from reportgen.model.period import Period
from reportgen.model.scope import Scope
from reportgen.model.seal import ARCHIVE
from reportgen.pipeline import TEMPLATES, Request, View, build, versions
from reportgen.publish import publish
from reportgen.readers.folder import ledger_files
from reportgen.readers.seals import archive_bytes, read_seal
from reportgen.readers.settings import FILE, read_settings


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it: whence it was made, the files made, and all that departs; the same when nothing does."""

    source: str
    files: Mapping[str, bytes]
    departures: tuple[Departure, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which filed briefing, and where its data, its templates and its files are."""

    period: Period
    kind: str
    data: Path
    templates: Path
    out: Path


def rebuild(asked: Asked, progress: Callable[[str], None] = lambda step: None) -> Rebuilt:
    """Verify and build again in a folder of its own; nothing published is touched.

    Raises ``NotFiled``, ``UnreadableManifest``, ``BrokenSeal``, and whatever ``build`` raises.
    """
    seal = read_seal(asked.data, asked.period)
    with TemporaryDirectory(prefix="reportgen-") as temporary:
        folder = Path(temporary)
        if seal is None:
            filed = read_filed(asked.out, asked.period, asked.kind)
            return _verified(asked, filed, str(asked.data), folder, progress)
        archive = archive_bytes(asked.data, seal)
        filed = _sealed(asked, archive)
        unpack(archive, folder)
        _bring_fonts(asked.data, folder / "data")
        kept = Asked(asked.period, asked.kind, folder / "data", folder / "templates", asked.out)
        return _verified(kept, filed, f"{asked.period}/{ARCHIVE}", folder, progress)


def save(rebuilt: Rebuilt, folder: Path) -> None:
    """Publish the files made anew into a folder.  Raises ``Unwritable``."""
    publish(folder, rebuilt.files)


def _sealed(asked: Asked, archive: bytes) -> Filed:
    """The briefing as it was filed when the period was closed."""
    name = f"filed/{asked.kind}/{MANIFEST}"
    kept = contents(archive)
    if name not in kept:
        raise NotFiled(asked.period, asked.kind, asked.data / str(asked.period) / ARCHIVE)
    return parse_manifest(asked.kind, kept[name], name)


def _bring_fonts(data: Path, copy: Path) -> None:
    """A county's own font folders are not copied at closing; they are found where they are, and their hashes compared."""
    table = tomllib.loads((copy / FILE).read_text("utf-8"))
    for name in table.get("fonts", {}).get("folders", []):
        here, there = (data / name).resolve(), copy / name
        if here.is_dir() and not there.exists() and there.resolve().is_relative_to(copy.parent.resolve()):
            there.parent.mkdir(parents=True, exist_ok=True)
            there.symlink_to(here, target_is_directory=True)


def _verified(asked: Asked, filed: Filed, source: str, folder: Path, progress: Callable[[str], None]) -> Rebuilt:
    found = [*_materials(asked, filed), *_environment(asked, filed)]
    if found:
        return Rebuilt(source, {}, tuple(found))
    request = _request(asked, filed, folder / "out")
    built = build(request, progress)
    files = {name: (built.folder / name).read_bytes() for name in built.files}
    wanted = {**filed.files, MANIFEST: sha256(filed.manifest).hexdigest()}
    made = {name: sha256(content).hexdigest() for name, content in files.items()}
    differing = sorted(name for name in wanted.keys() | made.keys() if wanted.get(name) != made.get(name))
    published = departed(asked.out / str(asked.period) / asked.kind, wanted)
    found = [Departure(What.RESULT, name) for name in differing]
    return Rebuilt(source, files, (*found, *(Departure(What.OUTPUT, name) for name in published)))


def _request(asked: Asked, filed: Filed, out: Path) -> Request:
    """What was asked for then, into another folder."""
    options = dict(filed.options)
    said = options.pop("view")
    since, until, as_of = (
        _day(text) for text in (said["scope"].pop("since"), said["scope"].pop("until"), said["as_of"])
    )
    view = View(Scope(**said["scope"], since=since, until=until), as_of)
    kind = options.pop("kind")
    return Request(kind, asked.period, asked.data, asked.templates, out, filed.formats, view=view, **options)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _materials(asked: Asked, filed: Filed) -> Iterator[Departure]:
    """Ledgers, settings, definitions, standards and templates that were changed, taken away or added."""
    for name in departed(asked.data, filed.inputs):
        yield Departure(What.INPUT, name)
    present = [f"{asked.period}/{path.name}" for path in ledger_files(asked.data / str(asked.period))]
    rules = (path for part in ("definitions", "checks", "standards") for path in (asked.data / part).glob("*.toml"))
    present += [path.relative_to(asked.data).as_posix() for path in rules]
    yield from (Departure(What.INPUT, name) for name in sorted(present) if name not in filed.inputs)
    for name in departed(asked.templates, filed.templates):
        yield Departure(What.TEMPLATE, name)
    words = {p.relative_to(asked.templates).as_posix() for t in TEMPLATES for p in asked.templates.glob(t)}
    yield from (Departure(What.TEMPLATE, name) for name in sorted(words - filed.templates.keys()))


def _environment(asked: Asked, filed: Filed) -> Iterator[Departure]:
    """The program, its libraries and the fonts."""
    now = versions()
    for name in sorted(now.keys() | filed.versions.keys()):
        if now.get(name) != filed.versions.get(name):
            yield Departure(What.VERSION, name, filed.versions.get(name, ""), now.get(name, ""))
    settings = read_settings(asked.data, asked.period)
    fonts = find_fonts(with_changes(GBT9704, settings.layout).faces, settings.fonts)
    have = {path.name: fonts.sha256(face) for face, path in fonts.faces.items()}
    for name, digest in sorted(filed.fonts.items()):
        if have.get(name) != digest:
            yield Departure(What.FONT, name)


__all__ = ["Asked", "Departure", "Rebuilt", "What", "rebuild", "save"]

"""A period is sealed with copies of all it rests on; it is opened again with a reason, the old seal kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from reportgen.archive import pack
from reportgen.filed import MANIFEST, Filed, all_filed, departed
from reportgen.kept import KEPT, kept_periods
from reportgen.model.period import Period
from reportgen.model.seal import ARCHIVE, SEAL, Seal
from reportgen.periods.faults import AlreadyClosed, NotClosed, OutdatedOutput
from reportgen.pipeline import TEMPLATES, DataErrors, Examined, examine, versions
from reportgen.publish import write_file
from reportgen.readers.seals import read_seal, seal_bytes, settings_digest
from reportgen.readers.settings import FILE


@dataclass(frozen=True, slots=True)
class Closed:
    """What was sealed."""

    path: Path
    seal: Seal


def close(data: Path, templates: Path, out: Path, period: Period) -> Closed:
    """Seal a period with copies of all it rests on.

    Raises ``AlreadyClosed``, ``DataErrors``, ``OutdatedOutput``, ``UnreadableManifest``, ``SettingsFault`` and
    ``Unwritable``.
    """
    examined = examine(data, period)
    if examined.errors:
        raise DataErrors(examined)
    if read_seal(data, period) is not None:
        raise AlreadyClosed(period)
    filed = all_filed(out, period)
    words = {p.relative_to(templates).as_posix(): p for pattern in TEMPLATES for p in templates.glob(pattern)}
    kept = {f"templates/{name}": path.read_bytes() for name, path in words.items() if path.is_file()}
    inputs = {name for one in filed for name in one.inputs} | set(examined.inputs)
    kept |= {f"data/{name}": (data / name).read_bytes() for name in inputs if (data / name).is_file()}
    kept |= {f"data/{earlier}/{KEPT}": b"" for earlier in kept_periods(data) if earlier < period}
    for one in filed:
        _refuse_outdated(one, data, templates, out / str(period) / one.kind, period)
        kept[f"filed/{one.kind}/{MANIFEST}"] = one.manifest
    archive = pack(kept)
    seal = _seal(data, examined, filed, kept, archive)
    write_file(data / str(period) / ARCHIVE, archive)
    write_file(data / str(period) / SEAL, seal_bytes(seal))
    return Closed(data / str(period) / SEAL, seal)


def _refuse_outdated(filed: Filed, data: Path, templates: Path, folder: Path, period: Period) -> None:
    wrong = departed(data, filed.inputs) + [f"templates/{name}" for name in departed(templates, filed.templates)]
    if wrong := wrong + departed(folder, filed.files):
        raise OutdatedOutput(period, filed.kind, wrong)


def _seal(data: Path, examined: Examined, filed: Sequence[Filed], kept: Mapping[str, bytes], archive: bytes) -> Seal:
    ledgers = {f.path: f.sha256 for f in examined.ledger.files}
    earlier = examined.past.files if examined.past else {}
    rules = {k: v for k, v in examined.inputs.items() if k not in ledgers and k not in earlier and k != FILE}
    words = {k.removeprefix("templates/"): v for k, v in kept.items() if k.startswith("templates/")}
    return Seal(
        examined.ledger.period,
        dict(sorted(ledgers.items())),
        settings_digest(data, examined.ledger.period),
        dict(sorted(rules.items())),
        {name: sha256(content).hexdigest() for name, content in sorted(words.items())},
        {one.kind: {**one.files, MANIFEST: sha256(one.manifest).hexdigest()} for one in filed},
        versions(),
        sha256(archive).hexdigest(),
    )


def reopen(data: Path, period: Period, why: str) -> Path:
    """Open a closed period; the old seal stays beside, with the reason.  Raises ``NotClosed`` and ``Unwritable``."""
    folder = data / str(period)
    seal, archive = folder / SEAL, folder / ARCHIVE
    if not seal.exists() and not archive.exists():
        raise NotClosed(period)
    number = next(n for n in range(1, 10_000) if not (folder / f"封存-{n}.json").exists())
    old = folder / f"封存-{number}.json"
    write_file(old, _with_reason(seal, why))
    if archive.exists():
        archive.replace(folder / f"封存-{number}.zip")
    seal.unlink(missing_ok=True)
    return old


def _with_reason(seal: Path, why: str) -> bytes:
    """The old seal and the reason; of a seal that cannot be read, its text."""
    try:
        text = seal.read_text("utf-8") if seal.exists() else ""
        table = json.loads(text)
    except ValueError:
        table = {"text": text}
    return (json.dumps({"reopened": why, **table}, ensure_ascii=False, indent=1) + "\n").encode()

"""How the periods kept stand: closed or open, faults, what was published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from reportgen.filed import MANIFEST, all_filed, departed
from reportgen.model.diagnostic import Severity
from reportgen.model.period import Period
from reportgen.model.seal import ARCHIVE, SEAL
from reportgen.pipeline import examine
from reportgen.readers.seals import BrokenSeal, read_seal


@dataclass(frozen=True, slots=True)
class Output:
    """A published briefing: the files of it that are gone or changed, and the inputs that changed since.

    ``sealed`` says whether it is the one that was sealed; ``None`` when the period is open.
    """

    kind: str
    damaged: tuple[str, ...]
    outdated: tuple[str, ...]
    sealed: bool | None


@dataclass(frozen=True, slots=True)
class Status:
    """How one period stands."""

    period: Period
    closed: bool
    errors: int
    warnings: int
    waiting: int
    outputs: tuple[Output, ...]


def status(data: Path, templates: Path, out: Path, periods: Sequence[Period]) -> Iterator[Status]:
    """How each period stands, in order."""
    for period in periods:
        examined = examine(data, period)
        closed = (data / str(period) / SEAL).exists() or (data / str(period) / ARCHIVE).exists()
        outputs = tuple(_outputs(data, templates, out, period))
        waiting = sum(int(d.values["count"]) for d in examined.diagnostics if d.code == "N124")
        warnings = sum(d.severity is Severity.WARNING for d in examined.diagnostics)
        yield Status(period, closed, len(examined.errors), warnings, waiting, outputs)


def _outputs(data: Path, templates: Path, out: Path, period: Period) -> Iterator[Output]:
    try:
        seal = read_seal(data, period)
    except BrokenSeal:
        seal = None
    for one in all_filed(out, period):
        folder = out / str(period) / one.kind
        outdated = (*departed(data, one.inputs), *(f"templates/{n}" for n in departed(templates, one.templates)))
        filed = seal.outputs.get(one.kind, {}).get(MANIFEST) if seal else None
        same = filed == sha256(one.manifest).hexdigest() if seal else None
        yield Output(one.kind, tuple(departed(folder, one.files)), outdated, same)

"""``data/<period>/封存.json``: the seal of a closed period, and what it seals."""

import hashlib
import json
import tomllib
from pathlib import Path

from reportgen.messages import tr
from reportgen.model.period import Period
from reportgen.model.seal import ARCHIVE, SEAL, Seal
from reportgen.readers.settings import FILE


class BrokenSeal(Exception):
    """The seal, or the copies that belong to it, are not what was written."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file}：{why}")
        self.file = file
        self.why = why


def read_seal(data: Path, period: Period) -> Seal | None:
    """The seal of a period, ``None`` when it is open.  Raises ``BrokenSeal``."""
    folder = data / str(period)
    path, shown = folder / SEAL, f"{period}/{SEAL}"
    if not path.exists():
        if (folder / ARCHIVE).exists():
            raise BrokenSeal(shown, tr("有 {archive} 而没有 {seal}", archive=ARCHIVE, seal=SEAL))
        return None
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        seal = Seal(**{**table, "period": Period.parse(table["period"])})
        if not all(isinstance(part, dict) for part in (seal.ledgers, seal.rules, seal.outputs)):
            raise TypeError(SEAL)
    except (OSError, ValueError, TypeError, KeyError) as fault:
        raise BrokenSeal(shown, tr("不是封存时写下的内容（{why}）", why=fault)) from fault
    if seal.period != period:
        raise BrokenSeal(shown, tr("这是 {period} 的封存文件", period=seal.period))
    return seal


def seal_bytes(seal: Seal) -> bytes:
    """The seal as it is filed."""
    table = {name: getattr(seal, name) for name in Seal.__dataclass_fields__}
    return (json.dumps(table | {"period": str(seal.period)}, ensure_ascii=False, indent=1) + "\n").encode()


def archive_bytes(data: Path, seal: Seal) -> bytes:
    """The copies kept with a seal.  Raises ``BrokenSeal`` when they are gone or are not those."""
    shown = f"{seal.period}/{ARCHIVE}"
    try:
        content = (data / str(seal.period) / ARCHIVE).read_bytes()
    except OSError as fault:
        raise BrokenSeal(shown, fault.strerror or str(fault)) from fault
    if hashlib.sha256(content).hexdigest() != seal.archive:
        raise BrokenSeal(shown, tr("内容与封存时不同"))
    return content


def settings_digest(data: Path, period: Period) -> str:
    """SHA-256 of the part of ``report.toml`` a period sees: all but the other periods' own tables."""
    table = tomllib.loads((data / FILE).read_text(encoding="utf-8"))
    table["period"] = table.get("period", {}).get(str(period), {})
    return hashlib.sha256(json.dumps(table, sort_keys=True, default=str).encode()).hexdigest()

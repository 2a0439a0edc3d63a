"""A closed period is as it was when it was closed."""

from collections.abc import Iterator, Mapping

from reportgen.model.diagnostic import Diagnostic
from reportgen.model.origin import Origin
from reportgen.model.seal import SEAL, Seal


def check_seal(seal: Seal, ledgers: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Every ledger that was changed, added or taken away since; ``ledgers`` are SHA-256 by path."""
    period = str(seal.period)
    for path in sorted(seal.ledgers.keys() | ledgers.keys()):
        sealed, found = seal.ledgers.get(path), ledgers.get(path)
        here = (Origin(path),)
        if found is None:
            yield Diagnostic("E122", {"period": period}, here)
        elif sealed is None:
            yield Diagnostic("E121", {"period": period}, here)
        elif sealed != found:
            yield Diagnostic("E120", {"period": period, "sealed": sealed[:12], "found": found[:12]}, here)


def check_rules(seal: Seal, settings: str, rules: Mapping[str, str]) -> Iterator[Diagnostic]:
    """A remark when the settings, definitions or standards are others than those the period was closed with."""
    changed = [name for name in sorted(seal.rules.keys() | rules.keys()) if seal.rules.get(name) != rules.get(name)]
    if settings != seal.settings:
        changed.insert(0, "report.toml")
    if changed:
        here = (Origin(f"{seal.period}/{SEAL}"),)
        yield Diagnostic("N125", {"period": str(seal.period), "files": "、".join(changed)}, here)

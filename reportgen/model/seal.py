"""A period that is closed: what it was when its briefings were filed."""

from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.model.period import Period

SEAL = "封存.json"
ARCHIVE = "封存.zip"


@dataclass(frozen=True, slots=True)
class Seal:
    """SHA-256 of everything a closed period rests on and of what was filed.

    ``ledgers`` by path below the data folder; ``settings`` is that of the part of ``report.toml`` the period sees;
    ``rules`` are the county's own definitions and standards, ``templates`` by path below the template folder;
    ``outputs`` are the files filed, by kind of briefing; ``versions`` are of the program and its libraries;
    ``archive`` is that of the copies kept beside the seal.
    """

    period: Period
    ledgers: Mapping[str, str]
    settings: str
    rules: Mapping[str, str]
    templates: Mapping[str, str]
    outputs: Mapping[str, Mapping[str, str]]
    versions: Mapping[str, str]
    archive: str

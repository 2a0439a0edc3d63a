"""Briefings as they were published: the manifest, and the files it names."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.messages import tr
from reportgen.model.period import Period

MANIFEST = "manifest.json"
_TEMPLATES = "templates/"


class NotFiled(Exception):
    """There is no published briefing of this kind for this period."""

    def __init__(self, period: Period, kind: str, folder: Path) -> None:
        super().__init__(
            tr(
                "{period} 没有已发布的“{kind}”（{folder} 里没有 manifest.json），请先用 reportgen build 生成",
                period=period,
                kind=kind,
                folder=folder,
            )
        )


class UnreadableManifest(Exception):
    """A manifest is not one this program wrote."""

    def __init__(self, where: str) -> None:
        super().__init__(tr("{file} 不是本程序写下的清单，请重新生成这份报告", file=where))


@dataclass(frozen=True, slots=True)
class Filed:
    """One published briefing: SHA-256 of its files and of what it was made from, by path, and the manifest itself."""

    kind: str
    manifest: bytes
    files: Mapping[str, str]
    inputs: Mapping[str, str]
    templates: Mapping[str, str]
    versions: Mapping[str, str]
    fonts: Mapping[str, str]
    formats: tuple[str, ...]
    options: Mapping[str, Any]  # all else that was asked for, as ``pipeline.Request.options`` names it
    sizes: Mapping[str, int] = field(default_factory=dict)  # of the files, in bytes


def parse_manifest(kind: str, content: bytes, where: str) -> Filed:
    """A manifest.  Raises ``UnreadableManifest``."""
    try:
        table: dict[str, Any] = json.loads(content)
        files = {row["path"]: row["sha256"] for row in table["files"]}
        sizes = {row["path"]: int(row["bytes"]) for row in table["files"]}
        inputs = {row["path"]: row["sha256"] for row in table["inputs"]}
        fonts = {row["file"]: row["sha256"] for row in table["fonts"].values()}
        options, made_by = dict(table["options"]), dict(table["versions"])
        formats = tuple(options.pop("formats"))
        del options["period"]
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise UnreadableManifest(where) from fault
    own = {path: found for path, found in inputs.items() if not path.startswith(_TEMPLATES)}
    words = {path.removeprefix(_TEMPLATES): found for path, found in inputs.items() if path.startswith(_TEMPLATES)}
    return Filed(kind, content, files, own, words, made_by, fonts, formats, options, sizes)


def read_filed(out: Path, period: Period, kind: str) -> Filed:
    """The published briefing of a kind.  Raises ``NotFiled`` and ``UnreadableManifest``."""
    folder = out / str(period) / kind
    path = folder / MANIFEST
    if not path.is_file():
        raise NotFiled(period, kind, folder)
    return parse_manifest(kind, path.read_bytes(), str(path))


def all_filed(out: Path, period: Period) -> list[Filed]:
    """Every published briefing of a period, by kind.  Raises ``UnreadableManifest``."""
    paths = sorted((out / str(period)).glob(f"[!.]*/{MANIFEST}"))
    return [read_filed(out, period, path.parent.name) for path in paths]


def departed(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """The files of a folder that are gone, or are not those wanted."""
    return [name for name, digest in sorted(wanted.items()) if file_digest(folder / name) != digest]


def file_digest(path: Path) -> str:
    """SHA-256 of a file, empty when there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""

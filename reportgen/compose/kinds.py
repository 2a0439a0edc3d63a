"""Kinds of briefing: every template with front matter is one.  Adding a kind is adding a file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.compose.faults import TemplateFault

_FENCE = "+++"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of briefing.  ``name`` is the file's stem.

    ``formats`` are those it is written in (empty: all), ``pages`` how many it may take (0: any), ``layout`` the name of
    its page (empty: the official one).
    """

    name: str
    title: str
    audience: str = ""
    file_name: str = ""
    summary: str = ""
    charts: tuple[str, ...] = field(default=())
    formats: tuple[str, ...] = ()
    pages: int = 0
    layout: str = ""


class UnknownKind(Exception):
    """No template of this name."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"没有“{name}”这种报告；现有：{'、'.join(known) or '无'}")


def split_front_matter(template: str, text: str) -> tuple[Mapping[str, Any], str]:
    """Front matter (TOML between ``+++`` lines) and the rest, blank lines kept so that line numbers hold."""
    if not text.startswith(_FENCE + "\n"):
        return {}, text
    head, fence, body = text[len(_FENCE) + 1 :].partition(f"\n{_FENCE}\n")
    if not fence:
        raise TemplateFault(template, 1, "前言缺少结尾的 +++ 行")
    try:
        values = tomllib.loads(head)
    except tomllib.TOMLDecodeError as fault:
        raise TemplateFault(template, 1, f"前言不是 TOML：{fault}") from fault
    return values, "\n" * (head.count("\n") + 3) + body


def find_kinds(folder: Path) -> list[Kind]:
    """All kinds in a template folder, by name.  Raises ``TemplateFault`` for front matter without a title."""
    kinds = []
    for path in sorted(folder.glob("*.md.j2")):
        values, _ = split_front_matter(path.name, path.read_text(encoding="utf-8"))
        if values:
            kinds.append(_kind(path.name, values))
    return kinds


def find_kind(folder: Path, name: str) -> Kind:
    """The kind of this name.  Raises ``UnknownKind`` and ``TemplateFault``."""
    kinds = {kind.name: kind for kind in find_kinds(folder)}
    if name not in kinds:
        raise UnknownKind(name, sorted(kinds))
    return kinds[name]


def _kind(template: str, values: Mapping[str, Any]) -> Kind:
    known = {"title", "audience", "file_name", "summary", "charts", "formats", "pages", "layout"}
    if unknown := set(values) - known:
        raise TemplateFault(template, 1, f"前言里有不认识的项：{'、'.join(sorted(unknown))}")
    if "title" not in values:
        raise TemplateFault(template, 1, "前言缺少 title")
    rest: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return Kind(name=template.removesuffix(".md.j2"), **rest)

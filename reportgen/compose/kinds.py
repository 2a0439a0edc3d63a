"""Kinds of briefing: every template with front matter is one.  Adding a kind is adding a file."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportgen.compose.faults import TemplateFault
from reportgen.layout import OFFICIAL, POSTERS, PROFILES
from reportgen.messages import tr
from reportgen.model.fact import Fact
from reportgen.units import compatible
from reportgen.wording import AS

_FENCE = "+++"
_KEPT = 128
EACH = {"school": "一校一册", "township": "一乡一册"}
"""What a kind may be written one by one of, and what such a collection is called."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a number in ``unit`` from ``over`` on is said: in the unit ``to``, with so many ``places``."""

    unit: str
    over: Decimal
    to: str
    places: int

    def fits(self, fact: Fact) -> bool:
        """Whether the rule is for this Fact."""
        return fact.unit == self.unit and abs(fact.value) >= self.over

    @property
    def form(self) -> str:
        """The printed form of such a Fact."""
        return f"{AS}{self.to}:{self.places}"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of briefing.  ``name`` is the file's stem.

    ``formats`` are those it is written in (empty: all), ``pages`` how many it may take (0: any), ``layout`` the name of
    its page (empty: the official one).  A kind to be read aloud has a ``pace`` in characters a minute, as many depths as
    its template tells apart, and ``spoken`` rules for rounding, the first that fits.  ``each`` says that there is one
    document of it for every school or township.
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
    pace: int = 0
    depth: int = 1
    spoken: tuple[Spoken, ...] = ()
    each: str = ""

    def written(self, asked: tuple[str, ...]) -> tuple[str, ...]:
        """The formats asked for that it is written in.  Raises ``FormatNotOffered`` when there are none."""
        chosen = tuple(name for name in asked if name in self.formats or not self.formats)
        if not chosen:
            raise FormatNotOffered(self.name, self.formats)
        return chosen

    def page(self, size: str = "") -> str:
        """The name of its page, in the size asked for.  Raises ``SizeNotOffered``."""
        sizes = POSTERS if self.layout in POSTERS.values() else {}
        if size and size.upper() not in sizes:
            raise SizeNotOffered(self.name, size, sizes)
        return sizes[size.upper()] if size else self.layout or OFFICIAL


class NotOneOf(Exception):
    """A kind with one document for each school or township, and not one of them was asked for, or more than that."""

    def __init__(self, kind: str, each: str) -> None:
        option = f"--{each}"
        super().__init__(
            tr(
                "“{kind}”是{each}，一次写一个：请用 {option} 写明是哪一个；{option} 和 --as-of 以外的范围不能用",
                kind=kind,
                each=tr(EACH[each]),
                option=option,
            )
        )


class UnknownKind(Exception):
    """No template of this name."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"没有“{name}”这种报告；现有：{'、'.join(known) or '无'}")


class FormatNotOffered(Exception):
    """A kind of briefing that is not written in any of the formats asked for."""

    def __init__(self, kind: str, formats: tuple[str, ...]) -> None:
        super().__init__(f"“{kind}”只出 {'、'.join(formats)}，请把 --to 改成其中之一，或不写 --to")


class SizeNotOffered(Exception):
    """A size of paper asked for a kind of briefing that has one page of its own."""

    def __init__(self, kind: str, size: str, offered: Iterable[str]) -> None:
        known = "、".join(offered)
        super().__init__(
            f"“{kind}”不能用 {size} 幅面" + (f"，可用 {known}" if known else "，它的版面是固定的，请不要写 --size")
        )


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
    found = ((path, path.stat()) for path in sorted(folder.glob("*.md.j2")))
    kinds = (_read(path.absolute(), stat.st_mtime_ns, stat.st_size) for path, stat in found)
    return [kind for kind in kinds if kind is not None]


@lru_cache(maxsize=_KEPT)
def _read(path: Path, _changed: int, _size: int) -> Kind | None:
    """A template's front matter, read again only when the file has changed; ``None`` where there is none."""
    values, _ = split_front_matter(path.name, path.read_text(encoding="utf-8"))
    return _kind(path.name, values) if values else None


def find_kind(folder: Path, name: str) -> Kind:
    """The kind of this name.  Raises ``UnknownKind`` and ``TemplateFault``."""
    kinds = {kind.name: kind for kind in find_kinds(folder)}
    if name not in kinds:
        raise UnknownKind(name, sorted(kinds))
    return kinds[name]


def _spoken(template: str, row: Any) -> Spoken:
    if not isinstance(row, Mapping) or set(row) != {"unit", "over", "to", "places"}:
        raise TemplateFault(template, 1, "前言里的 [[spoken]] 应写 unit、over、to、places 四项")
    if not compatible(str(row["unit"]), str(row["to"])):
        raise TemplateFault(template, 1, f"前言里的 [[spoken]]：{row['unit']}不能换算为{row['to']}")
    return Spoken(str(row["unit"]), Decimal(row["over"]), str(row["to"]), int(row["places"]))


def _kind(template: str, values: Mapping[str, Any]) -> Kind:
    known = {
        "title",
        "audience",
        "file_name",
        "summary",
        "charts",
        "formats",
        "pages",
        "layout",
        "pace",
        "depth",
        "spoken",
        "each",
    }
    if unknown := set(values) - known:
        raise TemplateFault(template, 1, f"前言里有不认识的项：{'、'.join(sorted(unknown))}")
    if "title" not in values:
        raise TemplateFault(template, 1, "前言缺少 title")
    if (page := values.get("layout", OFFICIAL)) not in PROFILES:
        raise TemplateFault(template, 1, f"前言里的 layout 应为 {'、'.join(PROFILES)} 之一，写的是“{page}”")
    if (each := values.get("each", "school")) not in EACH:
        raise TemplateFault(template, 1, f"前言里的 each 应为 {'、'.join(EACH)} 之一，写的是“{each}”")
    rest: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    if "spoken" in rest:
        rest["spoken"] = tuple(_spoken(template, row) for row in rest["spoken"])
    for name in ("pages", "pace", "depth"):
        if not isinstance(rest.get(name, 1), int) or rest.get(name, 1) < 1:
            raise TemplateFault(template, 1, f"前言里的 {name} 应为正整数，写的是“{rest[name]}”")
    return Kind(name=template.removesuffix(".md.j2"), **rest)

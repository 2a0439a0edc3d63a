"""The part of a ledger that a scope speaks of: rows taken as they are, everything else left out."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from reportgen.messages import tr
from reportgen.model.ledger import Ledger, Row, Sheet
from reportgen.model.period import PartialDate
from reportgen.model.scope import Scope

FILE = "topics.toml"
_PLACES = ("township", "school", "programme", "topic")
_FOLLOWS = "follows"


class UnknownScope(Exception):
    """A township, school, programme or topic that the ledgers do not know."""

    def __init__(self, what: str, asked: str, known: Sequence[str]) -> None:
        shown = "、".join(known[:20]) + ("……" if len(known) > 20 else "")
        super().__init__(tr("台账里没有{what}“{asked}”；有 {known}", what=tr(what), asked=asked, known=shown or "—"))


class BrokenTopics(Exception):
    """The county's topics cannot be read."""

    def __init__(self, path: Path, fault: Exception) -> None:
        super().__init__(tr("{file} 不是有效的 TOML（{fault}）", file=path, fault=fault))


class EmptyScope(Exception):
    """Nothing in the ledgers is of the scope."""

    def __init__(self, scope: Scope, ledger: Ledger) -> None:
        super().__init__(
            tr("{period} 的台账里没有“{scope}”的数据，没有生成报告", period=ledger.period, scope=scope.words)
        )


Topics = Mapping[str, Mapping[str, Any]]
"""Each topic: the sheets it looks at, whole (``True``) or by the values of their topic column."""


def topics(data: Path) -> Topics:
    """The shipped topics, and a county's own in ``data/topics.toml`` over them.  Raises ``BrokenTopics``."""
    shipped = tomllib.loads(files("reportgen.readers").joinpath(FILE).read_text("utf-8"))
    own = data / FILE
    if not own.is_file():
        return shipped
    try:
        return {**shipped, **tomllib.loads(own.read_text("utf-8"))}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BrokenTopics(own, fault) from fault


def settled(scope: Scope, ledger: Ledger, known_topics: Topics) -> Scope:
    """The scope with a school by its kept name.  Raises ``UnknownScope``."""
    known = {
        "township": _known(ledger, "township"),
        "programme": _known(ledger, "programme"),
        "topic": list(known_topics),
    }
    named = {"township": "乡镇", "programme": "工程类别", "topic": "专题"}
    for name, values in known.items():
        asked = getattr(scope, name)
        if asked and asked not in values:
            raise UnknownScope(named[name], asked, values)
    if not scope.school:
        return scope
    for row in ledger["schools"]:
        if scope.school in (row.identity, row.label, *_names(row.value("other_names"))):
            return replace(scope, school=row.label)
    raise UnknownScope("学校", scope.school, [row.label for row in ledger["schools"]])


def _known(ledger: Ledger, name: str) -> list[str]:
    columns = ((sheet, sheet.schema.scope.get(name)) for sheet in ledger.sheets.values())
    return list(
        dict.fromkeys(v for sheet, column in columns if column for row in sheet for v in _names(row.value(column)))
    )


def narrowed(ledger: Ledger, scope: Scope, known_topics: Topics) -> Ledger:
    """The rows of the scope; the same ledger when it is the whole.  Sums of all rows are left out: they are of more.

    A sheet that does not say of what township, school or programme its rows are is left out when one is asked for.
    Raises ``EmptyScope``.
    """
    if not scope:
        return ledger
    sheets = {key: _narrowed(sheet, scope, ledger, known_topics) for key, sheet in ledger.sheets.items()}
    sheets |= {key: _following(sheet, sheets) for key, sheet in sheets.items() if _FOLLOWS in sheet.schema.scope}
    if not any(len(sheet) for key, sheet in sheets.items() if key != "basics"):
        raise EmptyScope(scope, ledger)
    return replace(ledger, sheets=sheets)


def _narrowed(sheet: Sheet, scope: Scope, ledger: Ledger, known_topics: Topics) -> Sheet:
    rows = sheet.rows
    if _FOLLOWS in sheet.schema.scope:
        return replace(sheet, totals=())
    for name in _PLACES:
        if asked := getattr(scope, name):
            test = _about(sheet, known_topics[asked]) if name == "topic" else _test(sheet, name, asked, ledger)
            rows = tuple(filter(test, rows))
    column = sheet.schema.scope.get("date")
    if scope.dated and column:
        rows = tuple(row for row in rows if _within(row.value(column), scope))
    return replace(sheet, rows=rows, totals=())


def _test(sheet: Sheet, name: str, asked: str, ledger: Ledger) -> Callable[[Row], bool]:
    column = sheet.schema.scope.get(name)
    if column is None:
        return lambda row: False
    if name == "school":
        code = next((row.identity for row in ledger["schools"] if row.label == asked), asked)
        return lambda row: bool({asked, code} & set(_names(row.value(column))))
    return lambda row: asked in _names(row.value(column))


def _about(sheet: Sheet, topic: Mapping[str, Any]) -> Callable[[Row], bool]:
    wanted, column = topic.get(sheet.schema.key, False), sheet.schema.scope.get("topic")
    if isinstance(wanted, list) and column is not None:
        return lambda row: row.value(column) in wanted
    return lambda row: wanted is True


def _following(sheet: Sheet, sheets: Mapping[str, Sheet]) -> Sheet:
    """The rows that name a row which is left."""
    column = sheet.schema.column(sheet.schema.scope[_FOLLOWS])
    left = {name for row in sheets[column.references] for name in (row.identity, row.label)}
    return replace(sheet, rows=tuple(row for row in sheet if left & set(_names(row.value(column.key)))))


def _within(value: object, scope: Scope) -> bool:
    """Whether a date lies within, wherever it may lie in the month or year it is known by."""
    if not isinstance(value, PartialDate):
        return False
    return value.last >= (scope.since or date.min) and value.first <= (scope.until or date.max)


def _names(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else () if value is None else (str(value),)

"""Definitions from TOML: the shipped ones, and a county's own over them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from reportgen.model.definition import OPERATORS, Definition, Rule
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.origin import Origin
from reportgen.model.schema import Column, ColumnType
from reportgen.readers import schemas
from reportgen.units import compatible

_FIELDS = {"label", "rule", "unit", "sheet", "column", "unit_column", "distinct", "among", "where", "by", "numerator"}
_FIELDS |= {"denominator", "per", "formula", "optional", "places", "words", "of", "ascending", "value"}
_SUMMED = (ColumnType.NUMBER, ColumnType.PERCENT, ColumnType.RATIO)
_NEEDED = {
    Rule.COUNT: {"sheet"},
    Rule.SUM: {"sheet", "column"},
    Rule.SHARE: {"numerator", "denominator"},
    Rule.RATIO: {"numerator", "denominator"},
    Rule.FORMULA: {"formula"},
    Rule.RANK: {"of"},
    Rule.TALLY: {"of", "value"},
    Rule.CONSTANT: {"value"},
}


@dataclass(frozen=True, slots=True)
class Definitions:
    """All definitions by key, and the faults met while reading."""

    by_key: Mapping[str, Definition]
    diagnostics: tuple[Diagnostic, ...]


class DefinitionFault(Exception):
    """A definition that cannot be used; the text says why."""


def read_definitions(data: Path) -> Definitions:
    """Shipped definitions, then ``data/definitions/*.toml``; a county's definition replaces one of the same key."""
    found: dict[str, Definition] = {}
    faults: list[Diagnostic] = []
    for name, text in [*_shipped(), *_own(data)]:
        _read_text(name, text, found, faults)
    return Definitions(found, tuple(faults))


def _shipped() -> Iterable[tuple[str, str]]:
    folder = files("reportgen").joinpath("definitions")
    return sorted((f"definitions/{f.name}", f.read_text("utf-8")) for f in folder.iterdir() if f.name.endswith(".toml"))


def _own(data: Path) -> Iterable[tuple[str, str]]:
    return [(f"{p.parent.name}/{p.name}", p.read_text("utf-8")) for p in sorted((data / "definitions").glob("*.toml"))]


def _read_text(name: str, text: str, found: dict[str, Definition], faults: list[Diagnostic]) -> None:
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        faults.append(Diagnostic("E401", {"key": name, "why": str(fault)}, (Origin(name),)))
        return
    for group, members in tables.items():
        if not isinstance(members, Mapping):
            why = "口径应写成 [组.名]；应当相等的数写在 checks/*.toml"
            faults.append(Diagnostic("E401", {"key": group, "why": why}, (Origin(name, "", group),)))
            continue
        for member, row in members.items():
            key = f"{group}.{member}"
            try:
                found[key] = _definition(key, row, Origin(name, "", key))
            except DefinitionFault as fault:
                faults.append(Diagnostic("E401", {"key": key, "why": str(fault)}, (Origin(name, "", key),)))


def _definition(key: str, row: Mapping[str, Any], origin: Origin) -> Definition:
    if unknown := sorted(set(row) - _FIELDS):
        raise DefinitionFault(f"不认识的项：{'、'.join(unknown)}")
    if missing := sorted({"label", "rule"} - set(row)):
        raise DefinitionFault(f"缺少：{'、'.join(missing)}")
    try:
        rule = Rule(row["rule"])
    except ValueError:
        raise DefinitionFault(f"rule 应为 {'、'.join(Rule)}") from None
    if missing := sorted(_NEEDED[rule] - set(row)):
        raise DefinitionFault(f"缺少：{'、'.join(missing)}")
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    values["per"] = Decimal(row.get("per", 1))
    if rule in (Rule.CONSTANT, Rule.TALLY):
        values["value"] = _number(row["value"])
    definition = Definition(**{**values, "key": key, "rule": rule, "unit": _unit(row, rule), "origin": origin})
    _check_columns(definition)
    return definition


def _number(value: Any) -> Decimal:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    raise DefinitionFault(f"value 应为数，写的是“{value}”")


def _unit(row: Mapping[str, Any], rule: Rule) -> str:
    if "unit" in row:
        return str(row["unit"])
    if rule in (Rule.SHARE, Rule.RANK):
        return "%" if rule is Rule.SHARE else "位"
    if rule is Rule.SUM:
        schema = next((s for s in schemas.shipped() if s.key == row["sheet"]), None)
        if schema and schema.has(row["column"]):
            return schema.column(row["column"]).unit
    return ""


def _check_columns(definition: Definition) -> None:
    if not definition.sheet:
        return
    schema = next((s for s in schemas.shipped() if s.key == definition.sheet), None)
    if schema is None:
        raise DefinitionFault(f"没有这张表：{definition.sheet}")
    if definition.column and schema.has(definition.column):
        held = schema.column(definition.column).unit
        if held and not compatible(held, definition.unit):
            raise DefinitionFault(f"“{definition.column}”列的单位是{held}，不能换算为{definition.unit}")
    named = [definition.column, definition.distinct, definition.unit_column, *definition.by]
    named += [*definition.among, *definition.where]
    if unknown := [c for c in named if c and not schema.has(c)]:
        raise DefinitionFault(f"“{schema.name}”表没有这些列：{'、'.join(unknown)}")
    if definition.rule is Rule.SUM and schema.column(definition.column).type not in _SUMMED:
        raise DefinitionFault(f"“{schema.column(definition.column).header}”列不是数，不能相加")
    for key, test in (*definition.among.items(), *definition.where.items()):
        _check_condition(schema.column(key), test)


def _check_condition(column: Column, test: object) -> None:
    if not isinstance(test, Mapping):
        return
    if unknown := sorted(set(test) - OPERATORS):
        raise DefinitionFault(
            f"“{column.header}”的条件不认识：{'、'.join(unknown)}；可用 {'、'.join(sorted(OPERATORS))}"
        )
    for name in sorted({"at_least", "below"} & set(test)):
        if column.rank(str(test[name])) is None:
            options = "、".join(o for o in column.options if column.rank(o) is not None) or "（这一列没有先后）"
            raise DefinitionFault(f"“{column.header}”的 {name} 应为 {options} 之一，写的是“{test[name]}”")

"""Checks from TOML: the shipped ones, and a county's own over them."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from reportgen.formula import FormulaFault, understood
from reportgen.model import check as model
from reportgen.model.check import Check
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.origin import Origin
from reportgen.model.schema import Column, ColumnType, SheetSchema
from reportgen.readers import schemas

KINDS: Mapping[str, type[Check]] = {
    "identity": model.Identity,
    "partition": model.Partition,
    "subset": model.Subset,
    "rate": model.Rate,
    "change": model.Change,
    "row_sum": model.RowSum,
    "row_at_most": model.RowAtMost,
    "row_order": model.RowOrder,
    "row_past": model.RowPast,
    "row_status": model.RowStatus,
    "row_band": model.RowBand,
    "row_count": model.RowCount,
}
_NUMBERS: Sequence[ColumnType] = (ColumnType.NUMBER,)
_DATES: Sequence[ColumnType] = (ColumnType.DATE,)
_ANY: Sequence[ColumnType] = tuple(ColumnType)
_COLUMNS: Mapping[str, Mapping[str, Sequence[ColumnType]]] = {
    "row_sum": {"parts": _NUMBERS, "whole": _NUMBERS, "less": _NUMBERS},
    "row_at_most": {"left": _NUMBERS, "right": _NUMBERS},
    "row_order": {"earlier": _DATES, "later": _DATES},
    "row_past": {"columns": _DATES},
    "row_status": {"column": (ColumnType.CHOICE,), "blank": _ANY, "filled": _ANY},
    "row_band": {"numerator": _NUMBERS, "denominator": _NUMBERS, "by": (ColumnType.CHOICE, ColumnType.TEXT)},
    "row_count": {"listed": _ANY, "count": _NUMBERS},
}
_NEEDED: Mapping[type, str] = {str: "一个名称", tuple: "名称，或几个名称的列表", Decimal: "数", Mapping: "一张表"}


@dataclass(frozen=True, slots=True)
class Checks:
    """All checks by key, and the faults met while reading."""

    by_key: Mapping[str, Check]
    diagnostics: tuple[Diagnostic, ...] = ()

    def __iter__(self) -> Iterator[Check]:
        return iter(self.by_key.values())


class _Fault(Exception):
    """A check that cannot be used; the text says why."""


def read_checks(data: Path | None) -> Checks:
    """Shipped checks, then ``data/checks/*.toml``; a county's check replaces one of the same key (E409 for a bad one)."""
    found: dict[str, Check] = {}
    faults: list[Diagnostic] = []
    for name, text in [*_shipped(), *(_own(data) if data else ())]:
        try:
            tables = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as fault:
            faults.append(Diagnostic("E409", {"key": name, "why": str(fault)}, (Origin(name),)))
            continue
        for key, row in _members(tables):
            origin = Origin(name, "", key)
            try:
                _take(found, key, row, origin)
            except _Fault as fault:
                faults.append(Diagnostic("E409", {"key": key, "why": str(fault)}, (origin,)))
    return Checks(found, tuple(faults))


def _shipped() -> Iterable[tuple[str, str]]:
    folder = files("reportgen").joinpath("checks/shipped")
    return sorted((f"checks/{f.name}", f.read_text("utf-8")) for f in folder.iterdir() if f.name.endswith(".toml"))


def _own(data: Path) -> Iterable[tuple[str, str]]:
    return [(f"checks/{p.name}", p.read_text("utf-8")) for p in sorted((data / "checks").glob("*.toml"))]


def _members(tables: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for group, members in tables.items():
        if isinstance(members, Mapping):
            yield from ((f"{group}.{member}", row) for member, row in members.items())
        else:
            yield group, members


def _take(found: dict[str, Check], key: str, row: Any, origin: Origin) -> None:
    """A check, or with ``check = "off"`` none under this key any more."""
    if not isinstance(row, Mapping):
        raise _Fault("应为一张表：[组.名]")
    kind = row.get("check")
    if kind == "off":
        found.pop(key, None)
        return
    if kind not in KINDS:
        raise _Fault(f"check 应为 {'、'.join(KINDS)} 或 off 之一")
    found[key] = _made(KINDS[str(kind)], str(kind), {**row, "key": key, "origin": origin})


def _made(made: type[Check], kind: str, row: Mapping[str, Any]) -> Check:
    declared = {f.name: f for f in fields(made)}
    values = {name: value for name, value in row.items() if name != "check"}
    if unknown := sorted(set(values) - set(declared)):
        raise _Fault(f"不认识的项：{'、'.join(unknown)}")
    needed = {n for n, f in declared.items() if f.default is MISSING and f.default_factory is MISSING}
    if missing := sorted(needed - set(values)):
        raise _Fault(f"缺少：{'、'.join(missing)}")
    check = made(**{n: v if n == "origin" else _value(n, v, declared[n].type) for n, v in values.items()})
    _RULES.get(type(check), lambda _: None)(check)
    if kind in _COLUMNS:
        _columns(check, _COLUMNS[kind])
    return check


def _value(name: str, value: Any, wanted: Any) -> Any:
    """A name, a tuple of names, a number, or bands, as the field is declared."""
    try:
        if wanted is str and isinstance(value, str):
            return value
        if wanted is Decimal and isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Decimal(value)
        if wanted == tuple[str, ...]:
            names = [value] if isinstance(value, str) else value
            if isinstance(names, list) and all(isinstance(n, str) for n in names):
                return tuple(names)
        elif get_args(wanted) and isinstance(value, Mapping):
            return {str(k): (Decimal(low), Decimal(high)) for k, (low, high) in value.items()}
    except (ValueError, TypeError, InvalidOperation):
        raise _Fault(f"{name} 应写成 类别 = [最低, 最高]") from None
    expected = next(
        (text for type_, text in _NEEDED.items() if type_ in (wanted, getattr(wanted, "__origin__", None))), ""
    )
    raise _Fault(f"{name} 应为{expected}")


def _columns(check: Any, wanted: Mapping[str, Sequence[ColumnType]]) -> None:
    schema = _schema(check.sheet)
    for name, types in wanted.items():
        value = getattr(check, name)
        for key in (value,) if isinstance(value, str) else value:
            if key:
                _column(schema, key, types)


def _schema(key: str) -> SheetSchema:
    for schema in schemas.shipped():
        if key in (schema.key, schema.name):
            return schema
    raise _Fault(f"没有这张表：{key}")


def _column(schema: SheetSchema, key: str, types: Sequence[ColumnType]) -> Column:
    if not schema.has(key):
        raise _Fault(f"“{schema.name}”表没有这一列：{key}")
    column = schema.column(key)
    if column.type not in types:
        wanted = "数" if types is _NUMBERS else "日期" if types is _DATES else "选项"
        raise _Fault(f"“{column.header}”列不是{wanted}，不能这样核对")
    return column


# -- what one kind asks beyond its fields


def _formulas(check: Any) -> None:
    for text in (check.left, check.right):
        try:
            understood(text)
        except FormulaFault as fault:
            raise _Fault(str(fault)) from None


def _status(check: Any) -> None:
    column = _column(_schema(check.sheet), check.column, (ColumnType.CHOICE,))
    bounds = [bound for bound in (check.at_least, check.below) if bound]
    if not bounds or not (check.blank or check.filled):
        raise _Fault("应写 at_least 或 below，并写 blank 或 filled")
    for bound in bounds:
        if column.rank(bound) is None:
            options = "、".join(o for o in column.options if column.rank(o) is not None) or "（这一列没有先后）"
            raise _Fault(f"“{column.header}”应为 {options} 之一，写的是“{bound}”")


_RULES: Mapping[type, Callable[[Any], None]] = {model.Identity: _formulas, model.RowStatus: _status}

"""Standards from TOML: the shipped ones, a county's own in ``data/standards/`` over them, or any file."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from reportgen.model.origin import Origin
from reportgen.model.standard import Bound, Group, Indicator, Item, Scope, Stage, Standard, Statistic
from reportgen.readers import schemas
from reportgen.units import compatible

_TOP = {"key", "name", "document", "number", "issued", "note", "scope", "split", "variation", "school", "indicators"}
_TOP |= {"items", "groups", "based_on"}
_INDICATOR = {"name", "unit", "columns", "less", "amount_unit", "per", "per_school", "split", "split_places"}
_INDICATOR |= {"threshold", "bound", "not_for", "varies", "places", "cost", "aspect", "clause"}
_Named = TypeVar("_Named", bound=StrEnum)
_ITEM = {"key", "group", "text", "clause", "at_least", "unit", "decides"}


class StandardFault(Exception):
    """A standard that cannot be used: file, key, and what was expected."""

    def __init__(self, file: str, where: str, why: str) -> None:
        super().__init__(f"{file}!{where}：{why}" if where else f"{file}：{why}")


class UnknownStandard(Exception):
    """No standard has this key."""

    def __init__(self, key: str, known: Iterable[str]) -> None:
        super().__init__(f"没有评估标准“{key}”；现有：{'、'.join(known)}，也可以写一个 .toml 文件的路径")


def read_standards(data: Path) -> dict[str, Standard]:
    """Shipped standards by key, and the county's own, which replace those of the same key.  Raises ``StandardFault``."""
    tables: dict[str, tuple[str, dict[str, Any]]] = {}
    for name, text in [*_shipped(), *_own(data)]:
        table = _table(name, text)
        tables[str(table.get("key", ""))] = name, table
    return {key: _standard(name, table, tables) for key, (name, table) in tables.items()}


def find_standard(data: Path, wanted: str) -> Standard:
    """The standard with this key, or of this file.  Raises ``UnknownStandard`` and ``StandardFault``."""
    if wanted.endswith(".toml") and Path(wanted).is_file():
        shipped = {str(_table(n, t)["key"]): (n, _table(n, t)) for n, t in _shipped()}
        return _standard(wanted, _table(wanted, Path(wanted).read_text("utf-8")), shipped)
    known = read_standards(data)
    if wanted not in known:
        raise UnknownStandard(wanted, known)
    return known[wanted]


def _shipped() -> Iterable[tuple[str, str]]:
    folder = files("reportgen").joinpath("standards")
    return sorted((f"standards/{f.name}", f.read_text("utf-8")) for f in folder.iterdir() if f.name.endswith(".toml"))


def _own(data: Path) -> Iterable[tuple[str, str]]:
    return [(f"{p.parent.name}/{p.name}", p.read_text("utf-8")) for p in sorted((data / "standards").glob("*.toml"))]


def _table(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        raise StandardFault(name, "", f"不是有效的 TOML（{fault}）") from fault


def _standard(file: str, table: Mapping[str, Any], others: Mapping[str, tuple[str, dict[str, Any]]]) -> Standard:
    if base := table.get("based_on"):
        if base not in others or "based_on" in others[base][1]:
            raise StandardFault(file, "based_on", f"没有可以作底本的标准“{base}”")
        table = _merged(others[base][1], table)
    return _Reader(file).standard(table)


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The base with the county's own values over it, table by table; lists are replaced whole."""
    merged = dict(base)
    for key, value in own.items():
        if key == "based_on":
            continue
        merged[key] = _merged(base[key], value) if isinstance(value, Mapping) and key in base else value
    return merged


class _Reader:
    """Reads one file; every complaint names it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._register = next(s for s in schemas.shipped() if s.key == "schools")

    def standard(self, table: Mapping[str, Any]) -> Standard:
        """The whole standard."""
        self._known(table, _TOP, "", needed={"key", "name", "scope", "indicators"})
        variation, school = table.get("variation", {}), table.get("school", {})
        self._known(variation, {"statistic", "limit", "places"}, "variation")
        self._known(school, {"allowed", "floor"}, "school")
        floor = school.get("floor")
        return Standard(
            key=str(table["key"]),
            name=str(table["name"]),
            document=str(table.get("document", "")),
            number=str(table.get("number", "")),
            issued=self._of(table.get("issued"), date, "issued", "日期，如 2012-01-20"),
            indicators=tuple(self._indicator(key, row) for key, row in table["indicators"].items()),
            scope=self._scope(table["scope"], table.get("split", {})),
            origin=Origin(self._file),
            statistic=self._choice(Statistic, variation.get("statistic", "none"), "variation.statistic"),
            limits=self._by_stage(variation.get("limit", {}), "variation.limit"),
            places=int(variation.get("places", 3)),
            allowed=int(self._of(school.get("allowed", 0), int, "school.allowed", "整数") or 0),
            floor=None if floor is None else self._number(floor, "school.floor") / 100,
            groups=self._groups(table.get("groups", {}), table["indicators"]),
            items=tuple(self._item(number, row) for number, row in enumerate(table.get("items", []), start=1)),
            note=str(table.get("note", "")),
        )

    def _scope(self, table: Mapping[str, Any], split: Mapping[str, Any]) -> Scope:
        self._known(table, {"stages", "sponsors", "smallest"}, "scope", needed={"stages"})
        types = self._register.column("type").options
        for type_ in (*table["stages"], *table.get("smallest", {})):
            if type_ not in types:
                raise StandardFault(self._file, f"scope.{type_}", f"不是办学类型；应为 {'、'.join(types)}")
        stages = {
            t: tuple(self._choice(Stage, s, f"scope.stages.{t}") for s in many) for t, many in table["stages"].items()
        }
        smallest = {t: self._number(n, f"scope.smallest.{t}") for t, n in table.get("smallest", {}).items()}
        weights = self._by_stage(split.get("weights", {}), "split.weights")
        for type_, many in stages.items():
            if len(many) > 1 and not set(many) <= set(weights):
                raise StandardFault(self._file, "split.weights", f"“{type_}”有几个学段，须给出每个学段的折算系数")
        return Scope(stages, tuple(table.get("sponsors", ())), smallest, weights)

    def _indicator(self, key: str, row: Mapping[str, Any]) -> Indicator:
        where = f"indicators.{key}"
        self._known(row, _INDICATOR, where, needed={"name", "unit", "columns"})
        columns, less = tuple(row["columns"]), tuple(row.get("less", ()))
        amount_unit = str(row.get("amount_unit", "")) or self._column_unit(columns[0], where)
        for name in (*columns, *less):
            if not compatible(self._column_unit(name, where), amount_unit):
                raise StandardFault(self._file, where, f"“{name}”的单位与 {amount_unit} 不是一类，不能相加减")
        thresholds = {str(k): self._number(v, f"{where}.threshold.{k}") for k, v in row.get("threshold", {}).items()}
        self._judged(thresholds, where)
        cost = row.get("cost")
        return Indicator(
            key=key,
            name=str(row["name"]),
            unit=str(row["unit"]),
            columns=columns,
            origin=Origin(self._file, "", where),
            less=less,
            amount_unit=amount_unit,
            per=self._number(row.get("per", 1), f"{where}.per"),
            per_school=bool(row.get("per_school", False)),
            split=bool(row.get("split", False)),
            split_places=row.get("split_places"),
            thresholds=thresholds,
            bound=self._choice(Bound, row.get("bound", "at_least"), f"{where}.bound"),
            not_for=tuple(row.get("not_for", ())),
            varies=bool(row.get("varies", True)),
            places=int(row.get("places", 2)),
            cost=None if cost is None else self._number(cost, f"{where}.cost"),
            aspect=str(row.get("aspect", "")),
            clause=str(row.get("clause", "")),
        )

    def _judged(self, thresholds: Mapping[str, Decimal], where: str) -> None:
        allowed = (*Stage, *self._register.column("type").options)
        for name in thresholds:
            if name not in allowed:
                raise StandardFault(self._file, f"{where}.threshold.{name}", "应为学段（小学、初中）或办学类型")

    def _column_unit(self, name: str, where: str) -> str:
        units = set()
        for stage in Stage if "{stage}" in name else [Stage.PRIMARY]:
            key = name.format(stage=stage.key)
            if self._register.has(key):
                units.add(self._register.column(key).unit)
        if not units:
            raise StandardFault(self._file, f"{where}.columns", f"学校台账没有“{name}”这一列")
        return units.pop()

    def _groups(self, table: Mapping[str, Any], indicators: Mapping[str, Any]) -> dict[str, Group]:
        found = {}
        for name, row in table.items():
            where = f"groups.{name}"
            self._known(row, {"indicators", "column"}, where, needed={"indicators"})
            if unknown := [key for key in row["indicators"] if key not in indicators]:
                raise StandardFault(self._file, where, f"没有这项指标：{'、'.join(unknown)}")
            column = str(row.get("column", ""))
            if column and not self._register.has(column):
                raise StandardFault(self._file, where, f"学校台账没有“{column}”这一列")
            found[str(name)] = Group(tuple(row["indicators"]), column)
        return found

    def _item(self, number: int, row: Mapping[str, Any]) -> Item:
        self._known(row, _ITEM, f"items[{number}]", needed={"key", "group", "text"})
        bound = row.get("at_least")
        words = {name: str(row.get(name, "")) for name in ("key", "group", "text", "clause", "unit")}
        least = None if bound is None else self._number(bound, f"items[{number}].at_least")
        if not isinstance(decides := row.get("decides", True), bool):
            raise StandardFault(self._file, f"items[{number}].decides", "应为 true 或 false")
        return Item(**words, at_least=least, decides=decides, origin=Origin(self._file, "", f"items[{number}]"))

    # -- values

    def _known(self, row: object, allowed: set[str], where: str, needed: Iterable[str] = ()) -> None:
        if not isinstance(row, Mapping):
            raise StandardFault(self._file, where, "应为一张表（[表名] 下写各项）")
        if unknown := sorted(set(row) - allowed):
            raise StandardFault(
                self._file, where, f"不认识的项：{'、'.join(unknown)}；可用 {'、'.join(sorted(allowed))}"
            )
        if missing := sorted(set(needed) - set(row)):
            raise StandardFault(self._file, where, f"缺少：{'、'.join(missing)}")

    def _number(self, value: object, where: str) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise StandardFault(self._file, where, f"应为数，写的是“{value}”")
        return Decimal(value)

    def _of(self, value: Any, kind: type, where: str, expected: str) -> Any:
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            raise StandardFault(self._file, where, f"应为{expected}")
        return value

    def _choice(self, kind: type[_Named], value: object, where: str) -> _Named:
        try:
            return kind(str(value))
        except ValueError:
            raise StandardFault(
                self._file, where, f"“{value}”应为 {'、'.join(str(member) for member in kind)}"
            ) from None

    def _by_stage(self, table: Mapping[str, Any], where: str) -> dict[Stage, Decimal]:
        return {self._choice(Stage, k, where): self._number(v, f"{where}.{k}") for k, v in table.items()}

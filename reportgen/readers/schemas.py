"""The ledgers' schema from ``columns/*.toml``: one file a sheet, in the order of the file names."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from reportgen.model.schema import Column, ColumnType, SheetSchema


@cache
def shipped() -> tuple[SheetSchema, ...]:
    """The sheets this version knows, in their usual order."""
    folder = files("reportgen.readers").joinpath("columns")
    texts = sorted((f.name, f.read_text(encoding="utf-8")) for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(_sheet(tomllib.loads(text, parse_float=Decimal)) for _, text in texts)


def _sheet(table: Mapping[str, Any]) -> SheetSchema:
    columns = tuple(_column(key, row) for key, row in table["columns"].items())
    rest = {k: v for k, v in table.items() if k != "columns"}
    return SheetSchema(columns=columns, **_tuples(rest))


def _column(key: str, row: Mapping[str, Any]) -> Column:
    values = _tuples(dict(row))
    values["type"] = ColumnType(values["type"])
    for bound in ("minimum", "maximum"):
        if bound in values:
            values[bound] = Decimal(values[bound])
    return Column(key=key, **values)


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}

"""Names that refer to rows of another sheet become that row's own name; the rest is a fault."""

from collections.abc import Mapping
from dataclasses import replace

from reportgen.model.diagnostic import Diagnostic
from reportgen.model.ledger import Cell, Row, Sheet
from reportgen.model.schema import Column, SheetSchema

_Index = dict[str, dict[str, str]]  # name as written → identity → name as kept


def resolve(sheets: Mapping[str, Sheet]) -> tuple[dict[str, Sheet], list[Diagnostic]]:
    """All sheets with references resolved by code, name or alias (曾用名及简称)."""
    faults: list[Diagnostic] = []
    indexes: dict[str, _Index] = {}
    done: dict[str, Sheet] = {}
    for key, sheet in sheets.items():
        columns = [c for c in sheet.schema.columns if c.references and len(sheets[c.references])]
        for column in columns:
            if column.references not in indexes:
                indexes[column.references] = _index(sheets[column.references])
        rows = tuple(_row(row, columns, indexes, sheets, faults) for row in sheet.rows) if columns else sheet.rows
        done[key] = replace(sheet, rows=rows)
    return done, faults


def _index(sheet: Sheet) -> _Index:
    index: _Index = {}
    for row in sheet.rows:
        for name in {row.identity, row.label, *_aliases(row, sheet.schema)}:
            index.setdefault(name, {})[row.identity] = row.identity if sheet.schema.key == "problems" else row.label
    return index


def _aliases(row: Row, schema: SheetSchema) -> tuple[str, ...]:
    value = row.value(schema.also_known_as) if schema.also_known_as else None
    return value if isinstance(value, tuple) else ()


def _row(
    row: Row,
    columns: list[Column],
    indexes: Mapping[str, _Index],
    sheets: Mapping[str, Sheet],
    faults: list[Diagnostic],
) -> Row:
    cells = dict(row.cells)
    for column in columns:
        target = sheets[column.references].schema
        cells[column.key] = _cell(cells[column.key], indexes[column.references], target, faults)
    return replace(row, cells=cells)


def _cell(cell: Cell, index: _Index, target: SheetSchema, faults: list[Diagnostic]) -> Cell:
    if cell.value is None:
        return cell
    names = cell.value if isinstance(cell.value, tuple) else (str(cell.value),)
    kept = tuple(_name(name, cell, index, target, faults) for name in names)
    return cell._replace(value=kept if isinstance(cell.value, tuple) else kept[0])


def _name(name: str, cell: Cell, index: _Index, target: SheetSchema, faults: list[Diagnostic]) -> str:
    found = index.get(name.strip("《》"), {})
    if len(found) == 1:
        return next(iter(found.values()))
    if name in found:
        return found[name]
    code = "E302" if not found else "E304"
    values = {"text": name, "sheet": target.name, "matches": "、".join(found)}
    faults.append(Diagnostic(code, values, (cell.origin,)))
    return name

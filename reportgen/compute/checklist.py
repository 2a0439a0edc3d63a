"""A standard's further items × the county's own sheet → which are met, which are not, which nobody has answered."""

from decimal import Decimal

from reportgen.model.evaluation import Answer
from reportgen.model.ledger import Row, Sheet
from reportgen.model.origin import Origin
from reportgen.model.standard import Item, Standard

MET, WORKING, FAILED, NOT_APPLICABLE = "已达到", "整改中", "未达到", "不适用"


def answers(standard: Standard, sheet: Sheet) -> tuple[Answer, ...]:
    """Every item of the standard in its order, answered or not; none at all when the county keeps no such sheet."""
    rows = {row.identity: row for row in sheet}
    if not any(item.key in rows for item in standard.items):
        return ()
    return tuple(_answer(item, rows.get(item.key)) for item in standard.items)


def _answer(item: Item, row: Row | None) -> Answer:
    if row is None:
        return Answer(item, None, "", None, None, ())
    status, value = str(row.value("status") or ""), row.value("value")
    number = value if isinstance(value, Decimal) else None
    cells: tuple[Origin, ...] = (row["status"].origin,)
    if item.at_least is not None and number is not None and status != NOT_APPLICABLE:
        return Answer(item, row, status, number, number >= item.at_least, (row["value"].origin, item.origin))
    met = {MET: True, WORKING: False, FAILED: False}.get(status)
    return Answer(item, row, status, number, met, cells)

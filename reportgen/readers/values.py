"""One cell's raw content to one typed value.  Decimal only; nothing is guessed, nothing dropped in silence."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from reportgen.model.ledger import Value
from reportgen.model.period import PARTS, PartialDate
from reportgen.model.schema import Column, ColumnType
from reportgen.units import compatible, convert

Raw = str | int | float | bool | datetime | date | Decimal | None

_BEFORE = ("约", "近", "预计", "不低于", "估算")
_AFTER = ("多", "余", "以上")
_BLANKS = re.compile(r"[\s\u3000\u00a0]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_WIDE = str.maketrans("０１２３４５６７８９．，＋－％：", "0123456789.,+-%:")
_BROKEN = re.compile(r"[0-9.,]\s+[0-9.,]")  # two numbers, or one: nobody can tell
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f]"
)
_DATES = (
    re.compile(r"(?P<y>20[0-9]{2})[-/.](?P<m>[0-9]{1,2})(?:[-/.](?P<d>[0-9]{1,2}))?"),
    re.compile(
        r"(?P<y>20[0-9]{2})年(?:(?P<m>[0-9]{1,2})月)?(?:(?P<d>[0-9]{1,2})[日号])?(?P<p>初|上旬|中旬|下旬|底|末)?"
    ),
)
_LONGEST_EXACT = 15  # digits a spreadsheet number holds


class CellFault(Exception):
    """A cell that cannot be read: a diagnostic code and the values its message names."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Parsed:
    """A typed value with what was written beside it."""

    __slots__ = ("places", "qualifier", "value")

    def __init__(self, value: Value, qualifier: str = "", places: int = 0) -> None:
        self.value = value
        self.qualifier = qualifier
        self.places = places


def is_blank(raw: Raw) -> bool:
    """Whether a cell says nothing: empty, white space, or a dash that offices write for it."""
    return raw is None or (isinstance(raw, str) and _BLANKS.sub("", raw) in ("", "-", "—", "——", "/", "无"))


def parse(raw: Raw, column: Column, unit: str = "", number_format: str = "") -> Parsed:
    """The typed value of a cell that is not blank.

    ``unit`` is the unit the heading states, empty when it states none.  Raises ``CellFault``.
    """
    if isinstance(raw, str):
        _refuse_error_value(raw)
    return _PARSERS[column.type](raw, column, unit or column.unit, number_format)


def _refuse_error_value(raw: str) -> None:
    if raw in {"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#N/A", "#GETTING_DATA", "#SPILL!"}:
        raise CellFault("E207", text=raw)


def text_of(raw: Raw) -> str:
    """A cell as text: numbers without a float's tail, dates as dates, blanks trimmed, invisible signs dropped."""
    if isinstance(raw, float):
        return str(exact(raw))
    if isinstance(raw, datetime):
        return str(_from_datetime(raw))
    return _INVISIBLE.sub("", str(raw)).strip(" \t\r\n\u3000\u00a0")


def exact(raw: int | float | Decimal) -> Decimal:
    """A stored number as the decimal a person typed: the shortest that reads back the same (15 digits at most)."""
    if isinstance(raw, float):
        return _plain(Decimal(f"{raw:.15g}"))
    return Decimal(raw)


def _plain(value: Decimal) -> Decimal:
    """Without an exponent and without zeros at the end of a fraction."""
    return Decimal(f"{value.normalize():f}")


def _number(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    value, qualifier = _amount(raw, column, unit)
    if column.unit and unit != column.unit:
        value = convert(value, unit, column.unit)
    _in_range(value, column)
    if qualifier and not column.qualified:
        raise CellFault("E211", text=str(raw), qualifier=qualifier, column=column.header)
    return Parsed(value, qualifier, max(0, -int(value.as_tuple().exponent)))


def _amount(raw: Raw, column: Column, unit: str) -> tuple[Decimal, str]:
    if isinstance(raw, bool):
        raise CellFault("E210", column=column.header, text=str(raw).upper())
    if isinstance(raw, int | float | Decimal):
        return exact(raw), ""
    if not isinstance(raw, str):
        raise CellFault("E202", text=str(raw), column=column.header, unit=unit or "—")
    return _written_number(raw, column, unit)


def _written_number(raw: str, column: Column, unit: str) -> tuple[Decimal, str]:
    written = _without_invisible(raw, column, unit).translate(_WIDE)
    if _BROKEN.search(written):
        raise CellFault("E202", text=raw, column=column.header, unit=unit or "—")
    text = _BLANKS.sub("", written)
    if unit and text.endswith(unit):
        text = text.removesuffix(unit)
    qualifier = next((q for q in _BEFORE if text.startswith(q)), "")
    text = text.removeprefix(qualifier)
    if not qualifier:
        qualifier = next((q for q in _AFTER if text.endswith(q)), "")
        text = text.removesuffix(qualifier)
    if not _NUMBER.fullmatch(text):
        raise CellFault("E202", text=raw, column=column.header, unit=unit or "—")
    return Decimal(text.replace(",", "")), qualifier


def _without_invisible(raw: str, column: Column, unit: str) -> str:
    if _INVISIBLE.search(raw):
        raise CellFault("E202", text=ascii(raw), column=column.header, unit=unit or "—")
    return raw


def _in_range(value: Decimal, column: Column) -> None:
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise CellFault(
            "E203",
            value=f"{value:f}",
            column=column.header,
            minimum="−∞" if low is None else f"{low:f}",
            maximum="∞" if high is None else f"{high:f}",
        )


def _percent(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        value = exact(raw) * 100 if "%" in number_format else exact(raw)
        value, qualifier = _plain(value), ""
    else:
        text = str(raw).replace("％", "%")
        value, qualifier = _amount(text.replace("%", "") if isinstance(raw, str) else raw, column, "%")
    _in_range(value, column)
    if qualifier and not column.qualified:
        raise CellFault("E211", text=str(raw), qualifier=qualifier, column=column.header)
    return Parsed(value, qualifier, max(0, -int(value.as_tuple().exponent)))


def _ratio(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)[::∶]([0-9]+(?:\.[0-9]+)?)", text_of(raw).translate(_WIDE))
    if not found or Decimal(found[2]) == 0:
        raise CellFault("E209", text=str(raw), column=column.header)
    return Parsed(Decimal(found[1]) / Decimal(found[2]))


def _date(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    if isinstance(raw, datetime):
        if not 2000 <= raw.year <= 2100:
            raise CellFault("E204", text=str(raw), column=column.header)
        return Parsed(_from_datetime(raw))
    text = _BLANKS.sub("", text_of(raw)).translate(_WIDE)
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            return Parsed(_checked(found.groupdict(), str(raw), column))
    raise CellFault("E204", text=str(raw), column=column.header)


def _from_datetime(raw: datetime) -> PartialDate:
    return PartialDate(raw.year, raw.month, raw.day)


def _checked(parts: dict[str, str | None], raw: str, column: Column) -> PartialDate:
    year, month, day = (int(parts[k] or 0) or None for k in ("y", "m", "d"))
    part = parts.get("p")
    try:
        if year is None or (part and day) or (month is None and part in set(PARTS) - {"初", "底", "末"}):
            raise ValueError(raw)
        date(year, month or 1, day or 1)
        return PartialDate(year, month, day, part)
    except ValueError:
        raise CellFault("E204", text=raw, column=column.header) from None


def _choice(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    text = unicodedata.normalize("NFKC", _BLANKS.sub("", text_of(raw)))
    option = column.synonyms.get(text, text)
    if option not in column.options:
        raise CellFault("E205", text=str(raw), column=column.header, options="、".join(column.options))
    return Parsed(option)


def _flag(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    word = "是" if raw is True else "否" if raw is False else text_of(raw)
    if word in ("是", "√", "有", "Y", "y"):
        return Parsed(True)
    if word in ("否", "×", "N", "n"):
        return Parsed(False)
    raise CellFault("E206", text=str(raw), column=column.header)


def _text(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    text = text_of(raw)
    if column.many:
        return Parsed(tuple(part.strip() for part in re.split(r"[、;；\n]", text) if part.strip()))
    return Parsed(text)


def _code(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= 10**_LONGEST_EXACT:
        raise CellFault("E213", text=f"{raw:.0f}")
    return _text(raw, column, unit, number_format)


def heading_unit(text: str) -> tuple[str, str]:
    """A heading without its bracket, and the unit in the bracket: ``总投资（万元）`` → (总投资, 万元)."""
    clean = _BLANKS.sub("", unicodedata.normalize("NFKC", text_of(text)))
    found = re.fullmatch(r"(.+?)[\((](?:单位:)?([^()()]+)[\))]", clean)
    return (found[1], found[2].replace("㎡", "平方米")) if found else (clean, "")


def unit_fits(unit: str, column: Column) -> bool:
    """Whether values under a heading with this unit can be held in the column's unit."""
    return not unit or not column.unit or compatible(unit, column.unit)


_PARSERS: dict[ColumnType, Callable[[Raw, Column, str, str], Parsed]] = {
    ColumnType.TEXT: _text,
    ColumnType.CODE: _code,
    ColumnType.NUMBER: _number,
    ColumnType.PERCENT: _percent,
    ColumnType.RATIO: _ratio,
    ColumnType.DATE: _date,
    ColumnType.CHOICE: _choice,
    ColumnType.FLAG: _flag,
}

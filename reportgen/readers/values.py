"""One cell's raw content to one typed value.  Decimal only; nothing is guessed, nothing dropped in silence."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
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
_QUOTED = 40  # characters of a cell that a message quotes
_ERROR = re.compile(
    r"#(?:REF|DIV/0|VALUE|NUM|NULL|SPILL|CALC|BLOCKED|BUSY|CONNECT|FIELD|UNKNOWN|PYTHON)!|#NAME\?|#N/A|#GETTING_DATA"
)
_BROKEN = re.compile(r"[0-9.,]\s+[0-9.,]")  # two numbers, or one: nobody can tell
_INVISIBLE = re.compile(
    r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)  # no width, or turning the order
_UNSEEN = re.compile(f"{_INVISIBLE.pattern}|[^\\S ]|[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DATES = (
    re.compile(r"(?P<y>20[0-9]{2})[-/.](?P<m>[0-9]{1,2})(?:[-/.](?P<d>[0-9]{1,2}))?"),
    re.compile(
        r"(?P<y>20[0-9]{2})年(?:(?P<m>[0-9]{1,2})月)?(?:(?P<d>[0-9]{1,2})[日号])?(?P<p>初|上旬|中旬|下旬|底|末)?"
    ),
)
_DAMAGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd-\uffff\ud800-\udfff]")  # controls, lost characters
_PER_CENT = re.compile(r"[%％](?=\s*(?:多|余|以上)?\s*$)")  # 85%, 70%以上
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[[^]]*\]')  # of a number format, what is printed as it stands
_SCALED = re.compile(r"[0#?],+(?![,0#?])|!\.")  # shown in thousands; 0!.0, shows 万
_LONGEST_EXACT = 15  # digits a spreadsheet number holds
_LONGEST_TEXT = 2000
_EPOCH, _SERIALS = date(1899, 12, 30), range(36526, 73416)  # day 0 of Excel's count; 2000-01-01 to 2100-12-31


class CellFault(Exception):
    """A cell that cannot be read: a diagnostic code and the values its message names."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Parsed:
    """A typed value with what was written beside it, and what is to be said of it."""

    __slots__ = ("places", "qualifier", "remark", "value")

    def __init__(self, value: Value, qualifier: str = "", places: int = 0, remark: CellFault | None = None) -> None:
        self.value = value
        self.qualifier = qualifier
        self.places = places
        self.remark = remark


def is_blank(raw: Raw) -> bool:
    """Whether a cell says nothing: empty, white space, or a dash that offices write for it."""
    return raw is None or (isinstance(raw, str) and _BLANKS.sub("", raw) in ("", "-", "—", "——", "/", "无"))


def parse(raw: Raw, column: Column, unit: str = "", number_format: str = "") -> Parsed:
    """The typed value of a cell that is not blank.

    ``unit`` is the unit the heading states, empty when it states none.  Raises ``CellFault``.
    """
    if isinstance(raw, str):
        _refuse_damaged(raw)
    return _PARSERS[column.type](raw, column, unit or column.unit, number_format)


def _refuse_damaged(raw: str) -> None:
    """Error values, characters nobody typed, and text too long for a cell."""
    if _ERROR.fullmatch(raw):
        raise CellFault("E207", text=raw)
    if len(raw) > _LONGEST_TEXT:
        raise CellFault("E220", count=str(len(raw)), most=str(_LONGEST_TEXT))
    if _DAMAGE.search(raw):
        raise CellFault("E219", text=_shown(raw))


def _shown(raw: Raw) -> str:
    """A cell's content as a message quotes it: on one line, not too long, with signs that cannot be seen spelt out."""
    text = str(raw).upper() if isinstance(raw, bool) else str(raw)
    text = "".join(f"\\u{ord(sign):04x}" if _UNSEEN.match(sign) else sign for sign in text[:_QUOTED].replace("\n", " "))
    return text + "…" if len(str(raw)) > _QUOTED else text


def text_of(raw: Raw) -> str:
    """A cell as text: numbers without a float's tail, dates as dates, blanks trimmed, invisible signs dropped."""
    if isinstance(raw, bool):
        return str(raw).upper()
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
    return _checked_number(value, qualifier, raw, column)


def _checked_number(value: Decimal, qualifier: str, raw: Raw, column: Column) -> Parsed:
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = {"minimum": "−∞" if low is None else f"{low:f}", "maximum": "∞" if high is None else f"{high:f}"}
        raise CellFault("E203", value=f"{value:f}", column=column.header, **bounds)
    if qualifier and not column.qualified:
        raise CellFault("E211", text=_shown(raw), qualifier=qualifier, column=column.header)
    return Parsed(value, qualifier, max(0, -int(value.as_tuple().exponent)))


def _amount(raw: Raw, column: Column, unit: str) -> tuple[Decimal, str]:
    if isinstance(raw, bool):
        raise CellFault("E210", column=column.header, text=str(raw).upper())
    if isinstance(raw, int | float | Decimal):
        if not abs(raw) < 10**_LONGEST_EXACT:
            raise CellFault("E215", text=f"{raw:.6g}", column=column.header)
        return exact(raw), ""
    if not isinstance(raw, str):
        raise _no_number(raw, column, unit)
    return _written_number(raw, column, unit)


def _no_number(raw: Raw, column: Column, unit: str) -> CellFault:
    unit = unit or column.unit or ("%" if column.type is ColumnType.PERCENT else "—")
    return CellFault("E202", text=_shown(raw), column=column.header, unit=unit)


def _written_number(raw: str, column: Column, unit: str) -> tuple[Decimal, str]:
    written = raw.translate(_WIDE)
    if _INVISIBLE.search(raw) or _BROKEN.search(written):
        raise _no_number(raw, column, unit)
    text, qualifier = _bare(_BLANKS.sub("", written), unit)
    if not _NUMBER.fullmatch(text):
        raise _no_number(raw, column, unit)
    if len(re.sub("[^0-9]", "", text).strip("0")) > _LONGEST_EXACT or abs(Decimal(text.replace(",", ""))) >= 10**15:
        raise CellFault("E215", text=_shown(raw), column=column.header)
    return Decimal(text.replace(",", "")), qualifier


def _bare(text: str, unit: str) -> tuple[str, str]:
    """The digits, and the hedge: 约2000万元, 2000多万元, 2000万元以上.  One unit and one hedge at most."""
    without = text.removesuffix(unit)
    qualifier = next((q for q in _BEFORE if without.startswith(q)), "")
    if qualifier:
        return without.removeprefix(qualifier), qualifier
    qualifier = next((q for q in _AFTER if without.endswith(q)), "")
    bare = without.removesuffix(qualifier)
    return (bare.removesuffix(unit) if without == text and qualifier else bare), qualifier


def _percent(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    """85 for 85 %; a number shown as a per cent is taken times a hundred, a bare one as it stands."""
    try:
        value, qualifier = _amount(_PER_CENT.sub("", raw, count=1) if isinstance(raw, str) else raw, column, "")
    except CellFault as fault:
        raise CellFault(fault.code, **fault.values | {"text": _shown(raw)}) from None
    scaled = "%" in _LITERAL.sub("", number_format) and not isinstance(raw, str)
    made = _checked_number(_plain(value * 100) if scaled else value, qualifier, raw, column)
    if not scaled and 0 < value <= 1 and "%" not in str(raw).translate(_WIDE):
        said = {"column": column.header, "text": _shown(raw), "percent": f"{_plain(value * 100):f}"}
        made.remark = CellFault("W217", **said)
    return made


def shown_otherwise(number_format: str) -> bool:
    """Whether a number format shows another number than is stored, or a unit beside it."""
    return any(sign in number_format for sign in ("万", "亿", "%")) or bool(
        _SCALED.search(re.sub(r'"[^"]*"', "", number_format))
    )


def _ratio(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    text = "" if _hidden_signs(raw) else _BLANKS.sub("", text_of(raw)).translate(_WIDE)
    found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)[:∶]([0-9]{1,9}(?:\.[0-9]{1,6})?)", text)
    if not found or Decimal(found[2]) == 0:
        raise CellFault("E209", text=_shown(raw), column=column.header)
    return Parsed(Decimal(found[1]) / Decimal(found[2]))


def _date(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    if isinstance(raw, datetime):
        if not 2000 <= raw.year <= 2100:
            raise CellFault("E204", text=_shown(raw), column=column.header)
        return Parsed(_from_datetime(raw))
    text = "" if _hidden_signs(raw) else _BLANKS.sub("", text_of(raw)).translate(_WIDE)
    if re.fullmatch("[0-9]{5}", text) and int(text) in _SERIALS:
        day = _EPOCH + timedelta(int(text))
        raise CellFault("E216", text=text, column=column.header, date=f"{day.year}年{day.month}月{day.day}日")
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            return Parsed(_checked(found.groupdict(), _shown(raw), column))
    raise CellFault("E204", text=_shown(raw), column=column.header)


def _hidden_signs(raw: Raw) -> bool:
    """Signs that cannot be seen and may turn the order round: what is read would not be what is shown."""
    return isinstance(raw, str) and bool(_INVISIBLE.search(raw))


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
        raise CellFault("E205", text=_shown(raw), column=column.header, options="、".join(column.options))
    return Parsed(option)


def _flag(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    word = "是" if raw is True else "否" if raw is False else text_of(raw)
    if word in ("是", "√", "有", "Y", "y"):
        return Parsed(True)
    if word in ("否", "×", "N", "n"):
        return Parsed(False)
    raise CellFault("E206", text=_shown(raw), column=column.header)


def _text(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    text = text_of(raw)
    if column.many:
        return Parsed(tuple(part.strip() for part in re.split(r"[、;；\n]", text) if part.strip()))
    return Parsed(text)


def _code(raw: Raw, column: Column, unit: str, number_format: str) -> Parsed:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise CellFault("E218", text=_shown(raw), column=column.header)
    if isinstance(raw, int | float) and not abs(raw) < 10**_LONGEST_EXACT:
        raise CellFault("E213", text=f"{raw:.0f}")
    if _hidden_signs(raw):
        raise CellFault("E219", text=_shown(raw))
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

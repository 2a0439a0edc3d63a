"""The only place a number becomes words.

Decimals are rounded half up to the Fact's places, once, here.  Grouping of digits is not used: official texts write
23593万元.  Years are never abbreviated; hedges stand where Chinese puts them (近2000台, 700多万元, 70%以上).
"""

from decimal import ROUND_HALF_UP, Decimal

from reportgen.model.fact import Fact
from reportgen.units import convert

AS, RULE = "as:", "rule"
_BEFORE = ("约", "近", "预计", "不低于", "估算")
_BETWEEN = ("多", "余")
_NEARLY, _WHOLE = "近", Decimal(100)
_DIGITS = "零一二三四五六七八九"


def rounded(value: Decimal, places: int) -> Decimal:
    """Rounded half up, as people round."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value: Decimal, places: int) -> str:
    """Digits without needless zeros behind the point; minus as U+2212 never needed: losses are said in words."""
    text = f"{rounded(value, places):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def words(fact: Fact, form: str = "") -> str:
    """A Fact as printed.

    Forms: ``""`` with hedge and unit; ``bare`` the digits alone (for tables whose head has the unit); ``fixed`` the
    digits with all their decimals, needless zeros too (for columns of coefficients); ``chinese``
    Chinese numerals with the unit; ``size`` the size of a change, without its sign; ``extent`` the same without the unit
    (for table cells); ``as:亿元:1`` in another unit of
    its kind with so many decimals, 约 before it when that is not the whole truth; ``rule`` not the number but how it
    comes about.
    """
    if form.startswith(AS):
        return _for_the_ear(fact, form)
    if form == RULE:
        return fact.basis.rule
    if form == "chinese":
        return counted(int(fact.value)) + fact.unit
    value = abs(fact.value) if form in ("size", "extent") else fact.value
    digits = number(value, fact.places)
    if form == "fixed":
        return f"{rounded(value, fact.places):f}"
    if form in ("bare", "extent"):
        return _hedged(digits, "", fact.qualifier)
    if fact.unit == ":1":
        return f"{digits}:1"
    return _hedged(digits, fact.unit, fact.qualifier)


def _for_the_ear(fact: Fact, form: str) -> str:
    """Rounded as a speaker would: 33806万元 is 约3.4亿元; what falls short of the whole is never 约100% but 近100%."""
    _, unit, places = form.split(":")
    value = convert(fact.value, fact.unit, unit)
    said = rounded(value, int(places))
    hedge = "" if said == value else _NEARLY if unit == "%" and value < said == _WHOLE else _BEFORE[0]
    return _hedged(number(value, int(places)), unit, fact.qualifier or hedge)


def _hedged(digits: str, unit: str, qualifier: str) -> str:
    if qualifier in _BEFORE:
        return f"{qualifier}{digits}{unit}"
    if qualifier in _BETWEEN:
        return f"{digits}{qualifier}{unit}"
    return f"{digits}{unit}{qualifier}"


def counted(value: int) -> str:
    """A number before a measure word: 两个方面, not 二个方面."""
    return "两" if value == 2 else chinese(value)


def chinese(value: int) -> str:
    """Whole numbers up to 9999 in Chinese numerals, as used for 三个方面 (GB/T 15835-2011, 4.2)."""
    if value == 0:
        return "零"
    parts, text = [(1000, "千"), (100, "百"), (10, "十"), (1, "")], ""
    for size, name in parts:
        digit, value = divmod(value, size)
        if digit:
            text += _DIGITS[digit] + name
        elif text and not text.endswith("零") and value:
            text += "零"
    text = text.rstrip("零") or "零"
    return text.removeprefix("一") if text.startswith("一十") else text


_POINTS = "个百分点"


def direction(change: Fact) -> int:
    """1 for more, -1 for less, 0 when what is printed of a change is nothing."""
    printed = rounded(change.value, change.places)
    return (printed > 0) - (printed < 0)


def movement(change: Fact) -> str:
    """The verb before the size of a change: 增加3个, 减少3个; 提高3.2个百分点, 降低3.2个百分点."""
    more, less = ("提高", "降低") if change.unit == _POINTS else ("增加", "减少")
    return {1: more, -1: less, 0: ""}[direction(change)]


def pace(change: Fact) -> str:
    """The verb before a growth: 增长12.5%, 下降12.5%; a share has no growth, it is 提高 or 降低 by its change."""
    if change.unit == _POINTS:
        return movement(change)
    return {1: "增长", -1: "下降", 0: ""}[direction(change)]

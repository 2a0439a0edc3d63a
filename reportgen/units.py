"""Units of the ledgers: what they measure and how they convert.  Exact, decimal, no floats.

A unit is a product of base dimensions.  Counts of different things (个, 所, 人 …) are different dimensions: adding
万元 to 平方米, or 所 to 人, is an error.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

_SCALED: Mapping[str, tuple[str, Decimal]] = {
    "元": ("money", Decimal(1)),
    "千元": ("money", Decimal(1000)),
    "万元": ("money", Decimal(10_000)),
    "亿元": ("money", Decimal(100_000_000)),
    "平方米": ("area", Decimal(1)),
    "㎡": ("area", Decimal(1)),
    "万平方米": ("area", Decimal(10_000)),
    "公顷": ("area", Decimal(10_000)),
    "人": ("人", Decimal(1)),
    "名": ("人", Decimal(1)),
    "万人": ("人", Decimal(10_000)),
    "个": ("个", Decimal(1)),
    "册": ("册", Decimal(1)),
    "万册": ("册", Decimal(10_000)),
    "%": ("", Decimal("0.01")),
    "个百分点": ("", Decimal("0.01")),
    "‰": ("", Decimal("0.001")),
    ":1": ("", Decimal(1)),
    "": ("", Decimal(1)),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit taken apart: ``scale`` to the base units, and the power of each dimension."""

    scale: Decimal
    powers: tuple[tuple[str, int], ...]

    def times(self, other: "Measure", sign: int = 1) -> "Measure":
        """The product, or with ``sign=-1`` the quotient, of two measures."""
        powers = Counter(dict(self.powers))
        for name, power in other.powers:
            powers[name] += sign * power
        scale = self.scale * other.scale if sign > 0 else self.scale / other.scale
        return Measure(scale, tuple(sorted((n, p) for n, p in powers.items() if p)))


def measure(unit: str) -> Measure:
    """Take a unit apart; ``元/平方米`` is a quotient.  An unlisted word is a dimension of its own."""
    top, *below = unit.split("/")
    result = _simple(top)
    for part in below:
        result = result.times(_simple(part), -1)
    return result


def _simple(unit: str) -> Measure:
    dimension, scale = _SCALED.get(unit, (unit, Decimal(1)))
    return Measure(scale, ((dimension, 1),) if dimension else ())


def compatible(one: str, other: str) -> bool:
    """Whether two units measure the same thing."""
    return measure(one).powers == measure(other).powers


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """The value in another unit of the same kind; ``ValueError`` when the kinds differ."""
    if source == target:
        return value
    if not compatible(source, target):
        raise ValueError(f"{source} → {target}")
    return value * measure(source).scale / measure(target).scale


def asked(amount: Decimal, unit: str) -> tuple[Decimal, str, int]:
    """An amount that is lacking, as it is asked for, with unit and decimals: money in 万元, the rest in whole units."""
    return (convert(amount, "元", "万元"), "万元", 2) if unit == "元" else (amount, unit, 0)


def counted(unit: str) -> bool:
    """Whether a unit is of things counted one by one (个, 所, 人 …): such numbers are never rounded."""
    taken = measure(unit)
    return taken.scale == 1 and bool(taken.powers) and taken.powers[0][0] not in ("money", "area") and "/" not in unit

"""Formulas over Facts, with units: 万元 + 平方米 is an error, 万元 ÷ 平方米 is 万元/平方米."""

import ast
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reportgen.model.fact import Fact
from reportgen.units import Measure, measure

_KEY = re.compile(r"[a-z_]+\.[a-z_][a-z0-9_]*")
_PLACE = "operand"


class FormulaFault(Exception):
    """A formula that means nothing; the text says why."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in base units and what it measures."""

    value: Decimal
    measure: Measure


def operands(formula: str) -> tuple[str, ...]:
    """The Fact keys a formula names, in order."""
    return tuple(dict.fromkeys(_KEY.findall(formula)))


def understood(formula: str) -> None:
    """Raise ``FormulaFault`` for what is not sums, differences, products and quotients of Facts and numbers."""
    any_two_differ = (Quantity(Decimal("1.7") ** n, measure("")) for n in itertools.count(1))
    _walk(_parsed(formula, operands(formula)), lambda _: next(any_two_differ))


def evaluate(
    formula: str, facts: Mapping[str, Fact | None], unit: str, values: Mapping[str, Decimal] | None = None
) -> Decimal:
    """The formula's value in ``unit``.  A ``None`` operand counts as nothing.  Raises ``FormulaFault``.

    ``values`` stand in for the Facts' own, in the Facts' units: what they may be within rounding.
    """
    wanted, keys, others = measure(unit), operands(formula), values or {}

    def operand(name: str) -> Quantity:
        key = keys[int(name.removeprefix(_PLACE))]
        fact = facts[key]
        if fact is None:
            return Quantity(Decimal(0), Measure(Decimal(1), wanted.powers))
        taken = measure(fact.unit)
        return Quantity(others.get(key, fact.value) * taken.scale, Measure(Decimal(1), taken.powers))

    result = _walk(_parsed(formula, keys), operand)
    if result.measure.powers != wanted.powers:
        raise FormulaFault(f"结果的单位不是{unit or '无单位的数'}")
    return result.value / wanted.scale


def _parsed(formula: str, keys: tuple[str, ...]) -> ast.expr:
    """Keys are replaced by plain names first: a key may hold a word Python reserves (layout.from)."""
    plain = _KEY.sub(lambda found: f"{_PLACE}{keys.index(found[0])}", formula)
    try:
        return ast.parse(plain, mode="eval").body
    except SyntaxError:
        raise FormulaFault(f"算式写法不对：{formula}") from None


def _walk(node: ast.expr, operand: Callable[[str], Quantity]) -> Quantity:
    match node:
        case ast.Name(id=name) if name.startswith(_PLACE):
            return operand(name)
        case ast.Constant(value=int() | float() as number):
            return Quantity(Decimal(str(number)), measure(""))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            value = _walk(inner, operand)
            return Quantity(-value.value, value.measure)
        case ast.BinOp(left=left, op=op, right=right):
            return _combine(op, _walk(left, operand), _walk(right, operand))
        case _:
            raise FormulaFault(f"算式里只能有数据项、数和加减乘除：{ast.unparse(node)}")


def _combine(op: ast.operator, left: Quantity, right: Quantity) -> Quantity:
    match op:
        case ast.Add() | ast.Sub():
            if left.measure.powers != right.measure.powers:
                raise FormulaFault(f"单位不同，不能相加减：{_words(left.measure)} 与 {_words(right.measure)}")
            sign = 1 if isinstance(op, ast.Add) else -1
            return Quantity(left.value + sign * right.value, left.measure)
        case ast.Mult():
            return Quantity(left.value * right.value, left.measure.times(right.measure))
        case ast.Div():
            if right.value == 0:
                raise FormulaFault("除数是零")
            return Quantity(left.value / right.value, left.measure.times(right.measure, -1))
        case _:
            raise FormulaFault("只能用加减乘除")


def _words(taken: Measure) -> str:
    names = {"money": "资金", "area": "面积"}
    return "·".join(names.get(name, name) for name, _ in taken.powers) or "无单位"

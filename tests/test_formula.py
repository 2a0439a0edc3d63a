"""Formulas compute with units, and refuse what means nothing."""

from decimal import Decimal

import pytest

from reportgen.formula import FormulaFault, evaluate, operands
from reportgen.model.fact import Basis, Fact


def fact(key: str, value: str, unit: str) -> Fact:
    return Fact(key, Decimal(value), unit, Basis(""))


def test_the_gap_is_need_less_arrived_less_expected() -> None:
    """The sum the first briefing got wrong."""
    facts = {"f.need": fact("f.need", "33806", "万元"), "f.got": fact("f.got", "5113", "万元")}
    facts["f.soon"] = fact("f.soon", "5100", "万元")
    assert evaluate("f.need - f.got - f.soon", facts, "万元") == Decimal(23593)


def test_different_units_of_money_add_up() -> None:
    """亿元 and 万元 are one kind of thing."""
    facts = {"a.x": fact("a.x", "3", "亿元"), "a.y": fact("a.y", "500", "万元")}
    assert evaluate("a.x + a.y", facts, "万元") == Decimal(30500)


def test_money_and_area_do_not_add() -> None:
    """万元 + 平方米 is an error that says so."""
    facts = {"a.x": fact("a.x", "3", "万元"), "a.y": fact("a.y", "5", "平方米")}
    with pytest.raises(FormulaFault, match="单位不同"):
        evaluate("a.x + a.y", facts, "万元")


def test_money_over_area_is_a_unit_cost() -> None:
    """万元 ÷ 平方米 can be had in 元/平方米."""
    facts = {"a.x": fact("a.x", "2414", "万元"), "a.y": fact("a.y", "70504", "平方米")}
    assert round(evaluate("a.x / a.y", facts, "元/平方米"), 1) == Decimal("342.4")


def test_the_result_must_have_the_declared_unit() -> None:
    """A cost declared as money alone is refused."""
    facts = {"a.x": fact("a.x", "2414", "万元"), "a.y": fact("a.y", "70504", "平方米")}
    with pytest.raises(FormulaFault, match="结果的单位"):
        evaluate("a.x / a.y", facts, "万元")


@pytest.mark.parametrize(
    "formula", ["__import__('os')", "a.x ** a.y", "a.x.y()", "[a.x]", "a.x if a.y else a.x", "a.x -"]
)
def test_anything_but_arithmetic_is_refused(formula: str) -> None:
    """A definition is data, never a program."""
    facts = {"a.x": fact("a.x", "1", "个"), "a.y": fact("a.y", "1", "个")}
    with pytest.raises(FormulaFault):
        evaluate(formula, facts, "个")


def test_a_division_by_zero_is_said() -> None:
    """No infinity reaches a page."""
    facts = {"a.x": fact("a.x", "1", "个"), "a.y": fact("a.y", "0", "个")}
    with pytest.raises(FormulaFault, match="零"):
        evaluate("a.x / a.y", facts, "")


def test_a_key_may_hold_a_word_python_reserves() -> None:
    """layout.from is a key like any other."""
    assert operands("layout.to - layout.from") == ("layout.to", "layout.from")
    facts = {"layout.to": fact("layout.to", "110", "所"), "layout.from": fact("layout.from", "134", "所")}
    assert evaluate("layout.to - layout.from", facts, "所") == Decimal(-24)

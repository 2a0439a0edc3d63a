"""Numbers as an official text says them."""

from decimal import Decimal

import pytest

from reportgen.model.fact import Basis, Fact
from reportgen.wording import chinese, counted, number, rounded, words


def fact(value: str, unit: str, places: int = 0, qualifier: str = "") -> Fact:
    """A number with its unit and hedge."""
    return Fact("k", Decimal(value), unit, Basis("口径"), places=places, qualifier=qualifier)


@pytest.mark.parametrize(
    ("value", "unit", "places", "qualifier", "said"),
    [
        ("23593", "万元", 0, "", "23593万元"),
        ("700", "万元", 0, "多", "700多万元"),
        ("300", "人", 0, "余", "300余人"),
        ("2000", "台", 0, "近", "近2000台"),
        ("50", "所", 0, "约", "约50所"),
        ("5100", "万元", 0, "预计", "预计5100万元"),
        ("70", "%", 0, "以上", "70%以上"),
        ("20", "M", 0, "以上", "20M以上"),
        ("6000", "万元", 0, "以上", "6000万元以上"),
        ("10", ":1", 0, "", "10:1"),
        ("9.5", ":1", 1, "", "9.5:1"),
        ("33.33333", "%", 1, "", "33.3%"),
        ("100.0", "%", 1, "", "100%"),
        ("64.50", "万元", 2, "", "64.5万元"),
        ("0", "个", 0, "", "0个"),
        ("1E+4", "万元", 0, "", "10000万元"),
        ("-0.001", "万元", 2, "", "0万元"),
    ],
)
def test_a_number_is_said_with_its_hedge_where_chinese_puts_it(
    value: str, unit: str, places: int, qualifier: str, said: str
) -> None:
    """700多万元, 近2000台, 70%以上, 10:1."""
    assert words(fact(value, unit, places, qualifier)) == said


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [("2.675", 2, "2.68"), ("2.665", 2, "2.67"), ("0.5", 0, "1"), ("1.5", 0, "2"), ("2.5", 0, "3"), ("-2.5", 0, "-3")],
)
def test_halves_are_rounded_up_as_people_round(value: str, places: int, said: str) -> None:
    """Not to even, and not by what a float happens to be."""
    assert number(Decimal(value), places) == said
    assert rounded(Decimal(value), places) == Decimal(said)


def test_a_table_cell_says_the_digits_alone() -> None:
    """The head has the unit; a hedge stays."""
    assert words(fact("2414", "万元"), "bare") == "2414"
    assert words(fact("700", "万元", qualifier="多"), "bare") == "700多"


def test_a_loss_is_said_without_its_sign() -> None:
    """减少26万元, not 减少-26万元."""
    assert words(fact("-26", "万元"), "size") == "26万元"


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "零"), (2, "二"), (10, "十"), (11, "十一"), (20, "二十"), (22, "二十二"), (100, "一百"), (101, "一百零一"),
     (110, "一百一十"), (1001, "一千零一"), (1010, "一千零一十"), (9999, "九千九百九十九")],
)  # fmt: skip
def test_whole_numbers_in_chinese_numerals(value: int, said: str) -> None:
    """As headings and 三个方面 use them."""
    assert chinese(value) == said


@pytest.mark.parametrize(("value", "said"), [(1, "一"), (2, "两"), (3, "三"), (12, "十二"), (22, "二十二")])
def test_two_before_a_measure_word_is_liang(value: int, said: str) -> None:
    """两个方面, 十二个方面."""
    assert counted(value) == said
    assert words(fact(str(value), "个"), "chinese") == f"{said}个"

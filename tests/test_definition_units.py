"""A sum is said in the unit its definition states, converted, never relabelled."""

import pytest

from reportgen.model.period import Period
from reportgen.pipeline import examine
from reportgen.wording import words
from tests.conftest import MakeCounty

SUM = '[own.money]\nlabel = "总投资"\nrule = "sum"\nsheet = "projects"\ncolumn = "investment"\nunit = "{unit}"\nplaces = 2\n'


@pytest.mark.parametrize(("unit", "said"), [("万元", "250.5万元"), ("亿元", "0.03亿元"), ("元", "2505000元")])
def test_another_unit_of_money_is_converted(make_county: MakeCounty, unit: str, said: str) -> None:
    """250.5万元 is 0.03亿元."""
    data = make_county()
    (data / "definitions").mkdir()
    (data / "definitions" / "own.toml").write_text(SUM.format(unit=unit), encoding="utf-8")
    fact = examine(data, Period(2019, 3)).book.get("own.money")
    assert fact is not None
    assert words(fact) == said


def test_a_unit_of_another_kind_is_refused(make_county: MakeCounty) -> None:
    """Money is not an area."""
    data = make_county()
    (data / "definitions").mkdir()
    (data / "definitions" / "own.toml").write_text(SUM.format(unit="平方米"), encoding="utf-8")
    assert [d.code for d in examine(data, Period(2019, 3)).errors] == ["E401"]


COUNT = '[own.c]\nlabel = "项目"\nrule = "count"\nsheet = "projects"\nunit = "个"\nwhere = {{ {condition} }}\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (COUNT.format(condition="status = { more_than = 3 }"), "“进展”的条件不认识：more_than"),
        (COUNT.format(condition='status = { at_least = "快了" }'), "写的是“快了”"),
        (COUNT.format(condition='name = { below = "甲" }'), "这一列没有先后"),
        ('[own.s]\nlabel = "名"\nrule = "sum"\nsheet = "projects"\ncolumn = "name"\n', "不是数，不能相加"),
        ('[[equal]]\nname = "甲"\nleft = "projects.count"\n', "应当相等的数写在 checks/*.toml"),
    ],
)
def test_a_definition_that_means_nothing_is_named_with_what_was_expected(
    make_county: MakeCounty, text: str, said: str
) -> None:
    """A fault in the data, with its key; never a traceback."""
    from reportgen.messages import sentence

    data = make_county()
    (data / "definitions").mkdir()
    (data / "definitions" / "own.toml").write_text(text, encoding="utf-8")
    errors = examine(data, Period(2019, 3)).errors
    assert [d.code for d in errors] == ["E401"]
    assert said in sentence(errors[0])


def test_every_comparison_that_is_accepted_can_be_made() -> None:
    """What the reader lets through is what the rows are tried by."""
    from reportgen.compute.frames import _COMPARE
    from reportgen.model.definition import OPERATORS

    assert set(_COMPARE) == OPERATORS

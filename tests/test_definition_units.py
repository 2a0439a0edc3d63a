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

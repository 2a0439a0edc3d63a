"""What each school lacks, what the townships lack together, and what would even the county out."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reportgen.checks import check_evaluations
from reportgen.compute.evaluation import evaluate
from reportgen.compute.findings import findings
from reportgen.compute.variation import coefficient
from reportgen.evaluate import lines
from reportgen.messages import sentence
from reportgen.model.evaluation import Evaluation
from reportgen.model.fact import Fact
from reportgen.model.period import Period
from reportgen.model.standard import Stage
from reportgen.pipeline import examine
from reportgen.readers.ledgers import read_period
from reportgen.readers.standards import find_standard
from tests.conftest import MakeCounty
from tests.test_evaluation import HEADER, school

PERIOD = Period(2019, 3)
SAMPLE = Path(__file__).resolve().parent.parent / "data"
ITEMS = ["要点编号", "要点", "自评", "现值", "佐证材料"]
FORCE = '[county]\nname = "清河区"\nbureau = "清河区教育局"\n[evaluation]\nbalance = "basic-2012"\n'


def county(make_county: MakeCounty, *schools: Sequence[object], items: Sequence[Sequence[object]] = ()) -> Path:
    """Schools, and answers to further items."""
    sheets = {"学校": [HEADER, *schools], "项目": [["项目编号", "项目名称"]]}
    return make_county(sheets | ({"评估要点": [ITEMS, *items]} if items else {}))


def judged(data: Path, by: str) -> Evaluation:
    """The county judged."""
    ledger = read_period(data, PERIOD).ledger
    return evaluate(find_standard(data, by), ledger["schools"], ledger["checklist"])


def facts(evaluation: Evaluation, role: str = "conditions") -> dict[str, Fact]:
    """Its Facts by id."""
    return {fact.id: fact for fact in findings(evaluation, role, PERIOD, date(2019, 3, 31))}


def test_gaps_of_a_township_add_up_to_the_countys(make_county: MakeCounty) -> None:
    """20 books a pupil: 100 pupils with 1500 lack 500, 50 with 990 lack 10; what is over elsewhere helps nobody."""
    rows = [
        school("1", "完小", 100, 图书=1500),
        school("2", "完小", 50, 图书=990, 乡镇="西乡"),
        school("3", "完小", 40, 图书=4000),
    ]
    made = facts(judged(county(make_county, *rows), "example-schools"))
    assert made["conditions.township_gap@小学/东乡/生均图书册数"].value == 500
    assert made["conditions.township_gap@小学/西乡/生均图书册数"].value == 10
    assert made["conditions.gap@小学/生均图书册数"].value == 510
    assert made["conditions.type_gap@小学/完小/生均图书册数"].value == 510


def test_every_printed_gap_of_the_sample_adds_up() -> None:
    """What has to be built is whole 平方米, what has to be paid 万元 to two decimals: no column is off by rounding."""
    ledger = read_period(SAMPLE, Period(2018, 1)).ledger
    made = facts(evaluate(find_standard(SAMPLE, "example-schools"), ledger["schools"]))
    totals = [fact for fact in made.values() if fact.key == "conditions.gap"]
    assert len(totals) > 10
    for total in totals:
        stage, name = total.subject
        for family in ("conditions.township_gap", "conditions.type_gap"):
            parts = [
                f.value for f in made.values() if f.key == family and (f.subject[0], f.subject[-1]) == (stage, name)
            ]
            assert all(part == round(part, total.places) for part in parts)
            assert sum(parts) == total.value


def test_the_school_that_lacks_most_heads_the_list_and_the_nearest_ends_it(make_county: MakeCounty) -> None:
    """Three of ten aspects may not fail; the one with most failing comes first."""
    bare = dict.fromkeys(["图书", "小学专任教师", "教学仪器设备值（万元）", "网络多媒体教室"], 0)
    rows = [
        school("1", "完小", 100, **bare | {"教学仪器设备值（万元）": 9}),
        school("2", "完小", 100, **bare),
    ]
    own = county(make_county, *rows)
    folder = own / "standards"
    folder.mkdir()
    shipped = find_standard(own, "quality-2017")
    folder.joinpath("ours.toml").write_text(
        f'based_on = "{shipped.key}"\nkey = "ours"\n[school]\nallowed = 0\n[scope]\nsponsors = []\n', "utf-8"
    )
    made = judged(own, "ours").stages[Stage.PRIMARY]
    assert [v.part.ident for v in made.tasks] == ["2", "1"]


def test_the_schools_that_weigh_most_bring_a_coefficient_under_its_limit(make_county: MakeCounty) -> None:
    """Nine schools with 3000 yuan a pupil and one with 100: that one, brought to 2000, is enough."""
    rows = [school(str(n), "完小", 100, **{"教学仪器设备值（万元）": 30}) for n in range(9)]
    rows.append(school("9", "完小", 400, **{"教学仪器设备值（万元）": 4}))
    made = facts(judged(county(make_county, *rows), "quality-2017"), "balance")
    assert made["balance.cv@小学/生均教学仪器设备值"].value > Decimal("0.5")
    assert made["balance.relief_schools@小学/生均教学仪器设备值"].value == 1
    assert made["balance.relief_cv@小学/生均教学仪器设备值"].value < Decimal("0.5")


def test_what_a_coefficient_falls_to_is_what_computing_anew_gives() -> None:
    """On the sample: every school of the list brought to 2000 yuan a pupil, the coefficient computed from the start."""
    ledger = read_period(SAMPLE, Period(2018, 1)).ledger
    result = evaluate(find_standard(SAMPLE, "quality-2017"), ledger["schools"]).stages[Stage.PRIMARY]
    found = {one.score.part.ident for one in result.reliefs["equipment"]}
    pairs = [
        (s.part.students or Decimal(0), Decimal(2000) if s.part.ident in found else s.value or Decimal(0))
        for s in result.spreads["equipment"].scores
    ]
    again = coefficient(pairs)[2] or Decimal(0)
    assert abs(again - result.reliefs["equipment"][-1].coefficient) < Decimal("1e-20")


def test_the_limit_of_a_composite_is_no_limit_of_its_parts(make_county: MakeCounty) -> None:
    """基本均衡 limits the mean of the eight; 优质均衡 each of the seven."""
    data = county(make_county, school("1", "完小", 100, 图书=2000), school("2", "完小", 100, 图书=1000))
    limits = [f.subject for f in facts(judged(data, "basic-2012")).values() if f.key.endswith("cv_limit")]
    assert set(limits) == {("小学", "综合差异系数"), ("初中", "综合差异系数")}
    each = [f.subject for f in facts(judged(data, "quality-2017")).values() if f.key.endswith("cv_limit")]
    assert ("小学", "综合差异系数") not in each


# -- further items


def test_items_are_met_by_answer_or_by_value(make_county: MakeCounty) -> None:
    """88 of 85 points is met; 整改中 is not; what nobody has answered is open, never met."""
    items: list[list[object]] = [
        ["government_score", None, None, 88, "打分表"],
        ["satisfaction", None, None, 84.9, None],
        ["government_1", None, "已达到", None, "招生方案"],
        ["government_2", None, "整改中", None, None],
        ["government_3", None, "不适用", None, None],
    ]
    data = county(make_county, school("1", "完小", 100), items=items)
    evaluation = judged(data, "basic-2012")
    assert {a.item.key: a.met for a in evaluation.answers if a.row} == {
        "government_score": True,
        "satisfaction": False,
        "government_1": True,
        "government_2": False,
        "government_3": None,
    }
    made = facts(evaluation, "balance")
    counts = [made[f"balance.{name}"].value for name in ("items", "items_met", "items_failed", "items_open")]
    assert counts == [19, 2, 2, 15]
    assert any("满意度：未填 84.9%" in line for line in lines(evaluation))


def test_a_county_that_keeps_no_such_sheet_is_asked_nothing(make_county: MakeCounty) -> None:
    """No item is counted as open when the county has not begun."""
    evaluation = judged(county(make_county, school("1", "完小", 100)), "basic-2012")
    assert evaluation.answers == ()
    assert not [key for key in facts(evaluation) if ".items" in key]


@pytest.mark.parametrize(
    "row, code, said",
    [
        (["govenment_1", None, "已达到", None, None], "W411", "没有编号为“govenment_1”的评估要点"),
        (["satisfaction", None, "已达到", 80, None], "W412", "自评为“已达到”，而现值 80% 与要求的 85% 不符"),
        (["quality_1", None, "已达到", 97, None], None, ""),
    ],
)
def test_an_answer_that_cannot_be_right_is_named(
    make_county: MakeCounty, row: list[object], code: str | None, said: str
) -> None:
    """A key no standard has, an answer its value contradicts; another regime's items may stand by."""
    data = county(make_county, school("1", "完小", 100), items=[row])
    (data / "report.toml").write_text(FORCE, "utf-8")
    found = [d for d in examine(data, PERIOD).diagnostics if d.code in ("W411", "W412")]
    assert [d.code for d in found] == ([code] if code else [])
    assert all(said in sentence(d) for d in found)


@pytest.mark.parametrize("stated, sports, codes", [("否", 100, ["W413"]), ("是", 100, []), ("是", 900, ["W413"])])
def test_the_register_is_held_against_its_own_figures(
    make_county: MakeCounty, stated: str, sports: int, codes: list[str]
) -> None:
    """100 pupils want 600 平方米 of grounds: 否 beside 100 and 是 beside 900 are asked about."""
    header = [*HEADER, "运动场面积", "校舍建筑面积", "运动场或校舍面积不足"]
    row = [*school("1", "完小", 100), sports, 2000, stated]
    data = make_county({"学校": [header, row], "项目": [["项目编号", "项目名称"]]})
    ledger = read_period(data, PERIOD).ledger
    made = evaluate(find_standard(data, "example-schools"), ledger["schools"])
    assert [d.code for d in check_evaluations(ledger, {"conditions": made}, ())] == codes

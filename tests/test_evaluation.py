"""Schools judged by a standard: the official formulas to the printed digit, nothing guessed where a cell is blank."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import isqrt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportgen.compute.evaluation import evaluate, split
from reportgen.compute.variation import coefficient
from reportgen.model.evaluation import Evaluation, Score
from reportgen.model.period import Period
from reportgen.model.standard import Stage
from reportgen.readers.ledgers import read_period
from reportgen.readers.standards import StandardFault, UnknownStandard, find_standard, read_standards
from tests.conftest import MakeCounty

SAMPLE = Path(__file__).resolve().parent.parent / "data"
P, J = Stage.PRIMARY, Stage.JUNIOR
HEADER = ["学校代码", "学校名称", "乡镇", "办学类型", "举办者", "是否计校数", "小学在校生", "初中在校生", "高中在校生"]
HEADER += [
    "图书",
    "网络多媒体教室",
    "小学专任教师",
    "初中专任教师",
    "教学仪器设备值（万元）",
    "教学及辅助用房面积",
    "室内体育用房面积",
]


def school(code: str, type_: str, primary: object = None, junior: object = None, **columns: object) -> list[object]:
    """One row of the register; columns by their headings."""
    row = dict.fromkeys(HEADER)
    row |= {"学校代码": code, "学校名称": f"{code}校", "乡镇": "东乡", "办学类型": type_, "是否计校数": "是"}
    return list((row | {"小学在校生": primary, "初中在校生": junior} | columns).values())


def judged(make_county: MakeCounty, *schools: Sequence[object], by: str = "basic-2012") -> Evaluation:
    """A county of these schools, judged."""
    data = make_county({"学校": [HEADER, *schools], "项目": [["项目编号", "项目名称"]]})
    return evaluate(find_standard(data, by), read_period(data, Period(2019, 3)).ledger["schools"])


def rounded(value: Decimal | None, places: int) -> str:
    """As printed."""
    return "" if value is None else f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def score(result: Evaluation, stage: Stage, code: str, indicator: str) -> Score:
    """One school by one indicator."""
    spread = result.stages[stage].spreads[indicator]
    return next(s for s in (*spread.scores, *spread.unknown) if s.part.ident == code)


# -- the official examples


def test_books_of_five_schools_vary_by_0_515(make_county: MakeCounty) -> None:
    """Golden test 1: weighted by students, population form; 0.489 and 0.546 are the wrong ways."""
    rows = [(45, 279), (37, 137), (89, 935), (76, 160), (55, 402)]
    result = judged(make_county, *(school(str(n), "完小", p, 图书=b) for n, (p, b) in enumerate(rows)))
    books = result.stages[P].spreads["books"]
    assert [rounded(s.value, 2) for s in books.scores] == ["6.20", "3.70", "10.51", "2.11", "7.31"]
    assert (rounded(books.mean, 3), rounded(books.deviation, 3), rounded(books.coefficient, 3)) == (
        "6.334",
        "3.264",
        "0.515",
    )


@pytest.mark.parametrize(
    "coefficients, composite",
    [
        ("0.437 0.419 0.255 0.188 0.171 0.263 0.263 0.420", "0.302"),
        ("0.881 1.299 0.977 0.379 0.170 0.334 0.286 0.408", "0.592"),
    ],
)
def test_the_composite_is_the_plain_mean(coefficients: str, composite: str) -> None:
    """Golden test 2, two published counties; a single coefficient above 1 is legal."""
    from reportgen.compute import evaluation

    standard = find_standard(SAMPLE, "basic-2012")
    given = dict(zip((i.key for i in standard.indicators), map(Decimal, coefficients.split()), strict=True))
    spreads = {
        key: evaluation.Spread(standard.indicator(key), (), (), None, None, value) for key, value in given.items()
    }
    assert rounded(evaluation._composite(standard, spreads), 3) == composite


def test_a_nine_year_schools_books_are_shared_by_weighted_students() -> None:
    """Golden test 3: 23226 over 166 + 1.1·210 = 397 is 58.5 each; 9711 and 13515, the sum kept."""
    students, weights = {P: Decimal(166), J: Decimal(210)}, {P: Decimal(1), J: Decimal("1.1")}
    assert split(Decimal(23226), students, weights, 0) == {P: Decimal(9711), J: Decimal(13515)}


def test_each_part_of_a_mixed_school_counts_as_a_school(make_county: MakeCounty) -> None:
    """Books are shared, teachers are each stage's own."""
    nine = school("9", "九年一贯制学校", 166, 210, 图书=23226, 小学专任教师=10, 初中专任教师=20)
    result = judged(make_county, nine)
    assert [score(result, stage, "9", "books").amount for stage in (P, J)] == [9711, 13515]
    assert [rounded(score(result, stage, "9", "teachers").value, 3) for stage in (P, J)] == ["0.060", "0.095"]


def test_a_complete_secondary_school_has_its_junior_part_only(make_county: MakeCounty) -> None:
    """Junior share B / (B + 1.2 C) with B = 600 and C = 500: one half."""
    result = judged(make_county, school("7", "完全中学", None, 600, 高中在校生=500, 图书=24000))
    assert score(result, J, "7", "books").amount == 12000
    assert result.stages[P].parts == ()


# -- which schools count, what is known


def test_private_schools_teaching_points_and_uncounted_schools_stay_out(make_county: MakeCounty) -> None:
    """Basic balance: county-run schools; quality balance takes points of fifty pupils and more."""
    rows = [
        school("1", "完小", 100, 图书=1000),
        school("2", "教学点", 49, 图书=100),
        school("3", "教学点", 50, 图书=100),
        school("4", "完小", 90, 图书=100, 举办者="民办"),
        school("5", "完小", 90, 图书=100, 是否计校数="否"),
        school("6", "幼儿园"),
    ]
    assert [p.ident for p in judged(make_county, *rows).stages[P].parts] == ["1"]
    assert [p.ident for p in judged(make_county, *rows, by="quality-2017").stages[P].parts] == ["1", "3"]


def test_zero_is_data_and_blank_is_named(make_county: MakeCounty) -> None:
    """A school without one multimedia room lowers the mean; one not counted yet is left out by name."""
    rows = [
        school("1", "完小", 100, 网络多媒体教室=4),
        school("2", "完小", 100, 网络多媒体教室=0),
        school("3", "完小", 100),
    ]
    rooms = judged(make_county, *rows, by="quality-2017").stages[P].spreads["multimedia"]
    assert (rounded(rooms.mean, 2), rounded(rooms.coefficient, 3)) == ("2.00", "1.000")
    assert [s.part.ident for s in rooms.unknown] == ["3"]
    assert [str(o) for o in rooms.unknown[0].missing] == ["2019-03/台账.xlsx!学校!K4"]


def test_a_school_whose_students_are_unknown_is_in_no_figure(make_county: MakeCounty) -> None:
    """It is named instead."""
    result = judged(make_county, school("1", "完小", 100, 图书=900), school("2", "完小", None, 图书=900))
    assert [p.ident for p in result.stages[P].unknown] == ["2"]
    assert rounded(result.stages[P].spreads["books"].mean, 2) == "9.00"


def test_without_one_coefficient_there_is_no_composite(make_county: MakeCounty) -> None:
    """Seven blank columns do not make a composite of one."""
    assert judged(make_county, school("1", "完小", 100, 图书=900)).stages[P].composite is None


def test_money_is_compared_in_yuan_and_sports_rooms_are_taken_off(make_county: MakeCounty) -> None:
    """20.5 万元 among 100 pupils is 2050 元 each; 500 less 60 平方米 is 4.40 each."""
    row = school(
        "1", "完小", 100, 图书=0, **{"教学仪器设备值（万元）": 20.5, "教学及辅助用房面积": 500, "室内体育用房面积": 60}
    )
    result = judged(make_county, row, by="quality-2017")
    money, area = (score(result, P, "1", key) for key in ("equipment", "teaching_area"))
    assert (rounded(money.value, 2), money.met, money.gap) == ("2050.00", True, 0)
    assert (rounded(area.value, 2), area.met, rounded(area.gap, 1)) == ("4.40", False, "10.0")


def test_pieces_are_bought_whole(make_county: MakeCounty) -> None:
    """2.3 rooms for a hundred: 120 pupils want 2.76, have 1, need 2 more."""
    result = judged(make_county, school("1", "完小", 120, 网络多媒体教室=1), by="quality-2017")
    assert score(result, P, "1", "multimedia").gap == 2


# -- the verdict on a school


def quality(**values: object) -> list[object]:
    """A school of 100 pupils that meets all seven indicators, but for what is said."""
    columns = {"小学高于规定学历教师": 5, "小学县级以上骨干教师": 1, "小学体育艺术专任教师": 1, "体育运动场馆面积": 800}
    columns |= {"教学及辅助用房面积": 500, "室内体育用房面积": 0, "教学仪器设备值（万元）": 20, "网络多媒体教室": 3}
    return list(dict.fromkeys([*HEADER, *columns])), list(
        (dict(zip(HEADER, school("1", "完小", 100), strict=True)) | columns | values).values()
    )  # type: ignore[return-value]


@pytest.mark.parametrize(
    "values, passes",
    [
        ({}, True),
        ({"体育运动场馆面积": 640}, True),
        ({"体育运动场馆面积": 630}, False),
        ({"体育运动场馆面积": 640, "网络多媒体教室": 2}, False),
        ({"体育运动场馆面积": None}, None),
        ({"体育运动场馆面积": None, "网络多媒体教室": 1}, False),
    ],
)
def test_six_of_seven_and_the_other_at_85_per_cent(
    make_county: MakeCounty, values: dict[str, object], passes: object
) -> None:
    """640 of 750 平方米 is 85.3 %; a blank could decide it either way, so nothing is said."""
    header, row = quality(**values)
    data = make_county({"学校": [header, row], "项目": [["项目编号", "项目名称"]]})
    result = evaluate(find_standard(data, "quality-2017"), read_period(data, Period(2019, 3)).ledger["schools"])
    assert [v.passes for v in result.stages[P].verdicts] == [passes]


def test_a_class_may_be_too_large_but_nothing_can_be_bought_against_it(make_county: MakeCounty) -> None:
    """The bound is an upper one."""
    row = school("1", "完小", 100)
    data = make_county({"学校": [[*HEADER, "最大班额"], [*row, 56]], "项目": [["项目编号", "项目名称"]]})
    result = evaluate(find_standard(data, "example-schools"), read_period(data, Period(2019, 3)).ledger["schools"])
    size = score(result, P, "1", "class_size")
    assert (size.met, size.gap) == (False, None)


# -- a second way to the same digits, on the whole sample county


BASIC = {
    "teaching_area": ("教学及辅助用房面积（平方米）", 1, True),
    "sports_area": ("体育运动场馆面积（平方米）", 1, True),
    "equipment": ("教学仪器设备值（万元）", 10000, True),
    "computers": ("学生用计算机（台）", 100, True),
    "books": ("图书（册）", 1, True),
    "teachers": ("{stage}专任教师（人）", 1, False),
    "qualified": ("{stage}高于规定学历教师（人）", 1, False),
    "titled": ("{stage}中级及以上职称教师（人）", 1, False),
}
QUALITY = {
    "qualified": ("{stage}高于规定学历教师（人）", 100, False),
    "backbone": ("{stage}县级以上骨干教师（人）", 100, False),
    "arts": ("{stage}体育艺术专任教师（人）", 100, False),
    "teaching_area": ("教学及辅助用房面积（平方米）-室内体育用房面积（平方米）", 1, True),
    "sports_area": ("体育运动场馆面积（平方米）", 1, True),
    "equipment": ("教学仪器设备值（万元）", 10000, True),
    "multimedia": ("网络多媒体教室（间）", 100, True),
}
CUT = {"computers": 100, "multimedia": 100}  # a hundredth of a piece; everything else in whole units


def register() -> list[dict[str, object]]:
    """The sample's rows straight from the workbook."""
    sheet = load_workbook(SAMPLE / "2018-01" / "01学校台账.xlsx", data_only=True)["学校名册"]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def exact(value: object) -> Fraction | None:
    """A cell as the number typed."""
    return None if value is None else Fraction(str(value))


def share(row: dict[str, object], stage: str) -> tuple[Fraction, bool]:
    """The stage's share of a mixed school, and whether it is the last to be served."""
    weights = {"九年一贯制学校": {"小学": 10, "初中": 11}, "完全中学": {"初中": 10, "高中": 12}}[str(row["办学类型"])]
    parts = {s: w * (exact(row[f"{s}在校生（人）"]) or 0) for s, w in weights.items()}
    return Fraction(parts[stage]) / sum(parts.values()), stage == list(weights)[-1]


def amount(row: dict[str, object], stage: str, key: str, columns: str, factor: int, mixed: bool) -> Fraction | None:
    """A school's amount in one stage, times the factor of the indicator."""
    first, *less = [exact(row[name.format(stage=stage)]) for name in columns.split("-")]
    if first is None or None in less:
        return None
    unit = 10000 if key == "equipment" else 1
    total = (first - sum(n for n in less if n is not None)) * unit
    if mixed and row["办学类型"] in ("九年一贯制学校", "完全中学"):
        part, last = share(row, stage)
        cut = CUT.get(key, 1)
        total = (
            Fraction(int(total * part * cut), cut) if not last else total - Fraction(int(total * (1 - part) * cut), cut)
        )
    return total * factor / unit


def root(square: Fraction) -> Fraction:
    """A square root to thirty decimals."""
    scale = 10**60
    return Fraction(isqrt(int(square * scale)), 10**30)


@pytest.mark.parametrize("by, indicators", [("basic-2012", BASIC), ("quality-2017", QUALITY)])
@pytest.mark.parametrize("stage", ["小学", "初中"])
def test_a_second_computation_agrees_to_the_last_digit(
    by: str, indicators: dict[str, tuple[str, int, bool]], stage: str
) -> None:
    """Fractions over the workbook's own cells, no ledger, no Decimal: every mean, deviation and coefficient."""
    types = {"小学": ["完小", "九年一贯制学校"], "初中": ["初级中学", "九年一贯制学校", "完全中学"]}[stage]
    rows = [r for r in register() if r["办学类型"] in types]
    if by == "quality-2017" and stage == "小学":
        rows += [r for r in register() if r["办学类型"] == "教学点" and int(str(r["小学在校生（人）"])) >= 50]
    ledger = read_period(SAMPLE, Period(2018, 1)).ledger
    result = evaluate(find_standard(SAMPLE, by), ledger["schools"]).stages[Stage(stage)]
    assert len(result.parts) == len(rows) > 20
    for key, (columns, factor, mixed) in indicators.items():
        amounts = [
            (exact(r[f"{stage}在校生（人）"]) or Fraction(0), amount(r, stage, key, columns, factor, mixed))
            for r in rows
        ]
        pairs = [(p, x / p) for p, x in amounts if x is not None]
        students = sum(p for p, _ in pairs)
        mean = sum(p * x for p, x in pairs) / students
        deviation = root(sum(p * (x - mean) ** 2 for p, x in pairs) / students)
        spread = result.spreads[key]
        assert len(spread.scores) == len(pairs)
        for ours, theirs in (
            (spread.mean, mean),
            (spread.deviation, deviation),
            (spread.coefficient, deviation / mean),
        ):
            assert ours is not None
            assert abs(Fraction(ours) - theirs) < Fraction(1, 10**20), key


def test_no_students_no_coefficient() -> None:
    """Nothing is divided by zero."""
    assert coefficient([]) == (None, None, None)
    assert coefficient([(Decimal(10), Decimal(0))])[2] is None


# -- a county's own standards


def test_a_county_changes_one_threshold_without_python(make_county: MakeCounty) -> None:
    """Its file is based on a shipped one and says only what differs."""
    data = make_county()
    (data / "standards").mkdir()
    own = 'key = "ours"\nname = "本省标准"\nbased_on = "quality-2017"\n[indicators.books]\nname = "生均图书"\nunit = "册"\n'
    own += 'columns = ["books"]\nthreshold = { "小学" = 25 }\n[indicators.sports_area.threshold]\n"小学" = 8\n'
    (data / "standards" / "ours.toml").write_text(own, encoding="utf-8")
    ours, theirs = find_standard(data, "ours"), find_standard(data, "quality-2017")
    assert len(ours.indicators) == len(theirs.indicators) + 1
    assert ours.indicator("sports_area").thresholds == {"小学": Decimal(8), "初中": Decimal("10.2")}
    assert theirs.indicator("sports_area").thresholds["小学"] == Decimal("7.5")


@pytest.mark.parametrize(
    "changed, said",
    [
        ("name = 1\n[scope", "不是有效的 TOML"),
        ('colour = "red"', "不认识的项：colour"),
        ('issued = "2012年"', "issued：应为日期"),
        ('[variation]\nlimit = { "大学" = 1 }', "“大学”应为 小学、初中、高中"),
        ('[variation]\nlimit = { "小学" = "低" }', "应为数，写的是“低”"),
        ('[indicators.x]\nname = "x"\nunit = "册"\ncolumns = ["bookz"]', "学校台账没有“bookz”这一列"),
        ('[indicators.x]\nname = "x"\nunit = "册"\ncolumns = ["books", "computers"]', "不是一类，不能相加减"),
        (
            '[indicators.x]\nname = "x"\nunit = "册"\ncolumns = ["books"]\nthreshold = { "大学" = 1 }',
            "应为学段（小学、初中）或办学类型",
        ),
        ('[scope.stages]\n"中学" = ["初中"]', "不是办学类型"),
        ('[split]\nweights = { "小学" = 1 }', "须给出每个学段的折算系数"),
    ],
)
def test_a_standard_that_cannot_be_used_is_refused_with_its_place(
    make_county: MakeCounty, changed: str, said: str
) -> None:
    """File, key, what was expected."""
    data = make_county()
    (data / "standards").mkdir()
    top = 'key = "ours"\nname = "本省标准"\nbased_on = "basic-2012"\n'
    if changed.startswith("[split]"):
        top = (
            top.replace('based_on = "basic-2012"\n', "")
            + '[indicators.x]\nname = "x"\nunit = "册"\ncolumns = ["books"]\n'
        )
        top += '[scope.stages]\n"九年一贯制学校" = ["小学", "初中"]\n'
    (data / "standards" / "ours.toml").write_text(top + changed, encoding="utf-8")
    with pytest.raises(StandardFault) as fault:
        read_standards(data)
    assert str(fault.value).startswith("standards/ours.toml")
    assert said in str(fault.value)


def test_an_unknown_standard_is_answered_with_those_there_are() -> None:
    """By name."""
    with pytest.raises(UnknownStandard, match="basic-2012、example-schools、quality-2017"):
        find_standard(SAMPLE, "basic-2010")

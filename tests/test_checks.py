"""What must add up: each check with a ledger it finds fault with, and the same ledger mended."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from reportgen.checks import facts, rows
from reportgen.checks.agreement import Agreement, Span, agree, around
from reportgen.messages import sentence
from reportgen.model.diagnostic import CODES, Diagnostic
from reportgen.model.period import Period
from reportgen.pipeline import examine
from reportgen.readers.checks import KINDS, read_checks
from tests.conftest import MakeCounty, Sheets, write_county

MARCH = Period(2019, 3)

PROJECT = ["项目编号", "工程类别", "项目名称", "建设面积（平方米）", "总投资（万元）", "进展"]
FUNDS = ["编号", "资金口径", "性质", "事项", "金额（万元）"]
REPORTED = ["数据项", "名称", "数值", "单位", "小数位", "修饰语"]
PROBLEM = ["问题编号", "专题", "问题", "整改状态", "发现时间", "销号时间", "销号依据"]
MEETING = ["编号", "类别", "名称", "次数", "涉及方面数（个）", "内容"]
SCHOOL = ["学校代码", "学校名称", "乡镇", "办学类型", "是否计校数"]


def project(*more: tuple[str, object], status: str = "完工", area: object = 1000, cost: object = 90) -> Sheets:
    """One project with further columns."""
    head = [*PROJECT, *(name for name, _ in more)]
    return {"项目": [head, ["X1", "加固工程", "一小加固", area, cost, status, *(value for _, value in more)]]}


def problem(status: str, found: str, closed: object, why: object) -> Sheets:
    return {"问题": [PROBLEM, ["W1", "资金", "资金不足", status, found, closed, why]], "任务": [["任务编号", "任务"]]}


def reported(*lines: Sequence[object]) -> Sheets:
    return {"上报数": [REPORTED, *lines]}


def codes(data: Path, own: str = "") -> list[str]:
    """The codes of a month's diagnostics, with a county's own checks."""
    return [d.code for d in found(data, own)]


def found(data: Path, own: str = "") -> list[Diagnostic]:
    if own:
        (data / "checks").mkdir(exist_ok=True)
        (data / "checks" / "own.toml").write_text(own, encoding="utf-8")
    return list(examine(data, MARCH).diagnostics)


def twice(code: str) -> Sheets:
    return {
        "学校": [SCHOOL, ["001", "第一小学", "城关街道", "完小", "是"], [code, "第二小学", "城关街道", "完小", "是"]]
    }


def register(status: str, place: str) -> Sheets:
    return {
        "学校": [SCHOOL, ["001", "第一小学", place, "完小", status], ["002", "第二小学", "城关街道", "教学点", "是"]]
    }


def total(foot: object) -> Sheets:
    return {
        "资金": [
            FUNDS,
            ["Z1", "达标建设", "总需", "校舍", 100.5],
            ["Z2", "达标建设", "总需", "操场", 20],
            ["合计", None, None, None, foot],
        ]
    }


def need(value: object, unit: str = "万元") -> list[object]:
    return ["funds.need@达标建设", "总需", value, unit, 1, None]


SEEN = '[a.count]\nname = "涉及方面"\ncheck = "row_count"\nsheet = "meetings"\nlisted = "content"\ncount = "aspects"\n'
SPLIT = """
[a.split]
name = "经费构成"
check = "partition"
whole = "own.all"
parts = ["own.wages", "own.rest"]
"""
SUBSET = '[a.part]\nname = "其中寄宿生"\ncheck = "subset"\npart = "own.wages"\nwhole = "own.all"\n'
RATE = (
    '[a.rate]\nname = "巩固率"\ncheck = "rate"\nrate = "own.rate"\nnumerator = "own.stay"\ndenominator = "own.came"\n'
)
SAME = '[a.same]\nname = "两处人数"\ncheck = "identity"\nleft = "own.one"\nright = "own.other"\n'


def meeting(listed: str) -> Sheets:
    return {"会议": [MEETING, ["H1", "摸底", "摸底排查", 1, 3, listed]]}


def own(*lines: tuple[str, object, str, int]) -> Sheets:
    """Reported numbers that only this county has: key, value, unit, decimals."""
    return reported(*([f"own.{key}", key, value, unit, places, None] for key, value, unit, places in lines))


BAND = """
[a.x]
name = "x"
check = "row_band"
sheet = "项目"
numerator = "investment"
denominator = "area"
unit = "元/平方米"
by = "kind"
"""
WAGES = (("all", 90, "人", 0), ("wages", 60, "人", 0))
RATED = (("rate", 92.37, "%", 2), ("came", 33.9, "亿元", 1))
EXAMPLES: list[tuple[str, Sheets, Sheets, str]] = [
    ("E301", twice("001"), twice("002"), ""),
    ("W314", twice("1"), twice("002"), ""),
    ("W303", total(119), total(120.5), ""),
    ("W305", project(("实际开工", "2018-05"), ("实际完工", "2018-04")), project(("实际开工", "2018-05"), ("实际完工", "2018-05")), ""),
    ("W306", project(("实际完工", "2018-04"), status="装修"), project(("实际完工", "2018-04"), status="验收"), ""),
    ("W307", project(("中央资金", 50), ("县级资金", 30)), project(("中央资金", 50), ("县级资金", 40)), ""),
    ("W308", project(("实际开工", "2019-04")), project(("实际开工", "2019-03")), ""),
    ("W309", project(("已拨付", 95)), project(("已拨付", 90)), ""),
    ("N310", problem("已销号", "2018-05", "2018-09", None), problem("已销号", "2018-05", "2018-09", "验收单"), ""),
    ("N311", project(("建设内容", "运动场"), area=10), project(("建设内容", "运动场"), area=3000), ""),
    ("W312", meeting("用地、图书"), meeting("用地、图书、师资"), SEEN),
    ("N313", project(("中央资金", 50.2), ("县级资金", 40)), project(("中央资金", 50), ("县级资金", 40)), ""),
    ("W402", total(120.5) | reported(need(122)), total(120.5) | reported(need(120.5)), ""),
    ("W404", reported(["nowhere.known", "某数", 5, "个", 0, None]), {}, ""),
    ("W405", total(120.5) | reported(need(121, "平方米")), {}, ""),
    ("W406", own(("one", 300, "人", 0), ("other", 301, "人", 0)), own(("one", 300, "人", 0), ("other", 300, "人", 0)), SAME),
    ("N407", {"资金": [FUNDS, ["Z1", "建设", "总需", "校舍", 9], ["Z2", "绿化", "缺口", "绿化", 3]]}, {"资金": [FUNDS, ["Z1", "建设", "总需", "校舍", 9]]}, ""),
    ("E409", {}, {}, '[a.x]\ncheck = "sum"\n'),
    ("W414", own(*WAGES, ("rest", 29, "人", 0)), own(*WAGES, ("rest", 30, "人", 0)), SPLIT),
    ("W415", own(("all", 90, "人", 0), ("wages", 91, "人", 0)), own(("all", 90, "人", 0), ("wages", 90, "人", 0)), SUBSET),
    ("W416", own(*RATED, ("stay", 31.25, "亿元", 2)), own(*RATED, ("stay", 31.35, "亿元", 2)), RATE),
    ("N417", own(("rate", 66.6, "%", 1), ("stay", 2, "人", 0), ("came", 3, "人", 0)), own(("rate", 66.7, "%", 1), ("stay", 2, "人", 0), ("came", 3, "人", 0)), RATE),
    ("N418", own(("one", 300, "万元", 0), ("other", 300.4, "万元", 1)), own(("one", 300, "万元", 0), ("other", 300, "万元", 0)), SAME),
    ("W419", {}, {}, SAME),
]  # fmt: skip


@pytest.mark.parametrize("code, bad, good, declared", EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_a_check_finds_the_fault_and_only_the_fault(
    code: str, bad: Sheets, good: Sheets, declared: str, make_county: MakeCounty
) -> None:
    """The first ledger is remarked on, with a cell to look at; the mended one is not."""
    hits = [d for d in found(make_county(bad), declared) if d.code == code]
    assert hits
    assert all(d.origins for d in hits)
    assert "{" not in sentence(hits[0])
    if code not in ("E409", "W419"):
        assert code not in codes(make_county(good), declared)


def test_every_check_has_an_example() -> None:
    """Codes of rows, Facts and rules that checks give; the others have theirs beside what gives them."""
    elsewhere = {"E302", "E304", "E401", "E408", "N403", "W410", "W411", "W412", "W413", "W420"}
    assert {e[0] for e in EXAMPLES} == {c for c in CODES if c[1] in "34"} - elsewhere


def test_every_kind_of_check_is_shipped_and_carried_out(tmp_path: Path) -> None:
    """A kind that no rule carries out, or that nobody ships, would be an empty word; row_count is for counties."""
    assert set(KINDS.values()) == {*facts.RULES, *rows.RULES}
    shipped = {type(check) for check in read_checks(tmp_path)}
    assert shipped == set(KINDS.values()) - {KINDS["row_count"]}


def test_the_first_briefings_own_sentence_is_caught(make_county: MakeCounty) -> None:
    """总需33806万元，到位5113万元，预计5100万元，缺口23567万元: entered as reported numbers, 26 are missing."""
    sentence_ = (("need", 33806), ("received", 5113), ("expected", 5100), ("gap", 23567))
    said = reported(*([f"funds.{key}@达标建设", key, value, "万元", 0, None] for key, value in sentence_))
    hits = [d for d in found(make_county(said)) if d.code == "W406"]
    assert len(hits) == 1
    assert hits[0].values["right"] == "23593万元"
    assert hits[0].values["difference"] == "26万元"
    assert {o.sheet for o in hits[0].origins} == {"上报数"}


def test_a_change_beyond_its_bound_is_asked_about(tmp_path: Path) -> None:
    """One school in February, three in March: 200 per cent more than the bound of 20."""
    head = ["学校代码", "学校名称", "乡镇", "办学类型", "是否计校数"]
    lines = [[f"00{n}", f"第{n}小学", "城关街道", "完小", "是"] for n in range(1, 4)]
    write_county(tmp_path, "2019-02", {"学校": [head, lines[0]]})
    write_county(tmp_path, "2019-03", {"学校": [head, *lines]})
    hits = [d for d in found(tmp_path) if d.code == "W420"]
    assert [d.values["label"] for d in hits] == ["学校数（完小）"]
    assert {o.file.split("/")[0] for o in hits[0].origins} == {"2019-02", "2019-03"}
    write_county(tmp_path, "2019-02", {"学校": [head, *lines]})
    assert "W420" not in codes(tmp_path)


def test_the_parts_of_a_programme_are_its_projects(make_county: MakeCounty) -> None:
    """含 and 其中 are parts of a longer list and stay silent; a declared partition does not."""
    assert not [c for c in codes(make_county()) if c in ("W414", "W415")]


def test_a_county_drops_a_check_and_changes_a_bound(make_county: MakeCounty) -> None:
    """The same key in data/checks/*.toml takes the place of the shipped one; off takes it away."""
    county = make_county(project(("已拨付", 95)))
    assert "W309" in codes(county)
    assert "W309" not in codes(county, '[projects.paid]\ncheck = "off"\n')


@pytest.mark.parametrize(
    "toml, why",
    [
        ("[a.x]\n", "check 应为"),
        ('[a.x]\nname = "x"\ncheck = "subset"\npart = "b.c"\n', "缺少：whole"),
        ('[a.x]\nname = "x"\ncheck = "subset"\npart = "b.c"\nwhole = "b.d"\nless = "b"\n', "不认识的项：less"),
        ('[a.x]\nname = "x"\ncheck = "identity"\nleft = "b.c +"\nright = "b.d"\n', "算式写法不对"),
        ('[a.x]\nname = "x"\ncheck = "identity"\nleft = "open(b.c)"\nright = "b.d"\n', "算式里只能有"),
        ('[a.x]\nname = "x"\ncheck = "change"\nof = "b.c"\nmore = "多"\n', "more 应为数"),
        ('[a.x]\nname = "x"\ncheck = "partition"\nwhole = "b.c"\nparts = [1]\n', "parts 应为名称"),
        ('[a.x]\nname = "x"\ncheck = "row_order"\nsheet = "nosuch"\nearlier = "a"\nlater = "b"\n', "没有这张表：nosuch"),
        ('[a.x]\nname = "x"\ncheck = "row_order"\nsheet = "项目"\nearlier = "a"\nlater = "finished"\n', "没有这一列：a"),
        ('[a.x]\nname = "x"\ncheck = "row_order"\nsheet = "项目"\nearlier = "area"\nlater = "finished"\n', "不是日期"),
        ('[a.x]\nname = "x"\ncheck = "row_status"\nsheet = "项目"\ncolumn = "status"\nbelow = "完"\nblank = "gap"\n', "写的是“完”"),
        ('[a.x]\nname = "x"\ncheck = "row_status"\nsheet = "项目"\ncolumn = "status"\nblank = "gap"\n', "at_least 或 below"),
        (f'{BAND}bands = {{ "食堂" = [1] }}\n', "最低, 最高"),
        ("a = [1\n", "own.toml"),
    ],
)  # fmt: skip
def test_a_check_that_cannot_be_used_is_named_with_its_reason(toml: str, why: str, make_county: MakeCounty) -> None:
    """checks/own.toml, the key, and what was expected; never a check that is silently not made."""
    hits = [d for d in found(make_county(), toml) if d.code == "E409"]
    assert len(hits) == 1
    assert hits[0].origins[0].file == "checks/own.toml"
    assert why in sentence(hits[0])


def test_units_that_do_not_match_are_said(make_county: MakeCounty) -> None:
    """人 and 万元 are not equal, whatever their numbers."""
    hits = [d for d in found(make_county(own(("one", 3, "人", 0), ("other", 3, "万元", 0))), SAME) if d.code == "E409"]
    assert "单位" in sentence(hits[0])


@pytest.mark.parametrize(
    "stated, places, unit, computed, verdict",
    [
        ("23593", 0, "万元", "23593", Agreement.SAME),
        ("92.37", 2, "%", "92.374", Agreement.ROUNDED),
        ("46.93", 2, "%", "46.938", Agreement.CUT),
        ("46.95", 2, "%", "46.938", Agreement.DIFFERENT),
        ("23567", 0, "万元", "23593", Agreement.DIFFERENT),
        ("110", 0, "所", "110", Agreement.SAME),
        ("110", 0, "所", "111", Agreement.DIFFERENT),
        ("-3", 0, "万元", "3", Agreement.DIFFERENT),
    ],
)
def test_figures_are_compared_as_they_are_printed(
    stated: str, places: int, unit: str, computed: str, verdict: Agreement
) -> None:
    """Half the last printed digit is nobody's fault; cut-off digits are a remark; things counted are exact."""
    exact = Decimal(computed)
    assert agree(around(Decimal(stated), places, unit), Span(exact, exact, exact)) is verdict


def test_a_rate_above_a_hundred_is_legal(make_county: MakeCounty) -> None:
    """120 of a planned 100 is 120 %."""
    lines = own(("rate", 120, "%", 0), ("stay", 120, "个", 0), ("came", 100, "个", 0))
    assert not [c for c in codes(make_county(lines), RATE) if c == "W416"]


def test_townships_add_up_to_the_county(tmp_path: Path) -> None:
    """A gap of a township that is not in the county's is found: the check is made member by member."""
    from reportgen.checks.facts import RULES
    from reportgen.model.check import Partition
    from reportgen.model.fact import Basis, Fact, FactBook
    from reportgen.model.origin import Origin

    book, cell = FactBook(), (Origin("a", "b", "C1"),)
    book.add(Fact("c.gap", Decimal(90), "册", Basis("", cell), subject=("小学", "图书")))
    for town, value in (("城关镇", 60), ("柳河镇", 29)):
        book.add(Fact("c.town", Decimal(value), "册", Basis("", cell), subject=("小学", town, "图书")))
    book.add(Fact("c.town", Decimal(7), "册", Basis("", cell), subject=("初中", "城关镇", "图书")))
    check = Partition(key="a", name="缺口", origin=Origin("x"), whole="c.gap", parts=("c.town",))
    assert [d.values["difference"] for d in RULES[Partition](check, book)] == ["1册"]

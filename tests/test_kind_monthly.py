"""The monthly briefing: how works stand to plan, and what falls due next month."""

from pathlib import Path

from reportgen.model.period import Period
from reportgen.pipeline import Request, examine, write_document
from reportgen.writers import outline
from tests.conftest import PLAIN, MakeCounty

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
HEAD = ["项目编号", "工程类别", "项目名称", "建设面积", "总投资", "进展", "计划完工"]


def monthly(data: Path) -> str:
    """The county's briefing for March 2019."""
    request = Request("monthly", Period(2019, 3), data, TEMPLATES, data)
    return "\n".join(outline.blocks_text(write_document(request, examine(data, request.period)).document))


def works(*states: tuple[str, str | None]) -> dict[str, list[list[object]]]:
    """Works by state and planned finish."""
    rows = [[f"X{n}", "校舍加固工程", f"第{n}项", 100, 10, *state] for n, state in enumerate(states)]
    return {"项目": [list(HEAD), *rows]}


def test_works_ahead_of_plan_are_said_to_be_ahead(make_county: MakeCounty) -> None:
    """Two of four done, one was due: 25 个百分点."""
    done = works(("完工", "2019年2月"), ("完工", "2019年6月"), ("开工", "2019年6月"), ("开工", "2019年7月"))
    assert "按计划应完工1个，完工率高于序时进度25个百分点。" in monthly(make_county(done))


def test_works_behind_plan_are_said_to_be_behind(make_county: MakeCounty) -> None:
    """One of two done, both were due."""
    done = works(("完工", "2019年2月"), ("开工", "2019年2月"))
    assert "按计划应完工2个，完工率低于序时进度50个百分点。" in monthly(make_county(done))


def test_works_as_planned_are_level(make_county: MakeCounty) -> None:
    """One of two done, one was due."""
    done = works(("完工", "2019年2月"), ("开工", "2019年6月"))
    assert "按计划应完工1个，完工率与序时进度持平。" in monthly(make_county(done))


def test_nothing_is_said_of_a_plan_that_is_not_complete(make_county: MakeCounty) -> None:
    """One work has no planned finish: the two shares would not be of one base."""
    assert "序时进度" not in monthly(make_county(works(("完工", "2019年2月"), ("开工", None))))


def test_what_falls_due_next_month_is_named(make_county: MakeCounty) -> None:
    """A work, a task and a problem of April; what is finished, and what is of May, is not."""
    tasks = [["任务编号", "任务", "措施", "牵头单位", "完成时限", "状态"], ["R1", "配齐图书", "招标采购", "区教育局", "2019年4月20日", "推进中"],
             ["R2", "制定方案", "印发", "区教育局", "2019年4月10日", "已完成"], ["R3", "培训校长", "分期", "区教育局", "2019年5月", "推进中"]]  # fmt: skip
    problems = [
        ["问题编号", "专题", "问题", "责任单位", "整改时限", "整改状态"],
        ["W1", "其他", "消防通道堵塞", "区消防队", "2019年4月5日", "整改中"],
    ]
    sheets = works(("主体在建", "2019年4月"), ("主体在建", "2019年5月"), ("完工", "2019年4月"))
    text = monthly(make_county({**sheets, "任务": tasks, "问题": problems}))
    assert (
        "下月，第0项计划2019年4月完工；任务到期的有配齐图书（区教育局，2019年4月20日）；"
        "问题整改到期的有消防通道堵塞（区消防队，2019年4月5日）。"
    ) in text


def test_when_nothing_falls_due_nothing_is_said(make_county: MakeCounty) -> None:
    """The plain county's dates are in summer."""
    assert PLAIN["项目"][2][-1] == "2019年6月"
    assert "下月，" not in monthly(make_county())


def test_many_works_due_are_counted_after_the_fifth(make_county: MakeCounty) -> None:
    """Five names, then how many in all."""
    text = monthly(make_county(works(*[("开工", "2019年4月")] * 7)))
    assert "第4项计划2019年4月完工，到期项目共七个。" in text

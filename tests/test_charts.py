"""Charts by their data: what is said of them, what is drawn, and that it is the same each time."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from reportgen.charts import Drawn, MissingGlyph, Pen, alt, draw, lay, numbers
from reportgen.charts.ruler import load
from reportgen.fonts import find_fonts
from reportgen.model.chart import BarChart, Bullet, Change, Chart, Gauge, Series, Span, Step, Timeline, Waterfall
from reportgen.model.fact import Basis, Fact
from reportgen.wording import words

FONT = find_fonts().faces["hei"]


def fact(value: str, unit: str = "个", places: int = 0) -> Fact:
    """A number."""
    return Fact("k", Decimal(value), unit, Basis("口径"), places=places)


BARS = BarChart(
    "bars",
    "各类工程进展",
    "个",
    ("校舍加固工程", "操场改造工程"),
    (Series("已完工", (fact("14"), fact("0"))), Series("在建", (fact("6"), None))),
    stacked=True,
    totals=(fact("20"), fact("0")),
)
GROUPED = BarChart("g", "教师需求", "人", ("音乐",), (Series("需求", (fact("90", "人"),)), Series("现有", (None,))))
WATERFALL = Waterfall(
    "w",
    "资金缺口",
    "万元",
    (
        Step("总需", fact("33806", "万元"), "start"),
        Step("到位", fact("5113", "万元"), "less"),
        Step("追加", fact("7", "万元"), "more"),
        Step("缺口", fact("28700", "万元"), "result"),
    ),
)
CHANGE = Change(
    "c",
    "布局调整",
    "所",
    ("完小", "初中"),
    (fact("134", "所"), None),
    (fact("110", "所"), fact("9", "所")),
    "调整前",
    "调整后",
)
BULLET = Bullet(
    "b", "覆盖情况", "%", ("多媒体", "宽带"), (fact("33.35", "%", 1), None), (fact("100", "%"), None), "现状", "目标"
)
GAUGE = Gauge(
    "e",
    "达到标准的程度",
    "%",
    ("图书", "班额"),
    (Series("小学", (fact("93.9", "%", 1), fact("1057.9", "%", 1))), Series("初中", (fact("100", "%", 1), None))),
    "达到标准",
    "未达到标准",
)
TIMELINE = Timeline(
    "t",
    "重点工程",
    (
        Span("新一中", "主体完工", date(2017, 9, 1), None, "2017年9月初", "", done=False),
        Span("衡尤小学", "完工", None, date(2018, 1, 20), "", "2018年1月20日", done=True),
    ),
    date(2018, 1, 31),
    "截至2018年1月31日",
)
ALL: tuple[Chart, ...] = (BARS, GROUPED, WATERFALL, CHANGE, BULLET, GAUGE, TIMELINE)


@pytest.mark.parametrize("chart", ALL, ids=lambda c: c.key)
def test_the_alternative_text_says_every_value(chart: Chart) -> None:
    """Who cannot see the picture hears the same numbers, with their units, and its title."""
    said = alt(chart)
    assert chart.title in said
    for value in numbers(chart):
        assert words(value) in said


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        (BARS, "校舍加固工程：已完工14个，在建6个"),
        (BARS, "操场改造工程：已完工0个，在建未填报"),
        (GROUPED, "音乐：需求90人，现有未填报"),
        (WATERFALL, "总需33806万元；到位5113万元；追加7万元；缺口28700万元"),
        (CHANGE, "初中：调整前未填报，调整后9所"),
        (BULLET, "多媒体：现状33.4%，目标100%；宽带：现状未填报，目标未填报"),
        (GAUGE, "图书：小学93.9%，初中100%；班额：小学1057.9%"),
        (TIMELINE, "新一中：2017年9月初至结束时间未填报，主体完工"),
        (TIMELINE, "衡尤小学：开始时间未填报至2018年1月20日，完工"),
    ],
)
def test_a_blank_is_said_to_be_blank_and_a_zero_to_be_zero(chart: Chart, said: str) -> None:
    """未填报 and 0 are two things."""
    assert said in alt(chart)


@pytest.fixture(scope="module")
def drawn() -> dict[str, Drawn]:
    """Each kind of chart, drawn once."""
    return {chart.key: draw(chart, Pen(FONT)) for chart in ALL}


@pytest.mark.parametrize("chart", ALL, ids=lambda c: c.key)
def test_a_chart_is_the_same_bytes_each_time(drawn: dict[str, Drawn], chart: Chart) -> None:
    """No date, no random name in SVG or PNG."""
    assert draw(chart, Pen(FONT)) == drawn[chart.key]


@pytest.mark.parametrize("chart", ALL, ids=lambda c: c.key)
def test_a_chart_is_a_picture_in_both_formats(drawn: dict[str, Drawn], chart: Chart) -> None:
    """SVG with letters as paths (no font needed to show it) and PNG, of one shape."""
    root = ET.fromstring(drawn[chart.key].svg)  # noqa: S314 our own drawing
    assert root.tag.endswith("svg")
    assert not list(root.iter("{http://www.w3.org/2000/svg}text"))
    png = drawn[chart.key].png
    assert png.startswith(b"\x89PNG\r\n")
    wide, high = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    box = [float(n) for n in root.attrib["viewBox"].split()]
    assert wide / high == pytest.approx(box[2] / box[3], rel=0.01)


def drawn_words(chart: Chart) -> list[str]:
    """All words on the picture."""
    return [label.text for label in lay(chart, load(FONT, ())).labels]


def test_unknown_is_written_not_drawn_as_zero() -> None:
    """A blank says 未填报 where a zero says 0."""
    assert "未填报" in drawn_words(GROUPED)
    assert "未填报" in drawn_words(CHANGE)
    assert "未填报" in drawn_words(BULLET)
    zero = BarChart("g", "教师需求", "人", ("音乐",), (Series("现有", (fact("0", "人"),)),))
    assert "未填报" not in drawn_words(zero)
    assert "0" in drawn_words(zero)


def test_every_value_stands_on_the_picture_with_its_unit_once() -> None:
    """33806, –5113, +7, 28700, 单位：万元."""
    found = drawn_words(WATERFALL)
    assert found.count("单位：万元") == 1
    assert {"33806", "–5113", "+7", "28700", "单位：万元"} <= set(found)


def test_a_change_says_what_was_gained_or_lost() -> None:
    """134 → 110: 减少24; where one side is unknown nothing is said."""
    found = drawn_words(CHANGE)
    assert "减少24" in found
    assert not [t for t in found if t.startswith("增加")]


def test_the_axis_of_time_shows_the_day_of_the_report() -> None:
    """Each work's status, and a line at 截至."""
    assert {"主体完工", "完工", "截至2018年1月31日"} <= set(drawn_words(TIMELINE))


def test_a_character_no_font_has_is_refused() -> None:
    """Rather a message than an empty box."""
    odd = BarChart("g", "图", "人", ("\U00020164",), (Series("现有", (fact("1", "人"),)),))
    with pytest.raises(MissingGlyph, match="没有字体能显示图中的字符“\U00020164”（U\\+20164）"):
        draw(odd, Pen(FONT))


def test_a_gauge_cuts_long_bars_and_says_their_value() -> None:
    """1057.9 % is no longer on the picture than 200 %; what has no value has no bar; a line stands at 100."""
    sheet = lay(GAUGE, load(FONT, ()))
    at = {label.text: label.left + label.width / 2 for label in sheet.labels if label.scale}
    ends = [max(x for path in shape.paths for x, _ in path) for shape in sheet.shapes if shape.fill]
    assert max(ends) == pytest.approx(at["200"], abs=0.1)
    assert {"小学93.9", "初中100", "小学1057.9"} <= set(drawn_words(GAUGE))
    assert "未填报" not in drawn_words(GAUGE)
    assert any(
        shape.edge and shape.width > 1 and shape.paths[0][0][0] == pytest.approx(at["100"]) for shape in sheet.shapes
    )


def test_a_gauge_of_one_stage_does_not_name_it() -> None:
    """The value alone, and in the legend only what is to be seen."""
    alone = Gauge("e", "程度", "%", ("图书",), (Series("小学", (fact("120", "%", 1),)),), "达到标准", "未达到标准")
    assert "120" in drawn_words(alone)
    assert "未达到标准" not in drawn_words(alone)
    assert alt(alone) == "达标程度图：程度。图书120%。"

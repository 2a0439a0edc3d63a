"""Dossiers of schools that do not exist: two pages, three tables, a chart, a dozen sentences; each number a Fact.

Like the real kind in size and shape, and as many as are asked for, each with words and figures of its own.
"""

from collections.abc import Iterator
from decimal import Decimal

from reportgen.charts import alt
from reportgen.model.chart import Bullet
from reportgen.model.document import (
    Align,
    Block,
    CellText,
    Document,
    FactText,
    Heading,
    Inlines,
    Meta,
    Paragraph,
    Picture,
    Role,
    Table,
    TableColumn,
    Text,
    Title,
)
from reportgen.model.fact import Basis, Fact
from reportgen.model.origin import Origin

_TOWNS = [
    "城关镇",
    "东岭镇",
    "河口乡",
    "白石镇",
    "青山乡",
    "龙泉镇",
    "双桥镇",
    "新集乡",
    "柳林镇",
    "南坪乡",
    "安乐镇",
    "黄土乡",
]
_PLACES = [
    "前进",
    "红旗",
    "育才",
    "文昌",
    "永兴",
    "大坪",
    "石桥",
    "李家湾",
    "清水",
    "长岭",
    "高庙",
    "三合",
    "太平",
    "玉泉",
    "凤凰",
    "云台",
    "松树",
    "梨园",
    "杨柳",
    "马家",
]
_KINDS = ("小学", "中学", "九年一贯制学校", "教学点")
_INDICATORS = (
    ("生均教学及辅助用房面积", "平方米", "4.50"),
    ("生均体育运动场馆面积", "平方米", "7.50"),
    ("生均教学仪器设备值", "元", "2000"),
    ("每百名学生拥有计算机台数", "台", "12"),
    ("生均图书册数", "册", "20"),
    ("师生比", "", "0.05"),
    ("生均高于规定学历教师数", "人", "0.90"),
    ("每百名学生拥有骨干教师数", "人", "1.00"),
    ("每百名学生拥有网络多媒体教室数", "间", "2.30"),
    ("每百名学生拥有体育艺术教师数", "人", "0.90"),
)
_WORKS = ("教学楼加固", "运动场改造", "食堂新建", "图书室配备")
_STATES = ("完工", "在建", "未开工", "主体完工")


class _Die:
    """A run of numbers that is the same for the same school."""

    def __init__(self, number: int) -> None:
        self._state = number * 2654435761 % 2**32 or 1

    def __call__(self, sides: int) -> int:
        self._state = (self._state * 1103515245 + 12345) % 2**31
        return (self._state >> 8) % sides


def trees(count: int) -> Iterator[Document]:
    """So many dossiers."""
    return (tree(number) for number in range(count))


def tree(number: int) -> Document:
    """The dossier of the n-th school."""
    die = _Die(number + 1)
    town, kind = _TOWNS[die(len(_TOWNS))], _KINDS[die(len(_KINDS))]
    school = f"{town}{_PLACES[die(len(_PLACES))]}{_PLACES[die(len(_PLACES))]}{kind}"
    title = f"{school}办学条件档案"
    return Document(Meta(title, "××县教育局", "一校一册", "2018-01-31"), tuple(_blocks(school, number, die, title)))


def _fact(name: str, text: str, form: str = "") -> FactText:
    return FactText(text, name, form)


def _cell(text: str, place: str) -> CellText:
    return CellText(text, Origin("学校台账.xlsx", "学校", place))


def _say(*parts: str | FactText | CellText) -> Inlines:
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def _blocks(school: str, number: int, die: _Die, title: str) -> Iterator[Block]:
    own = f"school.{3401230000 + number}"
    pupils, classes, teachers = 120 + die(900), 6 + die(30), 12 + die(60)
    yield Title(_say(title))
    yield Paragraph(_say("（2018年1月）"), Role.DATE)
    yield Heading(1, _say("基本情况"), "一、")
    yield Paragraph(
        _say(
            _cell(school, f"B{number + 3}"),
            "现有教学班",
            _fact(f"{own}.classes", f"{classes}个"),
            "，在校学生",
            _fact(f"{own}.pupils", f"{pupils}人"),
            "，其中寄宿生",
            _fact(f"{own}.boarders", f"{pupils // 3}人"),
            "。专任教师",
            _fact(f"{own}.teachers", f"{teachers}人"),
            "，平均年龄",
            _fact(f"{own}.age", f"{35 + die(15)}.{die(10)}岁"),
            "。校园占地面积",
            _fact(f"{own}.land", f"{5000 + die(20000)}平方米"),
            "，校舍建筑面积",
            _fact(f"{own}.area", f"{2000 + die(9000)}平方米"),
            "。",
        )
    )
    yield _register(school, own, die)
    yield Heading(1, _say("对照标准"), "二、")
    shares = [40 + die(90) for _ in _INDICATORS]
    met = sum(share >= 100 for share in shares)
    yield Paragraph(
        _say(
            "按县域义务教育优质均衡发展标准，十项指标中达标",
            _fact(f"{own}.met", f"{met}项"),
            "，未达标",
            _fact(f"{own}.unmet", f"{len(shares) - met}项"),
            "。在本乡镇",
            _fact(f"{own}.of", f"{8 + die(12)}所"),
            "学校中列第",
            _fact(f"{own}.rank", str(1 + die(8))),
            "位，比上期上升",
            _fact(f"{own}.rise", f"{1 + die(3)}位"),
            "。",
        )
    )
    yield _indicators(own, shares, die)
    yield _picture(own, school, shares)
    yield Heading(1, _say("缺口与项目"), "三、")
    for place, (name, unit, _) in enumerate(_INDICATORS[:3]):
        if shares[place] < 100:
            yield Paragraph(
                _say(
                    f"{name}不足，尚缺",
                    _fact(f"{own}.gap{place}", f"{50 + die(900)}{unit}"),
                    "，约需资金",
                    _fact(f"{own}.money{place}", f"{10 + die(300)}.{die(100):02}万元"),
                    "，拟于年内列入改造计划。",
                )
            )
    yield _works(own, die)
    yield Paragraph(_say("下一步，学校要对照清单逐项销号，县教育局按月调度，确保在迎检前全部整改到位。"))


def _columns(*widths: float) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(Align.LEFT if not place else Align.CENTER, width) for place, width in enumerate(widths))


def _register(school: str, own: str, die: _Die) -> Table:
    rows = (
        (_say("学校名称"), _say(_cell(school, "B3")), _say("学校代码"), _say(_cell(own[7:], "A3"))),
        (_say("办学类型"), _say(_cell("农村寄宿制", "C3")), _say("校长"), _say("（岗位）")),
        (
            _say("危房面积"),
            _say(_fact(f"{own}.unsafe", f"{die(500)}平方米")),
            _say("大班额"),
            _say(_fact(f"{own}.large", f"{die(5)}个")),
        ),
    )
    head = (_say("项目"), _say("内容"), _say("项目"), _say("内容"))
    return Table(_columns(0.18, 0.37, 0.18, 0.27), head, rows, _say("学校登记情况"), "表1")


def _indicators(own: str, shares: list[int], die: _Die) -> Table:
    head = tuple(map(_say, ("指标", "实际", "标准", "达到标准的", "全县位次", "比上期")))
    rows = []
    for place, ((name, unit, least), share) in enumerate(zip(_INDICATORS, shares, strict=True)):
        value = f"{float(least) * share / 100:.2f}{unit}"
        rows.append(
            (
                _say(name),
                _say(_fact(f"{own}.i{place}", value)),
                _say(_fact(f"standard.i{place}", f"{least}{unit}")),
                _say(_fact(f"{own}.share{place}", f"{share}%")),
                _say(_fact(f"{own}.rank{place}", str(1 + die(260)))),
                _say(_fact(f"{own}.change{place}", f"+{die(90) / 100:.2f}")),
            )
        )
    short = frozenset((place, 1) for place, share in enumerate(shares) if share < 100)
    return Table(
        _columns(0.34, 0.15, 0.15, 0.14, 0.11, 0.11), head, tuple(rows), _say("对照标准逐项情况"), "表2", short
    )


def _picture(own: str, school: str, shares: list[int]) -> Picture:
    chart = Bullet(
        f"{own}.chart",
        f"{school}各项指标达到标准的程度",
        "%",
        tuple(name for name, _, _ in _INDICATORS),
        tuple(Fact(f"{own}.share{n}", Decimal(share), "%", Basis("口径")) for n, share in enumerate(shares)),
        tuple(Fact("standard.whole", Decimal(100), "%", Basis("口径")) for _ in shares),
        "现状",
        "标准",
    )
    return Picture(chart, _say("各项指标达到标准的程度"), alt(chart), "图1")


def _works(own: str, die: _Die) -> Table:
    head = tuple(map(_say, ("项目", "状态", "计划完成", "投资", "责任部门")))
    rows = tuple(
        (
            _say(_cell(name, f"C{place + 4}")),
            _say(_cell(_STATES[die(len(_STATES))], f"F{place + 4}")),
            _say(_cell(f"2018年{1 + die(12)}月", f"G{place + 4}")),
            _say(_fact(f"{own}.cost{place}", f"{20 + die(400)}.{die(10)}万元")),
            _say(_cell("基建股", f"H{place + 4}")),
        )
        for place, name in enumerate(_WORKS)
    )
    return Table(_columns(0.3, 0.16, 0.2, 0.18, 0.16), head, rows, _say("在建和待建项目"), "表3")

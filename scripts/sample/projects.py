"""The projects: four programmes whose rows add up to what the county reports."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sample.schools import Register
from sample.spread import plain, spread, uneven

HEADER = [
    "项目编号", "工程类别", "项目名称", "简称", "是否重点", "项目学校", "所属乡镇", "建设内容", "建设性质", "建设面积（平方米）",
    "总投资（万元）", "其中：中央（万元）", "其中：省级（万元）", "其中：市级（万元）", "其中：县级（万元）", "自筹（万元）", "已拨付（万元）",
    "资金缺口（万元）", "进展", "进展说明", "计划开工", "实际开工", "计划完工", "计划节点", "节点完成比例", "实际完工", "新增学位（个）",
    "滞后原因", "责任单位", "责任人",
]  # fmt: skip


@dataclass(frozen=True)
class Programme:
    """A programme of many small works: totals, kinds with their counts, shares of its funds by level."""

    code: str
    name: str
    investment: int
    area: int
    schools: int
    kinds: Sequence[tuple[str, str, int, float, float]]  # kind, mode, count, weight of money, weight of area
    levels: tuple[float, float, float, float, float]


REPAIR = Programme(
    "WX", "校舍维修改造工程", 2414, 70504, 92, [("校舍维修", "维修", 140, 1, 1)], (0.45, 0.30, 0, 0.25, 0)
)
POOR = Programme(
    "GB", "全面改薄工程", 2740, 98009, 37,
    [
        ("教学及辅助用房", "新建", 14, 6, 1.0),
        ("水冲厕所", "新建", 11, 1, 0.25),
        ("学生宿舍", "新建", 2, 8, 1.4),
        ("运动场", "改扩建", 29, 3, 5.5),
    ],
    (0.55, 0.30, 0, 0.15, 0),
)  # fmt: skip
PRESCHOOL = Programme(
    "XQ",
    "学前教育工程",
    1234,
    7880,
    18,
    [("园舍", "新建", 11, 1.5, 1.5), ("园舍", "改扩建", 7, 1, 1)],
    (0.5, 0.2, 0, 0.3, 0),
)


@dataclass(frozen=True)
class Key:
    """A key project; ``stages`` are its status in December and in January."""

    name: str
    short: str
    school: str
    township: str
    investment: int
    area: int
    gap: int | None
    stages: tuple[str, str]
    started: object
    planned: object
    milestone: str | None
    share: str | None
    finished: object
    note: str | None
    reason: str | None


KEYS = (
    Key("新一中", "", "新一中", "城关镇", 30000, 96000, None, ("主体在建", "主体完工"), "2017年9月初", "2018年8月", "交付使用",
        None, None, "主体工程完工，转入内外装修", "按计划推进"),
    Key("开发区中心校及幼儿园", "", "开发区中心校、开发区幼儿园", "经济开发区", 4000, 22400, 1500, ("装修", "装修"), "2017年3月",
        "2018年2月", "交付使用", None, None, "室内外装修收尾", "配套资金尚有缺口，室外工程未完成"),
    Key("明德小学", "明德学校", "明德小学", "城关镇", 1500, 7221, 600, ("装修", "基本竣工"), "2017年4月", "2018年3月", None, None,
        None, "主体及装修完成，正在整理竣工资料", "尾款尚未落实，竣工验收未完成"),
    Key("衡尤小学", "", "衡尤小学", "柳河镇", 800, 4950, None, ("基本竣工", "完工"), "2017年3月", "2018年1月", None, None,
        "2018年1月", None, None),
    Key("城镇中心校", "城中心校", "城镇中心校", "城关镇", 2000, 12000, 1000, ("主体在建", "主体在建"), "2017年10月", "2018年底",
        "完成主体工程", "70%以上", None, "基础及一层施工", "资金分期到位，按年度计划施工"),
)  # fmt: skip
KEY_LEVELS = (0.10, 0.15, 0.10, 0.65, 0.0)


def projects(period: str, register: Register) -> list[list[object]]:
    """Heading, rows, and the 合计 row as the office types it."""
    rng = random.Random(56140)
    primaries = [s.name for s in register.of("完小")] + [s.name for s in register.of("初级中学")]
    rows = _works(rng, REPAIR, primaries[: REPAIR.schools], register, unfinished=0)
    rows += _works(rng, POOR, primaries[-POOR.schools :], register, unfinished=2 if period == "2017-12" else 0)
    rows += _works(rng, PRESCHOOL, [s.name for s in register.of("幼儿园")], register, unfinished=0)
    rows += [_key(place, key, period) for place, key in enumerate(KEYS, start=1)]
    return [list(HEADER), *rows, _total(rows)]


def _works(
    rng: random.Random, programme: Programme, names: Sequence[str], register: Register, unfinished: int
) -> list[list[object]]:
    kinds = [(kind, mode, w, a) for kind, mode, count, w, a in programme.kinds for _ in range(count)]
    noise = uneven(rng, len(kinds), 2.0)
    money = spread(programme.investment, [k[2] * n for k, n in zip(kinds, noise, strict=True)], Decimal("0.5"))
    areas = spread(programme.area, [k[3] * n for k, n in zip(kinds, noise, strict=True)])
    townships = {s.name: s.township for s in register.schools}
    rows = []
    for place, (kind, mode, _, _) in enumerate(kinds):
        school = names[place % len(names)]
        code = f"{programme.code}-2017-{place + 1:03d}"
        late = place >= len(kinds) - unfinished
        rows.append(
            _work(rng, programme, code, school, townships[school], kind, mode, money[place], areas[place], late)
        )
    return rows


def _work(
    rng: random.Random, programme: Programme, code: str, school: str, township: str, kind: str, mode: str,
    money: Decimal, area: Decimal, late: bool,
) -> list[object]:  # fmt: skip
    month = rng.randint(3, 7)
    levels = _levels(money, programme.levels)
    # Drawn for a late one too, or all that comes after it would be another county's the month it is done.
    finished: datetime | None = datetime(2017, rng.randint(9, 11), rng.randint(1, 28))
    status = rng.choice(["完工", "完工", "验收", "交付使用"])
    if late:
        finished, status = None, "装修"
    name = f"{school}{'校舍' if kind == '校舍维修' else kind}{'维修改造' if mode == '维修' else mode}"
    paid = plain(money * (Decimal("0.8") if late else Decimal(1)))
    return [
        code, programme.name, name, None, None, school, township, kind, mode, plain(area), plain(money), *levels, paid, None,
        status, None, datetime(2017, month - 1, 1), datetime(2017, month, rng.randint(5, 25)), datetime(2017, 12, 31), None,
        None, finished, None, "收尾工程受降雨影响" if late else None, "县教体局项目办", "项目办主任",
    ]  # fmt: skip


def _levels(money: Decimal, shares: Sequence[float]) -> list[object]:
    used = [(i, s) for i, s in enumerate(shares) if s]
    parts = spread(money, [s for _, s in used], Decimal("0.01"))
    row: list[object] = [None] * len(shares)
    for (place, _), part in zip(used, parts, strict=True):
        row[place] = plain(part)
    return row


def _key(place: int, key: Key, period: str) -> list[object]:
    now = period == "2018-01"
    funded = Decimal(key.investment) - Decimal(key.gap or 0)
    levels = _levels(funded, KEY_LEVELS)
    done = key.stages[now] == "完工"
    paid = plain((funded * Decimal("0.6")).to_integral_value())
    return [
        f"ZD-2017-{place:03d}", "教育重点工程", key.name, key.short or None, "是", key.school, key.township, "整体新建", "新建",
        key.area, key.investment, *levels, paid, key.gap, key.stages[now], key.note if now else None, None, key.started,
        key.planned, key.milestone, key.share, key.finished if done else None, None, None if done else key.reason,
        "县教体局项目办", "项目办主任",
    ]  # fmt: skip


def _total(rows: Sequence[Sequence[object]]) -> list[object]:
    total: list[object] = ["合计"] + [None] * (len(HEADER) - 1)
    for header in ("建设面积（平方米）", "总投资（万元）", "资金缺口（万元）"):
        place = HEADER.index(header)
        total[place] = plain(sum((Decimal(str(r[place])) for r in rows if r[place] is not None), Decimal(0)))
    return total

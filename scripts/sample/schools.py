"""The register: 110 完小, 125 教学点, 24 schools with a junior stage; kindergartens and one senior school uncounted."""

import random
from dataclasses import dataclass

from sample.conditions import conditions, earlier

HEADER = [
    "学校标识码", "学校名称", "曾用名及简称", "所属乡镇", "办学类型", "城乡类型", "举办者", "是否计校数", "建成年份",
    "小学在校生（人）", "初中在校生（人）", "高中在校生（人）", "寄宿生（人）", "小学班数（个）", "初中班数（个）", "最大班额（人）",
    "小学专任教师（人）", "初中专任教师（人）", "小学高于规定学历教师（人）", "初中高于规定学历教师（人）",
    "小学中级及以上职称教师（人）", "初中中级及以上职称教师（人）", "小学县级以上骨干教师（人）", "初中县级以上骨干教师（人）",
    "小学体育艺术专任教师（人）", "初中体育艺术专任教师（人）", "占地面积（平方米）", "校舍建筑面积（平方米）",
    "教学及辅助用房面积（平方米）", "室内体育用房面积（平方米）", "体育运动场馆面积（平方米）", "功能室（间）", "教学仪器设备值（万元）",
    "图书（册）", "学生用计算机（台）", "网络多媒体教室（间）", "面积不足", "校园内可扩建", "摸底轮次（轮）",
]  # fmt: skip
TOWNSHIPS = (
    "城关镇", "经济开发区", "东风镇", "柳河镇", "平安镇", "双桥镇", "青山镇", "石桥镇", "大营镇", "白塔镇", "和平镇",
    "三里乡", "长岭乡", "沙河乡", "南湖乡", "北园乡",
)  # fmt: skip
TOWN, EDGE = 2, 11  # the first are 城区, up to here 镇区, the rest 乡村
VILLAGES = (
    "王庄", "李集", "张楼", "刘圩", "陈桥", "赵湾", "周营", "吴寨", "郑岗", "孙店", "马沟", "朱洼", "胡堰", "林庄", "何集", "高楼",
)  # fmt: skip
NAMED = {"开发区中心校": 1, "明德小学": 0, "衡尤小学": 3, "城镇中心校": 0}
ALIASES = {"明德小学": "明德学校", "城镇中心校": "城中心校"}
SHORT_PRIMARIES, SHORT_JUNIORS, NINE_YEAR, FULL_SECONDARY = 24, 2, 4, 1
PRIMARIES, POINTS, JUNIORS, KINDERGARTENS = 110, 125, 24, 18


@dataclass(frozen=True)
class School:
    """One row of the register, as values in the order of HEADER."""

    name: str
    township: str
    kind: str
    row: list[object]


@dataclass(frozen=True)
class Register:
    """All schools."""

    schools: list[School]

    def of(self, kind: str) -> list[School]:
        """The schools of one type, in order."""
        return [s for s in self.schools if s.kind == kind]

    def table(self) -> list[list[object]]:
        """Heading and rows."""
        return [list(HEADER), *(s.row for s in self.schools)]

    def total(self, header: str) -> int:
        """The sum of a column over counted schools."""
        place, counted = HEADER.index(header), HEADER.index("是否计校数")
        return sum(int(str(s.row[place])) for s in self.schools if s.row[counted] == "是" and s.row[place] is not None)


def schools(period: str) -> Register:
    """The whole register; in the earlier month a few schools had not yet got what January brought them."""
    rng = random.Random(20180131)
    made: list[School] = []
    for kind, names in _names().items():
        for place, (name, township) in enumerate(names):
            made.append(_school(rng, f"34{len(made) + 1:08d}", name, township, kind, place))
    if period < "2018-01":
        earlier([school.row for school in made if school.kind in ("完小", "初级中学")], HEADER)
    return Register(made)


def _names() -> dict[str, list[tuple[str, str]]]:
    townships = list(TOWNSHIPS)
    primaries = [(name, townships[t]) for name, t in NAMED.items()]
    primaries += [(f"{t.removesuffix('镇').removesuffix('乡')}中心小学", t) for t in townships if t != "经济开发区"]
    pairs = [(f"{v}", t) for v in VILLAGES for t in townships]
    primaries += [(f"{_short(t)}{v}小学", t) for v, t in pairs[: PRIMARIES - len(primaries)]]
    points = [(f"{_short(t)}{v}教学点", t) for v, t in pairs[-POINTS:]]
    juniors = [(f"{t.removesuffix('镇').removesuffix('乡')}中学", t) for t in townships]
    juniors += [("第二初级中学", "城关镇"), ("第三初级中学", "城关镇"), ("实验初级中学", "经济开发区")]
    nine = [(f"{_short(t)}九年制学校", t) for t in townships[-NINE_YEAR:]]
    kindergartens = [(f"{_short(t)}中心幼儿园", t) for t in townships] + [
        ("第二幼儿园", "城关镇"),
        ("开发区幼儿园", "经济开发区"),
    ]
    return {
        "完小": primaries,
        "教学点": points,
        "初级中学": juniors[: JUNIORS - NINE_YEAR - FULL_SECONDARY],
        "九年一贯制学校": nine,
        "完全中学": [("第二中学", "城关镇")],
        "高级中学": [("新一中", "城关镇")],
        "幼儿园": kindergartens[:KINDERGARTENS],
    }


def _short(township: str) -> str:
    return {"经济开发区": "开发区"}.get(township, township[:2])


def _school(rng: random.Random, code: str, name: str, township: str, kind: str, place: int) -> School:
    index = TOWNSHIPS.index(township)
    place_type = "城区" if index < TOWN else "镇区" if index < EDGE and "中心" in name else "乡村"
    counted = kind not in ("高级中学", "幼儿园")
    primary, junior, senior = _students(rng, kind, place_type)
    row: list[object] = [
        code,
        name,
        ALIASES.get(name),
        township,
        kind,
        place_type,
        "县级教育部门",
        "是" if counted else "否",
    ]
    row += [rng.randint(1978, 2016), primary, junior, senior, _boarders(rng, kind, junior, senior)]
    row += _teaching(rng, place_type, primary, junior)
    short = _area_short(rng, kind, place)
    row += conditions(rng, kind, place, (primary, junior, senior), short) if counted else [None] * 10
    row += [*_survey(short), 2] if counted else [None] * 3
    return School(name, township, kind, row)


def _students(rng: random.Random, kind: str, place_type: str) -> tuple[int | None, int | None, int | None]:
    town = {"城区": 3.0, "镇区": 1.6, "乡村": 1.0}[place_type]
    match kind:
        case "完小":
            return int(rng.uniform(110, 330) * town), None, None
        case "教学点":
            return rng.randint(8, 60), None, None
        case "初级中学":
            return None, int(rng.uniform(330, 700) * town), None
        case "九年一贯制学校":
            return rng.randint(260, 520), rng.randint(220, 430), None
        case "完全中学":
            return None, 1180, 1460
        case _:
            return None, None, None


def _boarders(rng: random.Random, kind: str, junior: int | None, senior: int | None) -> int | None:
    return (
        None if kind in ("幼儿园", "教学点", "完小") else int(((junior or 0) + (senior or 0)) * rng.uniform(0.1, 0.45))
    )


def _teaching(rng: random.Random, place_type: str, primary: int | None, junior: int | None) -> list[object]:
    """Classes, teachers and their kinds, each by stage."""
    full = {"城区": 1.1, "镇区": 1.0, "乡村": 0.86}[place_type]
    classes = [None if n is None else max(1, round(n / rng.uniform(32, 50))) for n in (primary, junior)]
    teachers = [
        None if n is None else max(1, round(n / per * full * rng.uniform(0.85, 1.15)))
        for n, per in ((primary, 18.5), (junior, 13.5))
    ]
    largest = [n / c for n, c in zip((primary, junior), classes, strict=True) if n and c]
    row: list[object] = [*classes, round(max(largest) * 1.12) if largest else None, *teachers]
    for low, high in ((0.72, 0.98), (0.30, 0.62), (0.08, 0.30), (0.08, 0.28)):
        row += [None if t is None else min(t, round(t * rng.uniform(low, high))) for t in teachers]
    return row


def _area_short(rng: random.Random, kind: str, place: int) -> bool | None:
    """Whether 运动场 or 校舍 fall short; ``None`` where a teaching point's grounds were not yet measured."""
    if kind == "教学点":
        return rng.choices([True, False, None], [16, 72, 12])[0]
    limit = {"完小": SHORT_PRIMARIES, "初级中学": SHORT_JUNIORS}.get(kind, 0)
    return place in {round(n * 108 / SHORT_PRIMARIES) for n in range(limit)} if kind == "完小" else place < limit


def _survey(short: bool | None) -> list[object]:
    """面积不足, 校园内可扩建."""
    if short is None:
        return [None, None]
    return ["是", "否"] if short else ["否", "是"]

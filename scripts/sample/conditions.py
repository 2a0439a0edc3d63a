"""Grounds, rooms, equipment and books of a school: spread as in a county where most is done and some is not."""

import random
from collections.abc import Sequence

Students = tuple[int | None, int | None, int | None]
WANTED = {  # the example standard: 占地, 运动场, 校舍 in 平方米, 图书, 计算机 for each student, 功能室 for each school
    "小学": (20.0, 6.0, 4.5, 20.0, 0.0625, 6),
    "初中": (25.0, 7.0, 5.5, 30.0, 0.10, 10),
}
BLANK = {("完小", 40): 7, ("完小", 77): 9, ("教学点", 15): 7}  # not yet counted: place in ``conditions``
NONE_AT_ALL = {("教学点", 3): 9, ("教学点", 21): 9, ("教学点", 33): 8, ("完小", 91): 9}  # none, and counted as none
LATE = 15  # schools that got something in January


def conditions(rng: random.Random, kind: str, place: int, students: Students, short: bool | None) -> list[object]:
    """占地 校舍 教学及辅助用房 室内体育 运动场 功能室 仪器设备 图书 计算机 多媒体教室."""
    count, stage = _weighted(kind, students)
    site, sports, building, books, computers, rooms = WANTED[stage]
    lacks_sports, lacks_building = _lacks(rng, short)
    ground = count * sports * _share(rng, lacks_sports, 0.70)
    house = count * building * _share(rng, lacks_building, 0.75) + 1
    teaching = house * rng.uniform(0.62, 0.80)
    row: list[object] = [
        round(max(count * site * rng.lognormvariate(0.28, 0.35), ground * 1.4 + house * 0.5)),
        round(house),
        round(teaching),
        round(teaching * 0.04) if count > 600 else 0,
        None if short is None else round(ground),
        max(1, round(rooms * rng.lognormvariate(0.25, 0.35) * (0.3 if kind == "教学点" else 1))),
        round(count * rng.lognormvariate(7.55, 0.60) / 10_000, 2),
        round(count * books * rng.lognormvariate(0.20, 0.32)),
        round(count * computers * rng.lognormvariate(0.18, 0.35)),
        max(1, round(count * rng.lognormvariate(-3.6, 0.34))),
    ]
    if (kind, place) in BLANK:
        row[BLANK[kind, place]] = None
    if (kind, place) in NONE_AT_ALL:
        row[NONE_AT_ALL[kind, place]] = 0
    return row


def _weighted(kind: str, students: Students) -> tuple[float, str]:
    """Students as the standard counts them when a school has several stages, and the stage whose thresholds count."""
    primary, junior, senior = (count or 0 for count in students)
    if kind in ("完小", "教学点"):
        return primary, "小学"
    if kind == "九年一贯制学校":
        return primary + 1.1 * junior, "初中"
    return junior + 1.2 * senior, "初中"


def _lacks(rng: random.Random, short: bool | None) -> tuple[bool, bool]:
    """Grounds, houses, or both."""
    return rng.choice([(True, False), (True, False), (False, True), (True, True)]) if short else (False, False)


def _share(rng: random.Random, lacks: bool, ease: float) -> float:
    """What there is for each that is wanted."""
    return rng.uniform(0.45, 0.93) if lacks else 1.03 + rng.expovariate(1 / ease)


def earlier(rows: Sequence[list[object]], header: Sequence[str]) -> None:
    """Take from some schools what January brought: rooms, computers, books."""
    rng = random.Random(20171231)
    rooms, computers, books = (
        header.index(name) for name in ("网络多媒体教室（间）", "学生用计算机（台）", "图书（册）")
    )
    for row in rng.sample(rows, LATE):
        for column, part in ((rooms, 0.25), (computers, 0.2), (books, 0.1)):
            held = row[column]
            if isinstance(held, int) and held > 3:
                row[column] = held - max(1, round(held * part * rng.random()))

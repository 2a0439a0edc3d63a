"""Titles of several lines: broken by sense into lines of about one length (GB/T 9704-2012, 7.3.1)."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from reportgen.model.document import FactText, Inline, Inlines, plain
from reportgen.writers.keeping import kept
from reportgen.writers.measure import text_width

WORDS = re.compile(
    "义务教育|均衡发展|人民政府|标准化|信息化|办公室|教育局|上半年|下半年|中小学|工作|推进|情况|汇报|报告|关于|全县|县域|"
    "基本|优质|督导|评估|检查|整改|进展|项目|建设|学校|教学|仪器|设备|图书|配备|达标|缺口|明细|统计|资金|投入|使用|教师|队伍|"
    "改造|薄弱|实施|方案|规划|自查|专项|落实|完成|阶段|季度|年度|学前|高中|职业|布局|调整|校舍|安全|工程|教育|发展|均衡|"
    "義務教育|均衡發展|標準化|辦公室|中小學|推進|情況|彙報|匯報|報告|關於|全縣|縣域|優質|督導|評估|檢查|進展|項目|建設|學校|教學|"
    "儀器|設備|圖書|配備|達標|明細|統計|資金|教師|隊伍|實施|規劃|專項|落實|階段|學前|職業|佈局|調整|發展"
)
"""Words of such titles that are not cut in two."""

_NOT_FIRST = "的了等、，。：；？！）》”’」』—～·"
_NOT_LAST = "（《“‘「『"
_BETTER_FIRST = "和及与與暨"


def broken(inlines: Inlines, room: float) -> Inlines:
    """The title with line ends where it is to be broken, for ``room`` em; one that has its own is left alone."""
    text = plain(inlines)
    if "\n" in text or text_width(text) <= room:
        return inlines
    return with_ends(inlines, _ends(text, sorted(_places(inlines)), room))


def _places(inlines: Inlines) -> set[int]:
    """Where a line may end: between words, outside numbers with their units, outside Facts."""
    text, groups = plain(inlines), kept(inlines)
    inside = {place for word in WORDS.finditer(text) for place in range(word.start() + 1, word.end())}
    inside |= {place for place in range(1, len(text)) if groups[place] and groups[place] == groups[place - 1]}
    inside |= {place for place in range(1, len(text)) if text[place] in _NOT_FIRST or text[place - 1] in _NOT_LAST}
    inside |= {place for place in range(1, len(text)) if text[place - 1].isascii() and text[place].isascii()}
    start = 0
    for inline in inlines:
        if isinstance(inline, FactText):
            inside |= set(range(start + 1, start + len(inline.text)))
        start += len(inline.text)
    return set(range(1, len(text))) - inside


def _ends(text: str, places: list[int], room: float) -> list[int]:
    """The ends of all lines but the last; as few lines as the room allows."""
    ends, start = [], 0
    lines = math.ceil(text_width(text) / room)
    while lines > 1:
        rest = text_width(text[start:])
        fitting = [p for p in places if p > start and text_width(text[start:p]) <= room]
        able = [p for p in fitting if text_width(text[p:]) <= room * (lines - 1)] or fitting
        if not able:
            break
        start = min(able, key=lambda place, base=start, goal=rest / lines: _cost(text, base, place, goal))  # type: ignore[misc]
        ends.append(start)
        lines = max(lines - 1, math.ceil(text_width(text[start:]) / room))
    return ends


def _cost(text: str, start: int, place: int, goal: float) -> float:
    off = abs(text_width(text[start:place]) - goal)
    return off + (1.2 if text[place - 1] in _BETTER_FIRST else 0.0)


def with_ends(inlines: Inlines, ends: list[int]) -> Inlines:
    """The words with a line end before each of these characters."""
    return tuple(_inlines_with_ends(inlines, ends))


def _inlines_with_ends(inlines: Inlines, ends: list[int]) -> Iterator[Inline]:
    start = 0
    for inline in inlines:
        text, own = inline.text, [end - start for end in ends if start <= end < start + len(inline.text)]
        for end in reversed(own):
            text = text[:end] + "\n" + text[end:]
        start += len(inline.text)
        yield replace(inline, text=text)

"""What is kept on one page, and on one line: a number with its unit, a range, a mark with the character before it (GB/T 15834)."""

import re
from collections.abc import Iterator

from reportgen.model.document import FactText, Inlines, plain
from reportgen.writers.measure import text_width

UNITS = (
    "平方公里|平方千米|平方米|立方米|个百分点|百分点|人民币|美元|公里|千米|公顷|公斤|千克|人次|学年|学期|课时|毫米|厘米|"
    "元|米|亩|吨|个|所|名|人|台|套|间|栋|幢|座|项|次|件|份|期|批|户|家|班|轨|册|张|年|月|日|号|时|分|岁|周|天|倍|生|条|辆|门|节|位|岗|"
    "個百分點|百分點|人民幣|公頃|學年|學期|課時|釐米|畝|噸|個|臺|間|棟|項|戶|軌|冊|張|號|時|歲|週|條|輛|門|節|崗|隻"
)
_QUANTITY = rf"(?:[-+−]?\d[\d.,]*(?::\d[\d.]*)?[%％‰℃]?[十百千]?[万亿萬億]{{0,2}}[多余餘]?(?:{UNITS})?)"
KEPT = re.compile(rf"{_QUANTITY}(?:[～~—-]{_QUANTITY})?|[^\s—]—(?!—)|[^\s0-9][～·％%‰℃]")
"""A number with its unit, a range, and a mark that may not begin a line with the character before it (GB/T 15834)."""

_PARTED = re.compile(r"(?<=[0-9%％‰℃])(?=[^0-9.,:%％‰℃～~—-])")
"""Between a number and its unit."""

_RANGE = re.compile("(?<=.)[～~—-]")

WIDEST_KEPT = 5.0
"""Em: a wider quantity may part inside its unit, as in Word, or the line before it is drawn out (0.5个百 / 分点)."""

KEPT_ROWS = 8
"""Tables of so many rows or fewer stay on one page; longer ones part with two rows on either side."""

LONGEST_KEPT = 18
"""Characters; anything longer may be broken, or a line would be left too short."""


def kept(inlines: Inlines, longest: int = LONGEST_KEPT) -> list[int]:
    """For each character 0, or the number of the unbreakable group it is in; a group is inside one Fact or cuts none."""
    text = plain(inlines)
    groups = [0] * len(text)
    facts = list(_fact_spans(inlines))
    for number, span in enumerate(_kept_spans(text, longest), 1):
        start, end = _widened(*span, facts)
        if 1 < end - start <= longest:
            joined = next((group for group in groups[start:end] if group), number)
            groups[start:end] = [joined] * (end - start)
    return groups


def _kept_spans(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """What is kept on one line.

    A wide quantity may part inside its unit; of a range too long for a line, the mark stays with the character before it.
    """
    for found in KEPT.finditer(text):
        start, end = found.span()
        wide = text_width(found[0]) > WIDEST_KEPT and not _RANGE.search(found[0])
        if wide and (parting := _PARTED.search(text, start, end)):
            yield start, parting.start() + 1
        elif end - start <= longest:
            yield start, end
        else:
            yield from ((place - 1, place + 1) for place in range(start + 1, end) if text[place] in "—～")


def _fact_spans(inlines: Inlines) -> Iterator[tuple[int, int]]:
    start = 0
    for inline in inlines:
        end = start + len(inline.text)
        if isinstance(inline, FactText):
            yield start, end
        start = end


def _widened(start: int, end: int, facts: list[tuple[int, int]]) -> tuple[int, int]:
    touched = [(a, b) for a, b in facts if a < end and b > start]
    if len(touched) == 1 and touched[0][0] <= start and end <= touched[0][1]:
        return start, end
    return min([start, *(a for a, _ in touched)]), max([end, *(b for _, b in touched)])

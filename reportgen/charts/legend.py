"""What the signs of a roadmap mean, below it: lights with their rules, then the rules of reckoning."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportgen.charts import lamps
from reportgen.charts.ruler import Ruler
from reportgen.charts.sheet import Sheet
from reportgen.charts.style import EM
from reportgen.charts.words import spoken
from reportgen.model.roadmap import Light, Roadmap

LINE = 1.6  # ems of a line
_MARK, _BETWEEN = 1.3, 1.4  # ems: for a sign, and between two items
_POINT = "要在当日前达到的节点"


@dataclass(frozen=True, slots=True)
class Item:
    """A sign with its meaning; one without a light is words alone."""

    text: str
    light: Light | None = None
    point: bool = False


def lines(chart: Roadmap, ruler: Ruler, size: float, width: float) -> list[list[Item]]:
    """The items, as many on a line as it holds; a rule longer than a line is broken."""
    made: list[list[Item]] = [[]]
    used, em = 0.0, size * EM
    for item in _broken(_items(chart), ruler, size, width):
        wide = _wide(item, ruler, size)
        if made[-1] and used + wide > width:
            made.append([])
            used = 0.0
        made[-1].append(item)
        used += wide + _BETWEEN * em
    return made


def draw(sheet: Sheet, found: Sequence[Sequence[Item]], size: float, top: float) -> None:
    """Line by line from the left.  Raises ``MissingGlyph``."""
    em = size * EM
    for place, line in enumerate(found):
        x, y = 0.0, top + (place + 0.5) * LINE * em
        for item in line:
            if item.light is not None:
                sign = lamps.diamond if item.point else lamps.mark
                sign(sheet, item.light, x + 0.5 * em, y, 0.9 * em)
            sheet.text(x + (_MARK * em if item.light else 0), y, item.text, size=size)
            x += _wide(item, sheet.ruler, size) + _BETWEEN * em


def _items(chart: Roadmap) -> Iterator[Item]:
    """Every lamp that is declared, but of those that say something is blank only the ones that are lit."""
    lit = {work.lamp.name for work in chart.works}
    for lamp in chart.lamps:
        if lamp.light is not Light.NONE or lamp.name in lit:
            yield Item(f"{lamp.name}：{spoken(lamp.rule)}", lamp.light)
    if any(work.point for work in chart.works):
        yield Item(_POINT, Light.GREEN, point=True)
    yield from (Item(spoken(rule)) for rule in chart.rules)


def _broken(items: Iterator[Item], ruler: Ruler, size: float, width: float) -> Iterator[Item]:
    for item in items:
        if item.light is None and ruler.width(item.text, size) > width:
            yield from (Item(part) for part in ruler.wrap(item.text, size, width, 9))
        else:
            yield item


def _wide(item: Item, ruler: Ruler, size: float) -> float:
    return ruler.width(item.text, size) + (_MARK * size * EM if item.light else 0.0)

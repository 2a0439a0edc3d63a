"""Bars of parts on each other, lying: every part's value in it, or beside it where it is too small."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportgen.charts import bars, frame, style
from reportgen.charts.ruler import Ruler
from reportgen.charts.sheet import Sheet
from reportgen.charts.style import EM, SMALL
from reportgen.charts.words import UNKNOWN, shown
from reportgen.model.chart import BarChart
from reportgen.model.fact import Fact

_BAR, _ABOVE = 5.6, 4.6  # millimetres: a bar, and the room for labels above it
_TIGHT_BAR = 4.2
_LEAD = 22.0  # farthest a label stands from its part


@dataclass(frozen=True, slots=True)
class Part:
    """A part of one bar, in millimetres; ``fits`` when its value can be written into it."""

    name: str
    text: str
    left: float
    length: float
    dress: style.Fill
    fits: bool

    @property
    def middle(self) -> float:
        """The middle of the part."""
        return self.left + self.length / 2


def lay(chart: BarChart, ruler: Ruler) -> Sheet:
    """The chart on a sheet; parts below zero cannot be stacked and stand side by side."""
    if any(bars.value(fact) < 0 for series in chart.series for fact in series.values):
        return bars.lay(chart, ruler)
    sheet, count = Sheet(ruler), len(chart.categories)
    names = frame.names(ruler, chart.categories)
    top = frame.head(sheet, bars.items(chart), chart.unit)
    left = names.width + 2
    ends = [_end(chart, place) for place in range(count)]
    scales = _scales(chart, ends, left, sheet)
    rows = [_parts(chart, place, scales[place], ruler) for place in range(count)]
    ends = [_listed(sheet, row, end) for row, end in zip(rows, ends, strict=True)]
    led = [_led(sheet, row, end) for row, end in zip(rows, ends, strict=True)]
    above = _ABOVE if any(led) else 0.0
    natural = max(_BAR + above + 2.4, names.height + 1.5)
    tight = max(_TIGHT_BAR + above * 0.75 + 0.4, names.height + 0.8)
    sheet.height, pitch = style.fit(top + 1, count, natural, tight)
    thick = min(_BAR, pitch - above * 0.75 - 0.6)
    for place, row in enumerate(rows):
        y = top + pitch * (place + 0.5) + above / 2 * 0.75
        names.draw(sheet, place, y)
        _draw(sheet, row, left, y, thick, ends[place])
        _leaders(sheet, led[place], y - thick / 2)
    frame.axis(sheet, left, top, top + pitch * count)
    return sheet


@dataclass(frozen=True, slots=True)
class End:
    """Behind a bar: its total, in brackets what is to be said of its parts; ``listed`` when these are the small ones."""

    total: str
    notes: tuple[str, ...] = ()
    listed: bool = False

    @property
    def words(self) -> str:
        """On one line."""
        notes = "，".join(self.notes)
        return f"{self.total}（{notes}）" if self.total and notes else self.total + notes


def _end(chart: BarChart, place: int) -> End:
    """The total, and which parts are unknown."""
    total = chart.totals[place] if chart.totals else None
    missing = [series.name for series in chart.series if series.values[place] is None]
    known = [fact.value for series in chart.series if (fact := series.values[place]) is not None]
    if total is not None and sum(known) == total.value:
        missing = []  # the parts that are known make up the whole: nothing is lacking
    if len(missing) == len(chart.series):
        return End(f"合计{shown(total)}，分项{UNKNOWN}" if total else UNKNOWN)
    nothing = all(series.values[place] is None or bars.value(series.values[place]) == 0 for series in chart.series)
    words = f"合计{shown(total)}" if total else "0" if nothing else ""
    return End(words, ("、".join(missing) + UNKNOWN,) if missing else ())


def _scales(chart: BarChart, ends: Sequence[End], left: float, sheet: Sheet) -> list[frame.Scale]:
    """One scale for all bars; with ``shares`` one for each, so that all are equally long."""
    widths = [sheet.ruler.width(end.words, SMALL) for end in ends]
    sums = [sum(bars.value(s.values[i]) for s in chart.series) for i in range(len(ends))]
    if not chart.shares:
        return [frame.scale(left, sheet.width, list(zip(sums, widths, strict=True)))] * len(ends)
    length = sheet.width - left - max(widths) - frame.GAP
    return [frame.Scale(left, length / whole if whole else 0.0) for whole in sums]


def _parts(chart: BarChart, place: int, scale: frame.Scale, ruler: Ruler) -> list[Part]:
    """The parts of a bar that are not nothing."""
    parts, left = [], scale.zero
    for turn, series in enumerate(chart.series):
        fact: Fact | None = series.values[place]
        if fact is None or fact.value == 0:
            continue
        length, text = float(fact.value) * scale.unit, shown(fact)
        fits = ruler.width(text, SMALL) + 1.4 <= length
        parts.append(Part(series.name, text, left, length, style.fill(turn), fits))
        left += length
    return parts


def _small(row: Sequence[Part]) -> list[Part]:
    return [part for part in row if not part.fits]


def _right(row: Sequence[Part]) -> float:
    return row[-1].left + row[-1].length


def _listed(sheet: Sheet, row: Sequence[Part], end: End) -> End:
    """Behind a short bar there is room to name its small parts and their values."""
    small = _small(row)
    if not small:
        return end
    if len(row) == 1 and end.total.endswith(row[0].text):
        return replace(end, listed=True)
    longer = End(end.total, (*(f"{part.name}{part.text}" for part in small), *end.notes), listed=True)
    return longer if sheet.ruler.width(longer.words, SMALL) <= sheet.width - _right(row) - frame.GAP else end


def _led(sheet: Sheet, row: Sequence[Part], end: End) -> list[tuple[Part, float]]:
    """Small parts not named behind the bar, each with the middle of its label above it, none over another."""
    small = [] if end.listed else _small(row)
    widths = [sheet.ruler.width(part.text, SMALL) + 1.2 for part in small]
    places = _apart([part.middle for part in small], widths, sheet.width)
    near = all(abs(part.middle - place) <= _LEAD for part, place in zip(small, places, strict=True))
    return list(zip(small, places, strict=True)) if near else []


def _apart(wanted: Sequence[float], widths: Sequence[float], right: float) -> list[float]:
    """Middles as near to those wanted as labels side by side allow."""
    found, edge = list(wanted), right
    for place in reversed(range(len(found))):
        found[place] = min(found[place], edge - widths[place] / 2)
        edge = found[place] - widths[place] / 2
    edge = 0.0
    for place, width in enumerate(widths):
        found[place] = max(found[place], edge + width / 2)
        edge = found[place] + width / 2
    return found


def _draw(sheet: Sheet, row: Sequence[Part], left: float, y: float, thick: float, end: End) -> None:
    size = max(style.LEAST, min(SMALL, thick / EM / 1.05))
    for part in row:
        sheet.bar(part.left, y - thick / 2, part.length, thick, part.dress)
        if part.fits:
            sheet.text(
                part.middle, y, part.text, "centre", size=size, colour=part.dress.ink, ground=bool(part.dress.hatch)
            )
    colour = style.SOFT if end.total == UNKNOWN else style.INK
    if end.words:
        sheet.text((_right(row) if row else left) + frame.GAP, y, end.words, size=size, colour=colour)


def _leaders(sheet: Sheet, led: Sequence[tuple[Part, float]], top: float) -> None:
    """A small part's value above the bar, with a line down to it."""
    for part, middle in led:
        sheet.line((part.middle, top), (part.middle, top - 0.5), (middle, top - 1.3), colour=style.SOFT)
        sheet.text(middle, top - 1.5 - SMALL * EM / 2, part.text, "centre", size=SMALL)

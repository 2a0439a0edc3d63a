"""From a whole, step by step, to what is left."""

from collections.abc import Iterator

from reportgen.charts import frame, style
from reportgen.charts.ruler import Ruler
from reportgen.charts.sheet import LEADING, Sheet
from reportgen.charts.style import EM, SIZE
from reportgen.charts.words import MINUS, shown
from reportgen.model.chart import Step, Waterfall

_PLOT = 4.6  # lines of the page
_WIDEST = 20.0
_DRESS = {"start": style.fill(0), "less": style.fill(1), "more": style.fill(2), "result": style.ACCENT}
_SIGN = {"less": MINUS, "more": "+"}


def lay(chart: Waterfall, ruler: Ruler) -> Sheet:
    """The chart on a sheet: upright bars, each beginning where the one before left off."""
    sheet, slot = Sheet(ruler), style.ROOM / len(chart.steps)
    lines = [ruler.wrap(step.label, SIZE, slot - 2) for step in chart.steps]
    size = _size(chart, ruler, slot - 1)
    below = max(map(len, lines)) * SIZE * EM * LEADING + 1.5
    top = frame.head(sheet, [], chart.unit) + SIZE * EM + 1.0
    spans = list(_spans(chart))
    plot = _PLOT if any(end for span in spans for end in span) else 1
    sheet.height = style.height(style.lines_for(top + below + plot * style.LINE - style.AIR))
    scale = _upright(top, sheet.height - below, spans)
    wide = min(slot * 0.62, _WIDEST)
    for place, (step, (start, end)) in enumerate(zip(chart.steps, spans, strict=True)):
        x = slot * (place + 0.5)
        _step(sheet, x, wide, size, step, scale.at(max(start, end)), scale.at(min(start, end)))
        sheet.text(x, sheet.height - below + 1.2 + (below - 1.5) / 2, lines[place], "centre")
        if place + 1 < len(spans) and scale.unit:
            y = scale.at(end)
            sheet.line((x + wide / 2, y), (x + slot - wide / 2, y), colour=style.SOFT, dash=(3, 2))
    sheet.line((0, scale.zero), (sheet.width, scale.zero))
    return sheet


def _spans(chart: Waterfall) -> Iterator[tuple[float, float]]:
    """Where each bar begins and ends, in the chart's unit."""
    level = 0.0
    for step in chart.steps:
        size = float(step.fact.value)
        start = 0.0 if step.role in ("start", "result") else level
        level = start - size if step.role == "less" else start + size
        yield start, level


def _upright(top: float, bottom: float, spans: list[tuple[float, float]]) -> frame.Scale:
    """The scale up the sheet, zero where the lowest value leaves it."""
    low, high = min(0.0, *(v for s in spans for v in s)), max(0.0, *(v for s in spans for v in s))
    unit = (bottom - top - (2.0 if low < 0 else 0.0)) / (high - low) if high > low else 0.0
    return frame.Scale(bottom + low * unit - (2.0 if low < 0 else 0.0), -unit)


def _signed(step: Step) -> str:
    return (_SIGN.get(step.role, "") if step.fact.value > 0 else "") + shown(step.fact)


def _size(chart: Waterfall, ruler: Ruler, slot: float) -> float:
    """Type of the values: smaller when many steps leave each little room."""
    widest = ruler.widest([_signed(step) for step in chart.steps], 1.0)
    return max(style.LEAST, min(SIZE, slot / widest))


def _step(sheet: Sheet, x: float, wide: float, size: float, step: Step, upper: float, lower: float) -> None:
    """The bar and, above it, the value with its sign."""
    least = 0.35 if step.fact.value else 0.0
    sheet.bar(x - wide / 2, upper, wide, max(lower - upper, least), _DRESS[step.role])
    sheet.text(x, upper - 0.8 - size * EM / 2, _signed(step), "centre", size=size)

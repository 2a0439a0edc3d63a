"""Bars over categories, lying: long names read well, and there is room for each value."""

from typing import TYPE_CHECKING

from reportgen.charts import style
from reportgen.model.chart import BarChart, Series
from reportgen.model.fact import Fact
from reportgen.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_UNKNOWN = "未填报"


def draw(chart: BarChart) -> "Figure":
    """Stacked or side by side."""
    return _stacked(chart) if chart.stacked else _grouped(chart)


def _value(fact: Fact | None) -> float:
    return float(fact.value) if fact else 0.0


def _words(fact: Fact | None) -> str:
    return number(fact.value, fact.places) if fact else _UNKNOWN


def _frame(chart: BarChart, lines: int) -> "tuple[Figure, Axes]":
    figure, axes = style.canvas(lines)
    names = [style.wrapped(name, 10) for name in chart.categories]
    style.place(axes, left=style.text_width(names) + 5, bottom=3)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    style.unit_note(axes, chart.unit)
    return figure, axes


def _stacked(chart: BarChart) -> "Figure":
    figure, axes = _frame(chart, max(5, min(9, len(chart.categories) + 2)))
    sums = [sum(_value(s.values[i]) for s in chart.series) or 1.0 for i in range(len(chart.categories))]
    scales = sums if chart.shares else [1.0] * len(sums)
    limit = (1.0 if chart.shares else max([*sums, 1.0])) * 1.2
    axes.set_xlim(0, limit)
    starts = [0.0] * len(sums)
    for place, series in enumerate(chart.series):
        widths = [_value(f) / scale for f, scale in zip(series.values, scales, strict=True)]
        _bar(axes, list(range(len(widths))), widths, starts, 0.56, place, series)
        for row, (start, width) in enumerate(zip(starts, widths, strict=True)):
            _inside(axes, row, start, width, series.values[row], limit, dark=place == 0)
        starts = [a + b for a, b in zip(starts, widths, strict=True)]
    for row, end in enumerate(starts):
        total = chart.totals[row] if chart.totals else None
        text = f"计{_words(total)}" if total else ""
        axes.text(end + limit * 0.01, row, text, va="center", fontsize=style.SMALL)
    style.legend(axes, len(chart.series))
    return figure


def _bar(
    axes: "Axes", rows: list[int], widths: list[float], starts: list[float], height: float, place: int, series: Series
) -> None:
    axes.barh(
        rows,
        widths,
        height,
        starts,
        color=style.COLOURS[place % len(style.COLOURS)],
        hatch=style.HATCHES[place % len(style.COLOURS)],
        edgecolor="white",
        linewidth=0.6,
        label=series.name,
    )


def _inside(axes: "Axes", row: int, start: float, width: float, fact: Fact | None, limit: float, *, dark: bool) -> None:
    """A value inside its piece where it fits; the total at the bar's end covers the rest."""
    text = _words(fact)
    if fact is None or width / limit < 0.012 * len(text) + 0.012:
        return
    box = None if dark else {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85}
    colour = "white" if dark else style.INK
    axes.text(start + width / 2, row, text, ha="center", va="center", fontsize=style.SMALL, color=colour, bbox=box)


def _grouped(chart: BarChart) -> "Figure":
    figure, axes = _frame(chart, max(5, min(10, round(len(chart.categories) * len(chart.series) * 0.45) + 2)))
    limit = max([_value(f) for s in chart.series for f in s.values] + [1.0]) * 1.15
    axes.set_xlim(0, limit)
    height = 0.8 / len(chart.series)
    for place, series in enumerate(chart.series):
        rows = [i - 0.4 + height * (place + 0.5) for i in range(len(series.values))]
        widths = [_value(f) for f in series.values]
        axes.barh(
            rows, widths, height * 0.92, color=style.COLOURS[place % len(style.COLOURS)], hatch=style.HATCHES[place % len(style.COLOURS)], label=series.name,
            edgecolor="white", linewidth=0.4,
        )  # fmt: skip
        for row, width, fact in zip(rows, widths, series.values, strict=True):
            axes.text(width + limit * 0.008, row, _words(fact), va="center", fontsize=style.SMALL - 0.5)
    style.legend(axes, len(chart.series))
    return figure

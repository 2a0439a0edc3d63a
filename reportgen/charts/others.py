"""Waterfall, before and after, value against target, and works on a time axis."""

from datetime import date
from typing import TYPE_CHECKING

from reportgen.charts import style
from reportgen.model.chart import Bullet, Change, Span, Timeline, Waterfall
from reportgen.model.fact import Fact
from reportgen.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def _words(fact: Fact) -> str:
    return number(fact.value, fact.places)


def waterfall(chart: Waterfall) -> "Figure":
    """From the whole, step by step, to what is left."""
    figure, axes = style.canvas(8)
    style.place(axes, left=6, bottom=7)
    level, tops = 0.0, []
    for place, step in enumerate(chart.steps):
        value = float(step.fact.value)
        low = 0.0 if step.role in ("start", "result") else level - value if step.role == "less" else level
        level = value if step.role in ("start", "result") else low if step.role == "less" else low + value
        shade = {"start": 0, "less": 1, "more": 1, "result": 4}[step.role]
        axes.bar(place, value, 0.55, low, color=style.COLOURS[shade], hatch=style.HATCHES[shade], edgecolor="white")
        sign = {"less": "−", "more": "+"}.get(step.role, "")
        axes.text(place, low + value, f"{sign}{_words(step.fact)}", ha="center", va="bottom")
        tops.append(level)
    for place, top in enumerate(tops[:-1]):
        axes.plot([place + 0.275, place + 0.725], [top, top], color=style.SOFT, linewidth=0.7)
    axes.set_xticks(range(len(chart.steps)), [s.label for s in chart.steps])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_ylim(0, max(float(s.fact.value) for s in chart.steps) * 1.12 or 1)
    style.unit_note(axes, chart.unit)
    return figure


def change(chart: Change) -> "Figure":
    """Pairs of bars, before and after, with what was gained or lost."""
    figure, axes = style.canvas(max(4, min(9, 2 * len(chart.categories) + 1)))
    names = [style.wrapped(name, 8) for name in chart.categories]
    style.place(axes, left=style.text_width(names) + 5, bottom=2)
    known = [float(f.value) for f in (*chart.before, *chart.after) if f]
    limit = max([*known, 1.0]) * 1.25
    for side, (facts, label) in enumerate([(chart.before, chart.before_label), (chart.after, chart.after_label)]):
        rows = [i - 0.2 + 0.4 * side for i in range(len(facts))]
        shade = 3 if side == 0 else 0
        axes.barh(rows, [float(f.value) if f else 0 for f in facts], 0.36, color=style.COLOURS[shade], label=label)
        for row, fact in zip(rows, facts, strict=True):
            axes.text(
                (float(fact.value) if fact else 0) + limit * 0.01, row, _words(fact) if fact else "未填报", va="center"
            )
    for place, (old, new) in enumerate(zip(chart.before, chart.after, strict=True)):
        if old and new and old.value != new.value:
            gained = new.value - old.value
            word = f"{'增加' if gained > 0 else '减少'}{number(abs(gained), max(old.places, new.places))}"
            axes.text(limit * 0.995, place, word, ha="right", va="center", fontsize=style.SMALL)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.set_xlim(0, limit)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    style.legend(axes, 2)
    style.unit_note(axes, chart.unit)
    return figure


def bullet(chart: Bullet) -> "Figure":
    """A bar for the value, a mark for the target; a missing value is 未填报."""
    figure, axes = style.canvas(max(4, min(9, len(chart.categories) + 2)))
    names = [style.wrapped(name, 10) for name in chart.categories]
    style.place(axes, left=style.text_width(names) + 5, bottom=2)
    high = max([float(f.value) for f in (*chart.values, *chart.targets) if f] + [1.0])
    limit = high * 1.3
    values = [float(f.value) if f else 0.0 for f in chart.values]
    axes.barh(range(len(names)), values, 0.46, color=style.COLOURS[0], label=chart.value_label)
    marked = [(i, float(f.value)) for i, f in enumerate(chart.targets) if f]
    xs, ys = [x for _, x in marked], [i for i, _ in marked]
    axes.scatter(xs, ys, marker="|", s=420, color=style.COLOURS[4], linewidth=2.4, label=chart.target_label, zorder=3)
    for row, (value, target) in enumerate(zip(chart.values, chart.targets, strict=True)):
        text = f"{chart.value_label}{_words(value)}%" if value else f"{chart.value_label}未填报"
        text += f"，{chart.target_label}{_words(target)}%" if target else ""
        axes.text(high + limit * 0.015, row, text, va="center", fontsize=style.SMALL)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.set_xlim(0, limit * 1.12)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    handles = axes.get_legend_handles_labels()
    if handles[1]:
        axes.legend(
            loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=style.SMALL, markerscale=0.4
        )
    return figure


def timeline(chart: Timeline) -> "Figure":
    """One row a work, from start to end, the status beside it, a line at the report's date."""
    figure, axes = style.canvas(max(5, min(9, round(len(chart.spans) * 0.9) + 3)))
    names = [style.wrapped(span.label, 8) for span in chart.spans]
    style.place(axes, left=style.text_width(names) + 5, bottom=7, top=8)
    first, last = _range(chart)
    axes.set_xlim(first.toordinal(), last.toordinal() + (last.toordinal() - first.toordinal()) * 0.22)
    for row, span in enumerate(chart.spans):
        _span(axes, row, span, first.toordinal(), last.toordinal())
    axes.axvline(chart.today.toordinal(), color=style.COLOURS[4], linewidth=1, linestyle="--", zorder=4)
    axes.text(chart.today.toordinal(), -0.62, chart.today_label, ha="center", va="bottom", fontsize=style.SMALL)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.45, -0.55)
    ticks = _quarters(first, last)
    axes.set_xticks([t.toordinal() for t in ticks], [f"{t.year}年{t.month}月" for t in ticks], fontsize=style.SMALL)
    axes.grid(axis="x", color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)
    return figure


def _range(chart: Timeline) -> tuple[date, date]:
    known = [d for span in chart.spans for d in (span.start, span.end) if d] + [chart.today]
    return min(known).replace(day=1), max(known)


def _span(axes: "Axes", row: int, span: Span, low: float, high: float) -> None:
    start = span.start.toordinal() if span.start else low
    end = span.end.toordinal() if span.end else high
    shade = 0 if span.done else 1
    alpha = 1.0 if span.start and span.end else 0.55
    axes.barh(
        row, max(end - start, 3), 0.44, start, color=style.COLOURS[shade], hatch=style.HATCHES[shade], alpha=alpha,
        edgecolor="white", linewidth=0.5,
    )  # fmt: skip
    axes.text(max(end, start + 3) + (high - low) * 0.012, row, span.status, va="center", fontsize=style.SMALL)


def _quarters(first: date, last: date) -> list[date]:
    """About six first days of months between the two."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = max(1, -(-months // 6))
    return [
        date(first.year + (first.month - 1 + k) // 12, (first.month - 1 + k) % 12 + 1, 1)
        for k in range(0, months + 1, step)
    ]

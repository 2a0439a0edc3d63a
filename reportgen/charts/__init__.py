"""Charts drawn from data by matplotlib: SVG for the PDF, PNG for Word.  The only door to matplotlib."""

from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from reportgen.charts.style import Drawn, MissingGlyph
from reportgen.model.chart import BarChart, Bullet, Change, Chart, Timeline, Waterfall
from reportgen.model.fact import Fact
from reportgen.wording import words


def draw(chart: Chart, font: Path, fallbacks: Sequence[Path] = ()) -> Drawn:
    """The chart in both formats.  Raises ``MissingGlyph``."""
    from reportgen.charts import bars, others, style

    with style.styled(font, fallbacks):
        match chart:
            case BarChart():
                figure = bars.draw(chart)
            case Waterfall():
                figure = others.waterfall(chart)
            case Change():
                figure = others.change(chart)
            case Bullet():
                figure = others.bullet(chart)
            case Timeline():
                figure = others.timeline(chart)
            case _:
                assert_never(chart)
        return style.saved(figure)


def alt(chart: Chart) -> str:
    """The chart as a sentence with all its values, for those who cannot see it."""
    match chart:
        case BarChart():
            parts = [
                f"{c}：" + "，".join(_said(s.name, s.values[i]) for s in chart.series)
                for i, c in enumerate(chart.categories)
            ]
        case Waterfall():
            parts = [_said(step.label, step.fact) for step in chart.steps]
        case Change():
            parts = [
                f"{c}{_said(chart.before_label, chart.before[i])}，{_said(chart.after_label, chart.after[i])}"
                for i, c in enumerate(chart.categories)
            ]
        case Bullet():
            parts = [
                f"{c}{_said(chart.value_label, chart.values[i])}，{_said(chart.target_label, chart.targets[i])}"
                for i, c in enumerate(chart.categories)
            ]
        case Timeline():
            parts = [
                f"{s.label}{s.start_text or '开工时间未定'}至{s.end_text or '完工时间未定'}，{s.status}"
                for s in chart.spans
            ]
        case _:
            assert_never(chart)
    return f"{chart.title}。{'；'.join(parts)}。"


def _said(name: str, fact: Fact | None) -> str:
    return f"{name}{words(fact)}" if fact else f"{name}未填报"


__all__ = ["Drawn", "MissingGlyph", "alt", "draw"]

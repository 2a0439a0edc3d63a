"""What a chart says in words: its numbers, the labels on it, and the sentence for those who cannot see it."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from reportgen.model.chart import BarChart, Bullet, Change, Chart, Gauge, Span, Timeline, Waterfall
from reportgen.model.fact import Fact
from reportgen.model.roadmap import Roadmap, Saying, Work
from reportgen.wording import number, rounded, words

UNKNOWN = "未填报"
LIMIT = "限值"
MINUS = "–"  # the black face has no U+2212
_OPEN_START, _OPEN_END = "开始时间未填报", "结束时间未填报"


def shown(fact: Fact | None) -> str:
    """A value on the chart: the unit stands once, beside the chart."""
    if fact is None:
        return UNKNOWN
    form = "" if fact.unit == ":1" else "bare" if fact.unit else "fixed"  # a coefficient with all its decimals
    return words(fact, form).replace("-", MINUS)


def difference(before: Fact | None, after: Fact | None) -> str:
    """增加 or 减少 with the size, as the two printed numbers give it; nothing when they are equal or one is unknown."""
    if before is None or after is None:
        return ""
    gained = rounded(after.value, after.places) - rounded(before.value, before.places)
    size = number(abs(gained), max(before.places, after.places))
    return f"{'增加' if gained > 0 else '减少'}{size}" if gained else ""


def numbers(chart: Chart) -> list[Fact]:
    """Every Fact the chart shows, in reading order."""
    match chart:
        case BarChart():
            return _known(*(row for s in chart.series for row in (s.values, s.limits)), chart.totals)
        case Waterfall():
            return [step.fact for step in chart.steps]
        case Change():
            return _known(chart.before, chart.after)
        case Bullet():
            return _known(chart.values, chart.targets)
        case Gauge():
            return list(chart.known)
        case Timeline():
            return []
        case Roadmap():
            sayings = (*(lamp.rule for lamp in chart.lamps), *chart.rules, *(work.left for work in chart.works))
            return [*(fact for g in chart.groups for _, fact in g.counts), *(f for s in sayings for f in s.facts)]
        case _:
            assert_never(chart)


def sayings(chart: Chart) -> list[str]:
    """All that a chart's Facts say on it: their numbers in every form, the things they are of, what they differ by."""
    facts = numbers(chart)
    said = [text for fact in facts for text in (shown(fact), words(fact), *fact.subject, fact.label)]
    if isinstance(chart, Change):
        said += [difference(a, b) for a, b in zip(chart.before, chart.after, strict=True)]
    return said


def alt(chart: Chart) -> str:
    """The chart as one Chinese sentence with all its values, for those who cannot see it."""
    return f"{_kind(chart)}：{chart.title}。{'；'.join(_parts(chart))}。"


def _known(*rows: Sequence[Fact | None]) -> list[Fact]:
    return [fact for row in rows for fact in row if fact is not None]


def _kind(chart: Chart) -> str:
    match chart:
        case BarChart():
            return "堆积条形图" if chart.stacked else "柱状图"
        case Waterfall():
            return "瀑布图"
        case Change():
            return "前后对比图"
        case Bullet():
            return "目标对照图"
        case Gauge():
            return "达标程度图"
        case Timeline():
            return "横道图"
        case Roadmap():
            return "挂图"
        case _:
            assert_never(chart)


def _parts(chart: Chart) -> Iterable[str]:
    match chart:
        case BarChart():
            return [_bar(chart, place, name) for place, name in enumerate(chart.categories)]
        case Waterfall():
            return [f"{step.label}{words(step.fact)}" for step in chart.steps]
        case Change():
            named = ((chart.before_label, chart.before), (chart.after_label, chart.after))
            return [_named(c, [(n, facts[i]) for n, facts in named]) for i, c in enumerate(chart.categories)]
        case Bullet():
            named = ((chart.value_label, chart.values), (chart.target_label, chart.targets))
            return [_named(c, [(n, facts[i]) for n, facts in named]) for i, c in enumerate(chart.categories)]
        case Gauge():
            return [_gauged(chart, place, name) for place, name in enumerate(chart.categories)]
        case Timeline():
            return [*map(_span, chart.spans), chart.today_label]
        case Roadmap():
            return list(_roadmap(chart))
        case _:
            assert_never(chart)


def _bar(chart: BarChart, place: int, name: str) -> str:
    if len(chart.series) == 1 and not chart.totals and not chart.series[0].limits:
        return f"{name}{_said(chart.series[0].values[place])}"
    pairs: list[tuple[str, Fact | None]] = []
    for series in chart.series:
        pairs.append((series.name, series.values[place]))
        if series.limits and (limit := series.limits[place]) is not None:
            pairs.append((LIMIT, limit))
    total = chart.totals[place] if chart.totals else None
    return _named(name, [*pairs, ("合计", total)] if total else pairs)


def _gauged(chart: Gauge, place: int, name: str) -> str:
    several = len(chart.series) > 1
    pairs = [(one.name if several else "", one.values[place]) for one in chart.series]
    known = [(label, fact) for label, fact in pairs if fact is not None]
    return _named(name, known) if several else f"{name}{''.join(_said(fact) for _, fact in known)}"


def _named(name: str, pairs: Sequence[tuple[str, Fact | None]]) -> str:
    return f"{name}：" + "，".join(f"{label}{_said(fact)}" for label, fact in pairs)


def _said(fact: Fact | None) -> str:
    return words(fact, "" if fact.unit else "fixed") if fact else UNKNOWN


def _span(span: Span) -> str:
    start = span.start_text or (_OPEN_START if span.start is None else _day(span.start.year, span.start.month))
    end = span.end_text or (_OPEN_END if span.end is None else _day(span.end.year, span.end.month))
    return f"{span.label}：{start}至{end}" + (f"，{span.status}" if span.status else "")


def _day(year: int, month: int) -> str:
    return f"{year}年{month}月"


def spoken(saying: Saying) -> str:
    """Words with their Facts put in."""
    text = saying.text
    for fact in saying.facts:
        text = text.replace("{}", words(fact), 1)
    return text


def judged(work: Work) -> str:
    """What a row's lamp says, and the days that are left or lost: 正常 还有212天, 逾期12天."""
    left = spoken(work.left)
    return left if left.startswith(work.lamp.name) else " ".join(part for part in (work.lamp.name, left) if part)


def _roadmap(chart: Roadmap) -> Iterable[str]:
    for group in chart.groups:
        counts = "，".join(f"{name}{words(fact)}" for name, fact in group.counts)
        yield f"{group.name}（{counts}）" if counts else group.name
        yield from map(_work, group.works)
    yield from (f"{lamp.name}：{spoken(lamp.rule)}" for lamp in chart.lamps)
    yield from (text for text in (*map(spoken, chart.rules), chart.today_label, chart.goal_label) if text)


def _work(work: Work) -> str:
    due = f"时限{work.due_text}" if work.due_text else "时限未填报"
    return "，".join(part for part in (work.label, due, work.status, judged(work)) if part)

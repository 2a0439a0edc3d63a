"""Charts as data: what is shown, never how it is drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reportgen.model.fact import Fact
from reportgen.model.origin import Origin
from reportgen.model.roadmap import Roadmap


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values over the chart's categories; ``None`` is unknown and is drawn as such, never as zero.

    ``limits``, when there are any, are in the same order: what a value must not be over, ``None`` where nothing limits.
    """

    name: str
    values: tuple[Fact | None, ...]
    limits: tuple[Fact | None, ...] = ()


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars over categories: side by side, or stacked on each other.  All values share ``unit``.

    With ``shares`` every stacked bar is drawn equally long, so that small wholes can be read beside large ones.
    Stacked bars carry their total in ``totals`` (same order as ``categories``), empty when none is to be shown.
    """

    key: str
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    stacked: bool = False
    shares: bool = False
    totals: tuple[Fact | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a waterfall.  ``role``: ``start`` from zero up, ``less`` down, ``more`` up, ``result`` from zero."""

    label: str
    fact: Fact
    role: str


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From a whole, through what is taken away, to what is left: need → arrived → expected → gap."""

    key: str
    title: str
    unit: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Before and after of the same things: layout from → to."""

    key: str
    title: str
    unit: str
    categories: tuple[str, ...]
    before: tuple[Fact | None, ...]
    after: tuple[Fact | None, ...]
    before_label: str
    after_label: str


@dataclass(frozen=True, slots=True)
class Bullet:
    """Values against targets, in per cent: a missing value is written 未填报, not drawn as zero."""

    key: str
    title: str
    unit: str
    categories: tuple[str, ...]
    values: tuple[Fact | None, ...]
    targets: tuple[Fact | None, ...]
    value_label: str
    target_label: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """How far each thing has come towards its standard, in per cent: a hundred is met.

    A bar for each of the ``series`` that has a value; ``None`` is not asked there, or unknown.
    """

    key: str
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    met_label: str
    short_label: str

    @property
    def known(self) -> tuple[Fact, ...]:
        """All values, thing by thing."""
        places = range(len(self.categories))
        return tuple(f for place in places for one in self.series if (f := one.values[place]) is not None)


@dataclass(frozen=True, slots=True)
class Span:
    """A work on the time axis.  ``start`` or ``end`` unknown is ``None``; ``done`` when finished.

    ``start_text`` and ``end_text`` are the dates as written in the ledger (2017年9月初); ``origins`` the cells of all this.
    """

    label: str
    status: str
    start: date | None
    end: date | None
    start_text: str
    end_text: str
    done: bool
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Works on a time axis, with a line at ``today`` (the report's as-of date)."""

    key: str
    title: str
    spans: tuple[Span, ...]
    today: date
    today_label: str

    @property
    def origins(self) -> Iterator[Origin]:
        """The cells whose words stand on the chart."""
        return (origin for span in self.spans for origin in span.origins)


Chart = BarChart | Waterfall | Change | Bullet | Gauge | Timeline | Roadmap

"""Charts from ``charts.toml`` and Facts: what is drawn is data a county may change."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportgen.compose.faults import TemplateFault
from reportgen.compose.roadmap import roadmap
from reportgen.model.chart import BarChart, Bullet, Change, Chart, Gauge, Series, Span, Step, Timeline, Waterfall
from reportgen.model.fact import Fact, FactBook
from reportgen.model.horizon import Horizon
from reportgen.model.ledger import Ledger, Row
from reportgen.model.origin import Origin
from reportgen.model.period import PartialDate

_FILE, _FOLDERS = "charts.toml", 8


class _Source:
    """What charts are made from."""

    def __init__(
        self,
        ledger: Ledger,
        book: FactBook,
        as_of: date,
        horizon: Horizon | None,
        short: Mapping[str, str] | None = None,
    ) -> None:
        self.short = short or {}
        self.ledger = ledger
        self.book = book
        self.as_of = as_of
        self.horizon = horizon or Horizon(as_of, Origin(str(ledger.period)))

    def by_subject(self, keys: str | list[str], within: str = "") -> dict[tuple[str, ...], Fact]:
        """Families by subject; of a two-level family the members under ``within``, by what is left.

        A Fact of ``within`` as a whole goes by its label.
        """
        facts = [fact for key in ([keys] if isinstance(keys, str) else keys) for fact in self.book.family(key)]
        if not within:
            return {f.subject: f for f in facts}
        return {f.subject[1:] or (f.label,): f for f in facts if f.subject[0] == within}


def charts(
    folder: Path, ledger: Ledger, book: FactBook, as_of: date, horizon: Horizon | None = None
) -> dict[str, Chart]:
    """Every chart the county has data for, by key.  Raises ``TemplateFault`` for a description that is wrong."""
    source = _Source(ledger, book, as_of, horizon)
    every = ((key, _made(key, table, source)) for key, table in _tables(folder).items())
    return {key: chart for key, chart in every if chart is not None}


class ChartsOnDemand(Mapping[str, Chart]):
    """Charts each made when it is asked for; ``short`` are short names of things that have long ones."""

    def __init__(
        self,
        folder: Path,
        ledger: Ledger,
        book: FactBook,
        as_of: date,
        horizon: Horizon | None = None,
        short: Mapping[str, str] | None = None,
    ) -> None:
        self._described, self._source = _tables(folder), _Source(ledger, book, as_of, horizon, short)
        self._found: dict[str, Chart | None] = {}

    def __getitem__(self, key: str) -> Chart:
        """The chart; ``KeyError`` when there is none or no data for it, ``TemplateFault`` when it is described wrongly."""
        if key not in self._found:
            self._found[key] = _made(key, self._described[key], self._source)
        if (chart := self._found[key]) is None:
            raise KeyError(key)
        return chart

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._described if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _tables(folder: Path) -> Mapping[str, Any]:
    """What the charts of a template folder are made from.  Raises ``TemplateFault``."""
    path = folder / _FILE
    if not path.exists():
        return {}
    stat = path.stat()
    return _read(path.absolute(), stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=_FOLDERS)
def _read(path: Path, _changed: int, _size: int) -> Mapping[str, Any]:
    """Read again only when the file has changed."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise TemplateFault(_FILE, 1, str(fault)) from fault


def _made(key: str, table: Mapping[str, Any], source: _Source) -> Chart | None:
    try:
        return _MAKERS[table["kind"]](key, table, source)
    except KeyError as fault:
        raise TemplateFault(_FILE, 1, f"图 {key} 缺少或写错了 {fault}") from fault


def _bars(key: str, table: Mapping[str, Any], source: _Source) -> Chart | None:
    families = [(row, source.by_subject(row["fact"], row.get("within", ""))) for row in table["series"]]
    totals = source.by_subject(table["totals"]) if "totals" in table else {}
    subjects = list(dict.fromkeys(s for family in [totals, *(f for _, f in families)] for s in family))
    if not subjects:
        return None
    stacked = table["kind"] == "stacked"
    series = [_series(row, family, subjects, source) for row, family in families]
    shown = [s for s in series if any(f is not None and (f.value != 0 or not stacked) for f in s.values)]
    if not shown:
        return None
    unit = next(f.unit for s in shown for f in s.values if f is not None)
    names = tuple("·".join(s) for s in subjects)
    whole = tuple(totals.get(s) for s in subjects) if totals else ()
    return BarChart(key, table["title"], unit, names, tuple(shown), stacked, bool(table.get("shares")), whole)


def _series(
    row: Mapping[str, Any], family: Mapping[tuple[str, ...], Fact], subjects: list[tuple[str, ...]], source: _Source
) -> Series:
    limits = source.by_subject(row["limit"], row.get("within", "")) if "limit" in row else {}
    values = tuple(family.get(subject) for subject in subjects)
    return Series(row["name"], values, tuple(limits.get(s) for s in subjects) if limits else ())


def _waterfall(key: str, table: Mapping[str, Any], source: _Source) -> Chart | None:
    families = [(row, source.by_subject(row["fact"])) for row in table["steps"]]
    subjects = list(families[-1][1])
    if not subjects:
        return None
    steps = [(row, family.get(subjects[0])) for row, family in families]
    made = tuple(Step(row["name"], fact, row["role"]) for row, fact in steps if fact is not None)
    return Waterfall(key, table["title"], made[0].fact.unit, made) if len(made) > 2 else None


def _change(key: str, table: Mapping[str, Any], source: _Source) -> Chart | None:
    before, after = source.by_subject(table["before"]["fact"]), source.by_subject(table["after"]["fact"])
    subjects = list(dict.fromkeys([*before, *after]))
    if not subjects:
        return None
    unit = next(iter([*after.values(), *before.values()])).unit
    return Change(
        key,
        table["title"],
        unit,
        tuple("·".join(s) for s in subjects),
        tuple(before.get(s) for s in subjects),
        tuple(after.get(s) for s in subjects),
        table["before"]["name"],
        table["after"]["name"],
    )


def _bullet(key: str, table: Mapping[str, Any], source: _Source) -> Chart | None:
    values, targets = source.by_subject(table["value"]["fact"]), source.by_subject(table["target"]["fact"])
    subjects = list(dict.fromkeys([*values, *targets]))
    if not subjects:
        return None
    return Bullet(
        key,
        table["title"],
        "%",
        tuple("·".join(s) for s in subjects),
        tuple(values.get(s) for s in subjects),
        tuple(targets.get(s) for s in subjects),
        table["value"]["name"],
        table["target"]["name"],
    )


def _gauge(key: str, table: Mapping[str, Any], source: _Source) -> Chart | None:
    """One row a thing, a bar for each stage it is known of."""
    facts = [fact for name in table["fact"] for fact in source.book.family(name)]
    if not facts:
        return None
    stages, things = (list(dict.fromkeys(fact.subject[place] for fact in facts)) for place in (0, -1))
    found = {(fact.subject[0], fact.subject[-1]): fact for fact in facts}
    series = tuple(Series(stage, tuple(found.get((stage, thing)) for thing in things)) for stage in stages)
    names = tuple(source.short.get(thing, thing) for thing in things)
    return Gauge(key, table["title"], "%", names, series, table["met"], table["short"])


def _timeline(key: str, table: Mapping[str, Any], source: _Source) -> Chart | None:
    chosen = [r for r in source.ledger[table["sheet"]] if all(r.value(c) == v for c, v in table["where"].items())]
    spans = tuple(_span(row, table, source) for row in chosen)
    if not any(span.start or span.end for span in spans):
        return None
    today = source.as_of
    label = f"截至{today.year}年{today.month}月{today.day}日"
    return Timeline(key, table["title"], spans, today, label)


def _span(row: Row, table: Mapping[str, Any], source: _Source) -> Span:
    sheet = source.ledger[row.sheet].schema
    schema, row_label = sheet.column(table["status"]), sheet.label
    status = str(row.value(table["status"]) or "")
    rank, limit = schema.rank(status), schema.rank(table["done"])
    start, end = _first_date(row, table["start"]), _first_date(row, table["end"])
    done = rank is not None and limit is not None and rank >= limit
    return Span(
        row.label,
        status,
        start.first if start else None,
        end.last if end else None,
        str(start or ""),
        str(end or ""),
        done,
        tuple(row[key].origin for key in (row_label, table["status"], *table["start"], *table["end"])),
    )


def _first_date(row: Row, columns: list[str]) -> PartialDate | None:
    return next((v for c in columns if isinstance(v := row.value(c), PartialDate)), None)


def _roadmap(key: str, table: Mapping[str, Any], source: _Source) -> Chart | None:
    return roadmap(key, table, source.ledger, source.book, source.horizon)


_MAKERS: Mapping[str, Callable[[str, Mapping[str, Any], _Source], Chart | None]] = {
    "stacked": _bars,
    "grouped": _bars,
    "waterfall": _waterfall,
    "change": _change,
    "bullet": _bullet,
    "gauge": _gauge,
    "timeline": _timeline,
    "roadmap": _roadmap,
}

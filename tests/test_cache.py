"""What was computed for the month before is kept, found again, and never believed when damaged or out of date."""

from pathlib import Path

import pytest

from reportgen.cache import Cache
from reportgen.earlier import from_bytes, to_bytes
from reportgen.model.period import Period
from reportgen.pipeline import examine
from tests.conftest import MakeCounty

PERIOD = Period(2019, 3)
HEADER = ["项目编号", "工程类别", "项目名称", "建设面积", "总投资", "进展"]


def county(make_county: MakeCounty, earlier: int) -> Path:
    """A county with one project, whose cost was another a month earlier."""
    data = make_county({"项目": [HEADER, ["X1", "甲", "一小加固", 100, 96, "主体在建"]]})
    before = make_county({"项目": [HEADER, ["X1", "甲", "一小加固", 100, earlier, "主体在建"]]}, period="2019-02")
    assert before == data
    return data


def change(data: Path, cache: Cache | None) -> str:
    """By how much the investment changed."""
    fact = examine(data, PERIOD, cache=cache).book.get("projects.total_investment~change")
    return "" if fact is None else str(fact.value)


def test_the_month_before_is_computed_once(
    make_county: MakeCounty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time nothing of it is read."""
    data, cache = county(make_county, 90), Cache(tmp_path / "cache")
    assert change(data, cache) == "6"
    read: list[Period] = []
    from reportgen import examined, past

    first = examined.read_period
    for module in (past, examined):
        monkeypatch.setattr(module, "read_period", lambda data, period: (read.append(period), first(data, period))[1])
    assert change(data, cache) == "6"
    assert read == [PERIOD]


def test_a_changed_cell_of_the_month_before_is_seen(make_county: MakeCounty, tmp_path: Path) -> None:
    """The key is the hash of the files."""
    cache = Cache(tmp_path / "cache")
    assert change(county(make_county, 90), cache) == "6"
    assert change(county(make_county, 91), cache) == "5"


def test_a_damaged_entry_is_as_good_as_none(make_county: MakeCounty, tmp_path: Path) -> None:
    """Cut short, or with one sign changed."""
    data, cache = county(make_county, 90), Cache(tmp_path / "cache")
    change(data, cache)
    (entry,) = cache.folder.iterdir()
    whole = entry.read_bytes()
    for damaged in (whole[:-1], whole.replace(b'"90"', b'"80"'), b""):
        entry.write_bytes(damaged)
        assert cache.get(entry.name) is None
        assert change(data, cache) == "6"


def test_a_cache_that_cannot_be_written_is_done_without(make_county: MakeCounty, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "cache").write_text("")
    assert change(county(make_county, 90), Cache(tmp_path / "cache")) == "6"


def test_facts_come_back_as_they_were(make_county: MakeCounty) -> None:
    """Value, places, basis, cells: everything."""
    book = examine(county(make_county, 90), PERIOD).book
    assert from_bytes(to_bytes(book)) == book

"""What was computed, drawn and written is kept, found again, and never believed when damaged or out of date."""

import os
from pathlib import Path

import pytest

from reportgen.earlier import from_bytes, to_bytes
from reportgen.incremental.cache import Cache
from reportgen.model.period import Period
from reportgen.pipeline import Built, Request, build, examine
from tests.conftest import MakeCounty
from tests.test_cli import run

PERIOD = Period(2019, 3)
CHART = """
[works]
kind = "stacked"
title = "项目进展"
series = [{ name = "已完工", fact = "projects.done" }, { name = "在建", fact = "projects.building" }]
"""
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


# -- charts and finished files


def chart_of(data: Path, out: Path) -> Built:
    """A briefing of one chart, Word only."""
    templates = data.parent / "templates"
    templates.mkdir(exist_ok=True)
    (templates / "brief.md.j2").write_text('+++\ntitle = "简报"\n+++\n# 简报\n\n{{ chart("works") }}\n', "utf-8")
    (templates / "charts.toml").write_text(CHART, "utf-8")
    return build(Request("brief", PERIOD, data, templates, out, ("docx",)))


def entries(out: Path, kind: str) -> list[Path]:
    """What is kept of one kind."""
    return sorted((out / ".cache").glob(f"{kind}-*"))


def test_a_chart_is_drawn_once_and_a_file_written_once(
    make_county: MakeCounty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built again by force nothing is drawn; a damaged entry is found and made again, the file the same."""
    import reportgen.charts

    data, out = county(make_county, 90), tmp_path / "out"
    drawn: list[object] = []
    draw = reportgen.charts.draw
    monkeypatch.setattr(
        reportgen.charts, "draw", lambda chart, *how, **more: (drawn.append(chart), draw(chart, *how, **more))[1]
    )
    folder = chart_of(data, out).folder
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(drawn) == len(entries(out, "chart")) == len(entries(out, "docx")) == 1
    chart_of(data, out)
    assert len(drawn) == 1
    for entry in (*entries(out, "chart"), *entries(out, "docx")):
        entry.write_bytes(entry.read_bytes()[:-1] + b"?")
    chart_of(data, out)
    assert len(drawn) == 2
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_the_entries_longest_unused_are_removed_first(tmp_path: Path) -> None:
    """Three entries of a hundred bytes, room for two: the one not asked for since goes."""
    cache = Cache(tmp_path / "cache")
    for age, name in enumerate(("chart-a", "chart-b", "chart-c")):
        cache.put(name, bytes(100))
        os.utime(cache.folder / name, (age, age))  # type: ignore[operator]
    assert cache.get("chart-a") is not None
    cache.trim(2 * 164)
    assert [cache.get(name) is not None for name in ("chart-a", "chart-b", "chart-c")] == [True, False, True]


def test_what_is_kept_is_told_by_kind_and_cleared(tmp_path: Path) -> None:
    """Cache info, with what is damaged; cache clear, with what a killed process left."""
    out = tmp_path / "out"
    cache = Cache(out / ".cache")
    cache.put("chart-a", b"12345")
    cache.put("facts-b", b"1")
    (out / ".cache" / "facts-c").write_bytes(b"no entry")
    told = run("cache", "info", "--out", str(out)).stdout
    assert "画好的图（chart）：1 项，69 字节\n往月的数据项（facts）：2 项，73 字节\n  其中 1 项已损坏" in told
    assert "共 3 项，142 字节" in told
    assert "清除了 3 项，142 字节" in run("cache", "clear", "--out", str(out)).stdout
    assert list((out / ".cache").iterdir()) == []


def test_a_library_s_version_is_the_one_that_is_installed() -> None:
    """However it is found out; one that is not there is said to be missing."""
    from importlib import metadata

    from reportgen.environment import version, versions

    for name, number in versions("hant").items():
        if name not in ("reportgen", "program"):
            assert number == version(name) == metadata.version(name)
    with pytest.raises(metadata.PackageNotFoundError):
        version("no-such-library")


def test_a_font_is_hashed_again_only_when_path_size_or_time_is_another(tmp_path: Path) -> None:
    """It is not read for nothing; a new one under the old name is."""
    from hashlib import sha256

    from reportgen.incremental.cache import remembered

    cache, font = Cache(tmp_path / "cache"), tmp_path / "one.otf"
    font.write_bytes(b"first")
    assert remembered(cache, [font]) == {font: sha256(b"first").hexdigest()}
    then = font.stat()
    font.write_bytes(b"other")
    os.utime(font, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert remembered(cache, [font]) == {font: sha256(b"first").hexdigest()}
    os.utime(font, ns=(then.st_atime_ns, then.st_mtime_ns + 1))
    assert remembered(cache, [font]) == {font: sha256(b"other").hexdigest()}
    assert remembered(Cache(None), [font]) == {font: sha256(b"other").hexdigest()}

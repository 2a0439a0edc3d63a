"""Watching: one build for each change that has come to rest, whatever editors do while they save."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportgen.model.period import Period
from reportgen.watch import PATIENCE, changes, half_saved, snapshot
from tests.conftest import MakeCounty
from tests.test_cli import ROOT, run
from tests.test_period_close import TEMPLATE, County

A, B = Path("甲.xlsx"), Path("乙.xlsx")


def seen(*looks: dict[Path, tuple[int, int]], torn: Callable[[Path], bool] = lambda path: False) -> list[list[str]]:
    """What is built, look by look: the names that made it necessary."""
    left: Iterator[dict[Path, tuple[int, int]]] = iter(looks)
    turns = iter(range(len(looks) - 1))
    found = changes(lambda: next(left), lambda: None, lambda: next(turns, None) is not None, torn)
    return [[path.stem for path in change.files] for change in found]


def test_the_first_build_needs_no_reason_and_rest_makes_none() -> None:
    """Nothing changes: one build."""
    assert seen({A: (1, 1)}, {A: (1, 1)}, {A: (1, 1)}) == [[]]


def test_a_change_is_built_once_it_has_come_to_rest() -> None:
    """Saved in three goes, then still: one build; a second file later: another."""
    assert seen(
        {A: (1, 1)}, {A: (2, 5)}, {A: (3, 9)}, {A: (3, 9)}, {A: (3, 9)}, {A: (3, 9), B: (4, 1)}, {A: (3, 9), B: (4, 1)}
    ) == [[], ["甲"], ["乙"]]


def test_a_file_gone_for_a_moment_is_no_change() -> None:
    """Editors write a new file and rename it over the old one."""
    assert seen({A: (1, 1)}, {}, {A: (1, 1)}, {A: (1, 1)}) == [[]]


def test_a_half_saved_workbook_is_waited_for() -> None:
    """Torn for two looks, whole at the third."""
    torn = iter([True, True, False])
    looks = [{A: (1, 1)}, *[{A: (2, 1)}] * 5]
    assert seen(*looks, torn=lambda path: next(torn)) == [[], ["甲"]]


def test_a_workbook_that_stays_torn_is_left_to_the_build_to_judge() -> None:
    """After so many looks the error is worth more than the wait."""
    looks = [{A: (1, 1)}, *[{A: (2, 1)}] * (PATIENCE + 1)]
    assert seen(*looks, torn=lambda path: True) == [[], ["甲"]]


def test_what_half_saved_means(tmp_path: Path) -> None:
    """A cut zip, a damaged part, a workbook gone while its lock is there; a CSV file never is."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.xml", b"<a/>" * 100)
    whole, book = content.getvalue(), tmp_path / "台账.xlsx"
    book.write_bytes(whole)
    assert not half_saved(book)
    for spoilt in (whole[:-30], b"", whole.replace(b"<a/><a/>", b"<b/><a/>", 1)):
        book.write_bytes(spoilt)
        assert half_saved(book)
    book.unlink()
    assert not half_saved(book)
    (tmp_path / "~$台账.xlsx").write_bytes(b"")
    assert half_saved(book)
    (tmp_path / "文件.csv").write_text("一半", "utf-8")
    assert not half_saved(tmp_path / "文件.csv")


def test_ledgers_settings_and_templates_are_looked_at_and_locks_are_not(make_county: MakeCounty) -> None:
    """This month and those it is compared with; not next month."""
    make_county(period="2018-03")
    make_county(period="2019-04")
    county = County(make_county())
    (county.data / "2019-03" / "~$台账.xlsx").write_bytes(b"")
    names = {
        path.relative_to(county.data.parent).as_posix()
        for path in snapshot(county.data, county.templates, Period(2019, 3))
    }
    assert names == {
        "data/2018-03/台账.xlsx", "data/2019-03/台账.xlsx", "data/report.toml", "templates/brief.md.j2",
    }  # fmt: skip


def where(county: County) -> list[str]:
    """The command's arguments."""
    return [
        "watch", "brief", "--period", "2019-03", "--data", str(county.data), "--templates", str(county.templates),
        "--out", str(county.out), "--to", "docx", "--every", "0.05",
    ]  # fmt: skip


def test_an_error_is_told_and_watching_goes_on(make_county: MakeCounty) -> None:
    """A digit typed into the template: no briefing, no end, no traceback."""
    county = County(make_county())
    (county.templates / "brief.md.j2").write_text(TEMPLATE + "共9项。\n", "utf-8")
    done = run(*where(county), "--rounds", "2")
    assert done.returncode == 0, done.stderr
    assert "模板里不能直接写数字“9”" in done.stderr
    assert "✗ 开始监看：没有生成，改好保存后会再试" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_saved_template_is_built_and_ctrl_c_ends_it(make_county: MakeCounty) -> None:
    """One line each with seconds and reason; 130 at the end, the last output whole."""
    county = County(make_county())
    env = os.environ | {"LANG": "zh_CN.UTF-8", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "reportgen", *where(county)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=env,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509  jobs ignore it
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().startswith("✓ 开始监看：")
        time.sleep(0.2)
        (county.templates / "brief.md.j2").write_text(TEMPLATE + "又一句。\n", "utf-8")
        line = other.stdout.readline()
        assert line.startswith("✓ brief.md.j2：")
        assert " 秒 → " in line
        other.send_signal(signal.SIGINT)
        _, said = other.communicate(timeout=20)
    assert other.returncode == 130
    assert "已停止监看" in said
    assert (county.out / "2019-03" / "brief" / "manifest.json").exists()

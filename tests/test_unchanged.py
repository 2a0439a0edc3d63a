"""A build of what has not changed writes nothing and says so; what a person changed is neither lost nor taken for ours."""

import json
import zipfile
from pathlib import Path

import pytest

from reportgen.incremental.standing import Standing, standing
from reportgen.model.period import Period
from reportgen.pipeline import Built, Request, build
from tests.conftest import PLAIN, MakeCounty
from tests.test_batch import edit
from tests.test_cli import run

TEMPLATE = '+++\ntitle = "简报"\n+++\n# 简报\n\n项目{{ fact("projects.total") }}，位于{{ county }}。\n'


class Office:
    """A county with one small kind, Word only."""

    def __init__(self, data: Path) -> None:
        self.data, self.templates, self.out = data, data.parent / "templates", data.parent / "out"
        self.templates.mkdir()
        (self.templates / "brief.md.j2").write_text(TEMPLATE, "utf-8")
        self.folder = self.out / "2019-03" / "brief"
        self.word = self.folder / "简报.docx"

    @property
    def request(self) -> Request:
        return Request("brief", Period(2019, 3), self.data, self.templates, self.out, ("docx",))

    def build(self) -> Built:
        return build(self.request)

    def stands(self) -> Standing:
        found = standing(self.request)
        assert found is not None
        return found

    def command(self, *more: str, kind: str = "brief") -> tuple[int, str, str]:
        places = ["--data", str(self.data), "--templates", str(self.templates), "--out", str(self.out)]
        done = run("build", kind, "--period", "2019-03", "--to", "docx", *places, *more)
        return done.returncode, done.stdout, done.stderr

    def times(self) -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in self.folder.iterdir()}


@pytest.fixture
def office(make_county: MakeCounty) -> Office:
    """清河区 in March 2019, its briefing built."""
    made = Office(make_county())
    made.build()
    return made


def test_an_unchanged_build_writes_nothing_and_says_so(office: Office) -> None:
    """The same lines on the standard output, the same warnings, no file touched; all kinds at once too."""
    before = office.times()
    for kind in ("brief", "all"):
        code, out, err = office.command(kind=kind)
        assert (code, str(office.word) in out.splitlines()) == (0, True)
        assert f"没有变化：{office.folder}" in err
    assert office.times() == before


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("ledger", "2019-03/台账.xlsx 有改动"),
        ("new ledger", "2019-03/文件.csv 有改动，或是新增"),
        ("settings", "report.toml 有改动"),
        ("an earlier month", "2019-02"),
        ("template", "模板 brief.md.j2 有改动"),
        ("output gone", "成品 简报.docx 缺失或损坏"),
        ("output damaged", "成品 简报.docx 缺失或损坏"),
    ],
)
def test_whatever_it_rests_on_is_seen_to_have_changed_and_is_said(
    office: Office, make_county: MakeCounty, what: str, why: str
) -> None:
    """--explain names it."""
    match what:
        case "ledger":
            make_county({"项目": [*PLAIN["项目"][:3], [*PLAIN["项目"][3][:6], 91, *PLAIN["项目"][3][7:]]]})
        case "new ledger":
            (office.data / "2019-03" / "文件.csv").write_text("文件名称,所属工作\n某通知,组织领导\n", "utf-8")
        case "settings":
            (office.data / "report.toml").write_text('[county]\nname = "清河县"\nbureau = "甲"\n', "utf-8")
        case "an earlier month":
            make_county(period="2019-02")
        case "template":
            (office.templates / "brief.md.j2").write_text(TEMPLATE + "\n完。\n", "utf-8")
        case "output gone":
            office.word.unlink()
        case "output damaged":
            office.word.write_bytes(office.word.read_bytes()[:-30])
    code, _, err = office.command("--explain")
    assert code == 0
    assert f"brief：{why}" in err
    assert zipfile.ZipFile(office.word).testzip() is None
    assert office.stands().departures == ()


def test_a_build_that_comes_out_the_same_touches_nothing(office: Office) -> None:
    """A space was saved into the template's front matter: the page is the same, only the manifest knows."""
    before = office.word.read_bytes()
    assert not office.build().renewed.written
    (office.templates / "brief.md.j2").write_text(TEMPLATE.replace('title = "简报"', 'title =  "简报"'), "utf-8")
    assert office.build().renewed.written
    assert office.word.read_bytes() == before


def test_a_file_corrected_in_word_stays_and_is_said(office: Office) -> None:
    """Nothing else has changed: not overwritten, and not passed over in silence."""
    corrected = edit(office.word)
    code, _, err = office.command()
    assert code == 0
    assert f"{office.word} 被人改动过，保留未动；要重新生成请加 --force" in err
    assert office.word.read_bytes() == corrected


def test_a_corrected_file_is_set_aside_when_a_new_one_is_due(office: Office) -> None:
    """By force, or because the data changed; a second one gets a number; what a person put there stays too."""
    (office.folder / "批示.txt").write_text("同意", "utf-8")
    ours = office.word.read_bytes()
    corrected = edit(office.word)
    code, _, err = office.command("--force")
    assert code == 0
    assert f"{office.word} 被人改动过，改动的一份另存为 简报（改动稿）.docx" in err
    assert office.word.read_bytes() == ours
    edit(office.word)
    assert office.build().renewed.aside == {"简报.docx": "简报（改动稿）2.docx"}
    assert (office.folder / "简报（改动稿）.docx").read_bytes() == corrected
    assert (office.folder / "批示.txt").read_text("utf-8") == "同意"


def test_without_its_record_a_briefing_is_built_and_found_to_be_the_same(office: Office) -> None:
    """The cache was cleared."""
    for path in (office.out / ".cache").iterdir():
        path.unlink()
    before = office.times()
    _, _, err = office.command("--explain")
    assert "brief：还没有生成过，或没有上次的记录" in err
    assert f"没有变化：{office.folder}" in err
    assert office.times() == before


def test_warnings_are_told_again_though_nothing_is_built(make_county: MakeCounty) -> None:
    """A sheet that nobody knows is remarked on, today as yesterday."""
    office = Office(make_county({"杂表": [["甲"], ["乙"]]}))
    first = office.command()[2]
    told = [line for line in first.splitlines() if line.startswith("[")]
    again = office.command()[2]
    assert told
    assert all(line in again for line in told)
    assert json.loads((office.folder / "diagnostics.json").read_bytes())["diagnostics"]

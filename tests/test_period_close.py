"""A closed month is as it was when its briefings were filed, or check says which file is not."""

import json
import zipfile
from pathlib import Path

import pytest

from reportgen.archive import StrayName, contents, pack
from reportgen.model.period import Period
from reportgen.periods.close import close, reopen
from reportgen.periods.faults import AlreadyClosed, NotClosed, OutdatedOutput
from reportgen.periods.status import status
from reportgen.pipeline import DataErrors, Request, build, examine
from reportgen.readers.seals import read_seal
from tests.conftest import PLAIN, SETTINGS, MakeCounty
from tests.test_cli import run

MARCH, APRIL = Period(2019, 3), Period(2019, 4)
TEMPLATE = '+++\ntitle = "{{ county }}简报"\n+++\n# {{ county }}简报\n\n项目{{ fact("projects.total") }}。\n'


class County:
    """A county with one small template, whose briefing is Word only."""

    def __init__(self, data: Path) -> None:
        self.data, self.templates, self.out = data, data.parent / "templates", data.parent / "out"
        self.templates.mkdir()
        (self.templates / "brief.md.j2").write_text(TEMPLATE, encoding="utf-8")

    def build(self) -> Path:
        """March's briefing."""
        return build(Request("brief", MARCH, self.data, self.templates, self.out, ("docx",))).folder

    def close(self) -> Path:
        """March, sealed."""
        return close(self.data, self.templates, self.out, MARCH).path

    def errors(self, period: Period = MARCH) -> list[tuple[str, str]]:
        """Code and place of each error."""
        return [(d.code, str(d.origins[0])) for d in examine(self.data, period).errors]


@pytest.fixture
def county(make_county: MakeCounty) -> County:
    """清河区 in March 2019."""
    return County(make_county())


def test_a_month_closed_and_untouched_is_sound(county: County) -> None:
    """The seal names the ledger, the template, the briefing's files, the versions."""
    county.build()
    table = json.loads(county.close().read_text("utf-8"))
    assert county.errors() == []
    assert list(table["ledgers"]) == ["2019-03/台账.xlsx"]
    assert list(table["templates"]) == ["brief.md.j2"]
    assert {"manifest.json", "清河区简报.docx"} <= table["outputs"]["brief"].keys()
    assert table["versions"]["reportgen"]


def test_a_changed_an_added_and_a_missing_ledger_are_errors_that_say_how_to_reopen(county: County) -> None:
    """Each with its file; in the month itself and in the month that compares with it."""
    folder = county.data / "2019-03"
    (folder / "文件.csv").write_text("文件名称,所属工作\n某通知,组织领导\n", "utf-8")
    county.close()
    (folder / "文件.csv").unlink()
    (folder / "上报数.csv").write_text("数据项,名称,数值,单位\na.b,甲,1,个\n", "utf-8")
    (folder / "台账.xlsx").write_bytes((folder / "台账.xlsx").read_bytes() + b" ")
    wanted = [("E121", "2019-03/上报数.csv"), ("E120", "2019-03/台账.xlsx"), ("E122", "2019-03/文件.csv")]
    assert [e for e in county.errors() if e[0] in ("E120", "E121", "E122")] == wanted
    (county.data / "2019-04").mkdir()
    (county.data / "2019-04" / "文件.csv").write_text("文件名称,所属工作\n某通知,组织领导\n", "utf-8")
    assert [e for e in county.errors(APRIL) if e[0].startswith("E12")] == wanted
    done = run("check", "--period", "2019-03", "--data", str(county.data))
    assert done.returncode == 1
    assert '确需更正的，先运行 reportgen period reopen 2019-03 --why "原因"' in done.stderr


def test_a_damaged_seal_is_an_error(county: County) -> None:
    """Cut short, of another month, or thrown away beside its copies."""
    seal = county.close()
    whole = seal.read_text("utf-8")
    for spoilt in (whole[:-20], whole.replace("2019-03", "2019-02"), "[]", whole.replace('"rules": {}', '"rules": 1')):
        seal.write_text(spoilt, "utf-8")
        assert county.errors() == [("E123", "2019-03/封存.json")]
    seal.unlink()
    assert county.errors() == [("E123", "2019-03/封存.json")]


def test_a_month_with_errors_is_not_closed(make_county: MakeCounty) -> None:
    """很多 is no number."""
    spoilt = [list(row) for row in PLAIN["项目"]]
    spoilt[1][6] = "很多"
    county = County(make_county({"项目": spoilt}))
    with pytest.raises(DataErrors):
        county.close()
    assert [p.name for p in (county.data / "2019-03").iterdir()] == ["台账.xlsx"]


def test_a_briefing_made_from_other_ledgers_or_words_is_not_sealed(county: County) -> None:
    """The template was changed after the briefing was built: build again first."""
    folder = county.build()
    (county.templates / "brief.md.j2").write_text(TEMPLATE + "又一句。\n", "utf-8")
    with pytest.raises(OutdatedOutput, match=r"“brief”与现在的材料不符：templates/brief\.md\.j2"):
        county.close()
    county.build()
    (folder / "清河区简报.docx").write_bytes(b"edited")
    with pytest.raises(OutdatedOutput, match=r"清河区简报\.docx"):
        county.close()


def test_a_closed_month_is_closed_once_and_opened_with_a_reason(county: County) -> None:
    """The old seal and its copies stay beside, with the reason; then it may be closed anew."""
    county.close()
    with pytest.raises(AlreadyClosed):
        county.close()
    path = county.data / "2019-03" / "台账.xlsx"
    path.write_bytes(path.read_bytes() + b" ")
    old = reopen(county.data, MARCH, "补报一个项目")
    assert county.errors() == []
    assert json.loads(old.read_text("utf-8"))["reopened"] == "补报一个项目"
    assert {"封存-1.json", "封存-1.zip"} < {p.name for p in old.parent.iterdir()}
    county.close()
    assert county.errors() == []
    assert reopen(county.data, MARCH, "再补").name == "封存-2.json"
    with pytest.raises(NotClosed):
        reopen(county.data, MARCH, "三")


def test_other_settings_definitions_or_standards_are_remarked_on(county: County) -> None:
    """They are no error: the month's own part of report.toml is what counts, not other months'."""
    county.close()
    (county.data / "report.toml").write_text(SETTINGS + '[period."2019-04"]\nas_of = 2019-04-30\n', "utf-8")
    assert [d.code for d in examine(county.data, MARCH).diagnostics] == []
    (county.data / "report.toml").write_text(SETTINGS.replace("教育局", "教体局"), "utf-8")
    (county.data / "definitions").mkdir()
    (county.data / "definitions" / "own.toml").write_text("", "utf-8")
    found = [d for d in examine(county.data, MARCH).diagnostics if d.code == "N125"]
    assert [d.values["files"] for d in found] == ["report.toml、definitions/own.toml"]


def test_closing_twice_gives_the_same_bytes(county: County) -> None:
    """Seal and copies hold no date and no place of this machine."""
    county.build()
    seal = county.close()
    first = seal.read_bytes(), seal.with_suffix(".zip").read_bytes()
    reopen(county.data, MARCH, "试")
    county.close()
    assert (seal.read_bytes(), seal.with_suffix(".zip").read_bytes()) == first
    assert str(county.data).encode() not in first[0] + first[1]


def test_the_status_tells_closed_from_open_and_fresh_from_outdated(county: County) -> None:
    """Up to date, then as sealed, then built again with other words."""

    def says() -> tuple[bool, bool | None, tuple[str, ...], tuple[str, ...]]:
        (one,) = status(county.data, county.templates, county.out, [MARCH])
        (output,) = one.outputs
        return one.closed, output.sealed, output.outdated, output.damaged

    folder = county.build()
    assert says() == (False, None, (), ())
    county.close()
    assert says() == (True, True, (), ())
    (county.templates / "brief.md.j2").write_text(TEMPLATE + "又一句。\n", "utf-8")
    assert says() == (True, True, ("templates/brief.md.j2",), ())
    county.build()
    assert says() == (True, False, (), ())
    (folder / "facts.json").unlink()
    assert says() == (True, False, (), ("facts.json",))


def test_the_commands_close_show_and_open(county: County) -> None:
    """Exit 0, 2 when it is closed already, 2 without a reason, 1 with a briefing that is outdated."""
    where = ("--data", str(county.data), "--templates", str(county.templates), "--out", str(county.out))
    county.build()
    done = run("period", "close", "2019-03", *where)
    assert (done.returncode, "已封存 2019-03，包括已发布的 brief" in done.stderr) == (0, True)
    assert run("period", "close", "2019-03", *where).returncode == 2
    shown = run("period", "status", *where)
    assert "2019-03  已封存  0 处错误" in shown.stdout
    assert "brief  与封存时相同" in shown.stdout
    assert json.loads(run("period", "status", *where, "--json").stdout)["periods"][0]["closed"] is True
    assert run("period", "reopen", "2019-03", "--data", str(county.data), "--why", " ").returncode == 2
    assert run("period", "reopen", "2019-03", "--data", str(county.data), "--why", "更正").returncode == 0
    (county.templates / "brief.md.j2").write_text(TEMPLATE + "又一句。\n", "utf-8")
    assert run("period", "close", "2019-03", *where).returncode == 1


def test_an_archive_cannot_lead_elsewhere(tmp_path: Path) -> None:
    """A name with .. is refused before anything is taken out."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../outside", b"x")
    with pytest.raises(StrayName, match="outside"):
        contents(path.read_bytes())
    assert contents(pack({"b": b"2", "a": b"1"})) == {"a": b"1", "b": b"2"}
    assert pack({"b": b"2", "a": b"1"}) == pack({"a": b"1", "b": b"2"})


def test_an_open_month_has_no_seal(county: County) -> None:
    """And says so."""
    assert read_seal(county.data, MARCH) is None

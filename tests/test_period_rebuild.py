"""A filed briefing comes out again byte for byte, or it is said what is no longer as it was."""

from pathlib import Path

import pytest

from reportgen import rebuild as module
from reportgen.filed import NotFiled, UnreadableManifest
from reportgen.model.period import Period
from reportgen.rebuild import Asked, What, rebuild
from tests.conftest import MakeCounty
from tests.test_cli import run
from tests.test_period_close import TEMPLATE, County

MARCH = Period(2019, 3)


@pytest.fixture
def county(make_county: MakeCounty) -> County:
    """A county whose briefing of March is filed."""
    made = County(make_county())
    made.build()
    return made


def asked(county: County, kind: str = "brief") -> Asked:
    """March's briefing."""
    return Asked(MARCH, kind, county.data, county.templates, county.out)


def departures(county: County) -> list[tuple[What, str]]:
    """What is not as it was filed."""
    return [(d.what, d.name) for d in rebuild(asked(county)).departures]


def test_an_open_month_comes_out_the_same(county: County) -> None:
    """All its files, the manifest too."""
    rebuilt = rebuild(asked(county))
    assert rebuilt.departures == ()
    folder = county.out / "2019-03" / "brief"
    assert rebuilt.files == {p.name: p.read_bytes() for p in folder.iterdir()}


def test_every_material_that_is_not_as_it_was_is_named(county: County) -> None:
    """A ledger, a definition that came, the settings, a template that changed and one that came."""
    ledger = county.data / "2019-03" / "台账.xlsx"
    ledger.write_bytes(ledger.read_bytes() + b" ")
    (county.data / "definitions").mkdir()
    (county.data / "definitions" / "own.toml").write_text("", "utf-8")
    (county.data / "report.toml").write_text((county.data / "report.toml").read_text("utf-8") + "\n", "utf-8")
    (county.templates / "brief.md.j2").write_text(TEMPLATE + "\n", "utf-8")
    (county.templates / "part.md.j2").write_text("", "utf-8")
    assert departures(county) == [
        (What.INPUT, "2019-03/台账.xlsx"),
        (What.INPUT, "report.toml"),
        (What.INPUT, "definitions/own.toml"),
        (What.TEMPLATE, "brief.md.j2"),
        (What.TEMPLATE, "part.md.j2"),
    ]


def test_another_program_library_or_font_is_named(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with the version then and now; exit 3, for it is not the data's fault."""
    now = module.versions()
    monkeypatch.setattr(module, "versions", lambda: now | {"jinja2": "9.9"})
    (found,) = rebuild(asked(county)).departures
    assert (found.what, found.name, found.filed, found.found) == (What.VERSION, "jinja2", now["jinja2"], "9.9")
    monkeypatch.setattr(module, "versions", lambda: now)
    manifest = county.out / "2019-03" / "brief" / "manifest.json"
    text = manifest.read_text("utf-8")
    digest = text.partition('"fonts"')[2].partition('"sha256": "')[2][:64]
    manifest.write_text(text.replace(digest, "0" * 64), "utf-8")
    assert {what for what, _ in departures(county)} == {What.FONT}
    done = run(
        "rebuild", "2019-03", "--kind", "brief", "--data", str(county.data), "--templates", str(county.templates),
        "--out", str(county.out),
    )  # fmt: skip
    assert (done.returncode, "字体文件" in done.stderr) == (3, True)


def test_a_published_file_that_was_edited_is_named(county: County) -> None:
    """Somebody wrote into the Word file of the output folder."""
    (county.out / "2019-03" / "brief" / "清河区简报.docx").write_bytes(b"edited")
    assert departures(county) == [(What.OUTPUT, "清河区简报.docx")]


def test_a_closed_month_comes_out_the_same_after_everything_has_changed(county: County, tmp_path: Path) -> None:
    """Ledger, settings, template are others, the output is gone: the copies kept at closing give it again."""
    folder = county.out / "2019-03" / "brief"
    filed = {p.name: p.read_bytes() for p in folder.iterdir()}
    county.close()
    ledger = county.data / "2019-03" / "台账.xlsx"
    ledger.write_bytes(ledger.read_bytes() + b" ")
    (county.data / "report.toml").write_text("[county]\nname = '甲县'\nbureau = '乙'\n", "utf-8")
    (county.templates / "brief.md.j2").write_text(TEMPLATE + "新的一句。\n", "utf-8")
    for path in folder.iterdir():
        path.unlink()
    into = tmp_path / "again"
    done = run(
        "rebuild", "2019-03", "--kind", "brief", "--data", str(county.data), "--templates", str(county.templates),
        "--out", str(county.out), "--into", str(into),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "由 2019-03/封存.zip 重新生成的 5 个文件与已发的逐字节相同" in done.stderr
    assert {p.name: p.read_bytes() for p in (into / "2019-03" / "brief").iterdir()} == filed


def test_a_missing_month_between_stays_missing_in_the_copies(make_county: MakeCounty) -> None:
    """January is kept, February is not: March says 数据缺失, and says so again from the copies."""
    make_county(period="2019-01")
    county = County(make_county())
    body = '{% set v = fact("projects.total").last_month %}{% if v.missing %}上月缺{% else %}首次{% endif %}\n'
    (county.templates / "brief.md.j2").write_text(TEMPLATE + body, "utf-8")
    county.build()
    county.close()
    assert departures(county) == []


def test_what_was_never_filed_is_wrong_use(county: County) -> None:
    """No such kind, open or closed; a manifest that is none."""
    with pytest.raises(NotFiled, match="没有已发布的“weekly”"):
        rebuild(asked(county, "weekly"))
    county.close()
    with pytest.raises(NotFiled, match="没有已发布的“weekly”"):
        rebuild(asked(county, "weekly"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 1, "inputs": [], "fonts": {}}'])
def test_a_manifest_that_is_none_is_named(county: County, text: str) -> None:
    """Empty, or something else."""
    (county.out / "2019-03" / "brief" / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(UnreadableManifest, match=r"manifest\.json 不是本程序写下的清单"):
        rebuild(asked(county))

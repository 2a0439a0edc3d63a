"""A PDF can prove what it was made from: its ledgers lie inside, with their hashes."""

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportgen import messages
from reportgen.enclosed import LIST, NotEnclosed, enclose, read_list
from reportgen.fonts import find_fonts
from reportgen.layout import GBT9704
from reportgen.model.attachment import Attachment, Relation
from reportgen.model.document import Document, Meta, Text, Title
from reportgen.model.period import Period
from reportgen.outputs import InputChanged
from reportgen.pipeline import Built, Request, build
from reportgen.writers import pdf
from tests.conftest import PLAIN, MakeCounty, write_county
from tests.test_cli import run

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
MARCH = Period(2019, 3)
HEAD = {"title": "汇报", "period": "2019-03"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A county's March; February is kept, with a ledger of the same name."""
    folder = tmp_path_factory.mktemp("county")
    write_county(folder / "data", "2019-02", PLAIN)
    write_county(folder / "data", "2019-03", PLAIN)
    return build(Request("monthly", MARCH, folder / "data", TEMPLATES, folder / "output", ("pdf",)))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The same county's ledgers, in the hands of the clerk."""
    write_county(tmp_path / "data", "2019-02", PLAIN)
    return write_county(tmp_path / "data", "2019-03", PLAIN)


def page(built: Built) -> Path:
    """The PDF."""
    return next(built.folder.glob("*.pdf"))


def verify(*words: object) -> "subprocess.CompletedProcess[str]":
    """The command at the terminal."""
    return run("verify", *map(str, words))


def copied(built: Built, data: Path) -> Path:
    """The data as they were read, byte for byte: a workbook written again is another file."""
    for path in (built.folder.parents[2] / "data").rglob("*"):
        if path.is_file():
            (data / path.relative_to(built.folder.parents[2] / "data")).write_bytes(path.read_bytes())
    return data


def test_untouched_ledgers_are_the_ones_it_was_made_from(built: Built, data: Path) -> None:
    """Exit 0, and how many files were compared."""
    done = verify(page(built), "--data", copied(built, data))
    assert done.returncode == 0, done.stdout
    assert "附件：5 个与清单相符，0 个不符" in done.stdout
    assert "台账：3 个与清单相符，0 个不符" in done.stdout


def test_a_changed_a_lost_and_a_new_ledger_are_named(built: Built, data: Path) -> None:
    """The clerk corrected March, put February away and added a workbook: exit 1, each by its path."""
    copied(built, data)
    book = load_workbook(data / "2019-03" / "台账.xlsx")
    book["项目"]["G2"] = 97
    book.save(data / "2019-03" / "台账.xlsx")
    (data / "2019-02" / "台账.xlsx").unlink()
    (data / "2019-03" / "补充.csv").write_text("任务编号,任务\n", encoding="utf-8")
    done = verify(page(built), "--data", data)
    assert done.returncode == 1
    assert "2019-03/台账.xlsx：已被改动" in done.stdout
    assert "2019-02/台账.xlsx：没有找到" in done.stdout
    assert "2019-03/补充.csv：不在清单里" in done.stdout


def test_the_attachments_are_written_out_so_that_links_lead_into_them(built: Built, tmp_path: Path) -> None:
    """facts.xlsx among them, its links leading to the ledgers beside it."""
    done = verify(page(built), "--extract", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/data/2019-03/台账.xlsx").read_bytes() == (
        built.folder.parents[2] / "data/2019-03/台账.xlsx"
    ).read_bytes()
    facts = tmp_path / "out/output/2019-03/monthly/facts.xlsx"
    assert facts.read_bytes() == (built.folder / "facts.xlsx").read_bytes()
    link = load_workbook(facts)["单元格"]["C2"].hyperlink
    assert Path(os.path.normpath(facts.parent / link.target)).is_relative_to(tmp_path / "out" / "data")
    assert Path(os.path.normpath(facts.parent / link.target)).exists()


def test_what_is_written_out_never_replaces_another_file(built: Built, tmp_path: Path) -> None:
    """A file of another content stands in the way: exit 2, nothing written."""
    other = tmp_path / "data" / "report.toml"
    other.parent.mkdir()
    other.write_text("mine", encoding="utf-8")
    done = verify(page(built), "--extract", tmp_path)
    assert done.returncode == 2
    assert "已经存在，内容不同" in done.stderr
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [other]


def test_a_file_that_is_no_briefing_is_refused(tmp_path: Path) -> None:
    """A text, and a PDF of ours without attachments: exit 2, and why."""
    (tmp_path / "text.pdf").write_text("汇报", encoding="utf-8")
    done = verify(tmp_path / "text.pdf")
    assert (done.returncode, "text.pdf 不是 PDF" in done.stderr) == (2, True)
    (tmp_path / "bare.pdf").write_bytes(small())
    done = verify(tmp_path / "bare.pdf")
    assert (done.returncode, "里面没有附件清单" in done.stderr) == (2, True)


def small(*attachments: Attachment) -> bytes:
    """A PDF of one line."""
    document = Document(Meta("汇报", date="2019-03-31"), (Title((Text("汇报"),)),))
    return pdf.write(document, GBT9704, {}, find_fonts(GBT9704.faces), attachments)


def test_an_attachment_that_was_exchanged_is_found(tmp_path: Path) -> None:
    """One is not what the list says, one is gone, one was put in."""
    first, second, told = enclose("data", {"a.csv": b"1", "b.csv": b"2"}, "output", {}, HEAD)
    forged = Attachment(first.name, b"9", Relation.SOURCE)
    (tmp_path / "forged.pdf").write_bytes(small(forged, told, Attachment("c.csv", b"3", Relation.DATA)))
    done = verify(tmp_path / "forged.pdf")
    assert done.returncode == 1
    assert "a.csv：已被改动" in done.stdout
    assert f"{second.name}：没有找到" in done.stdout
    assert "c.csv：不在清单里" in done.stdout


@pytest.mark.parametrize("path", ["../report.toml", "/etc/x", "a/../../b", "C:\\x", "a\\b", "./a", ""])
def test_a_list_that_leads_out_of_its_folder_is_refused(path: str) -> None:
    """What is written out stays where it was asked to be."""
    entry = {"name": "a", "path": path, "relation": "Source", "sha256": "", "bytes": 0}
    told = json.dumps({**HEAD, "data": "data", "files": [entry]}).encode()
    with pytest.raises(NotEnclosed, match="越出了文件夹"):
        read_list({LIST: told}, "x.pdf")


@pytest.mark.parametrize("told", [b"{", b"[]", b'{"files": 1}', b"\xff"])
def test_a_damaged_list_is_named(told: bytes) -> None:
    """Not JSON, or not ours."""
    with pytest.raises(NotEnclosed, match="读不懂"):
        read_list({LIST: told}, "x.pdf")


def test_two_paths_that_would_bear_one_name_stay_two_files() -> None:
    """a/b_c.csv and a_b/c.csv."""
    made = enclose("data", {"a/b_c.csv": b"1", "a_b/c.csv": b"2"}, "output", {}, HEAD)
    assert len({file.name for file in made}) == 3
    listed = read_list({file.name: file.data for file in made}, "x.pdf")
    for path, entry in listed.sources.items():
        content = next(file.data for file in made if file.name == entry.name)
        assert hashlib.sha256(content).hexdigest() == entry.sha256, path


def test_files_come_back_from_a_pdf_as_they_went_in() -> None:
    """Chinese names, no content, all bytes."""
    inside = {"台账 一.xlsx": bytes(range(256)), "空.csv": b"", "a(b)\\c.json": b"{}"}
    data = small(*(Attachment(name, content, Relation.DATA) for name, content in inside.items()))
    assert pdf.read_attachments(data) == inside


def test_the_ledger_that_changes_under_the_build_stops_it(make_county: MakeCounty, tmp_path: Path) -> None:
    """Saved again between reading and writing: the PDF would carry what it was not made from."""
    county = make_county()

    def meddle(step: str) -> None:
        if step == "写数据项":
            (county / "2019-03" / "台账.xlsx").write_bytes(b"changed")

    with pytest.raises(InputChanged, match=r"台账\.xlsx 在生成过程中被改动"):
        build(Request("monthly", MARCH, county, TEMPLATES, tmp_path / "out", ("pdf",)), meddle)
    assert not list((tmp_path / "out").rglob("*.pdf"))


def test_a_county_may_keep_its_ledgers_to_itself(make_county: MakeCounty, tmp_path: Path) -> None:
    """--no-attach: nothing inside; the page is the same."""
    made = build(Request("monthly", MARCH, make_county(), TEMPLATES, tmp_path, ("pdf",), attach=False))
    assert pdf.read_attachments(page(made).read_bytes()) == {}


def test_files_are_the_same_whatever_language_the_terminal_speaks(built: Built, tmp_path: Path) -> None:
    """Diagnostics in the file are in Chinese, so that the PDF's bytes are one county's, not one clerk's."""
    data = built.folder.parents[2] / "data"
    with messages.speaking("en"):
        again = build(Request("monthly", MARCH, data, TEMPLATES, tmp_path, ("pdf",)))
    assert {
        name for name in built.files if (again.folder / name).read_bytes() != (built.folder / name).read_bytes()
    } == (set())


def test_the_manifest_lists_the_new_files_with_their_roles(built: Built) -> None:
    """Facts as workbook and as JSON."""
    files = json.loads((built.folder / "manifest.json").read_text("utf-8"))["files"]
    roles = {row["path"]: row["role"] for row in files}
    assert roles["facts.xlsx"] == roles["facts.json"] == "facts"


def test_what_was_written_out_makes_the_same_briefing_again(built: Built, tmp_path: Path) -> None:
    """Nothing the PDF was made from is missing inside it: the same templates give the same bytes."""
    verify(page(built), "--extract", tmp_path)
    again = build(Request("monthly", MARCH, tmp_path / "data", TEMPLATES, tmp_path / "again", ("pdf",)))
    assert page(again).read_bytes() == page(built).read_bytes()

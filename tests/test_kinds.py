"""The walk-throughs of the docs, run as written."""

import re
import shutil
from pathlib import Path

from reportgen.model.period import Period
from reportgen.pipeline import Request, examine, write_document
from reportgen.readers.definitions import read_definitions
from reportgen.writers import outline
from tests.conftest import MakeCounty

ROOT = Path(__file__).resolve().parent.parent


def test_a_new_kind_of_briefing_is_one_file(make_county: MakeCounty, tmp_path: Path) -> None:
    """The example of docs/templates.md, copied into a template folder, builds."""
    templates = shutil.copytree(ROOT / "templates", tmp_path / "templates")
    example = re.search(r"```\n(\+\+\+.*?)```", (ROOT / "docs" / "templates.md").read_text("utf-8"), re.DOTALL)
    assert example is not None
    (templates / "projects_brief.md.j2").write_text(example[1], encoding="utf-8")
    data = make_county()
    request = Request("projects_brief", Period(2019, 3), data, templates, tmp_path)
    text = outline.blocks_text(write_document(request, examine(data, request.period)).document)
    assert text[0] == "清河区教育工程简报"
    assert "全区共实施项目3个，已完工1个。" in text


def test_a_new_fact_is_one_table(make_county: MakeCounty) -> None:
    """The example of docs/definitions.md, put into the county's own file, is computed."""
    data = make_county()
    (data / "definitions").mkdir()
    example = re.search(
        r"```toml\n(\[projects\.dormitories\].*?)```", (ROOT / "docs" / "definitions.md").read_text("utf-8"), re.DOTALL
    )
    assert example is not None
    (data / "definitions" / "own.toml").write_text(example[1], encoding="utf-8")
    assert "projects.dormitories" in read_definitions(data).by_key
    book = examine(data, Period(2019, 3)).book
    assert [f.value for f in book.family("projects.dormitories")] == [0, 0]


def test_a_wrong_definition_is_named(make_county: MakeCounty) -> None:
    """A column that is not there: file, key and what is wrong."""
    data = make_county()
    (data / "definitions").mkdir()
    text = '[projects.odd]\nlabel = "怪"\nrule = "sum"\nsheet = "projects"\ncolumn = "nothing"\n'
    (data / "definitions" / "own.toml").write_text(text, encoding="utf-8")
    found = [d for d in examine(data, Period(2019, 3)).diagnostics if d.code == "E401"]
    assert "nothing" in found[0].values["why"]
    assert str(found[0].origins[0]) == "definitions/own.toml!projects.odd"

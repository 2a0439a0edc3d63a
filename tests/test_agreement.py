"""Whatever kind of briefing is asked for, the same number is the same: in value, and in words."""

import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from reportgen.compose.kinds import find_kinds
from reportgen.model.document import Document, FactText, Picture, Table
from reportgen.model.fact import Fact, FactBook
from reportgen.model.period import Period
from reportgen.pipeline import Request, examine, write_document
from reportgen.units import convert
from reportgen.wording import AS, words
from tests.test_cli import run

ROOT = Path(__file__).resolve().parent.parent
KINDS = [kind.name for kind in find_kinds(ROOT / "templates") if not kind.each]
Said = dict[str, tuple[FactBook, list[FactText]]]


@pytest.fixture(scope="module")
def said() -> Said:
    """Every kind of the sample as a finished tree, with what it prints of each Fact."""
    examined = examine(ROOT / "data", Period(2018, 1))
    made = {}
    for kind in KINDS:
        asked = Request(kind, Period(2018, 1), ROOT / "data", ROOT / "templates", Path("none"))
        made[kind] = (examined.book, list(printed(write_document(asked, examined).document)))
    return made


def printed(document: Document) -> Iterator[FactText]:
    for block in document.blocks:
        lines = [block.inlines] if hasattr(block, "inlines") else []
        if isinstance(block, Table):
            lines = [block.caption, *(cell for row in (block.header, *block.rows) for cell in row)]
        elif isinstance(block, Picture):
            lines = [block.caption]
        yield from (inline for line in lines for inline in line if isinstance(inline, FactText))


def test_the_eight_kinds_are_there() -> None:
    """As the office owes them."""
    owed = {"monthly", "inspection", "speech", "one_page", "notice", "rectification", "self_evaluation", "wallchart"}
    assert set(KINDS) == owed


def test_a_fact_is_said_in_the_same_words_everywhere(said: Said) -> None:
    """One Fact in one form has one text, in all kinds together; hundreds stand in more than one."""
    texts: dict[tuple[str, str], set[str]] = {}
    kinds: dict[str, set[str]] = {}
    for kind, (_, facts) in said.items():
        for fact in facts:
            texts.setdefault((fact.fact, fact.form), set()).add(fact.text)
            kinds.setdefault(fact.fact, set()).add(kind)
    assert {ident: found for ident, found in texts.items() if len(found) > 1} == {}
    assert sum(len(found) > 1 for found in kinds.values()) > 50
    assert len(kinds["funds.gap@均衡达标建设"]) >= 4


def test_what_is_rounded_for_the_ear_is_within_its_last_digit(said: Said) -> None:
    """约3.4亿元 is 33806万元: converted back, at most half a tenth of 亿元 away."""
    book, facts = said["speech"]
    spoken = [f for f in facts if f.form.startswith(AS)]
    assert spoken
    for inline in spoken:
        fact = book.facts[inline.fact]
        _, unit, places = inline.form.split(":")
        found = re.search(r"[0-9.]+", inline.text)
        assert found is not None
        away = abs(Decimal(found[0]) - convert(fact.value, fact.unit, unit))
        assert away <= Decimal(1).scaleb(-int(places)) / 2, inline.text
        assert inline.text.startswith("约") == (away != 0) or fact.qualifier or inline.text.startswith("近")


def test_every_printed_word_is_the_fact_s_own(said: Said) -> None:
    """No kind says of a Fact what its value does not."""
    for book, facts in said.values():
        for inline in facts:
            fact: Fact = book.facts[inline.fact]
            assert words(fact, inline.form) == inline.text


def test_a_ninth_kind_is_one_more_file(tmp_path: Path) -> None:
    """The walk-through of docs/templates.md, as it stands there: one file, no Python."""
    page = (ROOT / "docs" / "templates.md").read_text("utf-8")
    template = re.search(r"```\n(\+\+\+\n.*?)```", page, re.DOTALL)
    assert template is not None
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / "templates" / "projects_brief.md.j2").write_text(template[1], encoding="utf-8")
    where = ("--templates", str(tmp_path / "templates"))
    assert "工程进展一页说清" in run("kinds", *where).stdout
    out = tmp_path / "out"
    done = run("build", "projects_brief", "--period", "2018-01", "--to", "docx", "--out", str(out), *where)
    assert done.returncode == 0, done.stderr
    assert list(out.rglob("*.docx"))

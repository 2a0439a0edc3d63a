"""Everything users read exists in Chinese and in English, with the same names to fill in."""

import ast
import re
from pathlib import Path

import pytest

from reportgen import messages
from reportgen.model.diagnostic import CODES
from tests.conftest import PLAIN, MakeCounty
from tests.test_cli import run

PACKAGE = Path(__file__).resolve().parent.parent / "reportgen"


def literals() -> list[str]:
    """Every text handed to ``tr`` or ``progress`` in the package."""
    calls = [
        n
        for path in sorted(PACKAGE.rglob("*.py"))
        for n in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(n, ast.Call)
    ]
    named = [n for n in calls if isinstance(n.func, ast.Name) and n.func.id in ("tr", "progress") and n.args]
    return [str(n.args[0].value) for n in named if isinstance(n.args[0], ast.Constant)]


TEXTS = sorted({*literals(), *(t for c in CODES.values() for t in (c.message, c.remedy)), "错误", "警告", "提示"})


@pytest.fixture(autouse=True)
def _back_to_chinese() -> object:
    yield
    messages.choose("zh")


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_has_its_english(text: str) -> None:
    """A translation is there, and names the same values."""
    messages.choose("en")
    english = messages.tr(text)
    assert english != text
    assert sorted(re.findall(r"\{\w*\}", english)) == sorted(re.findall(r"\{\w*\}", text))


def test_an_english_reader_is_told_in_english(make_county: MakeCounty) -> None:
    """--lang en, before the command."""
    spoilt = [list(row) for row in PLAIN["项目"]]
    spoilt[1][6] = "很多"
    done = run("--lang", "en", "check", "--period", "2019-03", "--data", str(make_county({"项目": spoilt})))
    assert "[E202] error 2019-03/台账.xlsx!项目!G2：“很多” is not a number" in done.stderr


def test_every_code_is_explained_in_the_docs() -> None:
    """docs/diagnostics.md has a section for each."""
    text = (PACKAGE.parent / "docs" / "diagnostics.md").read_text("utf-8")
    assert [c for c in CODES if f"### {c}" not in text] == []

"""The reference pages say what the program does."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
assert _spec is not None
assert _spec.loader is not None
make_docs = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make_docs)


@pytest.mark.parametrize("page", sorted(make_docs.PAGES))
def test_a_generated_page_is_up_to_date(page: str) -> None:
    """What is committed is what ``scripts/make_docs.py`` writes today."""
    assert (ROOT / "docs" / page).read_text("utf-8") == make_docs.PAGES[page]()


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_links_of_the_readme_lead_somewhere(page: str) -> None:
    """Every relative link is a file."""
    import re

    for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text("utf-8")):
        assert (ROOT / target).exists(), target

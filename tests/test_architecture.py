"""Who may import whom: types below, stages apart, one door to each library."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STAGES = ("readers", "checks", "compute", "compose", "transforms", "script", "charts", "writers", "selfcheck")
LEAVES = (
    "model", "units", "formula", "wording", "columns", "layout", "fonts", "font_subset", "messages", "records", "trace",
)  # fmt: skip
ALLOWED = {("selfcheck", "writers")}  # it reads back what the writers wrote
DOORS = {
    "openpyxl": ("reportgen.readers.workbook",),
    "pandas": ("reportgen.compute.frames",),
    "matplotlib": ("reportgen.charts",),
    "jinja2": ("reportgen.compose",),
    "markdown_it": ("reportgen.compose",),
    "docx": ("reportgen.writers.docx",),
    "opencc": ("reportgen.script",),
    "weasyprint": ("reportgen.writers.pdf",),
    "xlsxwriter": ("reportgen.writers.xlsx",),
    "pikepdf": ("reportgen.writers.volume",),
    "distributed": ("reportgen.batch.cluster",),
}
HEAVY = ("pandas", "matplotlib", "weasyprint", "openpyxl", "docx", "xlsxwriter", "opencc", "pikepdf", "distributed")


def name_of(path: Path) -> str:
    """``reportgen/model/fact.py`` is ``reportgen.model.fact``; a package is its ``__init__``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {name_of(path): path for path in sorted((ROOT / "reportgen").rglob("*.py"))}


def imported(module: str) -> Iterator[tuple[str, str]]:
    """What a module imports, anywhere in it, for use or for types: (module, name)."""
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            yield from ((node.module or "", alias.name) for alias in node.names)


def inner(module: str) -> set[str]:
    """The modules of ours that a module imports."""
    found = set()
    for source, name in imported(module):
        if source.split(".")[0] == "reportgen":
            found.add(f"{source}.{name}" if f"{source}.{name}" in FILES else source)
    return found - {module}


def part(module: str) -> str:
    """``reportgen.writers.docx.body`` belongs to ``writers``."""
    return ([*module.split("."), ""])[1]


def test_no_module_imports_itself_by_a_detour() -> None:
    """The imports can be put in one order: there is no cycle."""
    order = list(TopologicalSorter({module: inner(module) for module in FILES}).static_order())
    assert set(order) >= set(FILES)


def test_the_model_rests_on_nothing_but_itself() -> None:
    """Types are at the bottom: ``model`` imports ``model`` and the standard library."""
    for module in FILES:
        if part(module) == "model":
            for source, _ in imported(module):
                assert source.startswith("reportgen.model") or source.split(".")[0] in sys.stdlib_module_names, module


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_knows_no_other_stage(stage: str) -> None:
    """Only the pipeline joins stages; the self-check may ask the writers to read."""
    for module in (m for m in FILES if part(m) == stage):
        for other in {part(m) for m in inner(module)} - {stage}:
            assert other in LEAVES or (stage, other) in ALLOWED, f"{module} imports {other}"


@pytest.mark.parametrize("leaf", LEAVES)
def test_a_helper_rests_on_helpers_only(leaf: str) -> None:
    """Units, wording, layout, fonts, messages, records and traces know no stage."""
    for module in (m for m in FILES if part(m) == leaf):
        assert {part(m) for m in inner(module)} <= set(LEAVES), module


@pytest.mark.parametrize(("library", "doors"), DOORS.items())
def test_a_library_has_one_door(library: str, doors: tuple[str, ...]) -> None:
    """Exchanging a library is a matter of one module or package."""
    users = {m for m in FILES for source, _ in imported(m) if source.split(".")[0] == library}
    assert users
    assert all(user == door or user.startswith(f"{door}.") for user in users for door in doors), users


def test_nothing_inside_imports_the_root() -> None:
    """``__init__`` is for outsiders; inside, only the version is taken from it."""
    taken = {
        (module, name)
        for module in FILES
        for source, name in imported(module)
        if source == "reportgen" and f"reportgen.{name}" not in FILES
    }
    assert taken == {("reportgen.cli", "__version__"), ("reportgen.environment", "__version__")}


@pytest.mark.parametrize(
    "words", ["import reportgen.cli", "from reportgen.cli import cli; cli(['--help'], standalone_mode=False)"]
)
def test_asking_for_help_loads_nothing_heavy(words: str) -> None:
    """The heavy libraries are loaded by the commands that need them."""
    code = f"import sys; {words}; sys.exit(','.join(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stderr.strip() == ""


COMMANDS = {
    "kinds": HEAVY,
    "build one_page --period 2018-01 --to docx --out {out}": (
        *("weasyprint", "pypdfium2", "opencc", "openpyxl.chart", "distributed"),
        *("matplotlib.figure", "matplotlib.pyplot", "matplotlib.backends.backend_svg"),
    ),
}


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_loads_nothing_it_does_not_use(words: str, tmp_path: Path) -> None:
    """A Word file is made without the makings of a PDF; charts without figures and axes."""
    asked = words.format(out=tmp_path).split()
    code = (
        f"import sys; from reportgen.cli import cli; cli({asked!r}, standalone_mode=False)\n"
        f"print('loaded:', *(m for m in {COMMANDS[words]!r} if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].strip() == "loaded:"

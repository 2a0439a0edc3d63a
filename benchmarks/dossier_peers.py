"""The same dossiers made by what others use; each gives CPU seconds for all documents, children and grandchildren too.

LibreOffice turns our Word files into PDF, Chromium prints our page, Typst sets the same words by a template of its own.
What is not installed is said to be missing.
"""

import importlib.util
import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.clock import tree as _run
from benchmarks.docxtpl_fill import fill
from benchmarks.docxtpl_template import blocks, template
from reportgen.model.document import Document

_FONTS = '("Liberation Serif", "FandolFang R", "Noto Serif CJK SC")'
_TYPST = f"""
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "— 1 —")
#set text(font: {_FONTS}, size: 16pt, lang: "zh")
#set par(justify: true, first-line-indent: (amount: 2em, all: true))
#for b in json(bytes(sys.inputs.blocks)) {{
  if b.kind == "table" {{
    set text(size: 12pt)
    table(columns: b.header.len(), table.header(..b.header), ..b.rows.flatten())
  }} else if b.kind == "picture" {{
    image(bytes(sys.inputs.at(b.key)), format: "svg", width: 150mm)
  }} else if b.kind == "title" {{ align(center, text(size: 22pt, b.text)) }}
  else if b.kind == "caption" {{ align(center, text(size: 12pt, b.text)) }}
  else if b.kind.starts-with("heading") {{ heading(level: int(b.kind.at(7)), b.text) }}
  else {{ par(b.at("text", default: "")) }}
}}
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A dossier: its tree, its page with pictures and fonts by address, its Word file, its charts in both forms."""

    tree: Document
    page: str
    word: bytes
    svg: dict[str, bytes]
    png: dict[str, bytes]


Peer = Callable[[], tuple[float, list[int]]]
"""CPU seconds for all documents, and the files' sizes."""


def peers(made: Sequence[Made], folder: Path) -> tuple[dict[str, Peer], dict[str, str]]:
    """Those that can run, and for the others why not."""
    able: dict[str, Peer] = {}
    missing: dict[str, str] = {}
    for name, (needed, build) in _PEERS.items():
        there = shutil.which(needed) if needed in ("soffice", "chromium") else importlib.util.find_spec(needed)
        if there:
            able[name] = build(made, folder)
        else:
            missing[name] = f"{needed} is not installed"
    return able, missing


def _docxtpl(made: Sequence[Made], _folder: Path) -> Peer:
    own, words = template(), [blocks(one.tree) for one in made]
    return lambda: _timed(lambda: [fill(own, said, one.png) for said, one in zip(words, made, strict=True)])


def _weasyprint(variant: str | None) -> Callable[[Sequence[Made], Path], Peer]:
    def build(made: Sequence[Made], _folder: Path) -> Peer:
        from weasyprint import HTML

        return lambda: _timed(lambda: [HTML(string=one.page).write_pdf(pdf_variant=variant) for one in made])

    return build


def _typst(made: Sequence[Made], folder: Path) -> Peer:
    import typst

    source = folder / "dossier.typ"
    source.write_text(_TYPST, encoding="utf-8")
    compiler = typst.Compiler(str(source), font_paths=[str(Path(".fonts").resolve())])
    inputs = [
        {"blocks": json.dumps(blocks(one.tree)), **{key: svg.decode() for key, svg in one.svg.items()}} for one in made
    ]
    return lambda: _timed(lambda: [compiler.compile(format="pdf", sys_inputs=said) for said in inputs])


def _office(batch: bool) -> Callable[[Sequence[Made], Path], Peer]:
    def build(made: Sequence[Made], folder: Path) -> Peer:
        words = _saved(folder / "word", [one.word for one in made], "docx")
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(folder / "office")]
        groups = [words] if batch else [[word] for word in words[:2]]
        _run([*command, *words[:1]])  # makes the profile
        return lambda: _each([[*command, *group] for group in groups], folder / "office", len(made))

    return build


def _chromium(made: Sequence[Made], folder: Path) -> Peer:
    pages = _saved(folder / "pages", [one.page.encode() for one in made[:2]], "html")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={folder / 'chromium'}"]
    out = folder / "printed"
    out.mkdir()
    return lambda: _each([[*command, f"--print-to-pdf={out / Path(p).stem}.pdf", p] for p in pages], out, len(made))


def _saved(folder: Path, contents: Sequence[bytes], kind: str) -> list[str]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number}.{kind}" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return [str(path) for path in paths]


def _timed(work: Callable[[], list[bytes]]) -> tuple[float, list[int]]:
    start = time.process_time()
    files = work()
    return time.process_time() - start, [len(file) for file in files]


def _each(commands: Sequence[list[str]], out: Path, count: int) -> tuple[float, list[int]]:
    """Commands one after the other, reckoned up to all documents when only some are made."""
    seconds = sum(map(_run, commands))
    sizes = [path.stat().st_size for path in sorted(out.glob("*.pdf"))]
    return seconds * count / (count if len(commands) == 1 else len(commands)), sizes


_PEERS: dict[str, tuple[str, Callable[[Sequence[Made], Path], Peer]]] = {
    "docxtpl": ("docxtpl", _docxtpl),
    "WeasyPrint plain": ("weasyprint", _weasyprint(None)),
    "WeasyPrint plain, PDF/A-3a": ("weasyprint", _weasyprint("pdf/a-3a")),
    "Typst, one compiler": ("typst", _typst),
    "LibreOffice in batch": ("soffice", _office(batch=True)),
    "LibreOffice one by one": ("soffice", _office(batch=False)),
    "Chromium one by one": ("chromium", _chromium),
}


def versions() -> dict[str, Any]:
    """Of the peers that are there."""
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in ("weasyprint", "docxtpl", "python-docx", "typst", "matplotlib", "pypdfium2"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found

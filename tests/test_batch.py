"""One document for each school: whole files whatever happens, nothing done twice, and it is said what was done and why."""

import gc
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from reportgen.batch.ask import Ask, Member, NoSuchSubject, Selection
from reportgen.batch.outcome import Outcome
from reportgen.batch.pool import KILLED, LocalPool
from reportgen.batch.record import JOURNAL, read_record
from reportgen.batch.run import NotEach, idle, run
from reportgen.batch.task import Result, Task
from reportgen.batch.work import prepare, work
from reportgen.model.period import Period
from reportgen.pipeline import DataErrors
from reportgen.request import Request
from tests.conftest import write_county
from tests.test_cli import run as reportgen

ROOT = Path(__file__).resolve().parent.parent
MARCH = Period(2019, 3)
TEMPLATE = """+++
title = "{{ school.name }}档案"
each = "school"
+++
# {{ school.name }}档案

{% set row = rows("schools") | first %}
该校位于{{ row.township }}，有图书{{ row.books }}。
"""
MUCH = """{% if row.books %}{% for n in "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十" %}

该校有图书{{ row.books }}。
{% endfor %}{% endif %}
"""
HEADER = ["学校代码", "学校名称", "乡镇", "办学类型", "是否计校数", "图书"]
ROWS: list[list[object]] = [
    ["001", "甲小学", "东乡", "完小", "是", 2500],
    ["002", "乙小学", "东乡", "完小", "是", 1500],
    ["003", "丙小学", "西乡", "完小", "是", 900],
    ["004", "丁小学", "西乡", "完小", "是", 1200],
    ["005", "戊小学", "西乡", "完小", "是", 3100],
]
ALL = ["001.docx", "002.docx", "003.docx", "004.docx", "005.docx"]


class Here:
    """Work done in this process, and what was asked of it."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def run(self, context: bytes, tasks: Sequence[Task]) -> Generator[Result, None, None]:
        prepare(context)
        for task in tasks:
            self.codes.append(task.member.code)
            yield work(task)


class Schools:
    """A county of five schools with one small kind, Word only unless said."""

    def __init__(self, base: Path) -> None:
        self.base, self.templates, self.out = base, base / "templates", base / "out"
        self.data = self.keep(ROWS)
        self.templates.mkdir()
        (self.templates / "dossier.md.j2").write_text(TEMPLATE, "utf-8")
        (self.templates / "brief.md.j2").write_text('+++\ntitle = "简报"\n+++\n# 简报\n', "utf-8")
        self.folder = self.out / "2019-03" / "dossier"

    def keep(self, rows: list[list[object]]) -> Path:
        """The register as it is kept now."""
        return write_county(self.base / "data", "2019-03", {"学校": [HEADER, *rows]})

    def ask(self, *, to: str = "docx", kind: str = "dossier", **how: object) -> Ask:
        request = Request(kind, MARCH, self.data, self.templates, self.out, tuple(to.split(",")), attach=False)
        chosen = Selection(**{n: how.pop(n) for n in ("named", "township", "sample", "seed") if n in how})  # type: ignore[arg-type]
        return Ask(request, chosen, **how)  # type: ignore[arg-type]

    def run(self, **how: object) -> Outcome:
        return run(self.ask(**how), Here())  # type: ignore[arg-type]

    def words(self) -> list[str]:
        """The command line for the same."""
        places = ["--data", str(self.data), "--templates", str(self.templates), "--out", str(self.out)]
        return ["dossiers", "--period", "2019-03", *places, "--to", "docx"]

    def held(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def index(self, name: str = "index.xlsx") -> list[list[object]]:
        book = openpyxl.load_workbook(self.folder / name)
        return [[cell.value for cell in row] for row in book["目录"].iter_rows(min_row=2)]


@pytest.fixture
def schools(tmp_path: Path) -> Iterator[Schools]:
    """Five schools of two townships."""
    before = gc.get_threshold()
    yield Schools(tmp_path)
    gc.unfreeze()
    gc.set_threshold(*before)


def changed(code: str, books: object) -> list[list[object]]:
    """The register with another number of books in one row."""
    return [[*row[:5], books if row[0] == code else row[5]] for row in ROWS]


def text(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("word/document.xml").decode()


def edit(path: Path) -> bytes:
    """The head of the office has corrected a word and saved."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name).replace("位于".encode(), "坐落于".encode()))
    path.write_bytes(out.getvalue())
    return out.getvalue()


# -- what there is afterwards


def test_every_school_has_a_file_named_by_its_code_and_the_index_leads_to_it(schools: Schools) -> None:
    """Name, code, township, type; the links lead to files that are there."""
    outcome = schools.run()
    assert outcome.written == ALL
    assert sorted(p.name for p in schools.folder.glob("[!.]*")) == [*ALL, "index.xlsx", "manifest.json"]
    assert schools.index()[0] == ["001", "甲小学", "东乡", "完小", "001.docx", None, "已生成"]
    sheet = openpyxl.load_workbook(schools.folder / "index.xlsx")["目录"]
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links == ALL
    assert all((schools.folder / name).is_file() for name in links)


def test_the_county_can_be_asked_for_some_schools_only(schools: Schools) -> None:
    """By code, by name, by township; the index of all says who is not made yet."""
    schools.run(named=("002", "丁小学"))
    assert [row[6] for row in schools.index()] == ["尚未生成", "已生成", "尚未生成", "已生成", "尚未生成"]
    outcome = schools.run(township="西乡")
    assert outcome.written == ["003.docx", "005.docx"]
    assert [row[0] for row in schools.index("index-西乡.xlsx")] == ["003", "004", "005"]


def test_a_school_a_township_or_a_kind_there_is_not_is_named(schools: Schools) -> None:
    """With those there are."""
    with pytest.raises(NoSuchSubject, match="名册里没有“己小学”；有 甲小学、乙小学"):
        schools.run(named=("己小学",))
    with pytest.raises(NoSuchSubject, match="名册里没有“南乡”；有 东乡、西乡"):
        schools.run(township="南乡")
    with pytest.raises(NotEach, match="“brief”不是一校一册"):
        schools.run(kind="brief")


def test_a_draw_can_be_drawn_again_and_the_index_says_how(schools: Schools) -> None:
    """The same seed draws the same schools; another seed, in the end, others."""
    first = schools.run(sample=2, seed=7).written
    drawn = [row[0] for row in schools.index("index-sample2-seed7.xlsx")]
    assert [f"{code}.docx" for code in drawn] == first
    notes = openpyxl.load_workbook(schools.folder / "index-sample2-seed7.xlsx")["说明"]
    told = {row[0].value: str(row[1].value) for row in notes.iter_rows()}
    assert told["抽取"] == "从全部中随机抽取 2 册，种子 7"
    assert told["重抽"] == "reportgen dossiers dossier --period 2019-03 --sample 2 --seed 7"
    members = [Member(str(row[0]), str(row[1])) for row in ROWS]
    draws = {tuple(m.code for m in Selection(sample=2, seed=seed).of(members)) for seed in range(40)}
    assert Selection(sample=2, seed=7).of(members[::-1])[::-1] == Selection(sample=2, seed=7).of(members)
    assert len(draws) == 10  # every pair of five


# -- nothing is done twice


def test_a_second_run_writes_nothing_and_says_so(schools: Schools) -> None:
    """Times of files stay; nothing heavy is loaded to find that out."""
    schools.run()
    before = {path.name: path.stat().st_mtime_ns for path in schools.folder.iterdir()}
    done = reportgen(*schools.words())
    assert done.returncode == 0
    assert f"没有变化：{schools.folder}（5 册）" in done.stderr
    assert {path.name: path.stat().st_mtime_ns for path in schools.folder.iterdir()} == before
    heavy = ("pandas", "numpy", "openpyxl", "weasyprint", "matplotlib", "jinja2", "lxml", "docx", "pikepdf")
    code = (
        "import sys; from reportgen.cli import cli; sys.argv[0] = 'reportgen'\n"
        "try: cli(standalone_mode=False)\n"
        f"except SystemExit: print([m for m in {heavy!r} if m in sys.modules])\n"
    )
    command = [sys.executable, "-c", code, *schools.words()]
    seen = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert seen.stdout.splitlines()[-1] == "[]"


def test_one_cell_changes_one_school_and_it_is_said_why(schools: Schools) -> None:
    """乙小学 has 1600 books instead of 1500: its file alone is written, with the number and the cell as the reason."""
    schools.run()
    before = schools.held()
    schools.keep(changed("002", 1600))
    outcome = schools.run(explain=True)
    assert (outcome.written, outcome.same) == (["002.docx"], 4)
    assert [(why.member.code, why.changes) for why in outcome.why] == [
        ("002", ("乙小学图书 1500册 → 1600册  [row.schools.books@002]（2019-03/台账.xlsx!学校!F3：1500 → 1600）",))
    ]
    assert [d.name for d in outcome.departures] == ["2019-03/台账.xlsx"]
    now = schools.held()
    assert {name for name in now if now[name] != before[name]} == {"002.docx", "manifest.json"}
    assert "1600册" in text(schools.folder / "002.docx")


def test_a_word_from_a_changed_cell_is_a_reason_too(schools: Schools) -> None:
    """丙小学 has moved to another township."""
    schools.run()
    schools.keep([[*row[:2], "东乡" if row[0] == "003" else row[2], *row[3:]] for row in ROWS])
    (why,) = schools.run(explain=True).why
    assert (why.member.code, why.changes) == ("003", ("2019-03/台账.xlsx!学校!C4：西乡 → 东乡",))


def test_rows_that_only_move_change_no_file(schools: Schools) -> None:
    """The register sorted the other way round: other cells, the same pages."""
    schools.run()
    schools.keep(ROWS[::-1])
    assert schools.run().written == []
    assert idle(schools.ask()) is not None


def test_a_changed_template_is_said_to_be_the_reason(schools: Schools) -> None:
    """Every school is written again, and no number has changed."""
    schools.run()
    (schools.templates / "dossier.md.j2").write_text(TEMPLATE.replace("该校", "学校"), "utf-8")
    done = reportgen(*schools.words(), "--explain", "--jobs", "1")
    assert done.returncode == 0
    assert "因为：模板 dossier.md.j2 有改动" in done.stderr
    assert "002 乙小学\n  数和文字没有变化" in done.stderr


def test_a_deleted_and_a_damaged_file_are_made_again_the_same(schools: Schools) -> None:
    """One is gone, one is cut short, of one a bit has flipped; the others are not touched."""
    schools.run()
    before = schools.held()
    (schools.folder / "001.docx").unlink()
    (schools.folder / "002.docx").write_bytes(before["002.docx"][:-100])
    (schools.folder / "003.docx").write_bytes(before["003.docx"][:500] + b"\xff" + before["003.docx"][501:])
    assert schools.run().written == ["001.docx", "002.docx", "003.docx"]
    assert schools.held() == before


def test_a_file_corrected_in_word_is_kept_and_said_and_set_aside_when_the_data_change(schools: Schools) -> None:
    """Never overwritten, never taken for ours."""
    schools.run()
    corrected = edit(schools.folder / "002.docx")
    outcome = idle(schools.ask())
    assert outcome is not None
    assert outcome.kept == ["002.docx"]
    schools.keep(changed("002", 1600))
    again = schools.run()
    assert again.aside == {"002.docx": "002（改动稿）.docx"}
    assert (schools.folder / "002（改动稿）.docx").read_bytes() == corrected
    assert "1600册" in text(schools.folder / "002.docx")
    assert idle(schools.ask()) is not None


def test_force_writes_what_has_not_changed(schools: Schools) -> None:
    """The same bytes, all of them."""
    schools.run()
    before = schools.held()
    assert schools.run(force=True).written == ALL
    assert schools.held() == before


def test_who_leaves_the_register_leaves_the_folder(schools: Schools) -> None:
    """戊小学 was closed; its file goes, and the index does not know it."""
    schools.run()
    schools.keep(ROWS[:4])
    assert schools.run().removed == ["005.docx"]
    assert [row[0] for row in schools.index()] == ["001", "002", "003", "004"]


def test_another_format_is_added_without_writing_the_first_again(schools: Schools) -> None:
    """Word first, then PDF of the same."""
    schools.run(named=("001",))
    assert schools.run(named=("001",), to="docx,pdf").written == ["001.pdf"]
    assert schools.index()[0][4:6] == ["001.docx", "001.pdf"]


# -- one bad school


def test_one_bad_school_does_not_stop_the_others(schools: Schools) -> None:
    """很多 is no number of books: that school is listed with cell and cure, exit 1; mended, it alone is written."""
    schools.keep(changed("003", "很多"))
    done = reportgen(*schools.words(), "--jobs", "1")
    assert done.returncode == 1
    fault = "2019-03/台账.xlsx!学校!F4：“很多”不是数字"
    assert f"003 丙小学 没有生成：{fault}" in done.stderr
    assert [p.name for p in sorted(schools.folder.glob("00*"))] == ["001.docx", "002.docx", "004.docx", "005.docx"]
    assert fault in str(schools.index()[2][6])
    schools.keep(ROWS)
    assert schools.run().written == ["003.docx"]
    assert schools.index()[2][6] == "已生成"


def test_a_fault_that_is_no_schools_own_stops_the_batch(schools: Schools) -> None:
    """A register without its column of codes."""
    write_county(schools.base / "data", "2019-03", {"学校": [HEADER[1:], *(row[1:] for row in ROWS)]})
    with pytest.raises(DataErrors):
        schools.run()
    assert not list(schools.folder.glob("*.docx"))


def test_a_document_that_cannot_be_written_is_a_fault_of_its_school(schools: Schools) -> None:
    """The template asks for more pages than the kind may take, where there are many books."""
    head = TEMPLATE.replace('each = "school"', 'each = "school"\npages = 1')
    schools.keep([[*row[:5], row[5] if row[0] == "003" else None] for row in ROWS])
    (schools.templates / "dossier.md.j2").write_text(head.replace("，有图书{{ row.books }}", "") + MUCH, "utf-8")
    outcome = schools.run(named=("003", "004"), to="pdf")
    assert list(outcome.faults) == ["003"]
    assert "这种报告最多 1 页" in outcome.faults["003"][1]
    assert outcome.written == ["004.pdf"]


# -- whatever happens


def deadly(tasks: list[Task]) -> list[Result]:
    """002 takes its process with it."""
    if any(task.member.code == "002" for task in tasks):
        os.kill(os.getpid(), signal.SIGKILL)
    return [Result(task.member, "key") for task in tasks]


def test_a_task_that_kills_its_worker_twice_is_a_fault_and_the_others_are_done(schools: Schools) -> None:
    """The hand it was in is done again one by one."""
    kept: list[bytes] = []

    class Keep(Here):
        def run(self, context: bytes, tasks: Sequence[Task]) -> Generator[Result, None, None]:
            kept.append(context)
            yield from ()

    run(schools.ask(), Keep())
    tasks = [Task(Member(str(row[0]), str(row[1])), ("docx",)) for row in ROWS] * 2
    results = list(LocalPool(1, work=deadly).run(kept[0], tasks))
    assert {r.member.code: r.fault for r in results} == {"002": KILLED, "001": "", "003": "", "004": "", "005": ""}


def spawned(pid: int) -> list[int]:
    """The workers of a process."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            if parent == pid and b"spawn_main" in path.with_name("cmdline").read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def wait_for(what: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what() and time.monotonic() < deadline:
        time.sleep(0.01)


@pytest.fixture
def hearing_ctrl_c() -> Iterator[None]:
    """A shell's background job ignores it, and hands that down."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("blow", ["main KILL", "main TERM", "main INT", "worker KILL"])
def test_killed_at_any_moment_whole_files_are_left_and_a_rerun_ends_in_the_same_bytes(
    schools: Schools, blow: str, hearing_ctrl_c: None
) -> None:
    """After the first file stands: no worker outlives its main process; a killed worker's tasks are done again."""
    schools.keep([[f"{number:03}", f"第{number}小学", *ROWS[0][2:]] for number in range(30)])
    schools.run()
    wanted = schools.held()
    for name in wanted:
        (schools.folder / name).unlink()
    command = [sys.executable, "-m", "reportgen", *schools.words(), "--jobs", "2"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as running:
        whom, how = blow.split()
        wait_for(
            lambda: (
                running.poll() is not None
                or (list(schools.folder.glob("*.docx")) if whom == "main" else spawned(running.pid))
            )
        )
        workers = spawned(running.pid)
        number = getattr(signal, f"SIG{how}")
        os.kill(running.pid if whom == "main" or not workers else workers[0], number)
        try:
            code = running.wait(120)
        finally:
            running.kill()  # or one that hangs would be waited for on the way out
    expected = {"main KILL": -9, "main TERM": 143, "main INT": 130, "worker KILL": 0}[blow]
    assert code == expected
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), 10)
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    left = {name: data for name, data in schools.held().items() if name.endswith(".docx")}
    assert all(wanted[name] == data for name, data in left.items())
    again = schools.run()
    assert len(set(again.written) & set(left)) <= 1  # one may stand that was not noted yet
    assert schools.held() == wanted


def test_the_journal_is_gone_on_with_and_a_line_cut_short_is_not_believed(schools: Schools) -> None:
    """As a killed run leaves it: two lines, the second half written."""
    schools.run()
    wanted, record = schools.held(), read_record(schools.folder)
    rows = json.loads(wanted["manifest.json"])["entries"][:2]
    first, second = (json.dumps(row, ensure_ascii=False).encode() for row in rows)
    for name in ("manifest.json", "index.xlsx", *ALL[1:]):
        (schools.folder / name).unlink()
    (schools.folder / JOURNAL).write_bytes(first + b"\n" + second[:40])
    (schools.folder / ".002.docx.new").write_bytes(b"half")
    assert list(read_record(schools.folder).entries) == ["001"]
    assert schools.run().written == ALL[1:]
    assert schools.held() == wanted
    assert read_record(schools.folder) == record


# -- the volume


def test_the_volume_has_contents_bookmarks_and_its_own_page_numbers(schools: Schools) -> None:
    """Five documents, by township; the contents say on which page each begins, and that page says so too."""
    import pikepdf
    import pypdfium2

    long = TEMPLATE + MUCH
    (schools.templates / "dossier.md.j2").write_text(long, "utf-8")
    outcome = schools.run(to="pdf", bind=True)
    assert outcome.files == ["index.xlsx", "bound.pdf"]
    with pikepdf.open(schools.folder / "bound.pdf") as volume:
        total = len(volume.pages)
        with volume.open_outline() as outline:
            towns = [(item.title, [child.title for child in item.children]) for item in outline.root]
            starts = [
                volume.pages.index(pikepdf.Page(c.destination[0])) for item in outline.root for c in item.children
            ]
        fonts = [
            below.FontDescriptor.FontFile3.objgen
            for page in volume.pages
            for font in page.Resources.Font.values()
            for below in font.get("/DescendantFonts", [])
            if "/FontFile3" in below.FontDescriptor
        ]
    assert towns == [("东乡", ["001 甲小学", "002 乙小学"]), ("西乡", ["003 丙小学", "004 丁小学", "005 戊小学"])]
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(schools.folder / "bound.pdf")]
    body = total - 1
    for name, start in zip(["甲小学", "乙小学", "丙小学", "丁小学", "戊小学"], starts, strict=True):
        assert f"{name}档案" in pages[start]
        assert f"{start} / {body}" in pages[start]
        assert any(line.split()[-1] == str(start) for line in pages[0].splitlines() if name in line)
    assert len(set(fonts)) < len(fonts)
    before = (schools.folder / "bound.pdf").read_bytes()
    assert schools.run(to="pdf", bind=True, force=True).files == ["index.xlsx", "bound.pdf"]
    assert (schools.folder / "bound.pdf").read_bytes() == before


def test_a_volume_that_binds_old_documents_does_not_stay(schools: Schools) -> None:
    """乙小学 has other books; without --bind the volume goes, and that is said."""
    schools.run(to="pdf", bind=True, township="东乡")
    schools.keep(changed("002", 1600))
    assert "bound-东乡.pdf" in schools.run(to="pdf", township="东乡").removed
    assert not (schools.folder / "bound-东乡.pdf").exists()

"""Dossiers made by the workers of a Dask cluster: the same bytes, the same faults, whoever comes, differs or dies."""

import gc
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reportgen.batch.ask import Ask
from reportgen.batch.cluster.alike import Need, differing, held
from reportgen.batch.cluster.client import Cluster, cluster
from reportgen.batch.cluster.faults import (
    NoAddress,
    NoDistributed,
    NoWorkers,
    SchedulerLost,
    Unreachable,
    WorkerFailed,
    WorkersDiffer,
)
from reportgen.batch.outcome import Outcome
from reportgen.batch.pool import KILLED
from reportgen.batch.run import run
from reportgen.batch.task import Result, Runner, Task
from reportgen.batch.work import prepare, work, work_all
from reportgen.fonts import FALLBACKS, find_fonts
from reportgen.layout import GBT9704, Face
from reportgen.model.period import Period
from reportgen.outputs import InputChanged
from reportgen.request import Request
from tests.conftest import write_county
from tests.test_cli import run as reportgen

ROOT = Path(__file__).resolve().parent.parent
MARCH = Period(2019, 3)
TEMPLATE = """+++
title = "{{ school.name }}档案"
each = "school"
pages = 1
+++
# {{ school.name }}档案

{% set row = rows("schools") | first %}
该校位于{{ row.township }}，有图书{{ row.books }}，上年同月{{ row.books.last_year.value }}。
{% if row.township == "西乡" %}{% for n in "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十" %}

该校有图书{{ row.books }}。
{% endfor %}{% endif %}
"""
HEADER = ["学校代码", "学校名称", "乡镇", "办学类型", "是否计校数", "图书"]


def rows(number: int = 5, more: int = 0) -> list[list[object]]:
    """A register of so many primary schools."""
    return [[f"{n:03}", f"第{n}小学", "东乡", "完小", "是", 1000 + n + more] for n in range(1, number + 1)]


class Here:
    """Work done in this process: what a cluster is held against."""

    def run(self, context: bytes, tasks: Sequence[Task]) -> Generator[Result, None, None]:
        prepare(context)
        yield from map(work, tasks)


class County:
    """Schools that are compared with those of a year ago, in folders that are named as they are seen from the county's."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.keep(rows())
        self.keep(rows(60, 100), "2018-03")
        (base / "templates").mkdir()
        (base / "templates" / "dossier.md.j2").write_text(TEMPLATE, "utf-8")

    def keep(self, found: list[list[object]], period: str = "2019-03") -> None:
        write_county(self.base / "data", period, {"学校": [HEADER, *found]})

    def run(
        self, runner: Runner, out: str = "out", to: str = "docx", kind: str = "dossier", **how: Callable[..., None]
    ) -> Outcome:
        places = (Path("data"), Path("templates"), Path(out))
        return run(Ask(Request(kind, MARCH, *places, tuple(to.split(",")), attach=False)), runner, **how)

    def words(self, address: str) -> list[str]:
        return ["dossiers", "--period", "2019-03", "--to", "docx", "--scheduler", address]

    def held(self, out: str = "out", kind: str = "dossier") -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((self.base / out / "2019-03" / kind).iterdir())}


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    """Five schools; the working folder is the county's, which no worker's is."""
    monkeypatch.chdir(tmp_path)
    before = gc.get_threshold()
    yield County(tmp_path)
    gc.unfreeze()
    gc.set_threshold(*before)


# -- processes of their own


class Station:
    """A scheduler and its workers, each started as the docs say, on a free port."""

    def __init__(self, base: Path, cwd: Path = ROOT) -> None:
        self.base, self.processes = base, list[subprocess.Popen[bytes]]()
        file = base / "scheduler.json"
        where = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        self.begin("scheduler", *where, "--no-dashboard", cwd=cwd)
        wait_for(file.exists)
        time.sleep(0.1)
        self.address = str(json.loads(file.read_text())["address"])

    def begin(self, *words: str, cwd: Path = ROOT, **environment: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words]
        with (self.base / f"log{len(self.processes)}").open("wb") as log:
            env = os.environ | {"PYTHONPATH": str(cwd)} | environment
            process = subprocess.Popen(command, cwd=cwd, env=env, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def worker(self, *words: str, **how: Any) -> subprocess.Popen[bytes]:
        folder = self.base / f"scratch{len(self.processes)}"
        return self.begin(
            "worker", self.address, "--no-nanny", "--no-dashboard", "--local-directory", str(folder), *words, **how
        )

    def end(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait(30)


def wait_for(what: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """Two workers, one of them with several threads."""
    found = Station(tmp_path_factory.mktemp("station"))
    try:
        found.worker("--nthreads", "3")
        found.worker("--nthreads", "1")
        with connected(found.address) as runner:
            wait_for(lambda: len(workers(runner)) == 2)
        yield found
    finally:
        found.end()


def connected(
    address: str, say: Callable[[str], None] = lambda text: None, patience: float = 60
) -> AbstractContextManager[Cluster]:
    return cluster(address, say, patience)


def workers(runner: Cluster) -> dict[str, Any]:
    return dict(runner.client.scheduler_info()["workers"])


def with_work(runner: Cluster, work: Callable[[list[Task]], list[Result]]) -> Cluster:
    return Cluster(runner.client, runner.address, runner.say, runner.patience, work)


def after(flag: str, tasks: list[Task]) -> list[Result]:
    """The first school at once, the others when the file is there."""
    if tasks[0].member.code != "001":
        wait_for(Path(flag).exists)
    return work_all(tasks)


def slowly(tasks: list[Task]) -> list[Result]:
    """As always, but long enough for something to happen meanwhile."""
    time.sleep(0.15 * len(tasks))
    return work_all(tasks)


def test_the_command_line_makes_what_a_local_run_makes(station: Station, county: County) -> None:
    """Word and PDF, with a value of a year ago; the workers have neither the county's folders nor its working folder."""
    local = county.run(Here(), "local", "docx,pdf")
    done = reportgen(*county.words(station.address), "--to", "docx,pdf", "--out", "out", cwd=county.base)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "写出 10 个文件，0 册没有变化，0 册没有生成")
    assert "  已完成 5/5 册" in done.stderr
    assert county.held() == county.held("local")
    assert len(local.written) == 10


def test_a_bad_school_stops_nobody_and_says_the_same(station: Station, county: County) -> None:
    """第2小学 has 很多 books; 第4小学 would take two pages, which only its worker sees."""
    found = rows()
    found[1][5], found[3][2] = "很多", "西乡"
    county.keep(found)
    local = county.run(Here(), "local", "pdf")
    with connected(station.address) as runner:
        outcome = county.run(runner, to="pdf")
    assert outcome.faults == local.faults
    assert list(outcome.faults) == ["002", "004"]
    assert "这种报告最多 1 页" in outcome.faults["004"][1]
    assert sorted(outcome.written) == ["001.pdf", "003.pdf", "005.pdf"]
    assert county.held() == county.held("local")


def test_a_worker_killed_in_the_middle_costs_its_tasks_again(station: Station, county: County) -> None:
    """A third worker is killed at work; every document is made, with the same bytes."""
    county.keep(rows(40))
    county.run(Here(), "local")
    victim = station.worker()
    with connected(station.address) as runner:
        wait_for(lambda: len(workers(runner)) == 3)
        killed: list[int] = []

        def kill(result: Result, done: int, of: int) -> None:
            if not killed:
                victim.kill()
                killed.append(done)

        outcome = county.run(with_work(runner, slowly), tick=kill)
        assert len(workers(runner)) == 2
    assert (killed, outcome.faults, len(outcome.written)) == ([1], {}, 40)
    assert county.held() == county.held("local")


def test_two_batches_share_the_workers(station: Station, county: County) -> None:
    """Of two kinds at once: each worker prepares for the one it works for, and nothing is mixed."""
    (county.base / "templates" / "second.md.j2").write_text(TEMPLATE.replace("该校位于", "学校在"), "utf-8")
    county.keep(rows(12))
    kinds = ("dossier", "second")

    def build(kind: str) -> None:
        with connected(station.address) as runner:
            county.run(with_work(runner, slowly), kind=kind)

    threads = [threading.Thread(target=build, args=(kind,)) for kind in kinds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for kind in kinds:
        county.run(Here(), "local", kind=kind)
        assert county.held(kind=kind) == county.held("local", kind)


def test_what_waits_is_cancelled_when_the_batch_is_given_up(station: Station, county: County) -> None:
    """Ctrl-C after the first documents: exit 130, whole files, and the scheduler has nothing left to hand out."""
    county.keep(rows(40))
    command = [sys.executable, "-m", "reportgen", *county.words(station.address)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    folder = county.base / "output" / "2019-03" / "dossier"
    with subprocess.Popen(command, cwd=county.base, env=env, stderr=subprocess.DEVNULL) as running:
        wait_for(lambda: list(folder.glob("*.docx")) or running.poll() is not None)
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 130
    left = {path.name: path.read_bytes() for path in folder.glob("*.docx")}
    with connected(station.address) as runner:
        wait_for(lambda: client_of(runner).run_on_scheduler(tasks_held) == 0)
        county.run(runner, "output")
    whole = county.held("output")
    assert {name: whole[name] for name in left} == left
    assert len(left) < 40


def client_of(runner: Cluster) -> Any:
    return runner.client


def tasks_held(dask_scheduler: Any) -> int:
    return len(dask_scheduler.tasks)


# -- workers that differ


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine with an older reportgen, another pandas, another Python, and another file of 仿宋."""
    base = tmp_path_factory.mktemp("elsewhere")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "reportgen", base / "reportgen", ignore=ignore)
    init = base / "reportgen" / "__init__.py"
    init.write_text(init.read_text("utf-8").replace('"0.1.0"', '"0.0.9"'), "utf-8")
    (base / "pandas-2.9.dist-info").mkdir()
    (base / "pandas-2.9.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: pandas\nVersion: 2.9\n")
    (base / "sitecustomize.py").write_text(
        "import platform\nplatform.python_version_tuple = lambda: ('3', '99', '0')\n"
    )
    (base / ".fonts").mkdir()
    for path in {*find_fonts().faces.values(), *find_fonts().fallbacks}:
        (base / ".fonts" / path.name).symlink_to(path)
    fang = base / ".fonts" / "FandolFang-Regular.otf"
    data = fang.read_bytes()
    fang.unlink()
    fang.write_bytes(data + b"\0")
    return base


def test_a_worker_that_differs_is_left_out_when_it_comes_late_and_stops_a_batch_it_is_there_for(
    station: Station, elsewhere: Path, county: County
) -> None:
    """Everything that differs is named, expected and found."""
    county.keep(rows(40))
    county.run(Here(), "local")
    told: list[str] = []
    flag = county.base / "told"

    def say(text: str) -> None:
        told.append(text)
        flag.touch()

    def late(result: Result, done: int, of: int) -> None:
        if done == 1:
            station.worker(cwd=elsewhere, REPORTGEN_FONTS=str(elsewhere / ".fonts"))

    with connected(station.address, say) as runner:
        outcome = county.run(with_work(runner, partial(after, str(flag))), tick=late)
        assert len(outcome.written) == 40
        assert county.held() == county.held("local")
        (text,) = told
        shutil.rmtree(county.base / "out")
        with pytest.raises(WorkersDiffer) as caught:
            county.run(runner)
    assert not list((county.base / "out").rglob("*.docx"))
    (odd,) = caught.value.odd.values()
    found = {one.what: (one.expected, one.found) for one in odd}
    assert set(found) == {"Python", "reportgen", "program", "pandas", "font:仿宋_GB2312"}
    assert found["reportgen"] == ("0.1.0", "0.0.9")
    assert found["Python"][1] == "3.99"
    assert found["pandas"][1] == "2.9"
    for words in ("reportgen 本机为 0.1.0，该进程为 0.0.9", "字体 仿宋_GB2312 本机为 FandolFang-Regular.otf "):
        assert words in text
        assert words in str(caught.value)
    station.processes[-1].kill()
    with connected(station.address) as runner:
        wait_for(lambda: len(workers(runner)) == 2)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An environment whose reportgen cannot be imported."""
    (tmp_path / "bare" / "reportgen").mkdir(parents=True)
    (tmp_path / "bare" / "reportgen" / "__init__.py").write_text("raise ImportError('half installed')\n")
    return tmp_path / "bare"


def test_a_worker_without_a_reportgen_of_use_is_named(station: Station, bare: Path, county: County) -> None:
    """It says so, and lives on."""
    lacking = station.worker(cwd=bare)
    with connected(station.address) as runner:
        wait_for(lambda: len(workers(runner)) == 3)
        with pytest.raises(WorkersDiffer, match=r"reportgen 本机为 0\.1\.0，该进程为 .*half installed"):
            county.run(runner)
        assert lacking.poll() is None
        lacking.kill()
        wait_for(lambda: len(workers(runner)) == 2)


def test_the_scheduler_needs_no_reportgen(tmp_path: Path, bare: Path, county: County) -> None:
    """It passes on what it does not look into."""
    own = Station(tmp_path, bare)
    try:
        own.worker()
        with connected(own.address) as runner:
            assert len(county.run(runner).written) == 5
    finally:
        own.end()


HERE = {
    "Python": "3.11",
    "reportgen": "0.1.0",
    "program": "a" * 64,
    "pandas": "3.0.0",
    "font:仿宋": "F.otf " + "b" * 64,
}


@pytest.mark.parametrize(
    ("what", "found", "told"),
    [
        ("Python", "3.12", "Python 本机为 3.11，该进程为 3.12"),
        ("reportgen", "0.2.0", "reportgen 本机为 0.1.0，该进程为 0.2.0"),
        ("program", "c" * 64, "reportgen 程序代码 本机为 aaaaaaaaaaaaaaaa，该进程为 cccccccccccccccc"),
        ("pandas", "", "pandas 本机为 3.0.0，该进程为 无"),
        ("font:仿宋", "F.otf " + "d" * 64, "字体 仿宋 本机为 F.otf bbbbbbbbbbbbbbbb，该进程为 F.otf dddddddddddddddd"),
        ("font:仿宋", "", "字体 仿宋 本机为 F.otf bbbbbbbbbbbbbbbb，该进程为 无"),
        ("fallback:N.ttc", "e" * 64, "后备字体 N.ttc 本机为 无，该进程为 eeeeeeeeeeeeeeee"),
    ],
)
def test_each_difference_is_told(what: str, found: str, told: str) -> None:
    """Expected and found, hashes cut short."""
    (odd,) = differing(HERE, HERE | {what: found})
    assert str(odd) == told


def test_a_machine_is_like_itself_and_a_face_without_a_file_is_nothing(tmp_path: Path) -> None:
    """Faces by word, stand-ins by file name; all by SHA-256."""
    need = Need({**GBT9704.faces, "own": Face("自有字体", "自有字体", ("no-such.ttf",))}, (str(tmp_path),))
    found = held(need)
    assert differing(found, held(need)) == []
    assert found["font:自有字体"] == ""
    assert found["font:仿宋_GB2312"].startswith("FandolFang-Regular.otf ")
    (tmp_path / FALLBACKS[-1]).write_bytes(b"another")
    assert [odd.what for odd in differing(found, held(need))] == [f"fallback:{FALLBACKS[-1]}"]


# -- a cluster in this process, whose nannies begin dead workers again


@pytest.fixture(scope="module")
def nursery() -> Iterator[Any]:
    """``LocalCluster``: two processes."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as found:  # type: ignore[no-untyped-call]
        yield found


def deadly(tasks: list[Task]) -> list[Result]:
    """第2小学 takes its process with it."""
    if any(task.member.code == "002" for task in tasks):
        os.kill(os.getpid(), signal.SIGKILL)
    return work_all(tasks)


def broken(tasks: list[Task]) -> list[Result]:
    """A machine whose disk is full."""
    raise OSError(28, "No space left on device")


def test_a_local_cluster_gives_the_same_and_a_school_that_kills_its_worker_twice_is_a_fault(
    nursery: Any, county: County
) -> None:
    """The others are made by workers that were begun again; mended, that school alone is made."""
    county.run(Here(), "local")
    with connected(nursery.scheduler_address) as runner:
        outcome = county.run(with_work(runner, deadly))
        assert outcome.faults == {"002": ("第2小学", KILLED)}
        assert sorted(outcome.written) == ["001.docx", "003.docx", "004.docx", "005.docx"]
        assert county.run(runner).written == ["002.docx"]
    assert county.held() == county.held("local")


def test_what_is_wrong_with_a_machine_stops_the_batch_and_names_it(nursery: Any, county: County) -> None:
    """No school's fault: no space left."""
    with connected(nursery.scheduler_address) as runner:
        with pytest.raises(WorkerFailed, match=r"工作进程 tcp://.* 无法工作：OSError: .*No space left"):
            county.run(with_work(runner, broken))
        outcome = county.run(runner)
    assert len(outcome.written) == 5


def test_a_file_that_changes_while_the_county_is_read_is_not_sent(nursery: Any, county: County) -> None:
    """The settings were saved again between the reading and the sending."""

    def save(step: str) -> None:
        if step == "制作分册":
            (county.base / "data" / "report.toml").write_text('[county]\nname = "乙区"\nbureau = "乙区教育局"\n')

    with connected(nursery.scheduler_address) as runner, pytest.raises(InputChanged, match=r"report\.toml"):
        county.run(runner, step=save)


# -- nobody there


def test_a_scheduler_without_workers_is_waited_for_and_then_said(county: County) -> None:
    """One second here, a minute in use."""
    from distributed import LocalCluster

    told: list[str] = []
    with (
        LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as empty,  # type: ignore[no-untyped-call]
        connected(empty.scheduler_address, told.append, 1) as runner,
        pytest.raises(NoWorkers, match="等了 1 秒，没有可用的工作进程"),
    ):
        county.run(runner)
    assert told == [f"等待工作进程接入 {empty.scheduler_address}，最多 1 秒"]


def test_a_scheduler_that_goes_away_is_said_and_what_was_written_stays(tmp_path: Path, county: County) -> None:
    """Killed after the first document; a rerun goes on."""
    county.keep(rows(12))
    own = Station(tmp_path)
    try:
        own.worker()
        with connected(own.address) as runner, pytest.raises(SchedulerLost, match="写好的分册都保留"):
            county.run(with_work(runner, slowly), tick=lambda result, done, of: own.processes[0].kill())
    finally:
        own.end()
    left = county.held()
    assert 0 < len([name for name in left if name.endswith(".docx")]) < 12
    county.run(Here())
    county.run(Here(), "local")
    assert county.held() == county.held("local")


def test_an_address_where_nobody_answers_is_said_within_seconds(county: County) -> None:
    """Exit 3; nothing is read, nothing written."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    since = time.monotonic()
    done = reportgen(*county.words(f"tcp://127.0.0.1:{port}"), cwd=county.base)
    assert done.returncode == 3
    assert f"连不上调度进程 tcp://127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - since < 20
    assert not (county.base / "output").exists()


def test_somebody_else_at_the_address_is_not_taken_for_a_scheduler() -> None:
    """A program that takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(Unreachable, match=address), connected(address):
            pass


def test_what_is_no_address_is_wrong_use(county: County) -> None:
    """No port; another protocol: exit 2."""
    for wrong in ("somewhere", "http://127.0.0.1:8786"):
        with pytest.raises(NoAddress, match=f"“{wrong}”不是调度进程的地址"), connected(wrong):
            pass
    assert reportgen(*county.words("somewhere"), cwd=county.base).returncode == 2


def test_without_the_extra_it_is_said_how_to_install_it(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where dask.distributed is not installed."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoDistributed, match=r"pip install 'reportgen\[cluster\]'"), connected("tcp://127.0.0.1:8786"):
        pass
    hide = "import sys; sys.modules['distributed'] = None; from reportgen.cli import main; main()"
    command = [sys.executable, "-c", hide, *county.words("tcp://127.0.0.1:8786")]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=county.base, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "pip install 'reportgen[cluster]'" in done.stderr

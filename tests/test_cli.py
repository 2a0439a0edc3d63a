"""What the clerk meets at the terminal: messages that name the cell, and exit codes that can be relied on."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import PLAIN, MakeCounty

ROOT = Path(__file__).resolve().parent.parent


def run(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, in Chinese."""
    env = os.environ | {"LANG": "zh_CN.UTF-8", "PYTHONPATH": str(ROOT)} | environment
    command = [sys.executable, "-m", "reportgen", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env, check=False)


def rows(sheet: str) -> list[list[object]]:
    """A copy of a plain sheet, to be spoilt."""
    return [list(row) for row in PLAIN[sheet]]


def test_faults_are_named_with_file_sheet_and_cell_and_nothing_is_written(
    make_county: MakeCounty, tmp_path: Path
) -> None:
    """Three faults, all told at once; exit 1; no output."""
    spoilt = rows("项目")
    spoilt[1][6], spoilt[2][7], spoilt[3][4] = "九十六", "快了", "不存在的学校"
    data = make_county({"项目": spoilt})
    done = run("build", "monthly", "--period", "2019-03", "--data", str(data), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    for cell in ("2019-03/台账.xlsx!项目!G2", "2019-03/台账.xlsx!项目!H3", "2019-03/台账.xlsx!项目!E4"):
        assert cell in done.stderr
    assert "“九十六”不是数字" in done.stderr
    assert not list((tmp_path / "out").rglob("*.docx"))


def test_check_prints_json_that_a_program_can_read(make_county: MakeCounty) -> None:
    """Code, severity, message, remedy, origins."""
    spoilt = rows("项目")
    spoilt[1][6] = None
    done = run("check", "--period", "2019-03", "--data", str(make_county({"项目": spoilt})), "--json")
    found = json.loads(done.stdout)["diagnostics"]
    assert done.returncode == 1
    assert found[0]["code"] == "E201"
    assert found[0]["origins"] == ["2019-03/台账.xlsx!项目!G2"]


def test_word_alone_needs_nothing_of_weasyprint(make_county: MakeCounty, tmp_path: Path) -> None:
    """With WeasyPrint unimportable, --to docx still writes the briefing."""
    (tmp_path / "weasyprint.py").write_text("raise OSError('no pango here')", encoding="utf-8")
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from reportgen.cli import main; main()"
    words = [
        "build",
        "monthly",
        "--period",
        "2019-03",
        "--data",
        str(make_county()),
        "--out",
        str(tmp_path / "o"),
        "--to",
        "docx",
    ]
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), *words], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert [p.suffix for p in (tmp_path / "o").rglob("*.docx")] == [".docx"]


def test_trace_answers_with_the_terms_and_their_cells() -> None:
    """Where is 23593 from?"""
    done = run("trace", "23593", "--period", "2018-01")
    assert done.returncode == 0
    for part in ("资金缺口仍达23593万元", "33806万元", "5113万元", "5100万元", "03资金与教师台账.xlsx!资金!G4"):
        assert part in done.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("trace", "99999", "--period", "2018-01"), 2),
        (("build", "monthly", "--period", "2018"), 2),
        (("build", "nothing", "--period", "2018-01"), 2),
        (("build", "monthly", "--period", "2018-01", "--data", "nowhere"), 2),
        (("build", "monthly", "--period", "2018-01", "--to", "odt"), 2),
        (("check", "--period", "2018-01"), 0),
        (("check", "--period", "2016-01"), 1),
        (("kinds",), 0),
        (("--help",), 0),
    ],
)
def test_exit_codes_are_kept(words: Sequence[str], code: int) -> None:
    """0 good, 1 data, 2 use."""
    done = run(*words)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_asking_for_help_loads_nothing_heavy() -> None:
    """pandas, matplotlib and WeasyPrint are loaded by the commands that need them."""
    code = "import sys, reportgen.cli; print([m for m in ('pandas','matplotlib','weasyprint','openpyxl','docx','jinja2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("# 题\n\n共有37所学校。\n", "第 3 行：模板里不能直接写数字“37”"),
        ("# 题\n\n{% if %}\n", "第 3 行"),
        ("# 题\n\n{{ nobody }}\n", "第 3 行"),
        ("# 题\n\n{{ fact('no.such') }}\n", "没有名为“no.such”的数据项"),
        ("# 题\n\n{{ fact('funds.gap', '没有') }}\n", "没有数"),
        ("# 题\n\n{{ none }}\n", "不能直接印出"),
        ("# 题\n\n{{ 37 }}\n", "不能直接印出"),
        ("# 题\n\n{{ '共37所' }}\n", "不能直接印出"),
        ("# 题\n\n@nonsense 文字\n", "@nonsense"),
    ],
)
def test_a_fault_in_a_template_is_named_with_template_and_line(
    make_county: MakeCounty, tmp_path: Path, body: str, says: str
) -> None:
    """Exit 2, and what is wrong with which line."""
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "bad.md.j2").write_text('+++\ntitle = "题"\n+++\n' + body, encoding="utf-8")
    head = 3
    says = says.replace("第 3 行", f"第 {3 + head} 行")
    done = run(
        "build",
        "bad",
        "--period",
        "2019-03",
        "--data",
        str(make_county()),
        "--templates",
        str(templates),
        "--out",
        str(tmp_path),
    )
    assert done.returncode == 2, done.stderr
    assert "bad.md.j2" in done.stderr
    assert says in done.stderr


def test_standards_are_listed_with_their_numbers() -> None:
    """Key, name, document number, file."""
    assert "basic-2012\t义务教育发展基本均衡县评估标准\t教督〔2012〕3号" in run("standards").stdout


def test_the_county_is_judged_on_the_terminal() -> None:
    """Every indicator with its coefficient, the composite against its limit, and who is left out."""
    said = run("evaluate", "--period", "2018-01", "--standard", "basic-2012").stdout
    assert "符合限值 0.65" in said
    assert "生均图书册数没有计入：" in said


def test_one_school_is_judged_by_its_code() -> None:
    """Its values, the standard, the cells."""
    said = run("evaluate", "--period", "2018-01", "--standard", "example-schools", "--school", "3400000005").stdout
    assert "城关中心小学" in said
    assert "≥20" in said
    wrong = run("evaluate", "--period", "2018-01", "--school", "999")
    assert (wrong.returncode, "999" in wrong.stderr) == (2, True)


def test_an_evaluation_as_json_has_exact_values_and_cells() -> None:
    """For other programs."""
    made = json.loads(run("evaluate", "--period", "2018-01", "--standard", "quality-2017", "--json").stdout)
    area = made["stages"]["小学"]["indicators"]["teaching_area"]
    assert area["based_on"] == len(area["schools"]) == 139
    assert area["schools"][0]["cells"]


def test_an_unknown_standard_is_wrong_use() -> None:
    """With those there are."""
    said = run("evaluate", "--period", "2018-01", "--standard", "basic-2010")
    assert (said.returncode, "quality-2017" in said.stderr) == (2, True)


def test_the_task_list_says_what_each_school_lacks_and_adds_it_up() -> None:
    """The heaviest first; by township and type the same totals as the county's."""
    said = run("evaluate", "--period", "2018-01", "--standard", "example-schools", "--tasks").stdout
    assert "【初中】未达标学校 4 所" in said
    assert "城关中心小学" in said
    totals = [line for line in said.splitlines() if line.startswith("合计")]
    assert len(totals) == 4
    assert totals[0].split() == totals[1].split()
    assert "11413平方米" in totals[0]

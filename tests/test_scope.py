"""A part of the county: a township, a school, a programme, a topic, a time; right to the cell, and said on the page."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportgen.model.document import Paragraph, Role, plain
from reportgen.model.period import Period
from reportgen.model.scope import Scope
from reportgen.narrowing import EmptyScope, UnknownScope
from reportgen.pipeline import Examined, Request, View, examine, write_document
from reportgen.writers import outline
from tests.conftest import MakeCounty
from tests.test_cli import run

ROOT = Path(__file__).resolve().parent.parent
MONTH = Period(2018, 1)
Rows = list[dict[str, object]]


def by_hand(book: str, sheet: str, head: int) -> Rows:
    """A sheet as a person would read it, line by line, by the heading."""
    page = load_workbook(ROOT / "data" / str(MONTH) / book, data_only=True)[sheet]
    lines = list(page.iter_rows(min_row=head, values_only=True))
    names = [str(name).split("（")[0] for name in lines[0]]
    return [dict(zip(names, line, strict=True)) for line in lines[1:] if "合计" not in line]


@pytest.fixture(scope="module")
def projects() -> Rows:
    return by_hand("02项目台账.xlsx", "项目", 3)


def seen(scope: Scope) -> Examined:
    return examine(ROOT / "data", MONTH, view=View(scope))


def text(scope: Scope, data: Path = ROOT / "data", month: Period = MONTH) -> str:
    """The monthly briefing of a scope, as an outline."""
    request = Request("monthly", month, data, ROOT / "templates", Path("none"), view=View(scope))
    examined = examine(data, month, view=request.view)
    return "\n".join(outline.blocks_text(write_document(request, examined).document))


def value(examined: Examined, ident: str) -> Decimal:
    fact = examined.book.get(ident)
    assert fact is not None, ident
    return fact.value


def total(rows: Rows, name: str, keep: Callable[[dict[str, object]], bool]) -> Decimal:
    return sum((Decimal(str(row[name])) for row in rows if keep(row) and row[name] is not None), Decimal(0))


@pytest.mark.parametrize("township", ["柳河镇", "城关镇"])
def test_a_townships_figures_are_those_counted_by_hand(township: str, projects: Rows) -> None:
    """Works, their money and area, the finished ones; schools and those short of area: each line looked at."""
    examined = seen(Scope(township=township))

    def here(row: dict[str, object]) -> bool:
        return row["所属乡镇"] == township

    assert value(examined, "projects.total") == sum(map(here, projects))
    assert value(examined, "projects.total_investment") == total(projects, "总投资", here)
    assert value(examined, "projects.total_area") == total(projects, "建设面积", here)
    done = [row for row in projects if here(row) and row["进展"] in ("完工", "验收", "交付使用")]
    assert value(examined, "projects.total_done") == len(done)
    schools = [r for r in by_hand("01学校台账.xlsx", "学校名册", 1) if r["所属乡镇"] == township]
    assert value(examined, "schools.total") == sum(r["是否计校数"] == "是" for r in schools)
    assert value(examined, "schools.students_primary") == total(
        schools, "小学在校生", lambda r: r["是否计校数"] == "是"
    )


def test_every_cell_a_townships_number_rests_on_is_in_a_row_of_that_township(projects: Rows) -> None:
    """Not one cell of another township stands behind a number."""
    examined = seen(Scope(township="柳河镇"))
    lines = {n for n, row in enumerate(projects, start=4) if row["所属乡镇"] == "柳河镇"}
    cells = [c for f in examined.book.facts.values() if not f.aspect for c in f.basis.cells if c.sheet == "项目"]
    assert cells
    assert {int("".join(ch for ch in c.cell if ch.isdigit())) for c in cells} <= lines


def test_the_change_since_last_month_is_that_of_the_township() -> None:
    """The month before is narrowed as well."""
    examined = seen(Scope(township="柳河镇"))
    now, before, change = (value(examined, f"projects.total_done{aspect}") for aspect in ("", "~previous", "~change"))
    assert change == now - before
    assert before < 20


def test_the_page_says_its_scope_and_speaks_of_the_township() -> None:
    """（范围：柳河镇） below the title; 柳河镇 where the county's briefing says 全县."""
    words = text(Scope(township="柳河镇"))
    assert "（范围：柳河镇）" in words
    assert "柳河镇共实施" in words
    assert "示例县柳河镇义务教育均衡发展推进工作情况汇报" in words
    assert "全县" not in words
    assert "明德小学" not in words
    assert "差异系数" not in words


def test_what_the_county_alone_has_is_left_out_of_a_townships_briefing() -> None:
    """The county's funds, documents and own sentences are not the township's: no zeros in their place."""
    words = text(Scope(township="柳河镇"))
    assert "33806" not in words
    assert "加强组织领导" not in words
    assert not re.search(r"(?<![0-9.])0(?:万元|个|所|人)", words)


def test_a_school_is_found_by_any_of_its_names_and_by_its_code() -> None:
    """城中心校, 城镇中心校 and 3400000004 are one school."""
    for asked in ("城中心校", "城镇中心校", "3400000004"):
        examined = seen(Scope(school=asked))
        assert examined.scope.school == "城镇中心校"
        assert len(examined.ledger["schools"]) == 1


def test_a_programme_a_topic_and_a_time(projects: Rows) -> None:
    """Each takes the rows of its own; together, those of both."""
    works = seen(Scope(programme="全面改薄工程"))
    assert value(works, "projects.total") == 56
    money = seen(Scope(topic="资金"))
    assert value(money, "funds.gap@均衡达标建设") == 23593
    assert len(money.ledger["projects"]) == 0
    both = seen(Scope(programme="全面改薄工程", township="柳河镇"))
    assert value(both, "projects.total") == sum(
        r["工程类别"] == "全面改薄工程" and r["所属乡镇"] == "柳河镇" for r in projects
    )
    late = seen(Scope(since=date(2018, 1, 1), until=date(2018, 1, 31)))
    assert {r["销号时间"].month for r in by_hand("04工作台账.xlsx", "问题台账", 1) if r["销号时间"]} >= {1}  # type: ignore[attr-defined]
    assert all(
        row.value("finished").first >= date(2018, 1, 1)  # type: ignore[union-attr]
        for row in late.ledger["projects"]
    )


def test_sums_of_all_rows_are_not_held_against_some_of_them() -> None:
    """The 合计 row of the ledger is of the county."""
    assert [d.code for d in seen(Scope(township="柳河镇")).diagnostics if d.code.startswith("W")] == []


def test_an_unknown_township_is_answered_with_those_there_are(tmp_path: Path) -> None:
    """A slip of the pen builds nothing."""
    with pytest.raises(UnknownScope, match="柳河镇"):
        seen(Scope(township="柳和镇"))
    done = run("build", "monthly", "--period", "2018-01", "--topic", "天气", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "台账里没有专题“天气”" in done.stderr


def test_a_scope_without_data_says_so(make_county: MakeCounty, tmp_path: Path) -> None:
    """Nothing in March 2019 has to do with teachers: exit code 1 and no file."""
    with pytest.raises(EmptyScope):
        examine(make_county(), Period(2019, 3), view=View(Scope(topic="教师队伍")))
    out = tmp_path / "out"
    done = run(
        "build",
        "monthly",
        "--period",
        "2019-03",
        "--data",
        str(make_county()),
        "--topic",
        "教师队伍",
        "--out",
        str(out),
    )
    assert done.returncode == 1
    assert "没有“教师队伍专题”的数据" in done.stderr
    assert not list(out.rglob("*.docx"))


def test_a_county_names_topics_of_its_own(make_county: MakeCounty) -> None:
    """data/topics.toml: which sheets, and which of their rows."""
    data = make_county()
    (data / "topics.toml").write_text('["操场"]\nproblems = ["用地面积"]\n', encoding="utf-8")
    examined = examine(data, Period(2019, 3), view=View(Scope(topic="操场")))
    assert [row.label for row in examined.ledger["problems"]] == ["运动场和校舍面积不足"]
    assert len(examined.ledger["projects"]) == 0


def test_tasks_go_with_the_problems_they_answer(make_county: MakeCounty) -> None:
    """R1 answers W1, which is of the topic."""
    examined = examine(make_county(), Period(2019, 3), view=View(Scope(topic="工程建设")))
    assert [row.identity for row in examined.ledger["tasks"]] == ["R1"]


def test_the_briefing_speaks_of_the_day_asked_for(make_county: MakeCounty) -> None:
    """--as-of: works due by then, and the date on the page."""
    request = Request("monthly", Period(2019, 3), make_county(), ROOT / "templates", Path("none"))
    view = View(as_of=date(2019, 3, 15))
    examined = examine(request.data, request.period, view=view)
    document = write_document(request, examined).document
    assert any("截至2019年3月15日" in plain(b.inlines) for b in document.blocks if isinstance(b, Paragraph))


def test_the_line_of_the_scope_stands_before_the_date() -> None:
    """Unit, scope, date: one under the other."""
    request = Request("monthly", MONTH, ROOT / "data", ROOT / "templates", Path("none"))
    view = View(Scope(township="柳河镇"))
    document = write_document(request, examine(request.data, MONTH, view=view)).document
    roles = [b.role for b in document.blocks[1:4] if isinstance(b, Paragraph)]
    assert roles == [Role.UNIT, Role.UNIT, Role.DATE]


def test_files_of_a_scope_lie_beside_the_countys(make_county: MakeCounty, tmp_path: Path) -> None:
    """monthly-城关街道/, with the scope in the name; the whole county's briefing is not replaced."""
    out = tmp_path / "out"
    done = run(
        "build", "monthly", "--period", "2019-03", "--data", str(make_county()), "--township", "城关街道",
        "--to", "docx", "--out", str(out),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [p.parent.name for p in out.rglob("*.docx")] == ["monthly-城关街道"]
    assert "（城关街道）" in next(out.rglob("*.docx")).name

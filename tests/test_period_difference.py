"""What changed between two months: which numbers, by how much, and because of which cells."""

import json
import re
import shutil
from pathlib import Path

import pytest

from reportgen.changes import Compared, compare_periods, publish_difference, write_difference
from reportgen.model.difference import FactChange, How
from reportgen.model.period import Period
from reportgen.pipeline import DataErrors, Request
from reportgen.writers.outline import blocks_text
from tests.conftest import PLAIN, MakeCounty
from tests.test_cli import run

ROOT = Path(__file__).resolve().parent.parent
FEBRUARY, MARCH = Period(2019, 2), Period(2019, 3)
Rows = list[list[object]]


def rows() -> Rows:
    """The plain county's projects, to be changed."""
    return [list(row) for row in PLAIN["项目"]]


class Months:
    """February as it is in the plain county, and a March."""

    def __init__(self, make: MakeCounty, folder: Path) -> None:
        self._make = make
        self.templates = shutil.copytree(ROOT / "templates", folder / "templates")
        self.out = folder / "out"

    def keep(self, march: Rows, february: Rows | None = None) -> None:
        """Write both months' ledgers."""
        self._make({"项目": february or rows()}, period="2019-02")
        self.data = self._make({"项目": march})

    def compared(self, march: Rows, february: Rows | None = None) -> Compared:
        """What differs, as the monthly briefing prints it."""
        self.keep(march, february)
        return compare_periods(self.request(), FEBRUARY)

    def request(self) -> Request:
        """For the monthly briefing of March."""
        return Request("monthly", MARCH, self.data, self.templates, self.out, ("docx", "pdf"))

    def text(self, march: Rows) -> str:
        """The document's text."""
        compared = self.compared(march)
        composed, _ = write_difference(self.request(), compared)
        return "\n".join(blocks_text(composed.document))


@pytest.fixture
def months(make_county: MakeCounty, tmp_path: Path) -> Months:
    """Two months of 清河区."""
    return Months(make_county, tmp_path)


def fact(compared: Compared, ident: str) -> FactChange:
    """The change of one Fact."""
    return next(f for f in compared.difference.facts if f.fact.id.partition("~")[0] == ident)


def said(change: FactChange) -> list[str]:
    """What it is due to."""
    return [f"{c.how} {c.identity} {c.header} {c.before}→{c.after}" for c in change.because]


def test_nothing_changed_is_said(months: Months) -> None:
    """Two equal months."""
    assert months.compared(rows()).difference.facts == ()
    assert "2019年3月的台账与2019年2月相比没有变化。" in months.text(rows())


def test_a_changed_cell_explains_the_numbers_above_it(months: Months) -> None:
    """X2 is finished: the count of finished projects, the share, and no other cell."""
    march = rows()
    march[2][7] = "完工"
    compared = months.compared(march)
    done = fact(compared, "projects.total_done")
    assert done.change is not None
    assert (done.before and done.before.value, done.after and done.after.value, done.change.value) == (1, 2, 1)
    assert done.printed
    assert said(done) == ["changed X2 进展 主体在建→完工"]
    assert said(fact(compared, "projects.total_done_share")) == ["changed X2 进展 主体在建→完工"]
    (cell,) = compared.difference.ledger
    assert (str(cell.origin_before), str(cell.origin_after)) == (
        "2019-02/台账.xlsx!项目!H3",
        "2019-03/台账.xlsx!项目!H3",
    )


def test_rows_are_matched_by_their_code_wherever_they_stand(months: Months) -> None:
    """The rows change places: nothing changed.  And one cost more: that one alone."""
    head, first, second, third = rows()
    assert months.compared([head, third, second, first]).difference.ledger == ()
    third[6] = 95
    (cell,) = months.compared([head, third, second, first]).difference.ledger
    assert (cell.identity, cell.header, cell.before, cell.after) == ("X3", "总投资", "90万元", "95万元")
    assert (cell.origin_before and cell.origin_before.cell, cell.origin_after and cell.origin_after.cell) == (
        "G4",
        "G2",
    )


def test_rows_that_came_and_went_are_said_so(months: Months) -> None:
    """X3 is dropped, X4 comes."""
    march = rows()
    march[3][0], march[3][2] = "X4", "二小操场"
    compared = months.compared(march)
    assert [(c.how, c.identity) for c in compared.difference.ledger] == [(How.ADDED, "X4"), (How.REMOVED, "X3")]
    march[3][6] = 100
    changed = fact(months.compared(march), "projects.total_investment")
    assert said(changed) == ["added X4  →", "removed X3  →"]


def test_a_row_that_counts_for_another_reason_names_the_cell_that_decides(months: Months) -> None:
    """X2 moves to another programme: the sums of both change, though no sum's own cell did."""
    march = rows()
    march[2][1] = "操场改造工程"
    compared = months.compared(march)
    for programme in ("校舍加固工程", "操场改造工程"):
        change = fact(compared, f"projects.investment@{programme}")
        assert said(change) == ["changed X2 工程类别 校舍加固工程→操场改造工程"]


def test_a_finished_project_that_is_handed_over_is_no_cause_of_another_count(months: Months) -> None:
    """X1 from 完工 to 交付使用 counts as before; X2 is what made two of one."""
    march = rows()
    march[1][7], march[2][7] = "交付使用", "完工"
    assert said(fact(months.compared(march), "projects.total_done")) == ["changed X2 进展 主体在建→完工"]


def test_rounding_is_no_change(months: Months) -> None:
    """A blank filled in with what it was taken for, 96 typed as 96.0, and a share that prints the same."""
    march = rows()
    march[1][6] = "96.0"
    assert months.compared(march).difference.ledger == ()
    march[1][3] = "否"
    assert months.compared(march).difference.facts == ()


def test_a_number_that_is_new_or_gone_has_one_side(months: Months) -> None:
    """操场改造工程 is no more, 厕所工程 is new."""
    march = rows()
    march[3][1] = "厕所工程"
    compared = months.compared(march)
    assert fact(compared, "projects.count@厕所工程").before is None
    assert fact(compared, "projects.count@操场改造工程").after is None


def test_printed_numbers_come_first_each_sheet_together(months: Months) -> None:
    """Importance, then the order of the sheets."""
    march = rows()
    march[2][6], march[3][7] = 70, "完工"
    facts = months.compared(march).difference.facts
    keys = [(not f.printed, f.sheet) for f in facts]
    assert keys == sorted(keys)
    assert keys[0][0] is False


def test_errors_of_either_month_stop_it(months: Months) -> None:
    """February has 很多万元."""
    february = rows()
    february[1][6] = "很多"
    with pytest.raises(DataErrors):
        months.compared(rows(), february)


def test_the_document_says_numbers_changes_and_causes_each_traced(months: Months) -> None:
    """Printed from Facts and cells alone; the books hold both months."""
    march = rows()
    march[2][7] = "完工"
    march.append(["X4", "操场改造工程", "二小操场", None, "第二小学", 100, 20, "前期", None])
    text = months.text(march)
    assert "2019年3月的台账与2019年2月相比，改动1处，新增1行。" in text
    assert re.search(r"已完工项目数.1个.2个.增加1个.二小加固进展由主体在建改为完工", text, re.DOTALL)
    assert re.search(r"项目总数.3个.4个.增加1个.新增二小操场", text, re.DOTALL)
    assert re.search(r"二小操场（X4）.（整行）.—.新增.A5", text, re.DOTALL)


def test_word_and_pdf_are_written_and_say_what_was_meant(months: Months) -> None:
    """Through the self check, as a set, with the Facts beside."""
    march = rows()
    march[2][7] = "完工"
    compared = months.compared(march)
    folder, names = publish_difference(months.request(), compared)
    assert folder == months.out / "2019-03" / "diff-2019-02"
    assert sorted(p.suffix for p in folder.iterdir()) == [".docx", ".json", ".pdf"]
    assert "清河区教育工作台账变化情况（2019年2月至2019年3月）.docx" in names
    facts = {f["id"]: f for f in json.loads((folder / "facts.json").read_text("utf-8"))["facts"]}
    assert facts["projects.total_done~previous"]["cells"] == ["2019-02/台账.xlsx!项目!H2"]
    assert facts["projects.total_done~change"]["sentences"]


def test_the_command_tells_it_on_the_terminal_and_as_json(months: Months) -> None:
    """Facts with arrows to their cells; --kind-of leaves one half out; a month with itself is wrong use."""
    march = rows()
    march[2][7] = "完工"
    months.keep(march)
    where = ("--data", str(months.data))
    shown = run("diff", "2019-02", "2019-03", *where)
    assert shown.returncode == 0, shown.stderr
    assert "已完工项目数  1个 → 2个  增加1个" in shown.stdout
    assert (
        "  ← 二小加固（X2） 进展：主体在建 → 完工  2019-02/台账.xlsx!项目!H3 → 2019-03/台账.xlsx!项目!H3"
        in shown.stdout
    )
    table = json.loads(run("diff", "2019-02", "2019-03", *where, "--json", "--kind-of", "cells").stdout)
    assert [c["cell_after"] for c in table["cells"]] == ["2019-03/台账.xlsx!项目!H3"]
    assert "facts" not in table
    assert run("diff", "2019-02", "2019-02", *where).returncode == 2

"""One school, one document: its places counted by hand, its change, what it lacks, and nothing said of what is not there."""

import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest

from reportgen.compose.kinds import NotOneOf, find_kind
from reportgen.compute.places import Places
from reportgen.dossier import One, Shared, one
from reportgen.model.document import Document, FactText, Picture, Table, plain
from reportgen.model.fact import Fact, FactBook
from reportgen.model.period import Period
from reportgen.model.scope import Scope
from reportgen.narrowing import narrowed, topics
from reportgen.parting import Parted
from reportgen.pipeline import Examined, Request, View, build, examine, view_for
from reportgen.subjects import chosen, subjects
from reportgen.trace import trace
from reportgen.writers import outline, pdf
from tests.conftest import SETTINGS, MakeCounty, Sheets
from tests.test_cli import run

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
MONTH = Period(2019, 3)
IN_FORCE = SETTINGS + '\n[evaluation]\nconditions = "own"\nbalance = "basic-2012"\n'
STANDARD = """
key = "own"
name = "办学标准（试行）"

[scope.stages]
"完小" = ["小学"]
"九年一贯制学校" = ["小学", "初中"]

[split]
weights = { "小学" = 1, "初中" = 1.1 }

[indicators.books]
name = "生均图书册数"
unit = "册"
columns = ["books"]
split = true
split_places = 0
threshold = { "小学" = 20, "初中" = 30 }
cost = 0.002
aspect = "图书"

[indicators.class_size]
name = "最大班额"
unit = "人"
columns = ["largest_class"]
per_school = true
bound = "at_most"
threshold = { "小学" = 45 }
places = 0
aspect = "班额"
"""
HEADER = [
    "学校代码",
    "学校名称",
    "曾用名及简称",
    "乡镇",
    "办学类型",
    "是否计校数",
    "小学在校生",
    "初中在校生",
    "图书",
    "最大班额",
]
Schools = Mapping[str, tuple[object, ...]]
SCHOOLS: Schools = {
    "A": ("甲小学", "甲校", "东乡", "完小", "是", 100, None, 2500, 40),
    "B": ("乙小学", None, "东乡", "完小", "是", 100, None, 1500, 46),
    "C": ("丙小学", None, "西乡", "完小", "是", 100, None, 2500, 45),
    "D": ("丁小学", None, "西乡", "完小", "是", 100, None, None, 50),
    "E": ("戊学校", None, "西乡", "九年一贯制学校", "是", 100, 100, 4200, 44),
    "F": ("己幼儿园", None, "西乡", "幼儿园", "否", None, None, None, None),
}
PROJECTS = [
    [
        "项目编号",
        "工程类别",
        "项目名称",
        "项目学校",
        "乡镇",
        "建设面积",
        "总投资",
        "进展",
        "实际开工",
        "计划完工",
        "实际完工",
    ],
    ["X1", "校舍工程", "乙校教学楼", "乙小学", "东乡", 100, 20, "主体在建", "2018年9月", "2019年6月", None],
    ["X2", "校舍工程", "甲乙两校厕所", "甲小学、乙小学", "东乡", 10, 5, "完工", "2018年5月", "2018年8月", "2018年9月"],
]
PROBLEMS = [
    ["问题编号", "专题", "问题", "涉及学校", "涉及乡镇", "发现来源", "责任单位", "整改时限", "整改状态"],
    ["W1", "设备", "图书不足", "乙小学", "东乡", "县级督查", "区教育局", "2019年2月", "整改中"],
    ["W2", "管理", "门口交通乱", "乙小学", "东乡", "自查", "交警大队", "2019年1月", "已销号"],
    ["W3", "管理", "台账不齐", "丙小学", "西乡", "自查", "西乡政府", "2019年1月", "已销号"],
]
TASKS = [
    ["任务编号", "任务", "措施", "对应问题", "牵头单位", "完成时限", "状态"],
    ["R1", "采购图书", "统一招标", "W1", "区教育局", "2019年8月", "推进中"],
    ["R2", "全区的事", "开会", None, "区教育局", "2019年8月", "推进中"],
]


def sheets(schools: Schools = SCHOOLS) -> Sheets:
    """The ledgers of a county with these schools."""
    rows = [[code, *row] for code, row in schools.items()]
    return {"学校": [HEADER, *rows], "项目": PROJECTS, "问题": PROBLEMS, "任务": TASKS}


def changed(code: str, **columns: object) -> Schools:
    """The schools, with cells of one as given by their headings."""
    row = dict(zip(HEADER[1:], SCHOOLS[code], strict=True)) | columns
    return {**SCHOOLS, code: tuple(row.values())}


class Office:
    """Keeps the county's ledgers and asks for dossiers."""

    def __init__(self, make: MakeCounty) -> None:
        self._make = make

    def keeps(self, schools: Schools = SCHOOLS, period: str = "2019-03", settings: str = IN_FORCE) -> Path:
        """A month's ledgers beside those that are there."""
        data = self._make(sheets(schools), period=period, settings=settings)
        (data / "standards").mkdir(exist_ok=True)
        (data / "standards" / "own.toml").write_text(STANDARD, encoding="utf-8")
        self.data = data
        return data

    def shared(self) -> Shared:
        """The county, seen once for all documents."""
        return Shared(examine(self.data, MONTH), TEMPLATES)

    def of(self, asked: str, kind: str = "dossier") -> One:
        """One school's or township's document."""
        found, shared = find_kind(TEMPLATES, kind), self.shared()
        scope = Scope(school=asked) if kind == "dossier" else Scope(township=asked)
        return one(shared, found, chosen(found, scope, shared.whole.ledger))


@pytest.fixture
def office(make_county: MakeCounty) -> Office:
    """The education office of 清河区, its ledgers of March kept."""
    found = Office(make_county)
    found.keeps()
    return found


def tables(tree: Document) -> dict[str, list[list[str]]]:
    """Each table's rows as text, by the first word of its head."""
    found = [b for b in tree.blocks if isinstance(b, Table)]
    return {plain(t.header[0]): [[plain(c) for c in row] for row in (t.header, *t.rows)] for t in found}


def lines(made: One) -> str:
    """A document as text."""
    return "\n".join(outline.blocks_text(made.composed.document))


def indicators(made: One) -> list[list[str]]:
    """The first table of indicators."""
    return next(
        [[plain(c) for c in row] for row in (b.header, *b.rows)]
        for b in made.composed.document.blocks
        if isinstance(b, Table) and plain(b.header[0]) == "指标"
    )


def cell(made: One, indicator: str, head: str, stage: str = "") -> str:
    """What stands under a head in the row of an indicator (of a stage)."""
    heads, *rows = indicators(made)
    row = next(r for r in rows if r[0].startswith(indicator) and (not stage or r[1] == stage))
    return row[heads.index(head)]


# -- places


@pytest.mark.parametrize(
    ("school", "county", "township"),
    [("甲小学", "1/4", "1/2"), ("丙小学", "1/4", "1/2"), ("戊学校", "3/4", "2/2"), ("乙小学", "4/4", "2/2")],
)
def test_books_are_ranked_from_most_to_fewest(office: Office, school: str, county: str, township: str) -> None:
    """25, 15, 25, blank, 20: two share the first place, the next is third; 丁小学 has no value and is not counted."""
    made = office.of(school)
    assert (cell(made, "图书", "县位次"), cell(made, "图书", "乡位次")) == (county, township)


@pytest.mark.parametrize(("school", "place"), [("A", "1/5"), ("E", "2/5"), ("C", "3/5"), ("B", "4/5"), ("D", "5/5")])
def test_classes_are_ranked_from_small_to_large(office: Office, school: str, place: str) -> None:
    """40, 46, 45, 50, 44: less is better."""
    assert cell(office.of(school), "班额", "县位次") == place


def test_a_blank_has_no_place(office: Office) -> None:
    """未填, 待定 and no rank; the sentence names it."""
    made = office.of("丁小学")
    heads, books, _ = indicators(made)
    said = dict(zip(heads, books, strict=True))
    assert (said["数值"], said["达标"], said["县位次"], said["乡位次"]) == ("未填", "待定", "—", "—")
    assert "图书数据未填" in lines(made)


def test_the_places_are_those_of_all_schools_of_the_sample() -> None:
    """Every rank and count of every school, counted again the slow way."""
    examined = examine(ROOT / "data", Period(2018, 1))
    for role, evaluation in examined.evaluations.items():
        places = Places(evaluation, role, Period(2018, 1), examined.settings.as_of)
        facts = {f.id: f for row in examined.ledger["schools"] for f in places.facts(row.identity)}
        for stage, result in evaluation.stages.items():
            for spread in result.spreads.values():
                name, low = spread.indicator.name, spread.indicator.bound == "at_most"
                for score in spread.scores:
                    for rank, among in (
                        ("rank", spread.scores),
                        ("rank_township", [s for s in spread.scores if s.part.township == score.part.township]),
                    ):
                        better = [s for s in among if (s.value < score.value if low else s.value > score.value)]  # type: ignore[operator]
                        assert facts[f"{role}.{rank}@{stage}/{score.part.ident}/{name}"].value == len(better) + 1


def test_what_moves_a_rank_is_what_it_is_said_to_rest_on(office: Office) -> None:
    """The area asked holds another school's books in I3; more of them, and 甲小学 falls to the second place."""
    before = office.of("甲小学").book.get("conditions.rank@小学/A/生均图书册数")
    assert before is not None
    assert before.value == 1
    assert [o.cell for o in before.basis.selected] == ["D2:I7"]
    office.keeps(changed("B", 图书=2600))
    after = office.of("甲小学").book.get("conditions.rank@小学/A/生均图书册数")
    assert after is not None
    assert after.value == 2


def test_a_rank_is_traced_to_cells(office: Office) -> None:
    """第3位: the rule in words, the value with its own cells, the schools counted with theirs, the columns asked."""
    made = office.of("戊学校")
    (found,) = trace("conditions.rank@小学/E/生均图书册数", made.book, made.composed.document)
    assert "全县小学段有数的学校按生均图书册数从高到低排的位次，数值相同的并列" in found.fact.basis.rule
    value, counted = found.parts
    assert {o.cell for o in value.fact.basis.cells} == {"I6", "G6", "H6"}
    assert counted.fact.value == 4
    assert {"I2", "I3", "I4", "I6"} <= {o.cell for o in counted.fact.basis.cells}
    assert found.sentences


# -- standard, gap, cost


def test_what_it_lacks_is_said_in_units_and_money(office: Office) -> None:
    """乙小学: 15 of 20 books a pupil, 100 pupils: 500 books at 0.002 is 1万元; a class of 46 cannot be bought away."""
    made = office.of("B")
    assert [cell(made, "图书", head) for head in ("数值", "标准", "达标", "尚缺", "所需资金")] == [
        "15.00", "≥20", "否", "500册", "1万元",
    ]  # fmt: skip
    assert [cell(made, "班额", head) for head in ("数值", "标准", "达标", "尚缺", "所需资金")] == [
        "46", "≤45", "否", "—", "—",
    ]  # fmt: skip
    assert "小学段核对指标2项，达到标准0项，未达到2项（图书、班额），整体未达标。" in lines(made)
    assert "按标准补齐有单价的各项缺口，需资金1万元。" in lines(made)


def test_costs_too_small_for_two_decimals_still_add_up(office: Office) -> None:
    """3 books at 0.002: 0.006万元, in the row and in the sentence."""
    office.keeps(changed("B", 图书=1997))
    assert cell(office.of("B"), "图书", "所需资金") == "0.006万元"
    assert "需资金0.006万元。" in lines(office.of("B"))


def test_a_nine_year_school_is_judged_in_both_stages(office: Office) -> None:
    """4200 books by 100 and 1.1 × 100 pupils: 2000 and 2200; 20 is met, 22 of 30 is not."""
    made = office.of("戊学校")
    said = {
        stage: [cell(made, "图书", head, stage) for head in ("数值", "标准", "达标", "尚缺")]
        for stage in ("小学", "初中")
    }
    assert said == {"小学": ["20.00", "≥20", "是", "—"], "初中": ["22.00", "≥30", "否", "800册"]}
    assert cell(made, "图书", "县位次", "初中") == "1/1"
    assert "小学段核对指标2项，达到标准2项，整体达标；初中段核对指标1项" in lines(made)


def test_what_falls_short_is_shaded_and_nothing_else(office: Office) -> None:
    """Of 乙小学 value and verdict of both rows, of 甲小学 nothing."""
    shaded = {
        school: [b.shaded for b in office.of(school).composed.document.blocks if isinstance(b, Table) and b.shaded]
        for school in "AB"
    }
    assert shaded["A"] == []
    assert len(shaded["B"][0]) == 4


# -- since last month


def test_each_change_since_last_month_is_named(office: Office) -> None:
    """24 then and 25 now, 15 and 15, 26 and 25, and a school that was not there."""
    earlier = {**changed("A", 图书=2400), "C": changed("C", 图书=2600)["C"]}
    del earlier["E"]
    office.keeps(earlier, period="2019-02")
    office.keeps()
    said = {school: cell(office.of(school), "图书", "较上月") for school in "ABCE"}
    assert said == {"A": "增加1", "B": "持平", "C": "减少1", "E": "首次统计"}


def test_a_change_is_of_facts_and_rests_on_both_months(office: Office) -> None:
    """增加1 is 25 less 24, each with the cells of its month."""
    office.keeps(changed("A", 图书=2400), period="2019-02")
    office.keeps()
    made = office.of("A")
    (found,) = trace("conditions.value@小学/A/生均图书册数~change", made.book, made.composed.document)
    files = {o.file for part in found.parts for o in part.fact.basis.cells}
    assert files == {"2019-02/台账.xlsx", "2019-03/台账.xlsx"}


def test_a_month_that_is_not_kept_is_not_compared_with(office: Office) -> None:
    """January is there, February is not: no column of changes."""
    office.keeps(period="2019-01")
    office.keeps()
    assert "较上月" not in indicators(office.of("A"))[0]


# -- projects, problems, tasks


def test_projects_problems_and_tasks_are_those_that_name_the_school(office: Office) -> None:
    """乙小学: two works, the open problem and its task; not the closed one, not the county's task."""
    made = office.of("乙小学")
    found = tables(made.composed.document)
    assert [row[0] for row in found["项目"] if "校" in row[0] and "工程" in row[1]] == ["乙校教学楼", "甲乙两校厕所"]
    assert ["乙校教学楼", "校舍工程", "主体在建", "2018年9月", "计划2019年6月", "20万元"] in found["项目"]
    assert found["事项"][1:] == [
        ["图书不足", "问题", "县级督查", "区教育局", "2019年2月", "整改中"],
        ["采购图书", "任务", "—", "区教育局", "2019年8月", "推进中"],
    ]
    assert "列明该校的问题2个，已销号1个，未了结的事项如下，阴影为已过时限。" in lines(made)


def test_where_there_is_nothing_a_sentence_says_so(office: Office) -> None:
    """戊学校 has no works and no problems, 丙小学 none that is open: no empty tables."""
    made = office.of("戊学校")
    assert "项目台账中没有该校的项目。" in lines(made)
    assert "问题台账和任务台账没有列明该校的事项。" in lines(made)
    assert "事项" not in tables(made.composed.document)
    assert "列明该校的问题1个，已销号1个，没有未了结的问题和任务。" in lines(office.of("丙小学"))


def test_only_what_is_filled_in_of_the_register_is_said(office: Office) -> None:
    """A kindergarten: code, township, type and 是否计校数, and that it is not judged."""
    made = office.of("己幼儿园")
    assert tables(made.composed.document)["项目"][1:] == [
        ["学校代码", "F", "乡镇", "西乡"],
        ["办学类型", "幼儿园", "是否计校数", "否"],
    ]
    assert "该校不在《办学标准（试行）》的评估范围内，没有对照标准核对，也不参加位次排列。" in lines(made)


def test_a_school_whose_pupils_are_blank_is_said_to_be_so(office: Office) -> None:
    """Not judged, and why."""
    office.keeps(changed("A", 小学在校生=None))
    assert "学校的在校生数未填，没有对照《办学标准（试行）》核对。" in lines(office.of("A"))


def test_a_county_without_a_standard_says_so(office: Office) -> None:
    """No [evaluation] in report.toml."""
    office.keeps(settings=SETTINGS)
    assert "全县没有设定学校办学标准，没有核对。" in lines(office.of("A"))


# -- the chart


def test_the_chart_shows_each_indicator_against_its_standard(office: Office) -> None:
    """15 of 20 books is 75 %; of classes it is the standard over the size: 45 of 46 is 97.8 %."""
    picture = next(b for b in office.of("B").composed.document.blocks if isinstance(b, Picture))
    assert picture.alt == "达标程度图：各项指标达到标准的程度。图书75%；班额97.8%。"


def test_what_falls_short_never_shows_as_a_hundred(office: Office) -> None:
    """1999 books for 100 pupils are 99.95 %: 99.9, not 100."""
    office.keeps(changed("B", 图书=1999))
    picture = next(b for b in office.of("B").composed.document.blocks if isinstance(b, Picture))
    assert "图书99.9%" in picture.alt


# -- every number


def everything(made: One) -> list[FactText]:
    """All Facts on the page."""
    blocks = made.composed.document.blocks
    rows = [cell for b in blocks if isinstance(b, Table) for row in b.rows for cell in row]
    return [
        i for line in [*rows, *(getattr(b, "inlines", ()) for b in blocks)] for i in line if isinstance(i, FactText)
    ]


def rests(fact: Fact, book: FactBook) -> bool:
    """Whether a Fact comes down to cells."""
    below = [book.get(ident) for ident in fact.basis.facts]
    return bool(fact.basis.cells) or any(part is not None and rests(part, book) for part in below)


@pytest.mark.parametrize("school", ["A", "B", "E"])
def test_every_number_comes_down_to_cells(office: Office, school: str) -> None:
    """Values, thresholds, ranks, counts, gaps and costs."""
    office.keeps(period="2019-02")
    office.keeps()
    made = office.of(school)
    facts = [made.book.get(inline.fact) for inline in everything(made)]
    assert len(facts) > 20
    assert all(fact is not None and rests(fact, made.book) for fact in facts)


def test_its_facts_are_those_it_shows_and_all_below_them_and_can_be_sent_elsewhere(office: Office) -> None:
    """Nothing of other schools but what a rank rests on; whole after a journey between processes."""
    made = office.of("A")
    book = pickle.loads(pickle.dumps(made)).book  # noqa: S301 our own
    assert book.facts == made.book.facts
    assert not [f.id for f in book.facts.values() for below in f.basis.facts if book.get(below) is None]
    assert not [ident for ident in book.facts if "/B/" in ident or "乙" in ident]


# -- the township


def test_a_township_s_document_counts_its_own_schools(office: Office) -> None:
    """东乡 has 甲 and 乙; 乙 fails and lacks 500 books; both works and the open problem are its."""
    made = office.of("东乡", "township_dossier")
    text = lines(made)
    assert "东乡计校数的学校2所，其中完小2所，小学在校生200人。" in text
    assert "小学段参评学校2所，整体达标1所，未达标1所。各学段合计，整体达标率50%，在各乡镇中居第1位" in text
    assert "按标准补齐，小学段各校合计缺图书500册。" in text
    found = tables(made.composed.document)
    assert found["学校"][1:] == [
        ["甲小学", "完小", "100人", "是", "—"],
        ["乙小学", "完小", "100人", "否", "图书缺500册；班额超标"],
    ]
    assert "东乡共有项目2个，总投资25万元，已完工1个，完工率50%。未完工的项目如下。" in text
    assert [row[0] for row in found["事项"][1:]] == ["图书不足", "采购图书"]


def test_a_township_s_facts_are_counted_by_last_month_s_rows_too(office: Office) -> None:
    """One work was finished last month as well: nothing is said where nothing changed."""
    office.keeps(period="2019-02")
    office.keeps()
    assert "已完工1个，完工率50%。" in lines(office.of("东乡", "township_dossier"))


# -- which, and how it is asked for


def test_a_school_is_found_by_code_name_and_other_name(office: Office) -> None:
    """A, 甲小学 and 甲校."""
    assert {office.of(asked).composed.file_name for asked in ("A", "甲小学", "甲校")} == {"A办学情况档案（2019年3月）"}


def test_there_is_one_for_every_school_and_township_in_the_register_s_order(office: Office) -> None:
    """Kindergartens too; each township once."""
    ledger = examine(office.data, MONTH).ledger
    assert [s.code for s in subjects("school", ledger)] == list("ABCDEF")
    assert [s.name for s in subjects("township", ledger)] == ["东乡", "西乡"]


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(township="东乡"), Scope(school="A", township="东乡"), Scope(school="A", topic="资金")]
)
def test_without_a_school_and_nothing_else_it_is_refused(office: Office, scope: Scope) -> None:
    """Before anything is read."""
    request = Request("dossier", MONTH, office.data, TEMPLATES, office.data, view=View(scope))
    with pytest.raises(NotOneOf, match="--school"):
        view_for(request)
    with pytest.raises(NotOneOf):
        build(request)


def test_the_command_refuses_with_a_clear_word(office: Office, tmp_path: Path) -> None:
    """Exit 2: no school, no such school; in English too."""
    where = ("--period", "2019-03", "--data", str(office.data), "--out", str(tmp_path / "out"))
    done = run("build", "dossier", *where)
    assert (done.returncode, "一校一册，一次写一个：请用 --school 写明是哪一个" in done.stderr) == (2, True)
    done = run("--lang", "en", "build", "township_dossier", *where)
    assert (done.returncode, "say which with --township" in done.stderr) == (2, True)
    done = run("build", "dossier", *where, "--school", "庚小学")
    assert (done.returncode, "没有学校“庚小学”" in done.stderr) == (2, True)
    assert not list(tmp_path.rglob("*.docx"))


def test_build_all_leaves_out_what_there_is_one_of_for_each(office: Office, tmp_path: Path) -> None:
    """Two kinds in the folder, one of them for each school: one is built."""
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "plain.md.j2").write_text('+++\ntitle = "简报"\n+++\n# 简报\n\n正文。\n', encoding="utf-8")
    (folder / "own.md.j2").write_text('+++\ntitle = "册"\neach = "school"\n+++\n# 册\n\n正文。\n', encoding="utf-8")
    done = run(
        "build", "all", "--period", "2019-03", "--data", str(office.data), "--templates", str(folder), "--to", "docx",
        "--out", str(tmp_path / "out"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [p.name for p in (tmp_path / "out").rglob("*.docx")] == ["简报.docx"]


def test_the_command_traces_a_number_of_one_school(office: Office) -> None:
    """Reportgen trace 500册 --kind dossier --school B."""
    done = run(
        "trace", "500册", "--kind", "dossier", "--school", "B", "--period", "2019-03", "--data", str(office.data)
    )
    assert done.returncode == 0, done.stderr
    assert "conditions.school_gap@小学/B/生均图书册数" in done.stdout
    assert "台账.xlsx!学校!I3" in done.stdout


def test_a_dossier_is_built_like_any_briefing(office: Office, tmp_path: Path) -> None:
    """Both formats, Facts of this school alone beside them, no workbook of the county's evaluation."""
    request = Request("dossier", MONTH, office.data, TEMPLATES, tmp_path, view=View(Scope(school="A")))
    built = build(request)
    assert built.files[:2] == ("A办学情况档案（2019年3月）.docx", "A办学情况档案（2019年3月）.pdf")
    assert "学校评估计算表.xlsx" not in built.files
    assert "/B/" not in (built.folder / "facts.json").read_text("utf-8")
    assert built.document == office.of("A").composed.document


def test_one_by_one_and_together_are_the_same(office: Office) -> None:
    """What is shared by many documents is not changed by any: the last is as if it were the only one."""
    shared, kind = office.shared(), find_kind(TEMPLATES, "dossier")
    together = {s.code: one(shared, kind, s) for s in subjects("school", shared.whole.ledger)}
    for code, made in together.items():
        alone = office.of(code)
        assert made.composed == alone.composed
        assert made.book.facts == alone.book.facts


# -- the sample


@pytest.fixture(scope="module")
def sample() -> Examined:
    """The sample county, examined once."""
    return examine(ROOT / "data", Period(2018, 1))


@pytest.mark.parametrize("by", ["school", "township"])
def test_a_part_is_what_narrowing_leaves(sample: Examined, by: str) -> None:
    """Rows found by an index are those found by looking at every row; of each school and each township."""
    parted, known = Parted(sample.ledger, by), topics(ROOT / "data")
    for subject in subjects(by, sample.ledger):
        assert parted.of(subject.scope, subject.code) == narrowed(sample.ledger, subject.scope, known), subject


def test_a_nine_year_school_with_works_fits_on_three_pages(tmp_path: Path) -> None:
    """The fullest of the sample; the build refuses a fourth page, here they are counted once more."""
    view = View(Scope(school="长岭九年制学校"))
    request = Request("dossier", Period(2018, 1), ROOT / "data", TEMPLATES, tmp_path, ("pdf",), attach=False, view=view)
    built = build(request)
    assert len(pdf.read_text(next(built.folder.glob("*.pdf")).read_bytes())) == 3


def test_no_person_is_named(sample: Examined) -> None:
    """The ledger has 责任人; no column of it is printed."""
    kind, shared = find_kind(TEMPLATES, "dossier"), Shared(sample, TEMPLATES)
    people = {str(r.value("person")) for key in ("problems", "tasks") for r in sample.ledger[key] if r.value("person")}
    assert people
    for name in ("城关中心小学", "柳河中心小学"):
        made = one(shared, kind, chosen(kind, Scope(school=name), sample.ledger))
        assert not [person for person in people if person in lines(made)]

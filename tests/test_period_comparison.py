"""Any figure beside the month before, the same month of last year and the year's start: values, words, sources."""

import shutil
from pathlib import Path

import pytest

from reportgen.compose.faults import TemplateFault
from reportgen.incremental.cache import Cache
from reportgen.model.comparison import Base
from reportgen.model.period import Period
from reportgen.pipeline import Request, examine, write_document
from reportgen.writers.outline import blocks_text
from tests.conftest import MakeCounty, Sheets

ROOT = Path(__file__).resolve().parent.parent
MARCH = Period(2019, 3)
HEAD = ["项目编号", "工程类别", "项目名称", "建设面积", "总投资", "进展"]


def projects(*costs: float, done: int = 0) -> Sheets:
    """So many projects of these costs, the first ``done`` of them finished."""
    rows = [
        [f"X{n}", "校舍", f"项目{n}", 100, cost, "完工" if n < done else "主体在建"] for n, cost in enumerate(costs)
    ]
    return {"项目": [HEAD, *rows]}


class Office:
    """An office that keeps several months and asks one sentence of its templates."""

    def __init__(self, make: MakeCounty, folder: Path) -> None:
        self._make = make
        self.templates = folder / "templates"
        self.templates.mkdir()
        shutil.copy(ROOT / "templates" / "phrases.md.j2", self.templates)

    def keep(self, period: str, sheets: Sheets) -> Path:
        """One month's ledgers."""
        return self._make(sheets, period=period)

    def says(self, body: str, data: Path) -> str:
        """The sentence in March 2019."""
        head = '+++\ntitle = "题"\n+++\n{% import "phrases.md.j2" as say with context %}\n'
        (self.templates / "own.md.j2").write_text(head + body + "\n", encoding="utf-8")
        request = Request("own", MARCH, data, self.templates, data.parent / "out")
        return "".join(blocks_text(write_document(request, examine(data, MARCH)).document))


@pytest.fixture
def office(make_county: MakeCounty, tmp_path: Path) -> Office:
    """The office of 清河区."""
    return Office(make_county, tmp_path)


def test_the_months_compared_with() -> None:
    """年初 is the December before; January's month before is December too."""
    assert [str(base.period(Period(2019, 1))) for base in Base] == ["2018-12", "2018-01", "2018-12"]
    assert [str(base.period(MARCH)) for base in Base] == ["2019-02", "2018-03", "2018-12"]


def test_each_base_gives_value_change_and_growth(office: Office) -> None:
    """80 last month, 50 a year ago, 64 at the year's start, 96 now."""
    for period, cost in (("2019-02", 80), ("2018-03", 50), ("2018-12", 64), ("2019-03", 96)):
        data = office.keep(period, projects(cost))
    body = (
        '{% set f = fact("projects.total_investment") %}'
        "{% for v in (f.last_month, f.last_year, f.year_start) %}"
        "{{ v.name }}{{ v.value }}{{ v.verb }}{{ v.change.size }}{{ v.pace }}{{ v.growth.size }}；{% endfor %}"
    )
    assert office.says(body, data) == (
        "上月80万元增加16万元增长20%；上年同月50万元增加46万元增长92%；年初64万元增加32万元增长50%；"
    )


WORDS = [
    (projects(1, 1, 1, done=3), projects(1, 1, 1, done=1), "projects.total_done", "较上月增加2个"),
    (projects(1, 1, done=0), projects(1, 1, done=1), "projects.total_done", "较上月减少1个"),
    (projects(1, 1, done=1), projects(1, 1, done=1), "projects.total_done", "与上月持平"),
    (projects(1, 1, done=2), projects(1, 1, done=1), "projects.total_done_share", "较上月提高50个百分点"),
    (projects(1, 1, 1, done=1), projects(1, 1, done=1), "projects.total_done_share", "较上月降低16.7个百分点"),
]


@pytest.mark.parametrize(("now", "before", "key", "says"), WORDS)
def test_a_change_is_said_as_officials_say_it(office: Office, now: Sheets, before: Sheets, key: str, says: str) -> None:
    """More, less, level; a share by percentage points."""
    office.keep("2019-02", before)
    data = office.keep("2019-03", now)
    assert office.says(f'{{{{ say.against(fact("{key}"), "上月") }}}}', data) == says


def test_a_growth_is_said_in_per_cent_and_a_share_s_in_points(office: Office) -> None:
    """rate=true."""
    office.keep("2018-03", projects(80, 0, done=1))
    data = office.keep("2019-03", projects(90, 0, done=2))
    body = (
        '{{ say.against(fact("projects.total_investment"), "上年同月", rate=true) }}；'
        '{{ say.against(fact("projects.total_done_share"), "上年同月", rate=true) }}'
    )
    assert office.says(body, data) == "较上年同月增长12.5%；较上年同月提高50个百分点"


def test_a_growth_from_nothing_is_said_by_its_size(office: Office) -> None:
    """From 0 to 2 there is no percentage."""
    office.keep("2019-02", projects(1, 1, done=0))
    data = office.keep("2019-03", projects(1, 1, done=2))
    assert office.says('{{ say.against(fact("projects.total_done"), "上月", rate=true) }}', data) == "较上月增加2个"


def test_a_change_that_rounds_to_nothing_is_level(office: Office) -> None:
    """999 of 3000 and 1000 of 3000 are both 33.3%: never 提高0个百分点."""
    share = "own.share"
    data = office.keep("2019-02", projects(99.9, 200.1))
    office.keep("2019-03", projects(99.91, 200.09))
    (data / "definitions").mkdir()
    (data / "definitions" / "own.toml").write_text(
        '[own.first]\nlabel = "甲"\nrule = "sum"\nsheet = "projects"\ncolumn = "investment"\n'
        'where = { name = "项目0" }\n[own.share]\nlabel = "占比"\nrule = "share"\nplaces = 1\n'
        'numerator = "own.first"\ndenominator = "projects.total_investment"\n',
        encoding="utf-8",
    )
    assert office.says(f'{{{{ say.against(fact("{share}"), "上月") }}}}', data) == "与上月持平"


def test_without_an_earlier_month_it_is_the_first_time(office: Office) -> None:
    """And when that month had no such figure."""
    body = '{{ say.against(fact("projects.investment", "校舍"), "上月") }}'
    assert office.says(body, office.keep("2019-03", projects(5))) == "本月首次统计"
    office.keep("2019-02", {**projects(5), "项目": [HEAD, ["X1", "操场", "甲", 1, 1, "完工"]]})
    assert office.says(body, office.keep("2019-03", projects(5))) == "本月首次统计"


def test_a_month_that_is_not_kept_or_not_sound_cannot_be_compared(office: Office) -> None:
    """January is kept, February is not; then February has 很多万元."""
    body = '{{ say.against(fact("projects.total"), "上月") }}'
    office.keep("2019-01", projects(5))
    assert office.says(body, office.keep("2019-03", projects(5))) == "上月数据缺失，无法比较"
    office.keep("2019-02", {**projects(5), "项目": [HEAD, ["X1", "校舍", "甲", 1, "很多", "完工"]]})
    assert office.says(body, office.keep("2019-03", projects(5))) == "上月数据缺失，无法比较"


def test_one_cell_of_one_row_can_be_asked_too(office: Office) -> None:
    """A project's own cost a year ago, from the cell of that year's ledger."""
    office.keep("2018-03", projects(50, 60))
    data = office.keep("2019-03", projects(55, 60))
    body = "{% for p in rows('projects') %}{{ say.against(p.investment, '上年同月') }}；{% endfor %}"
    assert office.says(body, data) == "较上年同月增加5万元；与上年同月持平；"


def test_the_county_s_own_sentence_may_compare(make_county: MakeCounty) -> None:
    """{projects.total~last_year} in the sheet 叙述; one that cannot be compared is an error with its cell."""
    own = [
        ["编号", "所属部分", "文字"],
        ["N1", "开头", "上年同月{projects.total~last_year}，年初{projects.total~year_start}。"],
    ]
    make_county(projects(1, 2, 3), period="2018-03")
    data = make_county({**projects(1), "叙述": own})
    found = [(d.code, d.values["key"]) for d in examine(data, MARCH).errors]
    assert found == [("E408", "projects.total~year_start")]


def test_a_change_is_traced_to_the_cells_of_both_months(office: Office) -> None:
    """Each month's value rests on that month's own facts and files, down to the cells."""
    office.keep("2018-12", projects(80, 20, done=1))
    book = (examined := examine(office.keep("2019-03", projects(96, 20, done=2)), MARCH)).book
    assert examined.past is not None
    change = examined.past.ask("projects.total_done_share~year_start_change")
    assert change is not None
    assert change.basis.facts == ("projects.total_done_share", "projects.total_done_share~year_start")
    then = book.facts["projects.total_done_share~year_start"]
    assert then.basis.facts == ("projects.total_done~year_start", "projects.total~year_start")
    assert [str(o) for o in book.facts["projects.total_done~year_start"].basis.cells] == ["2018-12/台账.xlsx!项目!F2"]


def test_only_the_months_asked_for_are_read(office: Office, tmp_path: Path) -> None:
    """A sentence about last month reads one month; the files read are inputs of the briefing."""
    for period in ("2018-03", "2018-12", "2019-02"):
        office.keep(period, projects(5))
    data = office.keep("2019-03", projects(5))
    examined = examine(data, MARCH, cache=Cache(tmp_path / "cache"))
    assert examined.past is not None
    assert sorted(examined.past.files) == ["2019-02/台账.xlsx"]
    examined.past.ask("projects.total~last_year")
    assert sorted(examined.past.files) == ["2018-03/台账.xlsx", "2019-02/台账.xlsx"]


def test_another_base_is_refused_by_name(office: Office) -> None:
    """versus("去年")."""
    with pytest.raises(TemplateFault, match="不能与“去年”比较；可以写 上月、上年同月、年初"):
        office.says('{{ fact("projects.total").versus("去年").change }}', office.keep("2019-03", projects(5)))

"""The wallchart: one poster of what is to be done until the target date, every day on it counted from the ledgers."""

import json
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from reportgen.charts import Pen, RoadmapTooLong, Room, alt, draw, lay, sayings
from reportgen.charts.ruler import load
from reportgen.charts.style import EM, WIDTH
from reportgen.compose import charts
from reportgen.compose.faults import TemplateFault
from reportgen.compose.kinds import find_kind
from reportgen.fonts import find_fonts
from reportgen.layout import POSTERS, PROFILES, profile
from reportgen.model.document import Document, Meta, Paragraph, Text, Title
from reportgen.model.period import Period
from reportgen.model.roadmap import Light, Roadmap, Work
from reportgen.pipeline import Built, Examined, Request, build, examine, write_document
from reportgen.readers.settings import SettingsFault
from reportgen.selfcheck import check_pdf
from reportgen.trace import trace
from reportgen.writers import outline, pdf
from reportgen.writers.html.room import PosterFull, picture_room
from tests.conftest import PLAIN, MakeCounty, write_county
from tests.test_cli import run

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
FONT = find_fonts().faces["hei"]
MARCH = Period(2019, 3)
A3 = Room(396, 207, 14, 7.5)
SETTINGS = (
    '[county]\nname = "清河区"\nbureau = "清河区教育局"\n[words]\n'
    'goal = "全国义务教育优质均衡发展区"\ngoal_date = 2019-10-31\n'
)
HEAD = ["任务编号", "任务", "措施", "牵头单位", "启动时间", "完成时限", "状态"]
TASKS: Sequence[Sequence[object]] = [
    HEAD,
    ["R1", "新建第三小学", "倒排工期", "区住建局", "2018年9月", date(2019, 8, 31), "推进中"],
    ["R2", "补充教师", "公开招聘", "区人社局", date(2019, 1, 1), date(2019, 3, 19), "推进中"],
    ["R3", "配备图书", "招标采购", "区教育局", date(2019, 2, 1), date(2019, 4, 20), "推进中"],
    ["R4", "制定方案", "印发实施", "区教育局", date(2019, 1, 1), date(2019, 2, 28), "已完成"],
    ["R5", "化解大班额", "分流学生", "区教育局", date(2019, 9, 1), date(2019, 12, 31), "未启动"],
    ["R6", "自查自评", "逐校核对", "区教育局", None, date(2019, 7, 31), "未启动"],
    ["R7", "培训校长", "分期培训", "区教育局", date(2019, 3, 1), date(2019, 6, 30), "未启动"],
    ["R8", "加强宣传", "办好专栏", "区委宣传部", date(2019, 3, 1), None, "推进中"],
    ["R9", "整治周边", "联合执法", "区公安局", date(2019, 3, 1), date(2019, 3, 20), None],
]


def roadmap(examined: Examined, templates: Path = TEMPLATES) -> Roadmap:
    """The chart of the wallchart."""
    made = charts(templates, examined.ledger, examined.book, examined.settings.as_of, examined.settings.horizon)
    assert isinstance(made["roadmap"], Roadmap)
    return made["roadmap"]


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> Examined:
    """A district that wants to be ready on 31 October 2019, seen on 31 March."""
    data = write_county(tmp_path_factory.mktemp("county"), "2019-03", {**PLAIN, "任务": TASKS}, SETTINGS)
    return examine(data, MARCH)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same district's poster."""
    folder = tmp_path_factory.mktemp("built")
    data = write_county(folder / "data", "2019-03", {**PLAIN, "任务": TASKS}, SETTINGS)
    return build(Request("wallchart", MARCH, data, TEMPLATES, folder / "output"))


def work(examined: Examined, label: str) -> Work:
    """One row of the chart."""
    return next(work for work in roadmap(examined).works if work.label == label)


def drawn_words(chart: Roadmap, room: Room = A3) -> list[str]:
    """What stands on the chart, scale and all."""
    return [label.text for label in lay(chart, load(FONT, ()), room).labels]


@pytest.mark.parametrize(
    ("label", "light", "said"),
    [
        ("新建第三小学", Light.GREEN, "正常 还有153天"),
        ("补充教师", Light.RED, "逾期12天"),
        ("配备图书", Light.YELLOW, "临期 还有20天"),
        ("制定方案", Light.DONE, "已完成"),
        ("化解大班额", Light.YELLOW, "晚于目标61天"),
        ("自查自评", Light.GREEN, "正常 62天内须启动"),
        ("培训校长", Light.YELLOW, "应启动 还有91天"),
        ("加强宣传", Light.NONE, "时限未填"),
        ("整治周边", Light.NONE, "状态未填"),
    ],
)
def test_each_task_has_its_light_and_its_days(examined: Examined, label: str, light: Light, said: str) -> None:
    """Done, on time, soon due, to be begun, later than the target, overdue; a blank is said to be blank."""
    assert work(examined, label).lamp.light is light
    assert said in drawn_words(roadmap(examined))


def test_a_number_of_days_rests_on_the_cells_of_its_dates(examined: Examined) -> None:
    """新建第三小学 is due in F2; the as-of date is the end of the month the folder is named after."""
    (fact,) = work(examined, "新建第三小学").left.facts
    assert [str(origin) for origin in fact.basis.cells] == ["2019-03/台账.xlsx!任务!F2", "2019-03"]
    (beyond,) = work(examined, "化解大班额").left.facts
    assert [str(origin) for origin in beyond.basis.cells] == [
        "2019-03/台账.xlsx!任务!F6",
        "report.toml!words.goal_date",
    ]


def test_a_start_that_is_not_in_the_ledger_is_counted_back_and_said_to_be(examined: Examined) -> None:
    """自查自评 has no start: sixty days before its due date, as declared, and the poster says so."""
    found = work(examined, "自查自评")
    assert (found.start, found.latest, found.reckoned) == (date(2019, 6, 1), date(2019, 6, 1), True)
    assert any("按工期60天从完成时限倒推" in text for text in drawn_words(roadmap(examined)))
    assert found.left.facts[0].basis.facts == ("roadmap.lead_days",)


def test_the_latest_start_meets_the_target_when_the_due_date_does_not(examined: Examined) -> None:
    """化解大班额 takes 121 days and is due in December; to be done by 31 October it begins on 2 July."""
    assert work(examined, "化解大班额").latest == date(2019, 10, 31) - timedelta(121)


def test_a_county_changes_rules_without_python(examined: Examined, tmp_path: Path) -> None:
    """Soon is ten days, a task takes ninety: two numbers in charts.toml."""
    templates = shutil.copytree(TEMPLATES, tmp_path / "templates")
    text = (templates / "charts.toml").read_text("utf-8")
    changed = text.replace("lead_days = 60", "lead_days = 90").replace("days = 30", "days = 10")
    (templates / "charts.toml").write_text(changed, "utf-8")
    rows = {work.label: work for work in roadmap(examined, templates).works}
    assert rows["配备图书"].lamp.name == "正常"
    assert rows["自查自评"].start == date(2019, 5, 2)
    assert "临期：10天内到期" in drawn_words(roadmap(examined, templates))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lead_days = 60", 'lead_days = "六十"', "lead_days"),
        ('done = "已完成"', 'done = "办结"', "办结"),
        ('light = "red"', 'light = "purple"', "purple"),
        ('when = "otherwise"', 'when = "done"', "otherwise"),
        ("tasks.by_lead_done", "tasks.by_nobody", "tasks.by_nobody"),
    ],
)
def test_a_wrong_rule_is_named(examined: Examined, tmp_path: Path, old: str, new: str, said: str) -> None:
    """A description of the chart that cannot be used: the file, the chart, the word."""
    templates = shutil.copytree(TEMPLATES, tmp_path / "templates")
    text = (templates / "charts.toml").read_text("utf-8")
    (templates / "charts.toml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(TemplateFault, match=f"roadmap.*{said}"):
        roadmap(examined, templates)


def test_departments_are_counted_beside_their_tasks(examined: Examined) -> None:
    """区教育局 leads five tasks; the poster counts them by state."""
    group = next(group for group in roadmap(examined).groups if group.name == "区教育局")
    counts = [(name, int(fact.value)) for name, fact in group.counts]
    assert counts == [("任务", 5), ("已完成", 1), ("推进中", 1), ("未启动", 3), ("逾期", 0)]


def test_a_task_without_a_state_is_counted_as_such(examined: Examined) -> None:
    """整治周边 has no state: it is neither under way nor late, and one figure says so once instead of a remark for each."""
    named = {key: int(examined.book.facts[f"tasks.{key}"].value) for key in ("total", "done", "under_way", "waiting")}
    assert named == {"total": 9, "done": 1, "under_way": 4, "waiting": 3}
    assert examined.book.facts["tasks.unstated"].value == 1
    assert examined.book.facts["tasks.overdue"].value == 1
    assert not any(origin.sheet == "任务" for d in examined.diagnostics if d.code == "N403" for origin in d.origins)


def test_projects_and_problems_are_dates_to_be_met(make_county: MakeCounty) -> None:
    """A key project's planned milestone, and a problem's due date, each on a row of its own."""
    projects = [[*row] for row in PLAIN["项目"]]
    projects[0].append("计划节点")
    projects[2][3] = "是"
    projects[2].append("主体完工")
    problems = [
        ["问题编号", "专题", "问题", "整改时限", "整改状态"],
        ["W1", "资金", "资金缺口", "2019年2月底", "整改中"],
    ]
    tasks = [[*TASKS[0]], [*TASKS[1]]]
    found = roadmap(examine(make_county({"项目": projects, "问题": problems, "任务": tasks}), MARCH))
    points = {group.name: [(w.label, w.due, w.lamp.name) for w in group.works if w.point] for group in found.groups}
    assert points["重点工程节点"] == [("二小加固：主体完工", date(2019, 6, 30), "正常")]
    assert points["问题整改时限"] == [("资金缺口", date(2019, 2, 28), "逾期")]


def test_the_poster_is_one_page_without_a_number(built: Built) -> None:
    """A3 across; title, countdown and counts as text; nothing in the margins."""
    (path,) = built.folder.glob("*.pdf")
    data = path.read_bytes()
    page = pypdfium2.PdfDocument(data)[0]
    assert [round(side / 72 * 25.4) for side in page.get_size()] == [420, 297]
    layout = PROFILES["a3"]
    (text,) = pdf.read_text(data, layout)
    for said in ("清河区义务教育均衡发展工作挂图作战图", "（2019年10月31日）还有214天", "9项", "11.1%"):
        assert said in text.replace("\r\n", "")
    assert pdf.read_margins(data, layout) == [""]


def test_the_countdown_says_where_it_is_from(built: Built) -> None:
    """The inspector asks for 214天, and for the 153天 on the chart."""
    book = built.examined.book
    (days,) = trace("214天", book, built.document)
    assert [str(origin) for origin in days.fact.basis.cells] == ["report.toml!words.goal_date", "2019-03"]
    (left,) = trace("153天", book, built.document)
    assert left.sentences == ("图“任务路线图”",)
    rows = json.loads((built.folder / "facts.json").read_text("utf-8"))["facts"]
    assert {"goal.days_left", "roadmap.left@tasks/R1"} <= {row["id"] for row in rows}


def test_the_same_poster_is_the_same_bytes(built: Built) -> None:
    """Built again from the same ledgers."""
    data = built.folder.parents[1].parent / "data"
    again = build(Request("wallchart", MARCH, data, TEMPLATES, built.folder.parents[2] / "again"))
    (first,), (second,) = (list(made.folder.glob("*.pdf")) for made in (built, again))
    assert first.read_bytes() == second.read_bytes()


def test_a_poster_in_another_size_lies_beside_it(make_county: MakeCounty, tmp_path: Path) -> None:
    """--size A1: a folder of its own, and a page twice as wide."""
    data = make_county({"任务": TASKS}, settings=SETTINGS)
    done = run("build", "wallchart", "--period", "2019-03", "--data", str(data), "--out", str(tmp_path), "--size", "a1")
    assert done.returncode == 0, done.stderr
    (path,) = (tmp_path / "2019-03" / "wallchart-A1").glob("*.pdf")
    assert [round(side / 72 * 25.4) for side in pypdfium2.PdfDocument(path)[0].get_size()] == [841, 594]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("wallchart", "--to", "docx"), "只出 pdf"),
        (("wallchart", "--size", "A5"), "可用 A3、A1"),
        (("monthly", "--size", "A3"), "版面是固定的"),
    ],
)
def test_what_a_kind_is_not_written_in_is_refused(
    make_county: MakeCounty, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """A Word poster, an A5 poster, a monthly briefing on A3: exit code 2, nothing written."""
    out = tmp_path / "out"
    done = run("build", *words, "--period", "2019-03", "--data", str(make_county()), "--out", str(out))
    assert done.returncode == 2
    assert said in done.stderr
    assert not list(out.rglob("*.pdf"))


def told(data: Path) -> list[str]:
    """The poster's words, block by block."""
    request = Request("wallchart", MARCH, data, TEMPLATES, data.parent)
    return outline.blocks_text(write_document(request, examine(data, MARCH)).document)


def test_without_a_target_date_there_is_no_countdown(make_county: MakeCounty) -> None:
    """Nothing in report.toml, nothing about a target on the poster or its chart."""
    data = make_county({"任务": TASKS})
    assert not any("距" in text for text in told(data))
    chart = roadmap(examine(data, MARCH))
    assert chart.goal is None
    assert not any("目标" in text for text in drawn_words(chart))


@pytest.mark.parametrize(
    ("day", "said"),
    [("2019-03-31", "今天是全国义务教育优质均衡发展区验收之日"), ("2019-03-01", "（2019年3月1日）已过30天")],
)
def test_the_countdown_ends(make_county: MakeCounty, day: str, said: str) -> None:
    """On the day itself, and after it."""
    data = make_county({"任务": TASKS}, settings=SETTINGS.replace("2019-10-31", day))
    assert any(said in text for text in told(data))


def test_a_target_date_that_is_no_date_is_refused(make_county: MakeCounty) -> None:
    """goal_date = "十月底": the place in report.toml, and how a date is written."""
    data = make_county(settings=SETTINGS.replace("2019-10-31", '"十月底"'))
    with pytest.raises(SettingsFault, match=r"words\.goal_date.*2018-10-31"):
        examine(data, MARCH)


def test_an_empty_ledger_says_so(make_county: MakeCounty) -> None:
    """No task, no problem, no key project: a poster that says what is missing, without a chart."""
    data = make_county({"任务": [HEAD], "问题": [["问题编号", "专题", "问题", "整改状态"]]})
    assert "任务分解表里还没有任务" in told(data)


def many(count: int, departments: int = 15) -> list[Sequence[object]]:
    """So many tasks in so many departments."""
    first = date(2018, 6, 1)
    rows = [
        [
            f"R{n}",
            f"完成第{n}批学校校舍安全隐患排查整改",
            "倒排工期",
            f"第{n % departments}牵头单位",
            first + timedelta(n * 3),
            date(2019, 2, 1) + timedelta(n * 4),
            ("推进中", "未启动", "已完成")[n % 3],
        ]
        for n in range(count)
    ]
    return [HEAD, *rows]


def test_sixty_tasks_in_fifteen_departments_stand_apart(make_county: MakeCounty) -> None:
    """All of them, in readable type, inside the sheet, no words over others."""
    chart = roadmap(examine(make_county({"任务": many(60)}, settings=SETTINGS), MARCH))
    sheet = lay(chart, load(FONT, ()), A3)
    labels = sheet.labels
    assert {work.label for work in chart.works} <= {label.text for label in labels}
    assert min(label.size for label in labels) >= A3.least
    for label in labels:
        left, top, right, bottom = label.box
        assert left >= 0
        assert top >= 0
        assert right <= sheet.width + 0.01
        assert bottom <= sheet.height + 0.01
    boxes = sorted((label.box for label in labels), key=lambda box: box[1])
    for place, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[place + 1 :]:
            if other[1] >= bottom:
                break
            assert other[0] >= right - 0.01 or other[2] <= left + 0.01, (left, top, other)


def test_few_tasks_are_large(examined: Examined) -> None:
    """Nine tasks take the largest type there is, in one column."""
    sheet = lay(roadmap(examined), load(FONT, ()), A3)
    heads = [label for label in sheet.labels if label.text == "任务"]
    assert len(heads) == 1
    assert heads[0].size > 12


def test_what_does_not_fit_is_said(make_county: MakeCounty) -> None:
    """Two hundred tasks: how many rows, how many there is room for, what to do."""
    chart = roadmap(examine(make_county({"任务": many(200)}, settings=SETTINGS), MARCH))
    with pytest.raises(RoadmapTooLong, match=r"共218行.*行左右.*合并") as caught:
        lay(chart, load(FONT, ()), A3)
    assert 60 < caught.value.fitting < 200


def test_the_alternative_text_says_every_row(examined: Examined) -> None:
    """Who cannot see the poster hears each task with its date, state and light, and the rules."""
    said = alt(roadmap(examined))
    assert "补充教师，时限2019年3月19日，推进中，逾期12天" in said
    assert "区教育局（任务5项，已完成1项，推进中1项，未启动3项，逾期0项）" in said
    assert "临期：30天内到期" in said


def test_a_number_typed_into_a_rule_is_no_ones(examined: Examined, tmp_path: Path) -> None:
    """A rule of charts.toml with its number in words of its own: the chart's Facts do not say it."""
    templates = shutil.copytree(TEMPLATES, tmp_path / "templates")
    text = (templates / "charts.toml").read_text("utf-8")
    (templates / "charts.toml").write_text(text.replace("按期推进", "每77天调度"), "utf-8")
    chart = roadmap(examined, templates)
    assert any("77" in text for text in drawn_words(chart))
    assert not any("77" in text for text in sayings(chart))


def test_lights_differ_without_colour(examined: Examined) -> None:
    """Each light has a mark of its own shape and a fill of its own lightness or hatch."""
    from reportgen.charts.lamps import FILLS

    greys = {}
    for light, fill in FILLS.items():
        red, green, blue = (int(fill.colour[at : at + 2], 16) for at in (1, 3, 5))
        greys[light] = (round((0.3 * red + 0.59 * green + 0.11 * blue) / 40), fill.hatch)
    assert len(set(greys.values())) == len(greys)


def test_a_roadmap_stands_on_an_ordinary_page_too(examined: Examined) -> None:
    """In a briefing the chart is as wide as any other and within a page."""
    drawn = draw(roadmap(examined), Pen(FONT), raster=False)
    assert drawn.png == b""
    assert f'width="{WIDTH / EM:.6g}'.encode()[:10] in drawn.svg


@pytest.mark.parametrize("name", POSTERS.values())
def test_a_poster_page_is_measured_in_itself(name: str) -> None:
    """Text and margins make up the page; a county's faces are on it, its margins for A4 are not."""
    page = PROFILES[name]
    assert page.text_width + page.pdf.left + page.pdf.right == pytest.approx(page.width)
    assert page.text_height + page.pdf.top + page.pdf.bottom == pytest.approx(page.height)
    changes = {"pdf": {"top": 99}, "faces": {"fang": {"word": "仿宋"}}, name: {"table_pitch": 50}}
    changed = profile(name, changes)
    assert (changed.pdf, changed.faces["fang"].word, changed.table_pitch) == (page.pdf, "仿宋", 50)
    with pytest.raises(ValueError, match="nothing"):
        profile(name, {name: {"nothing": 1}})


def test_words_that_leave_no_room_are_refused() -> None:
    """A poster of running text has no place for its picture."""
    text = Paragraph((Text("统筹推进" * 2000),))
    with pytest.raises(PosterFull, match="挂图作战"):
        picture_room(Document(Meta("挂图作战"), (Title((Text("挂图作战"),)), text)), PROFILES["a3"])


def test_a_page_number_on_a_poster_is_a_fault() -> None:
    """The self-check expects nothing below the text of a poster."""
    document = Document(Meta("题"), (Title((Text("题"),)),))
    official = PROFILES["gbt9704"]
    data = pdf.write(document, official, {}, find_fonts(official.faces))
    assert not check_pdf(document, data, official)
    poster = PROFILES["a3"]
    assert not check_pdf(document, pdf.write(document, poster, {}, find_fonts(poster.faces)), poster)


def test_a_kind_names_a_page_there_is(tmp_path: Path) -> None:
    """Layout = "a0" in the front matter: the template, and the pages there are."""
    (tmp_path / "poster.md.j2").write_text('+++\ntitle = "图"\nlayout = "a0"\n+++\n# 图\n', "utf-8")
    with pytest.raises(TemplateFault, match="gbt9704、a3、a1"):
        find_kind(tmp_path, "poster")

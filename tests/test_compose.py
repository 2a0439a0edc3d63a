"""Templates and a county's cells: what may be printed, what is refused, and how it is marked."""

from pathlib import Path

import pytest

from reportgen.charts import alt
from reportgen.compose import Composed
from reportgen.compose.compose import UnknownKind
from reportgen.compose.faults import TemplateFault
from reportgen.compose.inlines import _pieces, inlines_in, inlines_of, tokens_of
from reportgen.compose.kinds import find_kinds
from reportgen.compose.marks import escape
from reportgen.compose.views import placeholders
from reportgen.model.document import (
    Align,
    Annex,
    CellText,
    FactText,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Role,
    Table,
    Text,
    Title,
    plain,
)
from reportgen.model.period import Period
from reportgen.pipeline import Request, examine, write_document
from reportgen.writers.outline import blocks_text
from tests.conftest import PLAIN, MakeCounty, Sheets

PERIOD = Period(2019, 3)


class Clerk:
    """Writes one template for a county and asks for its briefing."""

    def __init__(self, make: MakeCounty, folder: Path) -> None:
        self._make, self.folder = make, folder / "templates"
        self.folder.mkdir()

    def composed(self, body: str, changes: Sheets | None = None, **files: str) -> Composed:
        """The county's briefing by this template."""
        (self.folder / "own.md.j2").write_text('+++\ntitle = "{{ county }}情况"\n+++\n' + body, encoding="utf-8")
        for name, text in files.items():
            (self.folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
        data = self._make(changes)
        request = Request("own", PERIOD, data, self.folder, data.parent / "out")
        return write_document(request, examine(data, PERIOD))

    def says(self, body: str, changes: Sheets | None = None) -> str:
        """Its text, one line a block."""
        return "\n".join(blocks_text(self.composed(body, changes).document))


@pytest.fixture
def clerk(make_county: MakeCounty, tmp_path: Path) -> Clerk:
    """A clerk of 清河区."""
    return Clerk(make_county, tmp_path)


def school(name: str) -> Sheets:
    """The plain county, whose second school has another name."""
    rows = [list(row) for row in PLAIN["学校"]]
    rows[2][1] = name
    projects = [list(row) for row in PLAIN["项目"]]
    projects[2][4] = "第一小学"
    return {"学校": rows, "项目": projects}


ODD = [
    "[x](y)",
    "![x](chart:y)",
    "甲|乙",
    "甲*乙*丙_丁_",
    "# 甲",
    "2013. 年初",
    "- 甲",
    "> 甲",
    "@annex 甲",
    "a < b & c > d",
    "<b>甲</b>",
    "&lt;甲&amp;",
    "甲\\乙",
    "`甲`",
    "{{ 甲 }}",
    "{% 甲 %}",
    "+++",
    "https://甲",
    "“甲”‘乙’'丙'\"丁\"",
    "~甲~ ^乙^",
    "甲!乙![",
    "---",
]


@pytest.mark.parametrize("name", ODD)
def test_a_cell_is_printed_as_it_is_written(clerk: Clerk, name: str) -> None:
    """No sign of Markdown, HTML or Jinja in a cell means anything: in a paragraph, a heading and a table."""
    body = """# 题

{{ rows("schools")[-1].name }}

## {{ rows("schools")[-1].name }}

| 校 |
|:-:|
| {{ rows("schools")[-1].name }} |
"""
    _, paragraph, heading, table = clerk.composed(body, school(name)).document.blocks
    assert isinstance(paragraph, Paragraph)
    assert isinstance(heading, Heading)
    assert isinstance(table, Table)
    for inlines in (paragraph.inlines, heading.inlines, table.rows[0][0]):
        assert [type(i) for i in inlines] == [CellText]
        assert plain(inlines) == name


def test_a_figure_is_marked_with_its_fact_and_words_with_their_cell(clerk: Clerk) -> None:
    """So that every printed number can be followed."""
    body = "共{{ fact('projects.total') }}，{{ rows('schools')[0].name }}。\n"
    (paragraph,) = clerk.composed(body).document.blocks
    assert isinstance(paragraph, Paragraph)
    total, comma, school_name = paragraph.inlines[1:4]
    assert total == FactText("3个", "projects.total")
    assert comma == Text("，")
    assert isinstance(school_name, CellText)
    assert str(school_name.origin) == "2019-03/台账.xlsx!学校!B2"


def test_a_number_in_a_cell_is_a_fact_of_its_own(clerk: Clerk) -> None:
    """64.5万元 of the second project rests on one cell."""
    (paragraph,) = clerk.composed("投资{{ rows('projects')[1].investment }}。\n").document.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inlines[1] == FactText("64.5万元", "row.projects.investment@X2")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{{ 37 }}", "不能直接印出 int 值“37”"),
        ("{{ '37所' }}", "不能直接印出 str 值“37所”"),
        ("{{ none }}", "不能直接印出 NoneType"),
        ("{{ true }}", "不能直接印出 bool"),
        ("{{ rows('schools')|length }}", "不能直接印出 int"),
        ("{{ rows('schools')[0] }}", "不能直接印出 RowView"),
        ("{{ '3' ~ we }}", "里的数字不是来自数据项或台账单元格"),
        ("{{ [1, 2]|join('、') }}", "不能直接印出 str 值“1、2”"),
        ("{{ fact('projects.total') + fact('projects.total') }}", "unsupported operand"),
        ("{{ fact('no.such') }}", "没有名为“no.such”的数据项"),
        ("{{ family('no.such') }}", "没有名为“no.such”的数据项"),
        ("{{ fact('projects.count', '没有的工程') }}", "没有数：台账里没有相应的行"),
        ("{{ rows('nowhere') }}", "没有名为“nowhere”的表或列"),
        ("{{ rows('schools')[0].nothing }}", "没有名为“学校.nothing”的表或列"),
        ("{{ nobody }}", "'nobody' is undefined"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{% include 'nowhere.md.j2' %}", "nowhere.md.j2"),
        ("３所", "模板里不能直接写数字“３”"),
        ("@nonsense 文字", "不认识的段落标记 @nonsense"),
        ("{% if %}", "第 6 行"),
    ],
)
def test_what_may_not_be_printed_is_refused_by_name(clerk: Clerk, body: str, says: str) -> None:
    """Template and reason; never a wrong or untraced number on the page."""
    with pytest.raises(TemplateFault) as fault:
        clerk.composed(f"# 题\n\n{body}\n")
    assert fault.value.template.endswith(".md.j2")
    assert says in str(fault.value)


def test_a_fault_in_an_included_part_names_that_part_and_its_line(clerk: Clerk) -> None:
    """Not the template that includes it."""
    with pytest.raises(TemplateFault, match=r"part\.md\.j2 第 2 行：模板里不能直接写数字“9”"):
        clerk.composed("# 题\n\n{% include 'part.md.j2' %}\n", part__md__j2="一句话。\n共9所。\n")


def test_absent_facts_can_be_asked_for(clerk: Clerk) -> None:
    """Unknown is false, and neither known nor zero."""
    body = "{% set f = fact('projects.count', '没有') %}{% if f or f.known or f.zero %}有{% else %}无{% endif %}\n"
    assert clerk.says(body) == "无"


def test_a_figure_compares_by_value(clerk: Clerk) -> None:
    """Templates choose by numbers without printing them."""
    body = """{% set n = fact('projects.total') %}
{% if n == 3 and n > 2 and n < 4 and not n.one and not n.zero and n.rises and not n.falls %}是{% endif %}
{% if n != fact('projects.total_done') and n.unit == '个' and n.complete %}是{% endif %}
"""
    assert clerk.says(body) == "是是"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{{ listing(rows('schools')|map(attribute='name')|list) }}", "第一小学、第二小学"),
        ("{{ listing(rows('schools')|map(attribute='name')|list, last='和') }}", "第一小学和第二小学"),
        ("{{ listing(family('projects.count')) }}", "2个、1个"),
        ("{{ listing(family('projects.count')|labelled, last='和') }}", "校舍加固工程2个和操场改造工程1个"),
        ("{{ listing(family('projects.count')|below(2)|labelled) }}", "操场改造工程1个"),
        ("{{ listing(family('projects.count')|between(2, 3)|labelled) }}", "校舍加固工程2个"),
        ("{{ listing([])  }}无", "无"),
        ("{{ ordinal(2) }}{{ numeral(2) }}类", "二是两类"),
        ("{{ fact('projects.total').chinese }}、{{ fact('projects.total').bare }}", "三个、3"),
        ("{{ we }}、{{ whole }}、{{ bureau }}、{{ period_text }}", "我区、全区、清河区教育局、2019年3月"),
        ("{{ listing(rows('projects')|unfinished|map(attribute='name')|list) }}", "二小加固、一小操场"),
    ],
)
def test_lists_and_words_are_joined_as_chinese_joins_them(clerk: Clerk, body: str, says: str) -> None:
    """甲、乙和丙; the joined things keep their marks."""
    assert clerk.says(body + "\n") == says


def narrative(*texts: str) -> Sheets:
    """A county's own paragraphs for the opening."""
    return {"叙述": [["编号", "所属部分", "内容"], *([f"N{n}", "开头", text] for n, text in enumerate(texts))]}


OWN = "{% for p in narrative('开头') %}\n{{ p }}\n\n{% endfor %}"


def test_the_county_s_own_sentences_take_facts_by_name(clerk: Clerk) -> None:
    """{projects.total} and {projects.count@…} are filled in, and marked."""
    changes = narrative("全区实施{projects.total}，其中校舍{ projects.count@校舍加固工程 }，占3成[大半](x)。")
    (paragraph,) = clerk.composed(OWN, changes).document.blocks
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.inlines) == "全区实施3个，其中校舍2个，占3成[大半](x)。"
    facts = [i.fact for i in paragraph.inlines if isinstance(i, FactText)]
    assert facts == ["projects.total", "projects.count@校舍加固工程"]
    assert all(isinstance(i, FactText | CellText) for i in paragraph.inlines)


def test_an_unknown_name_in_a_sentence_is_told_with_its_cell(make_county: MakeCounty) -> None:
    """Before anything is written."""
    examined = examine(make_county(narrative("共{no.such}。")), PERIOD)
    assert [ident for ident, _ in placeholders(examined.ledger)] == ["no.such"]
    assert ("E408", "2019-03/台账.xlsx!叙述!C2") in [(d.code, str(d.origins[0])) for d in examined.errors]


def test_directives_give_paragraphs_their_part(clerk: Clerk) -> None:
    """@unit, @date, @note, @signature …, @annex and @page, with or without a blank line between them."""
    body = """# 题
@unit {{ bureau }}
@date （{{ period_text }}）

正文。
@note 注
@signature {{ bureau }}
@signature_date {{ as_of }}
@page
@annex 一览表
"""
    blocks = clerk.composed(body).document.blocks
    assert isinstance(blocks[0], Title)
    roles = [b.role for b in blocks if isinstance(b, Paragraph)]
    listed = [b for b in blocks if isinstance(b, Annex)]
    assert [r for r in roles if r is not Role.ANNEX_LIST] == [
        Role.UNIT, Role.DATE, Role.BODY, Role.NOTE, Role.SIGNATURE, Role.SIGNATURE_DATE,
    ]  # fmt: skip
    assert any(isinstance(b, PageBreak) for b in blocks)
    assert [b.label for b in listed] == ["附件"]


def test_a_table_has_its_caption_its_head_and_its_alignments(clerk: Clerk) -> None:
    """:-- left, :-: centre, --: right."""
    body = """@table 学校表

| 校 | 办学类型 | 乡镇 |
|:--|:-:|--:|
{% for s in rows("schools") %}
| {{ s.name }} | {{ s.type }} | {{ s.township }} |
{% endfor %}
"""
    (table,) = clerk.composed(body).document.blocks
    assert isinstance(table, Table)
    assert (table.number, plain(table.caption)) == ("表1", "学校表")
    assert [c.align for c in table.columns] == [Align.LEFT, Align.CENTER, Align.RIGHT]
    assert [plain(row[0]) for row in table.rows] == ["第一小学", "第二小学"]


CHARTS = """
[own]
kind = "grouped"
title = "项目数"
series = [{ name = "项目", fact = "projects.count" }]

[empty]
kind = "change"
title = "布局"
before = { name = "前", fact = "layout.from" }
after = { name = "后", fact = "layout.to" }
"""


def test_a_chart_without_data_is_left_out(clerk: Clerk) -> None:
    """The one with data is a picture with its alternative text."""
    composed = clerk.composed("{{ chart('own') }}\n\n{{ chart('empty') }}\n", charts__toml=CHARTS)
    (picture,) = composed.document.blocks
    assert isinstance(picture, Picture)
    assert picture.number == "图1"
    assert picture.alt == alt(picture.chart)
    assert "校舍加固工程" in picture.alt
    assert "2个" in picture.alt


@pytest.mark.parametrize(
    ("text", "says"),
    [("[own]\nkind = 'pie'\ntitle = '图'\n", "图 own 缺少或写错了 'pie'"), ("[own\n", "charts.toml 第 1 行")],
)
def test_a_wrong_description_of_a_chart_is_named(clerk: Clerk, text: str, says: str) -> None:
    """charts.toml is the county's to change, and to mistype."""
    with pytest.raises(TemplateFault) as fault:
        clerk.composed("# 题\n", charts__toml=text)
    assert says in str(fault.value)


def test_the_file_says_whose_it_is(clerk: Clerk) -> None:
    """Title, author, subject and date of the file's properties."""
    composed = clerk.composed("# 题\n")
    meta = composed.document.meta
    assert (meta.title, meta.author, meta.subject) == ("清河区情况", "清河区教育局", "2019年3月")
    assert meta.date == "2019-03-31"
    assert composed.file_name == "清河区情况"


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ('+++\ntitle = "题"\n', "缺少结尾的"),
        ("+++\ntitle = 题\n+++\n", "不是 TOML"),
        ('+++\nsummary = "题"\n+++\n', "缺少 title"),
        ('+++\ntitle = "题"\nauthor = "我"\n+++\n', "不认识的项：author"),
    ],
)
def test_front_matter_is_checked(tmp_path: Path, head: str, says: str) -> None:
    """A kind says its title, and nothing unknown."""
    (tmp_path / "own.md.j2").write_text(head, encoding="utf-8")
    with pytest.raises(TemplateFault, match=says):
        find_kinds(tmp_path)


def test_a_kind_nobody_wrote_is_refused_with_those_there_are(clerk: Clerk, make_county: MakeCounty) -> None:
    """没有“nothing”这种报告；现有：own."""
    clerk.composed("# 题\n")
    data = make_county()
    with pytest.raises(UnknownKind, match="没有“nothing”这种报告；现有：own"):
        write_document(Request("nothing", PERIOD, data, clerk.folder, data), examine(data, PERIOD))


LINES = [
    "",
    "—",
    "甲校[2414万元](fact:funds.gap@a/b;bare)，[一\\!中\\[x\\]](cell:a.xlsx%1F学校%1FB2)。",
    "[甲](cell:a%1Fb%1FC2)[乙](cell:a%1Fb%1FC2)",
    "≥[20](fact:conditions.bar@小学/图书;bare)",
    "甲\n  乙",
    "[甲](fact:x;)/[乙](fact:y;)",
    "甲\\|乙",
    "甲]乙",
    "[甲](http:x)",
    "&lt;甲",
    "甲!乙",
    "甲\\\\",
    "甲\\乙",
    " 甲 ",
]


@pytest.mark.parametrize("line", [*LINES, *(escape(name) for name in ODD if not name[:1].isdigit())])
def test_a_line_reads_the_same_by_the_expression_and_by_the_library(line: str) -> None:
    """What the expression knows it reads as the library does; what it does not, it leaves to the library."""
    known = _pieces(line.strip())
    if known is not None:
        by_library = inlines_in(tokens_of(line.strip()))
        assert inlines_of(line) == by_library


def test_most_lines_are_known_to_the_expression() -> None:
    """Marks, words and escapes are; images, entities and links to elsewhere are not."""
    assert [line for line in LINES if _pieces(line.strip()) is None] == [
        "甲]乙",
        "[甲](http:x)",
        "&lt;甲",
        "甲!乙",
        "甲\\乙",
    ]


def test_a_template_that_was_changed_is_read_again(clerk: Clerk) -> None:
    """Compiled once for a folder, and once more when its file is another."""
    assert clerk.says("# 题\n\n甲。\n").endswith("甲。")
    assert clerk.says("# 题\n\n乙乙。\n").endswith("乙乙。")

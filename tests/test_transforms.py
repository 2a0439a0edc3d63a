"""Numbers of headings, tables, pictures and annexes, and the widths of columns."""

from dataclasses import replace

import pytest

from reportgen.model.chart import BarChart
from reportgen.model.document import (
    Annex,
    Block,
    Document,
    FactText,
    Heading,
    Inlines,
    Meta,
    Paragraph,
    Picture,
    Role,
    Table,
    TableColumn,
    Text,
    Title,
    plain,
)
from reportgen.transforms import TRANSFORMS, transform


def say(text: str) -> Inlines:
    """Words."""
    return (Text(text),)


def made(*blocks: Block) -> tuple[Block, ...]:
    """The blocks after all transforms."""
    return transform(Document(Meta("题"), blocks)).blocks


def table(head: list[str], *rows: list[str], caption: str = "") -> Table:
    """A table of words."""
    columns = tuple(TableColumn() for _ in head)
    cells = tuple(tuple(say(c) for c in row) for row in rows)
    return Table(columns, tuple(say(h) for h in head), cells, say(caption) if caption else ())


PICTURE = Picture(BarChart("k", "图题", "个", (), ()), say("图题"), "图题。")


def test_headings_count_within_the_one_above() -> None:
    """一、（一）1.（1）; every level begins anew."""
    levels = [1, 2, 3, 4, 4, 3, 2, 3, 1, 2]
    blocks = made(*(Heading(level, say("题")) for level in levels))
    numbers = [b.number for b in blocks if isinstance(b, Heading)]
    assert numbers == ["一、", "（一）", "1.", "（1）", "（2）", "2.", "（二）", "1.", "二、", "（一）"]


def test_the_eleventh_heading_is_eleven() -> None:
    """十一、, not 一十一、."""
    blocks = made(*(Heading(1, say("题")) for _ in range(11)))
    assert isinstance(blocks[-1], Heading)
    assert blocks[-1].number == "十一、"


def test_tables_and_pictures_are_numbered_apart_through_the_annexes() -> None:
    """表1, 图1, 图2, 表2; a table without a caption has no number."""
    plain_table, captioned = table(["甲"], ["乙"]), table(["甲"], ["乙"], caption="汇总表")
    blocks = made(captioned, PICTURE, plain_table, PICTURE, Annex(say("附表")), captioned)
    numbers = [b.number for b in blocks if isinstance(b, Table | Picture)]
    assert numbers == ["表1", "图1", "", "图2", "表2"]


def test_one_annex_has_no_number() -> None:
    """附件：… before it, 附件 on it."""
    blocks = made(Title(say("题")), Annex(say("一览表")))
    assert blocks[1:] == (Paragraph((Text("附件："), Text("一览表")), Role.ANNEX_LIST), Annex(say("一览表"), "附件"))


def test_several_annexes_are_announced_in_a_list() -> None:
    """附件：1.… and below it 2.…; then 附件1, 附件2."""
    blocks = made(Annex(say("甲表")), Annex(say("乙表")))
    listed = [plain(b.inlines) for b in blocks if isinstance(b, Paragraph)]
    assert listed == ["附件：1.甲表\n2.乙表"]
    assert [b.label for b in blocks if isinstance(b, Annex)] == ["附件1", "附件2"]


def test_no_annex_announces_nothing() -> None:
    """A briefing without annexes has no 附件说明."""
    assert made(Title(say("题"))) == (Title(say("题")),)


@pytest.mark.parametrize(
    "rows",
    [
        [["一小加固", "96", "2018年2月"], ["一所名字很长很长很长很长很长很长的学校的教学楼", "2414", "—"]],
        [["", "", ""]],
        [],
        [["字" * 60, "字" * 60, "字" * 60]],
    ],
)
def test_column_widths_share_the_whole(rows: list[list[str]]) -> None:
    """Shares sum to one and none is nothing."""
    blocks = made(table(["项目", "总投资（万元）", "计划完工"], *rows))
    assert isinstance(blocks[0], Table)
    widths = [c.width for c in blocks[0].columns]
    assert sum(widths) == pytest.approx(1)
    assert min(widths) > 0.05


def test_long_words_get_more_room_than_short_numbers() -> None:
    """The column of names is the widest."""
    blocks = made(table(["项目", "个数"], ["一所名字很长的学校的教学楼", "9"]))
    assert isinstance(blocks[0], Table)
    name, count = (c.width for c in blocks[0].columns)
    assert name > 2 * count


def test_words_that_would_turn_lines_are_set_in_smaller_type() -> None:
    """Three tasks that fit on one line each in 五号, and not in 小四; numbers alone stay in 小四."""
    tasks = [["生均运动场和校舍面积不足", "加快布局调整和城区学校扩容", "县教体局", "2018年12月31日"]] * 3
    (long,) = made(table(["主要问题", "下一步措施", "责任单位", "时限"], *tasks))
    (short,) = made(table(["项目", "个数"], ["甲", "9"]))
    assert isinstance(long, Table) and isinstance(short, Table)
    assert (long.scale, short.scale) == (0.875, 1.0)


def test_a_column_gives_way_where_the_fewest_lines_turn() -> None:
    """One long remark among twenty short ones turns; the names, all long, stay on one line."""
    rows = [["示例县城关镇第三中心小学", "2018年12月31日", "正在整改"] for _ in range(20)]
    rows[7][2] = "施工单位已经进场，基础部分完成，正在等待验收，月底以前可以交付使用"
    (found,) = made(table(["学校", "时限", "说明"], *rows))
    assert isinstance(found, Table)
    names = found.columns[0].width * 36.5
    assert names > 12


def test_words_and_facts_are_left_as_they_are() -> None:
    """Transforms number; they do not rewrite."""
    paragraph = Paragraph((Text("共"), FactText("37所", "schools.count")))
    assert made(paragraph) == (paragraph,)


def test_each_transform_may_run_twice() -> None:
    """What a step has set it sets again; only 附件说明 would be said twice, so there is no annex here."""
    document = Document(Meta("题"), (Heading(1, say("题")), table(["甲"], ["乙"], caption="表"), PICTURE))
    for step in TRANSFORMS:
        assert step(step(document)) == step(document)
    assert transform(replace(document, blocks=())).blocks == ()

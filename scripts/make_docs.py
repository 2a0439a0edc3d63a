"""Write the reference pages that repeat what is declared elsewhere, so that they never drift.

    python scripts/make_docs.py

``docs/ledgers.md`` from ``readers/columns``, ``docs/diagnostics.md`` from ``model/diagnostic.py`` and the English
catalogue, ``docs/layout.md`` from ``layout.py``.
"""

from dataclasses import fields
from pathlib import Path

from reportgen import messages
from reportgen.layout import GBT9704
from reportgen.model.diagnostic import CODES, Severity
from reportgen.model.schema import Column, ColumnType, SheetSchema
from reportgen.readers.scan import MOST_BYTES, MOST_SHEETS
from reportgen.readers.schemas import shipped
from reportgen.readers.sheetscan import MOST_COLUMNS, MOST_ROWS

DOCS = Path(__file__).resolve().parent.parent / "docs"
_TYPES = {
    ColumnType.TEXT: "文字",
    ColumnType.CODE: "编码（文本）",
    ColumnType.NUMBER: "数",
    ColumnType.PERCENT: "百分数",
    ColumnType.RATIO: "比值，如 10:1",
    ColumnType.DATE: "日期",
    ColumnType.CHOICE: "选项",
    ColumnType.FLAG: "是 / 否",
}
_LEDGERS = f"""# 台账怎么记

每个月一个文件夹：`data/2018-01/`。里面可以有几个 `.xlsx` 和 `.csv`，一张表只出现一次；表名、列名可用下面任何一种写法，列的先后不限。

- 表头上面可以有标题行和“单位：万元”之类的说明（表头须在前十行之内）。列名后的括号可以写单位，如“总投资（元）”，会自动换算。
- **空白表示不知道，不是零。** 是零就填 0。有的列允许空着，另有说明。
- 数只填阿拉伯数字；标明“可带概数”的列可以写 近2000、700多、6000以上、约30。
- 数后面可以带本列的单位（2414万元）；带别的单位（万元列里写 0.24亿元、2414元、85%）一律不读，请改写成本列的单位——
  两处单位不一致，程序不替人判断哪一处写错了。整列都用别的单位时，把单位写进列名。
- 百分数列写 85% 或 85，也可以是百分比格式的单元格；只写 0.85 会按 0.85% 计入并提醒核对。
- 一个数最多 15 位，一格最多 2000 字；编码、比值（10:1）请先把单元格设为文本格式，以免被表格改成数、日期或时间。
- 日期可以写 2017年9月1日、2017年9月初、2017年9月、2017-09、2018年底，也可以是 Excel 日期。
- 同一格有几个值时用顿号分开。
- 合计行写上“合计”即可（合计、总计、共计、小计、全县合计），不会算成一所学校或一个项目，但会与逐行相加的数核对；
  小计与它上面（或下面）那一组核对。只有整格就是这几个字才算，名为“合计小学”的学校照样是学校。
- 隐藏的行、列、表照样计入，并逐一列出，请核对。
- 一个文件最多 {MOST_BYTES >> 20} MB、{MOST_SHEETS} 张表，一张表最多 {MOST_ROWS} 行、{MOST_COLUMNS} 列有内容；加密的、旧 .xls、WPS .et、.ods 等格式不读，并指出来。
- 不要合并数据格，不要把长编码存成数字。

先运行 `reportgen check --period 2018-01` 看校验意见，含义见 [diagnostics.md](diagnostics.md)。

这一页由 `scripts/make_docs.py` 按程序里的声明生成。
"""


def ledgers() -> str:
    """The clerk's reference: every sheet and column."""
    return _LEDGERS + "".join(_sheet(schema) for schema in shipped())


def _sheet(schema: SheetSchema) -> str:
    names = f"（也可叫：{'、'.join(schema.aliases)}）" if schema.aliases else ""
    lines = [
        f"\n## {schema.name}\n",
        f"表名：{schema.name}{names}\n",
        "| 列名 | 也可写作 | 填什么 | 单位 | 必填 | 说明 |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_column(column, schema) for column in schema.columns]
    return "\n".join(lines) + "\n"


def _column(column: Column, schema: SheetSchema) -> str:
    notes = [column.note] if column.note else []
    if column.options:
        notes.append("选项：" + "、".join(column.options))
    if column.synonyms:
        notes.append("同义：" + "、".join(f"{a}＝{b}" for a, b in column.synonyms.items()))
    for said, when in (("可带概数", column.qualified), ("可填几个", column.many), ("不得重复", column.unique)):
        if when:
            notes.append(said)
    if column.references:
        notes.append("须是“" + next(s.name for s in shipped() if s.key == column.references) + "”表里有的")
    if column.carry:
        notes.append("新的一期须确认" + _limits(column, schema))
    if column.blank:
        notes.append(f"空着即{column.blank}")
    cells = (
        column.header,
        "、".join(column.aliases),
        _TYPES[column.type],
        column.unit,
        "是" if column.required else "",
        "；".join(notes),
    )
    return f"| {' | '.join(cells)} |"


def _limits(column: Column, schema: SheetSchema) -> str:
    """Which of a column's cells have to be confirmed."""
    if column.settled:
        return f"（{'、'.join(column.settled)}除外）"
    if column.settled_at:
        return f"（已达到{schema.column(column.settled_at).header}的除外）"
    only = (f"{schema.column(key).header}为{'、'.join(values)}" for key, values in column.carry_when.items())
    return f"（限{'，'.join(only)}）" if column.carry_when else ""


def diagnostics() -> str:
    """Every code, in both languages."""
    words = {Severity.ERROR: "错误：停止生成", Severity.WARNING: "警告：照常生成，请核对", Severity.NOTE: "提示"}
    lines = [
        "# 校验意见",
        "",
        "每条意见写明文件、表、格，错在哪里，应当怎样，怎么改。由 `scripts/make_docs.py` 生成。",
        "",
    ]
    for code in CODES.values():
        messages.choose("en")
        english = f"{messages.tr(code.message)} — {messages.tr(code.remedy)}"
        messages.choose("zh")
        lines += [
            f"### {code.code}",
            "",
            f"*{words[code.severity]}。* {code.message}。",
            "",
            f"怎么改：{code.remedy}。",
            "",
            f"English: {english}.",
            "",
        ]
    return "\n".join(lines)


def layout() -> str:
    """The official page, number by number."""
    lines = [
        "# 版式",
        "",
        "数值出自 GB/T 9704—2012，每行注明条款；由 `scripts/make_docs.py` 按 `reportgen/layout.py` 生成。",
        "",
    ]
    lines += [
        "一个县只改个别数值时，写在 `data/report.toml`，例如：",
        "",
        "```toml",
        "[layout.word]",
        "top = 35",
        "",
        "[layout.faces.fang]",
        'word = "仿宋"',
        "",
        "[layout.styles.caption]",
        "size = 12",
        "```",
        "",
    ]
    lines += ["| 段落 | 字体 | 字号（磅） | 对齐 | 缩进（字） | 条款 |", "|---|---|---|---|---|---|"]
    for name, style in GBT9704.styles.items():
        face = GBT9704.faces[style.face]
        lines.append(f"| {name} | {face.word} | {style.size:g} | {style.align} | {style.indent:g} | {style.clause} |")
    lines += ["", "| 项 | 值 |", "|---|---|"]
    lines += [
        f"| {f.name} | {getattr(GBT9704, f.name)} |"
        for f in fields(GBT9704)
        if f.name not in ("faces", "styles", "poster")
    ]
    return "\n".join(lines) + "\n"


PAGES = {"ledgers.md": ledgers, "diagnostics.md": diagnostics, "layout.md": layout}


def main() -> None:
    """Write them all."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

"""What Excel and WPS ask of a cell while it is filled in: lists to choose from, ranges, prompts, number formats.

A rule never forbids what the reader accepts: 近2000, 2017年9月初 and another name of a school pass.
"""

from collections.abc import Callable
from typing import Any

from reportgen.model.schema import Column, ColumnType, SheetSchema

_LONGEST_LIST, _TITLE, _MESSAGE = 255, 32, 255  # characters Excel allows
_AS_TEXT = {ColumnType.TEXT, ColumnType.CODE, ColumnType.DATE, ColumnType.RATIO}
_ENDS_OF_NUMBERS = 10**15

WORDS = {
    ColumnType.TEXT: "文字",
    ColumnType.CODE: "编码，按文本存放，前面的 0 不会丢",
    ColumnType.NUMBER: "阿拉伯数字，不带单位",
    ColumnType.PERCENT: "百分数，85 或 85% 都可以",
    ColumnType.RATIO: "比值，如 10:1",
    ColumnType.DATE: "日期，如 2017年9月1日、2017年9月初、2017-09、2018年底",
    ColumnType.CHOICE: "从下拉列表中选",
    ColumnType.FLAG: "是 或 否",
}


class Lists:
    """Where the lists to choose from stand.

    ``ranges`` gives the cells below a column of another sheet of the workbook: (sheet, column) → reference.
    ``spare`` takes a list too long to stand in the rule itself and gives the cells it was written to; empty if none.
    """

    def __init__(
        self,
        schemas: dict[str, SheetSchema],
        ranges: Callable[[SheetSchema, str], str],
        spare: Callable[[tuple[str, ...]], str],
    ) -> None:
        self._schemas, self._ranges, self._spare = schemas, ranges, spare

    def of(self, options: tuple[str, ...]) -> tuple[str, ...] | str:
        """Options as Excel wants them: themselves, or where they were put."""
        return options if len(",".join(options)) <= _LONGEST_LIST else self._spare(options)

    def names(self, column: Column) -> str:
        """The cells with the names a reference may bear; empty when their sheet is not in the workbook."""
        target = self._schemas.get(column.references)
        if target is None:
            return ""
        return self._ranges(target, target.identity if column.type is ColumnType.CODE else target.label)


def heading(column: Column) -> str:
    """The heading with its unit: 总投资（万元）."""
    return f"{column.header}（{column.unit}）" if column.unit else column.header


def number_format(column: Column) -> str:
    """Text for whatever a spreadsheet would make something else of: codes, 10:1, 2017-09."""
    return "@" if column.type in _AS_TEXT else "General"


def explained(column: Column, names: dict[str, str]) -> str:
    """What to fill in, in a few words; ``names`` are the sheets by key."""
    parts = [WORDS[column.type]]
    if column.options:
        parts.append("、".join(column.options))
    if column.minimum is not None and column.maximum is not None:
        parts.append(f"{column.minimum:f} 至 {column.maximum:f} 之间")
    elif column.minimum is not None:
        parts.append(f"不小于 {column.minimum:f}")
    if column.qualified:
        parts.append("可写 近2000、700多、约30")
    if column.references:
        parts.append(f"须是“{names[column.references]}”表里有的")
    if column.many:
        parts.append("可填几个，用顿号分开")
    if column.unique:
        parts.append("不得重复")
    if column.blank:
        parts.append(f"空着即{column.blank}")
    if column.note:
        parts.append(column.note)
    return "；".join(parts)


def rule(column: Column, cells: tuple[str, str], lists: Lists, names: dict[str, str]) -> dict[str, Any]:
    """The rule for one column as XlsxWriter takes it.  ``cells`` are its first cell (A5) and all of them ($A$5:$A$9)."""
    told = explained(column, names)
    unit = f"（{column.unit}）" if column.unit else ""
    must = "【必填】" if column.required else ""
    prompt = {
        "input_title": f"{column.header}{unit}"[:_TITLE],
        "input_message": f"{must}{told}"[:_MESSAGE],
        "error_title": f"{column.header}填得不对"[:_TITLE],
        "error_message": f"{column.header}应填：{told}"[:_MESSAGE],
    }
    return {**_allowed(column, cells, lists), **prompt}


def _allowed(column: Column, cells: tuple[str, str], lists: Lists) -> dict[str, Any]:
    first, whole = cells
    if source := lists.names(column):
        return {"validate": "list", "source": source, "error_type": "warning", "show_error": not column.many}
    if column.type is ColumnType.FLAG:
        return {"validate": "list", "source": ["是", "否"]}
    if column.type is ColumnType.CHOICE:
        if not (options := lists.of(column.options)):
            return {"validate": "any"}
        return {"validate": "list", "source": options if isinstance(options, str) else list(options)}
    if column.unique:  # an exact comparison: COUNTIF takes long codes for numbers
        return {"validate": "custom", "value": f"=SUMPRODUCT(--({whole}={first}))=1"}
    if column.type is ColumnType.DATE:
        return {"validate": "custom", "value": _date(first)}
    if column.type is ColumnType.RATIO:
        return {"validate": "custom", "value": f'=ISNUMBER(FIND(":",SUBSTITUTE({first},"：",":")))'}
    if column.type in (ColumnType.NUMBER, ColumnType.PERCENT) and not column.qualified:
        return _range(column)
    return {"validate": "any"}


def _date(cell: str) -> str:
    """A date of 2000 to 2100, or a text that begins with such a year."""
    year = f"VALUE(LEFT({cell},4))"
    return f"=IF(ISNUMBER({cell}),AND({cell}>=36526,{cell}<73416),IFERROR(AND({year}>=2000,{year}<=2100),FALSE))"


def _range(column: Column) -> dict[str, Any]:
    low = -_ENDS_OF_NUMBERS if column.minimum is None else float(column.minimum)
    high = _ENDS_OF_NUMBERS if column.maximum is None else float(column.maximum)
    return {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}

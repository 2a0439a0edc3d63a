"""A diagnostic as it is written into the workbook it is about."""

from dataclasses import dataclass

from reportgen.model.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the list of what to mend, and what its cells say.

    ``sheet`` is empty when the whole file is meant, ``cells`` (A1 references of that sheet) when the whole sheet is.
    ``text`` says what is wrong, ``remedy`` how to mend it, ``weight`` the severity in words; ``answer`` is what the
    clerk wrote beside it last time.
    """

    code: str
    severity: Severity
    weight: str
    sheet: str
    cells: tuple[str, ...]
    text: str
    remedy: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Todo:
    """The list: its sheet's name, the file it is about, its remarks, and earlier lines with an answer that are mended.

    ``replaces`` says that a list of ours of this name is in the workbook already.
    """

    name: str
    file: str
    remarks: tuple[Remark, ...]
    answered: tuple[tuple[str, ...], ...] = ()
    replaces: bool = False


TODO_HEADINGS = ("序号", "程度", "意见编号", "表", "单元格", "问题", "怎么改", "整改情况")

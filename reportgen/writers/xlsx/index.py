"""The index of a batch: every school or township with its files, to be opened from there, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reportgen.writers.xlsx.tables import Link, Table, workbook

MEMBERS, REMARKS = "目录", "说明"
_HEADS = {"代码": 16, "名称": 30, "乡镇": 16, "类型": 12, "Word": 22, "PDF": 22, "结果": 60}
_REMARK_HEADS = {"项目": 20, "内容": 80}


@dataclass(frozen=True, slots=True)
class Line:
    """One member; ``files`` are names by format, beside the index; ``result`` says what became of it."""

    code: str
    name: str
    township: str
    type: str
    files: Mapping[str, str]
    result: str


def write(lines: Sequence[Line], remarks: Sequence[tuple[str, str]], title: str, as_of: date) -> bytes:
    """The workbook's bytes, the same for the same lines."""
    table, notes = Table(MEMBERS, _HEADS, frozenset({6})), Table(REMARKS, _REMARK_HEADS, frozenset({1}))
    for line in lines:
        links = [Link(name, name) if (name := line.files.get(suffix, "")) else "" for suffix in ("docx", "pdf")]
        table.add([line.code, line.name, line.township, line.type, *links, line.result])
    for remark in remarks:
        notes.add(list(remark))
    return workbook((table, notes), title, as_of)

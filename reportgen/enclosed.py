"""What a PDF carries inside: the files with a list of their hashes, and the list read again.

The list (``attachments.json``) says for every file the name it has among the attachments, the path it is put back to,
its relation to the briefing, its SHA-256 and its size.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from reportgen.model.attachment import Attachment, Relation

LIST = "attachments.json"


class NotEnclosed(Exception):
    """A PDF without a list of attachments, or with one that cannot be read."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} 不能核对：{why}。只有 reportgen 生成、带附件的 PDF 才能核对")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the list.  ``path`` is below a folder that holds the county's data and the output side by side."""

    name: str
    path: str
    relation: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Listed:
    """The list: of which briefing, and its entries.  ``data`` is the name of the folder of ledgers."""

    title: str
    period: str
    data: str
    entries: tuple[Entry, ...]

    @property
    def sources(self) -> dict[str, Entry]:
        """What the briefing was made from, by path below the folder of ledgers."""
        head = f"{self.data}/"
        return {e.path.removeprefix(head): e for e in self.entries if e.relation == Relation.SOURCE.value}


def enclose(
    data: str, sources: Mapping[str, bytes], output: str, behind: Mapping[str, bytes], head: Mapping[str, Any]
) -> list[Attachment]:
    """The attachments with their list: ``sources`` by path below the folder ``data``, ``behind`` below ``output``."""
    made, entries = [], []
    paths = [(f"{data}/{path}", path, Relation.SOURCE, content) for path, content in sources.items()]
    paths += [(f"{output}/{name}", name, Relation.DATA, content) for name, content in behind.items()]
    taken = {LIST}
    for path, shown, relation, content in paths:
        name = _free(shown.replace("/", "_"), taken)
        made.append(Attachment(name, content, relation, _described(shown, relation)))
        digest = hashlib.sha256(content).hexdigest()
        entries.append(
            {"name": name, "path": path, "relation": relation.value, "sha256": digest, "bytes": len(content)}
        )
    text = json.dumps({**head, "data": data, "files": entries}, ensure_ascii=False, indent=1) + "\n"
    return [*made, Attachment(LIST, text.encode(), Relation.DATA, "附件清单：名称、路径、SHA-256")]


def _free(name: str, taken: set[str]) -> str:
    """A name no other attachment has: ``a_b`` may be ``a/b`` and ``a_b``."""
    number, found = 2, name
    while found in taken:
        found, number = f"{number}_{name}", number + 1
    taken.add(found)
    return found


def _described(shown: str, relation: Relation) -> str:
    if relation is Relation.SOURCE:
        return f"生成本报告所用的文件：{shown}"
    return {"facts.xlsx": "数据项及依据", "diagnostics.json": "校验意见"}.get(shown, shown)


def read_list(inside: Mapping[str, bytes], name: str) -> Listed:
    """The list of a PDF's attachments.  Raises ``NotEnclosed``, also for a path that leads out of its folder."""
    if LIST not in inside:
        raise NotEnclosed(name, f"里面没有附件清单（{LIST}）")
    try:
        told = json.loads(inside[LIST])
        entries = tuple(
            Entry(str(e["name"]), str(e["path"]), str(e["relation"]), str(e["sha256"]), int(e["bytes"]))
            for e in told["files"]
        )
        listed = Listed(str(told["title"]), str(told["period"]), str(told["data"]), entries)
    except (ValueError, KeyError, TypeError) as fault:
        raise NotEnclosed(name, f"附件清单（{LIST}）读不懂") from fault
    for entry in entries:
        if not _inner(entry.path):
            raise NotEnclosed(name, f"附件清单里的路径“{entry.path}”越出了文件夹")
    return listed


def _inner(path: str) -> bool:
    """Whether a path stays below the folder it is put into, on any system."""
    parts = PurePosixPath(path).parts
    plain = not any(sign in path for sign in "\\:\0")
    return plain and bool(parts) and not path.startswith("/") and not {"..", "."} & set(path.split("/"))

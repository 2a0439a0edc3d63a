"""The stages of one build, told apart by what it says of its progress; nothing is measured that a user does not run.

``python -m benchmarks.stages out stages.json`` builds once in a fresh process, imports included.
"""

import json
import sys
import time
from pathlib import Path

from benchmarks import county
from reportgen import pipeline

STAGES = {
    "读取台账": "read",
    "计算数据项": "compute",
    "校验": "check",
    "撰写文稿": "compose, transform",
    "绘图": "draw",
    "写数据项": "facts, diagnostics",
    "写 Word": "write docx",
    "写 PDF": "write pdf",
    "核对成品": "selfcheck, workbook",
    "发布": "publish",
}


def build(asked: pipeline.Request) -> dict[str, float]:
    """CPU seconds by stage of one build in this process."""
    said: list[tuple[str, float]] = []
    pipeline.build(asked, lambda step: said.append((step, time.process_time())))
    ends = [*(at for _, at in said[1:]), time.process_time()]
    return {STAGES.get(step, step): end - at for (step, at), end in zip(said, ends, strict=True)}


def main() -> None:
    """One build, its stages kept as JSON; ``start`` is the interpreter and what is imported before the first stage."""
    start = time.process_time()
    made = build(county.request(Path(sys.argv[1])))
    Path(sys.argv[2]).write_text(json.dumps({"start": start, **made}), encoding="utf-8")


if __name__ == "__main__":
    main()

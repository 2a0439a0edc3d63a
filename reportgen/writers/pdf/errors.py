"""What can go wrong between the tree and the PDF: one class per fault."""

from collections.abc import Sequence


class PangoMissing(Exception):
    """WeasyPrint cannot start: its C libraries are not installed."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "生成 PDF 所需的排版库无法载入（Pango、HarfBuzz）。"
            "Debian、Ubuntu、统信、麒麟请运行：apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0；"
            f"其他系统见 README。原因：{reason}"
        )


class RenderWarning(Exception):
    """WeasyPrint complained; a page made in spite of that would not be what was meant."""

    def __init__(self, messages: Sequence[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("排版时出现警告，未生成 PDF：" + "；".join(dict.fromkeys(messages)))


class AccessRefused(Exception):
    """The page asked for something that is neither one of our fonts nor one of our pictures."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(f"文稿试图读取外部资源，已拒绝：{url[:200]}")

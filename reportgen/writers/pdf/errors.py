"""What can go wrong between the tree and the PDF: one class per fault."""

from collections.abc import Iterable, Sequence


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


class ForeignFont(Exception):
    """A font that is none of ours printed something: the page does not look as it was meant."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(names))
        super().__init__(
            f"排版时用了规定以外的字体：{'、'.join(self.names)}，未生成 PDF。"
            "字体文件可能已损坏或被占用，请运行 make fonts 重新下载后再试"
        )

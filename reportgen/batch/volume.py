"""The bound volume (合订本) of a batch: contents in official layout, then every document."""

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from reportgen.batch.plan import Row
from reportgen.environment import layout_of
from reportgen.fonts import find_fonts
from reportgen.model.document import (
    Align,
    Block,
    Document,
    Inlines,
    Meta,
    Paragraph,
    Role,
    Table,
    TableColumn,
    Text,
    Title,
)
from reportgen.readers.settings import Settings, read_settings
from reportgen.request import Request
from reportgen.writers import pdf
from reportgen.writers.volume import Part, bind, pages

_HEADS = ("序号", "代码", "名称", "乡镇", "页码")
_WIDTHS = (0.1, 0.22, 0.36, 0.2, 0.12)
_LEFT = (1, 2, 3)


def volume(request: Request, folder: Path, rows: Sequence[Row]) -> bytes:
    """The volume's bytes; by township, in the register's order; a member without a PDF is named in the contents."""
    towns = list(dict.fromkeys(row.member.township for row in rows))
    bound = sorted((row for row in rows if "pdf" in row.files), key=lambda row: towns.index(row.member.township))
    data = [(folder / row.files["pdf"]).read_bytes() for row in bound]
    starts = [1, *(total + 1 for total in accumulate(map(pages, data)))]
    settings = read_settings(request.data, request.period)
    layout = layout_of(settings, "", request.script)
    fonts = find_fonts(layout.faces, settings.fonts)
    told = _contents(request, settings, list(zip(bound, starts, strict=False)), [r for r in rows if r not in bound])
    parts = [
        Part(f"{row.member.code} {row.member.name}", row.member.township, one)
        for row, one in zip(bound, data, strict=True)
    ]
    return bind(pdf.write(told, layout, {}, fonts), parts, fonts.faces["latin"])


def _contents(
    request: Request, settings: Settings, found: Sequence[tuple[Row, int]], missing: Sequence[Row]
) -> Document:
    period = f"{request.period.year}年{request.period.month}月"
    title = f"{settings.county}分册合订本目录"
    as_of = (request.view.as_of or settings.as_of).isoformat()
    rows = tuple(_line(number, row, page) for number, (row, page) in enumerate(found, start=1))
    table = Table(_columns(), tuple(_words(head) for head in _HEADS), rows, listing=True)
    lost = tuple(
        Paragraph(_words(f"未装订：{row.member.code} {row.member.name}，{row.result}"), Role.NOTE) for row in missing
    )
    blocks: tuple[Block, ...] = (
        Title(_words(title)),
        Paragraph(_words(settings.bureau), Role.UNIT),
        Paragraph(_words(f"（{period}）"), Role.DATE),
        table,
        Paragraph(_words("页码是合订本的页码，印在每页右上角。"), Role.NOTE),
        *lost,
    )
    return Document(Meta(title, settings.bureau, period, as_of), blocks)


def _columns() -> tuple[TableColumn, ...]:
    aligned = (Align.LEFT if place in _LEFT else Align.CENTER for place in range(len(_HEADS)))
    return tuple(TableColumn(align, width) for align, width in zip(aligned, _WIDTHS, strict=True))


def _line(number: int, row: Row, page: int) -> tuple[Inlines, ...]:
    member = row.member
    return tuple(_words(text) for text in (str(number), member.code, member.name, member.township, str(page)))


def _words(text: str) -> Inlines:
    return (Text(text),) if text else ()

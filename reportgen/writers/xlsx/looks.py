"""How workbooks made for clerks look: formats by name, widths by what stands in a column."""

import unicodedata
from dataclasses import dataclass
from typing import Any

REQUIRED, OPTIONAL, EXAMPLE = "#FFD966", "#DDEBF7", "#F2F2F2"
DIFFERENT, MISSING = "#F8CBAD", "#FCE4D6"


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of one workbook."""

    title: Any
    remark: Any
    required: Any
    optional: Any
    example: Any
    text: Any
    wrapped: Any
    plain: Any
    missing: Any

    @classmethod
    def of(cls, book: Any) -> "Looks":
        """All formats, made once per workbook."""
        boxed = {"border": 1, "border_color": "#999999", "valign": "vcenter"}
        head = {**boxed, "bold": True, "text_wrap": True, "align": "center", "num_format": "@"}
        return cls(
            title=book.add_format({"bold": True, "font_size": 14}),
            remark=book.add_format({"font_color": "#444444"}),
            required=book.add_format({**head, "bg_color": REQUIRED}),
            optional=book.add_format({**head, "bg_color": OPTIONAL}),
            example=book.add_format({**boxed, "italic": True, "font_color": "#7F7F7F", "bg_color": EXAMPLE}),
            text=book.add_format({"num_format": "@"}),
            wrapped=book.add_format({**boxed, "num_format": "@", "text_wrap": True}),
            plain=book.add_format({}),
            missing=book.add_format({"bg_color": MISSING}),
        )


def shown_width(text: str) -> int:
    """How wide a text is, a Chinese character counting two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def column_width(heading: str, *texts: str) -> float:
    """A width for a column: as its contents ask, the heading on two lines if need be, within reason."""
    head = shown_width(heading) // 2 + 3 if shown_width(heading) > 14 else shown_width(heading)
    return min(42, max(9, head, *(shown_width(text) for text in texts)) + 2)


def for_print(sheet: Any, head: int, across: int = 1) -> None:
    """A4 landscape, so many pages wide, the row of headings on each."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(head)
    sheet.fit_to_pages(across, 0)

"""The styles of a briefing as Word knows them."""

from dataclasses import dataclass

from reportgen.model.document import Role


@dataclass(frozen=True, slots=True)
class WordStyle:
    """``id`` is what paragraphs refer to, ``name`` what Word's style pane shows (built-in names Word translates).

    ``level`` is the outline level from 0 (navigation pane), ``-1`` for none; ``keep_next`` keeps the paragraph
    on the page of what follows it, ``whole`` all of it on one page.
    """

    id: str
    name: str
    builtin: bool = False
    level: int = -1
    keep_next: bool = False
    whole: bool = False


STYLES = {
    "title": WordStyle("Title", "Title", builtin=True, keep_next=True),
    "unit": WordStyle("ReportUnit", "报告单位"),
    "date": WordStyle("ReportDate", "报告日期"),
    "heading1": WordStyle("Heading1", "Heading 1", builtin=True, level=0, keep_next=True),
    "heading2": WordStyle("Heading2", "Heading 2", builtin=True, level=1, keep_next=True),
    "heading3": WordStyle("Heading3", "Heading 3", builtin=True, level=2, keep_next=True),
    "heading4": WordStyle("Heading4", "Heading 4", builtin=True, level=3, keep_next=True),
    "body": WordStyle("BodyText", "Body Text", builtin=True),
    "addressee": WordStyle("Addressee", "主送机关", keep_next=True),
    "annex_list": WordStyle("AnnexList", "附件说明", whole=True),
    "signature": WordStyle("ReportSignature", "署名", keep_next=True),
    "signature_date": WordStyle("SignatureDate", "成文日期"),
    "annex_label": WordStyle("AnnexLabel", "附件序号", keep_next=True),
    "annex_title": WordStyle("AnnexTitle", "附件标题", level=0, keep_next=True),
    "caption": WordStyle("Caption", "Caption", builtin=True),
    "note": WordStyle("TableNote", "图表注"),
    "table_header": WordStyle("TableHeader", "表头", keep_next=True),
    "table_cell": WordStyle("TableText", "表格文字"),
    "small_header": WordStyle("SmallHeader", "小字表头", keep_next=True),
    "small_cell": WordStyle("SmallText", "小字表格文字"),
    "list_header": WordStyle("ListHeader", "长表表头", keep_next=True),
    "list_cell": WordStyle("ListText", "长表文字"),
    "page_number": WordStyle("Footer", "Footer", builtin=True),
}
"""Every style of ``Layout.styles`` by its name there."""

PICTURE = WordStyle("Picture", "图", keep_next=True)
"""The line a picture stands on: as high as the picture."""

GAP = WordStyle("TableGap", "表后间隔")
"""The low empty line that keeps two tables apart, or ends a document that ends in a table."""

ROLES = {
    Role.BODY: "body",
    Role.UNIT: "unit",
    Role.DATE: "date",
    Role.ADDRESSEE: "addressee",
    Role.ANNEX_LIST: "annex_list",
    Role.SIGNATURE: "signature",
    Role.SIGNATURE_DATE: "signature_date",
    Role.NOTE: "note",
}
"""The layout style of each role."""

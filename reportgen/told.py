"""What a document says of the county, the period, its scope and its audience: words with the places they stand at."""

from dataclasses import replace
from itertools import takewhile

from reportgen.compose.kinds import Kind
from reportgen.compose.marks import Sourced
from reportgen.model.document import Block, CellText, Document, Paragraph, Role, Text, Title
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.scope import Scope
from reportgen.readers.settings import Settings
from reportgen.sources import NEXT

SCOPE, AUDIENCE = "--scope", "--audience"
"""Origins of words that were asked for on the command line."""


def words_of(settings: Settings, period: Period) -> dict[str, Sourced]:
    """What templates may say of the county and the period."""
    day, place = settings.as_of, settings.county[-1]
    own = {name: Sourced(text, settings.origin(f"words.{name}")) for name, text in settings.words.items()}
    made = {
        "county": Sourced(settings.county, settings.origin("county.name")),
        "bureau": Sourced(settings.bureau, settings.origin("county.bureau")),
        "we": Sourced(f"我{place}", settings.origin("county.name")),
        "whole": Sourced(f"全{place}", settings.origin("county.name")),
        "period_text": Sourced(f"{period.year}年{period.month}月", Origin(str(period))),
        "next_month": Sourced(f"{period.next.year}年{period.next.month}月", Origin(str(period), "", NEXT)),
        "as_of": Sourced(f"{day.year}年{day.month}月{day.day}日", settings.origin(f"period.{period}.as_of")),
        "as_of_date": Sourced(day.isoformat(), settings.origin(f"period.{period}.as_of")),
    }
    if (goal := settings.horizon.goal) is not None:
        made["goal_day"] = Sourced(f"{goal.year}年{goal.month}月{goal.day}日", settings.horizon.goal_origin)
    return {**own, **made}


def audience(asked: str, settings: Settings, kind: Kind) -> dict[str, Sourced]:
    """Who is reported to: as asked for, else as the county says of this kind (``notice_audience``), else as the kind says."""
    if asked:
        return {"audience": Sourced(asked, Origin(AUDIENCE))}
    if own := settings.words.get(f"{kind.name}_audience"):
        return {"audience": Sourced(own, settings.origin(f"words.{kind.name}_audience"))}
    return {"audience": Sourced(kind.audience, Origin(f"{kind.name}.md.j2", "", "audience"))}


def place(settings: Settings, scope: Scope) -> dict[str, Sourced]:
    """Whose briefing it is: a township's or a school's speaks of itself where the county's says 全县 and 我县."""
    said: dict[str, Sourced] = {"scope": Sourced(scope.words, Origin(SCOPE))}
    if scope.place:
        where = Sourced(scope.place, Origin(SCOPE))
        whole = Sourced(f"{settings.county}{scope.place}", settings.origin("county.name"))
        said |= {"we": where, "whole": where, "county": whole}
    return said


def with_scope(document: Document, scope: Scope) -> Document:
    """The document says of what it is, below its title."""
    if not scope:
        return document
    head = sum(1 for _ in takewhile(_is_head, document.blocks))
    said = (Text("（范围："), CellText(scope.words, Origin(SCOPE)), Text("）"))
    return replace(document, blocks=(*document.blocks[:head], Paragraph(said, Role.UNIT), *document.blocks[head:]))


def _is_head(block: Block) -> bool:
    return isinstance(block, Title) or (isinstance(block, Paragraph) and block.role is Role.UNIT)

"""The county as templates see it: facts, rows of the ledgers, settings.  Read only."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from reportgen.compose.evaluations import EvaluationView
from reportgen.compose.faults import UnknownColumn, UnknownFact
from reportgen.compose.kinds import Spoken
from reportgen.compose.marks import Absent, Figure, Kin, Sourced, escape
from reportgen.model.comparison import Base, Standing
from reportgen.model.definition import Definition
from reportgen.model.evaluation import FAMILIES, Evaluation
from reportgen.model.fact import Basis, Fact, FactBook, key_of
from reportgen.model.ledger import Cell, Ledger, Row
from reportgen.model.origin import Origin
from reportgen.model.period import PartialDate, Period
from reportgen.model.roadmap import DAYS_LEFT
from reportgen.model.roles import ROLES
from reportgen.model.schema import Column

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class County:
    """What a template may ask for.  Facts made on the way (single cells) are kept in the book like any other."""

    def __init__(
        self,
        ledger: Ledger,
        book: FactBook,
        definitions: Mapping[str, Definition],
        settings: Mapping[str, Sourced],
        evaluations: Mapping[str, Evaluation] | None = None,
        past: Kin | None = None,
        spoken: Sequence[Spoken] = (),
    ) -> None:
        self._ledger = ledger
        self._book = book
        self._definitions = definitions
        self.settings = settings
        self.evaluations = evaluations or {}
        self._past = past
        self._spoken = spoken

    @property
    def month(self) -> Period:
        """The month the ledgers are of."""
        return self._ledger.period

    @property
    def as_of(self) -> date:
        """The day the report speaks of; the month's last where the settings say none."""
        said = self.settings.get("as_of_date")
        return date.fromisoformat(said) if said else self.month.last_day

    # -- facts

    def ask(self, ident: str) -> Fact | None:
        """A Fact by id, of this month or of an earlier one."""
        return self._past.ask(ident) if self._past else self._book.get(ident)

    def against(self, fact: Fact, base: Base) -> Standing:
        """How a Fact stands to an earlier month; its relatives are in the book from then on."""
        return self._past.against(fact, base) if self._past else Standing.MISSING

    def fact(self, key: str, *subject: str) -> Figure | Absent:
        """One Fact by key and, for a family, its subject."""
        ident = f"{key}@{'/'.join(subject)}" if subject else key
        fact = self.ask(ident)
        if fact is None:
            if not self._defined(key_of(key)) and not self._reported(key):
                raise UnknownFact(key)
            return Absent(ident)
        return self._figure(fact)

    def family(self, key: str, *within: str) -> list[Figure]:
        """All Facts of a definition, in ledger order; of a two-level family those under ``within``."""
        if not self._defined(key):
            raise UnknownFact(key)
        facts = [f for f in self._book.family(key) if f.subject[: len(within)] == within]
        return [self._figure(fact) for fact in facts]

    def _defined(self, key: str) -> bool:
        """Whether a definition or an evaluation may give it; a county need not have either in force."""
        return key in self._definitions or key in FAMILIES or key == DAYS_LEFT

    def _reported(self, key: str) -> bool:
        return any(row.identity == key for row in self._ledger["reported"])

    def _figure(self, fact: Fact) -> Figure:
        return self._said(Figure(fact, self, self._name(fact)))

    def _said(self, figure: Figure) -> Figure:
        """As the kind wants its numbers said."""
        rule = next((rule for rule in self._spoken if rule.fits(figure.fact)), None)
        return figure.formed(rule.form) if rule else figure

    def _name(self, fact: Fact) -> Sourced | None:
        if not fact.subject:
            return None
        origin = self._subject_origin(fact)
        return Sourced(fact.subject[-1], origin)

    def _subject_origin(self, fact: Fact) -> Origin:
        definition = self._definitions.get(fact.key)
        while definition and not definition.by:
            operand = definition.numerator or (definition.formula.split() or [""])[0]
            definition = self._definitions.get(operand)
        if definition and definition.by:
            for row in self._ledger[definition.sheet]:
                if row.value(definition.by[-1]) == fact.subject[-1]:
                    return row[definition.by[-1]].origin
        for made in self.evaluations.values():
            if found := made.standard.origin_of(fact.subject[-1]):
                return found
        return fact.basis.cells[0] if fact.basis.cells else Origin(fact.key)

    def made(self, fact: Fact) -> Figure:
        """A Fact made for this document, kept in the book like any other."""
        return self._figure(self._book.add(fact))

    def evaluation(self, role: str) -> "EvaluationView | None":
        """The evaluation in force for ``balance`` or ``conditions``; nothing when the county has set none."""
        if role not in ROLES:
            raise UnknownFact(role)
        made = self.evaluations.get(role)
        return EvaluationView(self, role, made) if made and any(r.parts for r in made.stages.values()) else None

    # -- rows

    def rows(self, sheet: str, **where: object) -> list["RowView"]:
        """Rows of a sheet in file order, those whose columns equal what is asked."""
        if sheet not in self._ledger.sheets:
            raise UnknownColumn(sheet)
        views = (RowView(row, self) for row in self._ledger[sheet])
        return [v for v in views if all(getattr(v, key) == value for key, value in where.items())]

    def cell(self, row: Row, column: Column) -> Any:
        """One cell as a template sees it."""
        cell = row[column.key]
        fact = cell_fact(row, column, self._ledger.period)
        return _worded(cell) if fact is None else self._said(Figure(self._book.add(fact), self))

    def number(self, row: Row, key: str) -> Any:
        """One cell of a row by its column's key, as a template sees it."""
        return self.cell(row, self._ledger[row.sheet].schema.column(key))

    # -- the county's own sentences

    def narrative(self, section: str) -> list[Markup]:
        """The county's paragraphs for a section, placeholders filled in."""
        return [
            self._filled(row["text"])
            for row in self._ledger["narrative"]
            if row.value("section") == section and row.value("text")
        ]

    def _filled(self, cell: Cell) -> Markup:
        parts, text, last = [], str(cell.value), 0
        for found in _PLACEHOLDER.finditer(text):
            parts.append(Sourced(text[last : found.start()], cell.origin).__html__())
            parts.append(self.fact(found[1].strip()).__html__() if "@" not in found[1] else self._at(found[1].strip()))
            last = found.end()
        parts.append(Sourced(text[last:], cell.origin).__html__())
        return Markup("").join(parts)

    def _at(self, ident: str) -> Markup:
        key, _, subject = ident.partition("@")
        return self.fact(key, *subject.split("/")).__html__()


def cell_fact(row: Row, column: Column, period: Period) -> Fact | None:
    """The number of one cell as a Fact; ``None`` when there is none."""
    cell = row[column.key]
    if not isinstance(cell.value, Decimal):
        return None
    unit = column.unit or ("%" if column.type == "percent" else ":1" if column.type == "ratio" else "")
    if not unit and "unit" in row.cells and column.key in ("value", "quantity", "from", "to"):
        unit = str(row.value("unit") or "")
    return Fact(
        key=f"row.{row.sheet}.{column.key}",
        value=cell.value,
        unit=unit,
        basis=Basis(f"{row.label}：{column.header}", (cell.origin,)),
        label=f"{row.label}{column.header}",
        subject=(row.identity,),
        places=cell.places,
        qualifier=cell.qualifier,
        period=period,
    )


class RowView:
    """One row: its columns as attributes."""

    def __init__(self, row: Row, county: County) -> None:
        self._row = row
        self._county = county

    def __getattr__(self, key: str) -> Any:
        row, county = object.__getattribute__(self, "_row"), object.__getattribute__(self, "_county")
        schema = county._ledger[row.sheet].schema
        if not schema.has(key):
            raise UnknownColumn(f"{schema.name}.{key}")
        return county.cell(row, schema.column(key))

    def is_finished(self) -> bool:
        """Whether a project's status has reached 完工."""
        return self.reached("完工")

    def is_past(self, column: str) -> bool:
        """Whether a date is known to be before the day the report speaks of."""
        when = self._row.value(column)
        return isinstance(when, PartialDate) and when.last < self._county.as_of

    def in_this_month(self, column: str) -> bool:
        """Whether a date falls in the ledger's month, or after it began."""
        when = self._row.value(column)
        return isinstance(when, PartialDate) and when.first >= self._county.month.first_day

    def in_next_month(self, column: str) -> bool:
        """Whether a date falls in the month after the ledger's."""
        when, month = self._row.value(column), self._county.month.next
        return isinstance(when, PartialDate) and month.first_day <= when.first and when.last <= month.last_day

    def reached(self, option: str, column: str = "status") -> bool:
        """Whether an ordered choice stands at an option or beyond."""
        declared = self._county._ledger[self._row.sheet].schema.column(column)
        here, limit = declared.rank(str(self._row.value(column))), declared.rank(option)
        return here is not None and limit is not None and here >= limit


def _worded(cell: Cell) -> Any:
    match cell.value:
        case None:
            return ""
        case bool():
            return cell.value
        case tuple():
            return [Sourced(part, cell.origin) for part in cell.value]
        case PartialDate():
            return Sourced(str(cell.value), cell.origin)
        case _:
            return Sourced(str(cell.value), cell.origin)


def listing(items: list[object], mark: str = "、", last: str = "") -> Markup:
    """Items joined as Chinese joins them: 甲、乙和丙."""
    parts = [Markup(finalize_item(item)) for item in items]
    if last and len(parts) > 1:
        return Markup(mark).join(parts[:-1]) + Markup(last) + parts[-1]
    return Markup(mark).join(parts)


def finalize_item(item: object) -> str:
    """One item of a listing, printed by the same rule as anything else."""
    from reportgen.compose.marks import finalize

    return str(finalize(item))


def placeholders(ledger: Ledger) -> Iterator[tuple[str, Origin]]:
    """Every ``{key}`` of the narrative sheet and its cell."""
    for row in ledger["narrative"]:
        for found in _PLACEHOLDER.finditer(str(row.value("text") or "")):
            yield found[1].strip(), row["text"].origin


__all__ = ["County", "RowView", "escape", "listing", "placeholders"]

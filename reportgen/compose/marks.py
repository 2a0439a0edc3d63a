"""What templates hold in their hands: figures and sourced words, and how they travel through Markdown.

A Fact travels as ``[2414万元](fact:ID)``, words of a cell as ``[一中](cell:PLACE)``, a chart as
``![标题](chart:KEY)``.  Plain strings are escaped.
"""

import re
from decimal import Decimal
from functools import total_ordering
from typing import Protocol
from urllib.parse import unquote

from markupsafe import Markup

from reportgen.compose.faults import AbsentFact, UnknownBase, Unprintable
from reportgen.compose.versus import Versus
from reportgen.model.comparison import Base, Standing
from reportgen.model.fact import Fact
from reportgen.model.origin import Origin
from reportgen.wording import RULE, direction, words

_SPECIAL = re.compile(r"([\\\[\]|#!&<>@])")
_DIGIT = re.compile(r"[0-9０-９]")
_UNSAFE = re.compile(r"[^A-Za-z0-9_.~@/:\u00a1-\U0010ffff-]")  # in the target of a link, and ; which ends an id


def escape(text: str) -> str:
    """Plain words made safe for the small Markdown."""
    return _SPECIAL.sub(r"\\\1", text.replace("\r", "").replace("\n", " "))


def _target(text: str) -> str:
    """An id or a place as the target of a link: signs that Markdown or this form reads as its own are %-coded."""
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", text)


class Sourced(str):
    """Words from a ledger cell or the settings; compares and joins like a string, remembers its origin."""

    __slots__ = ("origin",)
    origin: Origin

    def __new__(cls, text: str, origin: Origin) -> "Sourced":
        """Keep the text and where it stands."""
        new = super().__new__(cls, text)
        new.origin = origin
        return new

    def __html__(self) -> Markup:
        """The words as they travel; Jinja calls this."""
        place = _target(f"{self.origin.file}\x1f{self.origin.sheet}\x1f{self.origin.cell}")
        return Markup(f"[{escape(self)}](cell:{place})") if self else Markup("")


class Absent:
    """A Fact the ledgers do not give: false in conditions, refused in print."""

    def __init__(self, ident: str) -> None:
        self.ident = ident

    def __bool__(self) -> bool:
        return False

    def __html__(self) -> Markup:
        """Refuse to print."""
        raise AbsentFact(self.ident)

    def __str__(self) -> str:
        raise AbsentFact(self.ident)

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return False

    @property
    def zero(self) -> bool:
        """Unknown is not zero."""
        return False


class Kin(Protocol):
    """Where a Figure finds its relatives."""

    def ask(self, ident: str) -> Fact | None:
        """A Fact by id, of this month or of an earlier one."""

    def against(self, fact: Fact, base: Base) -> Standing:
        """How a Fact stands to an earlier month; its relatives can be asked for from then on."""


@total_ordering
class Figure:
    """A Fact in a template's hands: prints as words, compares by value, knows its relatives."""

    def __init__(self, fact: Fact, kin: Kin, name: Sourced | None = None) -> None:
        self.fact = fact
        self.name = name
        self._kin = kin
        self._form = ""

    def __html__(self) -> Markup:
        """The Fact as it travels; Jinja calls this."""
        text = words(self.fact, self._form)
        return Markup(f"[{escape(text)}](fact:{_target(self.fact.id)};{self._form})")

    def __bool__(self) -> bool:
        return self.fact.value != 0

    def __eq__(self, other: object) -> bool:
        return self.fact.value == _value(other)

    def __lt__(self, other: object) -> bool:
        return self.fact.value < _value(other)

    def __hash__(self) -> int:
        return hash(self.fact.id)

    @property
    def fixed(self) -> "Figure":
        """The digits alone, with all their decimals: 0.320."""
        return self.formed("fixed")

    def formed(self, form: str) -> "Figure":
        """In another printed form (see ``wording.words``)."""
        other = Figure(self.fact, self._kin, self.name)
        other._form = form
        return other

    @property
    def known(self) -> bool:
        """Whether there is a number: always, here."""
        return True

    @property
    def zero(self) -> bool:
        """Whether it is zero."""
        return self.fact.value == 0

    @property
    def one(self) -> bool:
        """Whether it is one."""
        return self.fact.value == 1

    @property
    def whole(self) -> bool:
        """Whether it is a full hundred per cent."""
        return self.fact.unit == "%" and self.fact.value == 100

    @property
    def complete(self) -> bool:
        """Whether no cell it should rest on was blank."""
        return self.fact.complete

    @property
    def rises(self) -> bool:
        """Whether what is printed is above zero (of a change: more than before)."""
        return direction(self.fact) > 0

    @property
    def falls(self) -> bool:
        """Whether what is printed is below zero (of a change: less than before)."""
        return direction(self.fact) < 0

    @property
    def unit(self) -> str:
        """Its unit, in words."""
        return self.fact.unit

    @property
    def bare(self) -> "Figure":
        """Printed without unit, for table cells."""
        return self.formed("bare")

    @property
    def chinese(self) -> "Figure":
        """Printed in Chinese numerals."""
        return self.formed("chinese")

    @property
    def size(self) -> "Figure":
        """Printed without its sign."""
        return self.formed("size")

    @property
    def extent(self) -> "Figure":
        """Printed without its sign and its unit, for table cells."""
        return self.formed("extent")

    @property
    def rule(self) -> "Figure":
        """How it comes about, in words: “问题”表：整改状态为已销号的行，计数."""
        return self.formed(RULE)

    @property
    def previous(self) -> "Figure | Absent":
        """The same Fact a month earlier."""
        return self._relative(Base.LAST_MONTH.aspects.value)

    @property
    def change(self) -> "Figure | Absent":
        """What it gained since the month before; negative for a loss."""
        return self._relative(Base.LAST_MONTH.aspects.change)

    @property
    def last_month(self) -> "Versus[Figure | Absent]":
        """Beside the month before."""
        return self.versus(Base.LAST_MONTH)

    @property
    def last_year(self) -> "Versus[Figure | Absent]":
        """Beside the same month of the year before."""
        return self.versus(Base.LAST_YEAR)

    @property
    def year_start(self) -> "Versus[Figure | Absent]":
        """Beside the end of the year before."""
        return self.versus(Base.YEAR_START)

    def versus(self, base: str) -> "Versus[Figure | Absent]":
        """Beside 上月, 上年同月 or 年初: value then, change, growth.  Raises ``UnknownBase``."""
        if base not in tuple(Base):
            raise UnknownBase(base, tuple(Base))
        chosen = Base(base)
        standing, aspects = self._kin.against(self.fact, chosen), chosen.aspects
        value, change, growth = (self._relative(aspect) for aspect in aspects)
        moved = change.fact if isinstance(change, Figure) else None
        return Versus(chosen, standing, moved, value, change, change if self.fact.unit == "%" else growth)

    def _relative(self, aspect: str) -> "Figure | Absent":
        ident = f"{self.fact.id}~{aspect}"
        fact = self._kin.ask(ident)
        return Figure(fact, self._kin, self.name) if fact else Absent(ident)


def _value(other: object) -> Decimal:
    if isinstance(other, Figure):
        return other.fact.value
    if isinstance(other, int | Decimal):
        return Decimal(other)
    return Decimal("NaN")


def finalize(value: object) -> object:
    """What a template expression may print; everything else is refused."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Figure | Absent | Sourced):
        return value.__html__()
    if isinstance(value, str) and not _DIGIT.search(value):
        return Markup(escape(value))
    raise Unprintable(value)


def read_fact(target: str) -> tuple[str, str]:
    """Fact id and form from a travelling Fact's target."""
    ident, _, form = target.removeprefix("fact:").partition(";")
    return unquote(ident), form


def read_cell(target: str) -> Origin:
    """The origin from travelling words' target."""
    return Origin(*unquote(target.removeprefix("cell:")).split("\x1f"))

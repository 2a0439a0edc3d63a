"""What templates hold in their hands: figures and sourced words, and how they travel through Markdown.

A Fact travels as ``[2414万元](fact:ID)``, words of a cell as ``[一中](cell:PLACE)``, a chart as
``![标题](chart:KEY)``.  Plain strings are escaped.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import total_ordering
from urllib.parse import quote, unquote

from markupsafe import Markup

from reportgen.compose.faults import AbsentFact, Unprintable
from reportgen.model.fact import Fact
from reportgen.model.origin import Origin
from reportgen.wording import words

_SPECIAL = re.compile(r"([\\\[\]|#!&<>@])")
_DIGIT = re.compile(r"[0-9０-９]")


def escape(text: str) -> str:
    """Plain words made safe for the small Markdown."""
    return _SPECIAL.sub(r"\\\1", text.replace("\r", "").replace("\n", " "))


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
        place = quote(f"{self.origin.file}\x1f{self.origin.sheet}\x1f{self.origin.cell}", safe="")
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


@total_ordering
class Figure:
    """A Fact in a template's hands: prints as words, compares by value, knows its relatives."""

    def __init__(self, fact: Fact, look_up: Callable[[str], Fact | None], name: Sourced | None = None) -> None:
        self.fact = fact
        self.name = name
        self._look_up = look_up
        self._form = ""

    def __html__(self) -> Markup:
        """The Fact as it travels; Jinja calls this."""
        text = words(self.fact, self._form)
        return Markup(f"[{escape(text)}](fact:{quote(self.fact.id, safe='')};{self._form})")

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
        return self._as("fixed")

    def _as(self, form: str) -> "Figure":
        other = Figure(self.fact, self._look_up, self.name)
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
        """Whether it is above zero (of a change: more than before)."""
        return self.fact.value > 0

    @property
    def falls(self) -> bool:
        """Whether it is below zero (of a change: less than before)."""
        return self.fact.value < 0

    @property
    def unit(self) -> str:
        """Its unit, in words."""
        return self.fact.unit

    @property
    def bare(self) -> "Figure":
        """Printed without unit, for table cells."""
        return self._as("bare")

    @property
    def chinese(self) -> "Figure":
        """Printed in Chinese numerals."""
        return self._as("chinese")

    @property
    def size(self) -> "Figure":
        """Printed without its sign."""
        return self._as("size")

    @property
    def previous(self) -> "Figure | Absent":
        """The same Fact a period earlier."""
        return self._relative("previous")

    @property
    def change(self) -> "Figure | Absent":
        """What it gained since the period before; negative for a loss."""
        return self._relative("change")

    def _relative(self, aspect: str) -> "Figure | Absent":
        ident = f"{self.fact.id}~{aspect}"
        fact = self._look_up(ident)
        return Figure(fact, self._look_up, self.name) if fact else Absent(ident)


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

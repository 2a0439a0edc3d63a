"""What differs between two periods: cells and rows of the ledgers, and the Facts that rest on them."""

from dataclasses import dataclass
from enum import StrEnum

from reportgen.model.fact import Fact, FactBook
from reportgen.model.origin import Origin
from reportgen.model.period import Period


class How(StrEnum):
    """What became of a row or a cell."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class LedgerChange:
    """A cell that says something else, or a whole row that came or went (then ``column`` is empty).

    Rows are the same when their identity is, wherever they stand.  ``before`` and ``after`` are the words of the cell,
    empty when blank; of a row that came or went they are empty.  ``origin`` is where it stands now, or stood.
    """

    how: How
    sheet: str
    sheet_name: str
    identity: str
    label: str
    column: str = ""
    header: str = ""
    before: str = ""
    after: str = ""
    origin_before: Origin | None = None
    origin_after: Origin | None = None

    @property
    def origin(self) -> Origin:
        """Where it stands now; where it stood, when it is gone."""
        return self.origin_after or self.origin_before or Origin("")


@dataclass(frozen=True, slots=True)
class FactChange:
    """A Fact that prints otherwise than before, came, or went; ``because`` are the changes under it.

    ``change`` is what it gained, ``None`` where there is no before or after.  ``sheet`` is the one its cells are in.
    """

    before: Fact | None
    after: Fact | None
    change: Fact | None
    printed: bool
    sheet: str
    sheet_name: str
    because: tuple[LedgerChange, ...]

    @property
    def fact(self) -> Fact:
        """The Fact as it is now; as it was, when it is gone."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of them is there by construction
        return found


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs, Facts in order of importance; ``book`` holds the Facts of both periods."""

    earlier: Period
    later: Period
    facts: tuple[FactChange, ...]
    ledger: tuple[LedgerChange, ...]
    book: FactBook

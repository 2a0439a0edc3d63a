"""How the Facts of an evaluation are named: a role's family, subjects under it, and what is cited for them."""

from dataclasses import dataclass
from decimal import Decimal

from reportgen.model.evaluation import LABELS
from reportgen.model.fact import Basis, Fact
from reportgen.model.standard import Standard


@dataclass(frozen=True, slots=True)
class Role:
    """A standard in one of its roles: ``balance`` or ``conditions``."""

    standard: Standard
    role: str

    def fact(
        self, name: str, subject: tuple[str, ...], value: Decimal | int, unit: str, basis: Basis, places: int = 0
    ) -> Fact:
        """A Fact of the family ``name``."""
        return Fact(f"{self.role}.{name}", Decimal(value), unit, basis, LABELS[name], subject, places=places)

    def id(self, name: str, *subject: str) -> str:
        """The id of one, as other Facts refer to it."""
        return f"{self.role}.{name}@{'/'.join(subject)}"

    @property
    def cited(self) -> str:
        """What a rule cites: the document's number, or the standard's name."""
        return self.standard.number or self.standard.name

"""What is asked of a batch: a kind, and which schools or townships, all unless said; a draw can be drawn again."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from reportgen.messages import tr
from reportgen.request import Request, slug


class NoSuchSubject(Exception):
    """A school or township that is asked for is not in the register."""

    def __init__(self, asked: str, known: Sequence[str]) -> None:
        shown = "、".join(known[:20]) + ("……" if len(known) > 20 else "")
        super().__init__(tr("名册里没有“{asked}”；有 {known}", asked=asked, known=shown or "—"))


@dataclass(frozen=True, slots=True)
class Member:
    """A school or township as the index lists it.  ``others`` are further names it may be asked for by."""

    code: str
    name: str
    township: str = ""
    type: str = ""
    others: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """What its files are called: its code; where that is no name for a file, one made of it."""
        name = slug(self.code)
        return name if name == self.code else f"{name}-{sha256(self.code.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which: those named, those of a township, a draw of so many by a seed; all when nothing is said."""

    named: tuple[str, ...] = ()
    township: str = ""
    sample: int = 0
    seed: int = 0

    @property
    def tag(self) -> str:
        """How files about the selection are told apart from those about all."""
        drawn = f"sample{self.sample}-seed{self.seed}" if self.sample else ""
        return "-".join(part for part in (slug(self.township), slug("-".join(self.named)), drawn) if part)

    def of(self, members: Sequence[Member]) -> list[Member]:
        """The members meant, in the register's order.  Raises ``NoSuchSubject``."""
        if self.township and not any(self.township in (m.township, m.name) for m in members):
            raise NoSuchSubject(self.township, list(dict.fromkeys(m.township for m in members)))
        for asked in self.named:
            if not any(_is(member, asked) for member in members):
                raise NoSuchSubject(asked, [member.name for member in members])
        chosen = [m for m in members if not self.township or self.township in (m.township, m.name)]
        chosen = [m for m in chosen if not self.named or any(_is(m, asked) for asked in self.named)]
        if not self.sample:
            return chosen
        drawn = set(sorted(chosen, key=self._lot)[: self.sample])
        return [member for member in chosen if member in drawn]

    def _lot(self, member: Member) -> str:
        """The lot a member draws: the same with this seed on any machine, and for anybody who works it out by hand."""
        return sha256(f"{self.seed}/{member.code}".encode()).hexdigest()


def _is(member: Member, asked: str) -> bool:
    return asked in (member.code, member.name, *member.others)


@dataclass(frozen=True, slots=True)
class Ask:
    """All that is asked for."""

    request: Request
    selection: Selection = Selection()
    bind: bool = False
    force: bool = False
    explain: bool = False

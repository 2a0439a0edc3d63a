"""What part of the county a briefing is about."""

from dataclasses import dataclass
from datetime import date

from reportgen.model.period import PartialDate


@dataclass(frozen=True, slots=True)
class Scope:
    """One township, school, programme or topic, or what happened from ``since`` to ``until``; empty for the whole.

    ``school`` is a name, another name or a code as it was asked for.
    """

    township: str = ""
    school: str = ""
    programme: str = ""
    topic: str = ""
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self != WHOLE

    @property
    def place(self) -> str:
        """The school or the township it is about, empty when it is about the county."""
        return self.school or self.township

    @property
    def dated(self) -> bool:
        """Whether it asks for a time."""
        return self.since is not None or self.until is not None

    @property
    def words(self) -> str:
        """The scope as it is printed: 柳河镇、校舍维修改造工程、2017年9月1日至2017年12月31日."""
        parts = [self.township, self.school, self.programme, f"{self.topic}专题" if self.topic else "", self._time]
        return "、".join(part for part in parts if part)

    @property
    def _time(self) -> str:
        first, last = (str(PartialDate(d.year, d.month, d.day)) if d else "" for d in (self.since, self.until))
        if first and last:
            return f"{first}至{last}"
        return f"{first}以来" if first else f"{last}以前" if last else ""


WHOLE = Scope()

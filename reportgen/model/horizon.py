"""The days that planning is measured by."""

from dataclasses import dataclass
from datetime import date

from reportgen.model.origin import Origin

NOWHERE = Origin("")


@dataclass(frozen=True, slots=True)
class Horizon:
    """What is planned against: the as-of date and the target date (``None`` when the county sets none)."""

    as_of: date
    as_of_origin: Origin
    goal: date | None = None
    goal_origin: Origin = NOWHERE

"""How many days are left to the date the county works towards."""

from collections.abc import Iterator
from decimal import Decimal

from reportgen.model.fact import Basis, Fact
from reportgen.model.horizon import Horizon
from reportgen.model.period import Period
from reportgen.model.roadmap import DAYS_LEFT


def countdown(horizon: Horizon, period: Period) -> Iterator[Fact]:
    """Days from the as-of date to the target date, below zero when it has passed; none when the county sets no date."""
    if horizon.goal is None:
        return
    days = (horizon.goal - horizon.as_of).days
    basis = Basis("目标日期 − 截至日期", (horizon.goal_origin, horizon.as_of_origin))
    yield Fact(DAYS_LEFT, Decimal(days), "天", basis, "距目标日期天数", period=period, as_of=horizon.as_of)

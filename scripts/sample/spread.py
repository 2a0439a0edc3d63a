"""Spreading a total over rows so that the rows add up to it exactly."""

import random
from collections.abc import Sequence
from decimal import Decimal


def spread(total: Decimal | int, weights: Sequence[float], step: Decimal | int = 1) -> list[Decimal]:
    """Shares of ``total`` in proportion to ``weights``, each a multiple of ``step`` and at least one step.

    The remainder goes to the largest, one step each, so that the sum is exact.
    """
    total, step = Decimal(total), Decimal(step)
    whole = sum(weights)
    shares = [max(step, (total * Decimal(w / whole) / step).to_integral_value() * step) for w in weights]
    order = sorted(range(len(shares)), key=lambda i: -weights[i])
    place = 0
    while (rest := total - sum(shares)) != 0:
        move = min(step, abs(rest)) * (1 if rest > 0 else -1)
        index = order[place % len(order)]
        if shares[index] + move > 0:
            shares[index] += move
        place += 1
    return shares


def plain(value: Decimal) -> int | float:
    """As a spreadsheet keeps it."""
    return int(value) if value == value.to_integral_value() else float(value)


def uneven(rng: random.Random, count: int, ratio: float = 3.0) -> list[float]:
    """Weights between 1 and ``ratio``."""
    return [rng.uniform(1.0, ratio) for _ in range(count)]

"""What follows from an evaluation: who lacks what, who is nearest, and what would even the county out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from reportgen.compute.variation import EXACT, worth
from reportgen.model.evaluation import Relief, Score, Spread, Verdict
from reportgen.model.standard import Stage, Standard, Statistic


def lacking(spread: Spread) -> list[Score]:
    """The scores of one indicator that something has to be bought or built for."""
    return [score for score in spread.scores if score.gap]


def total(scores: Iterable[Score]) -> Decimal:
    """Their gaps together, in the indicator's amount unit."""
    return sum((score.gap for score in scores if score.gap), Decimal(0))


def ranked(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """任务清单: the schools that do not pass, those that lack most indicators and most of each first."""
    return tuple(sorted((v for v in verdicts if v.passes is False), key=_burden, reverse=True))


def _burden(verdict: Verdict) -> tuple[int, Decimal]:
    """How many indicators fail, and by what share of their thresholds taken together."""
    return len(verdict.failed), sum((shortfall(score) for score in verdict.failed), Decimal(0))


def shortfall(score: Score) -> Decimal:
    """By what share of its threshold a value falls short (or is over); zero when it is met or unknown."""
    if score.value is None or not score.threshold or score.met is not False:
        return Decimal(0)
    return abs(score.threshold - score.value) / score.threshold


def reliefs(
    standard: Standard, stage: Stage, spreads: Mapping[str, Spread], composite: Decimal | None
) -> dict[str, tuple[Relief, ...]]:
    """For each coefficient that is too large, by indicator, the schools that would bring it down."""
    limit = standard.limits.get(stage)
    if limit is None or standard.statistic is Statistic.NONE:
        return {}
    if standard.statistic is Statistic.COMPOSITE and (composite is None or composite <= limit):
        return {}
    over = {k: s for k, s in spreads.items() if s.indicator.varies and (s.coefficient or Decimal(0)) > limit}
    return {key: tuple(found) for key, spread in over.items() if (found := relief(spread, limit))}


def relief(spread_: Spread, limit: Decimal) -> list[Relief]:
    """The low schools that weigh most, as many as it takes to bring the coefficient to the limit, or all of them."""
    if spread_.mean is None or spread_.deviation is None or not spread_.deviation:
        return []
    with localcontext(EXACT):
        mean, every = spread_.mean, [(s.part.students or Decimal(0), worth(s)) for s in spread_.scores]
        whole = sum((count * (value - mean) ** 2 for count, value in every), Decimal(0))
        sums = _Sums(
            *(sum(terms, Decimal(0)) for terms in zip(*((c, c * v, c * v * v) for c, v in every), strict=True))
        )
        low = [s for s in spread_.scores if worth(s) < _goal(s, mean) and worth(s) < mean]
        found: list[Relief] = []
        for score in sorted(low, key=lambda s: -_variance(s, mean)):
            if (found[-1].coefficient if found else spread_.coefficient or Decimal(0)) <= limit:
                break
            sums = sums.with_change(score.part.students or Decimal(0), worth(score), _goal(score, mean))
            found.append(Relief(score, _variance(score, mean) / whole, sums.coefficient))
    return found


@dataclass(frozen=True, slots=True)
class _Sums:
    """Σ P, Σ P·x and Σ P·x² of a spread: enough for its coefficient, and quickly changed."""

    students: Decimal
    first: Decimal
    second: Decimal

    def with_change(self, students: Decimal, old: Decimal, new: Decimal) -> "_Sums":
        """The sums when one school's value is another."""
        first, second = self.first + students * (new - old), self.second + students * (new * new - old * old)
        return _Sums(self.students, first, second)

    @property
    def coefficient(self) -> Decimal:
        """Deviation over mean."""
        mean = self.first / self.students
        return max(self.second / self.students - mean * mean, Decimal(0)).sqrt() / mean if mean else Decimal(0)


def _variance(score: Score, mean: Decimal) -> Decimal:
    return (score.part.students or Decimal(0)) * (worth(score) - mean) ** 2


def _goal(score: Score, mean: Decimal) -> Decimal:
    return score.threshold if score.threshold is not None else mean

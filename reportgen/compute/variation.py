"""Mean, deviation and coefficient of variation over schools, weighted by students (教督〔2012〕3号, 差异系数).

Everything is decimal, with more digits than are ever printed.
"""

from collections.abc import Iterable
from decimal import Context, Decimal, localcontext

from reportgen.model.evaluation import Score, Spread
from reportgen.model.standard import Indicator

EXACT = Context(prec=40)


def spread(indicator: Indicator, scores: Iterable[Score]) -> Spread:
    """Mean, deviation and coefficient over the parts that have a value.

    With P students of a part and x its amount: mean = Σx / ΣP; deviation² = Σ P/ΣP · (x/P − mean)², population form.
    """
    every = tuple(scores)
    known = tuple(score for score in every if score.value is not None)
    unknown = tuple(score for score in every if score.value is None)
    pairs = [(score.part.students or Decimal(0), worth(score)) for score in known]
    return Spread(indicator, known, unknown, *coefficient(pairs))


def worth(score: Score) -> Decimal:
    """A score's value; only asked of scores that have one."""
    return score.value if score.value is not None else Decimal(0)


def coefficient(pairs: Iterable[tuple[Decimal, Decimal]]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Weighted mean, standard deviation and coefficient of variation of (students, value); ``None`` for no students."""
    known = list(pairs)
    with localcontext(EXACT):
        students = sum((count for count, _ in known), Decimal(0))
        if not students:
            return None, None, None
        mean = sum((count * value for count, value in known), Decimal(0)) / students
        square = sum((count * (value - mean) ** 2 for count, value in known), Decimal(0)) / students
        return mean, square.sqrt(), square.sqrt() / mean if mean else None

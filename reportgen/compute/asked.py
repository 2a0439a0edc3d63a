"""Which columns of the register and the checklist an evaluation asks, so that a Fact's basis can say so.

A count of schools that pass rests on every cell that could have made one fail, and on those that let it be counted.
"""

from dataclasses import replace

from reportgen.model.evaluation import Evaluation
from reportgen.model.fact import Basis, Fact
from reportgen.model.origin import Origin

_STANDARD = frozenset({"threshold", "limit", "cv_limit"})  # numbers of the standard itself
_JUDGED = frozenset({"passed", "failed", "undecided", "relief_schools", "relief_cv"})
_BY_TOWNSHIP = frozenset({"township_schools", "township_gap"})
_JUDGED_BY_TOWNSHIP = frozenset({"township_passed", "township_failed", "township_undecided"})
_COUNTED_ITEMS = ("items", "items_met", "items_failed", "items_open")
_ITEMS = frozenset({*_COUNTED_ITEMS, *(f"group_{name}" for name in _COUNTED_ITEMS)})


class Asked:
    """The areas one evaluation asks, by what a Fact of it is called."""

    def __init__(self, evaluation: Evaluation) -> None:
        standard, register = evaluation.standard, evaluation.register
        every = {stage for stages in standard.scope.stages.values() for stage in stages}
        counted = ["counted", "type", *(f"students_{stage.key}" for stage in every)]
        counted += ["sponsor"] if standard.scope.sponsors else []
        names = [name for one in standard.indicators for name in (*one.columns, *one.less)]
        judged = [*counted, *(name.format(stage=stage.key) for name in names for stage in standard.judged)]
        self._counted = register.areas(counted)
        self._judged = register.areas(judged)
        self._by_township = register.areas([*counted, "township"])
        self._judged_by_township = register.areas([*judged, "township"])
        checklist = evaluation.checklist
        self._items = checklist.areas(["item", "status", "value"]) if checklist is not None else ()

    def basis(self, fact: Fact) -> Basis:
        """The Fact's basis with what was asked for it; as it is where other Facts or the standard say everything."""
        if fact.basis.facts and not fact.basis.cells:
            return fact.basis
        return replace(fact.basis, selected=self._areas(fact.key.partition(".")[2]))

    def _areas(self, name: str) -> tuple[Origin, ...]:
        for names, areas in (
            (_STANDARD, ()),
            (_JUDGED, self._judged),
            (_BY_TOWNSHIP, self._by_township),
            (_JUDGED_BY_TOWNSHIP, self._judged_by_township),
            (_ITEMS, self._items),
        ):
            if name in names:
                return areas
        return self._counted

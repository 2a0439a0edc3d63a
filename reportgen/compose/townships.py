"""One township as its template sees it: its schools by each standard in force, and what they lack."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from reportgen.compose.dossiers import Found, Value, short_names
from reportgen.compose.marks import Figure, Sourced, finalize
from reportgen.compose.tasks import TaskView
from reportgen.compose.views import County
from reportgen.model.evaluation import Placed
from reportgen.model.standard import Indicator, Standard


class TownDossier:
    """One township: its name, and its schools by each standard in force."""

    def __init__(self, county: County, name: Sourced, found: Sequence[Found]) -> None:
        self.name = name
        self.regimes = [TownRegime(county, name, one) for one in found]

    @property
    def judged(self) -> "TownRegime | None":
        """The standard with thresholds its schools are judged by."""
        return next((one for one in self.regimes if one.judges and one.stages), None)


class TownRegime:
    """One standard, and how one township's schools stand to it."""

    def __init__(self, county: County, town: str, found: Found) -> None:
        standard, self.role = found.standard, found.role
        self.name = Sourced(standard.name, standard.origin)
        self.judges = any(indicator.thresholds for indicator in standard.indicators)
        stages = dict.fromkeys(placed.stage for placed in found.parts)
        self.stages = [
            TownStage(county, town, found.role, standard, [p for p in found.parts if p.stage is stage])
            for stage in stages
        ]
        self._county, self._town = county, town

    def fact(self, name: str) -> Value:
        """A Fact of the township, all stages together: ``town_schools``, ``town_share``, ``town_rank``."""
        return self._county.fact(f"{self.role}.{name}", self._town)


class TownStage:
    """The township's schools of one stage."""

    def __init__(self, county: County, town: str, role: str, standard: Standard, placed: Sequence[Placed]) -> None:
        self.stage = str(placed[0].stage)
        self._county, self._town, self._role, self._standard, self._placed = county, town, role, standard, placed

    def fact(self, name: str, *of: str) -> Value:
        """A Fact of the township's schools of the stage: ``township_schools``, ``township_gap`` of an indicator."""
        return self._county.fact(f"{self._role}.{name}", self.stage, self._town, *of)

    @property
    def gaps(self) -> Iterator[Markup]:
        """What its schools lack together, by indicator: 图书缺80册."""
        for indicator in self._standard.indicators:
            gap = self.fact("township_gap", indicator.name)
            if isinstance(gap, Figure) and gap:
                yield Markup(finalize(self._short(indicator))) + Markup(finalize(gap))

    @property
    def schools(self) -> list["TownSchool"]:
        """Its schools, in the order of the register."""
        cited = self._standard.number or self._standard.name
        return [TownSchool(self._county, self._role, cited, placed) for placed in self._placed]

    def _short(self, indicator: Indicator) -> Sourced:
        return Sourced(short_names(self._standard).get(indicator.name, indicator.name), indicator.origin)


class TownSchool(TaskView):
    """One of a township's schools: its part in a stage, and what it lacks."""

    def __init__(self, county: County, role: str, cited: str, placed: Placed) -> None:
        super().__init__(placed.verdict, role, cited, county.made)
        part = placed.verdict.part
        self.passes = placed.verdict.passes
        self.type = Sourced(part.type, part.row["type"].origin)
        self.students: Figure = county.number(part.row, f"students_{part.stage.key}")

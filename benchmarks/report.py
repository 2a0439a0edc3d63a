"""The figures as ratios: medians, the spread over the rounds, and whether a target is met."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from statistics import median
from typing import Any

from benchmarks.race import Race

LIBRARIES = ("weasyprint", "docxtpl", "python-docx", "matplotlib", "openpyxl", "pandas")


@dataclass(frozen=True, slots=True)
class Ratio:
    """One over the other, as ratio of the medians, with the least and the most of any round."""

    name: str
    over: str
    under: str
    at_most: float | None = None
    at_least: float | None = None

    def figures(self, samples: Mapping[str, Sequence[float]]) -> dict[str, Any]:
        """The ratio, its spread, and the verdict."""
        over, under = samples[self.over], samples[self.under]
        rounds = [a / b for a, b in zip(over, under, strict=True)]
        value = median(over) / median(under)
        return asdict(self) | {
            "ratio": round(value, 3),
            "least": round(min(rounds), 3),
            "most": round(max(rounds), 3),
            "verdict": self.verdict(value),
        }

    def verdict(self, value: float) -> str:
        """Target met, or missed by how much of it."""
        if self.at_most is not None:
            missed = f"missed: {value / self.at_most - 1:.0%} above ≤ {self.at_most}"
            return f"met: ≤ {self.at_most}" if value <= self.at_most else missed
        if self.at_least is not None:
            missed = f"missed: {1 - value / self.at_least:.0%} below ≥ {self.at_least}"
            return f"met: ≥ {self.at_least}" if value >= self.at_least else missed
        return ""


RATIOS = (
    Ratio("whole build / WeasyPrint alone", "build", "weasyprint", at_most=1.5),
    Ratio("build of the PDF only / WeasyPrint alone", "build --to pdf", "weasyprint"),
    Ratio("build of the DOCX only / WeasyPrint alone", "build --to docx", "weasyprint"),
    Ratio("importing WeasyPrint / WeasyPrint alone", "import weasyprint", "weasyprint"),
    Ratio("docxtpl / our DOCX, warm", "docxtpl warm", "docx warm", at_least=5),
    Ratio("docxtpl / our DOCX, cold process", "docxtpl cold", "docx cold"),
)


def summary(race: Race) -> dict[str, Any]:
    """Everything measured, ready for JSON; seconds are CPU, user and system."""
    return {
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "libraries": {name: version(name) for name in LIBRARIES},
        "rounds": len(race.samples["build"]),
        "load": os.getloadavg(),
        "ratios": [ratio.figures(race.samples) for ratio in RATIOS],
        "stages": {
            "warm": {stage: median(seconds) for stage, seconds in race.stages.items()},
            "cold": {stage: median(seconds) for stage, seconds in race.cold_stages.items()},
            "rounds": {"warm": race.stages, "cold": race.cold_stages},
        },
        "seconds": {
            "median": {name: median(seconds) for name, seconds in race.samples.items()},
            "rounds": race.samples,
        },
    }


def lines(made: Mapping[str, Any]) -> Iterator[str]:
    """The summary as two tables."""
    warm, cold = made["stages"]["warm"], made["stages"]["cold"]
    alone = made["seconds"]["median"]["weasyprint"]
    yield f"{'stage':<22}{'warm':>9}{'share':>8}{'/ WeasyPrint':>14}{'cold':>12}{'share':>8}{'/ WeasyPrint':>14}"
    for stage in (*cold, "all"):
        columns = f"{_share(warm, stage, alone)}   {_share(cold, stage, alone)}"
        yield f"{stage:<22}{columns}"
    yield ""
    yield f"{'ratio of CPU time':<44}{'median':>8}{'least':>8}{'most':>8}  target"
    for ratio in made["ratios"]:
        figures = "".join(f"{ratio[key]:>8.2f}" for key in ("ratio", "least", "most"))
        yield f"{ratio['name']:<44}{figures}  {ratio['verdict']}"
    yield ""
    yield "CPU seconds, median: " + ", ".join(f"{k} {v:.4f}" for k, v in made["seconds"]["median"].items())


def _share(stages: Mapping[str, float], stage: str, alone: float) -> str:
    """Milliseconds, share of all stages, and share of WeasyPrint alone."""
    total = sum(stages.values())
    seconds = total if stage == "all" else stages.get(stage, 0.0)
    return f"{seconds * 1000:>6.0f} ms{seconds / total:>8.1%}{seconds / alone:>14.3f}"

"""The stages of an evaluation together: each township's schools and the county's, with the townships' places."""

from collections.abc import Iterator
from decimal import Decimal

from reportgen.compute.role import Role
from reportgen.model.evaluation import Evaluation
from reportgen.model.fact import Basis, Fact
from reportgen.model.standard import Stage

_PARTS = ("schools", "passed", "failed", "undecided")


def town_findings(made: Role, evaluation: Evaluation) -> Iterator[Fact]:
    """By township and for the county; nothing where no school is judged.  A mixed school counts in each stage."""
    judged = {
        stage: [v for v in result.verdicts if v.part.township]
        for stage, result in evaluation.stages.items()
        if any(v.passes is not None for v in result.verdicts)
    }
    if not judged:
        return
    shares = {}
    for town in dict.fromkeys(v.part.township for verdicts in judged.values() for v in verdicts):
        here = {stage: [v.passes for v in vs if v.part.township == town] for stage, vs in judged.items()}
        here = {stage: said for stage, said in here.items() if said}
        if any(one is not None for said in here.values() for one in said):
            yield from _counts(made, town, here)
            share = _share(made, "town", (town,), _count(here, True), sum(map(len, here.values())))
            shares[town] = share.value
            yield share
    yield from _ranks(made, shares)
    yield from _county(made, evaluation, tuple(judged))


def _counts(made: Role, town: str, here: dict[Stage, list[bool | None]]) -> Iterator[Fact]:
    counts = (sum(map(len, here.values())), _count(here, True), _count(here, False), _count(here, None))
    for part, count in zip(_PARTS, counts, strict=True):
        known = [stage for stage, said in here.items() if part == "schools" or any(one is not None for one in said)]
        ids = tuple(made.id(f"township_{part}", stage, town) for stage in known)
        yield made.fact(f"town_{part}", (town,), count, "所", Basis(f"{made.cited}：各学段合计", facts=ids))


def _count(here: dict[Stage, list[bool | None]], passes: bool | None) -> int:
    return sum(one is passes for said in here.values() for one in said)


def _share(made: Role, prefix: str, subject: tuple[str, ...], passed: int, schools: int) -> Fact:
    ids = tuple(f"{made.role}.{prefix}_{part}{'@' if subject else ''}{'/'.join(subject)}" for part in _PARTS[1::-1])
    basis = Basis("整体达标学校占参评学校", facts=ids)
    return made.fact(f"{prefix}_share", subject, Decimal(passed) / schools * 100, "%", basis, 1)


def _ranks(made: Role, shares: dict[str, Decimal]) -> Iterator[Fact]:
    """Those with one share have one place."""
    basis = Basis("整体达标率从高到低的位次", facts=tuple(made.id("town_share", town) for town in shares))
    for town, share in shares.items():
        yield made.fact("town_rank", (town,), 1 + sum(other > share for other in shares.values()), "位", basis)


def _county(made: Role, evaluation: Evaluation, stages: tuple[Stage, ...]) -> Iterator[Fact]:
    said = [verdict.passes for stage in stages for verdict in evaluation.stages[stage].verdicts]
    for part, count in (("schools", len(said)), ("passed", sum(one is True for one in said))):
        basis = Basis(f"{made.cited}：各学段合计", facts=tuple(made.id(part, stage) for stage in stages))
        yield made.fact(f"all_{part}", (), count, "所", basis)
    yield _share(made, "all", (), sum(one is True for one in said), len(said))

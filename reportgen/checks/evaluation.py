"""What must hold between the standards in force and what the county says of itself."""

from collections.abc import Collection, Iterator, Mapping

from reportgen.model.diagnostic import Diagnostic
from reportgen.model.evaluation import Answer, Evaluation, Score
from reportgen.model.ledger import Ledger, Row
from reportgen.model.standard import Group

_MET = "已达到"


def check_evaluations(
    ledger: Ledger, evaluations: Mapping[str, Evaluation], known_items: Collection[str]
) -> Iterator[Diagnostic]:
    """Items no standard knows, answers their own values contradict, and shortages the register says otherwise of."""
    for row in ledger["checklist"]:
        if row.identity not in known_items:
            yield Diagnostic("W411", {"item": row.identity}, (row["item"].origin,))
    for evaluation in evaluations.values():
        for answer in evaluation.answers:
            yield from _contradicted(answer)
        for name, group in evaluation.standard.groups.items():
            if group.column:
                yield from _against_register(evaluation, name, group, ledger)


def _contradicted(answer: Answer) -> Iterator[Diagnostic]:
    """已达到 beside a value that is too low, or the reverse."""
    if answer.row is None or answer.value is None or answer.item.at_least is None or not answer.status:
        return
    if answer.met is not None and (answer.status == _MET) != answer.met:
        unit = answer.item.unit
        values = {"text": answer.item.text, "status": answer.status, "value": f"{answer.value:f}{unit}"}
        values["wanted"] = f"{answer.item.at_least:f}{unit}"
        yield Diagnostic("W412", values, (answer.row["status"].origin, answer.row["value"].origin))


def _against_register(evaluation: Evaluation, name: str, group: Group, ledger: Ledger) -> Iterator[Diagnostic]:
    """The register's own 是 or 否 against what its figures give."""
    header = ledger["schools"].schema.column(group.column).header
    for row, scores in _by_school(evaluation, group):
        stated = row.value(group.column)
        short = [score for score in scores if score.met is False]
        if isinstance(stated, bool) and stated != bool(short) and (short or all(s.met for s in scores)):
            names = "、".join(dict.fromkeys(score.indicator.name for score in short or scores))
            values = {"school": row.label, "column": header, "stated": "是" if stated else "否", "names": names}
            values |= {"computed": "未达标" if short else "达标", "standard": evaluation.standard.name}
            cells = tuple(dict.fromkeys(origin for score in short or scores for origin in score.cells))
            yield Diagnostic("W413", values, (row[group.column].origin, *cells))


def _by_school(evaluation: Evaluation, group: Group) -> Iterator[tuple[Row, list[Score]]]:
    """The scores of a group, school by school: a mixed school has those of all its stages."""
    found: dict[str, tuple[Row, list[Score]]] = {}
    for result in evaluation.stages.values():
        for key in group.indicators:
            for score in (*result.spreads[key].scores, *result.spreads[key].unknown):
                if score.threshold is not None:
                    found.setdefault(score.part.ident, (score.part.row, []))[1].append(score)
    yield from found.values()

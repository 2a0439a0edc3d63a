"""The files beside a briefing: facts, diagnostics and the manifest, as JSON an inspector can read."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reportgen.messages import remedy, sentence
from reportgen.model.diagnostic import Diagnostic
from reportgen.model.difference import Difference, FactChange, LedgerChange
from reportgen.model.document import (
    Annex,
    Block,
    Document,
    FactText,
    Heading,
    Inlines,
    Paragraph,
    Picture,
    Table,
    Title,
    plain,
)
from reportgen.model.evaluation import Answer, Evaluation, Score, Spread, StageResult
from reportgen.model.fact import Fact, FactBook


def printed(document: Document) -> dict[str, list[str]]:
    """Fact id → the sentences, cells and captions that print it."""
    found: dict[str, list[str]] = {}
    for block in document.blocks:
        for inlines in _lines(block):
            for inline in inlines:
                if isinstance(inline, FactText):
                    found.setdefault(inline.fact, []).append(sentence_around(inlines, inline))
    return found


def _lines(block: Block) -> Iterable[Inlines]:
    match block:
        case Title() | Heading() | Paragraph() | Annex():
            yield block.inlines
        case Picture():
            yield block.caption
        case Table():
            yield block.caption
            for row in (block.header, *block.rows):
                yield from row
        case _:
            pass


def sentence_around(inlines: Inlines, fact: FactText) -> str:
    """The sentence around a Fact: from the full stop before it to the one after."""
    before = ""
    for inline in inlines:
        if inline is fact:
            break
        before += inline.text
    whole = plain(inlines)
    start = whole.rfind("。", 0, len(before)) + 1
    end = whole.find("。", len(before))
    return whole[start : end + 1 if end >= 0 else len(whole)].strip()


def facts_json(book: FactBook, document: Document) -> bytes:
    """Every Fact with its value, words, rule, cells and the places that print it."""
    places = printed(document)
    rows = (_fact(fact, places.get(fact.id, [])) for fact in book.facts.values())
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f'{{"facts": [\n{lines}\n]}}\n'.encode()


def _fact(fact: Fact, places: Sequence[str]) -> dict[str, Any]:
    from reportgen.wording import words

    return {
        "id": fact.id,
        "label": fact.label,
        "subject": list(fact.subject),
        "value": f"{fact.value:f}",
        "unit": fact.unit,
        "places": fact.places,
        "qualifier": fact.qualifier,
        "printed": words(fact),
        "period": str(fact.period or ""),
        "as_of": fact.as_of.isoformat() if fact.as_of else "",
        "rule": fact.basis.rule,
        "cells": [str(o) for o in fact.basis.cells],
        "facts": list(fact.basis.facts),
        "unknown": [str(o) for o in fact.basis.unknown],
        "selected": [str(o) for o in fact.basis.selected],
        "sentences": list(places),
    }


def diagnostics_json(diagnostics: Iterable[Diagnostic]) -> bytes:
    """Every diagnostic with its code, severity, sentence, cure and cells."""
    return _json({"diagnostics": [diagnostic_row(d) for d in diagnostics]})


def diagnostic_row(diagnostic: Diagnostic) -> dict[str, Any]:
    """One diagnostic as JSON."""
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": sentence(diagnostic),
        "remedy": remedy(diagnostic),
        "values": dict(diagnostic.values),
        "origins": [str(o) for o in diagnostic.origins],
    }


def evaluation_json(evaluation: Evaluation, school: str = "") -> bytes:
    """An evaluation with every school's values; decimals as text, exact to twelve places; of one school if asked."""
    standard = evaluation.standard
    stages = {str(stage): _stage_row(result, school) for stage, result in evaluation.stages.items()}
    head = {"key": standard.key, "name": standard.name, "document": standard.document, "number": standard.number}
    return _json({"standard": head, "stages": stages, "items": [_answer_row(a) for a in evaluation.answers]})


def _stage_row(result: StageResult, school: str) -> dict[str, Any]:
    return {
        "schools": len(result.parts),
        "without_students": [str(part.origin) for part in result.unknown],
        "composite": _exact(result.composite),
        "indicators": {key: _spread_row(spread, school) for key, spread in result.spreads.items()},
        "verdicts": [
            {
                "code": v.part.ident,
                "name": v.part.row.label,
                "passes": v.passes,
                "failed": [s.indicator.key for s in v.failed],
            }
            for v in result.verdicts
            if not school or v.part.ident == school
        ],
        "tasks": [v.part.ident for v in result.tasks if not school or v.part.ident == school],
        "reliefs": {
            key: [
                {"code": r.score.part.ident, "weight": _exact(r.weight), "coefficient": _exact(r.coefficient)}
                for r in found
            ]
            for key, found in result.reliefs.items()
        },
    }


def _answer_row(answer: Answer) -> dict[str, Any]:
    return {
        "item": answer.item.key,
        "group": answer.item.group,
        "text": answer.item.text,
        "status": answer.status,
        "value": _exact(answer.value),
        "at_least": _exact(answer.item.at_least),
        "met": answer.met,
        "evidence": str(answer.row.value("evidence") or "") if answer.row else "",
        "cells": [str(origin) for origin in answer.cells],
    }


def _spread_row(spread: Spread, school: str) -> dict[str, Any]:
    scores = [s for s in (*spread.scores, *spread.unknown) if not school or s.part.ident == school]
    return {
        "name": spread.indicator.name,
        "unit": spread.indicator.unit,
        "based_on": len(spread.scores),
        "mean": _exact(spread.mean),
        "deviation": _exact(spread.deviation),
        "coefficient": _exact(spread.coefficient),
        "schools": [_score_row(score) for score in scores],
    }


def _score_row(score: Score) -> dict[str, Any]:
    return {
        "code": score.part.ident,
        "name": score.part.row.label,
        "students": _exact(score.part.students),
        "amount": _exact(score.amount),
        "value": _exact(score.value),
        "threshold": _exact(score.threshold),
        "met": score.met,
        "gap": _exact(score.gap),
        "cells": [str(origin) for origin in score.cells],
        "missing": [str(origin) for origin in score.missing],
    }


def _exact(value: Decimal | None) -> str | None:
    if value is None:
        return None
    text = f"{value.quantize(Decimal(1).scaleb(-12)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def difference_json(difference: Difference, only: str | None = None) -> bytes:
    """What differs between two periods; ``only`` its ``facts`` or its ``cells``."""
    table: dict[str, Any] = {"earlier": str(difference.earlier), "later": str(difference.later)}
    if only != "cells":
        table["facts"] = [_fact_change(change) for change in difference.facts]
    if only != "facts":
        table["cells"] = [_ledger_change(change) for change in difference.ledger]
    return _json(table)


def _fact_change(change: FactChange) -> dict[str, Any]:
    from reportgen.wording import words

    values = {"before": change.before, "after": change.after, "change": change.change}
    return {
        "id": change.fact.id.partition("~")[0],
        "label": change.fact.label,
        "subject": list(change.fact.subject),
        "sheet": change.sheet_name,
        "printed": change.printed,
        **{name: words(fact) if fact else None for name, fact in values.items()},
        "because": [_ledger_change(cause) for cause in change.because],
    }


def _ledger_change(change: LedgerChange) -> dict[str, Any]:
    return {
        "what": str(change.how),
        "sheet": change.sheet_name,
        "row": change.identity,
        "label": change.label,
        "column": change.header,
        "before": change.before,
        "after": change.after,
        "cell_before": str(change.origin_before or ""),
        "cell_after": str(change.origin_after or ""),
    }


def manifest_json(
    files: Mapping[str, tuple[str, bytes]],
    inputs: Mapping[str, str],
    versions: Mapping[str, str],
    fonts: Mapping[str, Mapping[str, str]],
    options: Mapping[str, object],
) -> bytes:
    """Files with role, path and hash; inputs with hash; versions; fonts; what was asked for."""
    rows = [
        {"role": role, "path": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, (role, data) in files.items()
    ]
    sources = [{"path": path, "sha256": digest} for path, digest in sorted(inputs.items())]
    return _json(
        {"files": rows, "inputs": sources, "versions": dict(versions), "fonts": dict(fonts), "options": dict(options)}
    )


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")

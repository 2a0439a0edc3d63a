"""Page numbers are no part of the text: PDF/UA-1 (ISO 14289-1, 7.1) wants them as artifacts.

WeasyPrint marks the text of page margins like any other and leaves its structure elements outside the tree
(its issue 1836).  This finisher finds those by what ``pydyf`` says of the tree and makes them artifacts.
"""

from collections.abc import Iterator
from typing import Any

ARTIFACT = "/Artifact"
PAGINATION = "<</Type /Pagination /Subtype /Footer>>"


def margins_to_artifacts(_document: Any, pdf: Any) -> None:
    """A ``finisher`` for WeasyPrint: what the structure tree does not reach becomes an artifact."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    reached = set(_reached(pdf, root))
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    contents = [_object(pdf, _object(pdf, page)["Contents"]) for page in pdf.page_references]
    for page, owners in zip(numbers[0::2], numbers[1::2], strict=True):
        if page < len(contents) and isinstance(owners, list):
            lost = {mark for mark, owner in enumerate(owners) if _number(owner) not in reached}
            _unmark(contents[page].stream, lost)
            _forget(pdf, owners, lost)


def _number(reference: bytes) -> int:
    """Of the object a reference such as ``12 0 R`` names."""
    return int(reference.split()[0])


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]


def _reached(pdf: Any, root: Any) -> Iterator[int]:
    """The numbers of all structure elements below the root."""
    waiting = [kid for kid in root["K"] if isinstance(kid, bytes)]
    while waiting:
        reference = waiting.pop()
        yield _number(reference)
        waiting += [kid for kid in _object(pdf, reference).get("K", ()) if isinstance(kid, bytes)]


def _unmark(stream: list[Any], lost: set[int]) -> None:
    for place, operator in enumerate(stream):
        if operator == b"BDC" and isinstance(stream[place - 1], dict) and stream[place - 1].get("MCID") in lost:
            stream[place - 2 : place] = [ARTIFACT, PAGINATION]


def _forget(pdf: Any, owners: list[Any], lost: set[int]) -> None:
    """Nothing points at the lost elements any more; they are emptied, as numbers of objects must stay."""
    for mark in lost:
        _object(pdf, owners[mark]).clear()
        owners[mark] = "null"

"""Remarks into a workbook: cells coloured and commented, the list of what to mend as its last sheet."""

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from reportgen.model.diagnostic import Severity
from reportgen.model.remark import Remark, Todo
from reportgen.writers.annotated.notes import set_notes
from reportgen.writers.annotated.package import Package, local, put_in_order, tag
from reportgen.writers.annotated.parts import SHEET_ORDER, a1
from reportgen.writers.annotated.styles import Styles
from reportgen.writers.annotated.todo import set_todo

_MARK = 'N("reportgen")=0'  # always true, and tells our rules from others
_MOST = 500  # cells named in one rule
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def write(data: bytes, todo: Todo) -> bytes:
    """The workbook with these remarks instead of any earlier ones of ours; nothing else in it changes.

    ``data`` must have passed the readers' scan.  Colours are conditional formats laid over the cell's own, so that
    they can be taken away again without knowing what was there.
    """
    package = Package(data)
    for name, part in package.sheets().items():
        remarks = [r for r in todo.remarks if r.sheet == name]
        if local(package.xml(part)) == "worksheet" and not (name == todo.name and todo.replaces):
            _colour(package, part, remarks)
            set_notes(package, part, _notes(remarks))
    set_todo(package, todo)
    return package.to_bytes()


def _notes(remarks: Sequence[Remark]) -> Mapping[str, str]:
    """What each cell says, the gravest first."""
    words: dict[str, list[str]] = {}
    for remark in sorted(remarks, key=lambda r: _WEIGHT[r.severity]):
        for cell in remark.cells:
            words.setdefault(cell, []).append(f"[{remark.code}] {remark.weight}：{remark.text}\n→ {remark.remedy}")
    return {cell: "\n".join(dict.fromkeys(said)) for cell, said in words.items()}


def _colour(package: Package, part: str, remarks: Sequence[Remark]) -> None:
    root = package.xml(part)
    _uncolour(root)
    worst: dict[str, Severity] = {}
    for remark in remarks:
        for cell in remark.cells:
            worst[cell] = min(worst.get(cell, remark.severity), remark.severity, key=_WEIGHT.__getitem__)
    if not worst:
        return
    _make_room(root)
    styles = Styles(package)
    for severity, place in _WEIGHT.items():
        cells = sorted((cell for cell, found in worst.items() if found is severity), key=a1)
        for start in range(0, len(cells), _MOST):
            holder = etree.Element(tag("conditionalFormatting"), sqref=" ".join(cells[start : start + _MOST]))
            put_in_order(root, holder, SHEET_ORDER)
            made = etree.SubElement(holder, tag("cfRule"), type="expression", priority=str(place + 1))
            made.set("dxfId", str(styles.differential(severity)))
            etree.SubElement(made, tag("formula")).text = _MARK


def _rules(root: etree._Element) -> Iterator[etree._Element]:
    """Every conditional format of a sheet, in whichever vocabulary."""
    yield from (e for e in root.iter() if local(e) == "cfRule")


def _uncolour(root: etree._Element) -> None:
    for rule in list(_rules(root)):
        holder = rule.getparent()
        if holder is not None and "".join(rule.findtext(tag("formula")) or "").replace(" ", "") == _MARK:
            holder.remove(rule)
            if not len(holder) and (parent := holder.getparent()) is not None:
                parent.remove(holder)


def _make_room(root: etree._Element) -> None:
    """Ours come first: others step back by as much, once."""
    priorities = [int(rule.get("priority", "0")) for rule in _rules(root) if rule.get("priority")]
    if priorities and min(priorities) <= len(_WEIGHT):
        for rule in _rules(root):
            if rule.get("priority"):
                rule.set("priority", str(int(rule.get("priority", "0")) + len(_WEIGHT)))

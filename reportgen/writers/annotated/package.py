"""A workbook as the parts of its package: what is not asked for stays as it is, byte for byte."""

import io
import posixpath
import zipfile
from collections.abc import Sequence

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORKBOOK, STYLES, CONTENT_TYPES = "xl/workbook.xml", "styles", "[Content_Types].xml"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def tag(name: str) -> str:
    """A name of the spreadsheet vocabulary."""
    return f"{{{MAIN}}}{name}"


def root(name: str, space: str = MAIN) -> etree._Element:
    """The root of a new part; the vocabulary is its default."""
    return etree.fromstring(f'<{name} xmlns="{space}" xmlns:r="{OFFICE}"/>')


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def put_in_order(parent: etree._Element, child: etree._Element, order: Sequence[str]) -> None:
    """Add a child where the schema's sequence wants it: after all that come before it and its own kind."""
    place = order.index(local(child))
    before = [e for e in parent if local(e) in order and order.index(local(e)) <= place]
    parent.insert(parent.index(before[-1]) + 1 if before else 0, child)


class Package:
    """The parts of a workbook that was scanned before.  Parts that change are written anew, the rest kept."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self._infos = {info.filename: info for info in package.infolist()}
            self._parts = {name: package.read(name) for name in self._infos}
        self._trees: dict[str, etree._Element] = {}
        self._before: dict[str, bytes] = {}

    def xml(self, name: str) -> etree._Element:
        """A part as XML, to be changed in place."""
        if name not in self._trees:
            self._trees[name] = etree.fromstring(self._parts[name], _PARSER)
            self._before[name] = etree.tostring(self._trees[name])
        return self._trees[name]

    def put(self, name: str, tree: etree._Element) -> None:
        """Add a part, or replace it."""
        self._trees[name] = tree
        self._parts.setdefault(name, b"")

    def free(self, pattern: str) -> str:
        """The first name of the pattern (``xl/comments{}.xml``) that no part bears."""
        taken = {name.lower() for name in self._parts}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    def to_bytes(self) -> bytes:
        """The package in its own order, new parts last; the same for the same changes."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name in self._parts:
                package.writestr(self._info(name), self._content(name))
        return out.getvalue()

    def _content(self, name: str) -> bytes:
        if name not in self._trees or etree.tostring(self._trees[name]) == self._before.get(name):
            return self._parts[name]
        return etree.tostring(self._trees[name], xml_declaration=True, encoding="UTF-8", standalone=True)

    def _info(self, name: str) -> zipfile.ZipInfo:
        old = self._infos.get(name)
        info = zipfile.ZipInfo(name, max(old.date_time, _LONG_AGO) if old else _LONG_AGO)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = old.external_attr if old else 0o600 << 16
        return info

    # -- relations and types

    def target(self, part: str, kind: str) -> str:
        """The part that another one points to by a relation of this kind (``comments``); empty when there is none."""
        for relation in self._relations(part):
            if relation.get("Type", "").endswith(f"/{kind}") and relation.get("TargetMode") != "External":
                return _resolved(part, relation.get("Target", ""))
        return ""

    def by_id(self, part: str, ident: str) -> str:
        """The part a relation's id points to; empty when there is none."""
        found = (r for r in self._relations(part) if r.get("Id") == ident)
        return next((_resolved(part, r.get("Target", "")) for r in found), "")

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation; its id."""
        relations = self._relations(part, make=True)
        taken = {relation.get("Id") for relation in relations}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        ident = f"rId{number}"
        etree.SubElement(
            relations, f"{{{_RELATIONS}}}Relationship", Id=ident, Type=f"{OFFICE}/{kind}", Target=f"/{target}"
        )
        return ident

    def declare(self, part: str, kind: str) -> None:
        """Say what a new part is."""
        name = f"{{{_TYPES}}}Override"
        types = self.xml(CONTENT_TYPES)
        if not any(e.get("PartName") == f"/{part}" for e in types):
            etree.SubElement(types, name, PartName=f"/{part}", ContentType=kind)

    def _relations(self, part: str, *, make: bool = False) -> etree._Element:
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels"
        if path not in self._parts:
            empty = etree.fromstring(f'<Relationships xmlns="{_RELATIONS}"/>')
            if not make:
                return empty
            self.put(path, empty)
        return self.xml(path)

    # -- sheets

    def sheets(self) -> dict[str, str]:
        """Name → part, in the workbook's order."""
        found = self.xml(WORKBOOK).iter(tag("sheet"))
        return {s.get("name", ""): self.by_id(WORKBOOK, s.get(f"{{{OFFICE}}}id", "")) for s in found}


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))

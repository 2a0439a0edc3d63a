"""What must hold of one worksheet's XML, and what of it a reader does not tell: merges, what is hidden, formulas."""

import re
from dataclasses import dataclass, field
from xml.parsers.expat import XMLParserType

from reportgen.model.origin import letters

MOST_ROWS, MOST_COLUMNS, MOST_MERGES = 20_000, 200, 2000
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile(r"[1-9][0-9]{0,6}")
_WRITTEN = {  # how a value of each kind is written; other kinds are text
    "n": re.compile(r"(?!.{65})[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"),
    "s": re.compile(r"[0-9]{1,7}"),
    "b": re.compile(r"[01]"),
}
_ELSEWHERE = re.compile(r"\[[0-9]+\]")  # a formula names another workbook: [1]Sheet1!A1


class UnreadableFile(Exception):
    """A file no grid can be made of; the text says why, in Chinese."""


@dataclass(slots=True)
class SheetFacts:
    """One sheet as its XML has it: where values end, and what goes with them.  Rows and columns count from 1."""

    name: str
    last_row: int = 0
    last_column: int = 0
    merged: list[str] = field(default_factory=list)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)  # formulas without a stored result: row, column
    external: list[str] = field(default_factory=list)  # cells whose formula looks into another workbook
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # from, to

    @property
    def hidden(self) -> tuple[str, ...]:
        """Hidden rows and columns as far as there are values: 3:5, C:C."""
        rows = [row for row in self.hidden_rows if row <= self.last_row]
        starts, ends = [r for r in rows if r - 1 not in rows], [r for r in rows if r + 1 not in rows]
        found = [f"{start}:{end}" for start, end in zip(starts, ends, strict=True)]
        columns = ((a, min(b, self.last_column)) for a, b in self.hidden_columns if a <= self.last_column)
        return (*found, *(f"{letters(a)}:{letters(b)}" for a, b in columns))


class SheetScan:
    """Rows and cells of one sheet as expat meets them: in order, each once, within bounds where they hold a value."""

    def __init__(self, facts: SheetFacts) -> None:
        self.facts = facts
        self._row = self._column = 0
        self._kind = ""  # the open cell's type; empty outside cells
        self._parts: list[str] = []  # the value's and the formula's text in the open cell
        self._text: list[str] = []
        self._valued = self._formula = False
        self._starts = {
            "c": self._begin_cell,
            "row": self._begin_row,
            "v": self._begin_value,
            "is": self._begin_inline,
            "f": self._begin_formula,
            "mergeCell": self._merge,
            "col": self._column_look,
        }
        self._ends = {"c": self._end_cell, "v": self._end_value, "f": self._end_formula}

    def attach(self, parser: XMLParserType) -> None:
        """Listen to a parser."""
        self._parser = parser
        parser.EndElementHandler = self._end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; ``name`` is without its prefix."""
        if (handle := self._starts.get(name)) is not None:
            handle(attributes)

    def _end(self, tag: str) -> None:
        if self._kind and (handle := self._ends.get(tag.rpartition(":")[2])) is not None:
            handle()

    # -- rows and columns

    def _begin_row(self, attributes: dict[str, str]) -> None:
        written = attributes.get("r", str(self._row + 1))
        if not _ROW.fullmatch(written):
            raise UnreadableFile(f"“{self.facts.name}”表的行号“{written[:20]}”不是行号")
        number = int(written)
        if number <= self._row:
            raise UnreadableFile(f"“{self.facts.name}”表第 {number} 行出现在第 {self._row} 行之后，行的次序是乱的")
        self._row, self._column = number, 0
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_rows.append(number)

    def _column_look(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in ("1", "true") and _ROW.fullmatch(first) and _ROW.fullmatch(last):
            self.facts.hidden_columns.append((int(first), int(last)))

    def _merge(self, attributes: dict[str, str]) -> None:
        if len(self.facts.merged) >= MOST_MERGES:
            raise UnreadableFile(f"“{self.facts.name}”表的合并单元格超过 {MOST_MERGES} 处")
        area = attributes.get("ref", "")
        if not all(_REFERENCE.fullmatch(end) for end in area.split(":")):
            raise UnreadableFile(f"“{self.facts.name}”表的合并区域“{area[:20]}”不是区域")
        self.facts.merged.append(area)

    # -- cells

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if (reference := attributes.get("r")) is None:
            self._column += 1
        else:
            found = _REFERENCE.fullmatch(reference)
            column = number(found[1]) if found else 0
            if found is None or int(found[2]) != self._row or column <= self._column:
                where = f"“{self.facts.name}”表的单元格 {reference[:20]}"
                raise UnreadableFile(f"{where} 重复，或不在它的行列次序上")
            self._column = column
        self._kind, self._valued, self._formula = attributes.get("t", "n") or "n", False, False

    def _begin_inline(self, _: dict[str, str]) -> None:
        self._value()

    def _begin_value(self, _: dict[str, str]) -> None:
        if self._kind:
            if self._valued:
                raise UnreadableFile(f"{self._here} 有两个值，不知道以哪个为准")
            self._value()
            self._listen()

    def _begin_formula(self, _: dict[str, str]) -> None:
        if self._kind:
            self._formula = True
            self._within()
            self._listen()

    def _listen(self) -> None:
        self._text = []
        self._parser.CharacterDataHandler = self._text.append

    def _end_value(self) -> None:
        self._parser.CharacterDataHandler = None
        text = "".join(self._text).strip(" \t\r\n")
        self._valued = bool(text) or self._kind == "str"  # a formula may well come to an empty text
        written = _WRITTEN.get(self._kind)
        if text and written is not None and not written.fullmatch(text):
            raise UnreadableFile(f"{self._here} 的值“{text[:20]}”写法不对")

    def _end_formula(self) -> None:
        self._parser.CharacterDataHandler = None
        if _ELSEWHERE.search("".join(self._text)):
            self.facts.external.append(f"{letters(self._column)}{self._row}")

    def _end_cell(self) -> None:
        if self._formula and not self._valued:
            self.facts.uncomputed.add((self._row, self._column))
        self._kind = ""

    def _value(self) -> None:
        self._within()
        self._valued = True

    def _within(self) -> None:
        if self._row > MOST_ROWS or self._column > MOST_COLUMNS:
            raise UnreadableFile(
                f"{self._here} 还有内容，超过 {MOST_ROWS} 行 {MOST_COLUMNS} 列的上限，请删去多余的行列"
            )
        self.facts.last_row = max(self.facts.last_row, self._row)
        self.facts.last_column = max(self.facts.last_column, self._column)

    @property
    def _here(self) -> str:
        return f"“{self.facts.name}”表 {letters(self._column)}{self._row}"


def number(name: str) -> int:
    """A column's number from its letters: A → 1, AA → 27."""
    found = 0
    for sign in name:
        found = found * 26 + ord(sign) - 64
    return found

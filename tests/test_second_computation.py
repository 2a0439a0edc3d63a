"""Every number a definition gives, computed a second time: plain loops over the cells, fractions, no tables.

The definitions are read from their TOML by a small interpreter of this test's own; of the program only the typed
cells are taken.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reportgen.model.ledger import Row, Sheet, Value
from reportgen.model.period import PartialDate, Period
from reportgen.pipeline import Examined, examine

ROOT = Path(__file__).resolve().parent.parent
AS_OF = {"2018-01": date(2018, 1, 31), "2017-12": date(2017, 12, 31)}
SCALE = {
    "万元": 10_000,
    "亿元": 100_000_000,
    "元": 1,
    "万平方米": 10_000,
    "平方米": 1,
    "%": Fraction(1, 100),
    "个百分点": Fraction(1, 100),
}
Family = dict[tuple[str, ...], Fraction]


@cache
def examined(period: str) -> Examined:
    """The sample as the program computes it."""
    return examine(ROOT / "data", Period.parse(period))


@cache
def definitions() -> dict[str, dict[str, Any]]:
    """The shipped definitions by key, as they stand in their files."""
    texts = [p.read_text("utf-8") for p in sorted((ROOT / "reportgen" / "definitions").glob("*.toml"))]
    tables = [tomllib.loads(text, parse_float=Decimal) for text in texts]
    groups = [(group, rows) for table in tables for group, rows in table.items() if group != "equal"]
    return {f"{group}.{key}": row for group, rows in groups for key, row in rows.items()}


class Second:
    """One period's definitions, each computed when asked for."""

    def __init__(self, sheets: Mapping[str, Sheet], as_of: date) -> None:
        self.sheets, self.as_of = sheets, as_of

    def family(self, key: str) -> Family:
        """A definition's numbers by subject."""
        row = definitions()[key]
        match row["rule"]:
            case "count":
                return self.counted(row)
            case "sum":
                return self.summed(row)
            case "share":
                return self.divided(row, Fraction(100))
            case "ratio":
                return self.divided(row, Fraction(row.get("per", 1)))
            case "rank":
                of = self.family(row["of"])
                better = (lambda a, b: a < b) if row.get("ascending") else (lambda a, b: a > b)
                return {s: Fraction(1 + sum(better(other, v) for other in of.values())) for s, v in of.items()}
            case "tally":
                of = self.family(row["of"])
                return {(): Fraction(sum(v == row["value"] for v in of.values()))} if of else {}
            case "constant":
                return {(): Fraction(row["value"])}
            case _:
                return self.formula(row)

    def groups(self, row: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
        """The rows that count, by the words in the columns they are divided by."""
        sheet, found = self.sheets[row["sheet"]], {}
        if not len(sheet):
            return
        if not row.get("by"):
            found[()] = []
        for line in sheet:
            subject = tuple(line.value(column) for column in row.get("by", ()))
            if None not in subject and self.passes(sheet, line, row.get("among", {})):
                found.setdefault(tuple(map(str, subject)), [])
                if self.passes(sheet, line, row.get("where", {})):
                    found[tuple(map(str, subject))].append(line)
        yield from found.items()

    def passes(self, sheet: Sheet, line: Row, tests: Mapping[str, Any]) -> bool:
        """Whether a row meets every condition."""
        return all(self.holds(sheet, column, line.value(column), test) for column, test in tests.items())

    def holds(self, sheet: Sheet, column: str, value: Value, test: object) -> bool:
        """Whether a value meets one condition."""
        if isinstance(test, list):
            return value in test
        if not isinstance(test, dict):
            return value is not None and value == test
        return all(self.compares(sheet, column, value, name, bound) for name, bound in test.items())

    def compares(self, sheet: Sheet, column: str, value: Value, name: str, bound: object) -> bool:
        """One comparison; places in the order of options are counted without the side states."""
        declared = sheet.schema.column(column)
        order = [option for option in declared.options if option not in declared.side]
        match name:
            case "known":
                return (value is not None) is bound
            case "over":
                return isinstance(value, Decimal) and value > Decimal(str(bound))
            case "at_least":
                return value in order and order.index(str(value)) >= order.index(str(bound))
            case "below":
                return value in order and order.index(str(value)) < order.index(str(bound))
            case "before":
                return isinstance(value, PartialDate) and value.last < self.as_of
            case "from":
                return isinstance(value, PartialDate) and value.first >= self.as_of.replace(day=1)
            case "not":
                return value is not None and value not in (bound if isinstance(bound, list) else [bound])
            case _:
                raise NotImplementedError(name)

    def counted(self, row: Mapping[str, Any]) -> Family:
        """Rows, or different words in a column."""
        made: Family = {}
        for subject, lines in self.groups(row):
            cells = [line.value(row["distinct"]) for line in lines] if "distinct" in row else []
            words = {
                w for value in cells if value is not None for w in (value if isinstance(value, tuple) else (value,))
            }
            made[subject] = Fraction(len(words) if "distinct" in row else len(lines))
        return made

    def summed(self, row: Mapping[str, Any]) -> Family:
        """A column's numbers added; no number at all is no sum."""
        made: Family = {}
        held = self.sheets[row["sheet"]].schema.column(row["column"]).unit
        factor = Fraction(SCALE[held], SCALE[row["unit"]]) if row.get("unit", held) != held and held else Fraction(1)
        for subject, lines in self.groups(row):
            numbers = [Fraction(v) for line in lines if isinstance(v := line.value(row["column"]), Decimal)]
            if numbers:
                made[subject] = sum(numbers, Fraction(0)) * factor
        return made

    def divided(self, row: Mapping[str, Any], factor: Fraction) -> Family:
        """One family over another, member by member, or over the county's one."""
        tops, belows = self.family(row["numerator"]), self.family(row["denominator"])
        pairs = {subject: (top, belows.get(subject, belows.get((), Fraction(0)))) for subject, top in tops.items()}
        return {subject: top / below * factor for subject, (top, below) in pairs.items() if below}

    def formula(self, row: Mapping[str, Any]) -> Family:
        """Sums and differences: all that the shipped formulas hold."""
        parts = re.split(r" ([+-]) ", row["formula"])
        assert all(part in definitions() for part in parts[::2]), row["formula"]
        signs = [1, *(1 if sign == "+" else -1 for sign in parts[1::2])]
        families = [(key, sign, self.family(key)) for key, sign in zip(parts[::2], signs, strict=True)]
        made: Family = {}
        for subject in dict.fromkeys(s for _, _, family in families for s in family):
            if all(subject in family or key in row.get("optional", ()) for key, _, family in families):
                made[subject] = sum(
                    (sign * family.get(subject, Fraction(0)) for _, sign, family in families), Fraction(0)
                )
        return made


@pytest.mark.parametrize("period", AS_OF)
def test_every_number_of_every_definition_comes_out_the_same_a_second_time(period: str) -> None:
    """The same members in each family, and the same values: exact, or to twenty digits for quotients."""
    made = examined(period)
    second = Second(made.ledger.sheets, AS_OF[period])
    for key in definitions():
        first = {fact.subject: Fraction(fact.value) for fact in made.book.family(key)}
        again = second.family(key)
        if key not in {row.identity.partition("@")[0] for row in made.ledger["reported"]} or again:
            assert first.keys() == again.keys(), key
        for subject, value in again.items():
            assert abs(first[subject] - value) <= abs(value) / 10**20, (key, subject)


def test_the_second_computation_is_of_the_whole_sample() -> None:
    """It says something: families of every rule, with numbers in them."""
    second = Second(examined("2018-01").ledger.sheets, AS_OF["2018-01"])
    rules = {row["rule"]: 0 for row in definitions().values()}
    for key, row in definitions().items():
        rules[row["rule"]] += len(second.family(key))
    assert set(rules) == {"count", "sum", "share", "ratio", "formula", "rank", "tally", "constant"}
    assert sum(rules.values()) > 100 and all(rules.values())


def test_townships_add_up_to_the_county() -> None:
    """What the standards count by township is, together, what they count in the county."""
    book = examined("2018-01").book
    for part, whole in (("township_schools", "schools"), ("township_passed", "passed"), ("township_failed", "failed")):
        for role in ("balance", "conditions"):
            for fact in book.family(f"{role}.{whole}"):
                parts = [f.value for f in book.family(f"{role}.{part}") if f.subject[0] == fact.subject[0]]
                assert not parts or sum(parts) == fact.value, fact.id


def test_a_townships_stages_add_up_and_their_places_follow() -> None:
    """Every count of a township is that of its stages; its place is one more than the townships that do better."""
    book = examined("2018-01").book
    shares = {f.subject: f.value for f in book.family("conditions.town_share")}
    assert len(shares) == 16
    for part in ("schools", "passed", "failed", "undecided"):
        for fact in book.family(f"conditions.town_{part}"):
            parts = [f.value for f in book.family(f"conditions.township_{part}") if f.subject[1:] == fact.subject]
            assert sum(parts) == fact.value, fact.id
    for fact in book.family("conditions.town_rank"):
        assert fact.value == 1 + sum(share > shares[fact.subject] for share in shares.values())

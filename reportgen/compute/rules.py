"""A definition in words (口径), as an inspector reads it: labels and headings, no keys."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reportgen.model.definition import Definition, Rule
from reportgen.model.schema import SheetSchema

_KEY = re.compile(r"[a-z_]+\.[a-z_][a-z0-9_]*")
_SIGNS = {"*": "×", "/": "÷", "-": "−", "+": "+"}
_TESTS = {
    "at_least": "达到{bound}",
    "below": "未达到{bound}",
    "over": "大于{bound}",
    "under": "小于{bound}",
    "before": "早于{bound}",
    "from": "不早于{bound}",
    "not": "不是{bound}",
}


def rule_words(definition: Definition, definitions: Mapping[str, Definition], schema: SheetSchema | None) -> str:
    """What a county wrote itself, else made from the parts."""
    if definition.words:
        return definition.words
    match definition.rule:
        case Rule.SHARE:
            return f"{_label(definition.numerator, definitions)} ÷ {_label(definition.denominator, definitions)} × 100%"
        case Rule.RATIO:
            quotient = f"{_label(definition.numerator, definitions)} ÷ {_label(definition.denominator, definitions)}"
            return quotient if definition.per == 1 else f"{quotient} × {definition.per}"
        case Rule.FORMULA:
            named = _KEY.sub(lambda found: _label(found[0], definitions), definition.formula)
            return re.sub(r"(?<= )[-+*/](?= )", lambda found: _SIGNS[found[0]], named)
        case Rule.RANK:
            order = "低" if definition.ascending else "高"
            return f"{_label(definition.of, definitions)}从{order}到{'高' if definition.ascending else '低'}的位次"
        case Rule.TALLY:
            value = f"{(definition.value or Decimal(0)).normalize():f}"
            return f"{_label(definition.of, definitions)}为{value}的个数"
        case Rule.CONSTANT:
            return "规定值"
        case Rule.COUNT | Rule.SUM:
            return _gathered(definition, schema) if schema else definition.label


def _label(key: str, definitions: Mapping[str, Definition]) -> str:
    return definitions[key].label if key in definitions else key


def _gathered(definition: Definition, schema: SheetSchema) -> str:
    heads = {column.key: column.header for column in schema.columns}
    tests = [_test(heads[key], test) for key, test in {**definition.among, **definition.where}.items()]
    chosen = f"{'、'.join(tests)}的行，" if tests else ""
    verb = f"{heads[definition.distinct]}不重复计数" if definition.distinct else "计数"
    if definition.rule is Rule.SUM:
        verb = f"{heads[definition.column]}合计"
    split = f"，按{'、'.join(heads[key] for key in definition.by)}分列" if definition.by else ""
    return f"“{schema.name}”表：{chosen}{verb}{split}"


def _test(head: str, test: Any) -> str:
    if isinstance(test, dict):
        return "且".join(head + _comparison(name, bound) for name, bound in test.items())
    if isinstance(test, list | tuple):
        return f"{head}为{'或'.join(map(str, test))}"
    return f"{head}为{'是' if test is True else '否' if test is False else test}"


def _comparison(name: str, bound: Any) -> str:
    if name == "known":
        return "已填写" if bound else "未填写"
    return _TESTS[name].format(
        bound={"as_of": "截至日期", "period": "本月之初"}.get(bound, bound) if isinstance(bound, str) else bound
    )

"""Faults of templates: each names the template and the line."""

from collections.abc import Iterable

from reportgen.messages import tr


class TemplateFault(Exception):
    """Something in a template cannot be printed or understood."""

    def __init__(self, template: str, line: int, why: str) -> None:
        super().__init__(f"{template} 第 {line} 行：{why}")
        self.template = template
        self.line = line
        self.why = why


class TypedDigit(TemplateFault):
    """A digit typed into a template: numbers come from ledgers only."""

    def __init__(self, template: str, line: int, text: str) -> None:
        super().__init__(template, line, f"模板里不能直接写数字“{text}”，请引用数据项或台账单元格")


class Unprintable(Exception):
    """A value a template tried to print that is neither a Fact nor words."""

    def __init__(self, value: object) -> None:
        super().__init__(f"不能直接印出 {type(value).__name__} 值“{value}”，只能印数据项或文字")


class OrphanDigit(Exception):
    """A digit reached the page that is neither a Fact's nor a cell's: typed in an expression, or joined from parts."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text.strip()[:30]}”里的数字不是来自数据项或台账单元格，不能印出")


class AbsentFact(Exception):
    """A Fact a template tried to print, which this county's ledgers do not give."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"数据项“{ident}”没有数：台账里没有相应的行，或都是空白。请先用 if 判断")


class UnknownFact(Exception):
    """A Fact key no definition has."""

    def __init__(self, key: str) -> None:
        super().__init__(f"没有名为“{key}”的数据项，请对照口径文件")


class UnknownColumn(Exception):
    """A column or sheet no schema has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"没有名为“{name}”的表或列")


class UnknownBase(Exception):
    """A month to compare with that has no name here."""

    def __init__(self, name: object, known: Iterable[str]) -> None:
        super().__init__(tr("不能与“{name}”比较；可以写 {known}", name=name, known="、".join(known)))

"""diff."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reportgen.cli import show
from reportgen.cli.options import PeriodType
from reportgen.cli.options import request as make_request
from reportgen.messages import tr
from reportgen.model.period import Period

if TYPE_CHECKING:
    from reportgen.model.difference import Difference, FactChange, LedgerChange

T = TypeVar("T")
_MOST = 5
_MONTH = PeriodType()
_data = click.option("--data", type=click.Path(path_type=Path), default=Path("data"), help="台账文件夹 · data folder")
_templates = click.option(
    "--templates", type=click.Path(path_type=Path), default=None, help="模板文件夹 · template folder"
)
_out = click.option("--out", type=click.Path(path_type=Path), default=Path("output"), help="成品文件夹 · output folder")
_kind = click.option("--kind", default="monthly", show_default=True, help="印出的数据按哪种报告算 · which briefing")


@click.command()
@click.argument("earlier", type=_MONTH)
@click.argument("later", type=_MONTH)
@_data
@_templates
@_out
@_kind
@click.option(
    "--kind-of", type=click.Choice(("facts", "cells")), default=None, help="只看数据项或单元格 · facts or cells only"
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 · print JSON")
@click.option("--to", "formats", default=None, help="写成文件 · write docx, pdf or docx,pdf")
def diff(
    earlier: Period, later: Period, kind_of: str | None, formats: str | None, *, as_json: bool, **where: Any
) -> None:
    """两期之间哪些数变了、因为哪些单元格 · what changed between two months, and why."""
    from reportgen.changes import compare_periods, publish_difference
    from reportgen.records import difference_json

    if earlier == later:
        raise click.UsageError(tr("请写两个不同的月份"))
    request = make_request(period=later, formats=formats or "docx,pdf", **where)
    with show.progress() as progress:
        compared = compare_periods(request, earlier, progress)
        published = publish_difference(request, compared, progress) if formats else None
    if as_json:
        click.echo(difference_json(compared.difference, kind_of), nl=False)
    else:
        _print_difference(compared.difference, kind_of)
    if published is not None:
        folder, names = published
        for name in names:
            click.echo(folder / name, err=as_json)


def _print_difference(difference: "Difference", kind_of: str | None) -> None:
    text = tr(
        "{earlier} → {later}：{facts} 项数据有变化，其中报告印出的 {printed} 项；台账有 {cells} 处变化",
        earlier=difference.earlier,
        later=difference.later,
        facts=len(difference.facts),
        printed=sum(fact.printed for fact in difference.facts),
        cells=len(difference.ledger),
    )
    click.secho(text, bold=True)
    if kind_of != "cells":
        _grouped(difference.facts, lambda fact: (not fact.printed, fact.sheet_name), _heading, _print_fact)
    if kind_of != "facts":
        _grouped(difference.ledger, lambda change: change.sheet_name, lambda c: f"【{c.sheet_name}】", _print_change)


def _grouped(
    items: Iterable[T], key: Callable[[T], object], heading: Callable[[T], str], line: Callable[[T], None]
) -> None:
    last: object = None
    for item in items:
        if key(item) != last:
            last = key(item)
            click.echo(f"\n{heading(item)}")
        line(item)


def _heading(fact: "FactChange") -> str:
    return f"【{fact.sheet_name or '—'}】{tr('报告印出的') if fact.printed else tr('没有印出的')}"


def _print_fact(change: "FactChange") -> None:
    from reportgen.wording import movement, words

    before, after = (words(fact) if fact else "—" for fact in (change.before, change.after))
    gained = f"  {movement(change.change)}{words(change.change, 'size')}" if change.change else ""
    fact = change.fact
    of = f"（{'、'.join(fact.subject)}）" if fact.subject else ""
    click.secho(f"{fact.label or fact.key}{of}  {before} → {after}{gained}", nl=False)
    click.secho(f"  [{fact.id.partition('~')[0]}]", dim=True)
    for cause in change.because[:_MOST]:
        click.echo(f"  ← {_change(cause)}")
    if len(change.because) > _MOST:
        click.echo("  ← " + tr("等共{count}处变化", count=len(change.because)))
    if not change.because:
        click.echo("  ← " + tr("没有单元格变化，因截至日期不同"))


def _print_change(change: "LedgerChange") -> None:
    click.echo(_change(change))


def _change(change: "LedgerChange") -> str:
    row = f"{change.label}（{change.identity}）" if change.identity != change.label else change.label
    if not change.column:
        added = change.how == "added"
        text = tr("新增 {row}", row=row) if added else tr("减少 {row}", row=row)
        return f"{text}  {change.origin}"
    blank = tr("（空）")
    return (
        f"{row} {change.header}：{change.before or blank} → {change.after or blank}"
        f"  {change.origin_before} → {change.origin_after}"
    )

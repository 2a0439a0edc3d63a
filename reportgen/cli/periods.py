"""period new, close, reopen, status; rebuild, watch."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli import show
from reportgen.cli.codes import DATA_ERRORS, ENVIRONMENT
from reportgen.cli.options import PeriodType, folders, templates_folder
from reportgen.cli.options import request as make_request
from reportgen.messages import tr
from reportgen.model.period import Period

if TYPE_CHECKING:
    from reportgen.periods.status import Output, Status
    from reportgen.rebuild import Departure

_MONTH = PeriodType()
_data = click.option("--data", type=click.Path(path_type=Path), default=Path("data"), help="台账文件夹 · data folder")
_templates = click.option(
    "--templates", type=click.Path(path_type=Path), default=None, help="模板文件夹 · template folder"
)
_out = click.option("--out", type=click.Path(path_type=Path), default=Path("output"), help="成品文件夹 · output folder")
_kind = click.option("--kind", default="monthly", show_default=True, help="哪种报告 · which briefing")


# -- period


@click.group()
def period() -> None:
    """月份的开始、封存和情况 · begin, close and look over the months."""


@period.command()
@click.argument("month", type=_MONTH)
@_data
@click.option("--from", "source", type=_MONTH, default=None, help="沿用哪一期，默认最近一期 · carried from")
def new(month: Period, data: Path, source: Period | None) -> None:
    """从上一期沿用台账，开始新的一期 · begin a month from the one before."""
    from reportgen.periods.begin import WAITING, begin

    begun = begin(data, month, source)
    for name in begun.files:
        click.echo(begun.folder / name)
    click.echo(tr("已从 {source} 沿用台账，report.toml 里已写上截至日期", source=begun.source), err=True)
    if begun.waiting:
        text = tr("有 {count} 处通常会变的内容待确认，列在 {file}", count=begun.waiting, file=begun.folder / WAITING)
        click.echo(text, err=True)


@period.command()
@click.argument("month", type=_MONTH)
@_data
@_templates
@_out
def close(month: Period, data: Path, templates: Path | None, out: Path) -> None:
    """封存一期：此后改动台账即为错误 · seal a month and keep copies of all it rests on."""
    from reportgen.periods.close import close as seal

    closed = seal(data, templates_folder(templates), out, month)
    click.echo(closed.path)
    kinds = "、".join(closed.seal.outputs)
    text = (
        tr("已封存 {period}，包括已发布的 {kinds}", period=month, kinds=kinds)
        if kinds
        else tr("已封存 {period}；这一期没有已发布的报告", period=month)
    )
    click.echo(text, err=True)


@period.command()
@click.argument("month", type=_MONTH)
@_data
@click.option("--why", required=True, help="为什么重新打开 · the reason, kept with the old seal")
def reopen(month: Period, data: Path, why: str) -> None:
    """重新打开已封存的一期，原封存和原因保留在旁 · open a closed month again."""
    from reportgen.periods.close import reopen as unseal

    if not why.strip():
        raise click.UsageError(tr("请写明重新打开的原因"))
    click.echo(unseal(data, month, why.strip()))
    click.echo(tr("已重新打开 {period}；改好后请重新生成报告并再次封存", period=month), err=True)


@period.command()
@click.argument("months", type=_MONTH, nargs=-1)
@_data
@_templates
@_out
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 · print JSON")
def status(months: tuple[Period, ...], data: Path, templates: Path | None, out: Path, *, as_json: bool) -> None:
    """各期是否封存、有无错误、成品如何 · how the months stand."""
    from dataclasses import asdict

    from reportgen.kept import kept_periods
    from reportgen.periods.status import status as stand

    if not data.is_dir():
        raise click.UsageError(tr("没有台账文件夹 {folder}", folder=data))
    chosen = list(months) or kept_periods(data)
    found = stand(data, templates_folder(templates), out, chosen)
    if as_json:
        rows = [{**asdict(one), "period": str(one.period)} for one in found]
        click.echo(json.dumps({"periods": rows}, ensure_ascii=False, indent=1))
        return
    for one in found:
        _print_status(one)


def _print_status(one: "Status") -> None:
    counts = tr("{errors} 处错误，{warnings} 处警告", errors=one.errors, warnings=one.warnings)
    waiting = tr("，{count} 处待确认", count=one.waiting) if one.waiting else ""
    head = f"{one.period}  {tr('已封存') if one.closed else tr('未封存')}  {counts}{waiting}"
    click.secho(head, fg="red" if one.errors else None)
    for output in one.outputs:
        click.echo(f"  {output.kind}  {_state(output)}")
    if not one.outputs:
        click.echo(f"  {tr('没有已发布的报告')}")


def _state(output: "Output") -> str:
    if output.damaged:
        return tr("成品文件缺失或被改动：{files}", files="、".join(output.damaged))
    if output.sealed:
        return tr("与封存时相同")
    if output.sealed is False:
        return tr("封存之后又重新生成过，与封存时不同")
    if output.outdated:
        return tr("材料已有改动，须重新生成：{files}", files="、".join(output.outdated))
    return tr("与材料一致")


# -- rebuild


@click.command()
@click.argument("month", type=_MONTH)
@_data
@_templates
@_out
@_kind
@click.option("--into", type=click.Path(path_type=Path), default=None, help="另存到这个文件夹 · keep the files here")
def rebuild(month: Period, data: Path, templates: Path | None, out: Path, kind: str, into: Path | None) -> None:
    """重新生成已发的报告，逐字节核对 · make a filed briefing again and compare it byte for byte."""
    from reportgen.rebuild import Asked, What, save
    from reportgen.rebuild import rebuild as again

    asked = Asked(month, kind, data, templates_folder(templates), out)
    with show.progress() as progress:
        rebuilt = again(asked, progress)
    ignored = {What.OUTPUT} if into else set()
    wrong = [departure for departure in rebuilt.departures if departure.what not in ignored]
    for departure in wrong:
        click.secho(_departure(departure), fg="red", err=True)
    if wrong:
        data_only = all(departure.what in (What.INPUT, What.TEMPLATE, What.OUTPUT) for departure in wrong)
        click.echo(tr("没有改动已发布的文件"), err=True)
        sys.exit(DATA_ERRORS if data_only else ENVIRONMENT)
    if into is not None:
        folder = into / str(month) / kind
        save(rebuilt, folder)
        for name in sorted(rebuilt.files):
            click.echo(folder / name)
    text = tr(
        "由 {source} 重新生成的 {count} 个文件与已发的逐字节相同", source=rebuilt.source, count=len(rebuilt.files)
    )
    click.secho(text, fg="green", err=True)


def _departure(departure: "Departure") -> str:
    """As everywhere, but for files: there is a filed one to give back, or two that ought to be the same."""
    from reportgen.rebuild import What

    match departure.what:
        case What.OUTPUT:
            return tr("{name}：成品文件夹里的不是已发的那一份；要取回已发的，请加 --into", name=departure.name)
        case What.RESULT:
            return tr("{name}：重新生成的与已发的不同，而材料、版本和字体都没有变", name=departure.name)
        case _:
            return show.reason(departure)


# -- watch


@click.command()
@click.argument("kind", default="monthly")
@folders
@click.option("--to", "formats", default="docx,pdf", help="格式 · docx, pdf or docx,pdf")
@click.option("--every", default=0.5, show_default=True, help="隔几秒看一次 · seconds between looks")
@click.option("--rounds", default=0, hidden=True, help="看几次后结束，0 为不结束 · looks before it ends")
@click.pass_context
def watch(ctx: click.Context, /, kind: str, formats: str, every: float, rounds: int, **where: Any) -> None:
    """台账或模板一保存就重新生成，Ctrl-C 结束 · build again whenever a ledger or a template is saved."""
    from functools import partial

    from reportgen.watch import changes, snapshot

    request = make_request(kind, formats=formats, **where)
    left = iter(range(rounds))
    go_on = (lambda: next(left, None) is not None) if rounds else (lambda: True)
    look = partial(snapshot, request.data, request.templates, request.period)
    try:
        for change in changes(look, partial(time.sleep, every), go_on):
            _build_once(ctx, request, change.files)
    except KeyboardInterrupt:
        click.echo(tr("已停止监看，最后一次的成品保留"), err=True)
        sys.exit(130)


def _build_once(ctx: click.Context, request: Any, files: tuple[Path, ...]) -> None:
    """One build and one line; what stops a build is told, and watching goes on."""
    from reportgen.pipeline import build

    why = "、".join(path.name for path in files[:3]) + ("…" if len(files) > 3 else "") if files else tr("开始监看")
    began = time.monotonic()
    try:
        built = build(request)
    except Exception as fault:
        ctx.obj(fault)
        click.secho(tr("✗ {why}：没有生成，改好保存后会再试", why=why), fg="red")
    else:
        seconds = f"{time.monotonic() - began:.1f}"
        click.secho(tr("✓ {why}：{seconds} 秒 → {folder}", why=why, seconds=seconds, folder=built.folder), fg="green")
        show.print_aside(built)

"""dossiers: one document for each school or township."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

import click

from reportgen.cli import show
from reportgen.cli.codes import DATA_ERRORS, TERMINATED
from reportgen.cli.options import folders, script_option
from reportgen.cli.options import request as make_request
from reportgen.messages import tr

if TYPE_CHECKING:
    from reportgen.batch.ask import Ask
    from reportgen.batch.outcome import Outcome
    from reportgen.batch.run import Step, Tick
    from reportgen.batch.task import Result, Runner

_INTERRUPTED = 130
_SHARES = 10  # lines of progress where there is no terminal


@click.command()
@click.argument("kind", default="dossier")
@folders
@click.option(
    "--school", "schools", multiple=True, help="只做这一所，可写多次（代码或名称） · one school, may be repeated"
)
@click.option("--township", default="", help="只做一个乡镇的 · those of one township")
@click.option("--sample", type=click.IntRange(0), default=0, help="随机抽取几册 · draw so many at random")
@click.option(
    "--seed", type=click.IntRange(0), default=None, help="抽取用的种子，同一种子抽到的相同 · seed of the draw"
)
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="同时用几个进程 · processes at work")
@click.option("--scheduler", default="", metavar="tcp://…", help="交给 Dask 集群做 · let a Dask cluster do the work")
@click.option("--to", "formats", default="docx,pdf", help="格式 · docx, pdf or docx,pdf")
@click.option("--bind", is_flag=True, help="另装订一本 PDF 合订本 · also one bound volume")
@click.option("--audience", default="", help="向谁汇报 · who is reported to")
@script_option
@click.option("--force", is_flag=True, help="没有变化也重新生成 · build even what has not changed")
@click.option("--explain", is_flag=True, help="说明哪些册为什么重新生成 · say which are built again, and why")
def dossiers(kind: str, formats: str, jobs: int, scheduler: str, **how: Any) -> None:
    """一校一册、一乡一册，整批生成 · one document for each school or township, all at once."""
    from reportgen.batch.run import idle

    ask = _ask(kind, formats, how)
    outcome = idle(ask)
    if outcome is not None:
        text = tr("没有变化：{folder}（{count} 册）", folder=outcome.folder, count=outcome.meant)
        click.echo(text, err=True)
    else:
        outcome = _run(ask, jobs, scheduler)
    _print(outcome)
    sys.exit(DATA_ERRORS if outcome.faults else 0)


def _ask(kind: str, formats: str, how: dict[str, Any]) -> "Ask":
    """What is asked for; a draw without a seed is given one, and that is told."""
    from reportgen.batch.ask import Ask, Selection

    named = {name: how.pop(name) for name in ("schools", "township", "sample", "seed", "bind", "force", "explain")}
    audience, places = how.pop("audience"), {n: how.pop(n) for n in ("period", "data", "templates", "out", "script")}
    request = replace(make_request(kind, formats=formats, **places), audience=audience, attach=False)
    seed = named["seed"]
    if seed is not None and not named["sample"]:
        raise click.UsageError(tr("--seed 要与 --sample 一起用"))
    if named["sample"] and seed is None:
        import secrets

        seed = secrets.randbelow(1_000_000)
        click.echo(tr("抽取用的种子：{seed}（用 --seed {seed} 可以重抽出同样的几册）", seed=seed), err=True)
    chosen = Selection(tuple(named["schools"]), named["township"], named["sample"], seed or 0)
    return Ask(request, chosen, named["bind"], named["force"], named["explain"])


def _run(ask: "Ask", jobs: int, scheduler: str) -> "Outcome":
    from reportgen.batch.run import run

    try:
        with _progress() as (step, tick), _runner(ask, jobs, scheduler, step) as runner:
            return run(ask, runner, step, tick)
    except KeyboardInterrupt:
        click.echo(tr("已中断：写好的分册都保留，再运行一次会接着做"), err=True)
        _end(_INTERRUPTED)
    except SystemExit as ended:
        if ended.code == TERMINATED:
            _end(TERMINATED)
        raise


def _end(code: int) -> NoReturn:
    """End at once, everything of ours being put away.

    Python would wait for the pools, and for ever on a process that the signal met in the middle of being begun.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


@contextmanager
def _runner(ask: "Ask", jobs: int, scheduler: str, step: "Step") -> Iterator["Runner"]:
    """Processes of this machine, or a cluster."""
    if not scheduler:
        from reportgen.batch.pool import LocalPool
        from reportgen.request import CACHE

        yield LocalPool(
            jobs, ask.request.out / CACHE
        )  # what a killed run leaves there goes with the cache's own litter
        return
    from reportgen.batch.cluster.client import cluster

    with cluster(scheduler, step) as runner:
        yield runner


@contextmanager
def _progress() -> Iterator[tuple["Step", "Tick"]]:
    """Steps, then a bar on a terminal; lines where there is none."""
    if not sys.stderr.isatty():
        yield (lambda name: click.echo(f"· {tr(name)}", err=True)), _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        line = bar.add_task("", total=None)

        def tick(_result: "Result", done: int, total: int) -> None:
            bar.update(line, completed=done, total=total)

        yield (lambda name: bar.update(line, description=tr(name))), tick


def _lines() -> "Tick":
    """A line for every tenth, and one for every fault."""

    def tick(result: "Result", done: int, total: int) -> None:
        if result.fault:
            click.echo(f"  {result.member.code} {result.member.name}：{result.fault}", err=True)
        if done == total or done * _SHARES // total > (done - 1) * _SHARES // total:
            click.echo(tr("  已完成 {done}/{total} 册", done=done, total=total), err=True)

    return tick


def _print(outcome: "Outcome") -> None:
    """What became of everyone, the files one looks at first, on the standard output."""
    for departure in outcome.departures if outcome.why else ():
        click.echo(tr("因为：{reason}", reason=show.reason(departure)), err=True)
    for why in outcome.why:
        click.echo(f"{why.member.code} {why.member.name}", err=True)
        for change in why.changes or (tr("上次没有生成，或没有上次的记录") if why.first else tr("数和文字没有变化"),):
            click.echo(f"  {change}", err=True)
    for old, new in outcome.aside.items():
        text = tr("{file} 被人改动过，改动的一份另存为 {new}", file=outcome.folder / old, new=new)
        click.secho(text, fg="yellow", err=True)
    for name in outcome.kept:
        text = tr("{file} 被人改动过，保留未动；要重新生成请加 --force，改动的一份会另存", file=outcome.folder / name)
        click.secho(text, fg="yellow", err=True)
    for name in outcome.removed:
        click.echo(tr("{file} 已不需要，删去了", file=outcome.folder / name), err=True)
    _print_faults(outcome)
    counts = {"made": len(outcome.written), "same": outcome.same, "faults": len(outcome.faults)}
    click.echo(tr("写出 {made} 个文件，{same} 册没有变化，{faults} 册没有生成", **counts), err=True)
    for name in outcome.files:
        click.echo(outcome.folder / name)


def _print_faults(outcome: "Outcome") -> None:
    for code, (name, fault) in outcome.faults.items():
        click.secho(tr("{code} {name} 没有生成：{fault}", code=code, name=name, fault=fault), fg="red", err=True)

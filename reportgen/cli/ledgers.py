"""ledger new, ledger annotate, ledger merge: blank ledgers out, returns back with remarks, many returns into one."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli import show
from reportgen.cli.codes import DATA_ERRORS
from reportgen.cli.options import PeriodType
from reportgen.messages import tr
from reportgen.model.diagnostic import Diagnostic, Severity
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.readers.scan import UnreadableFile

if TYPE_CHECKING:
    from reportgen.annotate import Beside
    from reportgen.model.schema import SheetSchema

_force = click.option("--force", is_flag=True, help="覆盖已有的文件 · overwrite what is there")


def _beside(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that name the period a return belongs to."""
    data = click.option(
        "--data", type=click.Path(path_type=Path), default=Path("data"), help="台账文件夹 · data folder"
    )
    period = click.option("--period", type=PeriodType(), default=None, help="对照哪个月的台账 · the period's ledgers")
    return data(period(command))


@click.group()
def ledger() -> None:
    """空白台账、批注、汇总 · blank ledgers, remarks on returns, returns joined."""


@ledger.command()
@click.option("--sheet", "names", multiple=True, help="只要这张表，可写几次 · only this sheet; may be repeated")
@click.option("--out", type=click.Path(path_type=Path), default=Path(), help="文件夹或 .xlsx · folder or file")
@click.option("--period", type=PeriodType(), default=None, help="月份 · month, e.g. 2018-01")
@_force
def new(names: tuple[str, ...], out: Path, period: Period | None, *, force: bool) -> None:
    """写出空白台账 · write a blank ledger to fill in."""
    from reportgen.publish import write_file
    from reportgen.readers.schemas import shipped
    from reportgen.writers.xlsx import write_blank

    known = shipped()
    chosen = _chosen(names, known) or known
    when = f"（{period.year}年{period.month}月）" if period else ""
    path = out if out.suffix.lower() == ".xlsx" else out / f"空白台账{when}.xlsx"
    _refuse_overwriting([path], force=force)
    write_file(path, write_blank(chosen, known, period))
    click.echo(path)


@ledger.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path), default=Path("output/annotated"), help="文件夹 · folder")
@_beside
@_force
def annotate(files: tuple[Path, ...], out: Path, data: Path, period: Period | None, *, force: bool) -> None:
    """批注填报的台账：错的格标色并写明怎么改 · mark what is wrong in the returns, in copies of them."""
    from reportgen import annotate as work
    from reportgen.publish import write_file

    others = _others(data, period)
    paths = _copies(files, out)
    _refuse_overwriting(list(paths.values()), force=force)
    failed = False
    for path, copy in paths.items():
        try:
            made = work.annotate(path, others)
        except (UnreadableFile, OSError) as fault:
            show.print_diagnostics([Diagnostic("E101", {"why": str(fault)}, (Origin(str(path)),))])
            failed = True
            continue
        show.print_diagnostics(made.diagnostics)
        write_file(copy, made.data)
        click.echo(copy)
        failed = failed or any(d.severity is Severity.ERROR for d in made.diagnostics)
    sys.exit(DATA_ERRORS if failed else 0)


def _others(data: Path, period: Period | None) -> "Beside | None":
    """The period's ledgers, when a period is given.  Raises ``click.UsageError`` when there is no such folder."""
    from reportgen.annotate import beside

    if period is None:
        return None
    if not (data / str(period)).is_dir():
        raise click.UsageError(tr("没有台账文件夹 {folder}", folder=data / str(period)))
    return beside(data, period)


def _copies(files: Sequence[Path], out: Path) -> dict[Path, Path]:
    """Original → copy, each name once.  Raises ``click.UsageError`` where a copy would stand in for its original."""
    from reportgen.annotate import output_name

    copies: dict[Path, Path] = {}
    for path in dict.fromkeys(files):
        copy, number = out / output_name(path), 2
        while copy in copies.values():
            copy, number = out / f"{Path(output_name(path)).stem}-{number}{copy.suffix}", number + 1
        copies[path] = copy
    originals = {path.resolve() for path in copies}
    if there := [copy for copy in copies.values() if copy.resolve() in originals]:
        raise click.UsageError(tr("{path} 是填报的原件，不能覆盖；请用 --out 指定另一个文件夹", path=there[0]))
    return copies


def _chosen(names: Sequence[str], known: Sequence["SheetSchema"]) -> tuple["SheetSchema", ...]:
    """The sheets named, in their usual order.  Raises ``click.BadParameter`` for a name no sheet bears."""
    from reportgen.readers.sheets import claims

    found = {name: claims(known, name) for name in names}
    if unknown := [name for name, schema in found.items() if schema is None]:
        there = "、".join(schema.name for schema in known)
        raise click.BadParameter(tr("没有叫“{names}”的表；有：{there}", names="、".join(unknown), there=there))
    return tuple(schema for schema in known if schema in found.values())


def _refuse_overwriting(paths: Sequence[Path], *, force: bool) -> None:
    """Raises ``click.UsageError`` when one of the files is there already."""
    if there := [path for path in paths if path.exists() and not force]:
        raise click.UsageError(tr("已有文件 {path}，没有覆盖；要覆盖请加 --force", path=there[0]))


COMMANDS = (ledger,)

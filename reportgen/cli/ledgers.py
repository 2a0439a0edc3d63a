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
from reportgen.readers.sheetscan import UnreadableFile

if TYPE_CHECKING:
    from reportgen.annotate import Beside
    from reportgen.merging.join import Prefer
    from reportgen.model.ledger import Sheet
    from reportgen.model.returns import Merge
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

    known = tuple(schema for schema in shipped() if not schema.ours)
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


@ledger.command()
@click.argument("places", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="汇总写到 · .xlsx to write")
@click.option(
    "--expect",
    "register",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="应报送的学校名册 · the schools a return is due from",
)
@click.option(
    "--prefer", type=click.Choice(("first", "last")), default=None, help="有冲突时采用哪一份 · of rows in conflict"
)
@_beside
@_force
def merge(
    places: tuple[Path, ...],
    out: Path,
    register: Path | None,
    prefer: "Prefer",
    data: Path,
    period: Period | None,
    *,
    force: bool,
) -> None:
    """把各校各乡镇填报的台账并成一份 · join many returns into the county's ledger."""
    from reportgen.merging.gather import gather
    from reportgen.merging.merge import merge as run
    from reportgen.merging.merge import reasons
    from reportgen.publish import write_file
    from reportgen.readers.schemas import shipped
    from reportgen.writers.xlsx import write_merge

    if out.suffix.lower() != ".xlsx":
        raise click.BadParameter(tr("--out 应是 .xlsx 文件"))
    _refuse_replacing_originals(places, [out])
    _refuse_overwriting([out], force=force)
    files = gather(places, out)
    if not files:
        raise click.UsageError(tr("没有找到要汇总的 .xlsx 或 .csv 文件"))
    merged = run(files, _register(register, data, period), prefer)
    write_file(out, write_merge(merged, reasons, {s.key: s.name for s in shipped()}))
    show.print_diagnostics(merged.diagnostics)
    _print_tallies(merged)
    click.echo(out)
    sys.exit(0 if merged.complete else DATA_ERRORS)


def _register(path: Path | None, data: Path, period: Period | None) -> "Sheet | None":
    """Who is to hand in a return, if anybody said.  Raises ``click.UsageError``."""
    from reportgen.merging.merge import NoRegister, register_in, register_of

    if path is not None and period is not None:
        raise click.UsageError(tr("--expect 和 --period 只能用一个"))
    try:
        if path is not None:
            return register_of(path)
        return register_in(data, period) if period is not None else None
    except NoRegister as fault:
        raise click.UsageError(str(fault)) from fault
    except UnreadableFile as fault:
        raise click.UsageError(f"{path}: {fault}") from fault


def _print_tallies(merged: "Merge") -> None:
    """Where the rows of every sheet ended up; the sums agree, or nothing was written."""
    for count in merged.tallies:
        text = tr(
            "{name}：报送 {given} 行 = 并入 {merged} + 相同合并 {joined} + 冲突 {conflicting} + 未并入 {left_out}",
            name=count.name,
            given=count.given,
            merged=count.merged,
            joined=count.joined,
            conflicting=count.conflicting,
            left_out=count.left_out,
        )
        click.echo(text, err=True)
    if merged.absent:
        click.echo(tr("未报送 {count} 所", count=len(merged.absent)), err=True)


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
    _refuse_replacing_originals(files, list(copies.values()))
    return copies


def _refuse_replacing_originals(given: Sequence[Path], written: Sequence[Path]) -> None:
    """Raises ``click.UsageError`` when a file would be written over one that was handed in, --force or not."""
    originals = {path.resolve() for path in given}
    if there := [path for path in written if path.resolve() in originals]:
        raise click.UsageError(tr("{path} 是填报的原件，不能覆盖；请用 --out 指定另一处", path=there[0]))


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

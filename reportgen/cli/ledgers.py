"""ledger new, ledger annotate, ledger merge: blank ledgers out, returns back with remarks, many returns into one."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.options import PeriodType
from reportgen.messages import tr
from reportgen.model.period import Period

if TYPE_CHECKING:
    from reportgen.model.schema import SheetSchema

_force = click.option("--force", is_flag=True, help="覆盖已有的文件 · overwrite what is there")


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

"""verify."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.codes import DATA_ERRORS
from reportgen.messages import tr

if TYPE_CHECKING:
    from reportgen.verify import State


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="与现在的台账比较 · compare with today's ledgers",
)
@click.option(
    "--extract",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="取出附件 · write the attachments out",
)
def verify(file: Path, data: Path | None, folder: Path | None) -> None:
    """核对 PDF 里的附件，看台账是否还是当时的 · is a PDF's inside whole, are the ledgers still the same."""
    from reportgen.verify import extract
    from reportgen.verify import verify as look_into

    found = look_into(file, data)
    click.echo(f"{found.listed.title}（{found.listed.period}）")
    _print(tr("附件"), found.attachments)
    if data is not None:
        _print(tr("台账"), found.ledgers)
    if folder is not None:
        for path in extract(found, folder):
            click.echo(path)
    sys.exit(0 if found.good else DATA_ERRORS)


def _print(what: str, states: "dict[str, State]") -> None:
    """How many are as they were, and each that is not."""
    others = {name: state for name, state in states.items() if state.name != "SAME"}
    count = tr("{same} 个与清单相符，{others} 个不符", same=len(states) - len(others), others=len(others))
    click.secho(f"{what}：{count}", fg="red" if others else "green")
    for name, state in others.items():
        click.echo(f"  {name}：{tr(state.value)}")

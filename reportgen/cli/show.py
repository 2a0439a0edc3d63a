"""What is printed: steps, diagnostics, traces."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from reportgen import messages
from reportgen.messages import tr
from reportgen.model.diagnostic import Diagnostic, Severity
from reportgen.model.origin import Origin

if TYPE_CHECKING:
    from reportgen.pipeline import Built
    from reportgen.trace import Trace

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """The steps on the terminal as they begin; one line each where there is no terminal."""
    if not sys.stderr.isatty():
        yield lambda name: click.echo(f"· {tr(name)}", err=True)
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda name: status.update(tr(name))


def print_diagnostics(diagnostics: Sequence[Diagnostic]) -> None:
    """Each with its code, sentence and cure, then how many there are of each severity."""
    for diagnostic in diagnostics:
        head = f"[{diagnostic.code}] {messages.severity(diagnostic.severity)}"
        click.secho(head, fg=_COLOURS[diagnostic.severity], nl=False, err=True)
        click.echo(f" {messages.sentence(diagnostic)}", err=True)
        click.echo(f"      → {messages.remedy(diagnostic)}", err=True)
    counts = {s: sum(d.severity is s for d in diagnostics) for s in Severity}
    text = tr(
        "{errors} 处错误，{warnings} 处警告，{notes} 处提示",
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.NOTE],
    )
    click.echo(text, err=True)


def _places(origins: Sequence[Origin]) -> Iterator[str]:
    """Places in a row; file and sheet are said where they change."""
    for number, origin in enumerate(origins):
        same = number and origins[number - 1][:2] == origin[:2]
        yield origin.cell if same else str(origin)


def print_reading(built: "Built") -> None:
    """Of a text to be read aloud, how long that takes."""
    if built.kind.pace:
        from reportgen.compose.reading import characters, minutes

        text = tr(
            "朗读约 {minutes} 分钟（{characters} 字，每分钟 {pace} 字）",
            minutes=minutes(built.document, built.kind),
            characters=characters(built.document),
            pace=built.kind.pace,
        )
        click.echo(text, err=True)


def print_trace(item: "Trace", depth: int) -> None:
    """A Fact, where it is printed, its rule and cells, and below it the Facts it rests on."""
    from reportgen.wording import words

    indent, fact = "    " * depth, item.fact
    click.secho(f"{indent}{words(fact)}", bold=True, nl=False)
    click.echo(f"  {fact.label}  [{fact.id}]")
    for sentence in item.sentences:
        click.echo(f"{indent}  {tr('见于')}：{sentence}")
    click.echo(f"{indent}  {tr('口径')}：{fact.basis.rule}")
    cells = fact.basis.cells
    for origin in cells[:12]:
        click.echo(f"{indent}  ← {origin}")
    if len(cells) > 12:
        click.echo(f"{indent}  ← " + tr("等共{count}格", count=len(cells)))
    if fact.basis.selected:
        click.echo(f"{indent}  {tr('取舍依据')}：{'、'.join(_places(fact.basis.selected))}")
    for part in item.parts:
        print_trace(part, depth + 1)

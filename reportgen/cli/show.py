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
    from reportgen.incremental.departures import Departure
    from reportgen.incremental.standing import Standing
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


def print_built(built: "Built") -> None:
    """Where the files are; that they are what they were; what was set aside."""
    print_reading(built)
    if not built.renewed.written:
        click.echo(tr("没有变化：{folder}", folder=built.folder), err=True)
    for name in built.files:
        click.echo(built.folder / name)
    print_aside(built)


def print_aside(built: "Built") -> None:
    """What somebody had changed, and where it is now."""
    for old, new in built.renewed.aside.items():
        text = tr("{file} 被人改动过，改动的一份另存为 {new}", file=built.folder / old, new=new)
        click.secho(text, fg="yellow", err=True)


def print_standing(stood: "Standing") -> None:
    """That nothing needed building, and what somebody has changed."""
    click.echo(tr("没有变化：{folder}", folder=stood.folder), err=True)
    for name in stood.files:
        click.echo(stood.folder / name)
    for name in stood.edited:
        text = tr("{file} 被人改动过，保留未动；要重新生成请加 --force，改动的一份会另存", file=stood.folder / name)
        click.secho(text, fg="yellow", err=True)


def print_reasons(kind: str, stood: "Standing | None") -> None:
    """Why a briefing is built again."""
    if stood is None:
        click.echo(tr("{kind}：还没有生成过，或没有上次的记录", kind=kind), err=True)
    for departure in stood.departures if stood else ():
        click.echo(f"{kind}：{reason(departure)}", err=True)


def reason(departure: "Departure") -> str:
    """One thing that is not as it was."""
    from reportgen.incremental.departures import What

    name = departure.name
    match departure.what:
        case What.INPUT:
            return tr("{name} 有改动，或是新增、删去的", name=name)
        case What.TEMPLATE:
            return tr("模板 {name} 有改动，或是新增、删去的", name=name)
        case What.VERSION:
            before, now = (text[:12] or tr("无") for text in (departure.filed, departure.found))
            return tr("{name} 的版本由 {before} 变为 {now}", name=name, before=before, now=now)
        case What.FONT:
            return tr("字体文件 {name} 不同了", name=name)
        case What.OUTPUT | What.RESULT:
            return tr("成品 {name} 缺失或损坏", name=name)
        case What.OPTION:
            return tr("选项 {name} 与上次不同", name=name)


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

"""Commands.  The only place that prints and exits.

Exit codes: 0 written, 1 the data has errors, 2 wrong use, 3 the environment lacks something, 130 and 143 interrupted.
"""

import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen import __version__, messages
from reportgen.messages import tr
from reportgen.model.diagnostic import Diagnostic, Severity
from reportgen.model.period import Period

if TYPE_CHECKING:
    from reportgen.pipeline import Request
    from reportgen.trace import Trace

DATA_ERRORS, WRONG_USE, ENVIRONMENT, TERMINATED = 1, 2, 3, 143
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


class PeriodType(click.ParamType[Period]):
    """``YYYY-MM`` on the command line."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """Read a period or say how one is written."""
        try:
            return value if isinstance(value, Period) else Period.parse(str(value))
        except ValueError:
            self.fail(tr("“{value}”不是月份，请写成 2018-01 的样子", value=value), param, ctx)


def _folders(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say where things are."""
    for option in (
        click.option(
            "--out", type=click.Path(path_type=Path), default=Path("output"), help="成品文件夹 · output folder"
        ),
        click.option("--templates", type=click.Path(path_type=Path), default=None, help="模板文件夹 · template folder"),
        click.option("--data", type=click.Path(path_type=Path), default=Path("data"), help="台账文件夹 · data folder"),
        click.option("--period", type=PeriodType(), required=True, help="月份 · month, e.g. 2018-01"),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(messages.LANGUAGES), default=None, help="提示语言 · language of messages")
@click.version_option(__version__)
def cli(lang: str | None) -> None:
    """由台账生成公文格式的工作汇报 · official briefings from a county's ledgers."""
    messages.choose(lang)


@cli.command()
@click.argument("kind")
@_folders
@click.option("--to", "formats", default="docx,pdf", help="格式 · docx, pdf or docx,pdf")
def build(kind: str, period: Period, data: Path, templates: Path | None, out: Path, formats: str) -> None:
    """生成一种报告 · build one kind of briefing."""
    from reportgen.pipeline import build as run

    request = _request(kind, period, data, templates, out, formats)
    with _progress() as progress:
        built = run(request, progress)
    _print_diagnostics(built.examined.diagnostics)
    for name in built.files:
        click.echo(built.folder / name)


@cli.command()
@_folders
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 · print JSON")
def check(period: Period, data: Path, templates: Path | None, out: Path, *, as_json: bool) -> None:
    """只校验台账，不生成报告 · check the ledgers only."""
    from reportgen.pipeline import examine
    from reportgen.records import diagnostic_row

    examined = examine(data, period)
    if as_json:
        rows = [diagnostic_row(d) for d in examined.diagnostics]
        click.echo(json.dumps({"diagnostics": rows}, ensure_ascii=False, indent=1))
    else:
        _print_diagnostics(examined.diagnostics)
    sys.exit(DATA_ERRORS if examined.errors else 0)


@cli.command()
@click.argument("what")
@_folders
@click.option("--kind", default="monthly", show_default=True, help="哪种报告 · which briefing")
def trace(what: str, kind: str, period: Period, data: Path, templates: Path | None, out: Path) -> None:
    """追溯一个数或数据项 · where a printed number or a fact comes from."""
    from reportgen.pipeline import examine, write_document
    from reportgen.trace import trace as follow

    request = _request(kind, period, data, templates, out, "docx")
    examined = examine(data, period)
    document = write_document(request, examined).document
    found = follow(what, examined.book, document)
    if not found:
        raise click.UsageError(tr("报告里没有“{what}”这个数，也没有这个数据项", what=what))
    for item in found:
        _print_trace(item, 0)


@cli.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), help="台账文件夹 · data folder")
def standards(data: Path) -> None:
    """列出评估标准 · list the evaluation standards."""
    from reportgen.readers.standards import read_standards

    for key, standard in read_standards(data).items():
        click.echo(f"{key}\t{standard.name}\t{standard.number}\t{standard.origin.file}")


@cli.command()
@_folders
@click.option("--standard", "key", default=None, help="评估标准或 .toml 文件 · a standard's key, or a file")
@click.option("--school", default="", help="只看一所学校（代码） · one school, by its code")
@click.option("--tasks", is_flag=True, help="任务清单和各乡镇缺口 · what is lacking, school by school")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 · print JSON")
@click.option(
    "--xlsx", type=click.Path(path_type=Path, dir_okay=False), default=None, help="写带公式的工作簿 · workbook"
)
def evaluate(
    key: str | None,
    school: str,
    xlsx: Path | None,
    *,
    tasks: bool,
    as_json: bool,
    period: Period,
    data: Path,
    **_: object,
) -> None:
    """按标准评估各校和全县 · judge the schools and the county by a standard."""
    from reportgen.evaluate import assess, lines, task_lines
    from reportgen.records import evaluation_json

    assessed = assess(data, period, key)
    if assessed.errors:
        _print_diagnostics(assessed.errors)
        sys.exit(DATA_ERRORS)
    if school and not any(school == p.ident for e in assessed.evaluations for r in e.stages.values() for p in r.parts):
        raise click.UsageError(tr("参评学校里没有代码为“{code}”的学校", code=school))
    for evaluation in assessed.evaluations:
        if as_json:
            click.echo(evaluation_json(evaluation, school), nl=False)
        else:
            click.echo("\n".join(task_lines(evaluation) if tasks else lines(evaluation, school)))
    if xlsx is not None:
        from reportgen.publish import write_file
        from reportgen.writers.xlsx import write_evaluations

        write_file(xlsx, write_evaluations(assessed.evaluations, assessed.register, assessed.as_of))
        click.echo(xlsx)


@cli.command()
@click.option("--templates", type=click.Path(path_type=Path), default=None, help="模板文件夹 · template folder")
def kinds(templates: Path | None) -> None:
    """列出报告种类 · list the kinds of briefing."""
    from reportgen.compose.kinds import find_kinds

    for kind in find_kinds(_templates(templates)):
        click.echo(f"{kind.name}\t{kind.summary or kind.title}")


@cli.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), help="台账文件夹 · data folder")
def doctor(data: Path) -> None:
    """检查运行环境和字体 · check libraries, fonts and glyphs."""
    from reportgen.doctor import examine as diagnose

    findings = diagnose(data)
    for finding in findings:
        mark = click.style("✓", fg="green") if finding.good else click.style("✗", fg="red")
        click.echo(f"{mark} {finding.text}")
    sys.exit(0 if all(f.good for f in findings) else ENVIRONMENT)


# -- helpers


def _request(kind: str, period: Period, data: Path, templates: Path | None, out: Path, formats: str) -> "Request":
    from reportgen.pipeline import FORMATS, Request

    chosen = tuple(f.strip() for f in formats.split(",") if f.strip())
    if not chosen or not set(chosen) <= set(FORMATS):
        raise click.BadParameter(tr("--to 只能是 docx、pdf 或 docx,pdf"))
    if not data.is_dir():
        raise click.UsageError(tr("没有台账文件夹 {folder}", folder=data))
    return Request(kind, period, data, _templates(templates), out, chosen)


def _templates(given: Path | None) -> Path:
    """The templates asked for, else those in the working folder, else those of this project."""
    if given is not None and not given.is_dir():
        raise click.UsageError(tr("没有模板文件夹 {folder}", folder=given))
    candidates = (given, Path("templates"), Path(__file__).resolve().parent.parent / "templates")
    for folder in candidates:
        if folder is not None and folder.is_dir():
            return folder
    raise click.UsageError(tr("找不到模板文件夹，请用 --templates 指明"))


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """The steps on the terminal as they begin; one line each where there is no terminal."""
    if not sys.stderr.isatty():
        yield lambda name: click.echo(f"· {tr(name)}", err=True)
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda name: status.update(tr(name))


def _print_diagnostics(diagnostics: Sequence[Diagnostic]) -> None:
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


def _print_trace(item: "Trace", depth: int) -> None:
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
    for part in item.parts:
        _print_trace(part, depth + 1)


def _on_terminate(_signal: int, _frame: object) -> None:
    raise SystemExit(TERMINATED)


def main() -> None:
    """Run the command; turn every expected fault into one clear message and its exit code."""
    signal.signal(signal.SIGTERM, _on_terminate)
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as fault:
        sys.exit(fault.exit_code)
    except click.ClickException as fault:
        fault.show()
        sys.exit(WRONG_USE)
    except (click.Abort, KeyboardInterrupt):
        click.echo(tr("已中断，没有写出文件"), err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ENVIRONMENT)
    except Exception as fault:
        sys.exit(_report(fault))
    finally:
        gc.freeze()  # the process is at its end: a last walk over the whole heap would cost a tenth of the build


def _report(fault: Exception) -> int:
    """Print an expected fault; re-raise a fault of the program."""
    from reportgen.charts import MissingGlyph
    from reportgen.compose.compose import UnknownKind
    from reportgen.compose.faults import TemplateFault
    from reportgen.fonts import MissingFont, UncoveredCharacter
    from reportgen.pipeline import DataErrors
    from reportgen.publish import Busy, Unwritable
    from reportgen.readers.settings import SettingsFault
    from reportgen.readers.standards import StandardFault, UnknownStandard
    from reportgen.selfcheck import NotWhatWasMeant
    from reportgen.writers.pdf import PangoMissing, RenderWarning

    fonts = (MissingFont, UncoveredCharacter, MissingGlyph)
    lacking = (*fonts, PangoMissing, RenderWarning, Busy, Unwritable, NotWhatWasMeant, OSError)
    if isinstance(fault, DataErrors):
        _print_diagnostics(fault.examined.diagnostics)
        code = DATA_ERRORS
    elif isinstance(fault, SettingsFault | StandardFault):
        code = DATA_ERRORS
    elif isinstance(fault, TemplateFault | UnknownKind | UnknownStandard):
        code = WRONG_USE
    elif isinstance(fault, lacking):
        code = ENVIRONMENT
    else:
        raise fault
    click.secho(str(fault), fg="red", err=True)
    return code

"""standards, evaluate."""

import sys
from pathlib import Path

import click

from reportgen.cli import show
from reportgen.cli.codes import DATA_ERRORS
from reportgen.cli.options import folders
from reportgen.messages import tr
from reportgen.model.period import Period


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), help="台账文件夹 · data folder")
def standards(data: Path) -> None:
    """列出评估标准 · list the evaluation standards."""
    from reportgen.readers.standards import read_standards

    for key, standard in read_standards(data).items():
        click.echo(f"{key}\t{standard.name}\t{standard.number}\t{standard.origin.file}")


@click.command()
@folders
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
        show.print_diagnostics(assessed.errors)
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

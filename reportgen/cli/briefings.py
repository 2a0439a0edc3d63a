"""build, check, trace, kinds, doctor."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli import show
from reportgen.cli.codes import DATA_ERRORS, ENVIRONMENT
from reportgen.cli.options import folders, script_option, templates_folder, view, view_options
from reportgen.cli.options import request as make_request
from reportgen.messages import tr
from reportgen.model.period import Period

if TYPE_CHECKING:
    from reportgen.incremental.standing import Standing
    from reportgen.request import Request

ALL = "all"


@click.command()
@click.argument("kind")
@folders
@click.option("--to", "formats", default="docx,pdf", help="格式 · docx, pdf or docx,pdf")
@click.option("--size", default="", help="挂图幅面 · size of a poster: A3, A1")
@click.option("--minutes", type=click.IntRange(0), default=0, help="口头汇报的分钟数 · minutes to speak")
@click.option("--review", is_flag=True, help="另出带批注的审阅稿 · also a copy with a comment on every number")
@click.option("--attach/--no-attach", default=True, help="PDF 是否附台账 · whether the PDF carries the ledgers")
@click.option("--audience", default="", help="向谁汇报 · who is reported to")
@view_options
@script_option
@click.option("--force", is_flag=True, help="没有变化也重新生成 · build even what has not changed")
@click.option("--explain", is_flag=True, help="说明为什么重新生成 · say why something is built again")
def build(
    kind: str, formats: str, *, period: Period, data: Path, templates: Path | None, out: Path, **how: Any
) -> None:
    """生成一种报告；写 all 生成全部种类 · build one kind of briefing, or all of them."""
    force, explain, part = how.pop("force"), how.pop("explain"), view(how)
    request = replace(make_request(kind, period, data, templates, out, formats), view=part, **how)
    names = _all_kinds(request) if kind == ALL else [kind]
    stood = {name: _standing(replace(request, kind=name), explain=explain) for name in names}
    same = {name: one for name, one in stood.items() if one is not None and not one.departures and not force}
    diagnostics = [d for one in same.values() for d in one.diagnostics]
    for one in same.values():
        show.print_standing(one)
    if todo := [name for name in names if name not in same]:
        from reportgen.pipeline import build_all

        with show.progress() as progress:
            made = list(build_all(request, todo, progress))
        diagnostics += [d for built in made for d in built.examined.diagnostics]
        for built in made:
            show.print_built(built)
    show.print_diagnostics(list({repr(d): d for d in diagnostics}.values()))


def _standing(request: "Request", *, explain: bool) -> "Standing | None":
    """The briefing as it stands; what is not as it was is told when asked for."""
    from reportgen.incremental.standing import standing

    found = standing(request)
    if explain:
        show.print_reasons(request.kind, found)
    return found


def _all_kinds(request: "Request") -> list[str]:
    """Those that are written in a format asked for, and of which there is one for the whole county."""
    from reportgen.compose.kinds import find_kinds

    every = (kind for kind in find_kinds(request.templates) if not kind.each)
    return [kind.name for kind in every if not kind.formats or set(kind.formats) & set(request.formats)]


@click.command()
@folders
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
        show.print_diagnostics(examined.diagnostics)
    sys.exit(DATA_ERRORS if examined.errors else 0)


@click.command()
@click.argument("what")
@folders
@click.option("--kind", default="monthly", show_default=True, help="哪种报告 · which briefing")
@view_options
def trace(what: str, kind: str, *, period: Period, data: Path, templates: Path | None, out: Path, **how: Any) -> None:
    """追溯一个数或数据项 · where a printed number or a fact comes from."""
    from reportgen.pipeline import document, examine, view_for
    from reportgen.trace import trace as follow

    request = replace(make_request(kind, period, data, templates, out, "docx"), view=view(how))
    composed, examined = document(request, examine(data, period, view=view_for(request)))
    if examined.past is not None:
        examined.past.ask(what)  # one of an earlier month is looked up there
    found = follow(what, examined.book, composed.document)
    if not found:
        raise click.UsageError(tr("报告里没有“{what}”这个数，也没有这个数据项", what=what))
    for item in found:
        show.print_trace(item, 0)


@click.command()
@click.option("--templates", type=click.Path(path_type=Path), default=None, help="模板文件夹 · template folder")
def kinds(templates: Path | None) -> None:
    """列出报告种类 · list the kinds of briefing."""
    from reportgen.compose.kinds import find_kinds

    for kind in find_kinds(templates_folder(templates)):
        click.echo(f"{kind.name}\t{kind.summary or kind.title}")


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), help="台账文件夹 · data folder")
@script_option
def doctor(data: Path, script: str) -> None:
    """检查运行环境和字体 · check libraries, fonts and glyphs."""
    from reportgen.doctor import examine as diagnose

    findings = diagnose(data, script)
    for finding in findings:
        mark = click.style("✓", fg="green") if finding.good else click.style("✗", fg="red")
        click.echo(f"{mark} {finding.text}")
    sys.exit(0 if all(f.good for f in findings) else ENVIRONMENT)

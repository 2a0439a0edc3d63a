"""Options and arguments that commands share."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.messages import tr
from reportgen.model.period import Period
from reportgen.model.scope import Scope
from reportgen.script import HANS, SCRIPTS

if TYPE_CHECKING:
    from reportgen.request import Request, View


class PeriodType(click.ParamType[Period]):
    """``YYYY-MM`` on the command line."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """Read a period or say how one is written."""
        try:
            return value if isinstance(value, Period) else Period.parse(str(value))
        except ValueError:
            self.fail(tr("“{value}”不是月份，请写成 2018-01 的样子", value=value), param, ctx)


def folders(command: Callable[..., Any]) -> Callable[..., Any]:
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


class DayType(click.ParamType[date]):
    """``YYYY-MM-DD`` on the command line."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day or say how one is written."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(tr("“{value}”不是日期，请写成 2018-01-31 的样子", value=value), param, ctx)


def view_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that ask for a part of the county, or for another day."""
    for option in (
        click.option("--as-of", type=DayType(), default=None, help="截至日期 · the day spoken of"),
        click.option("--until", type=DayType(), default=None, help="截止于这一天的事 · what happened until"),
        click.option("--since", type=DayType(), default=None, help="从这一天起的事 · what happened since"),
        click.option("--topic", default="", help="只说一个专题 · one topic"),
        click.option("--programme", default="", help="只说一类工程 · one programme"),
        click.option("--school", default="", help="只说一所学校（名称或代码） · one school, by name or code"),
        click.option("--township", default="", help="只说一个乡镇 · one township"),
    ):
        command = option(command)
    return command


def view(how: dict[str, Any]) -> "View":
    """Takes what ``view_options`` gave out of the options."""
    from reportgen.request import View

    named = {name: how.pop(name) for name in ("township", "school", "programme", "topic", "since", "until")}
    return View(Scope(**named), how.pop("as_of"))


script_option = click.option(
    "--script",
    type=click.Choice(list(SCRIPTS)),
    default=HANS,
    show_default=True,
    help="文字：简体、繁体、香港字形 · script of the document",
)


def request(
    kind: str, period: Period, data: Path, templates: Path | None, out: Path, formats: str, script: str = HANS
) -> "Request":
    """What is asked for.  Raises ``click.UsageError`` for a format or folder there is not."""
    from reportgen.request import FORMATS, Request

    chosen = tuple(f.strip() for f in formats.split(",") if f.strip())
    if not chosen or not set(chosen) <= set(FORMATS):
        raise click.BadParameter(tr("--to 只能是 docx、pdf 或 docx,pdf"))
    if not data.is_dir():
        raise click.UsageError(tr("没有台账文件夹 {folder}", folder=data))
    return Request(kind, period, data, templates_folder(templates), out, chosen, script=script)


def templates_folder(given: Path | None) -> Path:
    """The templates asked for, else those in the working folder, else those of this project."""
    if given is not None and not given.is_dir():
        raise click.UsageError(tr("没有模板文件夹 {folder}", folder=given))
    candidates = (given, Path("templates"), Path(__file__).resolve().parent.parent / "templates")
    for folder in candidates:
        if folder is not None and folder.is_dir():
            return folder
    raise click.UsageError(tr("找不到模板文件夹，请用 --templates 指明"))

"""Commands.  The only place that prints and exits.

Exit codes: 0 written, 1 the data has errors, 2 wrong use, 3 the environment lacks something, 130 and 143 interrupted.
"""

import gc
import os
import signal
import sys

import click

from reportgen import __version__, messages
from reportgen.cli import show
from reportgen.cli.codes import DATA_ERRORS, ENVIRONMENT, TERMINATED, WRONG_USE
from reportgen.cli.commands import Commands
from reportgen.messages import tr


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(messages.LANGUAGES), default=None, help="提示语言 · language of messages")
@click.version_option(__version__)
@click.pass_context
def cli(context: click.Context, lang: str | None) -> None:
    """由台账生成公文格式的工作汇报 · official briefings from a county's ledgers."""
    messages.choose(lang)
    context.obj = _report  # for a command that goes on after a fault


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
    from reportgen.batch.ask import NoSuchSubject
    from reportgen.batch.cluster.faults import ClusterFault, NoAddress
    from reportgen.batch.run import NotEach
    from reportgen.charts import MissingGlyph, RoadmapTooLong
    from reportgen.compose.faults import TemplateFault
    from reportgen.compose.kinds import FormatNotOffered, NotOneOf, SizeNotOffered, UnknownKind
    from reportgen.compose.reading import NotReadAloud, TooLittleTime
    from reportgen.enclosed import NotEnclosed
    from reportgen.filed import NotFiled, UnreadableManifest
    from reportgen.fonts import MissingFont, UncoveredCharacter
    from reportgen.merging.merge import DoesNotReconcile
    from reportgen.narrowing import BrokenTopics, EmptyScope, UnknownScope
    from reportgen.outputs import InputChanged, TooManyPages
    from reportgen.periods.faults import OutdatedOutput, PeriodFault
    from reportgen.pipeline import DataErrors
    from reportgen.publish import Busy, Unwritable
    from reportgen.readers.seals import BrokenSeal
    from reportgen.readers.settings import SettingsFault
    from reportgen.readers.standards import StandardFault, UnknownStandard
    from reportgen.selfcheck import NotWhatWasMeant, OrphanNumbers
    from reportgen.verify import WouldOverwrite
    from reportgen.writers.html.room import PosterFull
    from reportgen.writers.pdf import ForeignFont, NotAPdf, PangoMissing, RenderWarning

    fonts = (MissingFont, UncoveredCharacter, MissingGlyph)
    scope = (NoSuchSubject, NotEach, NoAddress, UnknownScope, BrokenTopics, TooLittleTime, NotReadAloud)
    unfit = (*scope, NotOneOf, FormatNotOffered, SizeNotOffered, RoadmapTooLong, PosterFull, TooManyPages)
    misused = (*unfit, TemplateFault, UnknownKind, UnknownStandard, NotAPdf, NotEnclosed, WouldOverwrite)
    wrong = (InputChanged, NotWhatWasMeant, DoesNotReconcile)
    lacking = (*fonts, ForeignFont, PangoMissing, RenderWarning, Busy, Unwritable, ClusterFault, *wrong, OSError)
    data = (SettingsFault, StandardFault, OrphanNumbers, EmptyScope)
    if isinstance(fault, DataErrors):
        show.print_diagnostics(fault.examined.diagnostics)
        code = DATA_ERRORS
    elif isinstance(fault, (*data, OutdatedOutput, BrokenSeal, UnreadableManifest)):
        code = DATA_ERRORS
    elif isinstance(fault, (*misused, PeriodFault, NotFiled)):
        code = WRONG_USE
    elif isinstance(fault, lacking):
        code = ENVIRONMENT
    else:
        raise fault
    click.secho(str(fault), fg="red", err=True)
    return code

"""One kind of briefing, one county, one period → a Document."""

import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from reportgen.compose.faults import TemplateFault, TypedDigit
from reportgen.compose.filters import FILTERS
from reportgen.compose.kinds import UnknownKind, find_kind, split_front_matter
from reportgen.compose.markdown import parse
from reportgen.compose.marks import Figure, Sourced, finalize
from reportgen.compose.views import County, listing
from reportgen.model.chart import Chart
from reportgen.model.document import Document, Meta
from reportgen.wording import chinese, counted

_FOLDERS, _TITLES = 8, 64  # environments and lines of front matter kept compiled
_DIGITS = re.compile(r"[0-9０-９][0-9０-９.,]*")


@dataclass(frozen=True, slots=True)
class Composed:
    """A Document before transforms, and what it is filed as."""

    document: Document
    file_name: str


def compose(
    folder: Path,
    name: str,
    county: County,
    charts: Mapping[str, Chart],
    alt: Callable[[Chart], str],
    more: Mapping[str, object] | None = None,
) -> Composed:
    """Render one kind of briefing; ``more`` is what its template may name besides.

    Raises ``UnknownKind`` or ``TemplateFault`` (with template and line).
    """
    kind, place = find_kind(folder, name), folder.absolute()
    names = _names(county, charts) | dict(more or {})
    text = _rendered(place, f"{name}.md.j2", names)
    try:
        blocks = parse(text, charts, alt)
    except Exception as fault:
        raise TemplateFault(f"{name}.md.j2", 1, str(fault)) from fault
    title, file_name = (_plain(place, words, names) for words in (kind.title, kind.file_name or kind.title))
    return Composed(Document(_meta(title, county), blocks), file_name)


@lru_cache(maxsize=_FOLDERS)
def _environment(folder: Path) -> jinja2.Environment:
    """One for each folder and process: a template is read and compiled once, and again when its file has changed."""
    environment = ImmutableSandboxedEnvironment(
        loader=_Loader(folder),
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals = {
        "listing": listing,
        "namespace": jinja2.utils.Namespace,  # to count and gather inside loops
        "ordinal": _ordinal,
        "numeral": lambda n: counted(int(n)),
    }
    environment.filters |= FILTERS
    return environment


def _names(county: County, charts: Mapping[str, Chart]) -> dict[str, object]:
    """What templates may name of one county."""
    return {
        "fact": county.fact,
        "family": county.family,
        "rows": county.rows,
        "narrative": county.narrative,
        "evaluation": county.evaluation,
        "chart": lambda key, caption=True: _chart(key, charts, caption=caption),
        **county.settings,
    }


@jinja2.pass_context
def _finalize(_context: jinja2.runtime.Context, value: object) -> object:
    """Asking for the context keeps Jinja from folding constants before they are judged: {{ 37 }} is refused too."""
    return finalize(value)


def _ordinal(number: int) -> str:
    return f"{chinese(int(number))}是"


def _chart(key: str, charts: Mapping[str, Chart], *, caption: bool) -> Markup:
    """The picture, or nothing when the county has no data for it; without a caption it has no number either."""
    if key not in charts:
        return Markup("")
    return Markup(f"![{finalize(charts[key].title) if caption else ''}](chart:{key})")


class _Loader(jinja2.BaseLoader):
    """Templates from one folder, front matter taken off, typed digits refused."""

    def __init__(self, folder: Path) -> None:
        self._files = jinja2.FileSystemLoader(folder)

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, _, fresh = self._files.get_source(environment, template)
        _, body = split_front_matter(template, source)
        _refuse_digits(environment, template, body)
        return body, template, fresh


def _refuse_digits(environment: jinja2.Environment, template: str, source: str) -> None:
    for line, kind, text in environment.lex(source, template):
        if kind == "data" and (found := _DIGITS.search(text)):
            raise TypedDigit(template, line + text[: found.start()].count("\n"), found[0])


def _rendered(folder: Path, template: str, names: Mapping[str, object]) -> str:
    try:
        return _environment(folder).get_template(template).render(names)
    except TemplateFault:
        raise
    except jinja2.TemplateSyntaxError as fault:
        raise TemplateFault(fault.name or template, fault.lineno, fault.message or "语法错误") from fault
    except jinja2.TemplateNotFound as fault:
        raise TemplateFault(template, 1, f"找不到模板 {fault}") from fault
    except Exception as fault:
        where = _template_line(fault, template)
        raise TemplateFault(*where, str(fault)) from fault


def _template_line(fault: Exception, template: str) -> tuple[str, int]:
    """Jinja maps tracebacks back to templates: the innermost frame that is one."""
    frames = [f for f in traceback.extract_tb(fault.__traceback__) if f.filename.endswith(".j2")]
    return (frames[-1].filename, frames[-1].lineno or 1) if frames else (template, 1)


def _meta(title: str, county: County) -> Meta:
    return Meta(
        title=title,
        author=str(county.settings.get("bureau", "")),
        subject=str(county.settings.get("period_text", "")),
        date=str(county.settings.get("as_of_date", "")),
    )


def _plain(folder: Path, text: str, names: Mapping[str, object]) -> str:
    """Front matter may use settings: ``{{ county }}…``; printed without marks."""
    return _words(folder, text).render(names)


@lru_cache(maxsize=_TITLES)
def _words(folder: Path, text: str) -> jinja2.Template:
    plain = _environment(folder).overlay(
        autoescape=False, finalize=lambda v: str(v) if isinstance(v, str | Figure) else v
    )
    return plain.from_string(text)


__all__ = ["Composed", "Sourced", "UnknownKind", "compose"]

"""A new period from the one before: its ledgers as they are, and a list of what has to be confirmed."""

import csv
import io
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reportgen.checks.carried import carried
from reportgen.kept import kept_periods
from reportgen.messages import tr
from reportgen.model.ledger import Ledger
from reportgen.model.period import Period
from reportgen.periods.faults import NothingToCarry, PeriodThere, SettingsThere
from reportgen.pipeline import DataErrors, examine
from reportgen.publish import publish, write_file
from reportgen.readers.folder import ledger_files
from reportgen.readers.settings import FILE, SettingsFault

WAITING = "待确认.csv"
_HEADINGS = ("文件", "表", "单元格", "编号", "名称", "列", "上期内容", "确认")
_MONTHS = ("{y}-{m:02}", "{y}年{m:02}月", "{y}年{m}月", "{y}{m:02}", "{y}.{m:02}", "{y}_{m:02}", "{y}.{m}")


@dataclass(frozen=True, slots=True)
class Begun:
    """A new period: its folder, whence it came, the files in it, and how many cells wait to be confirmed."""

    folder: Path
    source: Period
    files: tuple[str, ...]
    waiting: int


def begin(data: Path, period: Period, source: Period | None = None) -> Begun:
    """Copy a period's ledgers forward, as they are, and list what has to be confirmed.

    Raises ``PeriodThere``, ``NothingToCarry``, ``SettingsThere``, ``SettingsFault``, ``DataErrors`` when the ledgers to
    be copied have errors, and ``Unwritable``; nothing is left half made.
    """
    folder = data / str(period)
    if folder.exists():
        raise PeriodThere(folder)
    settings = _settings_with(data, period)
    source = _source(data, period, source)
    examined = examine(data, source)
    if examined.errors:
        raise DataErrors(examined)
    names = _names(data / str(source), source, period)
    files = {new: (data / str(source) / old).read_bytes() for old, new in names.items()}
    rows = list(_waiting(examined.ledger, {f"{source}/{old}": new for old, new in names.items()}))
    if rows:
        files[WAITING] = _csv(rows)
    publish(folder, files)
    try:
        write_file(data / FILE, settings)
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Begun(folder, source, tuple(sorted(files)), len(rows))


def _source(data: Path, period: Period, wanted: Period | None) -> Period:
    earlier = [p for p in kept_periods(data) if p < period]
    if wanted is not None and wanted in kept_periods(data):
        return wanted
    if wanted is not None or not earlier:
        raise NothingToCarry(data, wanted or period.previous)
    return earlier[-1]


def _settings_with(data: Path, period: Period) -> bytes:
    """``report.toml`` with the period's table at its end, everything else as it stands, line ends too."""
    path = data / FILE
    if not path.is_file():
        raise SettingsFault("", tr("找不到 {path}", path=path))
    content = path.read_bytes()
    end = b"\r\n" if b"\r\n" in content else b"\n"
    lines = (f'[period."{period}"]', f"as_of = {period.last_day.isoformat()}", "")
    gap = (b"" if content.endswith(b"\n") or not content else end) + end
    made = content + gap + end.join(line.encode() for line in lines)
    try:
        if str(period) in tomllib.loads(content.decode()).get("period", {}):
            raise SettingsThere(period)
        tomllib.loads(made.decode())
    except ValueError as fault:
        raise SettingsFault(f"period.{period}", tr("不能在文件末尾加上这一部分（{why}）", why=fault)) from fault
    return made


def _names(folder: Path, source: Period, period: Period) -> dict[str, str]:
    """Each ledger's name and its name in the new period; as it was where two would become one."""
    old = sorted(path.name for path in ledger_files(folder) if path.name != WAITING)
    new = [_renamed(name, source, period) for name in old]
    return {name: made if new.count(made) == 1 else name for name, made in zip(old, new, strict=True)}


def _renamed(name: str, source: Period, period: Period) -> str:
    """A file's name with the month in it, however it is written, moved on."""
    for pattern in _MONTHS:
        written = pattern.format(y=source.year, m=source.month)
        if re.search(rf"(?<!\d){re.escape(written)}(?!\d)", name):
            made = pattern.format(y=period.year, m=period.month)
            return re.sub(rf"(?<!\d){re.escape(written)}(?!\d)", made, name)
    return re.sub(rf"(?<![\d年]){source.month}月", f"{period.month}月", name)


def _waiting(ledger: Ledger, names: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for sheet in ledger.sheets.values():
        for row, column in carried(sheet):
            cell = row[column.key]
            place = (names.get(cell.origin.file, cell.origin.file), sheet.schema.name, cell.origin.cell)
            yield *place, row.identity, row.label, column.header, cell.said, ""


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    """As Excel and WPS open it: UTF-8 with its mark; no cell a formula."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_HEADINGS, *(tuple(map(_plain, row)) for row in rows)])
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell

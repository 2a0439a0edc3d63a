"""The files about several members, index and bound volume: made when what they say has changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen.batch.ask import Ask, Member
from reportgen.batch.desk import put, remove
from reportgen.batch.plan import Plan, Row
from reportgen.batch.record import Entry, Record, standing
from reportgen.incremental.cache import digest
from reportgen.incremental.renewal import State

_INDEX, _VOLUME = "index", "bound"
_READY, _STALE, _NONE = "已生成", "台账或模板已有变化，这一册尚未更新", "尚未生成"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file about some members: its rows, whether it is a volume, and one hash of all that it says."""

    name: str
    rows: tuple[Row, ...]
    volume: bool
    of: str


def wanted(ask: Ask, made: Plan) -> list[Wanted]:
    """The index of all members, that of the selection, and the volume when one is asked for."""
    record, chosen = made.record, made.members or ()
    every = _rows(made, record.members)
    found = [_wanted(ask, made, f"{_INDEX}.xlsx", every)]
    if tag := ask.selection.tag:
        found.append(_wanted(ask, made, f"{_INDEX}-{tag}.xlsx", _rows(made, chosen)))
    if ask.bind:
        name = "-".join(part for part in (_VOLUME, ask.selection.tag) if part)
        found.append(_wanted(ask, made, f"{name}.pdf", _rows(made, chosen), volume=True))
    return found


def fresh(made: Plan, one: Wanted) -> bool:
    """Whether a file says what it should, as it was written or as somebody has changed it since."""
    record = made.record
    if record.of.get(one.name) != one.of or one.name not in record.files:
        return False
    return standing(made.folder, {one.name: record.files[one.name]})[one.name] in (State.SAME, State.EDITED)


def about(ask: Ask, made: Plan, step: Callable[[str], None]) -> tuple[Record, list[str], list[str], Mapping[str, str]]:
    """Make those that are not fresh; a volume that is out of date goes.

    The record with them, all names asked for, those removed, and what was set aside.
    """
    record, names, removed = made.record, [], []
    moved: dict[str, str] = {}
    for one in wanted(ask, made):
        names.append(one.name)
        if fresh(made, one) and not ask.force:
            continue
        step("装订合订本" if one.volume else "写目录")
        data = _volume(ask, made, one) if one.volume else _index(ask, made, one)
        files, aside = put(made.folder, {one.name: data}, record.files)
        moved |= aside
        record = replace(record, files={**record.files, **files}, of={**record.of, one.name: one.of})
    for name in _outdated(record, made.folder, set(names)):
        removed += remove(made.folder, {name: record.files[name]})
        record = replace(record, files={n: k for n, k in record.files.items() if n != name})
    return replace(record, of={n: of for n, of in record.of.items() if n in record.files}), names, removed, moved


def _outdated(record: Record, folder: Path, asked: set[str]) -> list[str]:
    """Volumes that bind files which are no longer those beside them."""
    now = {entry.files[name][0] for entry in record.entries.values() for name in entry.files if name.endswith(".pdf")}
    found = []
    for name in record.files:
        if name.startswith(_VOLUME) and name not in asked:
            bound = record.of.get(name, "").partition(" ")[2].split()
            if not {sha[:16] for sha in now} >= set(bound):
                found.append(name)
    return found


def _rows(made: Plan, members: Sequence[Member]) -> tuple[Row, ...]:
    return tuple(_row(made, made.record.entries.get(member.code, Entry(member))) for member in members)


def _row(made: Plan, entry: Entry) -> Row:
    files = {name.rpartition(".")[2]: name for name in sorted(entry.files)}
    if entry.fault:
        result = f"没有生成：{entry.fault}" + ("（文件是上一次的）" if files else "")
    elif not files:
        result = _NONE
    else:
        result = _READY if entry.basis == made.digest else _STALE
    return Row(entry.member, files, result)


def _wanted(ask: Ask, made: Plan, name: str, rows: tuple[Row, ...], *, volume: bool = False) -> Wanted:
    settled = (made.looked.versions, ask.request.period, ask.selection if name != f"{_INDEX}.xlsx" else "")
    if not volume:
        return Wanted(name, rows, volume, digest(*settled, rows, _as_of(made)))
    bound = [made.record.entries[row.member.code].files[f"{row.member.stem}.pdf"][0][:16] for row in _bound(rows)]
    return Wanted(name, rows, volume, " ".join([digest(*settled, rows), *bound]))


def _bound(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(row for row in rows if "pdf" in row.files)


def _as_of(made: Plan) -> str:
    return made.looked.inputs.get("report.toml", "")


def _index(ask: Ask, made: Plan, one: Wanted) -> bytes:
    from reportgen.readers.settings import read_settings
    from reportgen.writers.xlsx.index import Line, write

    settings = read_settings(ask.request.data, ask.request.period)
    lines = [
        Line(row.member.code, row.member.name, row.member.township, row.member.type, row.files, row.result)
        for row in one.rows
    ]
    as_of = ask.request.view.as_of or settings.as_of
    return write(lines, _remarks(ask, made, one), _title(ask, settings.county), as_of)


def _title(ask: Ask, county: str) -> str:
    period = ask.request.period
    return f"{county}{period.year}年{period.month}月分册目录"


def _remarks(ask: Ask, made: Plan, one: Wanted) -> list[tuple[str, str]]:
    period, chosen = ask.request.period, ask.selection
    told = [
        ("月份", str(period)),
        ("种类", ask.request.kind),
        ("册数", f"{len(one.rows)}，名册共 {len(made.record.members)}"),
    ]
    if chosen.sample and one.name != f"{_INDEX}.xlsx":
        within = f"{chosen.township or '全部'}"
        again = f"reportgen dossiers {ask.request.kind} --period {period} --sample {chosen.sample} --seed {chosen.seed}"
        again += f" --township {chosen.township}" if chosen.township else ""
        told += [
            ("抽取", f"从{within}中随机抽取 {len(one.rows)} 册，种子 {chosen.seed}"),
            ("重抽", again),
            ("办法", "对每个代码算 SHA-256（种子/代码），从小到大取前几个；同一种子、同一名册，抽到的总是这几册"),
        ]
    return told


def _volume(ask: Ask, made: Plan, one: Wanted) -> bytes:
    from reportgen.batch.volume import volume

    return volume(ask.request, made.folder, one.rows)

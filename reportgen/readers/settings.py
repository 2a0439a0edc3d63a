"""``data/report.toml``: the county's name, its unit, goal, and changes to the layout."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from reportgen.model.horizon import Horizon
from reportgen.model.origin import Origin
from reportgen.model.period import Period
from reportgen.model.roles import ROLES

FILE = "report.toml"
_GOAL = "goal_date"
_PARTS = ("county", "words", "period", "layout", "fonts", "evaluation", "script")


class SettingsFault(Exception):
    """``report.toml`` cannot be used; the text says where and why."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{FILE}!{where}：{why}" if where else f"{FILE}：{why}")


@dataclass(frozen=True, slots=True)
class ScriptSettings:
    """For documents in Traditional Chinese: words left as they are, conversions of the county's own, faces."""

    keep: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    faces: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a county says of itself.  ``words`` are free for templates: name → text."""

    county: str
    bureau: str
    as_of: date
    horizon: Horizon
    words: Mapping[str, str] = field(default_factory=dict)
    layout: Mapping[str, Any] = field(default_factory=dict)
    fonts: tuple[str, ...] = ()
    standards: Mapping[str, str] = field(default_factory=dict)  # role → key of the standard in force
    script: ScriptSettings = field(default_factory=ScriptSettings)

    def origin(self, name: str) -> Origin:
        """Where a word of the settings stands."""
        return Origin(FILE, "", name)


def read_settings(data: Path, period: Period) -> Settings:
    """The settings for one period; ``[period."2018-01"]`` overrides words.  Raises ``SettingsFault``."""
    path = data / FILE
    if not path.is_file():
        raise SettingsFault("", f"找不到 {path}。请建立这个文件，至少写上 [county] 的 name 和 bureau")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsFault("", f"不是有效的 TOML（{fault}）") from fault
    if unknown := set(table) - set(_PARTS):
        raise SettingsFault("、".join(sorted(unknown)), "不认识的部分；可用 " + "、".join(_PARTS))
    county = table.get("county", {})
    for name in ("name", "bureau"):
        if not str(county.get(name, "")).strip():
            raise SettingsFault(f"county.{name}", "必须填写")
    own = dict(table.get("period", {}).get(str(period), {}))
    since = Origin(FILE, "", f"period.{period}.as_of") if "as_of" in own else Origin(str(period))
    as_of = own.pop("as_of", period.last_day)
    if not isinstance(as_of, date):
        raise SettingsFault(f"period.{period}.as_of", "应为日期，如 2018-01-31")
    goal, origin = _goal(table.get("words", {}), own, period)
    horizon = Horizon(as_of, since, goal, origin)
    words = {k: str(v) for k, v in {**table.get("words", {}), **own}.items()}
    fonts = tuple(str(data / f) for f in table.get("fonts", {}).get("folders", []))
    standards = _standards(table.get("evaluation", {}))
    layout, script = table.get("layout", {}), _script(table.get("script", {}))
    return Settings(county["name"], county["bureau"], as_of, horizon, words, layout, fonts, standards, script)


def _goal(words: Mapping[str, Any], own: Mapping[str, Any], period: Period) -> tuple[date | None, Origin]:
    """The target date and where it stands: that of the period before that of all periods."""
    where = f"period.{period}.{_GOAL}" if _GOAL in own else f"words.{_GOAL}"
    goal = {**words, **own}.get(_GOAL)
    if goal is not None and type(goal) is not date:
        raise SettingsFault(where, "应为日期，不加引号，如 2018-10-31")
    return goal, Origin(FILE, "", where)


def _script(table: Mapping[str, Any]) -> ScriptSettings:
    keep, words, faces = table.get("keep", []), table.get("words", {}), table.get("faces", {})
    if unknown := set(table) - {"keep", "words", "faces"}:
        raise SettingsFault("script." + "、".join(sorted(unknown)), "不认识的项；可用 keep、words、faces")
    if not isinstance(keep, list) or not all(isinstance(word, str) and word for word in keep):
        raise SettingsFault("script.keep", '应为一串不转换的词，如 ["后寨"]')
    if not isinstance(words, dict) or not all(k and isinstance(v, str) and v for k, v in words.items()):
        raise SettingsFault("script.words", '应为简体词对繁体词，如 "钟庄" = "鍾莊"')
    if not isinstance(faces, dict) or not all(isinstance(face, dict) for face in faces.values()):
        raise SettingsFault("script.faces", "应写成 [script.faces.fang] 的样子")
    return ScriptSettings(tuple(keep), words, faces)


def _standards(table: Mapping[str, Any]) -> dict[str, str]:
    for role, key in table.items():
        if role not in ROLES or not isinstance(key, str):
            raise SettingsFault(
                f"evaluation.{role}", f"应为 {'、'.join(ROLES)} 之一，值是评估标准的名称，如 basic-2012"
            )
    return dict(table)

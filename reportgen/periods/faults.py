"""Why a period cannot be begun, closed or opened."""

from collections.abc import Sequence
from pathlib import Path

from reportgen.kept import kept_periods
from reportgen.messages import tr
from reportgen.model.period import Period


class PeriodFault(Exception):
    """A period cannot be begun, closed or opened as asked; nothing was changed."""


class PeriodThere(PeriodFault):
    """The folder of the new period is there already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(tr("{folder} 已经有了，没有改动；要重新开始，请先把它移走", folder=folder))


class NothingToCarry(PeriodFault):
    """There is no earlier period to carry forward."""

    def __init__(self, data: Path, wanted: Period) -> None:
        text = tr("{folder} 里没有 {period} 的台账可以沿用", folder=data, period=wanted)
        super().__init__(f"{text}{_kept(data)}")


class SettingsThere(PeriodFault):
    """``report.toml`` speaks of the new period already."""

    def __init__(self, period: Period) -> None:
        super().__init__(
            tr("report.toml 里已有 {period} 的部分，没有改动；请先删去这一部分，或自己建立文件夹", period=period)
        )


class AlreadyClosed(PeriodFault):
    """The period is closed."""

    def __init__(self, period: Period) -> None:
        super().__init__(
            tr('{period} 已经封存；要重新封存，请先运行 reportgen period reopen {period} --why "原因"', period=period)
        )


class NotClosed(PeriodFault):
    """The period is open."""

    def __init__(self, period: Period) -> None:
        super().__init__(tr("{period} 没有封存，不必重新打开", period=period))


class OutdatedOutput(PeriodFault):
    """A published briefing was made from other ledgers or templates than those there are now, or was changed."""

    def __init__(self, period: Period, kind: str, files: Sequence[str]) -> None:
        super().__init__(
            tr(
                "已发布的“{kind}”与现在的材料不符：{files}。请先运行 reportgen build {kind} --period {period}，再封存",
                kind=kind,
                period=period,
                files="、".join(files),
            )
        )


def _kept(data: Path) -> str:
    periods = "、".join(map(str, kept_periods(data)))
    return tr("；现有 {periods}", periods=periods) if periods else ""

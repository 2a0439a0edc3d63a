"""cache info, cache clear."""

from pathlib import Path

import click

from reportgen.messages import tr

_OUT = click.option("--out", type=click.Path(path_type=Path), default=Path("output"), help="成品文件夹 · output folder")
_NAMES = {
    "facts": "往月的数据项",
    "chart": "画好的图",
    "docx": "Word 成品",
    "pdf": "PDF 成品",
    "font": "裁好的字体",
    "hash": "字体文件的校验值",
    "seen": "上次生成时看到的材料",
    "told": "上次各册的数据项",
    "cells": "上次的台账",
}


@click.group()
def cache() -> None:
    """算过、画过的东西 · what was computed and drawn before."""


@cache.command()
@_OUT
def info(out: Path) -> None:
    """有多少、占多大 · how many entries, how many bytes, by kind."""
    from reportgen.incremental.cache import Cache
    from reportgen.request import CACHE

    folder = out / CACHE
    held = Cache(folder).info()
    for kind, one in held.items():
        name = tr(_NAMES[kind]) if kind in _NAMES else kind
        text = tr("{name}（{kind}）：{count} 项，{size} 字节", name=name, kind=kind, count=one.entries, size=one.size)
        click.echo(text)
        if one.damaged:
            click.secho(tr("  其中 {count} 项已损坏，用到时会重新生成", count=one.damaged), fg="yellow")
    entries, size = (sum(getattr(one, part) for one in held.values()) for part in ("entries", "size"))
    click.echo(tr("{folder}：共 {count} 项，{size} 字节", folder=folder, count=entries, size=size))


@cache.command()
@_OUT
def clear(out: Path) -> None:
    """全部清除，成品不受影响 · remove everything; published files stay."""
    from reportgen.incremental.cache import Cache
    from reportgen.request import CACHE

    gone = Cache(out / CACHE).clear()
    click.echo(tr("清除了 {count} 项，{size} 字节", count=gone.entries, size=gone.size))

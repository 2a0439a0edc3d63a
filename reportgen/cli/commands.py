"""The commands by name, each loaded when it is used or listed."""

from importlib import import_module

import click

_MODULES = {
    "briefings": ("build", "check", "trace", "kinds", "doctor"),
    "evaluations": ("standards", "evaluate"),
    "ledgers": ("ledger",),
    "verifications": ("verify",),
    "periods": ("period", "rebuild", "watch"),
    "differences": ("diff",),
    "caches": ("cache",),
    "dossiers": ("dossiers",),
}
"""Modules of this package with the commands they define."""


class Commands(click.Group):
    """A group whose commands are imported one by one: an unchanged build is done before all were loaded."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted(name for names in _MODULES.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; ``None`` when there is none."""
        for module, names in _MODULES.items():
            if cmd_name in names:
                found: click.Command = getattr(import_module(f"reportgen.cli.{module}"), cmd_name)
                return found
        return None

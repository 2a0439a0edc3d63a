"""All volumes bound into one."""

from reportgen.batch.ask import Ask
from reportgen.batch.plan import Plan


def volume(ask: Ask, made: Plan, rows: object) -> bytes:
    """Not yet."""
    raise NotImplementedError

"""One hash of all that is seen of a document or a chart: words, numbers, order, looks; not the cells they came from.

A row put in above moves every cell and changes nothing on the page; what is on the page decides whether a file is made
again.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from reportgen.model.fact import Basis
from reportgen.model.origin import Origin

Content = str | list[Any]


def signature(*values: object) -> str:
    """The same for things that look the same, in every process."""
    return hashlib.sha256(repr([_content(value) for value in values]).encode()).hexdigest()


def _content(value: object) -> Content:
    match value:
        case Origin():
            return "origin"
        case Basis():
            return f"blank {bool(value.unknown)}"
        case bytes():
            return hashlib.sha256(value).hexdigest()
        case str() | int() | float() | None:
            return repr(value)
        case Mapping():
            return sorted([repr(key), _content(one)] for key, one in value.items())
        case frozenset() | set():
            return sorted(map(repr, value))
        case _ if is_dataclass(value) and not isinstance(value, type):
            return [type(value).__name__, *(_content(getattr(value, name)) for name in _names(type(value)))]
        case Iterable():
            return [_content(one) for one in value]
        case _:
            return repr(value)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))

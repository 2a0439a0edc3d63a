"""What is not as it was when a briefing was made."""

from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """What is not as it was: the first two are data, the next two the environment, then two of files made."""

    INPUT = "input"
    TEMPLATE = "template"
    VERSION = "version"
    FONT = "font"
    OUTPUT = "output"  # a published file, no longer the one filed
    RESULT = "result"  # a file made anew, all else being equal
    OPTION = "option"  # something asked for otherwise


@dataclass(frozen=True, slots=True)
class Departure:
    """One thing that is not as it was filed.  ``filed`` and ``found`` are versions, else empty."""

    what: What
    name: str
    filed: str = ""
    found: str = ""

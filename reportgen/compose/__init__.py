"""Templates + Facts → Document.

A template is small Markdown under Jinja.  It can print a Fact, words of a ledger cell, or its own words without a
digit; anything else is refused.  :func:`compose` is the way in.
"""

from reportgen.compose.compose import Composed, compose
from reportgen.compose.kinds import Kind, find_kinds
from reportgen.compose.pictures import charts
from reportgen.compose.views import County

__all__ = ["Composed", "County", "Kind", "charts", "compose", "find_kinds"]

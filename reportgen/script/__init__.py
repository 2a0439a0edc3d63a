"""The document in another script: a finished tree in, the same tree in Traditional Chinese out (简 → 繁)."""

from reportgen.script.convert import HANS, SCRIPTS, Script, Writing, writing
from reportgen.script.tree import in_script

__all__ = ["HANS", "SCRIPTS", "Script", "Writing", "in_script", "writing"]

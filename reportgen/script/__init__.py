"""The document in another script, a finished tree in (:mod:`tree`), the same tree in Traditional Chinese out (简 → 繁)."""

from reportgen.script.convert import HANS, SCRIPTS, Script, Writing, writing

__all__ = ["HANS", "SCRIPTS", "Script", "Writing", "writing"]

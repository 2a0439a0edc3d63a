"""Workbooks given back with remarks, all else in them as it was.

The package is edited part by part: a library that reads a workbook and writes it anew drops what it does not model
(results of formulas, text boxes, rich text, drop-downs over other sheets as Excel keeps them, sizes of comments).
"""

from reportgen.writers.annotated.write import write

__all__ = ["write"]

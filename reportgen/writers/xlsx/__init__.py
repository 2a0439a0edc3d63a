"""Workbooks made anew, formulas with their values.  The only door to XlsxWriter."""

from reportgen.writers.xlsx.blank import write as write_blank
from reportgen.writers.xlsx.evaluation import write as write_evaluations

__all__ = ["write_blank", "write_evaluations"]

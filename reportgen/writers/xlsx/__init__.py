"""Workbooks made anew, formulas with their values.  The only door to XlsxWriter."""

from reportgen.writers.xlsx.evaluation import write as write_evaluations
from reportgen.writers.xlsx.facts import Sources
from reportgen.writers.xlsx.facts import write as write_facts

__all__ = ["Sources", "write_evaluations", "write_facts"]

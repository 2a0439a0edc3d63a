"""Workbooks made anew, formulas with their values.  The only door to XlsxWriter."""

from reportgen.writers.xlsx.blank import write as write_blank
from reportgen.writers.xlsx.evaluation import write as write_evaluations
from reportgen.writers.xlsx.facts import Sources
from reportgen.writers.xlsx.facts import write as write_facts
from reportgen.writers.xlsx.merged import write as write_merge
from reportgen.writers.xlsx.plain import sheet_name
from reportgen.writers.xlsx.plain import write as write_plain

__all__ = ["Sources", "sheet_name", "write_blank", "write_evaluations", "write_facts", "write_merge", "write_plain"]

"""The tree as one HTML page: what the PDF is made from, readable in a browser too."""

from reportgen.writers.html.page import Addresses, write

__all__ = ["Addresses", "write"]

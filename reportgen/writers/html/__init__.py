"""The tree as one HTML page: what the PDF is made from, readable in a browser too."""

from reportgen.writers.html.page import Addresses, write
from reportgen.writers.html.picture import BrokenPicture, MissingPicture
from reportgen.writers.html.table import TableTooWide

__all__ = ["Addresses", "BrokenPicture", "MissingPicture", "TableTooWide", "write"]

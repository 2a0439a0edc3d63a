"""A process of its own: an HTML file to a tagged PDF as WeasyPrint's documentation does it.

Usage: ``python -m benchmarks.weasyprint_alone page.html out.pdf``.
"""

import sys

from weasyprint import HTML

if __name__ == "__main__":
    HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")

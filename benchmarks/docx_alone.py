"""A process of its own: a stored tree to DOCX with our writer.

Usage: ``python -m benchmarks.docx_alone tree.pickle out.docx``.
"""

import pickle
import sys
from pathlib import Path

from reportgen.writers import docx

if __name__ == "__main__":
    document, layout, png = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301  # our own file, a moment old
    Path(sys.argv[2]).write_bytes(docx.write(document, layout, png))

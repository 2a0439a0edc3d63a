"""A process of its own: stored words and pictures into a stored template with docxtpl.

Usage: ``python -m benchmarks.docxtpl_alone template.docx words.pickle out.docx``.
"""

import pickle
import sys
from pathlib import Path

from benchmarks.docxtpl_fill import fill

if __name__ == "__main__":
    template, words, out = map(Path, sys.argv[1:])
    blocks, png = pickle.loads(words.read_bytes())  # noqa: S301  # our own file, a moment old
    out.write_bytes(fill(template.read_bytes(), blocks, png))

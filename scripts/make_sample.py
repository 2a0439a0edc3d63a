"""Write the ledgers of 示例县 for 2017-12 and 2018-01, the same bytes each time.

    python scripts/make_sample.py [--out data]

The facts are fixed below; rows behind a total are spread with a fixed seed so that the total comes out exactly.
"""

import argparse
from pathlib import Path

from sample.books import write_books
from sample.projects import projects
from sample.schools import schools
from sample.sheets import small_sheets

PERIODS = ("2017-12", "2018-01")


def main() -> None:
    """Write every period's ledgers into the folder asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("data"))
    out = parser.parse_args().out
    for period in PERIODS:
        register = schools(period)
        sheets = small_sheets(period, register)
        sheets |= {"学校": register.table(), "项目": projects(period, register)}
        write_books(out / period, period, sheets)


if __name__ == "__main__":
    main()

"""`python -m bench.coverage [data sets] [processes] [--only TEXT]` prints the table, or the lines that hold the text."""

from __future__ import annotations

import argparse

from bench.coverage.table import table

SETS = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.coverage")
    parser.add_argument("sets", type=int, nargs="?", default=SETS, help="data sets a line")
    parser.add_argument("processes", type=int, nargs="?", default=1)
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="only lines whose first three columns hold this"
    )
    asked = parser.parse_args()
    for text in table(asked.sets, asked.processes, asked.only):
        print(text, flush=True)


if __name__ == "__main__":
    main()

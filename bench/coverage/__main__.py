"""`python -m bench.coverage [data sets] [processes]` prints the table."""

from __future__ import annotations

import sys

from bench.coverage.table import table

SETS = 10_000


def main() -> None:
    sets, processes = (
        int(sys.argv[place]) if len(sys.argv) > place else usual for place, usual in ((1, SETS), (2, 1))
    )
    for text in table(sets, processes):
        print(text, flush=True)


if __name__ == "__main__":
    main()

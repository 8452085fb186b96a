"""Turns the published mvad.csv (one row per young person, 72 columns of monthly states) into courses and spells.

    python studies/mvad/make.py

A state of a month lasts from its first day to the first day of the next. The start is 1 September 1993, when the
summer after compulsory school was over.
"""

import csv
from datetime import date
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).parent
START = date(1993, 9, 1)
FIRST = 1993 * 12 + 6
"""July 1993, in months since year 0."""
MONTHS = 72
AREAS = ("Belfast", "N.Eastern", "Southern", "S.Eastern", "Western")


def day(month: int) -> str:
    """The first day after `month` months."""
    return date((FIRST + month) // 12, (FIRST + month) % 12 + 1, 1).isoformat()


def main() -> None:
    """Writes the two tables beside this file."""
    with (HERE / "mvad.csv").open(newline="") as file:
        heading, *people = list(csv.reader(file))
    courses, spells = [], []
    for row in people:
        known, states = dict(zip(heading, row, strict=True)), row[-MONTHS:]
        area = next(name for name in AREAS if known[name] == "yes")
        traits = ("gcse5eq", "male", "catholic", "Grammar")
        courses.append((known["id"], START.isoformat(), area, *(known[name] for name in traits)))
        for state, run in groupby(enumerate(states), key=lambda pair: pair[1]):
            at = [month for month, _ in run]
            spells.append((known["id"], state, day(at[0]), day(at[-1] + 1)))
    write("courses.csv", ("person", "start", "site", "group", "male", "catholic", "grammar"), courses)
    write("spells.csv", ("person", "state", "from", "to"), spells)


def write(name: str, heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """One table as CSV with line feeds."""
    with (HERE / name).open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([heading, *rows])


if __name__ == "__main__":
    main()

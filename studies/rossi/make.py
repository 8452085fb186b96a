"""Turns the published rossi.csv (one row per man, 52 columns of work status) into courses, spells and
observed.

    python studies/rossi/make.py

The data hold weeks, no dates: everyone is given the start 2001-01-01, and week w is the days 7(w − 1) to 7w
after it.
"""

import csv
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).parent
START = date(2001, 1, 1)


def day(week: int) -> str:
    """The first day after `week` weeks."""
    return (START + timedelta(weeks=week)).isoformat()


def main() -> None:
    """Writes the three tables beside this file."""
    with (HERE / "rossi.csv").open(newline="") as file:
        men = list(csv.DictReader(file))
    courses, spells, observed = [], [], []
    for man in men:
        person, weeks = man["rownames"], [man[f"emp{week}"] for week in range(1, 53)]
        courses.append((person, day(0), man["fin"]))
        for worked, run in groupby(enumerate(weeks), key=lambda pair: pair[1]):
            at = [week for week, _ in run]
            if worked == "yes":
                spells.append((person, "employed", day(at[0]), day(at[-1] + 1)))
        # an arrest in week w: that week is still observed
        if man["arrest"] == "1":
            observed.append((person, day(int(man["week"])), "arrest"))
    write("courses.csv", ("person", "start", "group"), courses)
    write("spells.csv", ("person", "state", "from", "to"), spells)
    write("observed.csv", ("person", "until", "why"), observed)


def write(name: str, heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """One table as CSV with line feeds."""
    with (HERE / name).open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([heading, *rows])


if __name__ == "__main__":
    main()

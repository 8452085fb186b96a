"""How long the gate takes on a large study: `python -m bench.gate [sites]`, in seconds of the processor.

All municipalities and three groups by default. The people are drawn, the same at every run.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from unittest.mock import patch

import polars as pl

from ipseval import Study
from ipseval import run as evaluate
from ipseval.gate import disclosure

SITES, PEOPLE = 98, 6000
STUDY = Study(groups=("x", "y"), through=date(2025, 6, 30), endings={"death": "competing", "end": "censor"})


def run(sites: int = SITES, people: int = PEOPLE) -> Iterator[tuple[str, str]]:
    """The seconds that hiding takes, and those of the whole run; how many counts were entered and hidden."""
    took: list[float] = []
    sizes: list[str] = []
    hide = disclosure.hide_in_turn

    def timed(ledger, *more):  # type: ignore[no-untyped-def]
        began = time.process_time()
        hidden = hide(ledger, *more)
        took.append(time.process_time() - began)
        sizes.append(
            f"{len(ledger.counts):,} counts, {len(ledger.equations):,} equations, {len(hidden):,} hidden"
        )
        return hidden

    tables = delivery(sites, people)
    began = time.process_time()
    with patch.object(disclosure, "hide_in_turn", timed):
        evaluate(STUDY, tables, "polars")
    whole = time.process_time() - began
    yield f"gate: {sites} sites, 3 groups, {people:,} people", sizes[0]
    yield "gate: what is hidden, found and audited", f"{sum(took):8.2f} s"
    yield "gate: the whole run", f"{whole:8.2f} s"


def delivery(sites: int, people: int, seed: int = 1) -> dict[str, pl.DataFrame | None]:
    """Starts over 500 days, up to two jobs each, some lost from sight or dead."""
    draw = random.Random(seed)
    courses, spells, seen = [], [], []
    for person in map(str, range(people)):
        start = date(2023, 1, 2) + timedelta(days=draw.randrange(500))
        courses.append((person, start, draw.choice("xyz"), f"site {draw.randrange(sites)}"))
        for _ in range(draw.choice([0, 0, 1, 1, 2])):
            job = start + timedelta(days=draw.randrange(-100, 400))
            last = job + timedelta(days=draw.randrange(1, 300))
            told = (draw.choice(["a", "b", "c", None]), draw.choice([None, 0, 300, 1200, 2220]))
            spells.append((person, "ordinary_employment", job, last, *told))
        if draw.random() < 0.1:
            seen.append((person, start + timedelta(days=draw.randrange(400)), draw.choice(["death", "end"])))
    told = {"person": str, "state": str, "from": date, "to": date, "employer": str, "minutes_week": pl.Int64}
    return {
        "courses": pl.DataFrame(courses, schema=["person", "start", "group", "site"], orient="row"),
        "spells": pl.DataFrame(spells, schema=told, orient="row"),
        "observed": pl.DataFrame(seen, schema={"person": str, "until": date, "why": str}, orient="row"),
    }


if __name__ == "__main__":
    for label, value in run(*map(int, sys.argv[1:])):
        print(f"{label:58} {value}")

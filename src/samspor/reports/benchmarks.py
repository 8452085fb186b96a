"""Published results of others, from the reference file; keeps out any comparison, which takes a control group."""

import csv
import functools
from dataclasses import dataclass
from typing import Any

from ipseval.reference import reference
from samspor.reports.labels import BENCHMARKS

LIKE_OURS_MONTHS = 18
LIKE_OURS = ("employment or education", f"{LIKE_OURS_MONTHS} months")
"""Measure and horizon of those that stand beside a programme's; the others measure something else."""


@dataclass(frozen=True)
class Benchmark:
    """One published share: whose, among whom, of what, within what time; its words in the language of the page."""

    name: Any
    population: Any
    measure: Any
    horizon: Any
    group: Any
    value: float
    n: int | None
    source: str
    is_like_ours: bool


@functools.cache
def benchmarks() -> tuple[Benchmark, ...]:
    """All published shares, in the order of the file."""
    with reference("benchmarks.csv").open(encoding="utf-8", newline="") as file:
        rows = [_benchmark(row) for row in csv.DictReader(file)]
    return tuple(row for row in rows if 0 <= row.value <= 1)


def _benchmark(row: dict[str, str]) -> Benchmark:
    words = ("name", "population", "measure", "horizon", "group")
    return Benchmark(
        **{name: BENCHMARKS.get(row[name], row[name]) for name in words},
        value=float(row["value"]),
        n=int(row["n"]) if row["n"] else None,
        source=row["source"],
        is_like_ours=(row["measure"], row["horizon"]) == LIKE_OURS,
    )

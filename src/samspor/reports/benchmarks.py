"""Published results of others, from the reference file; keeps out any comparison, which takes a control group."""

import csv
import functools
from dataclasses import dataclass

from django.conf import settings

from samspor.reports.labels import benchmark_word

LIKE_OURS = ("employment or education", "18 months")
"""Measure and horizon of those that stand beside the 18-month measure; the others measure something else."""


@dataclass(frozen=True)
class Benchmark:
    """One published number: whose, among whom, of what, within what time."""

    name: str
    population: str
    measure: str
    horizon: str
    group: str
    value: float
    n: int | None
    source: str
    note: str

    @property
    def is_like_ours(self) -> bool:
        return (self.measure, self.horizon) == LIKE_OURS

    @property
    def name_word(self) -> str:
        return benchmark_word(self.name)

    @property
    def group_word(self) -> str:
        return benchmark_word(self.group)

    @property
    def population_word(self) -> str:
        return benchmark_word(self.population)

    @property
    def measure_word(self) -> str:
        return benchmark_word(self.measure)

    @property
    def horizon_word(self) -> str:
        return benchmark_word(self.horizon)

    @property
    def is_share(self) -> bool:
        return 0 <= self.value <= 1


@functools.cache
def benchmarks() -> tuple[Benchmark, ...]:
    """All published shares, in the order of the file."""
    with (settings.ROOT / "reference" / "benchmarks.csv").open(encoding="utf-8", newline="") as file:
        rows = [_benchmark(row) for row in csv.DictReader(file)]
    return tuple(row for row in rows if row.is_share)


def _benchmark(row: dict[str, str]) -> Benchmark:
    return Benchmark(
        name=row["name"],
        population=row["population"],
        measure=row["measure"],
        horizon=row["horizon"],
        group=row["group"],
        value=float(row["value"]),
        n=int(row["n"]) if row["n"] else None,
        source=row["source"],
        note=row["note"],
    )

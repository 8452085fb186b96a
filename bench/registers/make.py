"""A register like DREAM, from a seed: wide weeks with about 2 % changes, industry and degree by month; no real life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

FIRST = date(2014, 1, 6)
WEEKS, MONTHS = 520, 120
BLOCK = 122_880
"""Persons in a row group, as DuckDB writes them."""

CODES = np.array(
    [0] * 12 + [111, 113, 130, 131, 651, 651, 661, 730, 771, 781, 783, 810, 870, 881, 890], dtype=np.int16
)
CHANGE = 0.02 * len(CODES) / (len(CODES) - len(CODES) / 9)
"""How often a code is drawn anew, so that it comes out another in about 2 % of the weeks."""


def week_names() -> list[str]:
    """`y_1402` and on, 520 weeks."""
    days = [(FIRST + timedelta(weeks=week)).isocalendar() for week in range(WEEKS)]
    return [f"y_{day.year % 100:02}{day.week:02}" for day in days]


def month_names(kind: str) -> list[str]:
    """`branche_2014_01` and on, 120 months."""
    return [f"{kind}_{2014 + month // 12}_{month % 12 + 1:02}" for month in range(MONTHS)]


def make(people: int, path: Path, seed: int = 20140106) -> None:
    """Writes the register as Parquet, in the same way for the same seed and number."""
    writer = None
    for block in blocks(people, np.random.default_rng(seed)):
        table = block.to_arrow()
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=BLOCK)
    if writer:
        writer.close()


def blocks(people: int, rng: np.random.Generator) -> Iterator[pl.DataFrame]:
    """The register, some hundred thousand persons at a time; the persons are numbers without order."""
    persons = rng.permutation(np.arange(people, dtype=np.int64) * 7919 % 9_000_000_001 + 1_000_000_000)
    for first in range(0, people, BLOCK):
        part = persons[first : first + BLOCK]
        yield pl.DataFrame({"person": part, **_weeks(len(part), rng), **_months(len(part), rng)})


def _weeks(people: int, rng: np.random.Generator) -> dict[str, pl.Series]:
    codes = CODES[rng.integers(0, len(CODES), people)]
    # one in thirty leaves the register, at any time
    leaves = np.where(rng.random(people) < 1 / 30, rng.integers(0, WEEKS, people), WEEKS)
    weeks = {}
    for week, name in enumerate(week_names()):
        changes = np.flatnonzero(rng.random(people, dtype=np.float32) < CHANGE)
        codes = codes.copy()
        codes[changes] = CODES[rng.integers(0, len(CODES), len(changes))]
        codes[leaves <= week] = 999
        weeks[name] = pl.Series(codes).set(pl.Series(codes == 0), None)
    return weeks


def _months(people: int, rng: np.random.Generator) -> dict[str, pl.Series]:
    """Half are employed; in 3 % of the months that changes, or the industry; the degree changes in a fifth."""
    industries = rng.integers(1, 100, 700) * 10_000 + rng.integers(0, 99, 700) * 100

    def drawn(number: int) -> np.ndarray:
        return np.where(rng.random(number) < 0.5, industries[rng.integers(0, 700, number)], 0).astype(
            np.int32
        )

    industry, degree = drawn(people), rng.integers(1, 21, people) / 20
    jobs, degrees = {}, {}
    for one, other in zip(month_names("branche"), month_names("grad"), strict=True):
        changes = np.flatnonzero(rng.random(people, dtype=np.float32) < 0.03)
        industry, degree = industry.copy(), degree.copy()
        industry[changes] = drawn(len(changes))
        changes = np.flatnonzero(rng.random(people, dtype=np.float32) < 0.2)
        degree[changes] = rng.integers(1, 21, len(changes)) / 20
        out = pl.Series(industry == 0)
        jobs[one] = pl.Series(industry).set(out, None)
        degrees[other] = pl.Series(degree).set(out, None)
    return jobs | degrees

"""What is measured: our import and the answers from spells, the bare read, and the wide queries of an analyst.

The questions are those of `wide`. All answers to one question are compared before a time is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl

from bench.registers import wide
from bench.registers.make import FIRST, month_names, week_names
from ipseval.registers.codes import read_codes
from ipseval.registers.command import write
from ipseval.registers.dream import Conversion
from ipseval.registers.dream.weeks import read_calendar

WEEKS = week_names()
ALL = [*WEEKS, *month_names("branche"), *month_names("grad")]
MONDAY = pl.lit(FIRST)
STATES = {"support": "education_support", "work": "work_any"}

Answer = pl.DataFrame | None


def bare_polars(folder: Path, columns: list[str]) -> None:
    pl.scan_parquet(folder / "wide.parquet").select(pl.col(columns).sum()).collect(engine="streaming")


def bare_duckdb(folder: Path, columns: list[str]) -> None:
    sums = ", ".join(f"sum({name})" for name in columns)
    duckdb.sql(f"SELECT {sums} FROM '{folder / 'wide.parquet'}'").fetchall()


def bare_csv(folder: Path) -> None:
    kinds = {name: pl.Float32 if name.startswith("grad") else pl.Int32 for name in ALL}
    table = pl.scan_csv(folder / "wide.csv", schema_overrides=kinds, infer_schema=False)
    table.select(pl.col(ALL).sum()).collect(engine="streaming")


def import_all(folder: Path, file: str = "wide.parquet") -> None:
    write(
        Conversion.open([folder / file], read_codes()), folder / "spells.parquet", folder / "observed.parquet"
    )


def import_weeks(folder: Path) -> None:
    """The weeks alone: without industry, degree, the rules of work and the islands."""
    whole = Conversion.open([folder / "wide.parquet"], read_codes())
    source = replace(whole.source, calendar=read_calendar(["person", *WEEKS]))
    write(replace(whole, source=source), folder / "weeks.parquet", folder / "weeks-observed.parquet")


def spells_polars(folder: Path, question: str) -> Answer:
    chosen = pl.scan_parquet(folder / "spells.parquet").filter(pl.col("state") == STATES[question])
    weeks = (pl.col("to") - pl.col("from")).dt.total_days() // 7
    first = (pl.col("from").min() - MONDAY).dt.total_days() // 7
    persons = chosen.group_by("person").agg(first.alias("week"), weeks.sum().alias("weeks"))
    return persons.group_by("week").agg(pl.len().alias("persons"), pl.col("weeks").sum()).collect()


def spells_duckdb(folder: Path, question: str) -> Answer:
    return duckdb.sql(f"""
        SELECT week, count(*) AS persons, sum(weeks) AS weeks FROM (
            SELECT (min("from") - DATE '{FIRST}') // 7 AS week, sum("to" - "from") // 7 AS weeks
            FROM '{folder / "spells.parquet"}' WHERE state = '{STATES[question]}' GROUP BY person
        ) GROUP BY week""").pl()


def spells_bare(folder: Path) -> None:
    """The bare read of the spells: a sum by person of the columns that are measured."""
    table = pl.scan_parquet(folder / "spells.parquet")
    days = (pl.col(name).to_physical().sum() for name in ("from", "to"))
    table.group_by("person").agg(*days, pl.col("state").to_physical().sum().alias("s")).select(
        pl.len()
    ).collect()


DEEDS: dict[str, Callable[[Path], Answer]] = {
    "bare weeks, Polars": lambda folder: bare_polars(folder, WEEKS),
    "bare weeks, DuckDB": lambda folder: bare_duckdb(folder, WEEKS),
    "bare all, Polars": lambda folder: bare_polars(folder, ALL),
    "bare all, DuckDB": lambda folder: bare_duckdb(folder, ALL),
    "import weeks": import_weeks,
    "import all": import_all,
    "bare spells": spells_bare,
    "support from spells, Polars": lambda folder: spells_polars(folder, "support"),
    "support from spells, DuckDB": lambda folder: spells_duckdb(folder, "support"),
    "support, DuckDB concat string": wide.concat_support,
    "support, DuckDB UNPIVOT": wide.unpivot_support,
    "support, Polars unpivot": wide.polars_support,
    "support, pandas melt": wide.melt_support,
    "work from spells, Polars": lambda folder: spells_polars(folder, "work"),
    "work from spells, DuckDB": lambda folder: spells_duckdb(folder, "work"),
    "work, DuckDB concat string": wide.concat_work,
    "work, DuckDB UNPIVOT": wide.unpivot_work,
    "work, Polars unpivot": wide.polars_work,
    "bare CSV, Polars": bare_csv,
    "import CSV": lambda folder: import_all(folder, "wide.csv"),
}


def same(answer: pl.DataFrame) -> list[tuple[int, int, int]]:
    """An answer with its weeks as numbers, sorted."""
    if answer["week"].dtype == pl.String:
        answer = answer.with_columns(pl.col("week").replace_strict(WEEKS, list(range(len(WEEKS)))))
    return sorted(answer.select(pl.col("week", "persons", "weeks").cast(pl.Int64)).iter_rows())

"""What is measured: our import and the answer from spells, the bare read, and the wide queries of an analyst.

All answers are to one question: how many persons have their first week of education support (651) in each week, and how
many such weeks do they have in all; a table of week, persons and weeks. They are compared before a time is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl

from bench.registers.make import FIRST, month_names, week_names
from ipseval.registers.codes import read_codes
from ipseval.registers.dream import Conversion
from ipseval.registers.dream.weeks import read_calendar
from ipseval.spells_command import write

WEEKS = week_names()
ALL = [*WEEKS, *month_names("branche"), *month_names("grad")]
MONDAY = pl.lit(FIRST)

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


def spells_polars(folder: Path) -> Answer:
    support = pl.scan_parquet(folder / "spells.parquet").filter(pl.col("state") == "education_support")
    weeks = (pl.col("to") - pl.col("from")).dt.total_days() // 7
    first = (pl.col("from").min() - MONDAY).dt.total_days() // 7
    persons = support.group_by("person").agg(first.alias("week"), weeks.sum().alias("weeks"))
    return persons.group_by("week").agg(pl.len().alias("persons"), pl.col("weeks").sum()).collect()


def spells_duckdb(folder: Path) -> Answer:
    return duckdb.sql(f"""
        SELECT week, count(*) AS persons, sum(weeks) AS weeks FROM (
            SELECT (min("from") - DATE '{FIRST}') // 7 AS week, sum("to" - "from") // 7 AS weeks
            FROM '{folder / "spells.parquet"}' WHERE state = 'education_support' GROUP BY person
        ) GROUP BY week""").pl()


def spells_bare(folder: Path) -> None:
    """The bare read of the spells: a sum by person of the columns that are measured."""
    table = pl.scan_parquet(folder / "spells.parquet")
    days = (pl.col(name).to_physical().sum() for name in ("from", "to"))
    table.group_by("person").agg(*days, pl.col("state").to_physical().sum().alias("s")).select(
        pl.len()
    ).collect()


def unpivot_duckdb(folder: Path) -> Answer:
    return duckdb.sql(f"""
        SELECT name AS week, count(*) AS persons, sum(weeks) AS weeks FROM (
            SELECT min(week) AS name, count(*) AS weeks
            FROM (UNPIVOT '{folder / "wide.parquet"}' ON {", ".join(WEEKS)} INTO NAME week VALUE code)
            WHERE code = 651 GROUP BY person
        ) GROUP BY name""").pl()


def concat_duckdb(folder: Path) -> Answer:
    """The strongest wide query: a letter for each week in one string, which is then searched."""
    letters = " || ".join(f"CASE WHEN {name} = 651 THEN '1' ELSE '0' END" for name in WEEKS)
    return duckdb.sql(f"""
        SELECT first - 1 AS week, count(*) AS persons, sum(weeks) AS weeks FROM (
            SELECT strpos(line, '1') AS first, length(replace(line, '0', '')) AS weeks
            FROM (SELECT {letters} AS line FROM '{folder / "wide.parquet"}')
        ) WHERE first > 0 GROUP BY first""").pl()


def unpivot_polars(folder: Path) -> Answer:
    table = pl.scan_parquet(folder / "wide.parquet").select("person", *WEEKS)
    support = table.unpivot(WEEKS, index="person", variable_name="week").filter(pl.col("value") == 651)
    persons = support.group_by("person").agg(pl.col("week").min(), pl.len().alias("weeks"))
    found = persons.group_by("week").agg(pl.len().alias("persons"), pl.col("weeks").sum())
    return found.collect(engine="streaming")


def melt_pandas(folder: Path) -> Answer:
    import pandas as pd

    wide = pd.read_parquet(folder / "wide.parquet", columns=["person", *WEEKS])
    support = wide.melt(id_vars="person", var_name="week").query("value == 651")
    persons = support.groupby("person").agg(week=("week", "min"), weeks=("week", "size"))
    found = persons.groupby("week").agg(persons=("weeks", "size"), weeks=("weeks", "sum"))
    return pl.from_pandas(found.reset_index())


DEEDS: dict[str, Callable[[Path], Answer]] = {
    "bare weeks, Polars": lambda folder: bare_polars(folder, WEEKS),
    "bare weeks, DuckDB": lambda folder: bare_duckdb(folder, WEEKS),
    "bare all, Polars": lambda folder: bare_polars(folder, ALL),
    "bare all, DuckDB": lambda folder: bare_duckdb(folder, ALL),
    "import weeks": import_weeks,
    "import all": import_all,
    "bare spells": spells_bare,
    "answer from spells, Polars": spells_polars,
    "answer from spells, DuckDB": spells_duckdb,
    "DuckDB concat string": concat_duckdb,
    "DuckDB UNPIVOT": unpivot_duckdb,
    "Polars unpivot": unpivot_polars,
    "pandas melt": melt_pandas,
    "bare CSV, Polars": bare_csv,
    "import CSV": lambda folder: import_all(folder, "wide.csv"),
}
ANSWERS = tuple(DEEDS)[7:13]
"""The deeds that answer the question."""


def same(answer: pl.DataFrame) -> list[tuple[int, int, int]]:
    """An answer with its weeks as numbers, sorted."""
    if answer["week"].dtype == pl.String:
        answer = answer.with_columns(pl.col("week").replace_strict(WEEKS, list(range(len(WEEKS)))))
    return sorted(answer.select(pl.col("week", "persons", "weeks").cast(pl.Int64)).iter_rows())

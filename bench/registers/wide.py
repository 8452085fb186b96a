"""What an analyst would write on the wide table, for two questions that need no import.

Support: in which week do persons have their first week of education support (651), and how many such weeks in all?
Work: the same of paid ordinary employment with or without a benefit: an industry in the month of the week's Thursday,
no subsidised job (700–769, 771) in the week, observation not ended (999).
An answer is a table of week (its name or number), persons and weeks.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from bench.registers.make import month_names, week_names
from ipseval.registers.dream.weeks import read_calendar

WEEKS, MONTHS = week_names(), month_names("branche")
MONTH_OF = [MONTHS[place] for place in read_calendar(["person", *WEEKS, *MONTHS]).month_of]
NO_WORK = "(coalesce({0}, 0) BETWEEN 700 AND 769 OR coalesce({0}, 0) IN (771, 999))"


def wide(folder: Path) -> str:
    return f"'{folder / 'wide.parquet'}'"


def concat_support(folder: Path) -> pl.DataFrame:
    return _concat(folder, [f"{week} = 651" for week in WEEKS])


def concat_work(folder: Path) -> pl.DataFrame:
    return _concat(
        folder,
        [
            f"{month} IS NOT NULL AND NOT {NO_WORK.format(week)}"
            for week, month in zip(WEEKS, MONTH_OF, strict=True)
        ],
    )


def _concat(folder: Path, conditions: list[str]) -> pl.DataFrame:
    """A letter for each week in one string, which is then searched."""
    letters = ", ".join(f"if({condition}, '1', '0')" for condition in conditions)
    return duckdb.sql(f"""
        SELECT first - 1 AS week, count(*) AS persons, sum(weeks) AS weeks FROM (
            SELECT strpos(line, '1') AS first, length(replace(line, '0', '')) AS weeks
            FROM (SELECT concat({letters}) AS line FROM {wide(folder)})
        ) WHERE first > 0 GROUP BY first""").pl()


def unpivot_support(folder: Path) -> pl.DataFrame:
    return duckdb.sql(f"""
        SELECT name AS week, count(*) AS persons, sum(weeks) AS weeks FROM (
            SELECT min(week) AS name, count(*) AS weeks
            FROM (UNPIVOT {wide(folder)} ON {", ".join(WEEKS)} INTO NAME week VALUE code)
            WHERE code = 651 GROUP BY person
        ) GROUP BY name""").pl()


def unpivot_work(folder: Path) -> pl.DataFrame:
    calendar = ", ".join(f"('{week}', '{month}')" for week, month in zip(WEEKS, MONTH_OF, strict=True))
    return duckdb.sql(f"""
        WITH weeks AS (
            FROM (SELECT person, {", ".join(WEEKS)} FROM {wide(folder)})
            UNPIVOT INCLUDE NULLS (code FOR week IN ({", ".join(WEEKS)}))
        ), months AS (
            UNPIVOT (SELECT person, {", ".join(MONTHS)} FROM {wide(folder)})
            ON {", ".join(MONTHS)} INTO NAME month VALUE industry
        ), calendar(week, month) AS (VALUES {calendar})
        SELECT name AS week, count(*) AS persons, sum(weeks) AS weeks FROM (
            SELECT min(week) AS name, count(*) AS weeks
            FROM weeks JOIN calendar USING (week) JOIN months USING (person, month)
            WHERE NOT {NO_WORK.format("code")} GROUP BY person
        ) GROUP BY name""").pl()


def polars_support(folder: Path) -> pl.DataFrame:
    table = pl.scan_parquet(folder / "wide.parquet").select("person", *WEEKS)
    support = table.unpivot(WEEKS, index="person", variable_name="week").filter(pl.col("value") == 651)
    return _polars(support)


def polars_work(folder: Path) -> pl.DataFrame:
    table = pl.scan_parquet(folder / "wide.parquet")
    weeks = table.unpivot(WEEKS, index="person", variable_name="week", value_name="code")
    months = table.unpivot(MONTHS, index="person", variable_name="month").drop_nulls("value")
    code = pl.col("code").fill_null(0)
    calendar = pl.LazyFrame({"week": WEEKS, "month": MONTH_OF})
    work = weeks.filter(~(code.is_between(700, 769) | code.is_in([771, 999]))).join(calendar, on="week")
    return _polars(work.join(months, on=["person", "month"], how="semi"))


def _polars(weeks: pl.LazyFrame) -> pl.DataFrame:
    persons = weeks.group_by("person").agg(pl.col("week").min(), pl.len().alias("weeks"))
    found = persons.group_by("week").agg(pl.len().alias("persons"), pl.col("weeks").sum())
    return found.collect(engine="streaming")


def melt_support(folder: Path) -> pl.DataFrame:
    import pandas as pd

    table = pd.read_parquet(folder / "wide.parquet", columns=["person", *WEEKS])
    support = table.melt(id_vars="person", var_name="week").query("value == 651")
    persons = support.groupby("person").agg(week=("week", "min"), weeks=("week", "size"))
    found = persons.groupby("week").agg(persons=("weeks", "size"), weeks=("weeks", "sum"))
    return pl.from_pandas(found.reset_index())

"""What is measured: our import and the answers from spells, the bare read, and the wide queries of an analyst.

The questions are those of `wide`. All answers to one question, the first word of the deed, are compared before a time
is shown.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl

from bench.registers import wide
from bench.registers.make import FIRST, month_names, week_names
from bench.registers.table import Aim
from ipseval.registers.codes import read_codes
from ipseval.registers.command import write
from ipseval.registers.dream import Conversion, sas
from ipseval.registers.dream.read import PERSONS
from ipseval.registers.dream.weeks import read_calendar

WEEKS = week_names()
ALL = [*WEEKS, *month_names("branche"), *month_names("grad")]
MONDAY = pl.lit(FIRST)
STATES = {"support": "education_support", "work": "work_any"}

Answer = list[tuple[int, int, int]]


def bare_polars(folder: Path, columns: list[str]) -> None:
    pl.scan_parquet(folder / "wide.parquet").select(pl.col(columns).sum()).collect(engine="streaming")


def bare_parts(folder: Path, columns: list[str]) -> None:
    """As the import reads: in parts, which Polars sums faster than all at once."""
    table = pl.scan_parquet(folder / "wide.parquet").select(columns)
    for first in range(0, table.select(pl.len()).collect().item(), PERSONS):
        table.slice(first, PERSONS).collect().sum()


def bare_duckdb(folder: Path, columns: list[str]) -> None:
    sums = ", ".join(f"sum({name})" for name in columns)
    duckdb.sql(f"SELECT {sums} FROM '{folder / 'wide.parquet'}'").fetchall()


def bare_csv(folder: Path) -> None:
    kinds = {name: pl.Float32 if name.startswith("grad") else pl.Int32 for name in ALL}
    table = pl.scan_csv(folder / "wide.csv", schema_overrides=kinds, infer_schema=False)
    table.select(pl.col(ALL).sum()).collect(engine="streaming")


def bare_sas(folder: Path) -> None:
    """The reader of SAS files itself, as many values at a time as the import holds."""
    import pandas as pd

    with pd.read_sas(folder / "wide.sas7bdat", format="sas7bdat", iterator=True) as reader:
        while len(frame := reader.read(sas.NUMBERS // (len(ALL) + 1))):
            frame.drop(columns="person").sum()


def import_all(folder: Path, file: str = "wide.parquet", out: str = "spells.parquet") -> None:
    write(Conversion.open([folder / file], read_codes()), folder / out, folder / f"observed-{out}")


def import_weeks(folder: Path) -> None:
    """The weeks alone: without industry, degree, the rules of work and the islands."""
    whole = Conversion.open([folder / "wide.parquet"], read_codes())
    source = replace(whole.source, calendar=read_calendar(["person", *WEEKS]))
    write(replace(whole, source=source), folder / "weeks.parquet", folder / "observed-weeks.parquet")


def spells_polars(folder: Path, question: str) -> Answer:
    chosen = pl.scan_parquet(folder / "spells.parquet").filter(pl.col("state") == STATES[question])
    weeks = (pl.col("to") - pl.col("from")).dt.total_days() // 7
    first = (pl.col("from").min() - MONDAY).dt.total_days() // 7
    persons = chosen.group_by("person").agg(first.alias("week"), weeks.sum().alias("weeks"))
    return answer(persons.group_by("week").agg(pl.len().alias("persons"), pl.col("weeks").sum()).collect())


def spells_duckdb(folder: Path, question: str) -> Answer:
    found = duckdb.sql(f"""
        SELECT week, count(*) AS persons, sum(weeks) AS weeks FROM (
            SELECT (min("from") - DATE '{FIRST}') // 7 AS week, sum("to" - "from") // 7 AS weeks
            FROM '{folder / "spells.parquet"}' WHERE state = '{STATES[question]}' GROUP BY person
        ) GROUP BY week""")
    return answer(found.pl())


def spells_bare(folder: Path) -> None:
    """The bare read of the spells: a sum by person of the columns that are measured."""
    table = pl.scan_parquet(folder / "spells.parquet")
    days = (pl.col(name).to_physical().sum() for name in ("from", "to"))
    table.group_by("person").agg(*days, pl.col("state").to_physical().sum().alias("s")).select(
        pl.len()
    ).collect()


def support_r(folder: Path) -> Answer:
    """data.table, which reads no Parquet: from the CSV."""
    script, found = Path(__file__).with_name("support.R"), folder / "support-r.csv"
    subprocess.run(["Rscript", str(script), str(folder / "wide.csv"), str(found)], check=True)
    return answer(pl.read_csv(found))


def has_r() -> bool:
    """Whether R is here, with data.table."""
    asked = ["Rscript", "-e", "library(data.table)"]
    return bool(shutil.which("Rscript")) and subprocess.run(asked, capture_output=True).returncode == 0


def left_out() -> Iterator[str]:
    """A sentence for each rival that is not on this machine."""
    if not has_r():
        yield "R with data.table is not installed: its row is left out (Debian: r-base-core, r-cran-data.table)."


DEEDS: dict[str, Callable[[Path], object]] = {
    "bare weeks, Polars": lambda folder: bare_polars(folder, WEEKS),
    "bare weeks, Polars in parts": lambda folder: bare_parts(folder, WEEKS),
    "bare weeks, DuckDB": lambda folder: bare_duckdb(folder, WEEKS),
    "bare all, Polars": lambda folder: bare_polars(folder, ALL),
    "bare all, Polars in parts": lambda folder: bare_parts(folder, ALL),
    "bare all, DuckDB": lambda folder: bare_duckdb(folder, ALL),
    "import weeks": import_weeks,
    "import all": import_all,
    "bare spells": spells_bare,
    "support from spells, Polars": lambda folder: spells_polars(folder, "support"),
    "support from spells, DuckDB": lambda folder: spells_duckdb(folder, "support"),
    "support wide, DuckDB string": lambda folder: answer(wide.concat_support(folder)),
    "support wide, DuckDB UNPIVOT": lambda folder: answer(wide.unpivot_support(folder)),
    "support wide, Polars unpivot": lambda folder: answer(wide.polars_support(folder)),
    "support wide, pandas melt": lambda folder: answer(wide.melt_support(folder)),
    "work from spells, Polars": lambda folder: spells_polars(folder, "work"),
    "work from spells, DuckDB": lambda folder: spells_duckdb(folder, "work"),
    "work wide, DuckDB string": lambda folder: answer(wide.concat_work(folder)),
    "work wide, DuckDB UNPIVOT": lambda folder: answer(wide.unpivot_work(folder)),
    "work wide, Polars unpivot": lambda folder: answer(wide.polars_work(folder)),
    "bare CSV, Polars": bare_csv,
    "import CSV": lambda folder: import_all(folder, "wide.csv", "csv-spells.parquet"),
    "bare SAS, pandas": bare_sas,
    "import SAS": lambda folder: import_all(folder, "wide.sas7bdat", "sas-spells.parquet"),
}
if has_r():
    DEEDS["support wide, R data.table, CSV"] = support_r

AIMS = [
    Aim("import weeks", "bare weeks", "at most", 2.5),
    Aim("import all", "bare all", "at most", 4),
    Aim("import CSV", "bare CSV", "at most", 1.5),
    Aim("import SAS", "bare SAS", "at most", 1.5),
    Aim("support from spells", "bare spells", "at most", 2),
    Aim("work from spells", "bare spells", "at most", 2),
    Aim("support wide", "support from spells", "at least", 10),
    Aim("work wide", "work from spells", "at least", 10),
    Aim("support wide, Polars unpivot", "support from spells", "at least", 30),
    Aim("work wide, Polars unpivot", "work from spells", "at least", 30),
    Aim("support wide, DuckDB UNPIVOT", "import weeks + support from spells", "at least", 2),
    Aim("work wide, DuckDB UNPIVOT", "import all + work from spells", "at least", 2),
    Aim("support wide, pandas melt", "support from spells"),
    Aim("support wide, R data.table, CSV", "support from spells"),
]


def answer(found: pl.DataFrame) -> Answer:
    """An answer with its weeks as numbers, sorted."""
    if found["week"].dtype == pl.String:
        found = found.with_columns(pl.col("week").replace_strict(WEEKS, list(range(len(WEEKS)))))
    return sorted(found.select(pl.col("week", "persons", "weeks").cast(pl.Int64)).iter_rows())

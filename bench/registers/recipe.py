"""What is measured of the recipe: all measures of a study from prepared spells, against the bare read; no import."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from bench.registers.make import FIRST, WEEKS
from bench.registers.table import Aim
from ipseval.engine import Engine, open_engine
from ipseval.recipe import evaluate, people
from ipseval.registers import REGISTERS
from ipseval.registers.codes import read_codes
from ipseval.registers.command import RUNGS
from ipseval.study import FollowUp, Study

SITES = 98
"""As many as the municipalities."""
END = FIRST + timedelta(weeks=WEEKS)
"""The first day that the register does not tell of."""
ENGINES = {"DuckDB": "duckdb", "Polars": "polars", "Spark": "spark"}

STUDY = Study(
    title="From prepared spells",
    through=END - timedelta(days=1),
    endings={"register_end": "censor", "dream_999": "censor"},
    states={code.state: RUNGS.get(code.role, "none") for code in read_codes()}
    | {"work_any": "ordinary_employment", "work_self_supporting": "none"},
    follow_up=FollowUp(18, "months"),
    groups=("ips", "usual"),
)

Files = dict[str, list[Path]]


def prepare(folder: Path) -> Files:
    """What the import has written, and a course for every person of it: a start in 2016 to 2020, an end for most."""
    spells, path = folder / "spells.parquet", folder / "courses.parquet"
    if not path.exists():
        persons = pl.scan_parquet(spells).select(pl.col("person").unique().sort()).collect()["person"]
        rng, many = np.random.default_rng(20160101), len(persons)
        start = (date(2016, 1, 1) - date(1970, 1, 1)).days + rng.integers(0, 5 * 365, many)
        pl.DataFrame({
            "person": persons,
            "start": pl.Series(start, dtype=pl.Int32).cast(pl.Date),
            "end": pl.Series(start + rng.integers(30, 4 * 365, many), dtype=pl.Int32).cast(pl.Date),
            "group": pl.Series(rng.integers(0, 2, many)).replace_strict([0, 1], ["ips", "usual"]),
            "site": pl.Series(rng.integers(0, SITES, many) + 1).cast(pl.String),
        }).write_parquet(path)  # fmt: skip
    return {"courses": [path], "spells": [spells], "observed": [folder / "observed-spells.parquet"]}


def bare(engine: Engine, files: Files) -> None:
    """By person the sums of the days and the greatest of the words: no reading of the spells can do less."""
    spells = files["spells"][0]
    if engine.name == "polars":
        columns = [pl.col("from", "to").to_physical().sum(), pl.col("state", "employer").to_physical().max()]
        persons = pl.scan_parquet(spells).group_by("person").agg(*columns)
        # an answer that nobody asks for would not be worked out
        persons.select(pl.exclude("person").max()).collect(engine="streaming")
        return
    table = f"'{spells}'" if engine.name == "duckdb" else f"parquet.`{spells}`"
    day = {"duckdb": """"{}" - DATE '1970-01-01'""", "spark": "unix_date(`{}`)"}[engine.name]
    sums = f"sum({day.format('from')}) AS a, sum({day.format('to')}) AS b"
    persons = f"SELECT {sums}, max(state) AS c, max(employer) AS d FROM {table} GROUP BY person"
    asked = f"SELECT max(a), max(b), max(c), max(d) FROM ({persons})"
    if engine.name == "duckdb":
        import duckdb

        duckdb.sql(asked).fetchall()
    else:
        from ipseval.engine.spark import session

        session().sql(asked).collect()


def measures(engine: Engine, files: Files) -> int:
    """One row per course with all that the measures rest on, in memory; said as one number."""
    rows = people(STUDY, _read(engine, files), engine)
    return int(rows.hash_rows(seed=1).sum())


def whole(engine: Engine, files: Files) -> str:
    """The whole evaluation: check, measures, estimates, gate."""
    released = evaluate(STUDY, _read(engine, files), engine, files)
    return released.files()["figures.json"]


def _read(engine: Engine, files: Files) -> dict[str, object]:
    return {name: engine.read(REGISTERS[name], paths) for name, paths in files.items()}


def _deed(engine: str, do: Callable[[Engine, Files], object], folder: Path) -> Iterator[object]:
    """Opens the engine, which is not measured; then does what is."""
    files, opened = prepare(folder), _open(engine)
    yield
    yield do(opened, files)


def _again(engine: str, do: Callable[[Engine, Files], object], folder: Path) -> Iterator[object]:
    """The same a second time, when Spark has compiled what it runs."""
    files, opened = prepare(folder), _open(engine)
    do(opened, files)
    yield
    yield do(opened, files)


def _session(folder: Path) -> None:
    _open("spark")


def _open(engine: str) -> Engine:
    # with Spark's own gigabyte a million rows do not come back
    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_SUBMIT_ARGS="--driver-memory 6g pyspark-shell")
    return open_engine(engine)


KINDS = {"bare spells by person": bare, "measures from spells": measures, "evaluation of spells": whole}
DEEDS: dict[str, Callable[[Path], object]] = {
    f"{kind}, {name}": partial(_deed, engine, do) for kind, do in KINDS.items() for name, engine in ENGINES.items()
}  # fmt: skip
DEEDS |= {
    "session, Spark": _session,
    "bare spells by person, Spark again": partial(_again, "spark", bare),
    "measures from spells, Spark again": partial(_again, "spark", measures),
}
"""Deeds whose names begin with the same word must give the same answer."""

MOST = {"DuckDB": 8, "Polars": 8, "Spark": 10, "Spark again": 10}
AIMS = [
    Aim(f"measures from spells, {name}", f"bare spells by person, {name}", "at most", most)
    for name, most in MOST.items()
]

"""Apache Spark gives what the other engines give, on every table that is drawn and on a real study.

One session serves all; where Java or PySpark is missing they are skipped with a sentence, but never with CI=true.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ipseval import read_study
from ipseval.engine import DataError, collect, open_engine
from ipseval.recipe import people, run_folder
from ipseval.registers import COURSES, REGISTERS
from ipseval.study import FollowUp, Study
from spec.ipseval import test_situations as situations
from spec.ipseval import test_who_is_in as deliveries

pytestmark = [
    pytest.mark.slow,
    # PySpark leaves its sockets to the collector of garbage
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.skipif(
        not (shutil.which("java") and find_spec("pyspark")) and os.environ.get("CI") != "true",
        reason="Java or PySpark is not installed here (make test does it on Debian).",
    ),
]
STUDIES = Path(__file__).parents[3] / "studies"


@pytest.fixture(scope="module", autouse=True)
def java_that_starts_fast() -> Iterator[None]:
    """Without the second compiler a short run takes less than half the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield


def followed(study: Study, tables: dict[str, pl.DataFrame], engine: str) -> pl.DataFrame:
    """One row per course, before anything is estimated."""
    opened = open_engine(engine)
    return people(
        study, {name: opened.take(REGISTERS[name], table) for name, table in tables.items()}, opened
    )


def delivered() -> dict[str, pl.DataFrame]:
    """All the deliveries at once, each with people of its own."""
    rows = [
        (f"{title} {row[0]}", *row[1:]) for title, (rows, _) in deliveries.DELIVERIES.items() for row in rows
    ]
    ended = [(title, "2023-01-09", end, "x", "north") for title, (end, _, _) in deliveries.ENDS.items()]
    jobs = [(title, "ordinary_employment", *job) for title, (_, job, _) in deliveries.ENDS.items()]
    spells = pl.DataFrame(jobs, schema=["person", "state", "from", "to"], orient="row")
    return {
        "courses": pl.DataFrame(rows + ended, schema=deliveries.SCHEMA, orient="row"),
        "spells": spells,
    }


@pytest.mark.parametrize(
    ("study", "tables"),
    [
        (situations.STUDY, situations.frames(situations.SITUATIONS)),
        (deliveries.STUDY, delivered()),
        (Study(through=deliveries.STUDY.through, until_course_end=True), delivered()),
    ],
    ids=["situations", "deliveries", "deliveries seen until the course ended"],
)
def test_the_drawn_tables(study: Study, tables: dict[str, pl.DataFrame]) -> None:
    assert_frame_equal(followed(study, tables, "spark"), followed(study, tables, "duckdb"))


@pytest.mark.parametrize("name", sorted(path.parent.name for path in STUDIES.glob("*/study.toml")))
def test_every_study_byte_by_byte(name: str) -> None:
    folder = STUDIES / name
    spark, other = (run_folder(read_study(folder), folder, engine).files() for engine in ("spark", "duckdb"))
    assert {n: text for n, text in spark.items() if n != "manifest.json"} == {
        n: text for n, text in other.items() if n != "manifest.json"
    }


CELLS = {
    "a day": ("p1,2024-02-29,,,yes", 0),
    "a day that is none": ("p1,2023-02-29,,,yes", 1),
    "a day as in a letter": ("p1,29.2.2024,,,yes", 1),
    "a day cut short": ("p1,2024-2-9,,,yes", 1),
    "a comma and quotes in a name": ('"p, ""1""",2024-02-29,,"a, b",no', 0),
    "a line feed in a name": ('"p\n1",2024-02-29,,x,ja', 0),
    "spaces stay": (" p1 ,2024-02-29,, x ,Nej", 0),
    "an empty text in quotes": ('"",2024-02-29,,"",0', 0),
    "no yes and no no": ("p1,2024-02-29,,,maybe", 1),
    "Danish letters": ("Ærø,2024-02-29,,Ålborg,TRUE", 0),
}


def test_cells_are_read_alike(tmp_path: Path) -> None:
    file = tmp_path / "courses.csv"
    rows = [row for row, _ in CELLS.values()]
    file.write_text("person,start,end,group,in_work_at_start\n" + "\n".join(rows) + "\n", "utf-8")
    by = [column.name for column in COURSES.columns] + ["unreadable"]
    spark, duckdb, polars = (
        collect(open_engine(engine).read(COURSES, [file]), by=by) for engine in ("spark", "duckdb", "polars")
    )
    assert spark["unreadable"].sum() == sum(bad for _, bad in CELLS.values())
    assert_frame_equal(spark, polars)
    assert_frame_equal(duckdb, polars)


def test_parquet_of_many_kinds_is_read_alike(tmp_path: Path) -> None:
    start = pl.Series("start", ["2024-02-29", None]).str.to_date()
    frame = pl.DataFrame({"person": [1, 2], "start": start, "in_work_at_start": [True, None]}).with_columns(
        pl.col("person").cast(pl.Int32),
        pl.col("start").cast(pl.Datetime).alias("end"),
        pl.Series("group", ["a", None], dtype=pl.Categorical),
        pl.lit(None).alias("site"),
    )
    for place in (0, 1):
        frame[place : place + 1].write_parquet(tmp_path / f"{place}.parquet")
    paths = sorted(tmp_path.glob("*.parquet"))
    spark, polars = (collect(open_engine(e).read(COURSES, paths), by=["person"]) for e in ("spark", "polars"))
    assert_frame_equal(spark, polars)
    assert spark["start"].to_list() == [19782, None]


def test_months_ahead_as_elsewhere() -> None:
    starts = pl.date_range(pl.date(2023, 1, 1), pl.date(2024, 12, 31), eager=True).alias("start")
    frame = pl.DataFrame({"person": starts.cast(pl.String), "start": starts})
    for length in (1, 6, 12, 18):
        ahead = []
        for engine in ("spark", "duckdb", "polars"):
            opened = open_engine(engine)
            table = opened.take(COURSES, frame)
            ahead.append(collect(opened.ahead(table, "start", FollowUp(length), "later"), by=["start"]))
        assert_frame_equal(ahead[0], ahead[1])
        assert_frame_equal(ahead[0], ahead[2])


def test_a_column_of_a_kind_that_cannot_be_read(tmp_path: Path) -> None:
    pl.DataFrame({"person": ["a"], "start": [1.5]}).write_parquet(tmp_path / "courses.parquet")
    with pytest.raises(DataError, match="the column start holds double; it must hold a date"):
        open_engine("spark").read(COURSES, [tmp_path / "courses.parquet"])

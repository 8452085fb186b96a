"""From a delivery to what a study measures: the islands of the spells file are those that a run finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ipseval.registers.dream.test_hours import CODES as WITH_HOURS
from tests.ipseval.registers.dream.test_situations import CODES, LIVES, convert, register

from ipseval import FollowUp, Study
from ipseval.engine import open_engine
from ipseval.recipe import people
from ipseval.registers import REGISTERS
from ipseval.registers.dream import Conversion

START, WEEKS = date(2024, 1, 1), 12
STUDY = Study(through=date(2025, 12, 31), follow_up=FollowUp(WEEKS, "weeks"))


def measured(spells: pl.DataFrame, work: str, engine: str) -> dict[str, tuple[int, int | None]]:
    """The longest employment and the longest job of everybody, in days, as a run measures them."""
    names = sorted(set(spells["person"]))
    tables = {"courses": pl.DataFrame({"person": names, "start": len(names) * [START]}), "spells": spells}
    opened = open_engine(engine)
    taken = {name: opened.take(REGISTERS[name], frame) for name, frame in tables.items()}
    states = dict.fromkeys(spells["state"].unique(), "none") | {work: "ordinary_employment"}
    rows = people(Study(through=STUDY.through, follow_up=STUDY.follow_up, states=states), taken, opened)
    jobs: list[int | None] = [0] * len(rows)
    if "longest_job" in rows.columns:
        jobs = [
            None if row["longest_job_missing"] else row["longest_job"] for row in rows.iter_rows(named=True)
        ]
    elif len(spells.filter(pl.col("state") == work)):
        jobs = [None if days else 0 for days in rows["longest_employment"]]
    return dict(zip(names, zip(rows["longest_employment"], jobs, strict=True), strict=True))


def bounded(spells: pl.DataFrame, work: str) -> Iterator[tuple[str, tuple[int, int | None]]]:
    """The same from the bounds that stand beside each spell, cut to the follow-up; no job where an employer is not told."""
    end = START + timedelta(weeks=WEEKS)
    for name in sorted(set(spells["person"])):
        own = spells.filter((pl.col("person") == name) & (pl.col("state") == work))
        inside = own.filter(pl.col("from") < end)
        days = {
            bound: max(
                (
                    max((min(to, end) - first).days, 0)
                    for first, to in inside.select(f"{bound}_from", f"{bound}_to").drop_nulls().rows()
                ),
                default=0,
            )
            for bound in ("employment", "job")
        }
        yield name, (days["employment"], None if inside["job_from"].null_count() else days["job"])


@pytest.mark.slow
@pytest.mark.parametrize("work", ["work_any", "work_self_supporting"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(LIVES, min_size=1, max_size=9))
def test_the_islands_of_the_file_are_those_of_a_run(
    work: str, drawn: list[tuple[str, str]], tmp_path: Path
) -> None:
    register(drawn).write_parquet(tmp_path / "dream.parquet")
    spells, _ = convert(Conversion.open([tmp_path / "dream.parquet"], CODES))
    if len(spells):
        for engine in ("duckdb", "polars"):
            assert measured(spells, work, engine) == dict(bounded(spells, work))


PAID = st.lists(
    st.tuples(
        st.sampled_from(["p0", "p1"]), st.sampled_from(["2024-01", "2024-02", "2024-03"]), st.sampled_from(["x", "y", None]),
        st.sampled_from([2.0, 5.0, 40.0]),
    ), min_size=1, max_size=9,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paid=PAID)
def test_also_of_hours_at_several_employers(
    paid: list[tuple[str, str, str | None, float]], tmp_path: Path
) -> None:
    columns = {"person": pl.String, "month": pl.String, "employer": pl.String, "hours": pl.Float64}
    pl.DataFrame(paid, schema=columns, orient="row").write_parquet(tmp_path / "hours.parquet")
    weeks = {"person": ["p0", "p1"]} | {f"y_24{week:02}": [130, None] for week in range(1, 14)}
    pl.DataFrame(weeks).write_parquet(tmp_path / "dream.parquet")
    found = Conversion.open([tmp_path / "dream.parquet"], WITH_HOURS, tmp_path / "hours.parquet")
    spells, _ = convert(found)
    for engine in ("duckdb", "polars"):
        assert measured(spells, "work_by_hours", engine) == dict(bounded(spells, "work_by_hours"))


# --- what is wrong in a delivery, each in the smallest table that has it -----------------------------------------
def faults(table: pl.DataFrame, folder: Path) -> dict[str, int]:
    table.write_parquet(folder / "dream.parquet")
    conversion = Conversion.open([folder / "dream.parquet"], CODES)
    list(conversion.parts())
    return {name: number for name, number in conversion.faults.items() if number}


def test_a_week_that_no_calendar_has(tmp_path: Path) -> None:
    """2010 had 52 weeks."""
    weeks = pl.DataFrame({"person": ["a"], "y_1052": [130], "y_1053": [130], "y_1101": [130]})
    assert faults(weeks, tmp_path) == {"columns_unread": 1}


def test_months_without_employment_data(tmp_path: Path) -> None:
    """February has neither branche nor grad: its five weeks are counted as without work."""
    without = register([("." * 14, "aaaa")]).drop("branche_2024_02", "grad_2024_02")
    assert faults(without, tmp_path) == {"months_missing": 5}


@pytest.mark.parametrize(
    ("weeks", "number"), [("kkkkkk...kkkkk", 1), ("kkkkkk....kkkk", 0), ("kk...kkk..kkkk", 2)]
)
def test_self_supporting_for_less_than_four_weeks(weeks: str, number: int, tmp_path: Path) -> None:
    found = faults(register([(weeks, "aaaa")]), tmp_path)
    assert found.get("self_supporting_too_short", 0) == number

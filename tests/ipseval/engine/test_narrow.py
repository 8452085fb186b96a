"""Whole numbers are kept as narrow as they fit, and computed with as wide as it takes."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from ipseval.engine import collect, open_engine
from ipseval.recipe import estimate, people
from ipseval.registers import REGISTERS
from ipseval.study import FollowUp, Study

EDGE = date(1970, 1, 1) + timedelta(days=2**15 - 10)
"""A few days more, and days since 1970 do not fit 16 bits."""
STUDY = Study(
    through=date(2115, 12, 31), follow_up=FollowUp(600, "months"), groups=("yes", "no"), unit="course"
)
WEEK = 7 * 24 * 60


def tables() -> dict[str, pl.DataFrame]:
    """Sixty people, half of whom work day and night for fifty years in two jobs at once; every third has two courses."""
    courses = [(f"p{n:02}", EDGE + timedelta(days=n), "yes" if n % 2 else "no") for n in range(60)]
    courses += [(person, start + timedelta(days=300), group) for person, start, group in courses[::3]]
    spells = [
        (person, "ordinary_employment", EDGE, None, WEEK, employer)
        for person, _, group in courses[:60:2]
        for employer in ("a", "b")
    ]
    columns = {
        "person": str,
        "state": str,
        "from": date,
        "to": date,
        "minutes_week": pl.Int64,
        "employer": str,
    }
    return {
        "courses": pl.DataFrame(courses, schema=["person", "start", "group"], orient="row"),
        "spells": pl.DataFrame(spells, schema=columns, orient="row"),
    }


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_figures_are_those_of_wide_numbers(engine: str) -> None:
    opened = open_engine(engine)
    narrow = people(
        STUDY, {name: opened.take(REGISTERS[name], frame) for name, frame in tables().items()}, opened
    )
    days = (narrow["stop"].cast(pl.Int64) - narrow["start"].cast(pl.Int64)).to_list()
    worked = narrow["work_days"].to_list()
    assert narrow["hours"].to_list() == [2 * WEEK * number for number in worked]
    assert {0, *days} == {0, *worked}
    assert {str(narrow[name].dtype) for name in ("mature", "was_working", "ending")} == {"Int8"}
    wide = narrow.with_columns(pl.col(pl.Int8, pl.Int16, pl.Int32).cast(pl.Int64))
    figures = [[draft.figure for draft in estimate(STUDY, rows, {}).drafts] for rows in (narrow, wide)]
    assert figures[0] == figures[1]
    assert any(figure.measure == "hours" and figure.value for figure in figures[0])


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize(
    ("most", "kind"), [(2**7 - 1, pl.Int8), (2**7, pl.Int16), (2**15, pl.Int32), (2**31, pl.Int64)]
)
def test_a_column_is_as_narrow_as_its_values(engine: str, most: int, kind: type[pl.DataType]) -> None:
    frame = pl.DataFrame({"number": [most, None, 0], "person": ["b", "a", "c"]})
    found = collect(open_engine(engine).table(frame), by=["person"])
    assert found.schema == {"number": kind, "person": pl.String}
    assert found["number"].to_list() == [None, most, 0]

"""Which course of a person counts, drawn as deliveries: rows of the courses register and the line each comes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from ipseval import FollowUp, Study
from ipseval.courses.scope import Scope
from ipseval.engine import open_engine
from ipseval.recipe import people
from ipseval.registers import REGISTERS

pytestmark = pytest.mark.slow

STUDY = Study(through=date(2025, 12, 31), follow_up=FollowUp(52, "weeks"))
SCHEMA = {"person": pl.String, "start": pl.String, "end": pl.String, "group": pl.String, "site": pl.String}
A, B = ("a", "2023-01-09", None, "x", "north"), ("a", "2024-01-09", None, "x", "north")

DELIVERIES = {
    "one course": ([A], {"mature": 1}),
    "the same row twice counts once": ([A, A], {"mature": 1, "duplicate": 1}),
    "the first of two courses": ([B, A], {"mature": 1, "later_course": 1}),
    "the first may be in another group": (
        [A, ("a", "2024-01-09", None, "y", "north")],
        {"mature": 1, "later_course": 1},
    ),
    "one start, two groups": ([A, ("a", "2023-01-09", None, "y", "north")], {"in_two_groups": 2}),
    "one start, two sites": ([A, ("a", "2023-01-09", None, "x", "south")], {"in_two_groups": 2}),
    "offered twice, started never": ([("a", None, None, "x", "north")] * 2, {"never_started": 2}),
    "offered once more, then started": (
        [("a", None, None, "x", "north"), A],
        {"never_started": 1, "mature": 1},
    ),
    "no group is a category": ([("a", "2023-01-09", None, None, None)], {"mature": 1}),
    "two people": ([A, ("b", "2023-01-09", None, "y", "north")], {"mature": 2}),
}


def lines(rows: list[tuple[str | None, ...]], study: Study, engine: str) -> dict[str, int]:
    """The flow table without its zeros and sums."""
    opened = open_engine(engine)
    spells = pl.DataFrame(schema={"person": pl.String, "state": pl.String, "from": pl.Date, "to": pl.Date})
    tables = {"courses": pl.DataFrame(rows, schema=SCHEMA, orient="row"), "spells": spells}
    taken = {name: opened.take(REGISTERS[name], frame) for name, frame in tables.items()}
    flow = Scope(None, None, people(study, taken, opened)).flow()
    assert flow["records"] == len(rows)
    return {name: n for name, n in flow.items() if n and name not in ("records", "started")}


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize("title", DELIVERIES)
def test_delivery(title: str, engine: str) -> None:
    rows, expected = DELIVERIES[title]
    assert lines(rows, STUDY, engine) == expected


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_the_first_course_in_the_period(engine: str) -> None:
    later = replace(STUDY, starts_from=date(2023, 1, 10), starts_before=date(2024, 1, 10))
    assert lines([A, B], later, engine) == {"outside_period": 1, "mature": 1}
    assert lines([A, B], replace(later, starts_before=date(2024, 1, 9)), engine) == {"outside_period": 2}


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_where_the_data_end_with_the_course(engine: str) -> None:
    seen = replace(STUDY, until_course_end=True)
    ended = ("a", "2023-01-09", "2023-06-01", "x", "north")
    assert lines([ended], seen, engine) == {"mature": 1, "ended_early": 1}
    assert lines([ended], STUDY, engine) == {"mature": 1}
    assert lines([("a", "2023-01-09", "2024-01-08", "x", "north")], seen, engine) == {"mature": 1}
    assert lines([("a", "2023-01-09", "2024-01-07", "x", "north")], seen, engine) == {
        "mature": 1,
        "ended_early": 1,
    }


# the end of the course, a job from and to, and whether the course is ended and the person at work on that day;
# the data go to 31 December 2025, and person `a` started on 9 January 2023
ENDS = {
    "in a job on the day it ended": ("2023-06-01", ("2023-05-01", "2023-07-01"), (1, 1)),
    "the job began on that day": ("2023-06-01", ("2023-06-01", "2023-07-01"), (1, 1)),
    "the job began the day after": ("2023-06-01", ("2023-06-02", "2023-07-01"), (1, 0)),
    "the day before was the job's last": ("2023-06-01", ("2023-05-01", "2023-06-01"), (1, 0)),
    "a job that is not over": ("2023-06-01", ("2023-05-01", None), (1, 1)),
    "a job long after the follow-up": ("2025-06-01", ("2025-05-01", None), (1, 1)),
    "still open": (None, ("2023-05-01", None), (0, 0)),
    "ends after the data": ("2026-01-01", ("2023-05-01", None), (0, 0)),
    "ended before it started": ("2022-12-01", ("2022-05-01", None), (0, 0)),
}


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize("title", ENDS)
def test_at_the_end_of_the_course(title: str, engine: str) -> None:
    end, job, expected = ENDS[title]
    opened = open_engine(engine)
    spells = {"person": ["a"], "state": ["ordinary_employment"], "from": [job[0]], "to": [job[1]]}
    schema = dict.fromkeys(spells, pl.String)
    courses = pl.DataFrame([("a", "2023-01-09", end, "x", "north")], schema=SCHEMA, orient="row")
    tables = {"courses": courses, "spells": pl.DataFrame(spells, schema=schema)}
    taken = {name: opened.take(REGISTERS[name], frame) for name, frame in tables.items()}
    row = people(STUDY, taken, opened).to_dicts()[0]
    assert (row["is_ended"], row["at_end"]) == expected


@pytest.mark.parametrize(
    ("follow_up", "last"),
    [
        (FollowUp(364, "days"), "2025-01-01"),
        (FollowUp(52, "weeks"), "2025-01-01"),
        (FollowUp(12, "months"), "2024-12-31"),
    ],
    ids=str,
)
def test_the_last_start_that_is_mature(follow_up: FollowUp, last: str) -> None:
    """Start and follow-up together may reach the last day of the data, 31 December 2025, and no further."""
    study, day = Study(through=date(2025, 12, 31), follow_up=follow_up), date.fromisoformat(last)
    for start, step in ((day, "mature"), (day + timedelta(days=1), "immature")):
        assert lines([("a", start.isoformat(), None, None, None)], study, "duckdb") == {step: 1}


def test_without_a_last_day_every_follow_up_has_passed() -> None:
    assert lines([("a", "2090-01-01", None, None, None)], replace(STUDY, through=None), "duckdb") == {
        "mature": 1
    }

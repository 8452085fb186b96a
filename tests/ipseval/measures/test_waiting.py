"""How long people waited, and their own goals: what a course may tell beside; drawn, and on the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import mean

import polars as pl
import pytest

from ipseval import Released, Study, run
from ipseval.reference import reference
from ipseval.study import FollowUp
from ipseval.study.published import published

pytestmark = pytest.mark.slow

START = date(2024, 3, 1)
STUDY = Study(through=date(2025, 12, 31), follow_up=FollowUp(100, "days"))
SPELLS = pl.DataFrame(
    {"person": ["p0"], "state": ["none"], "from": [START], "to": [START + timedelta(days=9)]}
)
Row = tuple[int | None, int | None, int | None]
COLUMNS = ("referred", "first_contact", "first_employer_contact")

# referral, first contact and first contact with an employer, in days from the start; and the three waits
DRAWN: dict[str, tuple[Row, Row]] = {
    "all told": ((-30, -20, 14), (30, 10, 14)),
    "all on one day": ((0, 0, 0), (0, 0, 0)),
    "no contact with an employer yet": ((-30, -20, None), (30, 10, None)),
    "the referral is not told": ((None, -20, 14), (None, None, 14)),
    "a start before the referral": ((5, 6, 14), (None, 1, 14)),
    "a contact before the referral": ((-10, -20, 14), (10, None, 14)),
    "an employer before the start": ((-30, -20, -5), (30, 10, None)),
    "a day after the data": ((-30, -20, 700), (30, 10, None)),
}  # fmt: skip
WAITS = ("days_referral_to_start", "days_referral_to_first_contact", "days_start_to_first_employer_contact")


def released(rows: Sequence[Row], engine: str = "duckdb", **more: pl.Series) -> Released:
    days = [[None if day is None else START + timedelta(days=day) for day in row] for row in rows]
    told = pl.DataFrame(days, schema=dict.fromkeys(COLUMNS, pl.Date), orient="row")
    people = [f"p{n}" for n in range(len(rows))]
    courses = pl.DataFrame({"person": people, "start": len(rows) * [START]}).hstack(told).with_columns(**more)
    return run(STUDY, {"courses": courses, "spells": SPELLS}, engine)


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize("title", DRAWN)
def test_situation(title: str, engine: str) -> None:
    """Ten people of the kind among thirty who waited 40, 20 and 60 days."""
    row, expected = DRAWN[title]
    found = released([*10 * [row], *30 * [(-40, -20, 60)]], engine)
    for name, of_row, others in zip(WAITS, expected, (40, 20, 60), strict=True):
        figure = found.find(name)
        values = 30 * [others] + ([] if of_row is None else 10 * [of_row])
        assert figure.value == pytest.approx(mean(values))
        assert (figure.n, figure.missing) == (len(values), 40 - len(values))


def test_of_few_without_it_nothing_is_told() -> None:
    figure = released([*3 * [(-30, -20, None)], *30 * [(-40, -20, 60)]]).find(WAITS[2])
    assert (figure.n, figure.missing, figure.value, figure.suppressed) == (None, None, None, True)


def test_where_no_course_tells_it_there_is_no_figure() -> None:
    found = released(40 * [(None, None, None)])
    assert not [f for f in found.figures if f.measure in (*WAITS, "own_goal_reached")]


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_own_goals_are_of_the_courses_that_have_ended_and_tell_it(engine: str) -> None:
    """Of sixty, ten are open; of the fifty ended 24 reached the goal, 18 did not, 8 do not say."""
    ended = pl.Series(50 * [START + timedelta(days=50)] + 10 * [None])
    goal = pl.Series(24 * [True] + 18 * [False] + 8 * [None] + 10 * [True])
    figure = released(60 * [(None, None, None)], engine, end=ended, goal_reached=goal).find(
        "own_goal_reached"
    )
    assert (figure.n, figure.numerator, figure.missing, figure.immature) == (42, 24, 8, 10)
    assert (figure.value, figure.method, figure.unit) == (24 / 42, "Wilson", "share")


def test_the_published_goals_stand_beside_it() -> None:
    of = published("IPSCenter Danmark", reference("benchmarks.csv"))
    assert [one.stands_beside("own_goal_reached", "18 months") for one in of] == [True]
    assert not of[0].stands_beside("at_course_end", "18 months")

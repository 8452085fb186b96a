"""What the measures promise, sentence by sentence, on the figures as they leave a run: whom they count, and whom not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl
import pytest

from ipseval import Released, Study, run
from ipseval.estimates.estimate import proportion, win_odds
from ipseval.study import FollowUp

pytestmark = pytest.mark.slow

START, THROUGH = date(2024, 1, 1), date(2025, 12, 31)
STUDY = Study(
    through=THROUGH,
    follow_up=FollowUp(100, "days"),
    states={"job": "ordinary_employment", "school": "ordinary_education"},
    endings={"death": "competing", "emigration": "competing", "register_end": "censor"},
)


@dataclass(frozen=True)
class Kind:
    """So many people alike; days count from their start, which lies `before_end` days before the end of the data."""

    people: int
    job: tuple[int, int | None] | None = None
    minutes: int | None = None
    ends: tuple[int, str] | None = None
    before_end: int | None = None
    group: str | None = None


def told(kinds: Iterable[Kind], study: Study = STUDY) -> Released:
    courses, spells, seen = [], [], []
    for number, kind in enumerate(kinds):
        start = START if kind.before_end is None else THROUGH - timedelta(days=kind.before_end)
        for each in range(kind.people):
            person = f"{number}-{each}"
            courses.append((person, start, kind.group))
            if kind.job:
                first, last = kind.job
                to = None if last is None else start + timedelta(days=last)
                spells.append((person, "job", start + timedelta(days=first), to, kind.minutes, "x"))
            if kind.ends:
                seen.append((person, start + timedelta(days=kind.ends[0]), kind.ends[1]))
    columns = {
        "person": pl.String,
        "state": pl.String,
        "from": pl.Date,
        "to": pl.Date,
        "minutes_week": pl.Int64,
        "employer": pl.String,
    }
    tables = {
        "courses": pl.DataFrame(courses, schema={"person": pl.String, "start": pl.Date, "group": pl.String}, orient="row"),
        "spells": pl.DataFrame(spells, schema=columns, orient="row"),
        "observed": pl.DataFrame(seen, schema={"person": pl.String, "until": pl.Date, "why": pl.String}, orient="row"),
    }  # fmt: skip
    return run(study, tables)


# --- within the follow-up ---------------------------------------------------------------------------------------
def test_death_and_emigration_stay_in_the_base_and_without_censoring_it_is_k_of_n_with_wilson() -> None:
    found = told(
        [Kind(60), Kind(20, (10, None)), Kind(10, ends=(5, "death")), Kind(10, ends=(6, "emigration"))]
    )
    for measure in ("work_or_education", "first_job"):
        figure, expected = found.find(measure), proportion(20, 100)
        assert (figure.n, figure.numerator, figure.competing, figure.censored) == (100, 20, 20, 0)
        assert (figure.value, figure.low, figure.high) == (0.2, expected.low, expected.high)
        assert figure.method == "Wilson"


def test_the_end_of_the_register_censors_and_both_bases_stand_there() -> None:
    """All of whom the follow-up has passed, and how many of them were not seen to its end."""
    found = told([Kind(60), Kind(20, (50, None)), Kind(20, ends=(30, "register_end"))])
    figure = found.find("work_or_education")
    assert (figure.n, figure.numerator, figure.censored, figure.competing) == (100, 20, 20, 0)
    # those lost on day 30 are stood for by those still seen then
    assert figure.value == pytest.approx(20 / 80)
    assert (figure.lowest, figure.highest) == (0.2, 0.4)
    assert figure.method == "Aalen–Johansen, cloglog"


def test_an_immature_course_that_has_reached_work_is_not_in_k_of_n_either() -> None:
    kinds = [Kind(60), Kind(40, (10, None))]
    alone, found = told(kinds), told([*kinds, Kind(15, (5, None), before_end=50), Kind(15, before_end=50)])
    for measure in ("work_or_education", "weeks_in_work", "longest_employment_to_horizon"):
        one, two = alone.find(measure), found.find(measure)
        assert (two.n, two.numerator, two.value) == (one.n, one.numerator, one.value)
        assert (one.immature, two.immature) == (0, 30)
    # the first job is of all who started: those who are immature are censored, never failures
    assert (found.find("first_job").n, found.find("first_job").censored) == (130, 15)


# --- sustained --------------------------------------------------------------------------------------------------
def test_sustained_is_of_the_first_starts_whose_weeks_have_passed() -> None:
    kinds = [
        Kind(30, (10, None)),
        Kind(12, (10, 10 + 7 * 20)),
        Kind(8, (10, 10 + 7 * 5)),
        Kind(6, (10, None), ends=(60, "death")),
        Kind(5, (10, None), ends=(60, "emigration")),
        Kind(7, (10, None), ends=(60, "register_end")),
        Kind(9, (10, None), before_end=60),
        Kind(25),
    ]
    found = told(kinds)
    for weeks, kept in ((13, 42), (26, 30)):
        figure = found.find(f"sustained_{weeks}")
        assert (figure.n, figure.numerator) == (30 + 12 + 8 + 6 + 5, kept)
        assert (figure.censored, figure.immature) == (7, 9)
        assert figure.value == kept / 61


# --- working this quarter ---------------------------------------------------------------------------------------
def test_working_this_quarter_is_of_those_served_in_it() -> None:
    """The data end with a quarter: the last is October to December 2025, of 92 days."""
    kinds = [
        Kind(
            20, (0, None), before_end=200
        ),  # in work on the first day, from no spell before: works all the while
        Kind(10, (150, 151), before_end=200),  # one day of work, in November
        Kind(30, before_end=200),
        Kind(10, (5, 50), before_end=200),  # worked, but before the quarter
        Kind(15, (5, None), before_end=200, ends=(20, "death")),  # not served any more
    ]
    last = [f for f in told(kinds).figures if f.measure == "working_this_quarter"][-1]
    assert last.period == "the quarter from 2025-10-01 to 2025-12-31"
    assert (last.n, last.numerator, last.value) == (70, 30, 30 / 70)


# --- longest ----------------------------------------------------------------------------------------------------
def test_the_longest_are_cut_at_the_horizon_and_named_so() -> None:
    found = told([Kind(50, (30, None)), Kind(50)])
    for measure in ("longest_employment_to_horizon", "longest_job_to_horizon"):
        figure = found.find(measure)
        assert figure.value == pytest.approx(50 * 70 / 7 / 100)
        assert "cut at the end of the follow-up" in figure.definition
    assert not [f for f in found.figures if f.measure.startswith("longest") and "to_horizon" not in f.measure]


# --- hours ------------------------------------------------------------------------------------------------------
HOURS = [
    Kind(20, (0, 70), 600, group="a"), Kind(30, group="a"), Kind(6, (0, 70), group="a"),
    Kind(10, (0, 70), 1200, group="b"), Kind(30, group="b"), Kind(8, (0, 70), group="b"),
]  # fmt: skip


def test_hours_are_a_mean_with_zeros_and_a_share_with_any_and_missing_is_not_zero() -> None:
    found = told(HOURS)
    mean, some = found.find("work_hours", group="a"), found.find("work_hours_any", group="a")
    assert (mean.n, mean.numerator, mean.missing) == (50, 20, 6)
    assert mean.value == pytest.approx(20 * 100 / 50)
    assert (some.n, some.numerator, some.missing, some.value) == (50, 20, 6, 0.4)


def test_hours_are_compared_by_win_odds_too() -> None:
    study = replace(STUDY, groups=("a", "b"))
    figure = told(HOURS, study).find("work_hours_win_odds", group="a", versus="b")
    of = [pl.Series([100.0] * 20 + [0.0] * 30).to_numpy(), pl.Series([200.0] * 10 + [0.0] * 30).to_numpy()]
    expected = win_odds(of[0], of[1])
    assert (figure.value, figure.low, figure.high) == pytest.approx(
        (expected.value, expected.low, expected.high)
    )


def test_hours_among_workers_only_describe() -> None:
    found = told(HOURS, replace(STUDY, groups=("a", "b")))
    among = [f for f in found.figures if f.measure in ("work_hours_among_workers", "work_hours_a_week")]
    assert {f.group for f in among} == {None, "a", "b"}
    assert all((f.low, f.high, f.se, f.versus) == (None, None, None, None) for f in among)
    assert all(f.method == "mean, descriptive only" for f in among)

"""Where every course of a person counts: people are counted once in the errors, against independent formulas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from ipseval import FollowUp, Released, Study, run
from ipseval.estimates import clustered
from ipseval.estimates.estimate import incidence, proportion, win_odds

pytestmark = pytest.mark.slow

DRAW = np.random.default_rng(3)
PERSONS = np.sort(DRAW.integers(0, 40, 120))
VALUES = DRAW.normal(10, 3, 40)[PERSONS] + DRAW.normal(0, 1, 120)
REACHED = (VALUES > 10).astype(np.int64)


def test_where_each_has_as_many_courses_a_mean_is_that_of_a_regression_clustered_on_person() -> None:
    """statsmodels' cluster-robust error has a factor (n − 1)/(n − 1) for a constant alone, so the two are the same."""
    persons = np.arange(120) // 3
    fitted = sm.OLS(VALUES, np.ones(120)).fit(cov_type="cluster", cov_kwds={"groups": persons}, use_t=True)
    found = clustered.mean(VALUES, persons)
    assert found.se == pytest.approx(float(fitted.bse[0]))
    assert (found.low, found.high) == pytest.approx(tuple(fitted.conf_int()[0]))


def test_where_some_have_more_it_is_a_little_less_certain() -> None:
    """CR2, in full in test_told."""
    fitted = sm.OLS(VALUES, np.ones(120)).fit(cov_type="cluster", cov_kwds={"groups": PERSONS}, use_t=True)
    found, plain = clustered.mean(VALUES, PERSONS), tuple(fitted.conf_int()[0])
    assert plain[0] - 0.1 < (found.low or 0) < plain[0] < plain[1] < (found.high or 0) < plain[1] + 0.1


def test_a_share_is_less_certain_than_of_as_many_people() -> None:
    fitted = sm.OLS(REACHED, np.ones(120)).fit(cov_type="cluster", cov_kwds={"groups": PERSONS})
    found, alone = clustered.proportion(REACHED, PERSONS), proportion(int(REACHED.sum()), 120)
    assert found.value == alone.value
    assert found.se == pytest.approx(float(fitted.bse[0]))
    assert (found.low or 0) < (alone.low or 0) < (alone.high or 0) < (found.high or 0)


def test_a_course_delivered_twice_over_is_no_news() -> None:
    """Each person's one course counted three times gives the limits of one each."""
    once, threefold = np.arange(40), np.repeat(np.arange(40), 3)
    one, three = (
        clustered.proportion(REACHED[:40], once),
        clustered.proportion(np.repeat(REACHED[:40], 3), threefold),
    )
    assert (three.low, three.high) == pytest.approx((one.low, one.high))


def test_nobody_and_everybody_and_one_person() -> None:
    none = clustered.proportion(np.zeros(120, dtype=np.int64), PERSONS)
    assert none.value == 0
    assert 0.08 < (none.high or 0) < 0.13  # of some 40 people, not of 120 courses
    assert clustered.proportion(REACHED[:3], np.zeros(3, dtype=np.int64)).low is None


def test_the_error_of_an_incidence_is_that_of_leaving_people_out() -> None:
    """The jackknife by person; the infinitesimal one is close to it."""
    times, endings = DRAW.integers(1, 60, 120), DRAW.integers(0, 3, 120)
    curve = incidence(times, endings)
    found = clustered.ByPerson(curve.times, curve.value, curve.se, curve.n, times, endings, PERSONS).at(30)
    people = np.unique(PERSONS)
    left = [incidence(times[one != PERSONS], endings[one != PERSONS]).at(30).value for one in people]
    jackknife = np.sqrt((len(people) - 1) / len(people) * np.sum((np.array(left) - np.mean(left)) ** 2))
    assert found.value == curve.at(30).value
    assert found.se == pytest.approx(float(jackknife), rel=0.05)


def test_win_odds_of_all_pairs() -> None:
    first, second = np.array([0.0, 0, 3, 5, 8]), np.array([0.0, 0, 0, 4, 1])
    wins = sum((one > two) + (one == two) / 2 for one in first for two in second)
    found = win_odds(first, second)
    assert found.value == pytest.approx(wins / (25 - wins))
    turned = win_odds(second, first)
    assert (turned.low, turned.high) == pytest.approx((1 / (found.high or 1), 1 / (found.low or 1)))
    with pytest.raises(ValueError, match="do not overlap"):
        win_odds(first + 10, second)


START = date(2023, 1, 2)


def delivery() -> dict[str, pl.DataFrame | None]:
    """Thirty people with two courses each, two years apart; every third gets a job in each."""
    starts = [START, START + timedelta(days=730)]
    courses = [(str(person), start, "xy"[person % 2]) for person in range(30) for start in starts]
    spells = [
        (str(person), "ordinary_employment", start + timedelta(days=50), start + timedelta(days=90 + person))
        for person in range(0, 30, 3)
        for start in starts
    ]
    return {
        "courses": pl.DataFrame(courses, schema=["person", "start", "group"], orient="row"),
        "spells": pl.DataFrame(spells, schema=["person", "state", "from", "to"], orient="row"),
    }


STUDY = Study(through=date(2025, 12, 31), follow_up=FollowUp(100, "days"))


@pytest.fixture(scope="module", params=["duckdb", "polars"])
def released(request: pytest.FixtureRequest) -> Released:
    return run(replace(STUDY, unit="course", groups=("x", "y")), delivery(), request.param)


def test_every_course_counts(released: Released) -> None:
    figure, first = released.find("work_or_education"), run(STUDY, delivery()).find("work_or_education")
    assert (figure.n, figure.numerator, figure.method) == (60, 20, "Wilson, clustered on person")
    assert (first.n, first.numerator, first.method) == (30, 10, "Wilson")
    # the second course of a person went as the first, so it tells nothing more
    assert (figure.low, figure.high) == pytest.approx((first.low, first.high), abs=0.02)
    assert "Every course of a person counts." in figure.definition


def test_groups_are_compared_with_their_clustered_limits(released: Released) -> None:
    found = released.find("work_or_education_difference", group="x", versus="y")
    assert found.method == "MOVER of Wilson, clustered on person"
    assert released.find("weeks_in_work").method == "Student's t, clustered on person"
    assert not [
        figure
        for figure in released.figures
        if figure.measure in ("first_job_hazard_ratio", "first_job_log_rank")
    ]


def test_few_people_with_many_courses_are_few() -> None:
    """Twelve courses with a job, of four people: hidden."""
    starts = [START + timedelta(days=200 * number) for number in range(3)]
    courses = [(str(person), start) for person in range(30) for start in starts]
    spells = [
        (str(person), "ordinary_employment", start, start + timedelta(days=9))
        for person in range(4)
        for start in starts
    ]
    tables: dict[str, pl.DataFrame | None] = {
        "courses": pl.DataFrame(courses, schema=["person", "start"], orient="row"),
        "spells": pl.DataFrame(spells, schema=["person", "state", "from", "to"], orient="row"),
    }
    figure = run(replace(STUDY, unit="course"), tables).find("work_or_education")
    assert (figure.n, figure.numerator, figure.suppressed) == (90, None, True)

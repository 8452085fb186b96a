"""The area under the incidence: by hand, as a mean where all are seen, against lifelines, and its error by moving people."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time

from ipseval.estimates.area import area, area_difference
from ipseval.estimates.estimate import Floats, Whole, incidence, mean, mean_difference
from ipseval.estimates.influence import error, of_incidence


def test_by_hand() -> None:
    """The six people of test_incidence_by_hand: steps of 1/6 on day 2 and 2/9 on day 5; by day 10, 8/6 + 10/9 days."""
    found = area(np.array([2, 3, 3, 5, 9, 9]), np.array([1, 2, 0, 1, 0, 0]), 10)
    assert found.value == pytest.approx(8 / 6 + 10 / 9)


PEOPLE = st.lists(st.tuples(st.integers(0, 12), st.sampled_from([0, 1, 1, 2])), min_size=3, max_size=30)


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_with_everyone_seen_it_is_a_mean_and_its_error_that_of_a_mean(people: list[tuple[int, int]]) -> None:
    times, endings = (np.array(column) for column in zip(*people, strict=True))
    times = np.where(endings == 0, 20, times)
    found, days = area(times, endings, 15).estimate(), np.where(endings == 1, 15.0 - times, 0.0)
    assert found.value == pytest.approx(days.mean())
    if np.ptp(days) > 0:
        alone = mean(days)
        assert found.se == pytest.approx(alone.se)
        # no further than the horizon reaches
        limits = max(alone.low or 0.0, 0.0), min(alone.high or 0.0, 15.0)
        assert (found.low, found.high) == pytest.approx(limits)
    else:
        assert found.low is None


def areas_of(times: Whole, endings: Whole, weights: Floats, horizon: int) -> float:
    """The same area with a weight for each person, written without a line of our code."""
    free, total = 1.0, 0.0
    for day in np.unique(times):
        at_risk = weights[times >= day].sum()
        jobs, others = (weights[(times == day) & (endings == ending)].sum() for ending in (1, 2))
        total += free * jobs / at_risk * max(horizon - day, 0)
        free *= 1 - (jobs + others) / at_risk
    return total


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_the_influence_is_what_a_little_more_weight_does(people: list[tuple[int, int]]) -> None:
    times, endings = (np.array(column) for column in zip(*people, strict=True))
    found = area(times, endings, 10)
    assert found.value == pytest.approx(areas_of(times, endings, np.ones(len(people)), 10))
    assert found.influence.sum() == pytest.approx(0, abs=1e-9)
    for person in range(len(people)):
        up, down = (
            areas_of(times, endings, np.where(np.arange(len(people)) == person, weight, 1.0), 10)
            for weight in (1 + 1e-5, 1 - 1e-5)
        )
        # where all who are left have their event at once, nobody is left to be moved after it
        assert found.influence[person] == pytest.approx((up - down) / 2e-5, abs=1e-4)


def test_without_competing_events_it_is_the_horizon_less_lifelines_restricted_mean() -> None:
    draw = np.random.default_rng(3)
    times, endings = draw.integers(1, 300, 200), draw.integers(0, 2, 200)
    survival = KaplanMeierFitter().fit(times, endings)
    assert area(times, endings, 250).value == pytest.approx(
        250 - restricted_mean_survival_time(survival, 250)
    )


def test_the_error_of_an_incidence_is_that_of_statsmodels_where_nobody_shares_a_day() -> None:
    draw = np.random.default_rng(4)
    times, endings = draw.permutation(500)[:300], draw.integers(0, 3, 300)
    se, freedom = error(of_incidence(times, endings, lambda days: (days <= 250).astype(float)))
    assert freedom == pytest.approx(299)
    assert se == pytest.approx(incidence(times, endings).at(250).se, rel=0.01)


def test_a_difference_of_groups_seen_to_the_end_is_welch() -> None:
    draw = np.random.default_rng(5)
    groups = [(draw.integers(0, 100, n), draw.integers(1, 3, n)) for n in (40, 25)]
    found = area_difference(*(area(*group, 100) for group in groups))
    welch = mean_difference(*(np.where(endings == 1, 100.0 - times, 0.0) for times, endings in groups))
    assert (found.value, found.se, found.low, found.high) == pytest.approx(
        (welch.value, welch.se, welch.low, welch.high)
    )
    assert found.method == "difference of area under Aalen–Johansen"


def test_two_equal_courses_of_each_person_say_no_more_than_one() -> None:
    draw = np.random.default_rng(6)
    times, endings = draw.integers(0, 90, 50), draw.integers(0, 3, 50)
    once = area(times, endings, 80)
    twice = area(np.repeat(times, 2), np.repeat(endings, 2), 80, np.repeat(np.arange(50), 2))
    assert twice.value == pytest.approx(once.value)
    assert twice.estimate().se == pytest.approx(once.estimate().se)


def test_nobody_and_one() -> None:
    with pytest.raises(ValueError, match="nobody"):
        area(np.array([], dtype=int), np.array([], dtype=int), 10)
    assert area(np.array([3]), np.array([1]), 10).estimate().low is None
    assert (
        area_difference(area(np.array([3]), np.array([1]), 10), area(np.array([3]), np.array([1]), 10)).low
        is None
    )

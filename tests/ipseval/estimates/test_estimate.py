"""Each estimate against a published number, or one worked out by other means; the source stands with the number."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter
from scipy import stats

from ipseval.estimates.estimate import (
    Estimate,
    Whole,
    difference,
    incidence,
    mean,
    mean_difference,
    proportion,
    proportion_difference,
)

# Newcombe (1998), Two-sided confidence intervals for the single proportion, Stat Med 17:857, table I, method 3
WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]

# Newcombe (1998), Interval estimation for the difference between independent proportions, Stat Med 17:873,
# table II, method 10
NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]


@pytest.mark.parametrize(("k", "n", "low", "high"), WILSON)
def test_wilson(k: int, n: int, low: float, high: float) -> None:
    found = proportion(k, n)
    assert found.value == k / n
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("k1", "n1", "k2", "n2", "low", "high"), NEWCOMBE)
def test_newcombe(k1: int, n1: int, k2: int, n2: int, low: float, high: float) -> None:
    found = proportion_difference(k1, n1, k2, n2)
    assert found.value == pytest.approx(k1 / n1 - k2 / n2)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_mover_of_wilson_is_newcombe() -> None:
    """Zou and Donner's recovery, put on Wilson's limits, is Newcombe's method 10."""
    for k1, n1, k2, n2, low, high in NEWCOMBE:
        found = difference(proportion(k1, n1), proportion(k2, n2))
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_mean_and_welch_by_the_textbook() -> None:
    """Welch's degrees of freedom written out, and the table value of t."""
    one, two = np.array([3.0, 5.0, 7.0, 9.0, 11.0]), np.array([1.0, 2.0, 2.0, 3.0])
    found = mean_difference(one, two)
    a, b = one.var(ddof=1) / 5, two.var(ddof=1) / 4
    freedom = (a + b) ** 2 / (a**2 / 4 + b**2 / 3)
    half = stats.t.ppf(0.975, freedom) * np.sqrt(a + b)
    assert (found.low, found.value, found.high) == pytest.approx((5 - half, 5.0, 5 + half))
    assert mean(one).se == pytest.approx(np.sqrt(2))
    assert mean(one).high == pytest.approx(7 + 2.776445 * np.sqrt(2), abs=1e-5)


def test_no_interval_is_better_than_a_collapsed_one() -> None:
    assert mean(np.array([4.0])).low is None
    assert mean_difference(np.array([4.0, 4.0]), np.array([2.0, 2.0])).low is None
    assert incidence(np.array([3, 4]), np.array([0, 0])).at(9).low is None
    assert incidence(np.array([3, 4]), np.array([1, 1])).at(9) == Estimate(
        1.0, None, None, None, "Aalen–Johansen, cloglog"
    )


@pytest.mark.parametrize(("k", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_no_proportion(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        proportion(k, n)


def test_incidence_by_hand() -> None:
    """Six people: a job on day 2, a death on day 3, censored on day 3, a job on day 5, two seen to day 9.

    Before day 5 one of six had the job and one had died: 4/6 are left, of whom one is censored after day 3. On day 5
    one of three gets the job: 1/6 + 4/6 · 1/3 = 7/18. One minus Kaplan–Meier, which this is not, would be 4/9.
    """
    found = incidence(np.array([2, 3, 3, 5, 9, 9]), np.array([1, 2, 0, 1, 0, 0]))
    assert [found.at(day).value for day in (1, 2, 4, 5, 100)] == pytest.approx(
        [0, 1 / 6, 1 / 6, 7 / 18, 7 / 18]
    )


def test_cloglog_by_hand() -> None:
    """Ten people, four jobs, nobody censored: the error is that of a proportion."""
    found = incidence(np.arange(10), np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])).at(9)
    se = np.sqrt(0.4 * 0.6 / 10)
    assert found.se == pytest.approx(se)
    spread = 1.959964 * se / (0.6 * -np.log(0.6))
    assert found.low == pytest.approx(1 - 0.6 ** np.exp(-spread), rel=1e-6)
    assert found.high == pytest.approx(1 - 0.6 ** np.exp(spread), rel=1e-6)


# Stata's stcompet on eighteen people of whom several share a day, three kinds of event, as shipped with the tests of
# statsmodels: the incidence and its error after the last event of each kind
STATA = [(1, 2, 0.17037037, 0.08976251), (2, 4, 0.20740741, 0.10610391), (3, 7, 0.26666667, 0.12787781)]


@pytest.mark.parametrize(("kind", "day", "value", "se"), STATA)
def test_incidence_as_in_stata(kind: int, day: int, value: float, se: float) -> None:
    times = np.array([1, 1, 2, 4, 4, 4, 6, 6, 7, 8, 9, 9, 9, 1, 2, 2, 4, 4])
    kinds = np.array([1, 1, 1, 2, 2, 2, 3, 3, 3, *[0] * 9])
    found = incidence(times, np.select([kinds == kind, kinds > 0], [1, 2], 0)).at(day)
    assert (found.value, found.se) == pytest.approx((value, se), abs=5e-9)


def greenwood(times: Whole, endings: Whole, by: int) -> tuple[float, float]:
    """The incidence and its error day by day: (free, reached) is multiplied by what happens on a day, of which the
    shares are binomial and their covariance that of a multinomial; Andersen et al. (1993), section IV.4.1.3.
    """
    free, reached, spread = 1.0, 0.0, np.zeros((2, 2))
    for day in np.unique(times[times <= by]):
        n = (times >= day).sum()
        job, any_kind = (((times == day) & flags).sum() / n for flags in (endings == 1, endings > 0))
        own = np.array(
            [
                [any_kind * (1 - any_kind), job * (1 - any_kind)],
                [job * (1 - any_kind), job * (1 - job)],
            ]
        )
        step, moved = np.array([[1 - any_kind, 0.0], [job, 1.0]]), np.diag([-free, free])
        spread = step @ spread @ step.T + moved @ own @ moved.T / n
        free, reached = free * (1 - any_kind), reached + free * job
    return reached, float(np.sqrt(spread[1, 1]))


def test_the_error_of_an_incidence_is_greenwoods() -> None:
    draw = np.random.default_rng(2)
    times, endings = draw.integers(0, 40, 150), draw.integers(0, 3, 150)
    for day in (2, 7, 20, 38):
        found = incidence(times, endings).at(day)
        assert (found.value, found.se) == pytest.approx(greenwood(times, endings, day))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=4, max_size=60))
def test_incidence_against_lifelines(endings: list[int]) -> None:
    """lifelines jitters tied times, so here nobody shares a time; zero is no time to it."""
    times = np.arange(1, len(endings) + 1)
    status = np.array(endings)
    if not np.any(status == 1):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = AalenJohansenFitter().fit(times, status, event_of_interest=1)
    theirs, variance = fitted.cumulative_density_.iloc[:, 0], fitted.variance_.squeeze()
    ours = incidence(times, status)
    for day in times:
        found = ours.at(int(day))
        assert found.value == pytest.approx(float(theirs[theirs.index <= day].iloc[-1]), abs=1e-12)
        if found.se is not None:
            spread = float(variance[variance.index <= day].iloc[-1])
            assert found.se == pytest.approx(np.sqrt(spread), rel=1e-6, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_incidence_without_censoring_is_a_proportion(kn: tuple[int, int]) -> None:
    k, n = kn
    status = np.array([1] * k + [0] * (n - k))
    found = incidence(np.where(status == 1, np.arange(n), n), status)
    assert found.at(n).value == pytest.approx(k / n)

"""Limits from drawing people again, against closed ones, scipy's own, and people with several courses."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from ipseval.estimates.bootstrap import DRAWS, MANY, SEED, bootstrap
from ipseval.estimates.estimate import Whole, mean

VALUES = np.random.default_rng(5).gamma(2.0, 10.0, 80)


def average(rows: Whole) -> float:
    return float(VALUES[rows].mean())


def test_it_is_scipys_where_everyone_has_one_course() -> None:
    """The same draws of the same people, taken by scipy itself on the values."""
    found = bootstrap(average, np.arange(80))
    theirs = stats.bootstrap(
        (VALUES,), np.mean, n_resamples=DRAWS, vectorized=False, method="BCa", rng=np.random.default_rng(SEED)
    )
    assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval))
    assert found.value == pytest.approx(VALUES.mean())
    assert found.method == "bootstrap by person, BCa, 4999 draws"


def test_near_the_closed_interval_of_a_mean() -> None:
    found, closed = bootstrap(average, np.arange(80)), mean(VALUES)
    assert found.se == pytest.approx(closed.se, rel=0.05)
    assert found.low == pytest.approx(closed.low, abs=0.5)


def test_the_same_limits_again() -> None:
    assert bootstrap(average, np.arange(80), draws=199) == bootstrap(average, np.arange(80), draws=199)


def test_courses_of_one_person_are_drawn_together() -> None:
    """Every value four times: as eighty people the error is twice that of three hundred and twenty."""
    persons = np.repeat(np.arange(80), 4)
    fourfold = np.repeat(VALUES, 4)
    by_person = bootstrap(lambda rows: float(fourfold[rows].mean()), persons, draws=999)
    by_course = bootstrap(lambda rows: float(fourfold[rows].mean()), np.arange(320), draws=999)
    assert by_person.se == pytest.approx(mean(VALUES).se, rel=0.08)
    assert by_course.se == pytest.approx((by_person.se or 0) / 2, rel=0.1)


def test_the_order_of_rows_does_not_matter_to_who_is_drawn_together() -> None:
    persons, values = np.array([1, 0, 1, 0, 2, 2]), np.array([1.0, 5.0, 1.0, 5.0, 3.0, 3.0])
    found = bootstrap(lambda rows: float(values[rows].mean()), persons, draws=499)
    turned = bootstrap(lambda rows: float(values[::-1][rows].mean()), persons[::-1], draws=499)
    assert (found.low, found.high, found.se) == (turned.low, turned.high, turned.se)


def test_percentiles_for_many_people() -> None:
    values = np.random.default_rng(6).normal(size=MANY + 1)
    found = bootstrap(lambda rows: float(values[rows].mean()), np.arange(MANY + 1), draws=199)
    assert found.method == "bootstrap by person, percentile, 199 draws"
    assert found.low is not None


@pytest.mark.parametrize("values", [np.array([3.0]), np.array([2.0, 2.0, 2.0])])
def test_no_limits_where_nothing_differs(values: np.ndarray) -> None:
    found = bootstrap(lambda rows: float(values[rows].mean()), np.arange(len(values)), draws=99)
    assert (found.se, found.low, found.high) == (None, None, None)

"""Means of people of whom some were lost from sight, against independent computations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from scipy import stats
from scipy.linalg import fractional_matrix_power

from ipseval.estimates import clustered, told
from ipseval.estimates.estimate import (
    Estimate,
    Whole,
    incidence,
    mean,
    mean_difference,
    proportion,
    win_odds,
)
from ipseval.estimates.told import Told
from ipseval.estimates.weighting import Flags

LAST = 60


def people(seed: int, n: int, lost: float = 0.02) -> Told:
    """Some die, some are lost, some have none; the number of the lost is what it had come to."""
    draw = np.random.default_rng(seed)
    died, gone = draw.geometric(1 / 200, n), draw.geometric(lost, n) if lost else np.full(n, LAST)
    until = np.minimum(np.minimum(died, gone), LAST)
    is_lost = (until == gone) & (until < np.minimum(died, LAST))
    value = np.where(draw.random(n) < 0.3, 0.0, until * draw.random(n))
    times = np.where(is_lost, until - 1, until)
    return Told(value, np.ones(n, dtype=bool), times, is_lost, (LAST - until).astype(float))


def numbers(found: Estimate) -> tuple[float | None, ...]:
    return found.value, found.se, found.low, found.high


def test_with_everybody_seen_it_is_the_plain_estimate() -> None:
    one, two = people(1, 30, lost=0), people(2, 20, lost=0)
    assert one.mean() == mean(one.value)
    assert told.difference(one, two) == mean_difference(one.value, two.value)
    assert told.odds(one, two) == win_odds(one.value, two.value)
    any_work = replace(one, value=(one.value > 0).astype(float))
    assert any_work.share() == proportion(int(any_work.value.sum()), 30)
    assert one.bounds is None


def test_its_own_formulas_are_those_of_student_welch_and_brunner_and_munzel() -> None:
    """A cluster for each person takes the way of the weights, which are 1."""
    one, two = (replace(people(seed, n, lost=0), clusters=np.arange(n)) for seed, n in ((1, 30), (2, 20)))
    assert numbers(one.mean()) == pytest.approx(numbers(mean(one.value)))
    assert numbers(told.difference(one, two)) == pytest.approx(numbers(mean_difference(one.value, two.value)))
    assert numbers(told.odds(one, two)) == pytest.approx(numbers(win_odds(one.value, two.value)))


def test_the_weights_are_one_over_the_chance_of_being_seen() -> None:
    """Kaplan and Meier's estimate of it by lifelines, on the day before."""
    of = people(3, 200)
    chance = KaplanMeierFitter().fit(of.times + np.where(of.lost, 0.5, 0.0), of.lost)
    weights = np.where(of.lost, 0, 1 / chance.survival_function_at_times(of.times).to_numpy())
    assert of.weights == pytest.approx(weights)
    assert of.weights.sum() == pytest.approx(200)
    assert of.mean().value == pytest.approx((weights * of.value).sum() / 200)
    assert of.mean().method == "Student's t, IPC weights"


def test_of_an_event_it_is_the_incidence() -> None:
    """Whoever had it is followed until that day, so that nobody is lost after it."""
    of = people(4, 150)
    had = np.where(of.lost, False, np.arange(150) % 2 == 0)
    share = replace(of, value=had.astype(float), room=None).share()
    assert share.value == pytest.approx(
        incidence(of.times, np.where(of.lost, 0, np.where(had, 1, 2))).at(LAST).value
    )


def test_the_error_is_that_of_bang_and_tsiatis() -> None:
    """Biometrika 87:329 (2000), equation 3: what the values tell, and what those lost would have told."""
    of = people(5, 3000)
    centre, weights, n = of.centre, of.weights, 3000
    values = float(np.sum(weights * (of.value - centre) ** 2))
    days = np.unique(of.times[of.lost])
    lost = 0.0
    for day in days:
        later = of.times > day
        mass = weights[later].sum()
        first, second = (np.sum(weights[later] * of.value[later] ** power) / mass for power in (1, 2))
        chance = mass / n  # of being followed beyond the day, if nobody were lost
        at_risk = int(np.sum(of.times > day) + np.sum(of.lost & (of.times == day)))
        stay = at_risk / (n * chance)
        lost += float(np.sum(of.lost & (of.times == day)) * (second - first**2) / stay**2)
    assert of.mean().se == pytest.approx(np.sqrt(values + lost) / n, rel=0.01)


def _copied(of: Told, person: int) -> Told:
    """Forty of each, and one more of that person."""
    places = np.append(np.repeat(np.arange(len(of.value)), 40), person)
    room = None if of.room is None else of.room[places]
    return Told(of.value[places], of.known[places], of.times[places], of.lost[places], room)


@pytest.mark.parametrize("person", range(0, 40, 3))
def test_what_each_adds_is_what_one_copy_more_does(person: int) -> None:
    of = people(6, 40, lost=0.01)
    of = replace(of, known=np.arange(40) % 5 > 0)
    moved = (_copied(of, person).centre - of.centre) * 40
    assert moved == pytest.approx(of.adds(of.value)[person], rel=0.05, abs=0.02)


def jackknife(statistic: Callable[[Flags], float], n: int) -> float:
    left = np.array([statistic(np.arange(n) != person) for person in range(n)])
    return float(np.sqrt((n - 1) / n * np.sum((left - left.mean()) ** 2)))


def part(of: Told, kept: Flags | Whole) -> Told:
    return Told(of.value[kept], of.known[kept], of.times[kept], of.lost[kept])


def test_the_error_of_the_win_odds_is_that_of_leaving_people_out() -> None:
    one, two = people(7, 60), people(8, 50)

    def log(kept: Flags) -> float:
        return float(np.log(told.odds(part(one, kept[:60]), part(two, kept[60:])).value))

    found = told.odds(one, two)
    assert found.method == "Brunner–Munzel, on the logarithm, IPC weights"
    assert found.se == pytest.approx(jackknife(log, 110), rel=0.05)
    pairs = [((a > b) + (a == b) / 2) * w * v for a, w in zip(one.value, one.weights, strict=True)
             for b, v in zip(two.value, two.weights, strict=True)]  # fmt: skip
    share = sum(pairs) / (one.weights.sum() * two.weights.sum())
    assert found.value == pytest.approx(share / (1 - share))
    turned = told.odds(two, one)
    assert (turned.low, turned.high) == pytest.approx((1 / (found.high or 1), 1 / (found.low or 1)))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.integers(0, 9)), min_size=1, max_size=12))
def test_it_lies_within_its_bounds_or_is_not_known(drawn: list[tuple[int, bool, int]]) -> None:
    times, lost, value = (np.array(part) for part in zip(*drawn, strict=True))
    value = np.minimum(value, times).astype(float)
    of = Told(value, np.ones(len(value), dtype=bool), times, lost, 10.0 - times)
    found = of.mean()
    assert (not found.is_known) == (not of.is_settled)
    if of.bounds is not None and found.is_known:
        assert of.bounds[0] <= found.value <= of.bounds[1]


def test_who_is_lost_last_is_stood_for_by_nobody() -> None:
    of = Told(
        np.array([1.0, 2, 3]), np.ones(3, dtype=bool), np.array([5, 6, 9]), np.array([False, False, True])
    )
    assert not of.mean().is_known
    assert not of.share().is_known
    assert not told.difference(of, people(1, 20)).is_known
    with pytest.raises(ValueError, match="not seen to the end"):
        told.odds(of, people(1, 20))


def test_courses_of_a_person_are_counted_together() -> None:
    """Everybody twice tells no more than once."""
    once = people(9, 80)
    twice = replace(part(once, np.repeat(np.arange(80), 2)), clusters=np.repeat(np.arange(80), 2))
    assert numbers(twice.mean()) == pytest.approx(numbers(replace(once, room=None).mean()))
    assert twice.mean().method == "Student's t, IPC weights, clustered on person"


def test_a_mean_of_courses_has_the_error_and_the_freedom_of_bell_and_mccaffrey() -> None:
    """CR2 as in their article, with the matrices written out: Survey Methodology 28:169 (2002), section 3."""
    draw = np.random.default_rng(10)
    persons = np.sort(draw.integers(0, 9, 40))
    values = draw.normal(0, 1, 9)[persons] + draw.normal(0, 1, 40)
    ones = np.ones((40, 1))
    rest = np.eye(40) - ones @ ones.T / 40
    columns, variance = [], 0.0
    for person in np.unique(persons):
        own = persons == person
        adjust = fractional_matrix_power(rest[np.ix_(own, own)], -0.5)
        weights = (adjust @ ones[own])[:, 0] / 40
        variance += float((weights @ (values - values.mean())[own]) ** 2)
        columns.append(rest[:, own] @ weights)
    gram = np.array(columns) @ np.array(columns).T
    freedom = np.trace(gram) ** 2 / np.sum(gram**2)
    found = clustered.mean(values, persons)
    assert found.se == pytest.approx(np.sqrt(variance))
    half = (found.high or 0) - found.value
    assert half / (found.se or 1) == pytest.approx(stats.t.ppf(0.975, freedom))


def test_those_seen_who_are_unlike_the_lost_cannot_stand_for_them() -> None:
    """Ten had no work and were seen; ten were lost in their fortieth week, all of it in work."""
    value = np.repeat([0.0, 40.0], 10)
    is_lost = value > 0
    of = Told(value, np.ones(20, dtype=bool), np.where(is_lost, 40, LAST), is_lost, np.full(20, LAST - 40.0))
    assert of.bounds == (20.0, 30.0)
    assert of.is_bound
    assert of.mean().value == 20
    assert not replace(of, value=np.full(20, 20.0)).is_bound

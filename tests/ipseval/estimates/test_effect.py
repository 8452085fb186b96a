"""Adjusted comparisons: against Stata, by moving people one by one, and right when either model is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
import statsmodels
from statsmodels.genmod.families.links import Probit
from statsmodels.treatment.tests.results import results_teffects as stata

from ipseval.estimates.effect import Outcome, e_value, effect
from ipseval.estimates.estimate import Estimate, Floats, Whole, incidence, mean_difference
from ipseval.estimates.weighting import Flags, propensity, seen_weights
from ipseval.study.adjustment import Estimand, Method

pytestmark = pytest.mark.slow

BIRTHS = Path(statsmodels.__file__).parent / "treatment" / "tests" / "results" / "cataneo2.csv"


def seen(value: Floats) -> Outcome:
    """An outcome of which nobody is censored."""
    return Outcome(value, np.ones(len(value), dtype=int), np.zeros(len(value), dtype=bool))


# Stata 14, teffects ipw and aipw on Cattaneo's births (2010), J Econom 155:138, with a probit model of smoking, as
# shipped with statsmodels: effect of smoking on birth weight in grams, and its robust error
@pytest.mark.parametrize(
    ("method", "estimand", "table", "near"),
    [
        ("ipw", "ate", stata.results_ipw.table, 1e-5),
        ("ipw", "att", stata.results_ipw.table_t, 1e-5),
        # Stata divides the weights by the number of people, we by their sum
        ("aipw", "ate", stata.results_aipw.table, 5e-3),
    ],
)
def test_smoking_and_birth_weight_as_in_stata(
    method: Method, estimand: Estimand, table: Floats, near: float
) -> None:
    births = pl.read_csv(BIRTHS)
    smoked = births["mbsmoke_"].to_numpy() == 1
    found = propensity(
        smoked,
        births.select("mmarried_", "mage", "mage2", "fbaby_", "medu").to_numpy().astype(float),
        Probit(),
    )
    others = births.select("prenatal1_", "mmarried_", "mage", "fbaby_").to_numpy().astype(float)
    weight = seen(births["bweight"].to_numpy().astype(float))
    compared = effect(found, weight, method, estimand, covariates=others)
    difference = compared.difference()
    assert difference.value == pytest.approx(table[0, 0], rel=near)
    assert difference.se == pytest.approx(table[0, 1], rel=max(near, 1e-3))
    assert compared.second == pytest.approx(table[1, 0], rel=near)


def people(
    n: int, seed: int, effect_on: float = 0.0, share: bool = True
) -> tuple[Flags, Floats, Floats, Floats]:
    """Group, two covariates and outcome; both covariates bear on both. Also the outcome of each if not treated."""
    draw = np.random.default_rng(seed)
    x = np.column_stack([draw.normal(size=n), draw.integers(0, 2, n)])
    treated = draw.random(n) < 1 / (1 + np.exp(-(-0.3 + 0.6 * x[:, 0] + 0.5 * x[:, 1])))
    line = -0.4 + 0.8 * x[:, 0] + 0.6 * x[:, 1]
    without = 1 / (1 + np.exp(-line)) if share else 20 + 5 * line
    with_it = without + effect_on
    mean = np.where(treated, with_it, without)
    value = (draw.random(n) < mean).astype(float) if share else mean + draw.normal(size=n) * 4
    return treated, x, value, without


def moved(method: Method, estimand: Estimand, censor: bool) -> None:
    """The influence of a person is what one copy more of that person does, to first order: copies of all people."""
    treated, x, value, _ = people(60, 3)
    draw = np.random.default_rng(4)
    times, censored = draw.integers(1, 30, 60), (draw.random(60) < 0.25) & censor
    times = np.where((value == 0) & ~censored, 40, times)
    once = effect(propensity(treated, x), Outcome(value, times, censored), method, estimand)
    copies = 300
    for person in (0, 7, 13, 31, 44, 58):
        rows = np.append(np.repeat(np.arange(60), copies), person)
        more = effect(
            propensity(treated[rows], x[rows]),
            Outcome(value[rows], times[rows], censored[rows]),
            method,
            estimand,
        )
        for arm, (before, after) in enumerate(((once.first, more.first), (once.second, more.second))):
            assert (after - before) * copies == pytest.approx(once.influence[arm][person], rel=0.03, abs=1e-5)


@pytest.mark.parametrize("censor", [False, True])
@pytest.mark.parametrize("estimand", ["att", "ate"])
@pytest.mark.parametrize("method", ["ipw", "aipw"])
def test_the_influence_is_what_one_copy_more_does(method: Method, estimand: Estimand, censor: bool) -> None:
    moved(method, estimand, censor)


@pytest.mark.parametrize("share", [True, False])
@pytest.mark.parametrize("wrong", ["neither", "propensity", "outcome"])
def test_aipw_is_right_when_either_model_is_wrong(wrong: str, share: bool) -> None:
    """A hundred thousand people: the wrong model lacks a covariate, and IPW or regression alone would be off."""
    treated, x, value, without = people(100_000, 5, share=share)
    truth = float(value[treated].mean() - without[treated].mean())
    found = propensity(treated, x[:, 1:] if wrong == "propensity" else x)
    model = x[:, 1:] if wrong == "outcome" else x
    difference = effect(found, seen(value), "aipw", covariates=model).difference()
    assert abs(difference.value - truth) < 3 * (difference.se or 0)
    if wrong == "propensity":
        weighted = effect(found, seen(value), "ipw").difference()
        assert abs(weighted.value - truth) > 10 * (weighted.se or 0)
    assert abs(mean_difference(value[treated], value[~treated]).value - truth) > 10 * (difference.se or 0)


def test_with_a_covariate_that_says_nothing_it_is_the_plain_difference() -> None:
    draw = np.random.default_rng(6)
    treated, value = np.arange(80) % 2 == 0, draw.normal(size=80)
    x = np.repeat(draw.normal(size=40), 2)[:, None]
    plain = mean_difference(value[treated], value[~treated])
    for method in ("ipw", "aipw"):
        found = effect(propensity(treated, x), seen(value), method).difference()
        assert found.value == pytest.approx(plain.value)


def test_the_censored_are_stood_for_by_the_seen() -> None:
    """The weighted share is the Aalen–Johansen incidence of each group."""
    draw = np.random.default_rng(7)
    times, status = draw.integers(1, 60, 300), draw.integers(0, 3, 300)
    times = np.where((status == 0) & (draw.random(300) < 0.6), 60, times)
    censored = (status == 0) & (times < 60)
    weights = seen_weights(times, censored)
    share = incidence(times, status).at(60).value
    assert float(weights @ (status == 1) / weights.sum()) == pytest.approx(share)
    assert weights.sum() == pytest.approx(300)


def test_the_error_holds_the_censoring() -> None:
    """With a covariate that says nothing the error is that of the incidence, censoring and all."""
    draw = np.random.default_rng(8)
    times, status = draw.permutation(4000)[:2000] + 1, draw.integers(0, 3, 2000)
    times = np.where((status == 0) & (draw.random(2000) < 0.6), 5000, times)
    outcome = Outcome((status == 1).astype(float), times, (status == 0) & (times < 5000))
    treated = np.arange(2000) % 2 == 0
    found = effect(propensity(treated, np.repeat(draw.normal(size=1000), 2)[:, None]), outcome, "ipw")
    for arm, mean, influence in ((treated, found.first, 0), (~treated, found.second, 1)):
        theirs = incidence(times[arm], status[arm]).at(5000)
        assert mean == pytest.approx(theirs.value, abs=1e-3)
        assert np.sqrt(np.sum(found.influence[influence] ** 2)) == pytest.approx(theirs.se, rel=0.03)


def test_two_courses_of_each_person_say_no_more_than_one() -> None:
    treated, x, value, _ = people(150, 9)
    once = effect(propensity(treated, x), seen(value), "aipw").difference()
    rows: Whole = np.repeat(np.arange(150), 2)
    twice = effect(propensity(treated[rows], x[rows]), seen(value[rows]), "aipw", clusters=rows).difference()
    assert (twice.value, twice.se) == pytest.approx((once.value, once.se))


def test_the_ratio_is_of_the_two_means() -> None:
    treated, x, value, _ = people(400, 10, effect_on=0.1)
    found = effect(propensity(treated, x), seen(value), "aipw")
    ratio = found.ratio()
    assert ratio is not None
    assert ratio.value == pytest.approx(found.first / found.second)
    assert ratio.low is not None
    assert ratio.high is not None
    assert ratio.low * ratio.high == pytest.approx(ratio.value**2)
    assert effect(propensity(treated, x), seen(np.where(treated, value, 0.0)), "ipw").ratio() is None


# VanderWeele and Ding (2017), Ann Intern Med 167:268: maternal smoking and breast-feeding, as worked out there
@pytest.mark.parametrize(
    ("ratio", "low", "high", "value", "limit"),
    [
        (3.9, 1.8, 8.7, 7.26, 3.00),
        (0.80, 0.71, 0.91, 1.81, 1.43),
        (1.2, 0.9, 1.6, 1.69, 1.0),
        (1.0, 0.8, 1.25, 1, 1),
    ],
)
def test_e_values(ratio: float, low: float, high: float, value: float, limit: float) -> None:
    found = e_value(Estimate(ratio, None, low, high, ""))
    assert (found.value, found.low) == pytest.approx((value, limit), abs=0.005)
    assert e_value(Estimate(ratio, None, None, None, "")).low is None

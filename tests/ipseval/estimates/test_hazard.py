"""Hazards against the literature and against lifelines."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from lifelines.statistics import multivariate_logrank_test
from scipy.optimize import minimize

from ipseval.estimates.hazard import hazard_ratio, hazard_ratios, log_rank, ties

ROSSI = Path(__file__).parents[3] / "studies" / "rossi" / "rossi.csv"


def rossi() -> list[dict[str, str]]:
    with ROSSI.open(newline="") as file:
        return list(csv.DictReader(file))


# Fox and Weisberg (2023), Cox Proportional-Hazards Regression for Survival Data in R, appendix to An R Companion to
# Applied Regression: time to arrest, seven covariates, Efron's ties; coefficient and standard error
PUBLISHED = {
    "fin": (-0.37942, 0.19138),
    "age": (-0.05744, 0.02200),
    "race": (0.31390, 0.30799),
    "wexp": (-0.14980, 0.21222),
    "mar": (-0.43370, 0.38187),
    "paro": (-0.08487, 0.19576),
    "prio": (0.09150, 0.02865),
}


def test_rossi_time_to_arrest() -> None:
    men = rossi()
    yes = {"fin": "yes", "race": "black", "wexp": "yes", "mar": "married", "paro": "yes"}
    columns = [
        [float(man[name] == yes[name]) if name in yes else float(man[name]) for man in men]
        for name in PUBLISHED
    ]
    times, events = (np.array([int(man[name]) for man in men]) for name in ("week", "arrest"))
    found = hazard_ratios(times.astype(float), events, np.array(columns).T)
    for estimate, (slope, se) in zip(found, PUBLISHED.values(), strict=True):
        assert np.log(estimate.value) == pytest.approx(slope, abs=2e-5)
        assert estimate.se == pytest.approx(se, abs=2e-5)
    assert found[0].method == "Cox, Efron, cause-specific"


def test_log_rank_against_lifelines() -> None:
    men = rossi()
    times, events = (np.array([int(man[name]) for man in men]) for name in ("week", "arrest"))
    groups = np.array([int(man["fin"] == "yes") for man in men])
    found, theirs = log_rank(times, events, groups), multivariate_logrank_test(times, groups, events)
    assert found.statistic == pytest.approx(theirs.test_statistic)
    assert found.p == pytest.approx(theirs.p_value)
    assert found.freedom == 1


def test_no_test_without_two_groups_or_an_event() -> None:
    for events, groups in (([1, 0], [1, 1]), ([0, 0], [0, 1])):
        with pytest.raises(ValueError, match="two groups and an event"):
            log_rank(np.array([3, 4]), np.array(events), np.array(groups))


def test_ties() -> None:
    assert ties(np.array([1, 1, 1, 2, 9]), np.array([1, 1, 0, 1, 1])) == 0.5
    assert ties(np.array([1, 2]), np.array([0, 0])) == 0


def in_weeks(people: int, ratio: float, weeks: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times to an event in whole weeks (so that many share one), one in two treated, and a death now and then."""
    draw = np.random.default_rng(seed)
    treated = np.arange(people) % 2
    event = draw.exponential(weeks / np.where(treated, ratio, 1.0))
    death = draw.exponential(5.0 * weeks, people)
    times = np.minimum(np.ceil(np.minimum(event, death)), weeks).astype(int)
    return times, ((event <= death) & (event <= weeks)).astype(int), treated


def test_with_many_ties_the_model_is_of_grouped_time() -> None:
    """Against the likelihood of Prentice and Gloeckler written out and maximised by SciPy."""
    times, events, treated = in_weeks(200, 1.8, 8, 1)
    assert ties(times, events) > 0.05
    found = hazard_ratio(times, events, treated)
    assert found.method == "discrete time, cloglog, cause-specific"
    days = np.unique(times[events == 1])

    def unlikely(parameters: np.ndarray) -> float:
        total = 0.0
        for day, log_hazard in zip(days, parameters[1:], strict=True):
            for group in (0, 1):
                at_risk = ((times >= day) & (treated == group)).sum()
                had = ((times == day) & (events == 1) & (treated == group)).sum()
                hazard = np.exp(log_hazard + group * parameters[0])
                total += had * np.log(-np.expm1(-hazard)) - (at_risk - had) * hazard
        return -total

    best = minimize(unlikely, np.full(len(days) + 1, -2.0), method="BFGS")
    assert np.log(found.value) == pytest.approx(best.x[0], abs=1e-4)
    assert found.se == pytest.approx(np.sqrt(best.hess_inv[0, 0]), rel=0.05)


def test_with_few_ties_it_is_cox() -> None:
    times, events, treated = in_weeks(200, 1.8, 400, 2)
    assert ties(times, events) < 0.05
    found = hazard_ratio(times, events, treated)
    assert found == hazard_ratios(times.astype(float), events, treated[:, None].astype(float))[0]
    assert found.low is not None
    assert found.low < 1.8 < (found.high or 0)


def test_grouping_time_hardly_moves_the_ratio() -> None:
    """The same people by the day and by the month: the grouped model has the same ratio as its meaning."""
    times, events, treated = in_weeks(3000, 1.6, 600, 3)
    fine, coarse = hazard_ratio(times, events, treated), hazard_ratio(times // 60, events, treated)
    assert (fine.method[:3], coarse.method[:3]) == ("Cox", "dis")
    assert coarse.value == pytest.approx(fine.value, rel=0.02)
    assert coarse.se == pytest.approx(fine.se, rel=0.05)


def test_no_ratio_where_a_group_has_no_event() -> None:
    with pytest.raises(ValueError, match="an event in both groups"):
        hazard_ratio(np.array([1, 2, 3, 4]), np.array([1, 1, 0, 0]), np.array([1, 1, 0, 0]))


def test_a_time_at_which_everyone_left_has_the_event_says_nothing() -> None:
    times, events, treated = in_weeks(100, 1.5, 6, 4)
    times, events = np.append(times, [9, 9]), np.append(events, [1, 1])
    with_end = hazard_ratio(times, events, np.append(treated, [0, 1]))
    without = hazard_ratio(
        np.append(times[:-2], [9, 9]), np.append(events[:-2], [0, 0]), np.append(treated, [0, 1])
    )
    assert with_end.value == pytest.approx(without.value)


@pytest.mark.parametrize("days", [1, 40])
def test_no_ratio_where_one_group_is_done_before_the_other(days: int) -> None:
    times = np.concatenate([np.arange(30), np.arange(100, 130)]) // days
    with pytest.raises(ValueError, match="not estimable"):
        hazard_ratio(times, np.ones(60, dtype=int), np.repeat([1, 0], 30))

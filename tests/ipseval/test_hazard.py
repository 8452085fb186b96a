"""Hazards against the literature and against lifelines."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from lifelines.statistics import multivariate_logrank_test

from ipseval.hazard import hazard_ratios, log_rank, ties

ROSSI = Path(__file__).parents[2] / "studies" / "rossi" / "rossi.csv"


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

"""Cause-specific hazards: how fast an event comes among those still waiting; arrays in, numbers out.

Cause-specific: a competing event ends the waiting like a censoring. A hazard ratio says who gets there faster among
those still waiting, never how many get there; that is the cumulative incidence in `estimate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import survdiff

from ipseval.estimate import Estimate, Floats, Whole

MANY_TIES = 0.05
"""The share of events at the commonest time above which time is too coarse for Cox's model."""


@dataclass(frozen=True)
class Test:
    """A test statistic with its degrees of freedom and p-value."""

    statistic: float
    freedom: int
    p: float
    method: str


def log_rank(times: Whole, events: Whole, groups: Whole) -> Test:
    """Whether the cause-specific hazard of the event is the same in all groups (Mantel 1966, statsmodels `survdiff`).

    `times` whole days, `events` 1 for the event and 0 for anything else, `groups` a number each. `ValueError` where
    there is one group only or no event.
    """
    number = len(np.unique(groups))
    if number < 2 or not np.any(events == 1):
        raise ValueError("A log-rank test needs two groups and an event")
    statistic, p = survdiff(times, events == 1, groups)
    return Test(float(np.squeeze(statistic)), number - 1, float(np.squeeze(p)), "log-rank, cause-specific")


def ties(times: Whole, events: Whole) -> float:
    """The share of all events that fall on the commonest day; 0 without events."""
    days = times[events == 1]
    return float(np.unique(days, return_counts=True)[1].max() / len(days)) if len(days) else 0.0


def hazard_ratios(times: Floats, events: Whole, covariates: Floats, level: float = 0.95) -> list[Estimate]:
    """Cox's model with ties by Efron (1977), J Am Stat Assoc 72:557: one estimate per column of `covariates`.

    The value and limits are of the hazard ratio for one unit more, the error of its logarithm (Wald).
    """
    fitted: Any = PHReg(times, covariates, status=events, ties="efron").fit()
    z = float(stats.norm.ppf((1 + level) / 2))
    return [
        Estimate(
            float(np.exp(slope)), float(se), float(np.exp(slope - z * se)), float(np.exp(slope + z * se)),
            "Cox, Efron, cause-specific",
        )
        for slope, se in zip(fitted.params, fitted.bse, strict=True)
    ]  # fmt: skip

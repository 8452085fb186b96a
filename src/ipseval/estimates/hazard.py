"""Cause-specific hazards: how fast an event comes among those still waiting; arrays in, numbers out.

Cause-specific: a competing event ends the waiting like a censoring. A hazard ratio says who gets there faster among
those still waiting, never how many get there; that is the cumulative incidence in `estimate`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import survdiff
from statsmodels.genmod.families.links import CLogLog
from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

from ipseval.estimates.estimate import Estimate, Floats, Whole

APART = 5.0
"""An error of the logarithm beyond which the data say nothing of the ratio: the fit ran off to 0 or infinity."""
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
    try:
        statistic, p = survdiff(times, events == 1, groups)
    except np.linalg.LinAlgError:
        raise ValueError("At no event was anybody of another group still waiting: nothing to test") from None
    return Test(float(np.squeeze(statistic)), number - 1, float(np.squeeze(p)), "log-rank, cause-specific")


def ties(times: Whole, events: Whole) -> float:
    """The share of all events that fall on the commonest day; 0 where no two do."""
    most = int(np.unique(times[events == 1], return_counts=True)[1].max(initial=0))
    return most / int(np.sum(events == 1)) if most > 1 else 0.0


def hazard_ratios(times: Floats, events: Whole, covariates: Floats, level: float = 0.95) -> list[Estimate]:
    """Cox's model with ties by Efron (1977), J Am Stat Assoc 72:557: one estimate per column of `covariates`.

    The value and limits are of the hazard ratio for one unit more, the error of its logarithm (Wald).
    """
    fitted: Any = PHReg(times, covariates, status=events, ties="efron").fit()
    return [
        _ratio(slope, se, "Cox, Efron, cause-specific", level)
        for slope, se in zip(fitted.params, fitted.bse, strict=True)
    ]


def hazard_ratio(times: Whole, events: Whole, treated: Whole, level: float = 0.95) -> Estimate:
    """How fast the event comes in one group (`treated` 1) against the other (0) among those still waiting.

    Cox's model; where more than `MANY_TIES` of the events share a time, time is discrete and so is the model. It is not
    estimable, and `ValueError`, where a group has no event, or all of one group have theirs before all of the other:
    the ratio would be 0 or infinite.
    """
    if not all(np.any(events[treated == group] == 1) for group in (0, 1)):
        raise ValueError("A hazard ratio needs an event in both groups")
    with warnings.catch_warnings():
        for warning in (PerfectSeparationWarning, ConvergenceWarning, RuntimeWarning):
            warnings.simplefilter("error", warning)
        try:
            if ties(times, events) > MANY_TIES:
                found = _discrete(times, events, treated, level)
            else:
                found = hazard_ratios(times.astype(float), events, treated[:, None].astype(float), level)[0]
        except (PerfectSeparationWarning, ConvergenceWarning, RuntimeWarning, np.linalg.LinAlgError):
            raise ValueError("The hazard ratio is not estimable") from None
    if found.se is None or not found.se < APART:
        raise ValueError("The hazard ratio is not estimable")
    return found


def _discrete(times: Whole, events: Whole, treated: Whole, level: float) -> Estimate:
    """The proportional hazards model for grouped time of Prentice and Gloeckler (1978), Biometrics 34:57.

    A binomial regression with the complementary log-log link: for each time with an event and each group, so many of
    those at risk had it. A time at which all at risk have it says nothing of the ratio and is left out.
    """
    days = np.unique(times[events == 1])
    cells = []
    for group in (0, 1):
        own = np.sort(times[treated == group])
        at_risk = len(own) - np.searchsorted(own, days, side="left")
        had = np.sort(times[(treated == group) & (events == 1)])
        reached = np.searchsorted(had, days, side="right") - np.searchsorted(had, days, side="left")
        cells.append((at_risk, reached))
    (here, got), (there, fetched) = cells
    tells = np.asarray(here + there > got + fetched)
    if not tells.any():
        raise ValueError("Everybody has the event at once: there is no ratio of hazards")
    at_risk, reached = (np.concatenate([cell[part][tells] for cell in cells]) for part in (0, 1))
    baseline = np.eye(int(tells.sum()))
    second = np.repeat([0.0, 1.0], len(baseline))
    design = np.column_stack([second, np.vstack([baseline, baseline])])
    seen = at_risk > 0
    counts = np.column_stack([reached, at_risk - reached])[seen]
    # where all events share one day there are as many cells as parameters: a scale that is not used here is then 0/0
    with np.errstate(divide="ignore", invalid="ignore"):
        fitted: Any = sm.GLM(counts, design[seen], family=sm.families.Binomial(CLogLog())).fit()
    return _ratio(fitted.params[0], fitted.bse[0], "discrete time, cloglog, cause-specific", level)


def _ratio(slope: float, se: float, method: str, level: float) -> Estimate:
    """The hazard ratio with Wald's limits on its logarithm."""
    reach = float(stats.norm.ppf((1 + level) / 2)) * float(se)
    low, high = (float(np.exp(slope + side * reach)) for side in (-1, 1))
    return Estimate(float(np.exp(slope)), float(se), low, high, method)

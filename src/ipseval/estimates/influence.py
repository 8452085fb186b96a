"""What each person adds to an estimate, and the error that follows from it; arrays in, numbers out.

The influence of a person is the derivative of the estimate by that person's weight (the infinitesimal jackknife). It
adds up to zero over all, and over the courses of a person or the people of a site it is simply added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import stats

from ipseval.estimates.estimate import Estimate, Floats, Whole

FEW = 20
"""Clusters below which the sandwich may be far too small: Cameron and Miller (2015), J Hum Resour 50:317, section VI."""
FEW_CLUSTERS = (
    f"The interval rests on fewer than {FEW} people or sites that count once each, and may be too narrow."
)


def error(
    influence: Floats, clusters: Whole | None = None, weights: Floats | None = None
) -> tuple[float, float]:
    """The standard error and its degrees of freedom, whoever shares a number in `clusters` counting as one.

    Each adds the square of what it adds, over one less its share of the whole: for a mean, whose `weights` tell these
    shares, that is CR2 with the degrees of freedom of Bell and McCaffrey (2002), Surv Methodol 28:169, and without
    clusters the usual error with n − 1 below. Without weights all count alike: the sandwich of Liang and Zeger (1986),
    Biometrika 73:13, times G/(G − 1), with G − 1 below.
    """
    of = np.arange(len(influence)) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    each = np.bincount(of, influence)
    size = np.ones(len(each)) if weights is None else np.bincount(of, weights)
    if np.count_nonzero(size) < 2:
        return float("nan"), 0.0
    share = size / size.sum()
    # of a working model in which courses are alike and independent; Satterthwaite
    apart = share**2 / (1 - share)
    freedom = 1 / (np.sum(share**2) + np.sum(apart) ** 2 - np.sum(apart**2))
    return float(np.sqrt(np.sum(each**2 / (1 - share)))), float(freedom)


def estimate(
    value: float,
    influence: Floats,
    method: str,
    level: float = 0.95,
    clusters: Whole | None = None,
    weights: Floats | None = None,
) -> Estimate:
    """The value with Student's limits from its influence; none where nobody differs."""
    return _limits(value, *error(influence, clusters, weights), method, level)


def apart(value: float, errors: Sequence[tuple[float, float]], method: str, level: float = 0.95) -> Estimate:
    """A difference of two independent values with Welch's limits, from the `error` of each (Satterthwaite 1946)."""
    (one, few), (two, many) = errors
    se = float(np.hypot(one, two))
    freedom = se**4 / (one**4 / few + two**4 / many) if np.isfinite(se) and se > 0 else 0.0
    return _limits(value, se, freedom, method, level)


def _limits(value: float, se: float, freedom: float, method: str, level: float) -> Estimate:
    if not np.isfinite(se) or se < 1e-12 * max(1.0, abs(value)):
        return Estimate(value, None, None, None, method)
    half = float(stats.t.ppf((1 + level) / 2, freedom)) * se
    return Estimate(value, se, value - half, value + half, method)


def of_incidence(times: Whole, endings: Whole, gain: Callable[[Whole], Floats]) -> Floats:
    """The influence on the sum of gain(t) · dF(t), where F is the Aalen–Johansen incidence.

    `gain` 1 up to a day and 0 after gives the incidence on that day. Each event and each day at risk moves the hazards
    of its day (Nelson–Aalen), and these move the incidence; written for tied days, on which a censoring comes last.
    """
    days, place = np.unique(times, return_inverse=True)
    events = np.bincount(place[endings == 1], minlength=len(days)).astype(float)
    gone = np.bincount(place[endings > 0], minlength=len(days)).astype(float)
    at_risk = np.cumsum(np.bincount(place, minlength=len(days))[::-1])[::-1].astype(float)
    before = np.concatenate([[1.0], np.cumprod(1 - gone / at_risk)[:-1]])
    worth = gain(days) * before
    # what is still to be gained after each day, all of which a higher hazard on that day would take away
    to_come = np.cumsum((worth * events / at_risk)[::-1])[::-1] - worth * events / at_risk
    left = np.where(at_risk > gone, at_risk - gone, 1.0)
    lost = np.where(at_risk > gone, to_come / left, 0.0)
    waiting = np.cumsum(worth * events / at_risk**2 - gone / at_risk * lost)
    own = np.where(endings == 1, (worth / at_risk)[place], 0.0) - np.where(endings > 0, lost[place], 0.0)
    return np.asarray(own - waiting[place], dtype=np.float64)

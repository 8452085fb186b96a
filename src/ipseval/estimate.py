"""Estimates with their intervals: small arrays in, numbers out; no tables, no registers, no disclosure.

Every function that takes a `level` gives a two-sided interval that aims to hold the truth in that share of
samples. A limit that the method cannot give is `None`, never a collapsed interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error and limits in the unit of the value, and the name of the method."""

    value: float
    se: float | None
    low: float | None
    high: float | None
    method: str


def proportion(k: int, n: int, level: float = 0.95) -> Estimate:
    """k of n, with the score interval of Wilson (1927), J Am Stat Assoc 22:209; `ValueError` for n = 0."""
    if not 0 <= k <= n or n == 0:
        raise ValueError(f"{k} of {n} is no proportion")
    low, high = proportion_confint(k, n, alpha=1 - level, method="wilson")
    return Estimate(k / n, float(np.sqrt(k * (n - k) / n**3)), float(low), float(high), "Wilson")


def proportion_difference(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Estimate:
    """k1/n1 − k2/n2, with the hybrid score interval (method 10) of Newcombe (1998), Stat Med 17:873."""
    first, second = proportion(k1, n1, level), proportion(k2, n2, level)
    low, high = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff", alpha=1 - level)
    se = float(np.hypot(first.se or 0.0, second.se or 0.0))
    return Estimate(first.value - second.value, se, float(low), float(high), "Newcombe")


def mean(values: Floats, level: float = 0.95) -> Estimate:
    """The mean with Student's t interval; no interval below two values. `ValueError` for none."""
    n = len(values)
    if n == 0:
        raise ValueError("the mean of nobody")
    value = float(np.mean(values))
    if n < 2:
        return Estimate(value, None, None, None, "t")
    se = float(np.std(values, ddof=1) / np.sqrt(n))
    half = float(stats.t.ppf((1 + level) / 2, n - 1)) * se
    return Estimate(value, se, value - half, value + half, "t")


def mean_difference(first: Floats, second: Floats, level: float = 0.95) -> Estimate:
    """mean(first) − mean(second), with the interval of Welch (1947), Biometrika 34:28."""
    one, two = mean(first, level), mean(second, level)
    value = one.value - two.value
    if one.se is None or two.se is None:
        return Estimate(value, None, None, None, "Welch")
    se = float(np.hypot(one.se, two.se))
    if se == 0:
        return Estimate(value, 0.0, None, None, "Welch")
    interval = stats.ttest_ind(first, second, equal_var=False).confidence_interval(level)
    return Estimate(value, se, float(interval.low), float(interval.high), "Welch")


@dataclass(frozen=True)
class Incidence:
    """A cumulative incidence, a right-continuous step function: days ascending, value and standard error."""

    times: Whole
    value: Floats
    se: Floats
    n: int

    def at(self, time: int, level: float = 0.95) -> Estimate:
        """The share with the event by `time` (that day included), with the complementary log-log interval.

        log(−log(1 − F)) ± z·se/((1 − F)·|log(1 − F)|), as in Beyersmann, Allignol and Schumacher (2012),
        Competing Risks and Multistate Models with R, ch. 4. No limits at 0 and 1, where it is not defined.
        """
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        method = "Aalen–Johansen, cloglog"
        if place < 0:
            return Estimate(0.0, None, None, None, method)
        value, se = float(self.value[place]), float(self.se[place])
        # rounding in the last place, not a share above one
        value = min(value, 1.0)
        if not np.isfinite(se) or se == 0 or value <= 0 or value >= 1:
            return Estimate(value, None, None, None, method)
        spread = float(stats.norm.ppf((1 + level) / 2)) * se / ((1 - value) * -np.log1p(-value))
        low, high = (float(-np.expm1(np.log1p(-value) * np.exp(sign * spread))) for sign in (-1, 1))
        return Estimate(value, se, low, high, method)


def incidence(times: Whole, endings: Whole) -> Incidence:
    """The Aalen–Johansen estimate of the share with the event, competing events kept in the base.

    `times`: whole days ≥ 0, one per person; `endings`: 1 the event, 2 a competing one, 0 censored at that
    time (still seen on that day, so a censoring ties after an event). Standard error by the delta method as
    in statsmodels `CumIncidenceRight`. `ValueError` for nobody.
    """
    if len(times) == 0:
        raise ValueError("the incidence among nobody")
    if not np.any(endings == 1):
        return Incidence(np.array([0]), np.zeros(1), np.zeros(1), len(times))
    # where everyone left has an event at one time, the error there is 0/0: it becomes nan, and no interval is
    # given
    with np.errstate(divide="ignore", invalid="ignore"):
        fitted: Any = CumIncidenceRight(np.asarray(times), np.asarray(endings))
    return Incidence(
        np.asarray(fitted.times), np.asarray(fitted.cinc[0]), np.asarray(fitted.cinc_se[0]), len(times)
    )


def difference(first: Estimate, second: Estimate) -> Estimate:
    """first − second of two independent estimates with asymmetric limits, by the method of variance estimates
    recovery:

    the square-and-add limits of Zou and Donner (2008), Stat Med 27:1693. No limits where one of them has
    none.
    """
    value, method = first.value - second.value, f"MOVER of {first.method}"
    se = None if first.se is None or second.se is None else float(np.hypot(first.se, second.se))
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return Estimate(value, se, None, None, method)
    low = value - float(np.hypot(first.value - first.low, second.high - second.value))
    high = value + float(np.hypot(first.high - first.value, second.value - second.low))
    return Estimate(value, se, low, high, method)

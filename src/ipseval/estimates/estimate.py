"""Estimates with their intervals: small arrays in, numbers out; no tables, no registers, no disclosure.

Every function that takes a `level` gives a two-sided interval that aims to hold the truth in that share of
samples. A limit that the method cannot give is `None`, never a collapsed interval.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.optimize import brentq
from statsmodels.duration.survfunc import CumIncidenceRight
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.nonparametric import rank_compare_2indep
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    score_test_proportions_2indep,
)

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

ROUNDING = 1e-12
"""What sums of shares may be off by in their last places."""


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error and limits in the unit of the value, and the name of the method.

    The value is `nan` where the data cannot tell; whatever is worked out from it then is so too.
    """

    value: float
    se: float | None
    low: float | None
    high: float | None
    method: str

    @property
    def is_known(self) -> bool:
        """Not where the data cannot tell: the value is no number then."""
        return not np.isnan(self.value)

    @property
    def numbers(self) -> dict[str, Any]:
        """As a figure has them."""
        return asdict(self) | {"value": self.value if self.is_known else None}

    def unknown(self) -> Estimate:
        """The method alone."""
        return Estimate(float("nan"), None, None, None, self.method)

    @property
    def odds(self) -> Estimate:
        """A share below 1 as its odds, with the error by the delta method."""
        value = self.value / (1 - self.value)
        se = None if self.se is None else self.se / (1 - self.value) ** 2
        low, high = (None if end is None or end >= 1 else end / (1 - end) for end in (self.low, self.high))
        return Estimate(value, se, low, high, self.method)

    def within(self, least: float, most: float) -> Estimate:
        """With limits that reach no further than the quantity itself can; the truth is never cut off."""
        if self.low is None or self.high is None:
            return self
        return replace(self, low=max(self.low, least), high=min(self.high, most))


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
    found = Estimate(first.value - second.value, se, float(low), float(high), "Newcombe")
    return found.within(-1, 1)  # rounding may carry it a little beyond


def proportion_ratio(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Estimate:
    """(k1/n1) / (k2/n2), with the score interval of Koopman (1984), Biometrics 40:513.

    The value is 0 or infinite, and so is one limit, where only one group has nobody; with nobody in either, nothing
    can be said and `ValueError` is raised. The error is of the logarithm, `None` where that is not defined.
    """
    if k1 == k2 == 0:
        raise ValueError(f"The ratio of {k1} of {n1} to {k2} of {n2} is not estimable")
    first, second = proportion(k1, n1).value, proportion(k2, n2).value
    se = float(np.sqrt(1 / k1 - 1 / n1 + 1 / k2 - 1 / n2)) if k1 and k2 else None
    value = first / second if k2 else float("inf")
    low, high = _koopman(k1, n1, k2, n2, level)
    return Estimate(value, se, low, high, "Koopman")


def _koopman(k1: int, n1: int, k2: int, n2: int, level: float) -> tuple[float, float]:
    """The limits; `confint_proportions_2indep` gives them, but not where a group has all or the second has none."""
    z = float(stats.norm.ppf((1 + level) / 2))
    if k2 == 0:
        # it divides by zero; turned round it does not
        _, high = _koopman(k2, n2, k1, n1, level)
        return 1 / high, float("inf")
    # with a whole group its ends fall together or lie apart by an invalid root. Where both are whole, or one whole
    # and one empty, the fitted shares are 1 and the ratio, and the score test has one term left, solved here
    if (k1, k2) == (n1, n2):
        return n1 / (n1 + z**2), (n2 + z**2) / n2
    if (k1, k2) == (0, n2):
        return 0.0, z**2 / (n1 + z**2)
    if k1 == n1 or k2 == n2:
        return _ends_of_score(k1, n1, k2, n2, z)
    found = confint_proportions_2indep(
        k1, n1, k2, n2, compare="ratio", method="score", correction=False, alpha=1 - level
    )
    return (float(found[0]) if k1 else 0.0), float(found[1])


def _ends_of_score(k1: int, n1: int, k2: int, n2: int, z: float) -> tuple[float, float]:
    """The ratios whose score test is just at z, looked for from the estimate outwards on the logarithm."""

    def excess(log: float) -> float:
        tested: Any = score_test_proportions_2indep(
            k1, n1, k2, n2, value=float(np.exp(log)), compare="ratio", correction=False
        )
        return abs(float(tested.statistic)) - z

    centre = float(np.log(k1 / n1 * n2 / k2))
    # a step aside: at the estimate itself the fitted variance may be zero
    ends = [brentq(excess, centre + side * 1e-6, centre + side * 20, xtol=1e-13) for side in (-1, 1)]
    return float(np.exp(ends[0])), float(np.exp(ends[1]))


def odds_ratio(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Estimate:
    """The odds of k1 of n1 over those of k2 of n2, with the interval of Woolf (1955), Ann Hum Genet 19:251.

    `ValueError`, not a half added to each cell, where a cell is zero: the odds ratio is not estimable then. The error
    is of the logarithm.
    """
    table = np.array([[k1, n1 - k1], [k2, n2 - k2]])
    if np.any(table == 0):
        raise ValueError("An odds ratio with an empty cell is not estimable")
    fitted = Table2x2(table, shift_zeros=False)
    low, high = fitted.oddsratio_confint(alpha=1 - level)
    return Estimate(float(fitted.oddsratio), float(fitted.log_oddsratio_se), float(low), float(high), "Woolf")


def mean(values: Floats, level: float = 0.95) -> Estimate:
    """The mean with Student's t interval; none where no two values differ. `ValueError` for nobody."""
    n = len(values)
    if n == 0:
        raise ValueError("the mean of nobody")
    value = float(np.mean(values))
    if n < 2:
        return Estimate(value, None, None, None, "Student's t")
    if np.ptp(values) == 0:
        return Estimate(value, 0.0, None, None, "Student's t")
    se = float(np.std(values, ddof=1) / np.sqrt(n))
    half = float(stats.t.ppf((1 + level) / 2, n - 1)) * se
    return Estimate(value, se, value - half, value + half, "Student's t")


def mean_difference(first: Floats, second: Floats, level: float = 0.95) -> Estimate:
    """mean(first) − mean(second), with the interval of Welch (1947), Biometrika 34:28."""
    one, two = mean(first, level), mean(second, level)
    value = one.value - two.value
    if one.se is None or two.se is None:
        return Estimate(value, None, None, None, "Welch")
    se = float(np.hypot(one.se, two.se))
    if se == 0:
        return Estimate(value, 0.0, None, None, "Welch")
    with warnings.catch_warnings():
        # of a group in which nobody differs; its variance is zero, and right
        warnings.filterwarnings("ignore", "Precision loss", RuntimeWarning)
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
        return cloglog(float(self.value[place]), float(self.se[place]), level, method)


def cloglog(value: float, se: float, level: float, method: str) -> Estimate:
    """A share with its complementary log-log interval, see `Incidence.at`."""
    if value > 1 - ROUNDING:
        value = 1.0
    if not np.isfinite(se) or se < ROUNDING or value <= 0 or value == 1:
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


def win_odds(first: Floats, second: Floats, level: float = 0.95) -> Estimate:
    """The odds that one of the first has more than one of the second, an equal pair counting half to each side.

    From the probability and its variance of Brunner and Munzel (2000), Biom J 42:17 (statsmodels
    `rank_compare_2indep`), with limits on the logarithm as in Brunner, Vandemeulebroecke and Mütze (2021), Stat Med
    40:3367. The error is of the logarithm. `ValueError` where it is not estimable: fewer than two in a group, or
    all of one group above all of the other.
    """
    if min(len(first), len(second)) < 2:
        raise ValueError("The win odds of fewer than two people are not estimable")
    # groups that do not overlap, or all alike, have no variance
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Any = rank_compare_2indep(first, second)
    share, method = float(found.prob1), "Brunner–Munzel, on the logarithm"
    if not 0 < share < 1:
        raise ValueError("The win odds of groups that do not overlap are not estimable")
    value = share / (1 - share)
    if not found.var_prob > 0:
        return Estimate(value, None, None, None, method)
    se = float(np.sqrt(found.var_prob)) / (share * (1 - share))
    half = float(stats.t.ppf((1 + level) / 2, found.df)) * se
    return Estimate(value, se, float(value * np.exp(-half)), float(value * np.exp(half)), method)


def odds(first: Floats, second: Floats) -> float:
    """The win odds alone: `win_odds` without an error."""
    n, m = len(first), len(second)
    ranks = stats.rankdata(np.concatenate([first, second]))
    share = (float(ranks[:n].sum()) - n * (n + 1) / 2) / (n * m) if n and m else float("nan")
    return share / (1 - share) if share < 1 else float("inf")


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


def ratio(first: Estimate, second: Estimate) -> Estimate:
    """first / second of two independent estimates above zero: their limits squared and added on the logarithm.

    Zou and Donner (2008), Stat Med 27:1693. The error is of the logarithm. `ValueError` where one is zero; no limits
    where one has none.
    """
    if not (first.value > 0 and second.value > 0):
        raise ValueError("A ratio of nothing, or to nothing, is not estimable")
    value, method = first.value / second.value, f"MOVER on the logarithm, of {first.method}"
    if not first.low or not first.high or not second.low or not second.high:
        return Estimate(value, None, None, None, method)
    below = float(np.hypot(np.log(first.value / first.low), np.log(second.high / second.value)))
    above = float(np.hypot(np.log(first.high / first.value), np.log(second.value / second.low)))
    se = None
    if first.se is not None and second.se is not None:
        se = float(np.hypot(first.se / first.value, second.se / second.value))
    return Estimate(value, se, float(value * np.exp(-below)), float(value * np.exp(above)), method)


def share_of(share: float, size: int, level: float = 0.95) -> Estimate:
    """A published share of `size` people, which need be no whole count of them, with Wilson's limits."""
    low, high = proportion_confint(share * size, size, alpha=1 - level, method="wilson")
    se = float(np.sqrt(share * (1 - share) / size))
    return Estimate(share, se, float(low), float(high), "Wilson, of a published share")


def against_benchmark(own: Estimate, share: float, sizes: Sequence[int], level: float = 0.95) -> Estimate:
    """own − share, where the benchmark is a published share of people and itself uncertain; never causal.

    `sizes` are the numbers of people that the share may be of. A published percentage is seldom a whole count over
    any of them, so share · size is taken as it is, with Wilson's limits, and the outermost limits over `sizes` count.
    """
    if not sizes or not 0 <= share <= 1:
        raise ValueError("A benchmark is a share of a number of people")
    found = []
    for size in sizes:
        found.append(difference(own, share_of(share, size, level)))
    lows = [one.low for one in found if one.low is not None]
    highs = [one.high for one in found if one.high is not None]
    widest = max(found, key=lambda one: one.se or 0.0)
    if not lows or not highs:
        return widest
    return Estimate(widest.value, widest.se, min(lows), max(highs), "MOVER against an uncertain benchmark")

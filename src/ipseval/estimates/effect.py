"""What the first group has more than it would have had as the second: IPW and AIPW; arrays in, numbers out.

Right only where everything that decided the group and bears on the outcome is among the covariates. Both means are the
solution of stacked estimating equations (Stefanski and Boos 2002, Am Stat 56:29), so the error holds the estimated
propensity, the outcome model and the chance of being seen, and holds whichever of the models is wrong.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.tools.sm_exceptions import (
    ConvergenceWarning,
    PerfectSeparationWarning,
    SingularMatrixWarning,
)

from ipseval.estimates.estimate import ROUNDING, Estimate, Floats, Whole
from ipseval.estimates.influence import error, estimate
from ipseval.estimates.weighting import (
    Flags,
    NotComparableError,
    Propensity,
    seen_influence,
    seen_weights,
)
from ipseval.study.adjustment import Estimand, Method


@dataclass(frozen=True)
class Outcome:
    """The outcome of each person, 1 or 0 or a number; of the `censored` unknown, who were seen until `times` only."""

    value: Floats
    times: Whole
    censored: Flags

    @property
    def is_share(self) -> bool:
        return bool(np.isin(self.value[~self.censored], (0, 1)).all())


@dataclass(frozen=True)
class Effect:
    """The mean of each group as it stands and as it would be if alike, with what each person adds to them."""

    first: float
    second: float
    influence: tuple[Floats, Floats]
    method: str
    clusters: Whole | None = None
    is_share: bool = False

    def difference(self, level: float = 0.95) -> Estimate:
        """first − second."""
        one, two = self.influence
        found = estimate(self.first - self.second, one - two, self.method, level, self.clusters)
        return found.within(-1, 1) if self.is_share else found

    def ratio(self, level: float = 0.95) -> Estimate | None:
        """first over second with limits on the logarithm, whose error it bears; none unless both are above zero."""
        if self.first <= 0 or self.second <= 0:
            return None
        one, two = self.influence
        se, freedom = error(one / self.first - two / self.second, self.clusters)
        value = self.first / self.second
        if not np.isfinite(se) or se < 1e-12:
            return Estimate(value, None, None, None, self.method)
        reach = float(np.exp(stats.t.ppf((1 + level) / 2, freedom) * se))
        return Estimate(value, se, value / reach, value * reach, self.method)


def effect(
    found: Propensity,
    outcome: Outcome,
    method: Method,
    estimand: Estimand = "att",
    clusters: Whole | None = None,
    covariates: Floats | None = None,
) -> Effect:
    """The comparison by inverse probability weights, without or with (`aipw`) an outcome model beside them.

    AIPW adds to the mean of the modelled outcomes of the target the weighted mean of what the model missed, so it is
    right if either the propensity or the outcome model is: Robins, Rotnitzky and Zhao (1994), J Am Stat Assoc 89:846; for
    the effect on the treated, Mercatanti and Li (2014), Ann Appl Stat 8:2485. Weights are divided by their sum (Hájek). The
    outcome model has the covariates of the propensity unless it is given `covariates` of its own. `NotComparableError`
    where a group was not seen long enough, or where the models give more than everybody or less than nobody.
    """
    own = None if covariates is None else np.column_stack([np.ones(len(covariates)), covariates])
    design = found.design if own is None else own
    value = np.where(outcome.censored, 0.0, outcome.value)
    seen, arms = np.zeros(len(value)), (found.treated, ~found.treated)
    for arm in arms:
        seen[arm] = seen_weights(outcome.times[arm], outcome.censored[arm])
        # whoever is censored last is stood for by nobody, and the outcome after that day is not known
        if seen[arm].sum() < arm.sum() * (1 - ROUNDING):
            raise NotComparableError("In one of the groups nobody was seen to the end of the follow-up.")
    means, added, line = [], [], ""
    for arm in arms:
        # the treated stand for themselves: no model can miss anything of their mean
        plain = method == "ipw" or (estimand == "att" and arm is arms[0])
        model = None if plain else _fit(design, value, np.where(arm, seen, 0.0), outcome.is_share)
        if model is not None and outcome.is_share and model.is_line:
            line = ", linear outcome model"
        mean, influence = _mean(found, arm, value, seen, estimand, model)
        if outcome.censored[arm].any():
            each = influence.through[arm]
            influence.total[arm] += seen_influence(outcome.times[arm], outcome.censored[arm], each)
        means.append(mean)
        added.append(influence.total)
    if outcome.is_share and not all(-ROUNDING <= mean <= 1 + ROUNDING for mean in means):
        raise NotComparableError("The models give a group more than everybody, or less than nobody.")
    weights = ", IPC weights" if outcome.censored.any() else ""
    words = f"{method.upper()}, {estimand.upper()}{line}{weights}"
    return Effect(means[0], means[1], (added[0], added[1]), words, clusters, outcome.is_share)


@dataclass(frozen=True)
class _Added:
    """What each person adds to a mean, and how much of it by the chance of being seen."""

    total: Floats
    through: Floats


def _mean(
    found: Propensity, arm: Flags, value: Floats, seen: Floats, estimand: Estimand, model: _Model | None
) -> tuple[float, _Added]:
    """The mean outcome of the target if all were in `arm`."""
    target = found.treated.astype(float) if estimand == "att" else np.ones(len(value))
    own = np.where(arm, seen, 0.0)
    weights = own * found.weights(estimand)
    total, size = weights.sum(), target.sum()
    told = np.zeros(len(value)) if model is None else model.value
    modelled = float(target @ told / size)
    missed = float(weights @ (value - told) / total)
    through = weights * (value - told - missed) / total
    by_propensity = (own * found.weight_slopes(estimand) * (value - told - missed)) @ found.design / total
    influence = target * (told - modelled) / size + through + found.influence @ by_propensity
    if model is not None:
        added = model.influence(value, own) @ model.gradient(target / size - weights / total)
        influence, through = influence + added, through + added
    return modelled + missed, _Added(influence, through)


@dataclass(frozen=True)
class _Model:
    """The outcome that each person would have in a group, with its derivative by the linear predictor."""

    design: Floats
    value: Floats
    slope: Floats
    is_line: bool = False

    def gradient(self, weights: Floats) -> Floats:
        """The derivative of the weighted sum of the modelled outcomes by the coefficients."""
        return (weights * self.slope) @ self.design

    def influence(self, value: Floats, own: Floats) -> Floats:
        """What each person adds to each coefficient."""
        information = (self.design * (own * self.slope)[:, None]).T @ self.design
        score = (own * (value - self.value))[:, None] * self.design
        return np.asarray(np.linalg.lstsq(information, score.T, rcond=None)[0].T, dtype=np.float64)


def _fit(design: Floats, value: Floats, own: Floats, is_share: bool) -> _Model:
    """Regression of the outcome on the covariates in one group: logistic for a share, else linear.

    Linear too where no logistic model can be fitted, as where some category has nobody with the outcome.
    """
    here = own > 0
    if is_share:
        family = sm.families.Binomial()
        with warnings.catch_warnings():
            for warning in (PerfectSeparationWarning, ConvergenceWarning, RuntimeWarning):
                warnings.simplefilter("error", warning)
            # a category that nobody of this group is in: whether that is bad is for `weighting.trouble` to say
            warnings.simplefilter("ignore", SingularMatrixWarning)
            try:
                fitted: Any = sm.GLM(value[here], design[here], family=family, freq_weights=own[here]).fit()
                share = np.asarray(family.link.inverse(design @ fitted.params))
                if share[here].min() > 1e-8 and share[here].max() < 1 - 1e-8:
                    return _Model(design, share, share * (1 - share))
            except (PerfectSeparationWarning, ConvergenceWarning, RuntimeWarning):
                pass
    root = np.sqrt(own[here])
    line = np.linalg.lstsq(design[here] * root[:, None], value[here] * root, rcond=None)[0]
    return _Model(design, design @ line, np.ones(len(value)), is_line=True)


def e_value(ratio: Estimate) -> Estimate:
    """How strong an unmeasured cause of both group and outcome would have to be, as risk ratios, to explain it all away.

    The value is for the ratio itself, `low` for its limit nearer to 1, and 1 where the limits hold 1: VanderWeele and
    Ding (2017), Ann Intern Med 167:268.
    """
    if ratio.value <= 0:
        raise ValueError("An E-value takes a risk ratio above zero")
    above = ratio.value >= 1
    nearer = ratio.low if above else ratio.high
    low = None
    if nearer is not None:
        low = _explained(nearer if above else 1 / nearer)
    return Estimate(_explained(ratio.value if above else 1 / ratio.value), None, low, None, "E-value")


def _explained(ratio: float) -> float:
    return float(ratio + np.sqrt(ratio * (ratio - 1))) if ratio > 1 else 1.0

"""Trials pooled: what the literature says before one's own figures; counts in, numbers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.meta_analysis import combine_effects, effectsize_2proportions

from ipseval.estimates.estimate import Estimate, Floats
from ipseval.evidence.trials import Trial

FEW = 5
"""Below so many trials a pooled result says little about trials to come, and the result says so."""


@dataclass(frozen=True)
class Pooled:
    """The ratio of shares over all trials, by four methods; `weights` are those of the random effects (REML).

    `prediction` is where the ratio of one more trial of the same kind would lie; none below three trials.
    """

    k: int
    fixed: Estimate
    dersimonian_laird: Estimate
    reml: Estimate
    knapp_hartung: Estimate
    prediction: tuple[float, float] | None
    tau2: float
    tau2_dersimonian_laird: float
    q: float
    q_p: float
    i2: float
    weights: tuple[float, ...]
    warning: str


def pool(trials: Sequence[Trial], level: float = 0.95) -> Pooled:
    """The logarithms of the ratios pooled: fixed effect, DerSimonian and Laird (1986), REML, Knapp and Hartung (2003).

    Variances of the logarithm by the delta method; a half is added to each cell of a trial where one is empty. The scale
    of Knapp and Hartung is 1 at least: below, trials that agree by chance would give an interval too narrow, or none
    (Wiksten, Rücker and Schwarzer 2016, Stat Med 35:2503).
    The prediction interval is that of Higgins, Thompson and Spiegelhalter (2009), J R Stat Soc A 172:137, with t on
    k − 2 degrees of freedom. `ValueError` below two trials.
    """
    if len(trials) < 2:
        raise ValueError("Pooling takes two trials at least")
    effects, variances = log_ratios(trials)
    return pool_effects(effects, variances, level)


def log_ratios(trials: Sequence[Trial]) -> tuple[Floats, Floats]:
    """The logarithm of each trial's ratio, and its variance."""
    cells = np.array([[t.reached, t.n, t.control_reached, t.control_n] for t in trials], dtype=float)
    empty = (cells[:, 0] * cells[:, 2] * (cells[:, 1] - cells[:, 0]) * (cells[:, 3] - cells[:, 2])) == 0
    cells[empty] += (0.5, 1.0, 0.5, 1.0)
    effects, variances = effectsize_2proportions(*cells.T, statistic="risk-ratio")
    return np.asarray(effects), np.asarray(variances)


def pool_effects(effects: Floats, variances: Floats, level: float = 0.95) -> Pooled:
    """As `pool`, from logarithms of ratios and their variances."""
    k = len(effects)
    # trials that agree wholly have Q = 0, by which it divides for a number not used here
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        simple: Any = combine_effects(effects, variances, method_re="dl", alpha=1 - level)
    tau2 = reml_variance(effects, variances)
    weights = 1 / (variances + tau2)
    share = weights / weights.sum()
    centre, se = float((share * effects).sum()), float(np.sqrt(1 / weights.sum()))
    # the scale of Knapp and Hartung, from the weighted squares around the centre
    adjusted = max(float(np.sqrt((weights * (effects - centre) ** 2).sum() / (k - 1))), 1.0) * se
    # it goes on with a spread below zero where trials agree more than by chance
    differ = float(simple.tau2) > 0
    middle, error = (
        (simple.mean_effect_re, simple.sd_eff_w_re) if differ else (simple.mean_effect_fe, simple.sd_eff_w_fe)
    )
    z, t = float(stats.norm.ppf((1 + level) / 2)), float(stats.t.ppf((1 + level) / 2, k - 1))
    prediction = None
    if k > 2:
        half = float(stats.t.ppf((1 + level) / 2, k - 2)) * float(np.sqrt(tau2 + se**2))
        prediction = (float(np.exp(centre - half)), float(np.exp(centre + half)))
    q = float(simple.q)
    return Pooled(
        k=k,
        fixed=_ratio(float(simple.mean_effect_fe), float(simple.sd_eff_w_fe), z, "fixed effect"),
        dersimonian_laird=_ratio(float(middle), float(error), z, "random effects, DerSimonian–Laird"),
        reml=_ratio(centre, se, z, "random effects, REML"),
        knapp_hartung=_ratio(centre, adjusted, t, "random effects, REML, Knapp–Hartung"),
        prediction=prediction,
        tau2=tau2,
        tau2_dersimonian_laird=max(float(simple.tau2), 0.0),
        q=q,
        q_p=float(stats.chi2.sf(q, k - 1)),
        i2=max(0.0, 1 - (k - 1) / q) if q > 0 else 0.0,
        weights=tuple(float(one) for one in share),
        warning=f"Only {k} trials: how much trials differ is hardly known." if k < FEW else "",
    )


def reml_variance(effects: Floats, variances: Floats) -> float:
    """The variance between trials at which the restricted likelihood is greatest (Viechtbauer 2005, J Educ Behav Stat
    30:261): that of the distances from the mean which that variance gives."""

    def unlikely(tau2: float) -> float:
        weights = 1 / (variances + tau2)
        apart = effects - (weights * effects).sum() / weights.sum()
        return float(np.log(weights.sum()) - np.log(weights).sum() + (weights * apart**2).sum())

    reach = float(np.ptp(effects)) ** 2
    found: Any = optimize.minimize_scalar(
        unlikely, bounds=(0, reach), method="bounded", options={"xatol": 1e-10}
    )
    return float(found.x) if found.fun < unlikely(0.0) else 0.0


def _ratio(log: float, se: float, quantile: float, method: str) -> Estimate:
    """From the logarithm; the error stays that of the logarithm."""
    low, high = (float(np.exp(log + sign * quantile * se)) for sign in (-1, 1))
    return Estimate(float(np.exp(log)), se, low, high, method)

"""Making two groups alike in what was known at start: propensities, weights, and how far they can; arrays in, numbers out.

Nothing here looks at an outcome, so weights are settled before anything is compared.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

from ipseval.estimates.estimate import Floats, Whole
from ipseval.study.adjustment import Estimand

Flags = npt.NDArray[np.bool_]

FAR_APART = 0.25
"""A standardised difference left after weighting above which groups are not alike: Stuart (2010), Stat Sci 25:1."""
FEW_LEFT = 0.2
"""The share of its people that the weighted group must be worth: below, a few of them stand for all."""
OUTSIDE = 0.1
"""The share of people who may have a propensity that nobody in the other group has."""
PER_TERM = 5
"""People of the smaller group for each term of the model, at least."""


class NotComparableError(ValueError):
    """The covariates tell the two groups apart, or one of them follows from the others; the text says which."""


@dataclass(frozen=True)
class Propensity:
    """The chance of being in the first group, by the covariates, of each person.

    `slope`: its derivative by the linear predictor; `design`: the covariates with a constant before them; `influence`:
    what each person adds to each coefficient (people by coefficients).
    """

    treated: Flags
    value: Floats
    slope: Floats
    design: Floats
    influence: Floats

    def weights(self, estimand: Estimand) -> Floats:
        """How many people each person stands for, so that the own group becomes like the target."""
        if estimand == "att":
            return np.where(self.treated, 1.0, self.value / (1 - self.value))
        return np.where(self.treated, 1 / self.value, 1 / (1 - self.value))

    def weight_slopes(self, estimand: Estimand) -> Floats:
        """The derivatives of the weights by the linear predictor."""
        other = self.slope / (1 - self.value) ** 2
        if estimand == "att":
            return np.where(self.treated, 0.0, other)
        return np.where(self.treated, -self.slope / self.value**2, other)


def propensity(treated: Flags, covariates: Floats, link: Any = None) -> Propensity:
    """Logistic regression of the group on the covariates (people by terms, without a constant).

    Another statsmodels `link` may be given. `NotComparableError` where the covariates separate the groups, or where one
    follows from the others.
    """
    design = np.column_stack([np.ones(len(treated)), covariates])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise NotComparableError("One covariate follows from the others: leave it out.")
    family = sm.families.Binomial(link)
    with warnings.catch_warnings():
        for warning in (PerfectSeparationWarning, ConvergenceWarning, RuntimeWarning):
            warnings.simplefilter("error", warning)
        try:
            fitted: Any = sm.GLM(treated.astype(float), design, family=family).fit()
            value = np.asarray(fitted.fittedvalues)
            information = -np.asarray(fitted.model.hessian(fitted.params, observed=True))
            influence = np.linalg.solve(information, fitted.model.score_obs(fitted.params).T).T
        except (PerfectSeparationWarning, ConvergenceWarning, RuntimeWarning, np.linalg.LinAlgError):
            raise NotComparableError("The covariates tell the two groups apart.") from None
    if value.min() < 1e-8 or value.max() > 1 - 1e-8:
        raise NotComparableError("The covariates tell the two groups apart.")
    slope = np.asarray(family.link.inverse_deriv(design @ fitted.params))
    return Propensity(treated, value, slope, design, influence)


def standardised(treated: Flags, column: Floats, weights: Floats | None = None) -> float:
    """The difference of the two means over the standard deviation, the same one before and after weighting.

    That is the root of the mean of the two groups' variances without weights: Austin and Stuart (2015), Stat Med
    34:3661. 0 where neither group varies and both agree; infinite where they do not.
    """
    weighed = np.ones(len(column)) if weights is None else weights
    first, second = (float(np.average(column[who], weights=weighed[who])) for who in (treated, ~treated))
    spread = float(np.sqrt((np.var(column[treated]) + np.var(column[~treated])) / 2))
    if spread == 0:
        return 0.0 if np.isclose(first, second) else float(np.sign(first - second) * np.inf)
    return (first - second) / spread


def worth(weights: Floats) -> float:
    """The effective sample size of Kish (1965): so many people without weights would tell as much."""
    return float(weights.sum() ** 2 / np.sum(weights**2))


def trouble(found: Propensity, columns: Floats, estimand: Estimand) -> list[str]:
    """A sentence for each sign that the groups overlap too little for a claim; none where they overlap well.

    `columns` are the covariates that must have become alike, each category in a column of its own.
    """
    treated, weights = found.treated, found.weights(estimand)
    said = []
    smaller = min(int(treated.sum()), int((~treated).sum()))
    if smaller < PER_TERM * (found.design.shape[1] - 1):
        said.append(f"The smaller group has fewer than {PER_TERM} people for each term of the model.")
    arms = [~treated] if estimand == "att" else [~treated, treated]
    for arm in arms:
        if worth(weights[arm]) < FEW_LEFT * arm.sum():
            said.append(
                f"The weighted group is worth less than {FEW_LEFT:.0%} of its people: few stand for all."
            )
        inside = found.value[arm]
        beyond = (found.value[~arm] < inside.min()) | (found.value[~arm] > inside.max())
        if beyond.mean() > OUTSIDE:
            said.append(f"More than {OUTSIDE:.0%} of a group have nobody like them in the other.")
    left = max((abs(standardised(treated, column, weights)) for column in columns.T), default=0.0)
    if left > FAR_APART:
        said.append(f"After weighting the groups still differ by more than {FAR_APART} standard deviations.")
    return sorted(set(said))


def seen_weights(times: Whole, censored: Flags) -> Floats:
    """One over the chance of still being seen before `times`, 0 for the censored: each seen person stands for them too.

    Kaplan–Meier of the censoring in one group; on the same day an outcome comes first, so the weighted share of those
    with the event by the horizon is the Aalen–Johansen incidence: Satten and Datta (2001), Am Stat 55:207.
    """
    place, left, at_risk = _censorings(times, censored)
    chance = np.concatenate([[1.0], np.cumprod(1 - left / np.maximum(at_risk, 1))])[:-1]
    return np.where(censored, 0.0, 1 / np.where(censored, 1.0, chance[place]))


def seen_influence(times: Whole, censored: Flags, bears: Floats) -> Floats:
    """What each person adds to a sum by the chances of being seen; `bears` is what each adds through the own weight."""
    place, left, at_risk = _censorings(times, censored)
    borne = np.bincount(place, np.where(censored, 0.0, bears), minlength=len(left))
    after = np.cumsum(borne[::-1])[::-1] - borne
    safe, stay = np.maximum(at_risk, 1), np.where(at_risk > left, at_risk - left, 1)
    own = np.where(at_risk > left, after / stay, 0.0)
    waiting = np.cumsum(left / safe * own)
    before = np.concatenate([[0.0], waiting[:-1]])
    return np.where(censored, own[place] - waiting[place], -before[place])


def _censorings(times: Whole, censored: Flags) -> tuple[Whole, Floats, Floats]:
    """The place of each person's day among all days; how many were censored on each day, and of how many."""
    days, place = np.unique(times, return_inverse=True)
    left = np.bincount(place[censored], minlength=len(days)).astype(float)
    gone = np.bincount(place[~censored], minlength=len(days)).astype(float)
    at_risk = np.cumsum((left + gone)[::-1])[::-1] - gone
    return place, left, at_risk

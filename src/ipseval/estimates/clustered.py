"""Estimates where a person may have several courses: their errors count each person once; arrays in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from ipseval.estimates import influence
from ipseval.estimates.estimate import Estimate, Floats, Incidence, Whole, cloglog

BY_PERSON = "clustered on person"


def proportion(reached: Whole, persons: Whole, level: float = 0.95) -> Estimate:
    """The share of courses (1 reached, 0 not), with Wilson's interval for the effective number of courses.

    That is p(1 − p) over the variance between persons, corrected for their number by (z/t)² and never above the number
    of courses: Korn and Graubard (1998), Surv Methodol 24:193, with Wilson's limits in place of Clopper and Pearson's,
    as Dean and Pagano (2015), J Surv Stat Methodol 3:484, found better. Where all or none have reached it, the
    effective number is that of the persons.
    """
    n, value = len(reached), float(np.mean(reached))
    found = influence.error((reached - value) / n, persons)
    return effective(value, found, n, f"Wilson, {BY_PERSON}", level)


def effective(value: float, found: tuple[float, float], n: int, method: str, level: float) -> Estimate:
    """A share with an error and its degrees of freedom, with Wilson's limits as `proportion` has them."""
    se, freedom = found
    if not np.isfinite(se):
        return Estimate(value, None, None, None, method)
    ratio = stats.norm.ppf((1 + level) / 2) / stats.t.ppf((1 + level) / 2, freedom)
    size = min(value * (1 - value) / se**2 if se > 0 else freedom + 1, n) * float(ratio) ** 2
    low, high = proportion_confint(value * size, size, alpha=1 - level, method="wilson")
    return Estimate(value, se, float(low), float(high), method)


def mean(values: Floats, persons: Whole, level: float = 0.95) -> Estimate:
    """The mean of courses with Student's interval, each person counted once: CR2, see `influence.error`."""
    value, each = float(np.mean(values)), np.ones(len(values))
    return influence.estimate(
        value, (values - value) / len(values), f"Student's t, {BY_PERSON}", level, persons, each
    )


@dataclass(frozen=True)
class ByPerson(Incidence):
    """A cumulative incidence of courses whose errors add up what each course of a person brings."""

    days: Whole
    endings: Whole
    persons: Whole

    def at(self, time: int, level: float = 0.95) -> Estimate:
        """As `Incidence.at`, with the error of the infinitesimal jackknife by person."""
        value = super().at(time, level).value
        each = influence.of_incidence(self.days, self.endings, lambda day: (day <= time).astype(float))
        return cloglog(
            value, influence.error(each, self.persons)[0], level, f"Aalen–Johansen, cloglog, {BY_PERSON}"
        )

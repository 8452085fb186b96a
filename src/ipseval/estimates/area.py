"""How long ago the event came: the area under an incidence; arrays in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipseval.estimates.estimate import Estimate, Floats, Whole, incidence
from ipseval.estimates.influence import apart, error, estimate, of_incidence

METHOD = "area under Aalen–Johansen"


@dataclass(frozen=True)
class Area:
    """The mean number of days since the event by the horizon, and what each person adds to it."""

    value: float
    influence: Floats
    horizon: int
    clusters: Whole | None = None

    def estimate(self, level: float = 0.95) -> Estimate:
        """With Student's limits, no further than nobody at all and everybody at once; uncensored those of a mean."""
        found = estimate(self.value, self.influence, _method(METHOD, self), level, self.clusters)
        return found.within(0, self.horizon)


def area(times: Whole, endings: Whole, horizon: int, clusters: Whole | None = None) -> Area:
    """The area under the Aalen–Johansen incidence from 0 to `horizon`.

    Whoever had the event on day t has had it for `horizon` − t days, whoever had none, or a competing one, for 0; with
    everyone seen this is their mean. For a harm it is called the restricted mean time lost: Andersen (2013), Stat Med
    32:5278. `times` and `endings` as in `incidence`; `clusters` a number for each person or site, as in `error`.
    """
    curve = incidence(times, endings)
    value = float(np.sum(np.diff(curve.value, prepend=0.0) * np.maximum(horizon - curve.times, 0)))
    influence = of_incidence(times, endings, lambda days: np.maximum(horizon - days, 0).astype(np.float64))
    return Area(value, influence, horizon, clusters)


def area_difference(first: Area, second: Area, level: float = 0.95) -> Estimate:
    """first − second of two independent groups, with Welch's degrees of freedom (Satterthwaite 1946)."""
    errors = [error(each.influence, each.clusters) for each in (first, second)]
    found = apart(first.value - second.value, errors, _method(f"difference of {METHOD}", first), level)
    return found.within(-second.horizon, first.horizon)


def _method(words: str, of: Area) -> str:
    return words if of.clusters is None else f"{words}, clustered on person"

"""Intervals by drawing people again, where no closed one exists; arrays in, numbers out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

from ipseval.estimates.estimate import Estimate, Whole

DRAWS = 4999
SEED = 20_260_101
"""Any number, but always the same, so that a run gives the same limits again."""

MANY = 2000
"""People above which the correction is left out: it asks for one more estimate for each of them."""


def bootstrap(
    statistic: Callable[[Whole], float], persons: Whole, level: float = 0.95, draws: int = DRAWS
) -> Estimate:
    """The statistic of all rows, with limits from drawing whole persons, so that a person's courses stay together.

    `statistic` takes the places of rows, each as often as it was drawn; `persons` has a number per row. BCa limits
    (Efron 1987, J Am Stat Assoc 82:171, `scipy.stats.bootstrap`); percentiles above `MANY` people, and where BCa has
    none because no draw lies on one side of the estimate. No limits where the draws do not differ.
    """
    order = np.argsort(persons, kind="stable")
    rows = np.split(order, np.flatnonzero(np.diff(persons[order])) + 1)
    value = float(statistic(np.arange(len(persons))))

    def drawn(people: Whole) -> float:
        return float(statistic(np.concatenate([rows[person] for person in people])))

    kinds = ("BCa", "percentile") if len(rows) <= MANY else ("percentile",)
    if len(rows) < 2:
        return Estimate(value, None, None, None, f"bootstrap by person, {kinds[0]}")
    found: Any = None
    for kind in kinds:
        # BCa needs an estimate that changes when one person is left out; without, its limits are not numbers
        with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", stats.DegenerateDataWarning)
            found = stats.bootstrap(
                (np.arange(len(rows)),),
                drawn,
                n_resamples=0 if found is not None else draws,
                bootstrap_result=found,
                vectorized=False,
                confidence_level=level,
                method=kind,
                rng=np.random.default_rng(SEED),
            )
        low, high = (float(limit) for limit in found.confidence_interval)
        if np.isfinite(low) and np.isfinite(high) and low < high:
            # a ratio may be infinite in a draw: then it has no error, and limits all the same
            spread = float(found.standard_error)
            se = spread if np.isfinite(spread) else None
            return Estimate(value, se, low, high, f"bootstrap by person, {kind}, {draws} draws")
    return Estimate(value, None, None, None, f"bootstrap by person, {kinds[-1]}")

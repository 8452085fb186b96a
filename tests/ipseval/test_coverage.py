"""How often intervals hold the truth, by exact enumeration: every outcome weighted by its probability."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from ipseval.estimate import proportion, proportion_difference

SHARES = np.arange(0.1, 0.9001, 0.005)


@pytest.mark.parametrize(("n", "least"), [(20, 0.92), (100, 0.93), (720, 0.94)])
def test_wilson_holds_the_truth(n: int, least: float) -> None:
    limits = np.array([(found.low, found.high) for k in range(n + 1) if (found := proportion(k, n))])
    weights = stats.binom.pmf(np.arange(n + 1)[:, None], n, SHARES)
    holds = (limits[:, :1] <= SHARES) & (limits[:, 1:] >= SHARES)
    coverage = (weights * holds).sum(axis=0)
    assert coverage.min() >= least
    assert 0.94 <= coverage.mean() <= 0.96


def test_newcombe_holds_the_truth() -> None:
    """Two groups of twenty, nine shares each from 0.1 to 0.9."""
    n, shares = 20, np.arange(0.1, 0.91, 0.1)
    pairs = [(k1, k2) for k1 in range(n + 1) for k2 in range(n + 1)]
    limits = [(found.low, found.high) for k1, k2 in pairs if (found := proportion_difference(k1, n, k2, n))]
    low, high = np.array(limits, dtype=float).reshape(n + 1, n + 1, 2).transpose(2, 0, 1)
    coverage = []
    for p1 in shares:
        for p2 in shares:
            weights = np.outer(
                stats.binom.pmf(np.arange(n + 1), n, p1), stats.binom.pmf(np.arange(n + 1), n, p2)
            )
            coverage.append(weights[(low <= p1 - p2) & (p1 - p2 <= high)].sum())
    assert min(coverage) >= 0.92
    assert 0.94 <= np.mean(coverage) <= 0.97

"""How often intervals hold the truth: every outcome weighted by its probability, or 300 data sets.

Ten thousand of each are drawn by `make bench`; the table is in docs/evaluation/coverage.md.
"""

from __future__ import annotations

import numpy as np
import pytest
from bench.coverage import Case, cases, coverage, exact
from scipy import stats

from ipseval.estimates.estimate import proportion_difference


@pytest.mark.parametrize(("n", "least"), [(20, 0.92), (100, 0.93), (720, 0.94)])
def test_wilson_holds_the_truth(n: int, least: float) -> None:
    smallest, middle = exact(n)
    assert smallest >= least
    assert 0.94 <= middle <= 0.96


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


LONG = ("Cox, Efron", "bootstrap by person, BCa, 999 draws")
DRAWN = [case for case in cases() if case.method not in LONG]


@pytest.mark.slow
@pytest.mark.parametrize("case", DRAWN, ids=lambda case: f"{case.what}, {case.method}, {case.people}")
def test_intervals_hold_the_truth(case: Case) -> None:
    found = coverage(case, 300)
    least, most = (
        (0.91, 1.0)
        if "IPW" in case.method
        else (0.93, 0.97)
        if case.people.startswith("100")
        else (0.91, 0.99)
    )
    assert least <= found.share <= most
    assert found.none <= 3

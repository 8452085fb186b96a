"""How often intervals hold the truth: every outcome weighted by its probability, or 300 data sets.

Ten thousand of each are drawn by `make bench`; the table is in docs/evaluation/coverage.md.
"""

from __future__ import annotations

import pytest
from bench.coverage.case import Case, coverage
from bench.coverage.exact import benchmark, one_share, two_shares
from bench.coverage.table import drawn

from ipseval.estimates.estimate import proportion_difference, proportion_ratio


@pytest.mark.parametrize(("n", "least"), [(20, 0.92), (100, 0.93), (720, 0.94)])
def test_wilson_holds_the_truth(n: int, least: float) -> None:
    smallest, middle = one_share(n)
    assert smallest >= least
    assert 0.94 <= middle <= 0.96


def test_newcombe_holds_the_truth() -> None:
    """Two groups of twenty, nine shares each from 0.1 to 0.9."""
    smallest, middle = two_shares(proportion_difference, lambda one, two: one - two, 20)
    assert smallest >= 0.92
    assert 0.94 <= middle <= 0.97


def test_koopman_holds_the_truth() -> None:
    smallest, middle = two_shares(proportion_ratio, lambda one, two: one / two, 20)
    assert smallest >= 0.92
    assert 0.94 <= middle <= 0.97


@pytest.mark.slow
def test_the_distance_from_a_benchmark_holds_the_truth() -> None:
    """59.9 and 46.5 % of 243, as Projekt Inklusion; rounding to tenths of a per cent and all."""
    smallest, middle = benchmark(40, 243)
    assert smallest >= 0.93
    assert 0.94 <= middle <= 0.97


LONG = ("Cox, Efron", "bootstrap by person, BCa, 999 draws")
DRAWN = [case for case in drawn() if case.method not in LONG and case.dear == 1]
FEW = 7
"""Trials: intervals from so few hold the truth too often where they hardly differ."""


@pytest.mark.slow
@pytest.mark.parametrize("case", DRAWN, ids=lambda case: f"{case.what}, {case.method}, {case.people}")
def test_intervals_hold_the_truth(case: Case) -> None:
    found = coverage(case, 300)
    least, most = (
        (0.91, 1.0)
        if "IPW" in case.method
        else (0.93, 0.97)
        if case.people.startswith("100")
        else (0.88, 1.0)
        if case.people == f"{FEW} trials"
        else (0.91, 0.99)
    )
    assert least <= found.share <= most
    assert found.none <= 3

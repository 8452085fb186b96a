"""Ratios, odds and benchmarks against published numbers and an independent solver."""

from __future__ import annotations

import math
from itertools import product

import pytest
from scipy.optimize import brentq

from ipseval.estimates.estimate import (
    Estimate,
    against_benchmark,
    difference,
    odds_ratio,
    proportion,
    proportion_ratio,
    ratio,
)

Z2 = 1.959963984540054**2


def score(ratio: float, k1: int, n1: int, k2: int, n2: int) -> float:
    """The squared score statistic of p1/p2 = ratio, the shares fitted under it: Miettinen and Nurminen (1985),

    Stat Med 4:213, equations 10 and 11 without their factor N/(N − 1), which makes it Koopman's.
    """
    a, b, c = (n1 + n2) * ratio, -(n1 * ratio + k1 + n2 + k2 * ratio), k1 + k2
    p2 = 2 * c / (-b + math.sqrt(max(b * b - 4 * a * c, 0.0)))
    p1 = p2 * ratio
    variance = p1 * (1 - p1) / n1 + ratio**2 * p2 * (1 - p2) / n2
    distance = (k1 / n1 - ratio * k2 / n2) ** 2
    return distance / variance if variance > 1e-300 else (0.0 if distance < 1e-300 else math.inf)


def solved(k1: int, n1: int, k2: int, n2: int) -> tuple[float, float]:
    """The two roots of score = z², looked for on the logarithm of the ratio, from the estimate outwards."""
    if k1 == 0:
        return 0.0, _root(-20, 12, k1, n1, k2, n2)
    if k2 == 0:
        return _root(20, -12, k1, n1, k2, n2), math.inf
    centre = math.log((k1 / n1) / (k2 / n2))
    return _root(centre, centre - 20, k1, n1, k2, n2), _root(centre, centre + 20, k1, n1, k2, n2)


def _root(near: float, far: float, *table: int) -> float:
    return math.exp(brentq(lambda log: min(score(math.exp(log), *table), 1e9) - Z2, near, far, xtol=1e-13))


def test_koopman_as_published() -> None:
    """36 of 40 against 16 of 80: 2.94 to 7.15, Koopman (1984), Biometrics 40:513, his example."""
    found = proportion_ratio(36, 40, 16, 80)
    assert found.value == 4.5
    assert (found.low, found.high) == pytest.approx((2.94, 7.15), abs=0.005)


@pytest.mark.parametrize("n", [(20, 20), (20, 13)])
def test_koopman_over_all_tables(n: tuple[int, int]) -> None:
    n1, n2 = n
    for k1, k2 in product(range(n1 + 1), range(n2 + 1)):
        if k1 == k2 == 0:
            continue
        found, expected = proportion_ratio(k1, n1, k2, n2), solved(k1, n1, k2, n2)
        assert (found.low, found.high) == pytest.approx(expected, rel=1e-6), (k1, k2)
        assert found.low is not None
        assert found.high is not None
        assert found.low < found.high
        assert found.low <= found.value <= found.high


def test_nobody_in_either_group() -> None:
    with pytest.raises(ValueError, match="not estimable"):
        proportion_ratio(0, 20, 0, 20)


def test_odds_ratio_by_hand() -> None:
    found = odds_ratio(36, 40, 16, 80)
    assert found.value == pytest.approx(36 * 64 / (4 * 16))
    se = math.sqrt(1 / 36 + 1 / 4 + 1 / 16 + 1 / 64)
    assert found.se == pytest.approx(se)
    assert found.low == pytest.approx(36 * math.exp(-1.959964 * se), rel=1e-6)


@pytest.mark.parametrize("table", [(0, 20, 5, 20), (20, 20, 5, 20), (5, 20, 0, 20), (5, 20, 20, 20)])
def test_odds_ratio_with_an_empty_cell(table: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="not estimable"):
        odds_ratio(*table)


def test_against_a_benchmark_of_a_known_count() -> None:
    """Where the share is a whole count over one size it is Newcombe's difference, to the digit."""
    own = proportion(56, 70)
    found = against_benchmark(own, 48 / 80, [80])
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_against_projekt_inklusion() -> None:
    """59.9 % of 243 is no whole count; over 242 it is none either. The outermost limits of both count."""
    own = proportion(120, 240)
    found = against_benchmark(own, 0.599, [242, 243])
    each = [against_benchmark(own, 0.599, [size]) for size in (242, 243)]
    assert found.value == pytest.approx(0.5 - 0.599)
    assert found.low == min(one.low or 0 for one in each)
    assert found.high == max(one.high or 0 for one in each)
    assert found.low < difference(own, proportion(145, 242)).value < found.high


@pytest.mark.parametrize(("share", "sizes"), [(0.5, []), (59.9, [243])])
def test_no_benchmark(share: float, sizes: list[int]) -> None:
    with pytest.raises(ValueError, match="share of a number"):
        against_benchmark(proportion(5, 10), share, sizes)


def test_a_ratio_of_two_estimates_is_near_koopmans() -> None:
    for k1, n1, k2, n2 in ((36, 40, 16, 80), (60, 100, 45, 100), (181, 216, 179, 216)):
        found, koopman = ratio(proportion(k1, n1), proportion(k2, n2)), proportion_ratio(k1, n1, k2, n2)
        assert (found.value, found.se) == pytest.approx((koopman.value, koopman.se))
        assert (found.low, found.high) == pytest.approx((koopman.low, koopman.high), rel=0.015)


def test_a_ratio_turned_round_has_its_limits_turned_round() -> None:
    one, two = proportion(30, 50), proportion(20, 70)
    found, turned = ratio(one, two), ratio(two, one)
    assert (turned.low, turned.high) == pytest.approx((1 / (found.high or 1), 1 / (found.low or 1)))


def test_no_ratio_of_nothing_and_no_limits_without_limits() -> None:
    with pytest.raises(ValueError, match="not estimable"):
        ratio(proportion(0, 10), proportion(3, 10))
    assert ratio(Estimate(0.5, None, None, None, ""), proportion(3, 10)).low is None


def test_the_odds_ratio_of_two_estimates_is_near_woolfs() -> None:
    one, two = proportion(60, 100), proportion(45, 100)
    found, woolf = ratio(one.odds, two.odds), odds_ratio(60, 100, 45, 100)
    assert (found.value, found.se) == pytest.approx((woolf.value, woolf.se))
    assert (found.low, found.high) == pytest.approx((woolf.low, woolf.high), rel=0.02)

"""Coverage of intervals for shares, where every outcome can be weighted by its probability; nothing is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

import numpy as np
from scipy import stats

from ipseval.estimates.estimate import (
    Estimate,
    Floats,
    against_benchmark,
    proportion,
    proportion_difference,
    proportion_ratio,
)
from ipseval.estimates.published import Published

SHARES = np.arange(0.1, 0.9001, 0.1)


def one_share(n: int) -> tuple[float, float]:
    """Smallest and mean coverage of Wilson's interval over shares from 0.1 to 0.9."""
    shares = np.arange(0.1, 0.9001, 0.005)
    limits = np.array([(found.low, found.high) for k in range(n + 1) if (found := proportion(k, n))])
    weights = stats.binom.pmf(np.arange(n + 1)[:, None], n, shares)
    held = (weights * ((limits[:, :1] <= shares) & (limits[:, 1:] >= shares))).sum(axis=0)
    return float(held.min()), float(held.mean())


def two_shares(
    of: Callable[[int, int, int, int], Estimate], truth: Callable[[float, float], float], n: int
) -> tuple[float, float]:
    """Smallest and mean coverage over nine shares of each group; where nothing is estimable is left out."""
    low, high = _limits(lambda one, two: of(one, n, two, n), n, n)
    held = []
    for first, second in product(SHARES, SHARES):
        weights = np.outer(_chances(n, first), _chances(n, second)) * ~np.isnan(low)
        value = truth(first, second)
        held.append(float(weights[(low <= value) & (value <= high)].sum() / weights.sum()))
    return min(held), float(np.mean(held))


def benchmark(n: int, size: int) -> tuple[float, float]:
    """Smallest and mean coverage of the distance from a share published in tenths of a per cent, both uncertain."""

    def apart(own: int, theirs: int) -> Estimate:
        share = round(theirs / size, 3)
        said = Published("", "", "", "", share, size, None, None, "")
        return against_benchmark(proportion(own, n), share, said.sizes)

    low, high = _limits(apart, n, size)
    held = [
        float(np.outer(_chances(n, own), _chances(size, theirs))[(low <= own - theirs) & (own - theirs <= high)].sum())
        for own, theirs in product(SHARES, (0.465, 0.599))
    ]  # fmt: skip
    return min(held), float(np.mean(held))


def _limits(of: Callable[[int, int], Estimate], first: int, second: int) -> tuple[Floats, Floats]:
    """The limits for all counts of both; no number where there are none."""
    limits = np.full((2, first + 1, second + 1), np.nan)
    for one, two in product(range(first + 1), range(second + 1)):
        try:
            found = of(one, two)
        except ValueError:
            continue
        limits[:, one, two] = found.low, found.high
    return limits[0], limits[1]


def _chances(n: int, share: float) -> Floats:
    return np.asarray(stats.binom.pmf(np.arange(n + 1), n, share))


def lines() -> Iterator[tuple[str, str, str, Callable[[], tuple[float, float]]]]:
    """What, method, people, and how the two numbers are got."""
    for n in (20, 100, 720):
        yield "share", "Wilson", str(n), partial(one_share, n)
    for n in (20, 100):
        people = f"{n} + {n}"
        yield (
            "difference of shares",
            "Newcombe",
            people,
            partial(two_shares, proportion_difference, lambda a, b: a - b, n),
        )
        yield (
            "ratio of shares",
            "Koopman",
            people,
            partial(two_shares, proportion_ratio, lambda a, b: a / b, n),
        )
    yield "distance from a benchmark", "MOVER, outermost limits", "100 and 243", partial(benchmark, 100, 243)

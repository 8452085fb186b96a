"""Sites beside each other without ranks: a funnel around the others' share, and shares drawn together; counts in,
numbers out.

Takes counts that have been released already, so nothing here can tell more than they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.optimize import brentq
from scipy.special import betaln, logsumexp

from ipseval.estimates.estimate import Estimate, Floats

MANY = 10
"""From so many sites on, more spread than chance makes is estimated and taken into the limits."""
ENOUGH = 6
"""From so many sites on, how much sites differ can be learned from them, and their shares drawn together."""
INNER, OUTER = 0.95, 0.998
"""How many of the sites chance leaves inside the limits, if all have the same share: about two and three errors."""


@dataclass(frozen=True)
class Place:
    """One site in the funnel: its share, the share of all the others together, and the limits around that.

    `position`: inside; low or high (outside the inner limits); very low or very high (outside the outer ones).
    """

    share: float
    target: float
    inner: tuple[float, float]
    outer: tuple[float, float]
    position: str


@dataclass(frozen=True)
class Funnel:
    """The sites in the order given; `dispersion` is 1 where chance alone explains the spread."""

    places: tuple[Place, ...]
    dispersion: float
    method: str


def funnel(reached: Sequence[int], n: Sequence[int]) -> Funnel:
    """Each site against all the others together, with mid-p exact limits.

    `reached` of `n` people at each site. The target leaves the site itself out, so that a large one is not compared
    with itself; it is itself of so many people only, so the limits are as much wider as the difference of two shares is
    than one of them. From ten sites on, they are widened by the overdispersion factor of Spiegelhalter (2005), Stat
    Med 24:1185 (a tenth of the sites winsorised at each end; never narrowed). `ValueError` below two sites, or for
    counts that are none.
    """
    k, sizes = np.asarray(reached), np.asarray(n)
    if len(k) < 2 or np.any(sizes < 1) or np.any(k < 0) or np.any(k > sizes):
        raise ValueError("A funnel takes reached of n for at least two sites")
    others = sizes.sum() - sizes
    targets = (k.sum() - k) / others
    wide = _dispersion(k / sizes, sizes) if len(k) >= MANY else 1.0
    wider = wide * np.sqrt(1 + sizes / others)
    places = [
        _place(int(one), int(size), float(target), float(stretch))
        for one, size, target, stretch in zip(k, sizes, targets, wider, strict=True)
    ]
    method = "mid-p exact limits around the others' share"
    return Funnel(tuple(places), wide, f"{method}, overdispersion × {wide:.2f}" if wide > 1 else method)


def _dispersion(shares: Floats, sizes: Floats) -> float:
    """How much wider the sites lie than chance alone makes them, as a factor on the limits; at least 1.

    The mean of the squared z of the sites, the outermost tenth at each end pulled in to the rest.
    """
    whole = float((shares * sizes).sum() / sizes.sum())
    if whole in (0.0, 1.0):
        return 1.0
    z = (shares - whole) / np.sqrt(whole * (1 - whole) / sizes)
    pulled = np.clip(z, *np.quantile(z, (0.1, 0.9)))
    factor = float(np.mean(pulled**2))
    # as Spiegelhalter: only where it is clearly more than chance
    return float(np.sqrt(factor)) if factor > 1 + 2 * np.sqrt(2 / len(z)) else 1.0


def _place(k: int, n: int, target: float, wide: float) -> Place:
    inner, outer = (funnel_limits(target, n, level, wide) for level in (INNER, OUTER))
    share = k / n
    side = "low" if share < target else "high"
    outside = [not low <= share <= high for low, high in (inner, outer)]
    position = f"very {side}" if outside[1] else side if outside[0] else "inside"
    return Place(share, target, inner, outer, position)


def funnel_limits(target: float, n: int, level: float, wide: float = 1.0) -> tuple[float, float]:
    """The shares between which a site of `n` people lies with probability `level` if its true share is `target`.

    Where the mid-p distribution of the binomial, drawn straight between whole counts, leaves half of the rest on each
    side. `wide` stretches the normal deviate of the level.
    """
    if target <= 0 or target >= 1:
        return target, target
    tail = float(stats.norm.sf(stats.norm.ppf((1 + level) / 2) * wide))
    return _quantile(tail, n, target) / n, _quantile(1 - tail, n, target) / n


def _quantile(tail: float, n: int, share: float) -> float:
    """The count, between whole ones too, at which the mid-p distribution reaches `tail`; 0 or n beyond its ends."""
    counts = np.arange(n + 1)
    below = stats.binom.cdf(counts, n, share) - stats.binom.pmf(counts, n, share) / 2
    return float(np.interp(tail, below, counts))


def drawn_together(reached: Sequence[int], n: Sequence[int], level: float = 0.95) -> list[Estimate]:
    """The share of each site as far as its own people and the other sites tell: small sites borrow the most.

    Beta-binomial, fully Bayesian, so that the uncertainty of how much sites differ is in the limits: prior ∝ (α + β)
    to the power −5/2, integrated over a grid, as in Gelman et al., Bayesian Data Analysis, 3rd ed. (2013), section
    5.3. The interval is the central one of the posterior. `ValueError` below six sites.
    """
    k, sizes = np.asarray(reached), np.asarray(n)
    if len(k) < ENOUGH:
        raise ValueError(f"From {ENOUGH} sites on, how much they differ can be learned; here are {len(k)}")
    alpha, beta, weight = posterior(k, sizes)
    return [
        _posterior_share(alpha + one, beta + size - one, weight, level)
        for one, size in zip(k, sizes, strict=True)
    ]


GRID = 48
"""Points along each side: a smooth hill that ends at nothing is summed exactly by few of them."""
NARROWINGS = 3


def posterior(k: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
    """A grid over how sites differ: α, β and the posterior weight of each point, as flat arrays that sum to 1."""
    whole = np.clip(k.sum() / n.sum(), 0.01, 0.99)
    centre = float(np.log(whole / (1 - whole)))
    logit, size = np.meshgrid(np.linspace(centre - 3, centre + 3, GRID), np.linspace(-2, 14, GRID))
    for _ in range(NARROWINGS):
        mean = 1 / (1 + np.exp(-logit))
        alpha, beta = mean * np.exp(size), (1 - mean) * np.exp(size)
        # the Jacobian to (log α/β, log(α + β)) is αβ
        log = -2.5 * size + np.log(alpha) + np.log(beta) - len(k) * betaln(alpha, beta)
        for one, people in zip(k, n, strict=True):
            log = log + betaln(alpha + one, beta + people - one)
        log = log - logsumexp(log)
        logit, size = _closer(logit, size, np.exp(log))
    return alpha.ravel(), beta.ravel(), np.exp(log).ravel()


def _closer(logit: Floats, size: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """A finer grid over the part that holds all but a hundred-thousandth of the weight at each end."""
    axes = []
    for values, mass in ((logit[0], weight.sum(axis=0)), (size[:, 0], weight.sum(axis=1))):
        reached = np.cumsum(mass)
        low = max(int(np.searchsorted(reached, 1e-5)) - 1, 0)
        high = min(int(np.searchsorted(reached, 1 - 1e-5)) + 1, len(values) - 1)
        axes.append(np.linspace(values[low], values[high], GRID))
    finer = np.meshgrid(*axes)
    return finer[0], finer[1]


def _posterior_share(alpha: Floats, beta: Floats, weight: Floats, level: float) -> Estimate:
    mean = alpha / (alpha + beta)
    value = float((weight * mean).sum())
    square = mean * (alpha + 1) / (alpha + beta + 1)
    kept = weight > weight.max() * 1e-6
    a, b, w = alpha[kept], beta[kept], weight[kept] / weight[kept].sum()

    def limit(tail: float) -> float:
        return float(brentq(lambda p: float((w * stats.beta.cdf(p, a, b)).sum()) - tail, 0.0, 1.0, xtol=1e-9))

    se = float(np.sqrt(max((weight * square).sum() - value**2, 0.0)))
    return Estimate(
        value, se, limit((1 - level) / 2), limit((1 + level) / 2), "beta-binomial, drawn together"
    )

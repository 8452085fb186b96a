"""How the account moves with what is not known for sure: one thing at a time, and all at once by chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from ipseval.economics.account import Effect, discounting, flows, net
from ipseval.economics.plan import Plan
from ipseval.economics.prices import PAYERS, Price
from ipseval.estimates.estimate import Floats

DRAWS = 10_000
SEED = 20_260_101


@dataclass(frozen=True)
class Bar:
    """One bar of the tornado: the sum for all payers with one number at its low and at its high, the rest as they are."""

    name: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far apart the two sums lie."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Spread:
    """One payer's sum, or everyone's, over the draws: mean, central 95 per cent, and how often it is a gain."""

    payer: str
    mean: float
    low: float
    high: float
    gain: float


def tornado(plan: Plan, prices: Sequence[Price], effect: Effect) -> tuple[Bar, ...]:
    """The bars, the widest first; numbers without a range have none."""
    bars = [bar for bar in _bars(plan, prices, effect) if bar.low != bar.high]
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.name)))


def _bars(plan: Plan, prices: Sequence[Price], effect: Effect) -> Iterator[Bar]:
    ends = (effect.low, effect.high)
    sums = [net(plan, prices, replace(effect, weeks=end)) for end in ends]
    yield Bar("extra weeks in work", *ends, *sums)
    kept = plan.persistence
    ends = (kept.low, kept.high)
    sums = [net(replace(plan, persistence=replace(kept, value=end)), prices, effect) for end in ends]
    yield Bar("share left a year after the follow-up", *ends, *sums)
    for place, price in enumerate(prices):
        ends = (price.low, price.high)
        sums = [
            net(plan, [*prices[:place], replace(price, dkk=end), *prices[place + 1 :]], effect)
            for end in ends
        ]
        yield Bar(f"{price.item} ({price.payer})", *ends, *sums)


def probabilistic(
    plan: Plan, prices: Sequence[Price], effect: Effect, draws: int = DRAWS, seed: int = SEED
) -> tuple[Spread, ...]:
    """Each payer's sum and everyone's when all is drawn at once, the same draws on every run.

    The effect is normal with its interval in the middle; prices and persistence are PERT over their ranges
    (Malcolm et al. 1959, Oper Res 7:646): a beta distribution with the value as its mode.
    """
    chance = np.random.default_rng(seed)
    se = (effect.high - effect.low) / (2 * float(stats.norm.ppf((1 + effect.level) / 2)))
    weeks = chance.normal(effect.weeks, se, draws)
    kept = _pert(chance, plan.persistence.value, plan.persistence.low, plan.persistence.high, draws)
    drawn = [_pert(chance, price.dkk, price.low, price.high, draws) for price in prices]
    sums: dict[str, Floats] = {payer: np.zeros(draws) for payer in PAYERS}
    for price, value, quantity in zip(prices, drawn, _quantities(plan, prices, effect, kept), strict=True):
        moved = weeks if price.per == "week_in_work" else 1.0
        sums[price.payer] += value * moved * quantity
    everyone: Floats = np.sum(list(sums.values()), axis=0)
    sums["all"] = everyone
    return tuple(_spread(name, values) for name, values in sums.items())


def _quantities(
    plan: Plan, prices: Sequence[Price], effect: Effect, kept: Floats
) -> Iterator[Floats | float]:
    """Discounted kroner for a price of one krone and an effect of one week: a number, or one a draw."""
    factor = discounting(plan)
    one = replace(effect, weeks=1.0)
    steps = np.linspace(plan.persistence.low, plan.persistence.high, 41)
    for price in prices:
        unit = replace(price, dkk=1.0)
        if price.per != "week_in_work":
            yield float((flows(plan, [unit], one)[0] * factor).sum())
            continue
        # smooth in the persistence: drawn straight between forty points
        sums = [
            float(
                (
                    flows(
                        replace(plan, persistence=replace(plan.persistence, value=float(step))), [unit], one
                    )[0]
                    * factor
                ).sum()
            )
            for step in steps
        ]
        yield np.interp(kept, steps, sums)


def _pert(chance: np.random.Generator, mode: float, low: float, high: float, draws: int) -> Floats:
    if low == high:
        return np.full(draws, mode)
    alpha, beta = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
    return low + (high - low) * chance.beta(alpha, beta, draws)


def _spread(payer: str, sums: Floats) -> Spread:
    low, high = np.quantile(sums, (0.025, 0.975))
    return Spread(payer, float(np.mean(sums)), float(low), float(high), float(np.mean(sums >= 0)))

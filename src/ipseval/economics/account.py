"""Costs and consequences month by month and by payer, discounted; from prices and an effect, no study data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ipseval.economics.plan import Plan
from ipseval.economics.prices import PAYERS, Payer, Price
from ipseval.estimates.estimate import Floats

ROUNDING = 1e-6
"""Less than any coin: what sums of kroner may be off by."""


@dataclass(frozen=True)
class Effect:
    """Extra weeks in ordinary employment a participant within the follow-up, with its interval."""

    weeks: float
    low: float
    high: float
    months: float
    """The length of the follow-up."""
    source: str
    level: float = 0.95
    """Of the interval."""


@dataclass(frozen=True)
class Line:
    """One price over all the years, discounted, in Danish kroner a participant; a gain is positive."""

    item: str
    kind: str
    payer: Payer
    dkk: float
    source: str


@dataclass(frozen=True)
class Account:
    """What the programme means for each payer, a participant; a gain is positive, an expense negative.

    `by_year`: discounted, one number a year for each payer and for all. `break_even_month`: the first month (1 is the
    first) from whose end on the discounted gains of all payers cover the costs; `None` where they do not in the end.
    """

    lines: tuple[Line, ...]
    by_year: Mapping[str, tuple[float, ...]]
    net: Mapping[str, float]
    break_even_month: int | None
    undiscounted: float


def account(plan: Plan, prices: Sequence[Price], effect: Effect) -> Account:
    """The account of one participant against the usual effort.

    The extra weeks are spread evenly over the follow-up, and after it fall to the assumed share with each year.
    """
    months = flows(plan, prices, effect)
    factor = discounting(plan)
    paid: dict[str, Floats] = {
        payer: sum((months[place] for place, price in enumerate(prices) if price.payer == payer), _none(plan))
        * factor
        for payer in PAYERS
    }
    everyone = sum(paid.values(), _none(plan))
    owed = np.flatnonzero(np.cumsum(everyone) < -ROUNDING)
    # the month after the last in which costs still lead: gains may come first, and further support after them
    covered = int(owed[-1]) + 2 if len(owed) else 1
    rows: dict[str, Floats] = {**paid, "all": everyone}
    return Account(
        lines=tuple(
            Line(price.item, price.kind, price.payer, float((months[place] * factor).sum()), price.source)
            for place, price in enumerate(prices)
        ),
        by_year={
            name: tuple(float(year) for year in row.reshape(plan.years, 12).sum(axis=1))
            for name, row in rows.items()
        },
        net={name: float(row.sum()) for name, row in rows.items()},
        break_even_month=covered if covered <= plan.years * 12 else None,
        undiscounted=float(sum(months, _none(plan)).sum()),
    )


def net(plan: Plan, prices: Sequence[Price], effect: Effect) -> float:
    """The sum for all payers over all years, discounted."""
    return float((sum(flows(plan, prices, effect), _none(plan)) * discounting(plan)).sum())


def discounting(plan: Plan) -> Floats:
    """What a krone in each month is worth at the start."""
    factor: Floats = (1 + plan.discount) ** (-np.arange(plan.years * 12) / 12)
    return factor


def flows(plan: Plan, prices: Sequence[Price], effect: Effect) -> list[Floats]:
    """One row a price: kroner in each month, undiscounted; gains positive, costs negative."""
    weeks = extra_weeks(plan, effect)
    month = np.arange(plan.years * 12)
    supported = np.clip(plan.months_of_support - month, 0, 1)
    quantity = {
        "participant": (month == 0).astype(float),
        "month_of_support": supported,
        "week_in_work": weeks,
    }
    return [(1 if price.kind == "consequence" else -1) * price.dkk * quantity[price.per] for price in prices]


def extra_weeks(plan: Plan, effect: Effect) -> Floats:
    """Extra weeks in work in each month from the start."""
    month = np.arange(plan.years * 12)
    inside = np.clip(effect.months - month, 0, 1)
    after = np.maximum(month + 0.5 - effect.months, 0) / 12
    rate = effect.weeks / effect.months
    weeks: Floats = rate * (inside + (1 - inside) * plan.persistence.value**after)
    return weeks


def _none(plan: Plan) -> Floats:
    return np.zeros(plan.years * 12)

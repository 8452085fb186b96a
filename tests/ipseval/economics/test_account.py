"""The account against sums worked out by hand, and what must hold for every account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipseval.economics.account import Effect, account, extra_weeks, net
from ipseval.economics.plan import Persistence, Plan
from ipseval.economics.prices import Price
from ipseval.economics.sensitivity import probabilistic, tornado

PLAN = Plan(
    prices="prices.csv",
    price_day=date(2025, 7, 1),
    years=3,
    discount=0.0,
    months_of_support=6,
    persistence=Persistence(0.5, 0.25, 0.75),
)
EFFECT = Effect(weeks=18.0, low=6.0, high=30.0, months=18, source="invented")


def price(item, kind, payer, per, dkk, spread=0.0):
    return Price(item, kind, payer, per, dkk, dkk - spread, dkk + spread, "invented")


SPECIALIST = price("specialist", "cost", "municipality", "month_of_support", 2_000, 500)
TRAINING = price("training", "cost", "region", "participant", 3_000)
BENEFIT = price("benefit saved", "consequence", "municipality", "week_in_work", 1_000, 200)
TAX = price("tax", "consequence", "state", "week_in_work", 400)
PRICES = (SPECIALIST, TRAINING, BENEFIT, TAX)


def test_without_persistence_the_effect_ends_with_the_follow_up():
    plan = replace(PLAN, persistence=Persistence(0, 0, 0))
    weeks = extra_weeks(plan, EFFECT)
    assert weeks[:18] == pytest.approx([1.0] * 18)
    assert weeks[18:].sum() == pytest.approx(0, abs=1e-12)
    found = account(plan, PRICES, EFFECT)
    assert found.net == pytest.approx(
        {"municipality": 18 * 1_000 - 6 * 2_000, "region": -3_000, "state": 18 * 400, "all": 10_200}
    )
    # after eight months: 8 × 1,400 − 12,000 − 3,000 < 0; after eleven 11 × 1,400 − 15,000 = 400
    assert found.break_even_month == 11
    assert [line.dkk for line in found.lines] == pytest.approx([-12_000, -3_000, 18_000, 7_200])


def test_half_is_left_after_a_year():
    weeks = extra_weeks(PLAN, EFFECT)
    # the middle of the 31st month is a year after the middle of the 19th
    assert weeks[30] / weeks[18] == pytest.approx(0.5)
    assert weeks[18] == pytest.approx(0.5 ** (0.5 / 12))


def test_a_month_cut_by_the_follow_up_is_cut():
    effect = replace(EFFECT, weeks=5.25, months=5.25)
    plan = replace(PLAN, persistence=Persistence(0, 0, 0))
    assert extra_weeks(plan, effect)[:7] == pytest.approx([1, 1, 1, 1, 1, 0.25, 0], abs=1e-12)


def test_years_are_discounted_month_by_month():
    plan = replace(PLAN, discount=0.1)
    late = account(plan, [TRAINING], EFFECT)
    assert late.net["all"] == pytest.approx(-3_000)
    support = account(plan, [replace(SPECIALIST, dkk=1_000)], replace(EFFECT, weeks=0))
    assert support.net["all"] == pytest.approx(-1_000 * sum(1.1 ** (-month / 12) for month in range(6)))
    assert support.undiscounted == pytest.approx(-6_000)


def test_a_programme_without_effect_never_breaks_even():
    assert account(PLAN, PRICES, replace(EFFECT, weeks=0)).break_even_month is None


def test_a_whole_account_by_hand():
    """Two years at 10 %, one month of support, an effect of two weeks within two months that ends with them.

    A month counts for 1.1 to the power −month/12: 1 and 0.992089 in the first two. Gains 2 × 1,400 kroner a week at one
    week a month: 1,400 · 1.992089 = 2,788.92; costs 2,000 + 3,000 at once: −2,211.08 in all, nothing in the second year.
    """
    plan = replace(PLAN, years=2, discount=0.1, months_of_support=1, persistence=Persistence(0, 0, 0))
    found = account(plan, PRICES, replace(EFFECT, weeks=2, months=2))
    assert found.net == pytest.approx(
        {"municipality": -7.91, "region": -3_000, "state": 796.84, "all": -2_211.08}, abs=0.01
    )
    assert found.by_year["all"] == pytest.approx((-2_211.08, 0), abs=0.01)
    assert found.break_even_month is None


def test_gains_that_come_before_the_costs_do_not_cover_them():
    """Ten months of support at 2,000 against 2,800 in each of the first two: covered at first, and not in the end."""
    plan = replace(PLAN, months_of_support=10, persistence=Persistence(0, 0, 0))
    found = account(plan, [SPECIALIST, BENEFIT], replace(EFFECT, weeks=5.6, months=2))
    assert found.net["all"] == pytest.approx(5_600 - 20_000)
    assert found.break_even_month is None


def test_the_payers_add_up_to_all():
    found = account(replace(PLAN, discount=0.035), PRICES, EFFECT)
    assert sum(found.net[payer] for payer in ("municipality", "region", "state")) == pytest.approx(
        found.net["all"]
    )
    for name, years in found.by_year.items():
        assert len(years) == PLAN.years
        assert sum(years) == pytest.approx(found.net[name])


@given(st.floats(-20, 60), st.floats(0, 0.2), st.integers(1, 10))
def test_the_sum_is_a_straight_line_in_the_effect(weeks, discount, years):
    plan = replace(PLAN, discount=discount, years=years)
    zero, one = (net(plan, PRICES, replace(EFFECT, weeks=value)) for value in (0.0, 1.0))
    assert net(plan, PRICES, replace(EFFECT, weeks=weeks)) == pytest.approx(
        zero + weeks * (one - zero), rel=1e-9, abs=1e-6
    )


def test_the_tornado_moves_one_thing_at_a_time():
    bars = {bar.name: bar for bar in tornado(PLAN, PRICES, EFFECT)}
    # prices without a range have no bar
    assert set(bars) == {
        "extra weeks in work",
        "share left a year after the follow-up",
        "specialist (municipality)",
        "benefit saved (municipality)",
    }
    one = bars["specialist (municipality)"]
    assert one.at_low - one.at_high == pytest.approx(6 * 1_000)
    swings = [bar.swing for bar in tornado(PLAN, PRICES, EFFECT)]
    assert swings == sorted(swings, reverse=True)


def test_the_draws_lie_around_the_account():
    certain = replace(PLAN, persistence=Persistence(0.5, 0.5, 0.5))
    found = {spread.payer: spread for spread in probabilistic(certain, PRICES, EFFECT)}
    middle = account(certain, PRICES, EFFECT).net
    for payer, value in middle.items():
        assert found[payer].mean == pytest.approx(value, rel=0.02, abs=100)
        assert found[payer].low <= value <= found[payer].high
    # the region only pays, and its price has no range
    assert found["region"].low == found["region"].high == -3_000
    assert found["region"].gain == 0
    assert 0.5 < found["all"].gain < 1


def test_the_effect_alone_spreads_as_its_interval():
    certain = replace(PLAN, persistence=Persistence(0.5, 0.5, 0.5))
    found = {spread.payer: spread for spread in probabilistic(certain, [TAX], EFFECT)}["state"]
    low, high = (net(certain, [TAX], replace(EFFECT, weeks=end)) for end in (EFFECT.low, EFFECT.high))
    assert found.low == pytest.approx(low, rel=0.06)
    assert found.high == pytest.approx(high, rel=0.03)


def test_an_interval_of_another_level_spreads_as_wide():
    """90 and 95 per cent of one normal distribution: 1.644854 and 1.959964 errors to each side."""
    wide = [18 + side * 12 * 1.644854 / 1.959964 for side in (-1, 1)]
    other = Effect(weeks=18.0, low=wide[0], high=wide[1], months=18, source="invented", level=0.9)
    for one, two in zip(probabilistic(PLAN, PRICES, EFFECT), probabilistic(PLAN, PRICES, other), strict=True):
        assert (two.low, two.high) == pytest.approx((one.low, one.high), rel=1e-5)


def test_the_same_draws_on_every_run():
    assert probabilistic(PLAN, PRICES, EFFECT) == probabilistic(PLAN, PRICES, EFFECT)

"""Sites: limits against an exact count of probabilities, drawing together against the rats of Gelman et al."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy import stats

from ipseval import Study, run
from ipseval.estimates.sites import drawn_together, funnel, funnel_limits, posterior

RATS = (
    # tumours of rats in 71 groups: Tarone (1982), as in Gelman et al., Bayesian Data Analysis (2013), table 5.1
    [0] * 14 + [1] * 8 + [2] * 9 + [1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10] + [4] * 7 + [10, 4, 4, 4, 5, 11, 12]
    + [5, 5, 6, 5, 6, 6, 6, 6, 16, 15, 15, 9, 4],
    [20] * 7 + [19] * 4 + [18, 18, 17, 20, 20, 20, 20, 19, 19, 18, 18, 25, 24, 23, 20, 20, 20, 20, 20, 20]
    + [10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50] + [20] * 7 + [48, 19, 19, 19, 22, 46, 49]
    + [20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14],
)  # fmt: skip


def test_the_rats_have_the_published_posterior():
    k, n = map(np.asarray, RATS)
    alpha, beta, weight = posterior(k, n)
    # "E(α|y) = 2.4 and E(β|y) = 14.3": section 5.3
    assert (weight * alpha).sum() == pytest.approx(2.4, abs=0.05)
    assert (weight * beta).sum() == pytest.approx(14.3, abs=0.2)


@pytest.mark.slow
def test_the_rats_are_drawn_towards_each_other():
    shares = drawn_together(*RATS)
    own = np.asarray(RATS[0]) / np.asarray(RATS[1])
    together = sum(RATS[0]) / sum(RATS[1])
    for one, alone in zip(shares, own, strict=True):
        assert min(alone, together) - 0.03 <= one.value <= max(alone, together) + 0.03
        assert one.low < one.value < one.high
    # the 71st, 4 of 14: "the model gives a posterior around 0.2" (figure 5.4)
    assert shares[-1].value == pytest.approx(0.21, abs=0.01)


def test_equal_sites_hardly_differ_and_a_small_one_borrows_the_most():
    shares = drawn_together([50, 52, 48, 50, 51, 5], [100, 100, 100, 100, 100, 10])
    assert all(abs(one.value - 0.5) < 0.03 for one in shares)
    alone = stats.beta.ppf([0.025, 0.975], 5 + 1, 5 + 1)
    assert shares[-1].high - shares[-1].low < (alone[1] - alone[0]) / 2


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.8])
@pytest.mark.parametrize("n", [5, 20, 100, 720])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_chance_stays_inside_the_limits(share, n, level):
    low, high = funnel_limits(share, n, level)
    counts = np.arange(n + 1)
    inside = (counts / n >= low) & (counts / n <= high)
    held = stats.binom.pmf(counts, n, share)[inside].sum()
    # exact limits cannot hit the level with whole counts; mid-p does so about
    assert held >= level - 0.035
    assert low <= share <= high


def test_a_half_in_the_middle_is_symmetric():
    low, high = funnel_limits(0.5, 40, 0.95)
    assert low == pytest.approx(1 - high)


def test_a_site_is_compared_with_the_others_only():
    seen = funnel([90, 50, 50], [100, 100, 100])
    assert seen.places[0].target == 0.5
    assert seen.places[0].position == "very high"
    assert seen.places[1].target == 0.7
    assert seen.dispersion == 1


@pytest.mark.parametrize(("sites", "least"), [(2, 0.93), (4, 0.93), (30, 0.93)])
def test_sites_that_are_alike_lie_inside_whatever_their_number(sites, least):
    """With the target taken for known, one in six of two sites would lie outside the limits of one in twenty."""
    chance = np.random.default_rng(8)
    inside = [
        place.inner[0] <= place.share <= place.inner[1]
        for _ in range(1500 // sites)
        for place in funnel(chance.binomial(40, 0.6, sites).tolist(), [40] * sites).places
    ]
    assert least <= np.mean(inside) <= 0.975


@pytest.mark.parametrize(
    ("spread", "wider"), [(0.0, False), (0.15, True)], ids=["chance alone", "sites that differ"]
)
def test_sites_that_differ_widen_the_limits_from_ten_sites(spread, wider):
    chance = np.random.default_rng(4)
    shares = np.clip(0.5 + spread * chance.standard_normal(40), 0.05, 0.95)
    k = chance.binomial(100, shares)
    assert (funnel(k.tolist(), [100] * 40).dispersion > 1) is wider
    assert funnel(k[:9].tolist(), [100] * 9).dispersion == 1


def test_the_dispersion_by_hand():
    """Ten sites of 100 around one half: z = (k − 50)/5 is ±1 (twice), ±2 (twice), ±4; winsorised at a tenth ±2.2.

    The tenths lie nine tenths of the way from the first to the second of ten: −4 + 0.9 · 2 = −2.2. The mean of the
    squares is (4 · 1 + 4 · 4 + 2 · 4.84)/10 = 2.968, above 1 + 2√(2/10) = 1.894, and the factor its root.
    """
    k = [30, 40, 40, 45, 45, 55, 55, 60, 60, 70]
    assert funnel(k, [100] * 10).dispersion == pytest.approx(np.sqrt(2.968))
    calm = [45, 45, 45, 48, 50, 50, 52, 55, 55, 55]
    assert funnel(calm, [100] * 10).dispersion == 1


@pytest.mark.parametrize(("k", "n"), [([1], [2]), ([3, 1], [2, 2]), ([0, 0], [0, 5])])
def test_no_sites_no_funnel(k, n):
    with pytest.raises(ValueError, match="at least two sites"):
        funnel(k, n)


def test_too_few_sites_are_not_drawn_together():
    with pytest.raises(ValueError, match="From 6 sites"):
        drawn_together([1] * 5, [9] * 5)


def courses(sites: dict[str, tuple[int, int]]) -> dict[str, pl.DataFrame]:
    """Courses from January 2020, at each site so many with a job after a month and so many without."""
    people = [
        (f"{site}{number}", site, number < reached)
        for site, (reached, n) in sites.items()
        for number in range(n)
    ]
    start, job = date(2020, 1, 6), date(2020, 2, 3)
    worked = [person for person, _, reached in people if reached]
    return {
        "courses": pl.DataFrame(
            {
                "person": [p for p, *_ in people],
                "start": [start] * len(people),
                "site": [s for _, s, _ in people],
            }
        ),
        "spells": pl.DataFrame(
            {
                "person": worked,
                "state": ["ordinary_employment"] * len(worked),
                "from": [job] * len(worked),
                "to": [date(2020, 9, 1)] * len(worked),
            }
        ),
    }


def test_a_run_sets_its_sites_beside_each_other():
    sites = {name: (10 + place, 40) for place, name in enumerate("abcdefg")} | {"h": (38, 40), "i": (2, 40)}
    released = run(Study(through=date(2024, 12, 31)), courses(sites))
    others = [f for f in released.figures if f.measure == "work_or_education_others"]
    # the two sites with few on one side are hidden, and count among nobody's others
    named = {figure.site for figure in others}
    assert named < set(sites)
    assert {"h", "i"}.isdisjoint(named)
    one = next(f for f in others if f.site == "a" and f.level == 0.95)
    k, n = (sum(sites[site][place] for site in named - {"a"}) for place in (0, 1))
    assert one.value == pytest.approx(k / n)
    # the others are so many people only: the difference of two shares, over one of them
    assert (one.low, one.high) == pytest.approx(funnel_limits(k / n, 40, 0.95, np.sqrt(1 + 40 / n)))
    together = [f for f in released.figures if f.measure == "work_or_education_together"]
    assert len(together) == (len(named) if len(named) >= 6 else 0)

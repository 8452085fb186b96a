"""Weights and what they do: by hand, against the textbook, and where the groups are too far apart for them."""

from __future__ import annotations

import numpy as np
import pytest

from ipseval.estimates.weighting import NotComparableError, propensity, standardised, trouble, worth

# forty women and sixty men; half of the women and a sixth of the men are in the first group
WOMAN = np.array([1.0] * 40 + [0.0] * 60)
FIRST = np.array([True] * 20 + [False] * 20 + [True] * 10 + [False] * 50)


def test_weights_by_hand() -> None:
    """With one category the propensity is a share: a woman of the second group stands for one, a man for 1/5."""
    found = propensity(FIRST, WOMAN[:, None])
    assert found.value == pytest.approx(np.where(WOMAN == 1, 1 / 2, 1 / 6))
    assert found.weights("att") == pytest.approx(np.where(FIRST, 1, np.where(WOMAN == 1, 1, 1 / 5)))
    everyone = np.where(WOMAN == 1, 2, np.where(FIRST, 6, 6 / 5))
    assert found.weights("ate") == pytest.approx(everyone)


def test_standardised_difference_by_hand() -> None:
    """Two thirds against two sevenths are women."""
    spread = np.sqrt((2 / 9 + 10 / 49) / 2)
    assert standardised(FIRST, WOMAN) == pytest.approx((2 / 3 - 2 / 7) / spread)
    weights = propensity(FIRST, WOMAN[:, None]).weights("att")
    assert standardised(FIRST, WOMAN, weights) == pytest.approx(0, abs=1e-9)
    assert standardised(FIRST, np.ones(100)) == 0
    assert standardised(FIRST, FIRST.astype(float)) == np.inf


def test_worth_by_hand() -> None:
    assert worth(np.ones(7)) == 7
    assert worth(np.array([2.0, 1.0, 1.0])) == pytest.approx(16 / 6)


def test_good_overlap_has_no_trouble() -> None:
    assert trouble(propensity(FIRST, WOMAN[:, None]), WOMAN[:, None], "att") == []


@pytest.mark.parametrize(
    ("shift", "people", "terms", "sentence"),
    [
        (3.0, 200, 1, "worth less than 20%"),
        (4.0, 400, 1, "have nobody like them"),
        (0.0, 12, 2, "fewer than 5 people for each term"),
    ],
)
def test_trouble_is_said(shift: float, people: int, terms: int, sentence: str) -> None:
    draw = np.random.default_rng(1)
    treated = np.arange(people) % 2 == 0
    x = draw.normal(size=(people, terms)) + shift * treated[:, None]
    assert sentence in " ".join(trouble(propensity(treated, x), x, "att"))


def test_a_model_that_leaves_groups_apart_is_trouble() -> None:
    """The spread differs, not the mean: a straight line makes nothing alike, and the square shows it."""
    draw = np.random.default_rng(2)
    treated = np.arange(400) % 2 == 0
    x = draw.normal(size=400) * np.where(treated, 1.0, 0.6)
    said = trouble(propensity(treated, x[:, None]), (x**2)[:, None], "att")
    assert said == ["After weighting the groups still differ by more than 0.25 standard deviations."]


def test_groups_that_a_covariate_tells_apart() -> None:
    with pytest.raises(NotComparableError, match="tell the two groups apart"):
        propensity(FIRST, FIRST[:, None] + WOMAN[:, None] / 100)
    with pytest.raises(NotComparableError, match="follows from the others"):
        propensity(FIRST, np.column_stack([WOMAN, 1 - WOMAN]))

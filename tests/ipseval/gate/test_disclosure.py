"""The gate out: nothing small leaves, and nothing that leaves tells what is small."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipseval import Figure, Released, Study, run
from ipseval.gate.hiding import hide, hide_in_turn
from ipseval.gate.ledger import Key, Ledger

pytestmark = pytest.mark.slow

N, YES, NO = "mature", "work_or_education.reached", "work_or_education.not_reached"
START = date(2023, 1, 2)


def ledger(sites: dict[str, tuple[int, int]]) -> Ledger:
    """Base and numerator of each site, adding up to everyone."""
    book = Ledger()
    total = (sum(n for n, _ in sites.values()), sum(k for _, k in sites.values()))
    for site, (n, k) in {None: total, **sites}.items():
        page, who = book.page(None, site), np.arange(n)
        page.count({N: who >= 0, YES: who < k, NO: who >= k}, {N: 2, YES: 1})
        page.splits(N, YES, NO)
    book.add_up()
    return book


def hidden(sites: dict[str, tuple[int, int]], smallest: int) -> frozenset[Key]:
    book = ledger(sites)
    return hide(book, {key for key in book.counts if key[2] != NO}, smallest)


@pytest.mark.parametrize(("first", "goes"), [((N, YES), "seen"), (("seen",), N), ((), N)])
def test_what_matters_most_is_the_last_to_be_hidden(first: tuple[str, ...], goes: str) -> None:
    """Three were not seen to the end: either the base stays in or the number seen, by what the study asks."""
    book, who = Ledger(), np.arange(100)
    page = book.page(None, None)
    page.count({N: who >= 0, YES: who < 40, NO: who >= 40, "seen": who < 97, "unseen": who >= 97},
               {N: 1, YES: 2, "seen": 3})  # fmt: skip
    page.splits(N, YES, NO)
    page.adds_up(N, "seen", "unseen")
    published = {page.key(name) for name in (N, YES, "seen")}

    gone = hide_in_turn(book, ({page.key(name) for name in first}, published), 5)

    assert gone & published == {page.key(goes)}


def test_all_large_hides_nothing() -> None:
    assert hidden({"a": (20, 8), "b": (30, 20)}, 5) == frozenset()


def test_a_small_site_takes_another_along() -> None:
    """With `b` and `c` and everyone shown, `a` would be the rest."""
    found = {
        (site, name)
        for _, site, name in hidden({"a": (20, 2), "b": (30, 20), "c": (30, 10)}, 5)
        if name == YES
    }
    assert found == {("a", YES), ("c", YES)}


def test_nearly_everyone_is_as_telling_as_nearly_no_one() -> None:
    assert (None, "a", YES) in hidden({"a": (20, 18), "b": (30, 20), "c": (30, 10)}, 5)


@pytest.mark.parametrize("k", [0, 20])
def test_so_are_no_one_and_everyone(k: int) -> None:
    assert (None, "a", YES) in hidden({"a": (20, k), "b": (30, 20), "c": (30, 10)}, 5)


def test_an_empty_base_tells_nothing() -> None:
    assert hidden({"a": (0, 0), "b": (30, 20)}, 5) == frozenset()


def possible(sites: dict[str, tuple[int, int]], kept: frozenset[Key], cap: int) -> dict[Key, set[int]]:
    """Every value that each count may have, for someone who knows all that is not in `kept`: by trying them all."""
    book, found = ledger(sites).counts, {}
    pairs = [(n, k) for n in range(cap + 1) for k in range(n + 1)]
    each = []
    for site in sites:
        fits = [
            (n, k) for n, k in pairs
            if ((None, site, N) in kept or n == book[None, site, N])
            and ((None, site, YES) in kept or k == book[None, site, YES])
        ]  # fmt: skip
        each.append(fits)
    for world in product(*each):
        n, k = sum(n for n, _ in world), sum(k for _, k in world)
        if (None, None, N) not in kept and n != book[None, None, N]:
            continue
        if (None, None, YES) not in kept and k != book[None, None, YES]:
            continue
        for site, (n_here, k_here) in {None: (n, k), **dict(zip(sites, world, strict=True))}.items():
            for name, value in ((N, n_here), (YES, k_here), (NO, n_here - k_here)):
                found.setdefault((None, site, name), set()).add(value)
    return found


SITE = st.integers(0, 6).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(SITE, min_size=2, max_size=3))
def test_no_hidden_count_can_be_worked_out(sizes: list[tuple[int, int]]) -> None:
    """By trying every world: each hidden count has at least three possible values and may be three or more."""
    smallest = 3
    sites = dict(zip("abc", sizes, strict=False))
    kept = hidden(sites, smallest)
    worlds = possible(sites, kept, cap=9)
    book = ledger(sites)
    assert {key for key in book.counts if book.is_small(key, smallest)} <= kept
    for key in kept:
        assert max(worlds[key]) >= smallest, key
        assert max(worlds[key]) - min(worlds[key]) + 1 >= smallest, key


def delivery(seed: int, people: int, sites: int) -> dict[str, pl.DataFrame | None]:
    """Random people of two groups and some sites, with jobs, deaths and late starts."""
    draw = random.Random(seed)
    courses, spells, seen = [], [], []
    for person in range(people):
        start = START + timedelta(days=draw.randrange(500))
        courses.append(
            (
                str(person),
                start,
                "xy"[person] if person < 2 else draw.choice("xy"),
                f"site {draw.randrange(sites)}",
            )
        )
        if draw.random() < 0.5:
            job = start + timedelta(days=draw.randrange(-30, 500))
            spells.append(
                (str(person), "ordinary_employment", job, job + timedelta(days=draw.randrange(1, 300)))
            )
        if draw.random() < 0.1:
            seen.append(
                (str(person), start + timedelta(days=draw.randrange(400)), draw.choice(["death", "end"]))
            )
    return {
        "courses": pl.DataFrame(courses, schema=["person", "start", "group", "site"], orient="row"),
        "spells": pl.DataFrame(
            spells, schema={"person": str, "state": str, "from": date, "to": date}, orient="row"
        ),
        "observed": pl.DataFrame(seen, schema={"person": str, "until": date, "why": str}, orient="row"),
    }


STUDY = Study(groups=("x", "y"), through=date(2025, 6, 30), endings={"death": "competing", "end": "censor"})
COUNTS = ("n", "numerator", "excluded", "immature", "censored", "competing")
NUMBERS = ("value", "se", "low", "high", "lowest", "highest")


def release(seed: int, people: int, sites: int) -> Released:
    return run(STUDY, delivery(seed, people, sites), engine="polars")


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 150), st.integers(1, 5))
def test_nothing_small_leaves(seed: int, people: int, sites: int) -> None:
    released = release(seed, people, sites)
    for figure in released.figures:
        shown = [value for name in COUNTS if (value := getattr(figure, name)) is not None]
        assert not [value for value in shown if 0 < value < 5], figure
        if figure.suppressed:
            assert all(getattr(figure, name) is None for name in NUMBERS), figure
        elif figure.numerator is not None and figure.measure != "in_work_at_start":
            assert min(figure.numerator, (figure.n or 0) - figure.numerator) >= 5, figure
    assert not [step for step in released.flow if step.n is not None and 0 < step.n < 5]


def test_what_is_hidden_for_a_small_site_is_in_no_file() -> None:
    """The figure, its interval, its mean and the sum over the other sites."""
    released = release(3, 60, 6)
    small = [f for f in released.figures if f.site is not None and f.suppressed]
    assert small
    for measure in {f.measure for f in small}:
        assert len([f for f in small if f.measure == measure]) >= 2


def test_nobody_at_all() -> None:
    empty = {name: frame.clear() for name, frame in delivery(1, 3, 1).items() if frame is not None}
    released = run(replace(STUDY, groups=None), empty)
    assert not [figure for figure in released.figures if figure.n is not None or figure.value is not None]
    assert {step.n for step in released.flow} == {0}


def test_a_difference_is_hidden_with_either_group() -> None:
    tables = delivery(5, 80, 1)
    few = tables["courses"].with_columns(  # type: ignore[union-attr]
        pl.when(pl.col("person").is_in(["1", "2", "3"]))
        .then(pl.lit("y"))
        .otherwise(pl.lit("x"))
        .alias("group")
    )
    released = run(STUDY, {**tables, "courses": few})
    difference = released.find("work_or_education_difference", group="x", versus="y")
    assert difference.suppressed
    assert difference.n is None
    assert not [f for f in released.figures if f.measure == "first_job_curve" and not f.suppressed]


def test_points_of_two_curves_subtract_to_no_small_step() -> None:
    """Everyone minus one group is the other: on the common days each step of the difference has five events too."""
    released = release(11, 150, 1)
    curves: dict[str | None, list[Figure]] = {}
    for figure in released.figures:
        if figure.measure == "first_job_curve":
            curves.setdefault(figure.group, []).append(figure)
    days = [[figure.horizon_days for figure in curve] for curve in curves.values()]
    assert len(curves) == 3
    assert days[0] == days[1] == days[2]
    assert len(days[0]) >= 2


def test_the_largest_delivery_of_the_platform_is_quick() -> None:
    """Twenty sites; the audit, not the data, decides the time."""
    released = release(7, 900, 20)
    shown = [
        f
        for f in released.figures
        if f.site is not None and f.measure == "work_or_education" and not f.suppressed
    ]
    assert len(shown) >= 10
    assert np.all([f.value is not None for f in shown])

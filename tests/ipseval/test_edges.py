"""At the edges: nobody, one, all on day 0, all censored, groups of one. No crash, no number that is none, and no
interval that collapses, crosses, leaves out its estimate or reaches further than what it is about."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ipseval.measures.test_measures import START, STUDY, day, people
from tests.ipseval.measures.test_measures import tables as delivery

from ipseval import Figure, Released, Study, run
from ipseval.engine import DataError
from ipseval.estimates import clustered
from ipseval.estimates.area import area, area_difference
from ipseval.estimates.bootstrap import bootstrap
from ipseval.estimates.effect import Outcome, e_value, effect
from ipseval.estimates.estimate import (
    Estimate,
    against_benchmark,
    difference,
    incidence,
    mean,
    mean_difference,
    odds,
    odds_ratio,
    proportion,
    proportion_difference,
    proportion_ratio,
    ratio,
    win_odds,
)
from ipseval.estimates.hazard import hazard_ratio, log_rank
from ipseval.estimates.sites import drawn_together
from ipseval.estimates.weighting import NotComparableError, propensity, trouble
from ipseval.evidence import pool_effects
from ipseval.study import FollowUp
from ipseval.study.adjustment import Adjustment

pytestmark = pytest.mark.slow
INF = math.inf
SOME = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def sound(found: Estimate, least: float = -INF, most: float = INF) -> None:
    """A number, and limits on both sides of it, apart, within what can be; or no limits."""
    assert least - 1e-9 <= found.value <= most + 1e-9, found
    assert math.isfinite(found.value) or found.method == "Koopman", found
    assert found.se is None or math.isfinite(found.se), found
    assert (found.low is None) == (found.high is None), found
    if found.low is not None and found.high is not None:
        assert max(found.low, least) == found.low, found
        assert min(found.high, most) == found.high, found
        assert found.low < found.high, found
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9, found


def a_sentence(error: ValueError) -> None:
    """Ours, not one that a library let through."""
    assert str(error)[0].isupper(), error
    assert "Singular" not in str(error), error


def perhaps(asked: Callable[[], Estimate | None]) -> Estimate | None:
    """What is not estimable is a `ValueError` with a sentence."""
    try:
        return asked()
    except ValueError as error:
        a_sentence(error)
        return None


TABLE = st.integers(1, 25).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@SOME
@given(TABLE, TABLE, st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_tables_of_four(one: tuple[int, int], two: tuple[int, int], level: float) -> None:
    sound(proportion(*one, level), 0, 1)
    sound(proportion_difference(*one, *two, level), -1, 1)
    for asked in (proportion_ratio, odds_ratio):
        if found := perhaps(lambda asked=asked: asked(*one, *two, level)):  # type: ignore[misc]
            sound(found, 0)
    if found := perhaps(lambda: ratio(proportion(*one, level), proportion(*two, level))):
        sound(found, 0)
    sound(against_benchmark(proportion(*one, level), 0.599, (242, 243), level), -1, 1)


WAITS = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from([0, 0, 1, 1, 2]), st.integers(0, 4)), min_size=1, max_size=20
) | st.sampled_from([[(0, ending, 0)] * n for ending in (0, 1, 2) for n in (1, 2, 9)])


@SOME
@given(WAITS, WAITS)
def test_waiting(one: list[tuple[int, int, int]], two: list[tuple[int, int, int]]) -> None:
    (times, endings, persons), (others, theirs, _) = (np.array(group).T for group in (one, two))
    curve, other = incidence(times, endings), incidence(others, theirs)
    for at in (0, 3, 6):
        sound(curve.at(at), 0, 1)
        sound(difference(curve.at(at), other.at(at)), -1, 1)
    sound(
        clustered.ByPerson(curve.times, curve.value, curve.se, curve.n, times, endings, persons).at(6), 0, 1
    )
    sound(clustered.proportion((endings == 1).astype(np.int64), persons), 0, 1)
    for horizon in (1, 7):
        mine, yours = area(times, endings, horizon, persons), area(others, theirs, horizon)
        sound(mine.estimate(), 0, horizon)
        sound(area_difference(mine, yours), -horizon, horizon)
    both, groups = np.append(times, others), np.repeat([1, 0], [len(times), len(others)])
    events = (np.append(endings, theirs) == 1).astype(np.int64)
    if found := perhaps(lambda: hazard_ratio(both, events, groups)):
        sound(found, 0)
    try:
        assert 0 <= log_rank(both, events, groups).p <= 1
    except ValueError as error:
        a_sentence(error)


VALUES = st.lists(st.sampled_from([0.0, 0.0, 1.0, 7.5, 78.0]), min_size=1, max_size=12)


@SOME
@given(VALUES, VALUES)
def test_means(one: list[float], two: list[float]) -> None:
    first, second = np.array(one), np.array(two)
    sound(mean(first))
    sound(mean_difference(first, second))
    sound(clustered.mean(first, np.arange(len(first)) // 2))
    if (found := perhaps(lambda: win_odds(first, second))) is None:
        return
    sound(found, 0)
    values, here = np.append(first, second), np.arange(len(first) + len(second)) < len(first)
    drawn = bootstrap(
        lambda rows: odds(values[rows][here[rows]], values[rows][~here[rows]]),
        np.arange(len(values)),
        draws=49,
    )
    assert drawn.se is None or math.isfinite(drawn.se)


@SOME
@given(st.data(), st.integers(2, 30), st.sampled_from(["ipw", "aipw"]), st.sampled_from(["att", "ate"]))
def test_groups_made_alike(data: st.DataObject, n: int, method: str, estimand: str) -> None:
    """Covariates that separate, repeat, do not vary or explode the weights; outcomes all alike; all censored."""
    treated = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    treated[:2] = True, False
    kinds = {
        "some": np.array(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)), dtype=float),
        "the group": treated.astype(float),
        "nothing": np.full(n, 3.0),
        "far": np.arange(n) * np.where(treated, 1e6, 1.0),
    }
    named = data.draw(st.lists(st.sampled_from(sorted(kinds)), max_size=3))
    x = np.column_stack([kinds[name] for name in named]) if named else np.empty((n, 0))
    try:
        found = propensity(treated, x)
    except NotComparableError as error:
        a_sentence(error)
        return
    trouble(found, np.column_stack([x, treated]), estimand)  # type: ignore[arg-type]
    value = np.array(data.draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=n, max_size=n)))
    times = np.array(data.draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)))
    lost = data.draw(st.sampled_from([np.zeros(n, dtype=bool), times < 2, times % 2 == 0, times >= 0]))
    try:
        compared = effect(found, Outcome(value, times, lost), method, estimand)  # type: ignore[arg-type]
    except NotComparableError as error:
        a_sentence(error)
        return
    sound(compared.difference(), -1, 1)
    if over := compared.ratio():
        sound(over, 0)
        assert e_value(over).value >= 1


@SOME
@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(1e-4, 5)), min_size=2, max_size=8))
def test_trials(trials: list[tuple[float, float]]) -> None:
    found = pool_effects(*np.array(trials).T)
    for one in (found.fixed, found.dersimonian_laird, found.reml, found.knapp_hartung):
        assert one.low is not None
        assert one.high is not None
        assert 0 <= one.low < one.value < one.high
    assert (found.prediction is None) == (len(trials) == 2)


@pytest.mark.parametrize("k", [[0] * 6, [9] * 6, [0, 9, 0, 9, 0, 9], [0, 0, 0, 0, 0, 1]])
def test_sites_of_all_or_none(k: list[int]) -> None:
    for one in drawn_together(k, [9] * 6):
        sound(one, 0, 1)
    for one in drawn_together([min(each, 1) for each in k], [1] * 6):
        sound(one, 0, 1)


RANGES = {"share": (0, 1), "difference of shares": (-1, 1), "ratio of shares": (0, INF), "p-value": (0, 1)}


def figure_is_sound(figure: Figure) -> None:
    least, most = RANGES.get(figure.unit, (-INF, INF))
    if figure.unit in ("days", "weeks", "hours") and figure.versus is None:
        least = 0
    if figure.value is None:
        assert (figure.se, figure.low, figure.high) == (None, None, None)
        assert not (figure.suppressed and figure.warning)
        assert figure.suppressed or figure.warning or figure.measure.startswith("balance_"), figure
        return
    found = Estimate(figure.value, figure.se, figure.low, figure.high, figure.method)
    if figure.measure.endswith("_median"):
        assert (figure.low or 0) <= figure.value <= (figure.high or INF)
    elif not figure.measure.endswith(("e_value", "_others")) and not figure.method.endswith(
        ("rounded", "per cent")
    ):
        sound(found, least, most)


TEXT, DAY = pl.String, pl.Date
COLUMNS = {
    "courses": {"person": TEXT, "start": DAY, "end": DAY, "group": TEXT, "site": TEXT, "age": TEXT},
    "spells": {"person": TEXT, "state": TEXT, "from": DAY, "to": DAY, "minutes_week": pl.Int64},
    "observed": {"person": TEXT, "until": DAY, "why": TEXT},
}


@st.composite
def studies(draw: st.DrawFn) -> tuple[Study, dict[str, pl.DataFrame | None]]:
    """A few people, or many alike, in one place or in several, seen for long or hardly."""
    n, length = draw(st.sampled_from([0, 1, 2, 7, 30, 60])), draw(st.sampled_from([1, 2, 30, 100]))
    chance = np.random.default_rng(draw(st.integers(0, 10**6)))
    persons = [str(number) for number in chance.integers(0, max(n - draw(st.integers(0, 9)), 1), n)]
    starts = [START + timedelta(days=int(late)) for late in chance.integers(0, draw(st.integers(1, 90)), n)]
    groups = [draw(st.sampled_from("ab")) if number < 2 else "ab"[number % 2] for number in range(n)]
    courses = {
        "person": persons,
        "start": starts,
        "end": [one + timedelta(days=int(chance.integers(0, 2 * length))) for one in starts],
        "group": groups,
        "site": [f"s{number % draw(st.integers(1, 8))}" for number in range(n)],
        "age": [draw(st.sampled_from([None, "3", str(number), str(10**12 * number)])) for number in range(n)],
    }
    jobs = [
        (person, state, start + timedelta(days=int(chance.integers(0, length + 5) * far)))
        for person, start in zip(persons, starts, strict=True)
        for state, far in [draw(st.sampled_from([("ordinary_employment", 0), ("ordinary_education", 1)]))]
        if chance.random() < draw(st.sampled_from([0.0, 0.5, 1.0]))
    ]
    spells = [(person, state, first, first + timedelta(days=14), 600) for person, state, first in jobs]
    ends = [
        (
            person,
            start + timedelta(days=int(chance.integers(0, length + 1))),
            draw(st.sampled_from(["c", "d"])),
        )
        for person, start in zip(persons, starts, strict=True)
        if chance.random() < draw(st.sampled_from([0.0, 0.3, 1.0]))
    ]
    adjustment = Adjustment(("age",), draw(st.sampled_from(["ipw", "aipw"])))
    two = {"a", "b"} <= set(groups)
    return Study(
        through=day(draw(st.sampled_from([0, 60, 400]))),
        follow_up=FollowUp(length, "days"),
        endings={"c": "censor", "d": "competing"},
        groups=("a", "b") if two else None,
        adjustment=adjustment if two and draw(st.booleans()) else None,
        unit=draw(st.sampled_from(["first course", "course"])),
        until_course_end=draw(st.booleans()),
        smallest_cell=3,
    ), {
        "courses": pl.DataFrame(courses, COLUMNS["courses"]),
        "spells": pl.DataFrame(spells, COLUMNS["spells"], orient="row"),
        "observed": pl.DataFrame(ends, COLUMNS["observed"], orient="row"),
    }  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(studies())
def test_whole_runs(asked: tuple[Study, dict[str, pl.DataFrame | None]]) -> None:
    try:
        released = run(*asked, "polars")
    except DataError:
        return
    released.to_json()
    for figure in released.figures:
        figure_is_sound(figure)


def all_lost(**change: object) -> Released:
    """Whoever has no job is lost on day 60, before the hundredth."""
    rows = [(str(number), day(60), "moved") for number, (_, job, *_) in enumerate(people()) if job is None]
    lost = pl.DataFrame(rows, ["person", "until", "why"], orient="row")
    given = delivery()
    courses = given["courses"].rename({"site": "group"})  # type: ignore[union-attr]
    study = replace(STUDY, endings={"moved": "censor"}, **change)  # type: ignore[arg-type]
    return run(study, {**given, "courses": courses, "observed": lost}, "polars")


def test_what_nobody_was_seen_long_enough_for_is_not_told() -> None:
    """24 of 60 have a job by day 60, and what became of the others by day 100 nobody knows."""
    figure = all_lost().find("work_or_education")
    assert (figure.value, figure.low, figure.high, figure.suppressed) == (None, None, None, False)
    assert "not known yet" in figure.warning
    given = {**delivery(), "observed": None}
    early = run(replace(STUDY, through=day(80)), given, "polars").find("first_job")
    assert (early.value, early.immature) == (None, 60)
    assert run(replace(STUDY, through=day(120)), given, "polars").find("first_job").value == 24 / 60


def test_nor_is_any_difference_from_it() -> None:
    released = all_lost(groups=("north", "south"))
    apart = released.find("work_or_education_difference", group="north", versus="south")
    assert (apart.value, apart.low, apart.suppressed) == (None, None, False)
    assert "not known yet" in apart.warning
    for kind in ("ratio", "odds_ratio"):
        over = released.find(f"work_or_education_{kind}", group="north", versus="south")
        assert (over.value, over.low, over.warning) == (None, None, apart.warning)


def test_a_ratio_has_no_bounds_of_a_difference() -> None:
    given = delivery()
    courses = given["courses"].with_columns(group=pl.col("site"))  # type: ignore[union-attr]
    study = replace(STUDY, endings={"death": "competing", "moved": "censor"}, groups=("north", "south"))
    released = run(study, {**given, "courses": courses}, "polars")
    over = released.find("work_or_education_ratio", group="north", versus="south")
    assert (over.value, over.lowest, over.highest) == (pytest.approx(1.0), None, None)
    apart = released.find("work_or_education_difference", group="north", versus="south")
    assert apart.lowest is not None

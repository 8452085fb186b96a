"""Small studies drawn, run whole, and attacked from what they published: no hidden count comes out."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ipseval.gate.attacker import Attacker
from tests.ipseval.gate.editions import Editions
from tests.ipseval.gate.unknowns import Name

from ipseval import Released, Study, run
from ipseval.gate import coarsen, disclosure
from ipseval.study import FollowUp
from ipseval.study.adjustment import Adjustment

pytestmark = pytest.mark.slow

ENDINGS = {"death": "competing", "end": "censor"}
STUDY = Study(
    groups=("x", "y"),
    through=date(2025, 6, 30),
    endings=ENDINGS,  # type: ignore[arg-type]
    follow_up=FollowUp(12, "months"),
)
STATES = ("ordinary_employment", "ordinary_employment", "ordinary_education", "internship")
COURSES = {
    "person": str, "start": date, "end": date, "group": str, "site": str, "age": pl.Int64, "sex": str,
}  # fmt: skip
SPELLS = {
    "person": str, "state": str, "from": date, "to": date, "employer": str, "minutes_week": pl.Int64, "occupation": str,
}  # fmt: skip
OBSERVED = {"person": str, "until": date, "why": str}


def delivery(
    seed: int, number: int, sites: int, groups: str, again: float = 0
) -> dict[str, pl.DataFrame | None]:
    """People of some groups and sites with covariates, jobs, schools, deaths; some courses delivered twice, never begun, or
    begun `again`."""
    draw = random.Random(seed)
    courses, spells, seen = [], [], []
    for person in map(str, range(number)):
        start = date(2023, 1, 2) + timedelta(days=draw.randrange(700))
        group = draw.choice(groups)
        age = draw.choice([None, 20, 30, 40, 50, 60]) if draw.random() < 0.3 else draw.randrange(20, 60)
        course = (
            person,
            None if draw.random() < 0.06 else start,
            start + timedelta(days=draw.randrange(50, 600)),
        )
        course += (group, f"s{draw.randrange(sites)}", age, draw.choice(["man", "man", "woman", None]))
        courses += [course] * (1 + (draw.random() < 0.05))
        if draw.random() < again:
            later = start + timedelta(days=draw.randrange(100, 500))
            courses.append((person, later, later + timedelta(days=draw.randrange(50, 300)), *course[3:]))
        for _ in range(draw.choice([0, 0, 1, 1, 2])):
            job = start + timedelta(days=draw.randrange(-100, 500))
            last = job + timedelta(days=draw.randrange(1, 400))
            told = (
                draw.choice(["a", "b", None]),
                draw.choice([None, 0, 30, 300, 2220]),
                draw.choice([None, "5", "9"]),
            )
            spells.append((person, draw.choice(STATES), job, last, *told))
        if draw.random() < 0.12:
            seen.append((person, start + timedelta(days=draw.randrange(500)), draw.choice(["death", "end"])))
    return {
        "courses": pl.DataFrame(courses, schema=COURSES, orient="row"),
        "spells": pl.DataFrame(spells, schema=SPELLS, orient="row"),
        "observed": pl.DataFrame(seen, schema=OBSERVED, orient="row"),
    }


def attacker(released: Released) -> Attacker:
    return Attacker(json.loads(released.to_json()))


def truth(study: Study, tables: dict[str, pl.DataFrame | None]) -> Attacker:
    """The same run with nothing hidden."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((disclosure, "hide_in_turn"), (coarsen, "hide")):
            patch.setattr(module, name, lambda *_: frozenset())
        return attacker(run(study, tables, "polars"))


def leaks(
    study: Study, tables: dict[str, pl.DataFrame | None], among: Callable[[Name], bool] = lambda name: True
) -> list[str]:
    """Each hidden count that can be narrowed down, and each unpublished one that is found to be of few people."""
    found = attacker(run(study, tables, "polars"))
    ranges = found.ranges(among)
    narrow = {name: (low, high) for name, low, high in ranges if high - low + 1 < 5 or high < 5}
    sure = {name for name in narrow if name[0] != "within"}
    known = truth(study, tables)
    true = {name[1:] if name[0] == "within" else name: places for name, places in known.wanted.items()}
    said = [f"{name}: {narrow[name]}" for name in sure]
    lowest = known.solver()
    for name, (low, high) in narrow.items():
        if name[0] == "within" and high > 0 and name[1:] in true:
            least, most = (lowest(true[name[1:]], sign) for sign in (1, -1))
            if least == most and least is not None and 0 < least < 5:
                said.append(f"{name}: {(low, high)}, being {least}")
    return said


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 100_000),
    number=st.integers(20, 80),
    sites=st.integers(1, 2),
    groups=st.sampled_from(["x", "xy", "xy", "xyz"]),
    adjusts=st.booleans(),
)
def test_an_outsider_finds_no_hidden_count(
    seed: int, number: int, sites: int, groups: str, adjusts: bool
) -> None:
    study = replace(STUDY, adjustment=Adjustment(("age", "sex"), "ipw")) if adjusts else STUDY
    if len(groups) == 1:
        study = replace(study, groups=None, adjustment=None)
    assert not leaks(study, delivery(seed, number, sites, groups))


ADJUSTED = replace(STUDY, adjustment=Adjustment(("age", "sex"), "ipw"))
RULE = replace(STUDY, sensitivity={"trials": {"internship": "ordinary_employment"}}, unit="course")


def test_a_category_that_is_not_shown_is_empty() -> None:
    """Nobody compared has an unknown sex: of two categories one cannot be hidden alone."""
    assert not leaks(ADJUSTED, delivery(19, 50, 1, "xy"), lambda name: name[0] == "covariate")


def test_who_left_early_with_a_job_worked_four_hours_or_not() -> None:
    """One of the first group was short of four hours, which the three groups' jobs and hours told."""
    study = replace(ADJUSTED, primary="first_job")
    assert not leaks(study, delivery(7, 130, 2, "xyz"), lambda name: name[:3] == ("within", "four", "x"))


def test_another_rule_of_work_tells_no_more() -> None:
    assert not leaks(RULE, delivery(2, 40, 2, "xy", again=0.4))


def until(tables: dict[str, pl.DataFrame | None], day: date) -> dict[str, pl.DataFrame | None]:
    """What had been delivered by then."""
    courses, observed = tables["courses"], tables["observed"]
    assert courses is not None
    assert observed is not None
    begun = courses.filter(pl.col("start").is_null() | (pl.col("start") < day))
    return {**tables, "courses": begun, "observed": observed.filter(pl.col("until") <= day)}


@pytest.mark.parametrize(("seed", "number", "groups"), [(6, 400, "x"), (4, 120, "xy")])
def test_two_editions_tell_of_no_few_who_came_between(seed: int, number: int, groups: str) -> None:
    """Neither of whom there are more in the tables, nor of whom in a state at a point of the chronogram."""
    tables, editions = delivery(seed, number, 1, groups), list[Released]()
    for through in (date(2024, 9, 30), date(2025, 1, 1)):
        study = replace(STUDY, through=through, groups=("x", "y") if len(groups) > 1 else None)
        editions.append(run(study, until(tables, through), "polars", earlier=editions))
    first, second = (json.loads(edition.to_json()) for edition in editions)
    assert not list(Editions(second, first).found())

"""The primary measure by another rule of work: the figure that a run with that rule gives, secondary, through the gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

from ipseval import Released, Study, run
from ipseval.courses.scope import scopes
from ipseval.engine import open_engine
from ipseval.figures.differences import differences
from ipseval.figures.sensitivity import by, sensitivity
from ipseval.gate.ledger import Ledger
from ipseval.measures import Draft, figures
from ipseval.recipe import people
from ipseval.registers import REGISTERS
from ipseval.study import FollowUp

pytestmark = pytest.mark.slow

START = date(2024, 1, 1)
ANY, OWN = "work_any", "work_self_supporting"
STUDY = Study(
    through=date(2025, 12, 31),
    follow_up=FollowUp(200, "days"),
    states={ANY: "ordinary_employment", OWN: "none"},
    endings={"moved": "censor", "death": "competing"},
    groups=("a", "b"),
    sensitivity={"self_supporting": {ANY: "none", OWN: "ordinary_employment"}},
)


def tables(people: int = 800, seed: int = 3) -> dict[str, pl.DataFrame]:
    """Work of any kind for half of them, self-supporting for half of these; some in work at the start, some lost."""
    chance, courses, spells, seen = Random(seed), [], [], []
    for number in range(people):
        person = f"p{number}"
        courses.append((person, START, "ab"[number % 2]))
        if chance.random() < 0.6:
            first = START + timedelta(days=chance.randint(-60, 150))
            last = first + timedelta(days=chance.randint(30, 200))
            spells.append((person, ANY, first, last))
            if chance.random() < 0.6:
                spells.append((person, OWN, first + timedelta(days=10), last))
        if chance.random() < 0.2:
            seen.append(
                (person, START + timedelta(days=chance.randint(5, 190)), chance.choice(("moved", "death")))
            )
    return {
        "courses": pl.DataFrame(courses, schema=["person", "start", "group"], orient="row"),
        "spells": pl.DataFrame(spells, schema=["person", "state", "from", "to"], orient="row"),
        "observed": pl.DataFrame(seen, schema=["person", "until", "why"], orient="row"),
    }


def numbers(draft: Draft) -> tuple[object, ...]:
    figure = draft.figure
    return (
        figure.n,
        figure.numerator,
        figure.value,
        figure.se,
        figure.low,
        figure.high,
        figure.method,
        figure.unit,
    )


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize(
    "primary", ["work_or_education", "weeks_in_work", "first_job", "longest_employment_to_horizon"]
)
def test_it_is_the_figure_of_a_run_with_that_rule(primary: str, engine: str) -> None:
    """Before the gate, which hides more in a run of that rule alone: such a run tells more of it."""
    opened = open_engine(engine)
    taken = {name: opened.take(REGISTERS[name], frame) for name, frame in tables().items()}
    study = replace(STUDY, primary=primary)
    swapped = by(study, "self_supporting")
    own, other = (list(scopes(people(one, taken, opened))) for one in (study, swapped))
    alone = [draft for scope in other for draft in figures(swapped, scope, Ledger())]
    alone += differences(swapped, alone)
    ledger = Ledger()
    mine = [draft for scope in own for draft in figures(study, scope, ledger)]
    found = list(sensitivity(study, own, {"self_supporting": other}, ledger))
    expected = {
        (d.figure.group, d.figure.versus): d
        for d in alone
        if d.figure.measure in (primary, f"{primary}_difference")
    }
    for draft in found:
        assert numbers(draft) == numbers(expected.pop((draft.figure.group, draft.figure.versus)))
        assert (draft.figure.part, draft.figure.primary) == ("self_supporting", False)
    assert not expected
    assert found[0].figure.value != next(d.figure.value for d in mine if d.figure.measure == primary)


def test_the_definition_names_the_rule() -> None:
    figure = run(STUDY, tables()).find("work_or_education_sensitivity")
    assert figure.definition.endswith(
        "By the rule self_supporting: work_any as none, work_self_supporting as ordinary employment."
    )


def simple(both: int, any_only: int, none: int) -> dict[str, pl.DataFrame]:
    """`both` people in work by both rules, `any_only` by the first alone, and the rest."""
    people = [f"p{n}" for n in range(both + any_only + none)]
    spells = [(person, ANY, START + timedelta(days=9), None) for person in people[: both + any_only]]
    spells += [(person, OWN, START + timedelta(days=9), None) for person in people[:both]]
    schema = {"person": pl.String, "state": pl.String, "from": pl.Date, "to": pl.Date}
    return {
        "courses": pl.DataFrame({"person": people, "start": START}),
        "spells": pl.DataFrame(spells, schema=schema, orient="row"),
    }


ALONE = replace(STUDY, groups=None, endings={})


def test_few_between_the_two_rules_are_not_told_by_subtracting() -> None:
    """Three people work by the first rule alone: the figure of the second stays in, that of the first does not."""
    found = run(ALONE, simple(30, 3, 40))
    assert found.find("work_or_education").numerator == 33
    other = found.find("work_or_education_sensitivity")
    assert (other.numerator, other.value, other.low, other.suppressed) == (None, None, None, True)


@pytest.mark.parametrize("any_only", [0, 5, 12])
def test_nobody_or_enough_between_them_can_be_told(any_only: int) -> None:
    found = run(ALONE, simple(30, any_only, 40))
    assert found.find("work_or_education").numerator == 30 + any_only
    assert found.find("work_or_education_sensitivity").numerator == 30


def test_few_in_work_at_the_start_by_the_other_rule() -> None:
    """Two people are in work before the start by the second rule: its base would tell of them."""
    given = simple(30, 12, 40)
    before = pl.DataFrame(
        [(f"p{n}", OWN, START - timedelta(days=50), START + timedelta(days=20)) for n in range(80, 82)],
        schema=given["spells"].schema,
        orient="row",
    )
    found = run(ALONE, given | {"spells": pl.concat([given["spells"], before])})
    other = found.find("work_or_education_sensitivity")
    assert found.find("work_or_education").n == 82
    assert (other.n, other.suppressed) == (None, True)


def test_three_rules_each_beside_the_others() -> None:
    study = replace(ALONE, sensitivity={**STUDY.sensitivity, "either": {OWN: "ordinary_employment"}})
    found = run(study, simple(30, 12, 40))
    numerators = {f.part: f.numerator for f in found.figures if f.measure == "work_or_education_sensitivity"}
    assert numerators == {"self_supporting": 30, "either": 42}


def test_a_primary_measure_that_nobody_has_a_base_of() -> None:
    found: Released = run(replace(ALONE, primary="hours"), simple(30, 12, 40))
    assert not [f for f in found.figures if "sensitivity" in f.measure]


def test_where_every_course_counts_people_are_counted_in_the_gate() -> None:
    """Two courses each on one day apart: a difference of six courses is one of three people, and is not told."""
    given = simple(30, 3, 40)
    later = given["courses"].with_columns(pl.col("start") + timedelta(days=1))
    found = run(replace(ALONE, unit="course"), given | {"courses": pl.concat([given["courses"], later])})
    assert found.find("work_or_education").numerator == 66
    assert found.find("work_or_education_sensitivity").suppressed

"""A study that adjusts: Rossi's men with their age, earlier convictions and marriage; and where it must not claim."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest
import statsmodels.formula.api as smf
from pandas import DataFrame
from tests.ipseval.studies.test_rossi import FOLDER

from ipseval import Figure, Released, Study, run
from ipseval.engine import DataError
from ipseval.estimates.effect import e_value
from ipseval.estimates.estimate import Estimate
from ipseval.estimates.influence import FEW_CLUSTERS
from ipseval.study import FollowUp
from ipseval.study.adjustment import Adjustment

pytestmark = pytest.mark.slow

START = date(2000, 1, 3)
STUDY = Study(
    through=date(2003, 1, 1),
    follow_up=FollowUp(52, "weeks"),
    groups=("yes", "no"),
    adjustment=Adjustment(("age", "prio", "mar"), "aipw"),
)
COMPARED = ("yes", "no")


@cache
def men() -> DataFrame:
    """With weeks worked; the aided are the unmarried and the old more often than by lot, so that groups differ."""
    with (FOLDER / "rossi.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    draw, kept = np.random.default_rng(1), []
    for number, man in enumerate(rows):
        worked = [week for week in range(52) if man[f"emp{week + 1}"] == "yes"]
        odds = 0.5 + 0.05 * (int(man["age"]) - 24) + 0.4 * (man["mar"] == "married")
        group = "yes" if draw.random() < 1 / (1 + np.exp(-odds)) else "no"
        kept.append((str(number), group, int(man["age"]), int(man["prio"]), man["mar"], worked))
    return DataFrame(kept, columns=["person", "group", "age", "prio", "mar", "worked"])


def tables(**change: pl.Series) -> dict[str, pl.DataFrame | None]:
    frame = men()
    courses = pl.DataFrame(
        {
            "person": frame["person"].tolist(),
            "start": [START] * len(frame),
            "group": frame["group"].tolist(),
            "age": frame["age"].tolist(),
            "prio": frame["prio"].tolist(),
            "mar": frame["mar"].tolist(),
        }
    ).with_columns(**change)
    spells = [
        (man.person, "ordinary_employment", START + timedelta(weeks=week), START + timedelta(weeks=week + 1))
        for man in frame.itertuples()
        for week in man.worked
    ]
    return {
        "courses": courses,
        "spells": pl.DataFrame(spells, schema=["person", "state", "from", "to"], orient="row"),
    }


@pytest.fixture(scope="module", params=["duckdb", "polars"])
def released(request: pytest.FixtureRequest) -> Released:
    return run(STUDY, tables(), request.param)


def by_hand(outcome: str, family: str) -> float:
    """AIPW for the treated by the formulas of statsmodels, every step written out."""
    frame = men().assign(
        treated=lambda f: (f["group"] == "yes").astype(int),
        any=lambda f: f["worked"].map(bool).astype(int),
        weeks=lambda f: f["worked"].map(len),
    )
    chance = smf.logit("treated ~ age + prio + mar", frame).fit(disp=0).predict(frame)
    others = frame[frame["treated"] == 0]
    model = {"logit": smf.logit, "ols": smf.ols}[family](f"{outcome} ~ age + prio + mar", others)
    modelled = (model.fit(disp=0) if family == "logit" else model.fit()).predict(frame)
    odds = (chance / (1 - chance))[others.index]
    missed = np.average(others[outcome] - modelled[others.index], weights=odds)
    own = frame["treated"] == 1
    return float(frame.loc[own, outcome].mean() - modelled[own].mean() - missed)


@pytest.mark.parametrize(
    ("measure", "outcome", "family"),
    [("work_or_education", "any", "logit"), ("first_job", "any", "logit"), ("weeks_in_work", "weeks", "ols")],
)
def test_the_difference_is_the_one_worked_out_by_hand(
    released: Released, measure: str, outcome: str, family: str
) -> None:
    figure = released.find(f"{measure}_adjusted_difference", group="yes", versus="no")
    assert figure.value == pytest.approx(by_hand(outcome, family), abs=1e-7)
    assert (figure.n, figure.method, figure.warning) == (432, "AIPW, ATT", "")
    assert figure.low is not None
    assert figure.low < (figure.value or 0) < (figure.high or 0)
    assert figure.primary == (measure == "work_or_education")
    assert "Adjusted for age, prio, mar: the mean of those of yes" in figure.definition


def test_the_unadjusted_difference_stays_beside_it_and_is_secondary(released: Released) -> None:
    assert not released.find("work_or_education_difference", group="yes", versus="no").primary


def test_what_could_explain_it_away_is_of_the_adjusted_ratio(released: Released) -> None:
    ratio = released.find("work_or_education_adjusted_ratio", group="yes", versus="no")
    figure = released.find("work_or_education_e_value", group="yes", versus="no")
    expected = e_value(Estimate(ratio.value or 0, None, ratio.low, ratio.high, ""))
    assert (figure.value, figure.low) == (expected.value, expected.low)
    assert not [f for f in released.figures if f.measure == "weeks_in_work_e_value"]


def test_balance_before_and_after(released: Released) -> None:
    names = {f.part for f in released.figures if f.measure == "balance_after"}
    assert names == {"age", "prio", "mar: married", "mar: not married"}
    for name in names:
        before, after = (
            next(f for f in released.figures if f.measure == f"balance_{when}" and f.part == name)
            for when in ("before", "after")
        )
        assert abs(after.value or 0) <= 0.06
        assert before.value == round(before.value or 0, 2)
    one, two = (men()["age"][men()["group"] == group] for group in COMPARED)
    by_hand = (one.mean() - two.mean()) / np.sqrt((one.var(ddof=0) + two.var(ddof=0)) / 2)
    age = next(f for f in released.figures if f.measure == "balance_before" and f.part == "age")
    assert age.value == round(by_hand, 2)


def test_overlap_in_steps_of_at_least_five(released: Released) -> None:
    for group in COMPARED:
        steps = [f for f in released.figures if f.measure == "overlap" and f.group == group]
        assert len(steps) >= 3
        assert min(f.numerator or 0 for f in steps) >= 5
        assert sum(f.numerator or 0 for f in steps) == steps[0].n
    assert released.find("effective_sample_size", group="yes").value == (men()["group"] == "yes").sum()
    assert (
        0 < (released.find("effective_sample_size", group="no").value or 0) < (men()["group"] == "no").sum()
    )


def test_complete_cases_are_counted() -> None:
    age = pl.Series([None if number % 9 == 0 else 20 + number % 7 for number in range(432)])
    released = run(STUDY, tables(age=age), "polars")
    complete = {group: released.find("complete_cases", group=group) for group in COMPARED}
    assert sum(figure.numerator or 0 for figure in complete.values()) == 432 - 48
    assert sum(figure.n or 0 for figure in complete.values()) == 432
    assert released.find("work_or_education_adjusted_difference", group="yes", versus="no").n == 432 - 48


@pytest.mark.parametrize("known", [(), ("yes",)], ids=["of nobody", "of one group"])
def test_covariates_that_nobody_has_leave_a_warning(known: tuple[str, ...]) -> None:
    age = pl.Series(
        [30 + number % 3 if group in known else None for number, group in enumerate(men()["group"])]
    )
    released = run(STUDY, tables(age=age.cast(pl.Int64)), "polars")
    figure = released.find("work_or_education_adjusted_difference", group="yes", versus="no")
    assert (figure.value, figure.low, figure.primary) == (None, None, True)
    assert figure.suppressed or figure.warning == "In one of the groups nobody has every covariate known."
    assert not [f for f in released.figures if f.measure.startswith(("balance_", "overlap"))]


def test_few_left_out_are_not_told() -> None:
    """Two without an age: neither the number compared nor the exact difference leaves."""
    age = pl.Series([None if number in (3, 8) else 20 + number % 7 for number in range(432)])
    released = run(STUDY, tables(age=age), "polars")
    figure = released.find("work_or_education_adjusted_difference", group="yes", versus="no")
    assert (figure.n, figure.se, figure.suppressed) == (None, None, False)
    assert figure.value == round(figure.value or 0.555, 2)
    assert {released.find("complete_cases", group=group).numerator for group in COMPARED} == {None}


def test_a_category_of_few_is_in_no_figure() -> None:
    rare = pl.Series(
        ["seldom" if number in (1, 2, 5) else "often" if number % 3 else "never" for number in range(432)]
    )
    released = run(STUDY, tables(mar=rare), "polars")
    shown = [f for f in released.figures if f.part in ("mar: seldom", "mar: other")]
    assert all(f.suppressed and f.value is None and f.numerator is None for f in shown)


def test_ipw_and_everybody() -> None:
    study = replace(STUDY, adjustment=Adjustment(("age", "prio", "mar"), "ipw", "ate"))
    figure = run(study, tables()).find("work_or_education_adjusted_difference", group="yes", versus="no")
    assert figure.method == "IPW, ATE"
    assert "the mean of everybody if all were yes" in figure.definition


def test_sites_may_be_what_was_drawn() -> None:
    sites = pl.Series([f"s{number % 12}" for number in range(432)])
    study = replace(STUDY, adjustment=Adjustment(("age",), "ipw", cluster="site"))
    figure = run(study, tables(site=sites)).find(
        "work_or_education_adjusted_difference", group="yes", versus="no"
    )
    assert (figure.method, figure.warning) == ("IPW, ATT, clustered on 12 sites", FEW_CLUSTERS)
    assert figure.low is not None


def weak(released: Released) -> Figure:
    return released.find("work_or_education_adjusted_difference", group="yes", versus="no")


def test_groups_too_far_apart_are_not_compared() -> None:
    apart = pl.Series(
        [int(30 + number % 5 + 20 * (group == "yes")) for number, group in enumerate(men()["group"])]
    )
    figure = weak(run(STUDY, tables(age=apart), "polars"))
    assert (figure.value, figure.low, figure.suppressed) == (None, None, False)
    assert figure.warning == "The covariates tell the two groups apart."


def test_poor_overlap_is_said_in_place_of_the_claim() -> None:
    draw = np.random.default_rng(2)
    far = pl.Series([int(30 + 4 * draw.normal() + 9 * (group == "yes")) for group in men()["group"]])
    released = run(STUDY, tables(age=far), "polars")
    assert weak(released).value is None
    assert "few stand for all" in weak(released).warning
    assert [f for f in released.figures if f.measure == "balance_before" and f.part == "age"]


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"age": pl.Series([f"{number}.5" for number in range(432)])},
            "432 rows have a decimal number as age. Give whole",
        ),
        (
            {"age": pl.Series([number / 2 for number in range(432)])},
            "the column age holds .*Give whole numbers",
        ),
        (
            {"known_on": pl.Series([START + timedelta(days=number % 2) for number in range(432)])},
            r"216 rows have a group or covariates that were settled after the start \(known_on\)",
        ),
    ],
    ids=["decimals as text", "decimals", "settled after the start"],
)
def test_what_cannot_be_adjusted_for(engine: str, change: dict[str, pl.Series], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        run(STUDY, tables(**change), engine)


def test_a_covariate_that_is_not_there() -> None:
    study = replace(STUDY, adjustment=Adjustment(("shoe_size",), "ipw"))
    with pytest.raises(DataError, match="courses: the column shoe_size is missing"):
        run(study, tables())


def test_the_same_on_both_engines_and_again() -> None:
    once, again, other = (run(STUDY, tables(), engine).figures for engine in ("duckdb", "duckdb", "polars"))
    assert once == again == other


def with_hours(told: int = 432) -> dict[str, pl.DataFrame | None]:
    """Forty hours a week in every week of work; of the men from `told` on they are not told."""
    given = tables()
    known = pl.when(pl.col("person").cast(pl.Int64) < told).then(40 * 60).cast(pl.Int64)
    return given | {"spells": given["spells"].with_columns(minutes_week=known)}  # type: ignore[union-attr]


@pytest.mark.parametrize("measure", ["hours", "work_hours"])
def test_hours_are_forty_for_each_week(measure: str) -> None:
    figure = run(replace(STUDY, primary=measure), with_hours()).find(
        f"{measure}_adjusted_difference", group="yes", versus="no"
    )
    assert figure.value == pytest.approx(40 * by_hand("weeks", "ols"), abs=1e-6)
    assert (figure.n, figure.unit, figure.primary, figure.missing) == (432, "hours", True, None)


def test_hours_that_are_not_told_of_all_are_not_compared() -> None:
    found = run(STUDY, with_hours(told=400))
    figure = found.find("hours_adjusted_difference", group="yes", versus="no")
    assert (figure.value, figure.low) == (None, None)
    assert figure.warning.startswith("Hours are not told of everybody who is compared")
    assert found.find("weeks_in_work_adjusted_difference", group="yes", versus="no").value is not None


def test_where_the_groups_are_alike_already_the_first_job_is_the_incidence() -> None:
    """A covariate that both groups have alike weighs nobody: what is left are the weights for those lost from sight."""
    people = [f"p{number}" for number in range(1600)]
    courses = {
        "person": people, "start": [START] * 1600, "group": ["yes", "no"] * 800,
        "age": [20 + number // 2 % 5 for number in range(1600)],
    }  # fmt: skip
    job = {p: 3 * n % 331 for n, p in enumerate(people) if n % 3 == 0}
    gone = {
        p: (7 * n % 350 + 2, "died" if n // 8 % 2 else "moved")
        for n, p in enumerate(people)
        if n // 2 % 4 == 1
    }
    study = replace(
        STUDY,
        primary="first_job",
        adjustment=Adjustment(("age",), "ipw"),
        endings={"died": "competing", "moved": "censor"},
    )
    begun = [(p, "ordinary_employment", START + timedelta(days=d), None) for p, d in job.items()]
    spells = pl.DataFrame(
        begun, schema=["person", "state", "from", "to"], schema_overrides={"to": pl.Date}, orient="row"
    )
    seen = [(p, START + timedelta(days=d), why) for p, (d, why) in gone.items()]
    ends = pl.DataFrame(seen, schema=["person", "until", "why"], orient="row")
    found = run(study, {"courses": pl.DataFrame(courses), "spells": spells, "observed": ends})
    one, two = (found.find("first_job", group=group) for group in COMPARED)
    assert one.method.startswith("Aalen–Johansen, cloglog")
    figure = found.find("first_job_adjusted_difference", group="yes", versus="no")
    assert figure.method == "IPW, ATT, IPC weights"
    assert figure.value == pytest.approx((one.value or 0) - (two.value or 0), abs=1e-9)

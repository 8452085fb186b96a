"""How soon, in the study `rossi` and where observation ends early; and the shortest that a follow-up can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from lifelines import CoxPHFitter
from pandas import DataFrame
from tests.ipseval.measures.test_measures import STUDY, day, tables
from tests.ipseval.studies.test_rossi import FOLDER, men, weeks

from ipseval import Released, read_study
from ipseval.estimates.estimate import mean, mean_difference
from ipseval.figures.pace import shortest
from ipseval.recipe import run, run_folder
from ipseval.study import FollowUp

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rossi() -> Released:
    return run_folder(read_study(FOLDER), FOLDER)


def since(group: str | None) -> np.ndarray:
    """Days from the first week of work to the end of the year; nobody is censored before it."""
    some = [weeks(man) for man in men() if group in (None, man["fin"])]
    return np.array([364.0 - 7 * worked[0] if worked else 0.0 for worked in some])


@pytest.mark.parametrize("group", [None, "yes", "no"])
def test_days_since_the_first_job(rossi: Released, group: str | None) -> None:
    figure, expected = rossi.find("first_job_time", group=group), mean(since(group))
    assert (figure.value, figure.se, figure.low, figure.high) == pytest.approx(
        (expected.value, expected.se, expected.low, expected.high)
    )
    assert (figure.unit, figure.horizon_days, figure.primary) == ("days", 364, False)


def test_the_difference_of_days_since(rossi: Released) -> None:
    figure, expected = (
        rossi.find("first_job_time_difference", group="yes", versus="no"),
        mean_difference(since("yes"), since("no")),
    )
    assert (figure.value, figure.low, figure.high) == pytest.approx(
        (expected.value, expected.low, expected.high)
    )
    assert figure.n == 432


def test_many_start_in_the_same_week_so_time_is_discrete(rossi: Released) -> None:
    """Beside Cox's model on the same men, by lifelines, which takes arrest and the end of the year as censoring."""
    figure = rossi.find("first_job_hazard_ratio", group="yes", versus="no")
    assert figure.method == "discrete time, cloglog, cause-specific"
    rows = []
    for man in men():
        worked, last = weeks(man), int(man["week"]) if man["arrest"] == "1" else 53
        rows.append((worked[0] + 1 if worked else last, int(bool(worked)), int(man["fin"] == "yes")))
    fitted = CoxPHFitter().fit(DataFrame(rows, columns=["t", "e", "fin"]), "t", "e")
    assert np.log(figure.value or 0) == pytest.approx(fitted.params_["fin"], abs=0.02)
    assert figure.se == pytest.approx(fitted.standard_errors_["fin"], rel=0.05)
    assert "cause-specific" in rossi.find("first_job_log_rank", group="yes", versus="no").definition


def test_nothing_is_said_of_days_that_nobody_was_seen_on() -> None:
    given = {name: frame for name, frame in tables().items() if name != "observed"}
    seen, unseen = (run(replace(STUDY, through=day(last)), given).find("first_job_time") for last in (99, 89))
    assert (seen.value is None, seen.warning) == (False, "")
    assert (unseen.value, unseen.low) == (None, None)
    assert "not known yet" in unseen.warning


def test_the_days_may_be_known_where_the_share_is_not() -> None:
    """All starts are followed for 366 days, and nobody without a job is seen on the last of them."""
    given = tables()
    seen = given["courses"].select("person", until=day(365), why=pl.lit("moved"))  # type: ignore[union-attr]
    study = replace(STUDY, follow_up=FollowUp(12, "months"), endings={"moved": "censor"})
    found = run(study, {**given, "observed": seen})
    assert "not known yet" in found.find("first_job").warning
    assert (found.find("first_job_time").value is None, found.find("first_job_time").warning) == (False, "")


def test_few_censored_are_not_told_by_the_days() -> None:
    given = tables()
    few = given["observed"].filter(given["observed"]["person"].is_in(["12", "13", "14"]))  # type: ignore
    released = run(replace(STUDY, endings={"moved": "censor"}), {**given, "observed": few})
    figure = released.find("first_job_time")
    assert (figure.censored, figure.se) == (None, None)
    assert figure.value == round(figure.value or 0.5)
    assert figure.method == "area under Aalen–Johansen, rounded"


@pytest.mark.parametrize(
    ("length", "span", "days"), [(18, "months", 546), (1, "months", 28), (12, "months", 365)]
)
def test_the_shortest_follow_up(length: int, span: str, days: int) -> None:
    assert shortest(FollowUp(length, span)) == days  # type: ignore[arg-type]
    assert shortest(FollowUp(3, "weeks")) == 21


def test_the_median_has_the_limits_of_the_curve(rossi: Released) -> None:
    """The first published day on which its lower limit is one half or above, and the last on which its upper is below."""
    for group in (None, "yes", "no"):
        points = [f for f in rossi.figures if f.measure == "first_job_curve" and f.group == group]
        median = rossi.find("first_job_median", group=group)
        days = [(point.horizon_days or 0) - 1 for point in points]
        above = [day for day, point in zip(days, points, strict=True) if (point.low or 0) >= 0.5]
        below = [day for day, point in zip(days, points, strict=True) if (point.high or 0) < 0.5]
        assert median.high == min(above, default=None)
        assert median.low == max(below, default=0)
        assert (median.low or 0) < (median.value or 0) <= (median.high or 999)


def twice() -> Released:
    """Everybody with two courses, a thousand days apart, alike; hours are known; in two groups."""
    given = tables()
    courses, spells = given["courses"].drop("site"), given["spells"]  # type: ignore[union-attr]
    group = (
        pl.when(pl.col("person").cast(pl.Int64) % 2 == 0)
        .then(pl.lit("x"))
        .otherwise(pl.lit("y"))
        .alias("group")
    )
    minutes = (pl.col("person").cast(pl.Int64) * 37 % 900 + 300).alias("minutes_week")
    later = pl.col("start") - timedelta(days=1000)
    courses = pl.concat([courses, courses.with_columns(later)]).with_columns(group)
    spells = spells.with_columns(minutes)  # type: ignore[union-attr]
    before = spells.with_columns(pl.col("from", "to") - timedelta(days=1000))
    study = replace(STUDY, groups=("x", "y"), unit="course")
    return run(study, {"courses": courses, "spells": pl.concat([spells, before])}, "polars")


def test_where_every_course_counts_persons_are_drawn() -> None:
    released = twice()
    odds = released.find("work_hours_win_odds", group="x", versus="y")
    assert odds.method == "bootstrap by person, BCa, 4999 draws"
    assert (odds.low or 0) < (odds.value or 0) < (odds.high or 0)
    days = released.find("first_job_time", group="x")
    assert days.method == "area under Aalen–Johansen, clustered on person"
    assert not [f for f in released.figures if f.measure in ("first_job_log_rank", "first_job_hazard_ratio")]
    assert released.find("work_or_education_ratio", group="x", versus="y").method.startswith(
        "MOVER on the logarithm"
    )

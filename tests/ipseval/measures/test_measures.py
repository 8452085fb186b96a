"""The measures where observation ends early, on frames handed over as the platform does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ipseval import Released, Study, run
from ipseval.engine import DataError
from ipseval.estimates.estimate import incidence
from ipseval.study import FollowUp

pytestmark = pytest.mark.slow

START = date(2024, 1, 1)
STUDY = Study(through=date(2025, 12, 31), follow_up=FollowUp(100, "days"), endings={"death": "competing"})


def day(number: int) -> date:
    return START + timedelta(days=number)


def people() -> Iterator[tuple[str, int | None, int | None, str]]:
    """(site, day of the job, day observation ends, why): 60 people, 30 at each site."""
    for site in ("north", "south"):
        for number in range(30):
            if number < 12:
                yield site, 5 * number, None, ""
            elif number < 20:
                yield site, None, 3 * number, "moved"
            elif number < 25:
                yield site, None, 2 * number, "death"
            else:
                yield site, None, None, ""


def tables() -> dict[str, pl.DataFrame | None]:
    rows = [(str(number), *row) for number, row in enumerate(people())]
    courses = [(person, START, site) for person, site, *_ in rows]
    spells = [
        (person, "ordinary_employment", day(job), day(job + 14))
        for person, _, job, *_ in rows
        if job is not None
    ]
    seen = [(person, day(end), why) for person, _, _, end, why in rows if end is not None]
    return {
        "courses": pl.DataFrame(courses, schema=["person", "start", "site"], orient="row"),
        "spells": pl.DataFrame(spells, schema=["person", "state", "from", "to"], orient="row"),
        "observed": pl.DataFrame(seen, schema=["person", "until", "why"], orient="row"),
    }


@pytest.fixture(scope="module", params=["duckdb", "polars"])
def released(request: pytest.FixtureRequest) -> Released:
    return run(replace(STUDY, endings={"death": "competing", "moved": "censor"}), tables(), request.param)


def test_with_censoring_the_share_is_an_incidence_between_its_bounds(released: Released) -> None:
    figure = released.find("work_or_education")
    assert (figure.n, figure.numerator, figure.censored, figure.competing) == (60, 24, 16, 10)
    times, endings = [], []
    for _, job, end, why in people():
        times.append(job if job is not None else end if why == "death" else 100 if end is None else end - 1)
        endings.append(1 if job is not None else 2 if why == "death" else 0)
    expected = incidence(np.array(times), np.array(endings)).at(100)
    assert (figure.value, figure.low, figure.high) == (expected.value, expected.low, expected.high)
    assert (figure.lowest, figure.highest) == (24 / 60, 40 / 60)
    assert 24 / 60 < (figure.value or 0) < 40 / 60
    assert figure.method == "Aalen–Johansen, cloglog"


def test_weeks_are_of_those_seen_who_stand_for_the_lost_too(released: Released) -> None:
    figure = released.find("weeks_in_work")
    assert (figure.n, figure.numerator, figure.censored) == (44, 24, 16)
    # whoever died before all were lost stands for fewer than whoever was seen to the end
    ends = [(100 if end is None else end - (why == "moved"), why == "moved") for _, _, end, why in people()]
    times, lost = (np.array(part) for part in zip(*ends, strict=True))
    chance = [
        np.prod([1 - np.sum(lost & (times == day)) / np.sum((times > day) | lost & (times == day))
                 for day in np.unique(times[lost]) if day < time])
        for time in times
    ]  # fmt: skip
    weights = np.where(lost, 0, 1 / np.array(chance))
    worked = np.array([0 if job is None else 2 for _, job, _, _ in people()])
    assert figure.value == pytest.approx(weights @ worked / 60)
    assert figure.method == "Student's t, IPC weights"
    assert figure.lowest == pytest.approx(24 * 2 / 60)
    unseen = sum(100 - end for _, _, end, why in people() if end is not None and why == "moved")
    assert figure.highest == pytest.approx((24 * 2 + unseen / 7) / 60)


def test_by_site(released: Released) -> None:
    for site in ("north", "south"):
        figure = released.find("work_or_education", site=site)
        assert (figure.n, figure.numerator) == (30, 12)
        assert figure.value == pytest.approx(released.find("work_or_education").value)


def test_few_censored_are_told_in_whole_per_cent() -> None:
    """Three people censored: the exact incidence and the bounds would tell that they are three."""
    given = tables()
    few = given["observed"].filter(  # type: ignore[union-attr]
        (pl.col("why") == "death") | pl.col("person").is_in(["12", "13", "14"])
    )
    study = replace(STUDY, endings={"death": "competing", "moved": "censor"})
    figure = run(study, {**given, "observed": few}).find("work_or_education")
    assert (figure.n, figure.numerator, figure.censored) == (60, 24, None)
    assert (figure.lowest, figure.highest, figure.se) == (None, None, None)
    assert figure.value == 0.41
    assert figure.method == "Aalen–Johansen, cloglog, in whole per cent"


def test_immature_courses_are_in_the_curve_only() -> None:
    """The data end on day 89: nobody is mature, and the curve goes as far as it can be seen."""
    given = {name: frame for name, frame in tables().items() if name != "observed"}
    released = run(replace(STUDY, through=day(89)), given)
    measures = {figure.measure for figure in released.figures}
    assert "work_or_education" not in measures
    figure = released.find("first_job")
    assert (figure.n, figure.numerator, figure.immature, figure.censored) == (60, 24, 60, 36)
    assert {step.step: step.n for step in released.flow}["immature"] == 60


def test_people_in_work_at_start_stand_apart() -> None:
    given = tables()
    courses = given["courses"].with_columns(  # type: ignore[union-attr]
        pl.col("person").cast(pl.Int64).is_in(range(30, 40)).alias("in_work_at_start")
    )
    released = run(STUDY, {"courses": courses.drop("site"), "spells": given["spells"]})
    assert released.find("work_or_education").n == 50
    assert released.find("work_or_education").excluded == 10
    apart = released.find("in_work_at_start")
    assert (apart.n, apart.numerator) == (60, 10)
    # all ten have a job, and to hide that nobody is without one the figure is not shown
    assert released.find("weeks_in_work_from_work").suppressed


def test_few_lost_of_those_in_work_at_start_are_not_told_by_their_weeks() -> None:
    """Twenty who started of late stand beside them, so that the few do not come out as the rest of all."""
    given = tables()
    early = given["courses"].select("person", "start")  # type: ignore[union-attr]
    late = early.head(20).with_columns(person="late " + pl.col("person"), start=pl.lit(day(700)))
    courses = pl.concat([early, late]).with_columns(in_work_at_start=pl.lit(True))
    for lost, told in ((3, None), (8, 8)):
        moved = given["observed"].filter(pl.col("why") == "moved").head(lost)  # type: ignore[union-attr]
        study = replace(STUDY, endings={"moved": "censor"})
        found = run(study, {"courses": courses, "spells": given["spells"], "observed": moved})
        figure = found.find("weeks_in_work_from_work")
        assert (figure.n, figure.censored) == (60 - lost, told)
        assert (figure.value == round(figure.value or 0, 1)) == (told is None)


def test_only_the_rungs_of_the_study_are_success() -> None:
    given = tables()
    spells = given["spells"].with_columns(pl.lit("flexjob").alias("state"))  # type: ignore[union-attr]
    strict = run(STUDY, {**given, "spells": spells, "observed": None})
    assert strict.find("work_or_education").suppressed
    wide = run(
        replace(STUDY, success=("ordinary_employment", "flexjob")),
        {**given, "spells": spells, "observed": None},
    )
    assert wide.find("work_or_education").numerator == 24
    assert "Any ordinary employment or flexjob within 100 days" in wide.find("work_or_education").definition


def told(released: Released) -> dict[str, object]:
    """All that a run says, without the fingerprints of what it was handed."""
    return {name: part for name, part in released.content().items() if name != "manifest"}


def test_days_as_numbers_are_the_same_as_dates() -> None:
    given = {name: frame for name, frame in tables().items() if name != "observed" and frame is not None}
    numbers = {
        name: frame.with_columns(pl.col(pl.Date).cast(pl.Int32).cast(pl.Int64))
        for name, frame in given.items()
    }
    assert told(run(STUDY, given)) == told(run(STUDY, numbers))


def test_the_order_of_rows_does_not_matter() -> None:
    given = tables()
    turned = {name: None if frame is None else frame.reverse() for name, frame in given.items()}
    study = replace(STUDY, endings={"death": "competing", "moved": "censor"})
    assert told(run(study, given)) == told(run(study, turned))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"courses": None}, "A run takes courses, spells and perhaps observed, not observed, spells."),
        ({"sites": pl.DataFrame()}, "A run takes courses, spells and perhaps observed"),
        ({"spells": pl.DataFrame({"person": ["1"]})}, "spells: the column state, from, to is missing."),
        ({}, "The why 'moved' is in the data but not in the study"),
    ],
)
def test_frames_that_cannot_be_read(change: dict[str, pl.DataFrame | None], sentence: str) -> None:
    with pytest.raises(DataError) as error:
        run(STUDY, {**tables(), **change})
    assert sentence in str(error.value)


def test_at_the_end_of_the_course() -> None:
    """Twenty courses of each site have ended on day 30, when the jobs that began on days 20, 25 and 30 are running."""
    given = tables()
    ended = [day(30) if number % 30 < 20 else None for number in range(60)]
    courses = given["courses"].with_columns(pl.Series("end", ended))  # type: ignore[union-attr]
    released = run(STUDY, {"courses": courses.drop("site"), "spells": given["spells"]})
    figure = released.find("at_course_end")
    assert (figure.n, figure.numerator, figure.immature, figure.value) == (40, 6, 20, 0.15)
    assert (figure.method, figure.follow_up) == ("Wilson", "")
    assert not [f for f in run(STUDY, given | {"observed": None}).figures if f.measure == "at_course_end"]

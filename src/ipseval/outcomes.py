"""What each course came to: one row per course, counted in whole days; no statistics and no disclosure."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from ipseval.cohort import FAR
from ipseval.study import Study

WORK = ("ordinary_employment",)
"""The rungs that are work; `Study.success` are those that are work or education."""

COURSE = ("person", "start")


def per_course(courses: nw.LazyFrame[Any], spells: nw.LazyFrame[Any], study: Study) -> nw.LazyFrame[Any]:
    """The cohort with, for those who started, the outcomes inside the follow-up [start, stop):

    `first_success` and `first_work` (days from start, null if none), `work_days` (days with work, a day in
    two jobs once), `was_working` (1 if work or education that began before the start had not ended by it) and
    `at_end` (1 if in work or education on the day the course ended, be it after the follow-up).
    """
    known = spells.with_columns(
        _on_rungs(study, study.success).alias("is_success"), _on_rungs(study, WORK).alias("is_work")
    ).filter((nw.col("is_success") == 1) | (nw.col("is_work") == 1))
    started = courses.filter(nw.col("step") == "started").select(*COURSE, "stop", "last_day")
    # an open spell lasts beyond every follow-up
    timed = started.join(known, on="person", how="inner").with_columns(
        nw.col("to").fill_null(FAR).alias("to")
    )
    table = courses
    for column in (_first(timed), _days(timed), _before(timed), _at_end(timed)):
        table = table.join(column, on=list(COURSE), how="left")
    return table.with_columns(nw.col("work_days", "was_working", "at_end").fill_null(0))


def _on_rungs(study: Study, rungs: tuple[str, ...]) -> nw.Expr:
    codes = [code for code, rung in study.states.items() if rung in rungs]
    return nw.when(nw.col("state").is_in(codes)).then(1).otherwise(0)


def _inside(timed: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The part of each spell that lies in the follow-up; the others fall away."""
    return timed.with_columns(
        nw.max_horizontal("from", "start").alias("from"), nw.min_horizontal("to", "stop").alias("to")
    ).filter(nw.col("to") > nw.col("from"))


def _first(timed: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    since = (nw.col("from") - nw.col("start")).alias("since")
    days = _inside(timed).with_columns(since)
    return (
        days.with_columns(
            nw.when(nw.col("is_success") == 1).then(nw.col("since")).alias("first_success"),
            nw.when(nw.col("is_work") == 1).then(nw.col("since")).alias("first_work"),
        )
        .group_by(*COURSE)
        .agg(nw.col("first_success").min(), nw.col("first_work").min())
    )


def _days(timed: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Days in work: each spell adds only what lies after everything before it, so overlaps count once."""
    work = _inside(timed.filter(nw.col("is_work") == 1))
    reached = work.with_columns(
        nw.col("to").cum_max().over(*COURSE, order_by=["from", "to"]).alias("reached")
    )
    before = reached.with_columns(
        nw.col("reached").shift(1).over(*COURSE, order_by=["from", "to"]).alias("before")
    )
    since = nw.max_horizontal(nw.col("from"), nw.col("before").fill_null(0))
    gained = before.with_columns(nw.max_horizontal(nw.col("to") - since, nw.lit(0)).alias("work_days"))
    return gained.group_by(*COURSE).agg(nw.col("work_days").sum())


def _before(timed: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """In work or education on the start day, from a spell that began earlier."""
    held = (nw.col("is_success") == 1) & (nw.col("from") < nw.col("start")) & (nw.col("to") > nw.col("start"))
    return (
        timed.filter(held)
        .with_columns(nw.lit(1).alias("was_working"))
        .group_by(*COURSE)
        .agg(nw.col("was_working").max())
    )


def _at_end(timed: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    held = (nw.col("from") <= nw.col("last_day")) & (nw.col("to") > nw.col("last_day"))
    return (
        timed.filter((nw.col("is_success") == 1) & held)
        .with_columns(nw.lit(1).alias("at_end"))
        .group_by(*COURSE)
        .agg(nw.col("at_end").max())
    )

"""What each course came to: one row per course, counted in whole days and minutes; no statistics, no disclosure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import narwhals as nw

from ipseval.courses.cohort import COURSE, FAR, day
from ipseval.courses.starts import first_occupation, fourth_hour
from ipseval.engine import collect
from ipseval.study import Study
from ipseval.study.quarters import Quarter, quarters

WORK = ("ordinary_employment",)
"""The rungs that are work; `Study.success` are those that are work or education."""

HOURS = {"hours": "is_success", "work_hours": "is_work"}
"""Paid or studied hours, and paid hours: the flag of the spells that each of them adds up."""
MOST_MINUTES = 7 * 24 * 60
"""A week has no more; anything above, or below zero, is as good as missing."""


def carried(spells: nw.LazyFrame[Any]) -> frozenset[str]:
    """Which of the columns that spells may have, and that measures ask for, has a value anywhere."""
    names = ("minutes_week", "employer", "occupation")
    filled = spells.select(nw.col(name).count().alias(name) for name in names)
    frame = collect(filled, by=names)
    return frozenset(name for name in names if frame[name][0])


def per_course(
    courses: nw.LazyFrame[Any], spells: nw.LazyFrame[Any], study: Study, columns: Collection[str] = ()
) -> nw.LazyFrame[Any]:
    """The cohort with, for those who started, the outcomes inside the follow-up [start, stop):

    `first_success` and `first_work` (days from start, null if none), `work_days` (days with work, a day in
    two jobs once), `longest_employment` (days of the longest unbroken work; spells that touch are one),
    `was_working` (1 if work or education that began before the start had not ended by it) and `at_end` (1 if in
    work or education on the day the course ended, be it after the follow-up). `work_until` is how many days from
    start the work lasted that began at `first_work`, unbroken and also beyond the follow-up, while it was seen.

    For each of the `quarters` `served_…` and `worked_…`: 1 if the course was open and seen on a day of it, and if
    there was work on such a day. Where the spells carry them (`columns`): `longest_job` (days of the longest
    unbroken work for one employer) and `hours`, `work_hours` (minutes a week times days), each with `…_missing`, 1 if
    any spell that it rests on tells no employer or no minutes; and `fourth_hour` (days from start, null if none).
    `first_occupation` as `starts` has it.
    """
    known = spells.with_columns(
        _on_rungs(study, study.success).alias("is_success"), _on_rungs(study, WORK).alias("is_work")
    ).filter((nw.col("is_success") == 1) | (nw.col("is_work") == 1))
    fixed = quarters(study)
    table = courses.with_columns(nw.min_horizontal(nw.col("end").fill_null(FAR), "unseen").alias("served_to"))
    table = table.with_columns(_served(quarter).alias(f"served_{quarter.name}") for quarter in fixed)
    timed = _timed(table, known)
    for column in _columns(timed, fixed, columns):
        table = table.join(column, on=list(COURSE), how="left")
    none = [f"worked_{quarter.name}" for quarter in fixed] + _optional(columns)
    return table.with_columns(
        nw.col("work_days", "longest_employment", "was_working", "at_end", *none).fill_null(0)
    ).drop("served_to")


def _optional(columns: Collection[str]) -> list[str]:
    names = ["longest_job"] if "employer" in columns else []
    names += HOURS if "minutes_week" in columns else []
    return [named for name in names for named in (name, f"{name}_missing")]


def _timed(courses: nw.LazyFrame[Any], known: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Every spell with each course of its person; an open spell lasts beyond every follow-up."""
    started = courses.filter(nw.col("step") == "started")
    asked = started.select(*COURSE, "stop", "unseen", "last_day", "served_to")
    return asked.join(known, on="person", how="inner").with_columns(nw.col("to").fill_null(FAR).alias("to"))


def _columns(
    timed: nw.LazyFrame[Any], fixed: list[Quarter], columns: Collection[str]
) -> Iterator[nw.LazyFrame[Any]]:
    work = timed.filter(nw.col("is_work") == 1)
    yield _first_success(timed)
    yield _work(work)
    yield _before(timed)
    yield _at_end(timed)
    if fixed:
        yield _worked(work, fixed)
    if "employer" in columns:
        yield _longest_job(work)
    if "occupation" in columns:
        yield first_occupation(_inside(work))
    if "minutes_week" in columns:
        told = _told(timed)
        yield _hours(told)
        yield fourth_hour(told.filter((nw.col("is_work") == 1) & ~nw.col("minutes_week").is_null()))


def _on_rungs(study: Study, rungs: tuple[str, ...]) -> nw.Expr:
    codes = [code for code, rung in study.states.items() if rung in rungs]
    return nw.when(nw.col("state").is_in(codes)).then(1).otherwise(0)


def _inside(timed: nw.LazyFrame[Any], until: str = "stop") -> nw.LazyFrame[Any]:
    """The part of each spell from the start until that day; the others fall away."""
    return timed.with_columns(
        nw.max_horizontal("from", "start").alias("from"), nw.min_horizontal("to", until).alias("to")
    ).filter(nw.col("to") > nw.col("from"))


def _first_success(timed: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    since = (nw.col("from") - nw.col("start")).alias("first_success")
    success = _inside(timed.filter(nw.col("is_success") == 1)).with_columns(since)
    return success.group_by(*COURSE).agg(nw.col("first_success").min())


def _islands(spells: nw.LazyFrame[Any], *by: str) -> nw.LazyFrame[Any]:
    """Unbroken stretches, from and to: spells that overlap or touch are one."""
    within, order = [*COURSE, *by], ["from", "to"]
    reached = spells.with_columns(nw.col("to").cum_max().over(*within, order_by=order).alias("reached"))
    before = reached.with_columns(nw.col("reached").shift(1).over(*within, order_by=order).alias("before"))
    # the first has none before it
    is_new = nw.when(nw.col("from") > nw.col("before").fill_null(-FAR)).then(1).otherwise(0)
    numbered = before.with_columns(is_new.alias("is_new")).with_columns(
        nw.col("is_new").cum_sum().over(*within, order_by=order).alias("island")
    )
    return numbered.group_by(*within, "stop", "island").agg(nw.col("from").min(), nw.col("to").max())


def _work(work: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Islands do not meet, so the first to begin is the first to end, and their days add up."""
    islands = _islands(_inside(work, "unseen")).filter(nw.col("from") < nw.col("stop"))
    days = nw.min_horizontal("to", "stop") - nw.col("from")
    measured = islands.with_columns(
        (nw.col("from") - nw.col("start")).alias("first_work"),
        (nw.col("to") - nw.col("start")).alias("work_until"),
        days.alias("work_days"),
        days.alias("longest_employment"),
    )
    return measured.group_by(*COURSE).agg(
        nw.col("first_work", "work_until").min(),
        nw.col("work_days").sum(),
        nw.col("longest_employment").max(),
    )


def _longest_job(work: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    told = nw.col("employer").is_null()
    inside = _inside(work).with_columns(nw.when(told).then(1).otherwise(0).alias("longest_job_missing"))
    missing = inside.group_by(*COURSE).agg(nw.col("longest_job_missing").max())
    islands = _islands(inside, "employer").with_columns((nw.col("to") - nw.col("from")).alias("longest_job"))
    return (
        islands.group_by(*COURSE).agg(nw.col("longest_job").max()).join(missing, on=list(COURSE), how="left")
    )


def _told(timed: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The spells inside the follow-up with minutes a week that can be; the same row delivered twice is one."""
    minutes = nw.col("minutes_week")
    inside = _inside(timed).select(
        *COURSE, "state", "employer", "from", "to", *HOURS.values(), "minutes_week"
    )
    return inside.unique().with_columns(
        nw.when((minutes >= 0) & (minutes <= MOST_MINUTES)).then(minutes).alias("minutes_week")
    )


def _hours(told: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Two jobs at once add their hours."""
    minutes = nw.col("minutes_week")
    counted = told.with_columns(
        (minutes.fill_null(0) * (nw.col("to") - nw.col("from"))).alias("minutes"),
        nw.when(minutes.is_null()).then(1).otherwise(0).alias("missing"),
    )
    parts = counted.with_columns(
        *((nw.col("minutes") * nw.col(flag)).alias(name) for name, flag in HOURS.items()),
        *((nw.col("missing") * nw.col(flag)).alias(f"{name}_missing") for name, flag in HOURS.items()),
    )
    return parts.group_by(*COURSE).agg(
        nw.col(*HOURS).sum(), nw.col(*(f"{name}_missing" for name in HOURS)).max()
    )


def _served(quarter: Quarter) -> nw.Expr:
    """Started, and open and seen on a day of the quarter."""
    first = nw.max_horizontal(nw.col("start"), nw.lit(day(quarter.first)))
    held = nw.min_horizontal(nw.col("served_to"), nw.lit(day(quarter.after))) > first
    return nw.when((nw.col("step") == "started") & held).then(1).otherwise(0)


def _worked(work: nw.LazyFrame[Any], fixed: list[Quarter]) -> nw.LazyFrame[Any]:
    """A day of work in the quarter, while the course was open and seen."""
    inside = _inside(work, "served_to")
    flags = [
        nw.when((nw.col("from") < day(quarter.after)) & (nw.col("to") > day(quarter.first)))
        .then(1)
        .otherwise(0)
        .alias(f"worked_{quarter.name}")
        for quarter in fixed
    ]
    names = [f"worked_{quarter.name}" for quarter in fixed]
    return inside.with_columns(*flags).group_by(*COURSE).agg(nw.col(*names).max())


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

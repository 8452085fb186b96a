"""What each course came to, counted in whole days and minutes; no statistics, no disclosure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import narwhals as nw
import polars as pl
import polars.selectors as cs

from ipseval.courses.cohort import COURSE, FAR, day
from ipseval.courses.met import inside
from ipseval.courses.starts import first_occupation, fourth_hour
from ipseval.engine import Engine, collect
from ipseval.study import Study
from ipseval.study.quarters import Quarter, quarters

HOURS = {"hours": "is_success", "work_hours": "is_work"}
"""Paid or studied hours, and paid hours: the flag of the spells that each of them adds up."""
AMOUNT = r"^(work_days|longest_.*|was_working|at_end|worked_.*|(work_)?hours(_missing)?)$"
"""Columns of outcomes that are zero where there is nothing."""
BEYOND = 7 * 26
"""How long after its start a first job is asked for."""
MOST_MINUTES = 7 * 24 * 60
"""A week has no more; anything above, or below zero, is as good as missing."""


def outcomes(
    met: nw.LazyFrame[Any], study: Study, engine: Engine, columns: Collection[str] = ()
) -> Iterator[nw.LazyFrame[Any]]:
    """Tables of one row per course that has any, with the outcomes inside the follow-up [start, stop):

    `first_success` and `first_work` (days from start, null if none), `work_days` (days with work, a day in
    two jobs once), `longest_employment` (days of the longest unbroken work; spells that touch are one),
    `was_working` (1 if work or education that began before the start had not ended by it) and `at_end` (1 if in
    work or education on the day the course ended, be it after the follow-up). `work_until` is how many days from
    start the work lasted that began at `first_work`, unbroken, while it was seen: also beyond the follow-up, but of
    spells that begin `BEYOND` days after it no measure asks.

    For each of the `quarters` `worked_…`: 1 if there was work on a day of it on which the course was open and seen.
    Where the spells carry them (`columns`): `longest_job` (days of the longest unbroken work for one employer) and
    `hours`, `work_hours` (minutes a week times days), each with `…_missing`, 1 if any spell that it rests on tells no
    employer or no minutes; and `fourth_hour` (days from start, null if none). `first_occupation` as `starts` has it.
    """
    work = met.filter(nw.col("is_work") == 1)
    yield _on_days(met, quarters(study))
    yield _work(work, engine)
    if "employer" in columns:
        yield _longest_job(inside(work), engine)
    if "occupation" in columns:
        yield first_occupation(inside(work))
    if "minutes_week" in columns:
        told = _told(met.filter((nw.col("is_success") == 1) | (nw.col("is_work") == 1)))
        yield _hours(told)
        yield fourth_hour(told.filter((nw.col("is_work") == 1) & ~nw.col("minutes_week").is_null()))


def _on_days(met: nw.LazyFrame[Any], fixed: list[Quarter]) -> nw.LazyFrame[Any]:
    """What single days or stretches tell: of a success inside, at the start, at the end; of work, the quarters."""
    success, last = nw.col("is_success") == 1, nw.col("last_day")
    begins = nw.max_horizontal("from", "start")
    first = nw.when(success & (begins < nw.col("stop"))).then(begins - nw.col("start"))
    before = success & (nw.col("from") < nw.col("start"))
    at_end = success & (nw.col("from") <= last) & (nw.col("to") > last)
    flags = {"was_working": before, "at_end": at_end}
    until, works = nw.min_horizontal("to", "served_to"), nw.col("is_work") == 1
    for quarter in fixed:
        held = (begins < day(quarter.after)) & (until > day(quarter.first)) & (until > begins)
        flags[f"worked_{quarter.name}"] = works & held
    told = met.with_columns(
        first.alias("first_success"),
        *(nw.when(flag).then(1).otherwise(0).alias(name) for name, flag in flags.items()),
    )
    return told.group_by(COURSE).agg(nw.col("first_success").min(), nw.col(*flags).max())


def _work(work: nw.LazyFrame[Any], engine: Engine) -> nw.LazyFrame[Any]:
    """Unbroken stretches do not meet: the first to begin is the first to end, before the second begins."""
    table = _stretches(inside(work.filter(nw.col("from") < nw.col("stop") + BEYOND), "unseen"), engine)
    since, stop, before = nw.col("from"), nw.col("stop"), nw.col("before")
    added = nw.min_horizontal("to", "stop") - nw.max_horizontal("from", "before")
    held = nw.min_horizontal(nw.max_horizontal("to", "before"), "stop") - nw.col("begun")
    measured = table.with_columns(
        nw.when(since < stop).then(since - nw.col("start")).alias("first_work"),
        nw.when(added > 0).then(added).otherwise(0).alias("work_days"),
        nw.when(held > 0).then(held).otherwise(0).alias("longest_employment"),
        nw.when((since > before) & (before > -FAR)).then(before).alias("ended"),
    )
    summed = measured.group_by(COURSE).agg(
        nw.col("first_work", "ended").min(),
        nw.col("start", "to", "longest_employment").max(),
        nw.col("work_days").sum().cast(nw.Int64),
    )
    until = nw.when(nw.col("ended").is_null()).then(nw.col("to")).otherwise(nw.col("ended"))
    return summed.with_columns(
        nw.when(~nw.col("first_work").is_null()).then(until - nw.col("start")).alias("work_until")
    ).drop("start", "to", "ended")


def _stretches(work: nw.LazyFrame[Any], engine: Engine, *by: str) -> nw.LazyFrame[Any]:
    return engine.stretches(work, [COURSE, *by]).with_columns(nw.col("before").fill_null(-FAR))


def _longest_job(work: nw.LazyFrame[Any], engine: Engine) -> nw.LazyFrame[Any]:
    """`work` is that inside the follow-up. Nobody's employer is untold where all work is."""
    table = _stretches(work, engine, "employer")
    days = nw.max_horizontal("to", "before") - nw.col("begun")
    untold = nw.when(nw.col("employer").is_null()).then(1).otherwise(0)
    measured = table.with_columns(days.alias("longest_job"), untold.alias("longest_job_missing"))
    return measured.group_by(COURSE).agg(nw.col("longest_job", "longest_job_missing").max())


def _told(met: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The spells inside the follow-up with minutes a week that can be; the same row delivered twice is one."""
    minutes = nw.col("minutes_week")
    cut = inside(met).select(
        COURSE, "start", "state", "employer", "from", "to", *HOURS.values(), "minutes_week"
    )
    return cut.unique().with_columns(
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
    return parts.group_by(COURSE).agg(
        nw.col(*HOURS).sum(), nw.col(*(f"{name}_missing" for name in HOURS)).max()
    )


def beside(courses: pl.DataFrame, found: Iterable[nw.LazyFrame[Any]]) -> pl.DataFrame:
    """The courses with all that was found of each; in their order."""
    for table in found:
        courses = courses.join(collect(table), on=COURSE, how="left", maintain_order="left")
    return courses.with_columns(cs.matches(AMOUNT).fill_null(0))

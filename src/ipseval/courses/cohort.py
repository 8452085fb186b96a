"""Who is in, from when and until when; and for everyone else, why not. Lazy tables in, one lazy table out."""

from __future__ import annotations

from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from ipseval.engine import Engine
from ipseval.study import Study

EPOCH = date(1970, 1, 1)
COURSE = "course"
"""The number of a course, in the order of `KEY`."""
KEY = ("person", "start", "group", "site")

STEPS = {
    "records": "rows in courses",
    "duplicate": "the same course a second time; counted once",
    "never_started": "accepted, but without a start",
    "outside_period": "started outside the period of the study",
    "in_two_groups": "a start with two groups or two sites; left out",
    "later_course": "not the person's first course in the period",
    "not_observed": "observation had ended, or the data had, before the start",
    "started": "in the study",
    "in_work_at_start": "already in work or education at start; reported apart",
    "immature": "the follow-up has not passed by the last day of the data",
    "mature": "the follow-up has passed",
    "ended_early": "mature, but observation ended before the follow-up did",
}
"""The lines of the flow table, in order. Every record is in exactly one of the lines from `duplicate` to
`not_observed`, or started; everyone who started is in work at start, immature or mature."""

ASKED = (COURSE, "start", "stop", "unseen", "last_day", "served_to")
"""What of a course its outcomes rest on."""
BESIDE = ("referred", "first_contact", "first_employer_contact", "goal_reached")
"""What else a course may tell; no measure of work asks for it."""

FULL, CENSORED, COMPETING = 0, 1, 2
"""How a follow-up ended: at its horizon; observation stopped; a competing event came."""


def day(value: date | None) -> int | None:
    """Whole days since 1970-01-01."""
    return None if value is None else (value - EPOCH).days


def cohort(
    courses: nw.LazyFrame[Any], observed: nw.LazyFrame[Any] | None, study: Study, engine: Engine
) -> nw.LazyFrame[Any]:
    """One row per distinct course (person, start, group, site), with

    `rows` (how often it was delivered), `horizon` (the first day after the follow-up), `stop` (the first day
    not followed), `ending` (`FULL`, `CENSORED`, `COMPETING`), `unseen` (the first day not seen, be it after the
    follow-up) and `lost` (`CENSORED` or `COMPETING`: what ended that), `is_ended` (1 if the course ended while
    the person was seen, be it after the follow-up), `served_to` (the first day not open or not seen), `last_day`
    (the day it ended, null if a competing event came first), `mature` and `in_work_at_start` as 1, 0 or null, and
    what stands `BESIDE`. Days since 1970.
    """
    return _stop(_distinct(courses, study), observed, study, engine)


def at_start(covariate: str) -> str:
    """The column in which a covariate is carried along, apart from all that is worked out."""
    return covariate if covariate in KEY else f"at_start_{covariate}"


def _distinct(courses: nw.LazyFrame[Any], study: Study) -> nw.LazyFrame[Any]:
    """Rows delivered twice become one; the latest end, the first of other days, any yes and the last word count."""
    carried = [nw.col(name).max().alias(at_start(name)) for name in study.covariates if name not in KEY]
    # days are few: half as wide, tables are half as large
    counted = courses.with_columns(
        nw.col("start", "end", *BESIDE[:-1]).cast(nw.Int32),
        nw.col("in_work_at_start", "goal_reached").cast(nw.Int8),
        nw.lit(1).alias("rows"),
    )
    return counted.group_by(*KEY).agg(
        nw.col("rows").sum().cast(nw.Int32),
        nw.col("end", "in_work_at_start", "goal_reached").max(),
        nw.col(*BESIDE[:-1]).min(),
        *carried,
    )


def placed(courses: pl.DataFrame, study: Study) -> pl.DataFrame:
    """The courses sorted by `KEY`, with their number (`COURSE`) and `step`: the line of `STEPS` that each stands in,
    as far as the courses alone tell: `started` for those in.
    """
    start, of_person = pl.col("start"), pl.col("person").rle_id()
    first, after = day(study.starts_from), day(study.starts_before)
    in_period = start.is_between(-FAR if first is None else first, FAR if after is None else after - 1)
    counted = pl.when(in_period).then("start")
    # where every course counts, none is later than the one that does
    earliest = counted if study.unit == "course" else counted.min().over(of_person)
    step = (
        pl.when(start.is_null()).then(pl.lit("never_started"))
        .when(counted.is_null()).then(pl.lit("outside_period"))
        .when(counted > earliest).then(pl.lit("later_course"))
        .when(counted.count().over(of_person, start) > 1).then(pl.lit("in_two_groups"))
        .when(pl.col("stop") <= start).then(pl.lit("not_observed"))
        .otherwise(pl.lit("started"))
    )  # fmt: skip
    number = pl.int_range(pl.len(), dtype=pl.Int32)
    return courses.with_columns(number.alias(COURSE), step.alias("step"))


def asked(placed: pl.DataFrame) -> pl.DataFrame:
    """Of those who started, the person and what the spells are asked with."""
    started = placed.filter(pl.col("step") == "started")
    return started.select("person", pl.col(*ASKED).cast(pl.Int32))


def unnamed(courses: pl.DataFrame) -> pl.DataFrame:
    """The sorted courses with a number in place of each person, the same in all courses of that person."""
    return courses.with_columns(pl.col("person").rle_id().cast(pl.Int32))


def _stop(
    courses: nw.LazyFrame[Any], observed: nw.LazyFrame[Any] | None, study: Study, engine: Engine
) -> nw.LazyFrame[Any]:
    """The earliest of horizon, end of observation, end of data and, if the study says so, of the course."""
    table = engine.ahead(courses, "start", study.follow_up, "horizon").with_columns(
        nw.col("horizon").cast(nw.Int32)
    )
    if observed is None:
        table = table.with_columns(nw.lit(FAR).alias("competes"), nw.lit(FAR).alias("censors"))
    else:
        table = table.join(_endings(observed, study), on="person", how="left").with_columns(
            nw.col("competes").fill_null(FAR), nw.col("censors").fill_null(FAR)
        )
    through = day(study.through)
    last = FAR if through is None else through + 1
    ended = (nw.col("end") >= nw.col("start")) & (
        nw.col("end") < nw.min_horizontal(nw.col("censors"), nw.lit(last))
    )
    table = table.with_columns(
        nw.when(ended).then(1).otherwise(0).alias("is_ended"),
        nw.when(ended & (nw.col("end") < nw.col("competes"))).then(nw.col("end")).alias("last_day"),
    )
    course_end = nw.col("end").fill_null(FAR) if study.until_course_end else nw.lit(FAR)
    table = table.with_columns(
        nw.min_horizontal(nw.col("censors"), course_end, nw.lit(last)).alias("censors"),
        nw.when(nw.col("horizon") < last).then(1).otherwise(0).alias("mature"),
    )
    # on the same day the event is known, and goes before the end of observation
    table = table.with_columns(
        nw.min_horizontal("horizon", "competes", "censors").alias("stop"),
        nw.min_horizontal("competes", "censors").alias("unseen"),
        nw.when(nw.col("competes") <= nw.col("censors")).then(COMPETING).otherwise(CENSORED).alias("lost"),
    )
    ending = (
        nw.when(nw.col("stop") == nw.col("horizon")).then(FULL)
        .when(nw.col("stop") == nw.col("competes")).then(COMPETING)
        .otherwise(CENSORED)
    )  # fmt: skip
    return table.with_columns(
        ending.cast(nw.Int8).alias("ending"),
        nw.min_horizontal(nw.col("end").fill_null(FAR), "unseen").alias("served_to"),
        nw.col("is_ended", "mature", "lost").cast(nw.Int8),
    ).drop("competes", "censors")


FAR = 10_000_000
"""A day that no register reaches."""


def _endings(observed: nw.LazyFrame[Any], study: Study) -> nw.LazyFrame[Any]:
    """Per person the first day lost to a competing event, and to the end of observation."""
    competing = [why for why, ending in study.endings.items() if ending == "competing"]
    is_competing = nw.col("why").is_in(competing)
    return (
        observed.with_columns(nw.col("until").cast(nw.Int32))
        .with_columns(
            nw.when(is_competing).then(nw.col("until")).alias("competes"),
            nw.when(~is_competing).then(nw.col("until")).alias("censors"),
        )
        .group_by("person")
        .agg(nw.col("competes").min(), nw.col("censors").min())
    )

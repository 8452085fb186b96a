"""How work began: the day of the fourth paid hour, the occupation of the first job; lazy tables in and out."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from ipseval.courses.cohort import COURSE

FOURTH_HOUR = 4 * 60 * 7
"""Four hours in minutes a week times days, the unit in which hours are added up."""


def fourth_hour(work: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Per course `fourth_hour`: the day from start on which four paid hours were worked, all jobs together.

    `work` are the spells of work inside the follow-up with their `minutes_week`. A spell's hours lie evenly over its
    days. Every day on which a spell begins or ends, the minutes a week change; between two such days they are added up.
    """
    since, until = nw.col("from") - nw.col("start"), nw.col("to") - nw.col("start")
    begins = work.select(COURSE, since.alias("at"), nw.col("minutes_week").alias("change"))
    ends = work.select(COURSE, until.alias("at"), (-nw.col("minutes_week")).alias("change"))
    changes = nw.concat([begins, ends]).group_by(COURSE, "at").agg(nw.col("change").sum())
    running = changes.with_columns(
        nw.col("change").cum_sum().over(COURSE, order_by="at").alias("rate"),
        nw.col("at").shift(-1).over(COURSE, order_by="at").alias("next"),
    )
    gained = running.with_columns(
        (nw.col("rate") * (nw.col("next") - nw.col("at"))).fill_null(0).alias("gained")
    )
    summed = gained.with_columns(nw.col("gained").cum_sum().over(COURSE, order_by="at").alias("after"))
    missing = (FOURTH_HOUR - (nw.col("after") - nw.col("gained"))).alias("missing")
    met = summed.with_columns(missing).filter((nw.col("after") >= FOURTH_HOUR) & (nw.col("missing") > 0))
    # the day within which the last missing minute falls: whole days to it, rounded up, less the one it is in
    days = (nw.col("missing") + nw.col("rate") - 1) // nw.col("rate") - 1
    day = (nw.col("at") + days).cast(nw.Int64).alias("fourth_hour")
    return met.with_columns(day).group_by(COURSE).agg(nw.col("fourth_hour").min())


NO_OCCUPATION = 99
"""Not told, or no code: after the digits of all major groups, so that a job that tells one goes before it."""


def first_occupation(work: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Per course `first_occupation`: the days to the first job times 100, and the major group of its occupation.

    `work` are the spells of work inside the follow-up. The major group is the first digit of the code (ISCO-08,
    DISCO-08), `NO_OCCUPATION` without one; of two jobs that begin on one day that of the lower code counts.
    """
    group = nw.lit(NO_OCCUPATION)
    for digit in range(10):
        begins = nw.col("occupation").fill_null("").str.starts_with(str(digit))
        group = nw.when(begins).then(nw.lit(digit)).otherwise(group)
    told = ((nw.col("from") - nw.col("start")) * 100 + group).alias("first_occupation")
    return work.with_columns(told).group_by(COURSE).agg(nw.col("first_occupation").min())

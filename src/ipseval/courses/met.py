"""The spells that each course met: the one join of courses and spells. Lazy tables in, one lazy table out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import narwhals as nw

from ipseval.courses.cohort import COURSE, FAR
from ipseval.engine import collect
from ipseval.study import LADDER, Study

WORK = ("ordinary_employment",)
"""The rungs that are work; `Study.success` are those that are work or education."""
SPARE = ("minutes_week", "employer", "occupation")
"""The columns that spells may have, and that measures ask for."""


def states(study: Study) -> tuple[str, ...]:
    """The states of the chronogram, in the order in which they are stacked: rungs, or the study's own codes.

    Whoever is in two on one day stands in the first of them.
    """
    if study.shown == "codes":
        return tuple(study.states)
    used = set(study.states.values())
    return tuple(rung for rung in LADDER if rung in used and rung != "none")


def carried(spells: nw.LazyFrame[Any]) -> tuple[str, ...]:
    """Which of the `SPARE` columns has a value anywhere."""
    return tuple(
        name
        for name in SPARE
        if len(collect(spells.filter(~nw.col(name).is_null()).select(name).head(1), by=[name]))
    )


def met(
    courses: nw.LazyFrame[Any], spells: nw.LazyFrame[Any], study: Study, columns: Collection[str]
) -> nw.LazyFrame[Any]:
    """Every spell that may count, with each course of its person that was seen at some time of it:

    `is_success` and `is_work` as 1 or 0, `place` (of its state in `states`, from 1; 0 for none), `from` and `to`, far
    off for an open spell, and the named `columns`; of the course what its outcomes rest on.
    """
    known = spells.with_columns(
        _on_rungs(study, study.success).alias("is_success"),
        _on_rungs(study, WORK).alias("is_work"),
        _place(study).alias("place"),
        nw.col("to").fill_null(FAR).alias("to"),
    ).filter(
        ((nw.col("is_success") == 1) | (nw.col("is_work") == 1) | (nw.col("place") > 0))
        & (nw.col("to") > nw.col("from"))
    )
    started = courses.filter(nw.col("step") == "started")
    asked = started.select("person", *COURSE, "stop", "unseen", "last_day", "served_to")
    both = known.join(asked, on="person", how="inner").filter(
        (nw.col("to") > nw.col("start")) & (nw.col("from") < nw.col("unseen"))
    )
    flags = ("is_success", "is_work", "place")
    # hours tell rows delivered twice by these
    more = {*columns, *(("state", "employer") if "minutes_week" in columns else ())}
    return both.select(
        *COURSE, "stop", "unseen", "last_day", "served_to", "from", "to", *flags, *sorted(more)
    )


def inside(spells: nw.LazyFrame[Any], until: str = "stop") -> nw.LazyFrame[Any]:
    """The part of each spell from the start until that day; the others fall away."""
    return spells.filter(nw.col("from") < nw.col(until)).with_columns(
        nw.max_horizontal("from", "start").alias("from"), nw.min_horizontal("to", until).alias("to")
    )


def _on_rungs(study: Study, rungs: tuple[str, ...]) -> nw.Expr:
    codes = [code for code, rung in study.states.items() if rung in rungs]
    return nw.when(nw.col("state").is_in(codes)).then(1).otherwise(0)


def _place(study: Study) -> nw.Expr:
    found = nw.lit(0)
    for place, state in reversed(list(enumerate(states(study), 1))):
        codes = [
            code for code, rung in study.states.items() if state == (code if study.shown == "codes" else rung)
        ]
        found = nw.when(nw.col("state").is_in(codes)).then(nw.lit(place)).otherwise(found)
    return found

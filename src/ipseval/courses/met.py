"""The spells that each course met: the one join of courses and spells. Lazy tables in, one lazy table out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import narwhals as nw

from ipseval.courses.cohort import ASKED, FAR
from ipseval.engine import collect
from ipseval.study import LADDER, Study

WORK = ("ordinary_employment",)
"""The rungs that are work; `Study.success` are those that are work or education."""
SPARE = ("minutes_week", "employer", "occupation")
"""The columns that spells may have, and that measures ask for."""
MANY = 10_000


def states(study: Study) -> tuple[str, ...]:
    """The states of the chronogram, in the order in which they are stacked: rungs, or the study's own codes.

    Whoever is in two on one day stands in the first of them.
    """
    if study.shown == "codes":
        return tuple(study.states)
    used = set(study.states.values())
    return tuple(rung for rung in LADDER if rung in used and rung != "none")


def carried(spells: nw.LazyFrame[Any]) -> list[str]:
    """Which of the `SPARE` columns has a value anywhere; the first rows tell that of most."""
    found = _filled(spells.head(MANY), SPARE)
    return sorted([*found, *_filled(spells, [name for name in SPARE if name not in found])])


def _filled(spells: nw.LazyFrame[Any], names: Sequence[str]) -> list[str]:
    if not names:
        return []
    counted = collect(spells.select(nw.col(name).count().alias(name) for name in names), by=names)
    return [name for name in names if counted[name][0]]


def met(
    courses: nw.LazyFrame[Any], spells: nw.LazyFrame[Any], study: Study, columns: Collection[str]
) -> nw.LazyFrame[Any]:
    """Every spell that may count, with each of the `courses` of its person that was seen at some time of it:

    `is_success` and `is_work` as 1 or 0, `place` (of its state in `states`, from 1; 0 for none), `from` and `to`, far
    off for an open spell, and the named `columns`; of the course what its outcomes rest on.
    """
    success, work, shown = _codes(study, study.success), _codes(study, WORK), _shown(study)
    days = nw.col("from", "to").fill_null(FAR).cast(nw.Int32)
    known = spells.with_columns(days).filter(
        nw.col("state").is_in(sorted({*success, *work, *shown})) & (nw.col("to") > nw.col("from"))
    )
    both = known.join(courses, on="person", how="inner").filter(
        (nw.col("to") > nw.col("start")) & (nw.col("from") < nw.col("unseen"))
    )
    place = nw.lit(0)
    for number in sorted(set(shown.values())):
        codes = [code for code, its in shown.items() if its == number]
        place = nw.when(nw.col("state").is_in(codes)).then(nw.lit(number)).otherwise(place)
    # hours tell rows delivered twice by these
    more = {*columns, *(("state", "employer") if "minutes_week" in columns else ())}
    return both.select(
        *(*ASKED, "from", "to"),
        nw.when(nw.col("state").is_in(success)).then(1).otherwise(0).alias("is_success"),
        nw.when(nw.col("state").is_in(work)).then(1).otherwise(0).alias("is_work"),
        place.alias("place"),
        *sorted(more),
    )


def inside(spells: nw.LazyFrame[Any], until: str = "stop") -> nw.LazyFrame[Any]:
    """The part of each spell from the start until that day; the others fall away."""
    return spells.filter(nw.col("from") < nw.col(until)).with_columns(
        nw.max_horizontal("from", "start").alias("from"), nw.min_horizontal("to", until).alias("to")
    )


def _codes(study: Study, rungs: Collection[str]) -> list[str]:
    return [code for code, rung in study.states.items() if rung in rungs]


def _shown(study: Study) -> dict[str, int]:
    """The place of each code in the chronogram, from 1, for those that have one."""
    place = {state: number for number, state in enumerate(states(study), 1)}
    names = {code: code if study.shown == "codes" else rung for code, rung in study.states.items()}
    return {code: place[name] for code, name in names.items() if name in place}

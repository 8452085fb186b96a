"""Who stood in which state at each point after the start: lazy tables in, one integer path a course out.

A path is the states of one course at fixed points, a decimal digit each, so that a person's years travel in a few
whole numbers and every count after this is a sum over them. No disclosure here: see `coarsen`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from ipseval.courses.cohort import CENSORED, COURSE, FAR
from ipseval.courses.scope import Flags, Scope
from ipseval.engine import Engine
from ipseval.estimates.estimate import Whole
from ipseval.gate.ledger import Ledger
from ipseval.study import LADDER, FollowUp, Study

NOTHING, GONE = "none", "gone"
"""No state on record that day; and no longer followed, since a competing event came first."""

Path = npt.NDArray[np.int8]

DIGITS = 18
"""Points to a whole number of 64 bits."""
MOST = 72
"""Points to a chronogram: six years of months."""


def points(follow_up: FollowUp) -> list[FollowUp]:
    """How far from the start each point lies: whole months, or weeks (by four from half a year on), from 0.

    The first day after the follow-up is none of them: it is not followed.
    """
    if follow_up.span == "months":
        step = 1 + (follow_up.length - 1) // MOST
        return [FollowUp(at, "months") for at in range(0, follow_up.length, step)]
    days = follow_up.days or 0
    step = 7 * (4 if days > 182 else 1)
    step *= 1 + (days - 1) // (step * MOST)
    return [FollowUp(at, "days") for at in range(0, days, step)]


def states(study: Study) -> tuple[str, ...]:
    """The states of the chronogram, in the order in which they are stacked: rungs, or the study's own codes.

    Whoever is in two on one day stands in the first of them.
    """
    if study.shown == "codes":
        return tuple(study.states)
    used = set(study.states.values())
    return tuple(rung for rung in LADDER if rung in used and rung != NOTHING)


def paths(
    courses: nw.LazyFrame[Any], spells: nw.LazyFrame[Any], study: Study, engine: Engine
) -> nw.LazyFrame[Any]:
    """One row per course that started: `points_seen` (points before `stop`) and `path_0`, `path_1` … .

    The digit for point p stands in `path_{p // 18}` at 10^(p mod 18): 0 for no state on record, else the place of
    the state in `states`, from 1. A course without any spell has null paths.
    """
    timed = courses.filter(nw.col("step") == "started").select(*COURSE, "stop")
    at = points(study.follow_up)
    for place, point in enumerate(at):
        timed = engine.ahead(timed, "start", point, f"at_{place}")
    seen = [nw.when(nw.col(f"at_{place}") < nw.col("stop")).then(1).otherwise(0) for place in range(len(at))]
    # two groups on one day are left out of the cohort, so this is one row per course
    timed = timed.with_columns(reduce(add, seen).cast(nw.Int64).alias("points_seen"))
    known = spells.with_columns(_digit(study).alias("digit")).filter(nw.col("digit") > 0)
    met = timed.join(known, on="person", how="inner").with_columns(nw.col("to").fill_null(FAR).alias("to"))
    held = met.with_columns(
        nw.when((nw.col("from") <= nw.col(f"at_{place}")) & (nw.col("to") > nw.col(f"at_{place}")))
        .then(nw.col("digit"))
        .alias(f"at_{place}")
        for place in range(len(at))
    )
    first = held.group_by(*COURSE).agg(nw.col(f"at_{place}").min() for place in range(len(at)))
    packed = first.select(*COURSE, *(_packed(block, len(at)) for block in range(-(-len(at) // DIGITS))))
    return timed.select(*COURSE, "points_seen").join(packed, on=list(COURSE), how="left")


def _digit(study: Study) -> nw.Expr:
    digit = nw.lit(0)
    for place, state in reversed(list(enumerate(states(study), 1))):
        codes = [
            code for code, rung in study.states.items() if state == (code if study.shown == "codes" else rung)
        ]
        digit = nw.when(nw.col("state").is_in(codes)).then(nw.lit(place)).otherwise(digit)
    return digit


def _packed(block: int, length: int) -> nw.Expr:
    places = range(block * DIGITS, min(length, (block + 1) * DIGITS))
    parts = [nw.col(f"at_{place}").fill_null(0).cast(nw.Int64) * 10 ** (place % DIGITS) for place in places]
    packed: nw.Expr = reduce(add, parts)
    return packed.alias(f"path_{block}")


def followed(scope: Scope) -> Flags:
    """Started, the follow-up has passed, and seen to its end or to a competing event."""
    started = scope.are("mature") | scope.are("in_work_at_start")
    flags: Flags = started & (scope.whole("mature") == 1) & (scope.whole("ending") != CENSORED)
    return flags


def unpack(scope: Scope, study: Study) -> Path:
    """Courses followed × points: 0 for no state on record, else the place in `columns`."""
    rows = scope.rows.filter(followed(scope))
    at = np.arange(len(points(study.follow_up)))
    path: Path = np.zeros((len(rows), len(at)), dtype=np.int8)
    for place in at:
        whole = rows[f"path_{place // DIGITS}"].fill_null(0).to_numpy()
        path[:, place] = whole // 10 ** (place % DIGITS) % 10
    path[rows["points_seen"].to_numpy()[:, None] <= at] = len(states(study)) + 1
    return path


def columns(study: Study) -> tuple[str, ...]:
    """What a path's whole numbers mean, from 0."""
    return (NOTHING, *states(study), GONE)


def tally(path: Path, study: Study) -> dict[str, tuple[int, ...]]:
    """State → number of people in it at each point; over the states they add up to all."""
    names = columns(study)
    counts = np.stack([np.bincount(column, minlength=len(names)) for column in path.T], axis=1)
    return {name: tuple(int(n) for n in row) for name, row in zip(names, counts, strict=True)}


def moves(path: Path, study: Study) -> dict[tuple[str, str], tuple[int, int]]:
    """(From, to) → how often someone stood in the one at a point and in the other at the next; by how many people."""
    names = columns(study)
    pairs = path[:, :-1].astype(np.int64) * len(names) + path[:, 1:]
    times = np.bincount(pairs.ravel(), minlength=len(names) ** 2)
    people = [int((pairs == pair).any(axis=1).sum()) if times[pair] else 0 for pair in range(len(names) ** 2)]
    return {
        (one, two): (int(times[pair]), people[pair])
        for pair, (one, two) in enumerate((one, two) for one in names for two in names)
    }


def worked(scope: Scope, study: Study, told: Sequence[int]) -> list[tuple[int, int, int]]:
    """Among the followed, how many had a first day of ordinary work by the day of each point, that day included.

    And the least and the most that this can be for a reader of the curve, which tells it for the days `told`.
    """
    among = followed(scope)
    since, start = scope.whole("first_work")[among], scope.whole("start")[among]
    since = np.where(since < 0, FAR, since)
    found = []
    for point in points(study.follow_up):
        day = np.full(len(since), point.days) if point.days is not None else _month(start, point.length)
        before = max((known for known in told if known <= day.min(initial=FAR)), default=-1)
        after = min((known for known in told if known >= day.max(initial=0)), default=FAR - 1)
        found.append((int((since <= day).sum()), int((since <= before).sum()), int((since <= after).sum())))
    return found


def _month(start: Whole, months: int) -> Whole:
    """Days from each start to the same day of a later month, or to its last day, as the engines count."""
    day = start.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    first = (month + months).astype("datetime64[D]")
    last = (month + months + 1).astype("datetime64[D]") - 1
    later = np.minimum(first + (day - month.astype("datetime64[D]")), last)
    return np.asarray((later - day).astype(np.int64))


BASE = "chronogram.n"


def enter(scope: Scope, ledger: Ledger) -> None:
    """Notes the base of the chronogram: the followed, in work at start or not."""
    if scope.site is None:
        page = ledger.page(scope.group, None)
        page.count({BASE: followed(scope)}, {BASE: 245})
        page.adds_up(BASE, "weeks_in_work.n", "from_work.n")

"""Who stood in which state at each point after the start: lazy tables in, one integer path a course out.

A path is the states of one course at fixed points, a decimal digit each, so that a person's years travel in a few
whole numbers and every count after this is a sum over them. No disclosure here: see `coarsen`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from ipseval.courses.cohort import CENSORED, COURSE, FAR
from ipseval.courses.met import inside, states
from ipseval.courses.scope import Flags, Scope
from ipseval.engine import Engine
from ipseval.estimates.estimate import Whole
from ipseval.gate.ledger import Ledger
from ipseval.study import FollowUp, Study

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


def paths(met: nw.LazyFrame[Any], study: Study, engine: Engine) -> nw.LazyFrame[Any]:
    """One row per course with any state before `stop`: `path_0`, `path_1` … .

    The digit for point p stands in `path_{p // 18}` at 10^(p mod 18): 0 for no state on record, else the place of
    the state in `states`, from 1.
    """
    at = points(study.follow_up)
    calendar = met.select("start").unique()
    for place, point in enumerate(at):
        calendar = engine.ahead(calendar, "start", point, f"at_{place}")
    calendar = calendar.with_columns(nw.col(f"at_{place}").cast(nw.Int32) for place in range(len(at)))
    held = inside(met.filter(nw.col("place") > 0)).select(COURSE, "start", "from", "to", "place")
    stood = held.join(engine.hold(calendar), on="start", how="inner").with_columns(
        nw.when((nw.col("from") <= nw.col(f"at_{place}")) & (nw.col("to") > nw.col(f"at_{place}")))
        .then(nw.col("place"))
        .alias(f"at_{place}")
        for place in range(len(at))
    )
    first = stood.group_by(COURSE).agg(nw.col(f"at_{place}").min() for place in range(len(at)))
    return first.select(COURSE, *(_packed(block, len(at)) for block in range(-(-len(at) // DIGITS))))


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
    among = Scope(None, None, scope.rows.filter(followed(scope)))
    stop, gone = among.whole("stop") - among.whole("start"), len(states(study)) + 1
    path: Path = np.zeros((len(stop), len(points(study.follow_up))), dtype=np.int8)
    for place, days in enumerate(_days(among, study)):
        whole = np.maximum(among.whole(f"path_{place // DIGITS}"), 0)
        path[:, place] = np.where(days < stop, whole // 10 ** (place % DIGITS) % 10, gone)
    return path


def _days(scope: Scope, study: Study) -> Iterator[Whole]:
    """For each point how many days after the start of each course it is."""
    starts, place = np.unique(scope.whole("start"), return_inverse=True)
    for point in points(study.follow_up):
        at = _month(starts, point.length) if point.days is None else np.full(len(starts), point.days)
        yield at[place]


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
    pairs = path[:, :-1].astype(np.int16) * len(names) + path[:, 1:]
    times = np.sum([np.bincount(step, minlength=len(names) ** 2) for step in pairs.T], axis=0)
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
    since = scope.whole("first_work")[among]
    since = np.where(since < 0, FAR, since)
    found = []
    for day in _days(Scope(None, None, scope.rows.filter(among)), study):
        earliest, latest = day.min(initial=FAR), day.max(initial=0)
        before = max((known for known in told if known <= earliest), default=-1)
        after = min((known for known in told if known >= latest), default=FAR - 1)
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
"""Its count; a chronogram of everyone and one of the groups publish it."""


def enter(scope: Scope, ledger: Ledger) -> None:
    """Notes the base of the chronogram: the followed, in work at start or not."""
    if scope.site is None:
        page = ledger.page(scope.group, None)
        page.count({BASE: followed(scope)}, {BASE: 245})
        page.adds_up(BASE, "weeks_in_work.n", "from_work.n")

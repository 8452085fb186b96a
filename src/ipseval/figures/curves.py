"""Time to the first job as points that each rest on enough people, and the median read off them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ipseval.courses.scope import Scope
from ipseval.estimates.estimate import Incidence, Whole
from ipseval.gate.ledger import Key
from ipseval.measures import DEFINITIONS, Draft, define
from ipseval.study import Study


@dataclass(frozen=True)
class _Line:
    """One curve: its draft, the sorted days of its events, the last day on which each person was seen."""

    draft: Draft
    curve: Incidence
    events: Whole
    seen: Whole


def points(study: Study, scopes: Sequence[Scope], drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Points of the cumulative incidence of the first job for everyone and each group, all on the same days.

    The same days, because everyone minus one group is the other: with each group's own days the steps of one
    could be worked out from the rest. For the same reason a curve rests on the counts of all of them. Sites
    have no curves.
    """
    lines = [line for draft in drafts if (line := _line(draft, scopes)) is not None]
    if not lines:
        return
    rests_on = frozenset().union(*(line.draft.rests_on for line in lines))
    days = grid(lines, study.smallest_cell)
    for line in lines:
        drawn = [_point(study, line, day, rests_on) for day in days]
        yield from drawn
        if (half := _half("value", drawn)) is not None:
            yield _median(study, drawn, half)


def grid(lines: Sequence[_Line], smallest: int) -> list[int]:
    """Days on which every line has at least `smallest` more events than on the day before, and so many still
    at risk.

    The last step reaches to the end of follow-up, so it too needs its events: days from the end that leave
    too few for it are dropped.
    """
    days: list[int] = []
    for day in np.unique(np.concatenate([line.events for line in lines])):
        since = days[-1] if days else -1
        steps = [int(((line.events > since) & (line.events <= day)).sum()) for line in lines]
        left = [int((line.seen > day).sum()) for line in lines]
        if min(steps) >= smallest and min(left) >= smallest:
            days.append(int(day))
    while days and min(int((line.events > days[-1]).sum()) for line in lines) < smallest:
        days.pop()
    return days


def _line(draft: Draft, scopes: Sequence[Scope]) -> _Line | None:
    figure = draft.figure
    if figure.measure != "first_job" or figure.site is not None or draft.curve is None:
        return None
    scope = next(scope for scope in scopes if (scope.group, scope.site) == (figure.group, None))
    times, status = scope.times("first_work", scope.base)
    return _Line(draft, draft.curve, np.sort(times[status == 1]), times)


def _point(study: Study, line: _Line, day: int, rests_on: frozenset[Key]) -> Draft:
    estimate = line.curve.at(day, study.level)
    figure = replace(
        line.draft.figure,
        measure="first_job_curve",
        definition=define(DEFINITIONS["first_job_curve"], study),
        numerator=None, censored=None, competing=None,
        value=estimate.value, se=estimate.se, low=estimate.low, high=estimate.high, method=estimate.method,
        horizon_days=day + 1,
        primary=False,
    )  # fmt: skip
    counts = {name: key for name, key in line.draft.counts.items() if name in ("n", "excluded", "immature")}
    return Draft(figure, counts, rests_on, line.draft.censored, estimate)


def _half(which: str, drawn: Sequence[Draft]) -> int | None:
    """The first published day on which the value, or that limit of it, is one half or above."""
    reached = (point for point in drawn if (getattr(point.figure, which) or 0.0) >= 0.5)
    return next(((point.figure.horizon_days or 1) - 1 for point in reached), None)


def _median(study: Study, drawn: Sequence[Draft], day: int) -> Draft:
    """The limits are the days on which those of the curve reach one half: Brookmeyer and Crowley (1982), Biometrics 38:29.

    Between two published points nobody can tell, so the lower one is the point before (day 0 before the first). The
    upper one is None where it lies beyond the last point.
    """
    reached, high = (_half(limit, drawn) for limit in ("high", "low"))
    days = [(point.figure.horizon_days or 1) - 1 for point in drawn]
    low = None if reached is None else max((day for day in days if day < reached), default=0)
    figure = replace(
        drawn[0].figure,
        measure="first_job_median",
        definition=define(DEFINITIONS["first_job_median"], study),
        value=float(day), se=None, unit="days",
        low=None if low is None else float(low), high=None if high is None else float(high),
        method="first published point of the curve at one half or above; its limits from those of the curve, outwards",
        horizon_days=study.follow_up.days,
    )  # fmt: skip
    return replace(drawn[0], figure=figure)

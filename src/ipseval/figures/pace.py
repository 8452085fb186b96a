"""How soon the first job came: days since it, and which group got there faster; from the drafts of `first_job`."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import numpy as np

from ipseval.courses.scope import Scope
from ipseval.estimates.area import Area, area, area_difference
from ipseval.estimates.estimate import Estimate, Whole
from ipseval.estimates.hazard import hazard_ratio, log_rank
from ipseval.figures.differences import NOT_ESTIMABLE, NOTHING
from ipseval.measures import DEFINITIONS, Draft, define
from ipseval.measures.measure import NOT_SEEN
from ipseval.study import FollowUp, Study

MEASURE, TIME = "first_job", "first_job_time"
CAUSE_SPECIFIC = (
    "The first day in ordinary employment, {one} {against} {two}: {what} among those still waiting for it, whose waiting "
    "a competing event ends (cause-specific). Secondary: it does not say how many get there."
)


@dataclass(frozen=True)
class _Wait:
    """One scope: the draft of its first job, and how long each person waited, as `Scope.times` has it."""

    draft: Draft
    times: Whole
    endings: Whole
    persons: Whole | None

    def since(self, horizon: int) -> Area | None:
        """None where nobody was seen to the horizon: what lies after the last day seen is not known."""
        last = self.times.max(initial=-1)
        known = last >= horizon - 1 or bool((self.endings[self.times == last] > 0).all())
        return area(self.times, self.endings, horizon, self.persons) if known else None


def pace(study: Study, scopes: Sequence[Scope], drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Days since the first job for everyone and each group, their difference, and the cause-specific hazards.

    Sites have none; where it is not known, a figure says so. All on one horizon, the shortest that the follow-up can
    be. Where every course counts there are no hazards: their models take each course for another person.
    """
    horizon = shortest(study.follow_up)
    waits = {
        draft.figure.group: wait for draft in drafts if (wait := _wait(study, draft, scopes)) is not None
    }
    areas = {group: wait.since(horizon) for group, wait in waits.items()}
    for group, since in areas.items():
        yield _time(study, waits[group].draft, since, horizon)
    if study.groups is None or not set(study.groups) <= set(waits):
        return
    one, two = study.groups
    first, second = areas[one], areas[two]
    estimate = NOTHING if first is None or second is None else area_difference(first, second, study.level)
    figure = {
        "measure": f"{TIME}_difference",
        "definition": f"{define(DEFINITIONS[TIME], study)} {one} minus {two}, unadjusted.",
        "unit": "days",
        "horizon_days": horizon,
        "warning": _warning(estimate, waits[one].draft, waits[two].draft),
    }
    yield _beside(waits[one].draft, waits[two].draft, estimate, figure)
    if study.unit == "first course":
        yield from _hazards(study, waits[one], waits[two])


def _wait(study: Study, draft: Draft, scopes: Sequence[Scope]) -> _Wait | None:
    figure = draft.figure
    if figure.measure != MEASURE or figure.site is not None:
        return None
    scope = next(scope for scope in scopes if (scope.group, scope.site) == (figure.group, None))
    persons = scope.persons[scope.base] if study.unit == "course" else None
    return _Wait(draft, *scope.times("first_work", scope.base), persons)


def _time(study: Study, draft: Draft, since: Area | None, horizon: int) -> Draft:
    estimate = NOTHING if since is None else since.estimate(study.level)
    figure = replace(
        draft.figure,
        measure=TIME,
        definition=define(DEFINITIONS[TIME], study),
        **estimate.numbers,
        unit="days",
        horizon_days=horizon,
        warning=_warning(estimate, draft),
        primary=False,
    )
    return replace(draft, figure=figure, estimate=estimate, curve=None)


def _warning(estimate: Estimate, *drafts: Draft) -> str:
    """The days end at the shortest follow-up, so they may be known where the share at the longest is not."""
    if not estimate.is_known:
        return NOT_SEEN
    return next((word for draft in drafts if (word := draft.figure.warning) not in ("", NOT_SEEN)), "")


def _hazards(study: Study, first: _Wait, second: _Wait) -> Iterator[Draft]:
    """The log-rank test and the hazard ratio; figures also where they are not estimable, as in `differences`."""
    times, endings = (
        np.concatenate([getattr(first, part), getattr(second, part)]) for part in ("times", "endings")
    )
    events, treated = (
        (endings == 1).astype(np.int64),
        np.repeat([1, 0], [len(first.times), len(second.times)]),
    )
    test, over = NOTHING, NOTHING
    with suppress(ValueError):
        tested = log_rank(times, events, treated)
        test, over = (
            Estimate(tested.p, None, None, None, tested.method),
            hazard_ratio(times, events, treated, study.level),
        )
    names = {"one": first.draft.figure.group, "two": second.draft.figure.group}
    found = {
        "log_rank": (test, "p-value", "against", "whether it comes as fast"),
        "hazard_ratio": (over, "hazard ratio", "over", "how fast it comes"),
    }  # fmt: skip
    for name, (estimate, unit, against, what) in found.items():
        words = CAUSE_SPECIFIC.format(**names, against=against, what=what)
        figure = {"measure": f"{MEASURE}_{name}", "definition": words, "unit": unit}
        figure["warning"] = "" if estimate.is_known else NOT_ESTIMABLE
        yield _beside(first.draft, second.draft, estimate, figure)


def _beside(first: Draft, second: Draft, estimate: Estimate, more: Mapping[str, object]) -> Draft:
    """A figure of both groups together."""
    one, two = first.figure, second.figure
    figure = replace(
        one,
        versus=two.group,
        n=(one.n or 0) + (two.n or 0),
        numerator=None, excluded=None, immature=None, censored=None, competing=None, lowest=None, highest=None,
        **estimate.numbers,
        primary=False,
    )  # fmt: skip
    figure = replace(figure, **more)  # type: ignore[arg-type]
    return Draft(figure, {}, first.rests_on | second.rests_on, first.censored | second.censored, estimate)


@cache
def shortest(follow_up: FollowUp) -> int:
    """The fewest days that a follow-up lasts, whatever day it starts on: 18 months are 546 to 550 days."""
    if follow_up.days is not None:
        return follow_up.days
    starts = (date(2001, 1, 1) + timedelta(days=number) for number in range(4 * 365 + 1))
    return min((_later(start, follow_up.length) - start).days for start in starts)


def _later(start: date, months: int) -> date:
    """So many months on, by the calendar; a month that is too short gives its last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))

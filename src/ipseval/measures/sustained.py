"""Sustained 13 and 26 weeks: whoever started a job is still employed beyond them. IPS Grow's aim is 65 %.

"Still employed beyond" is: in ordinary employment on every day from the first to the one that comes 13 (26) weeks
after it; with any employer, spells that touch being one. A first start counts once these weeks have passed by the last
day of the data, be that after the follow-up. Death and emigration inside them count as not sustained. Where observation
ends inside them, the start is counted apart, whatever was seen before.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ipseval.courses.cohort import CENSORED, FAR, day
from ipseval.courses.scope import Flags, Scope
from ipseval.gate.ledger import Page
from ipseval.measures.measure import OUT_OF_WORK, Draft, Measure, Sheet
from ipseval.study import Study

WEEKS = (13, 26)
WORDS = (
    "In ordinary employment without a break from the first day of it, within {{follow_up}} from start, to the day that "
    "comes {weeks} weeks after it, among the first starts whose {weeks} weeks have passed; a change of employer is no "
    "break, death and emigration count as not sustained. Only of those who got a job, so groups are not compared by it."
)
DEFINITIONS = {f"sustained_{weeks}": WORDS.format(weeks=weeks) for weeks in WEEKS}
NOT_PASSED, LOST, REACHED, NOT_REACHED = "not_passed", "censored", "reached", "not_reached"
FOLLOWED_BY = {
    NOT_PASSED: (NOT_PASSED,),
    LOST: (NOT_PASSED, LOST),
    REACHED: (NOT_PASSED, LOST, REACHED, NOT_REACHED),
    NOT_REACHED: (NOT_PASSED, LOST, NOT_REACHED),
}
"""What a first start may be at 26 weeks, by what it was at 13."""


def _states(study: Study, scope: Scope, weeks: int) -> dict[str, Flags]:
    """The first starts, each in one of four states."""
    started = scope.base & (scope.whole("first_work") >= 0)
    target = scope.whole("start") + scope.whole("first_work") + 7 * weeks
    through = day(study.through)
    passed = target <= (FAR if through is None else through)
    is_seen = (scope.whole("unseen") > target) | (scope.whole("lost") != CENSORED)
    # who died before the day has no work on it
    kept = scope.whole("start") + scope.whole("work_until") > target
    return {
        NOT_PASSED: started & ~passed,
        LOST: started & passed & ~is_seen,
        REACHED: started & passed & is_seen & kept,
        NOT_REACHED: started & passed & is_seen & ~kept,
    }


def enter(study: Study, scope: Scope, page: Page) -> None:
    if scope.site is not None:
        return
    states = {weeks: _states(study, scope, weeks) for weeks in WEEKS}
    for weeks in WEEKS:
        name, state = f"sustained_{weeks}", states[weeks]
        base = state[REACHED] | state[NOT_REACHED]
        dear = {NOT_PASSED: 3, LOST: 4, REACHED: 5, "n": 6}
        page.count(
            {f"{name}.n": base} | {f"{name}.{part}": flags for part, flags in state.items()},
            {f"{name}.{part}": cost for part, cost in dear.items()},
        )
        page.adds_up("first_job.reached", f"{name}.n", f"{name}.{LOST}", f"{name}.{NOT_PASSED}")
        page.splits(f"{name}.n", f"{name}.{REACHED}", f"{name}.{NOT_REACHED}")
    _link(page, states[13], states[26])


def _link(page: Page, early: dict[str, Flags], late: dict[str, Flags]) -> None:
    """The same people stand in both: who is sustained at 26 weeks was so at 13."""
    name = "sustained.{}.{}".format
    pairs = [(one, two) for one, after in FOLLOWED_BY.items() for two in after]
    page.count({name(one, two): np.logical_and(early[one], late[two]) for one, two in pairs})
    for state in FOLLOWED_BY:
        page.adds_up(f"sustained_13.{state}", *(name(one, two) for one, two in pairs if one == state))
        page.adds_up(f"sustained_26.{state}", *(name(one, two) for one, two in pairs if two == state))


def drafts(sheet: Sheet) -> Iterator[Draft]:
    if sheet.scope.site is not None:
        return
    for weeks in WEEKS:
        name, state = f"sustained_{weeks}", _states(sheet.study, sheet.scope, weeks)
        k, n, lost = (sheet.count[f"{name}.{part}"] for part in (REACHED, "n", LOST))
        if not n:
            continue
        bounds = {"lowest": k / (n + lost), "highest": (k + lost) / (n + lost)} if lost else {}
        yield sheet.draft(
            name,
            DEFINITIONS[name],
            sheet.proportion(state[REACHED], state[REACHED] | state[NOT_REACHED]),
            {
                "n": f"{name}.n",
                "numerator": f"{name}.{REACHED}",
                "censored": f"{name}.{LOST}",
                "immature": f"{name}.{NOT_PASSED}",
                "excluded": "in_work_at_start",
            },
            (f"{name}.{NOT_REACHED}",),
            base_name=f"{OUT_OF_WORK}, got a job whose {weeks} weeks have passed",
            unit="share",
            horizon_days=7 * weeks,
            **bounds,
        )


MEASURE = Measure(DEFINITIONS, enter, drafts)

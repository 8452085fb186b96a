"""Own goal reached: whether the candidate's own goal of job or education was met when the course ended; not by site."""

from __future__ import annotations

from collections.abc import Iterator

from ipseval.courses.scope import Flags, Scope
from ipseval.gate.ledger import Page
from ipseval.measures.measure import OUT_OF_WORK, Draft, Measure, Sheet
from ipseval.study import Study

NAME, COLUMN = "own_goal_reached", "goal_reached"
WORDS = "The candidate's own goal of job or education was met when the course ended, among the courses that have ended and tell it."
DEAR = {f"{NAME}.missing": 3, f"{NAME}.reached": 4, f"{NAME}.n": 5}


def _is_carried(scope: Scope) -> bool:
    return scope.site is None and COLUMN in scope.rows.columns


def _told(scope: Scope) -> tuple[Flags, Flags]:
    """The courses that have ended, and those of them that tell it."""
    ended: Flags = scope.base & (scope.whole("is_ended") == 1)
    return ended, ended & (scope.whole(COLUMN) >= 0)


def enter(study: Study, scope: Scope, page: Page) -> None:
    if not _is_carried(scope):
        return
    (ended, told), reached = _told(scope), scope.whole(COLUMN) == 1
    counts = {
        f"{NAME}.n": told,
        f"{NAME}.missing": ended & ~told,
        f"{NAME}.reached": told & reached,
        f"{NAME}.not_reached": told & ~reached,
    }
    page.count(counts, DEAR)
    page.adds_up("at_course_end.n", f"{NAME}.n", f"{NAME}.missing")
    page.splits(f"{NAME}.n", f"{NAME}.reached", f"{NAME}.not_reached")


def drafts(sheet: Sheet) -> Iterator[Draft]:
    if not _is_carried(sheet.scope) or not sheet.count[f"{NAME}.n"]:
        return
    _, told = _told(sheet.scope)
    yield sheet.draft(
        NAME,
        WORDS,
        sheet.proportion(sheet.scope.whole(COLUMN) == 1, told),
        {
            "n": f"{NAME}.n",
            "numerator": f"{NAME}.reached",
            "missing": f"{NAME}.missing",
            "immature": "at_course_end.open",
            "excluded": "in_work_at_start",
        },
        (f"{NAME}.not_reached",),
        base_name=f"{OUT_OF_WORK}, course ended, goal told",
        unit="share",
        follow_up="",
        horizon_days=None,
    )


MEASURE = Measure({NAME: WORDS}, enter, drafts)

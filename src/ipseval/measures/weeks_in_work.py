"""Weeks in ordinary employment within the follow-up, zeros included.

The base are those seen to its end or to a competing event; they stand for those who were lost from sight too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ipseval.courses.scope import Scope
from ipseval.gate.ledger import Page
from ipseval.measures.measure import OUT_OF_WORK, Draft, Measure, Sheet
from ipseval.study import Study

NAME = "weeks_in_work"
WORDS = "Weeks with ordinary employment within {follow_up} from start, zeros included; a day in two jobs counts once."
BASE = f"{OUT_OF_WORK}, followed up or a competing event came"
UNLIKE = (
    "Those seen to the end are so unlike those lost from sight that they cannot stand for them: the value shown is the "
    "nearest that is possible, and the interval does not tell how sure it is."
)
DEAR = {f"{NAME}.any": 230, f"{NAME}.n": 240}


def enter(study: Study, scope: Scope, page: Page) -> None:
    seen, work = scope.seen, scope.whole("first_work") >= 0
    page.count({f"{NAME}.n": seen, f"{NAME}.any": seen & work, f"{NAME}.none": seen & ~work}, DEAR)
    page.splits(f"{NAME}.n", f"{NAME}.any", f"{NAME}.none")
    page.adds_up("mature", f"{NAME}.n", "ended_early")
    page.adds_up("first_job.mature", f"{NAME}.any", "first_job.ended_early")


def drafts(sheet: Sheet) -> Iterator[Draft]:
    if not sheet.count[f"{NAME}.n"]:
        return
    scope = sheet.scope
    unseen = (scope.whole("horizon") - scope.whole("stop")) / 7
    told = sheet.told(scope.whole("work_days") / 7, scope.are("mature"), room=unseen)
    bounds = {} if told.bounds is None else dict(zip(("lowest", "highest"), told.bounds, strict=True))
    draft = sheet.draft(
        NAME,
        WORDS,
        told.mean(sheet.study.level),
        {
            "n": f"{NAME}.n",
            "numerator": f"{NAME}.any",
            "censored": "ended_early",
            "immature": "immature",
            "excluded": "in_work_at_start",
        },
        (f"{NAME}.none",),
        base_name=BASE,
        unit="weeks",
        **bounds,
    )
    figure = replace(draft.figure, warning=UNLIKE) if told.is_bound else draft.figure
    yield replace(draft, figure=figure, told=told)


MEASURE = Measure({NAME: WORDS}, enter, drafts, compared=(NAME,))

"""Weeks in ordinary employment within the follow-up, zeros included."""

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
    scope, early = sheet.scope, sheet.scope.ended_early
    days, mature = scope.whole("work_days"), scope.are("mature")
    values, bounds = days[scope.seen] / 7, {}
    if early.any():
        unseen = (scope.whole("horizon") - scope.whole("stop"))[early].sum() / 7
        total, n = days[mature].sum() / 7, int(mature.sum())
        bounds = {"lowest": float(total / n), "highest": float((total + unseen) / n)}
    draft = sheet.draft(
        NAME,
        WORDS,
        sheet.mean(values, scope.seen),
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
    yield replace(draft, values=values)


MEASURE = Measure({NAME: WORDS}, enter, drafts, compared=(NAME,))

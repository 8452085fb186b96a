"""The first day in ordinary employment, among all who started; its curve is drawn in `curves`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ipseval.courses.cohort import CENSORED
from ipseval.courses.scope import Scope
from ipseval.gate.ledger import Page
from ipseval.measures.measure import OUT_OF_WORK, Draft, Measure, Sheet
from ipseval.study import Study

NAME, CURVE, MEDIAN, TIME = "first_job", "first_job_curve", "first_job_median", "first_job_time"
DEFINITIONS = {
    NAME: "A first day in ordinary employment within {follow_up} from start, among all who started; courses "
    "still running are censored.",
    CURVE: "A first day in ordinary employment within the number of days in horizon_days, among all who "
    "started; courses still running are censored.",
    MEDIAN: "Days from start until half have had a first day in ordinary employment, read off the "
    "published curve.",
    TIME: "Mean days since the first day in ordinary employment, {follow_up} after the start; whoever had none "
    "counts with 0, among all who started.",
}
DEAR = {f"{NAME}.competing": 140, f"{NAME}.censored": 150, f"{NAME}.reached": 190, f"{NAME}.n": 200}


def enter(study: Study, scope: Scope, page: Page) -> None:
    base, work, success = scope.base, scope.whole("first_work") >= 0, scope.whole("first_success") >= 0
    mature, immature, early = scope.are("mature"), scope.are("immature"), scope.ended_early
    _, status = scope.times("first_work", base)
    censored = base & ~work & (scope.whole("ending") == CENSORED)
    competing = scope.among(base, status == 2)
    counts = {
        f"{NAME}.n": base,
        f"{NAME}.reached": base & work,
        f"{NAME}.not_reached": base & ~work,
        f"{NAME}.competing": competing,
        f"{NAME}.censored": censored,
        f"{NAME}.open": base & ~work & ~censored & ~competing,
        f"{NAME}.mature": mature & work,
        f"{NAME}.immature": immature & work,
        f"{NAME}.none_immature": immature & ~work,
        f"{NAME}.ended_early": early & work,
        f"{NAME}.none_ended_early": early & ~work,
        f"{NAME}.education_only": mature & success & ~work,
    }
    page.count(counts, DEAR)
    page.splits(f"{NAME}.n", f"{NAME}.reached", f"{NAME}.not_reached")
    page.adds_up(f"{NAME}.not_reached", f"{NAME}.censored", f"{NAME}.competing", f"{NAME}.open")
    # the measures rest on the same people: a job within the follow-up is in all of them
    page.adds_up(f"{NAME}.reached", f"{NAME}.mature", f"{NAME}.immature")
    page.adds_up("immature", f"{NAME}.immature", f"{NAME}.none_immature")
    page.adds_up("work_or_education.reached", f"{NAME}.mature", f"{NAME}.education_only")
    page.adds_up("ended_early", f"{NAME}.ended_early", f"{NAME}.none_ended_early")


def drafts(sheet: Sheet) -> Iterator[Draft]:
    scope = sheet.scope
    if not sheet.count[f"{NAME}.n"]:
        return
    share, curve = sheet.incidence("first_work", scope.base, f"{NAME}.censored")
    draft = sheet.draft(
        NAME,
        DEFINITIONS[NAME],
        share,
        {
            "n": f"{NAME}.n",
            "numerator": f"{NAME}.reached",
            "censored": f"{NAME}.censored",
            "competing": f"{NAME}.competing",
            "excluded": "in_work_at_start",
            "immature": "immature",
        },
        (f"{NAME}.not_reached",),
        base_name=OUT_OF_WORK,
        unit="share",
    )
    yield replace(draft, curve=curve)


MEASURE = Measure(DEFINITIONS, enter, drafts, compared=(NAME,))

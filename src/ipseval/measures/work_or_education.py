"""Work or education within the follow-up, by the measure that a programme is judged by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ipseval.courses.cohort import CENSORED
from ipseval.courses.scope import Scope
from ipseval.gate.ledger import Page
from ipseval.measures.measure import OUT_OF_WORK, Draft, Measure, Sheet
from ipseval.study import Study

NAME = "work_or_education"
WORDS = "Any {success} within {follow_up} from start, among those whose follow-up has passed."
DEAR = {f"{NAME}.competing": 130, f"{NAME}.censored": 210, f"{NAME}.reached": 250}


def enter(study: Study, scope: Scope, page: Page) -> None:
    mature, reached = scope.are("mature"), scope.whole("first_success") >= 0
    ending, lost = scope.whole("ending"), mature & ~reached
    _, status = scope.times("first_success", mature)
    censored = lost & (ending == CENSORED)
    competing = scope.among(mature, status == 2)
    counts = {
        f"{NAME}.reached": mature & reached,
        f"{NAME}.not_reached": lost,
        f"{NAME}.competing": competing,
        f"{NAME}.censored": censored,
        f"{NAME}.open": lost & ~censored & ~competing,
        f"{NAME}.reached_before_it": scope.ended_early & reached,
    }
    page.count(counts, DEAR)
    page.splits("mature", f"{NAME}.reached", f"{NAME}.not_reached")
    page.adds_up(f"{NAME}.not_reached", f"{NAME}.censored", f"{NAME}.competing", f"{NAME}.open")
    page.adds_up("ended_early", f"{NAME}.censored", f"{NAME}.reached_before_it")


def drafts(sheet: Sheet) -> Iterator[Draft]:
    scope, count = sheet.scope, sheet.count
    k, n, censored = (count[name] for name in (f"{NAME}.reached", "mature", f"{NAME}.censored"))
    if not n:
        return
    share, curve = sheet.incidence("first_success", scope.are("mature"), f"{NAME}.censored")
    draft = sheet.draft(
        NAME,
        WORDS,
        share,
        {
            "n": "mature",
            "numerator": f"{NAME}.reached",
            "censored": f"{NAME}.censored",
            "competing": f"{NAME}.competing",
            "immature": "immature",
            "excluded": "in_work_at_start",
        },
        (f"{NAME}.not_reached",),
        base_name=f"{OUT_OF_WORK}, follow-up passed",
        unit="share",
        **({"lowest": k / n, "highest": (k + censored) / n} if censored else {}),
    )
    yield replace(draft, curve=curve)


MEASURE = Measure({NAME: WORDS}, enter, drafts, compared=(NAME,))

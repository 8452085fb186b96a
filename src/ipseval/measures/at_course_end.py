"""In work or education on the day the course ended; open courses stand apart."""

from __future__ import annotations

from collections.abc import Iterator

from ipseval.estimate import proportion
from ipseval.ledger import Page
from ipseval.measures.measure import OUT_OF_WORK, Draft, Measure, Sheet
from ipseval.scope import Scope
from ipseval.study import Study

NAME = "at_course_end"
WORDS = "In any {success} on the day the course ended, among the courses that have ended."
DEAR = {f"{NAME}.open": 10, f"{NAME}.reached": 20, f"{NAME}.n": 30}


def enter(study: Study, scope: Scope, page: Page) -> None:
    base, at_end = scope.base, scope.whole("at_end") == 1
    ended = base & (scope.whole("is_ended") == 1)
    counts = {
        f"{NAME}.n": ended,
        f"{NAME}.open": base & ~ended,
        f"{NAME}.reached": ended & at_end,
        f"{NAME}.not_reached": ended & ~at_end,
    }
    page.count(counts, DEAR)
    page.adds_up("first_job.n", f"{NAME}.n", f"{NAME}.open")
    page.splits(f"{NAME}.n", f"{NAME}.reached", f"{NAME}.not_reached")


def drafts(sheet: Sheet) -> Iterator[Draft]:
    """Courses that are open, or that nobody saw the end of, stand as immature."""
    k, n = sheet.count[f"{NAME}.reached"], sheet.count[f"{NAME}.n"]
    if n:
        yield sheet.draft(
            NAME,
            WORDS,
            proportion(k, n, sheet.study.level),
            {
                "n": f"{NAME}.n",
                "numerator": f"{NAME}.reached",
                "immature": f"{NAME}.open",
                "excluded": "in_work_at_start",
            },
            (f"{NAME}.not_reached",),
            base_name=f"{OUT_OF_WORK}, course ended",
            unit="share",
            follow_up="",
            horizon_days=None,
        )


MEASURE = Measure({NAME: WORDS}, enter, drafts)

"""In work or education on the day the course ended; open courses stand apart."""

from __future__ import annotations

from collections.abc import Iterator

from ipseval.courses.scope import Flags, Scope
from ipseval.gate.ledger import Page
from ipseval.measures.measure import OUT_OF_WORK, Draft, Measure, Sheet
from ipseval.study import Study

NAME = "at_course_end"
WORDS = "In any {success} on the day the course ended, among the courses that have ended."
DEAR = {f"{NAME}.open": 10, f"{NAME}.reached": 20, f"{NAME}.n": 30}


def _ended(scope: Scope) -> Flags:
    flags: Flags = scope.base & (scope.whole("is_ended") == 1)
    return flags


def enter(study: Study, scope: Scope, page: Page) -> None:
    base, at_end, ended = scope.base, scope.whole("at_end") == 1, _ended(scope)
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
    if sheet.count[f"{NAME}.n"]:
        yield sheet.draft(
            NAME,
            WORDS,
            sheet.proportion(sheet.scope.whole("at_end") == 1, _ended(sheet.scope)),
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

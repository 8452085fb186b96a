"""Working this quarter: of those served in a fixed quarter of the calendar, who had a day of paid work in it.

Served is: the course was open, and the person seen, on at least one day of the quarter. The last day that counts is
the one before the course ended. People in work at start stand apart, as everywhere. Only complete quarters, the last
eight of the data.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ipseval.courses.cohort import EPOCH
from ipseval.courses.scope import Flags, Scope
from ipseval.gate.ledger import Page
from ipseval.measures.measure import OUT_OF_WORK, Draft, Measure, Sheet
from ipseval.study import Study
from ipseval.study.quarters import Quarter, quarters

NAME = "working_this_quarter"
WORDS = (
    "At least one day of ordinary employment while served in {quarter}, among those served in it: the course open, and "
    "the person seen, on at least one day."
)


def is_open(scope: Scope, quarter: Quarter) -> Flags:
    """The course open, and the person seen, on a day of the quarter."""
    first = np.maximum(scope.whole("start"), (quarter.first - EPOCH).days)
    flags: Flags = first < np.minimum(scope.whole("served_to"), (quarter.after - EPOCH).days)
    return flags


def _served(scope: Scope, quarter: Quarter) -> tuple[Flags, Flags]:
    """Who was served out of those out of work at start, and who of them worked."""
    served: Flags = scope.base & is_open(scope, quarter)
    return served, served & (scope.whole(f"worked_{quarter.name}") == 1)


def enter(study: Study, scope: Scope, page: Page) -> None:
    if scope.site is not None:
        return
    for quarter in quarters(study):
        name = f"working_{quarter.name}"
        served, worked = _served(scope, quarter)
        counts = {
            f"{name}.n": served,
            f"{name}.not_served": scope.base & ~served,
            f"{name}.reached": worked,
            f"{name}.not_reached": served & ~worked,
        }
        page.count(counts, {f"{name}.reached": 1, f"{name}.n": 2})
        page.splits(f"{name}.n", f"{name}.reached", f"{name}.not_reached")
        page.adds_up("first_job.n", f"{name}.n", f"{name}.not_served")


def drafts(sheet: Sheet) -> Iterator[Draft]:
    if sheet.scope.site is not None:
        return
    for quarter in quarters(sheet.study):
        name = f"working_{quarter.name}"
        served, worked = _served(sheet.scope, quarter)
        if served.any():
            yield sheet.draft(
                NAME,
                WORDS.format(quarter=quarter),
                sheet.proportion(worked, served),
                {"n": f"{name}.n", "numerator": f"{name}.reached"},
                (f"{name}.not_reached",),
                base_name=f"{OUT_OF_WORK}, served in the quarter",
                unit="share",
                period=str(quarter),
                follow_up="",
                horizon_days=None,
            )


MEASURE = Measure({NAME: WORDS}, enter, drafts)

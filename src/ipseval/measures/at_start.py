"""Those in work or education at start, reported apart; not by site, and their weeks for everyone only."""

from __future__ import annotations

from collections.abc import Iterator

from ipseval.courses.cohort import CENSORED
from ipseval.courses.scope import Flags, Scope
from ipseval.gate.ledger import Page
from ipseval.measures.measure import Draft, Measure, Sheet
from ipseval.study import Study

SHARE, WEEKS = "in_work_at_start", "weeks_in_work_from_work"
DEFINITIONS = {
    SHARE: "In work or education at start, among those who started.",
    WEEKS: "Weeks with ordinary employment within {follow_up} from start, zeros included, among "
    "those who were in work or education at start.",
}
DEAR = {"from_work.lost": 105, "from_work.any": 110, "from_work.n": 120}


def _mature(scope: Scope) -> Flags:
    """In work at start, the follow-up passed."""
    flags: Flags = scope.are("in_work_at_start") & (scope.whole("mature") == 1)
    return flags


def enter(study: Study, scope: Scope, page: Page) -> None:
    if scope.site is not None:
        return
    held, mature, work = scope.are("in_work_at_start"), _mature(scope), scope.whole("first_work") >= 0
    followed = mature & (scope.whole("ending") != CENSORED)
    counts = {
        "from_work.n": followed,
        "from_work.any": followed & work,
        "from_work.none": followed & ~work,
        "from_work.lost": mature & ~followed,
        "from_work.immature": held & ~mature,
    }
    page.count(counts, DEAR)
    page.adds_up("in_work_at_start", "from_work.n", "from_work.lost", "from_work.immature")
    page.splits("from_work.n", "from_work.any", "from_work.none")


def drafts(sheet: Sheet) -> Iterator[Draft]:
    scope, count = sheet.scope, sheet.count
    if scope.site is not None:
        return
    if count["started"]:
        held = scope.are("in_work_at_start")
        share = sheet.proportion(held, scope.base | held)
        fields = {"n": "started", "numerator": "in_work_at_start"}
        yield sheet.draft(
            SHARE, DEFINITIONS[SHARE], share, fields, ("first_job.n",), base_name="started", unit="share"
        )
    if count["from_work.n"] and scope.group is None:
        yield sheet.draft(
            WEEKS,
            DEFINITIONS[WEEKS],
            sheet.told(scope.whole("work_days") / 7, _mature(scope)).mean(sheet.study.level),
            {"n": "from_work.n", "numerator": "from_work.any", "censored": "from_work.lost"},
            ("from_work.none",),
            base_name="in work or education at start",
            unit="weeks",
        )


MEASURE = Measure(DEFINITIONS, enter, drafts)

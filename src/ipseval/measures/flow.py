"""The flow: how many records and people came to each line; its figures are the lines of `flow.json`."""

from __future__ import annotations

from ipseval.courses.scope import Scope
from ipseval.gate.ledger import Page
from ipseval.measures.measure import Measure
from ipseval.study import Study

DEAR = {
    "records": 40, "duplicate": 50, "outside_period": 60, "in_two_groups": 70, "later_course": 80,
    "not_observed": 90, "never_started": 100, "started": 160, "in_work_at_start": 170, "immature": 180,
    "first_job.n": 200, "ended_early": 220, "mature": 260,
}  # fmt: skip
LEFT_OUT = ("duplicate", "never_started", "outside_period", "in_two_groups", "later_course", "not_observed")


def enter(study: Study, scope: Scope, page: Page) -> None:
    lines = scope.lines()
    seen = {"first_job.n": scope.base, "mature": lines["mature"], "immature": lines["immature"]}
    page.count(seen | {"ended_early": lines["ended_early"]}, DEAR)
    page.adds_up("first_job.n", "immature", "mature")
    if scope.site is None:  # the flow of a site is never published
        page.count(lines)
        page.adds_up("records", *LEFT_OUT, "started")
        page.adds_up("started", "in_work_at_start", "first_job.n")


MEASURE = Measure({}, enter, lambda sheet: iter(()))

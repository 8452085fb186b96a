"""How long people waited: from the referral to the start and to the first contact, from the start to an employer.

Of everyone who started, at work or not, and not by site. Whoever has had no contact with an employer yet is missing,
so the days to it are of those who have had one. IPS-25, item 15; the waiting times of the NHS.
"""

from __future__ import annotations

from collections.abc import Iterator

from ipseval.courses.cohort import FAR, day
from ipseval.courses.scope import Flags, Scope
from ipseval.gate.ledger import Page
from ipseval.measures.measure import Draft, Measure, Sheet
from ipseval.study import Study

WAITS = {
    "days_referral_to_start": ("referred", "start"),
    "days_referral_to_first_contact": ("referred", "first_contact"),
    "days_start_to_first_employer_contact": ("start", "first_employer_contact"),
}
SAID = {
    "referred": "referral",
    "start": "start (the first meeting)",
    "first_contact": "first contact",
    "first_employer_contact": "first contact with an employer for the candidate",
}
DEFINITIONS = {
    name: f"Days from the {SAID[first]} to the {SAID[last]}, among those who started and of whom both days are told, the "
    "second not before the first nor after the data."
    for name, (first, last) in WAITS.items()
}
DEAR = {"missing": 3, "n": 4}


def _waits(scope: Scope) -> Iterator[tuple[str, str, str]]:
    """Those of which the courses tell the days."""
    if scope.site is None:
        for name, (first, last) in WAITS.items():
            if {first, last} <= set(scope.rows.columns):
                yield name, first, last


def _known(study: Study, scope: Scope, first: str, last: str) -> tuple[Flags, Flags]:
    """Who started, and of whom of them both days are told."""
    begun, ended, through = scope.whole(first), scope.whole(last), day(study.through)
    started: Flags = scope.base | scope.are("in_work_at_start")
    told = ~(scope.rows[first].is_null() | scope.rows[last].is_null()).to_numpy()
    return started, started & told & (begun <= ended) & (ended <= (FAR if through is None else through))


def enter(study: Study, scope: Scope, page: Page) -> None:
    for name, first, last in _waits(scope):
        started, known = _known(study, scope, first, last)
        counts = {f"{name}.n": known, f"{name}.missing": started & ~known}
        page.count(counts, {f"{name}.{part}": cost for part, cost in DEAR.items()})
        page.adds_up("started", *counts)


def drafts(sheet: Sheet) -> Iterator[Draft]:
    scope = sheet.scope
    for name, first, last in _waits(scope):
        if sheet.count[f"{name}.n"]:
            _, known = _known(sheet.study, scope, first, last)
            days = (scope.whole(last) - scope.whole(first))[known].astype(float)
            yield sheet.draft(
                name,
                DEFINITIONS[name],
                sheet.mean(days, known),
                {"n": f"{name}.n", "missing": f"{name}.missing"},
                base_name="started, both days told",
                unit="days",
                follow_up="",
                horizon_days=None,
            )


MEASURE = Measure(DEFINITIONS, enter, drafts)

"""The longest employment (any employer) and the longest job (one employer, Bond et al. 2012), in weeks.

Both end with the follow-up, and their names say so. Spells that touch are one: of any employer for the first, of the
same employer for the second. Whoever has a spell of work without an employer is missing from the second, and counted.
Bond, Campbell and Drake (2012), Psychiatric Services 63:751.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ipseval.courses.scope import Scope
from ipseval.gate.ledger import Page
from ipseval.measures.measure import Draft, Measure, Sheet
from ipseval.measures.weeks_in_work import BASE
from ipseval.study import Study

EMPLOYMENT, JOB = "longest_employment_to_horizon", "longest_job_to_horizon"
DEFINITIONS = {
    EMPLOYMENT: "Weeks of the longest unbroken ordinary employment with any employers within {follow_up} from start, "
    "cut at the end of the follow-up; zeros included, spells that touch are one.",
    JOB: "Weeks of the longest unbroken ordinary employment with one employer within {follow_up} from start, cut at "
    "the end of the follow-up; zeros included, spells that touch are one.",
}
DEAR = {f"{JOB}.missing": 7, f"{JOB}.any": 8, f"{JOB}.n": 9}
WEEKS = "weeks_in_work"


def _has_employers(scope: Scope) -> bool:
    return scope.site is None and "longest_job" in scope.rows.columns


def enter(study: Study, scope: Scope, page: Page) -> None:
    """The longest employment rests on the counts of the weeks in work."""
    if not _has_employers(scope):
        return
    missing, work = scope.whole("longest_job_missing") == 1, scope.whole("first_work") >= 0
    known = scope.seen & ~missing
    counts = {
        f"{JOB}.n": known,
        f"{JOB}.any": known & work,
        f"{JOB}.none": known & ~work,
        f"{JOB}.missing": scope.seen & missing,
    }
    page.count(counts, DEAR)
    page.adds_up(f"{WEEKS}.n", f"{JOB}.n", f"{JOB}.missing")
    page.adds_up(f"{WEEKS}.any", f"{JOB}.any", f"{JOB}.missing")
    page.adds_up(f"{JOB}.none", f"{WEEKS}.none")
    page.splits(f"{JOB}.n", f"{JOB}.any", f"{JOB}.none")


def drafts(sheet: Sheet) -> Iterator[Draft]:
    scope = sheet.scope
    if scope.site is not None:
        return
    fields = {"censored": "ended_early", "immature": "immature", "excluded": "in_work_at_start"}
    if sheet.count[f"{WEEKS}.n"]:
        told = sheet.told(scope.whole("longest_employment") / 7, scope.are("mature"))
        draft = sheet.draft(
            EMPLOYMENT,
            DEFINITIONS[EMPLOYMENT],
            told.mean(sheet.study.level),
            fields | {"n": f"{WEEKS}.n", "numerator": f"{WEEKS}.any"},
            (f"{WEEKS}.none",),
            base_name=BASE,
            unit="weeks",
        )
        yield replace(draft, told=told)
    if _has_employers(scope) and sheet.count[f"{JOB}.n"]:
        known = scope.whole("longest_job_missing") != 1
        told = sheet.told(scope.whole("longest_job") / 7, scope.are("mature"), known)
        draft = sheet.draft(
            JOB,
            DEFINITIONS[JOB],
            told.mean(sheet.study.level),
            fields | {"n": f"{JOB}.n", "numerator": f"{JOB}.any", "missing": f"{JOB}.missing"},
            (f"{JOB}.none",),
            base_name=f"{BASE}, employers known",
            unit="weeks",
        )
        yield replace(draft, told=told)


MEASURE = Measure(DEFINITIONS, enter, drafts, compared=(EMPLOYMENT, JOB))

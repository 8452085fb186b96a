"""What a follow-up can come to: every course is of one kind, and the measures' counts are sums of kinds; no figure.

The counts of different measures are of the same people. Without the kinds an outsider who sees that would know more
than the ledger.
"""

from __future__ import annotations

from ipseval.courses.cohort import CENSORED, COMPETING
from ipseval.courses.scope import Flags, Scope
from ipseval.gate.ledger import Page

IMMATURE = ("immature, work", "immature, lost", "immature, gone", "immature, open")
EARLY = ("early, work", "early, education", "early, none")
SEEN = ("seen, work", "seen, education", "seen, education, gone", "seen, none", "seen, gone")
OUT_OF_WORK = IMMATURE + EARLY + SEEN
WORK = tuple(kind for kind in OUT_OF_WORK if kind.endswith("work"))
EDUCATION = tuple(kind for kind in EARLY + SEEN if "education" in kind)
SUMS = {
    "first_job.n": OUT_OF_WORK,
    "immature": IMMATURE,
    "mature": EARLY + SEEN,
    "ended_early": EARLY,
    "work_or_education.reached": ("early, work", "seen, work", *EDUCATION),
    "work_or_education.censored": ("early, none",),
    "work_or_education.competing": ("seen, gone",),
    "work_or_education.open": ("seen, none",),
    "first_job.reached": WORK,
    "first_job.mature": ("early, work", "seen, work"),
    "first_job.ended_early": ("early, work",),
    "first_job.education_only": EDUCATION,
    "first_job.censored": ("immature, lost", "early, education", "early, none"),
    "first_job.competing": ("immature, gone", "seen, education, gone", "seen, gone"),
    "weeks_in_work.n": SEEN,
    "weeks_in_work.any": ("seen, work",),
}
"""Counts of those out of work at start; the others follow from these."""


def kinds(scope: Scope) -> dict[str, Flags]:
    """Which courses are of each kind; each of those out of work at start is of one."""
    work, success = scope.whole("first_work") >= 0, scope.whole("first_success") >= 0
    ending, education = scope.whole("ending"), success & ~work
    lost, gone = ending == CENSORED, ending == COMPETING
    immature, early, seen = scope.are("immature"), scope.ended_early, scope.seen
    return {
        "immature, work": immature & work,
        "immature, lost": immature & ~work & lost,
        "immature, gone": immature & ~work & gone,
        "immature, open": immature & ~work & ~lost & ~gone,
        "early, work": early & work,
        "early, education": early & education,
        "early, none": early & ~work & ~education,
        "seen, work": seen & work,
        "seen, education": seen & education & ~gone,
        "seen, education, gone": seen & education & gone,
        "seen, none": seen & ~work & ~education & ~gone,
        "seen, gone": seen & ~work & ~education & gone,
    }


def enter(scope: Scope, page: Page) -> None:
    """Notes the kinds, and which of them make up each count."""
    page.count(kinds(scope))
    for name, parts in SUMS.items():
        page.adds_up(name, *parts)

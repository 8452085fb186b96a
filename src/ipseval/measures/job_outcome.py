"""Job outcome rate: a start counts after four paid hours (IPS Grow, whose benchmark is 40 %); not by site.

Of those out of work at start whose follow-up has passed. The hours of all jobs are added together, since a job may
come as several spells. Whoever has a spell of work without its hours is missing, which is not zero, and counted.
Where no spell tells any, the rate cannot be counted, and the figure says so in place of a value.
"""

from __future__ import annotations

from collections.abc import Iterator

from ipseval.courses.cohort import CENSORED
from ipseval.courses.scope import Flags, Scope
from ipseval.estimates.estimate import Estimate
from ipseval.gate.ledger import Page
from ipseval.measures.measure import OUT_OF_WORK, Draft, Measure, Sheet
from ipseval.study import Study

NAME = "job_outcome_rate"
WORDS = (
    "Four paid hours of ordinary employment within {follow_up} from start, all jobs together, among those whose "
    "follow-up has passed and whose hours are known."
)
BASE = f"{OUT_OF_WORK}, follow-up passed, hours known"
NOT_COUNTABLE = "A start counts after four paid hours, and the spells tell no hours (minutes_week)."
DEAR = {
    f"{NAME}.competing": 3,
    f"{NAME}.censored": 4,
    f"{NAME}.missing": 5,
    f"{NAME}.reached": 6,
    f"{NAME}.n": 7,
}


def _is_carried(scope: Scope) -> bool:
    return "fourth_hour" in scope.rows.columns


def _known(scope: Scope) -> Flags:
    flags: Flags = scope.are("mature") & (scope.whole("work_hours_missing") != 1)
    return flags


def enter(study: Study, scope: Scope, page: Page) -> None:
    if scope.site is not None or not _is_carried(scope):
        return
    mature, known, early = scope.are("mature"), _known(scope), scope.ended_early
    reached, work = known & (scope.whole("fourth_hour") >= 0), scope.whole("first_work") >= 0
    lost = known & ~reached
    censored = lost & (scope.whole("ending") == CENSORED)
    competing = scope.among(known, scope.times("fourth_hour", known)[1] == 2)
    any_hours = scope.whole("work_hours") > 0
    counts = {
        "n": known, "missing": mature & ~known, "reached": reached, "not_reached": lost,
        "censored": censored, "competing": competing, "open": lost & ~censored & ~competing,
        "short": lost & work, "none": mature & ~work,
        "seen": reached & ~early, "seen_short": lost & ~early & any_hours, "early": reached & early,
        "n_early": known & early, "missing_early": mature & ~known & early,
        "short_early": lost & work & early, "short_seen": lost & work & ~early,
        "no_hours": lost & work & ~early & ~any_hours,
    }  # fmt: skip
    page.count({f"{NAME}.{part}": flags for part, flags in counts.items()}, DEAR)
    _equations(page)


def _equations(page: Page) -> None:
    """Who has worked four hours has worked, and is among those with any hours if seen to the end."""
    page.adds_up("mature", f"{NAME}.n", f"{NAME}.missing")
    page.splits(f"{NAME}.n", f"{NAME}.reached", f"{NAME}.not_reached")
    page.adds_up(f"{NAME}.not_reached", f"{NAME}.censored", f"{NAME}.competing", f"{NAME}.open")
    page.adds_up("mature", "first_job.mature", f"{NAME}.none")
    page.adds_up("first_job.mature", f"{NAME}.reached", f"{NAME}.short", f"{NAME}.missing")
    page.adds_up(f"{NAME}.not_reached", f"{NAME}.none", f"{NAME}.short")
    page.adds_up(f"{NAME}.n", "work_hours.n", f"{NAME}.n_early")
    page.adds_up(f"{NAME}.missing", "work_hours.missing", f"{NAME}.missing_early")
    page.adds_up(f"{NAME}.reached", f"{NAME}.seen", f"{NAME}.early")
    page.adds_up("ended_early", f"{NAME}.censored", f"{NAME}.early", f"{NAME}.missing_early")
    page.adds_up("work_hours.any", f"{NAME}.seen", f"{NAME}.seen_short")
    page.adds_up("first_job.ended_early", f"{NAME}.early", f"{NAME}.short_early", f"{NAME}.missing_early")
    page.adds_up(f"{NAME}.short", f"{NAME}.short_early", f"{NAME}.short_seen")
    page.adds_up(f"{NAME}.short_seen", f"{NAME}.seen_short", f"{NAME}.no_hours")


def drafts(sheet: Sheet) -> Iterator[Draft]:
    scope, count = sheet.scope, sheet.count
    if scope.site is not None:
        return
    if not _is_carried(scope):
        yield from _not_countable(sheet)
        return
    n, k, censored = (count[f"{NAME}.{part}"] for part in ("n", "reached", "censored"))
    if not n:
        return
    share, _ = sheet.incidence("fourth_hour", _known(scope), f"{NAME}.censored")
    yield sheet.draft(
        NAME,
        WORDS,
        share,
        {
            "n": f"{NAME}.n",
            "numerator": f"{NAME}.reached",
            "missing": f"{NAME}.missing",
            "censored": f"{NAME}.censored",
            "competing": f"{NAME}.competing",
            "immature": "immature",
            "excluded": "in_work_at_start",
        },
        (f"{NAME}.not_reached",),
        base_name=BASE,
        unit="share",
        **({"lowest": k / n, "highest": (k + censored) / n} if censored else {}),
    )


def _not_countable(sheet: Sheet) -> Iterator[Draft]:
    """Once, for everyone: it is so of every group."""
    if sheet.scope.group is None:
        none = Estimate(0.0, None, None, None, "")
        yield sheet.draft(
            NAME, WORDS, none, {}, base_name=BASE, unit="share", value=None, warning=NOT_COUNTABLE
        )


MEASURE = Measure({NAME: WORDS}, enter, drafts, compared=(NAME,))

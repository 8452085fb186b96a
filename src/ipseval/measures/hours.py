"""Hours within the follow-up: paid or studied hours, and paid hours alone (Bond et al. 2012).

The hours of a spell are its minutes a week times its days in the follow-up; two jobs at once add. Whoever has a spell
without its minutes is missing, which is not zero, and counted; whoever has no spell has no hours. Among workers the
figures only describe: who works is no longer the group that one began with, so they are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ipseval.courses.scope import Flags, Scope
from ipseval.estimates.estimate import Estimate, Floats
from ipseval.estimates.told import Told
from ipseval.gate.ledger import Page
from ipseval.measures.measure import Draft, Measure, Sheet
from ipseval.measures.weeks_in_work import BASE
from ipseval.study import Study

TWENTY = 20 * 60
WHAT = {"hours": "Paid or studied hours", "work_hours": "Paid hours"}
WITHIN = "within {follow_up} from start"
DEFINITIONS = {
    **{name: f"{what} {WITHIN}, zeros included." for name, what in WHAT.items()},
    **{f"{name}_any": f"Any {what.lower()} {WITHIN}." for name, what in WHAT.items()},
    "work_hours_among_workers": f"Paid hours {WITHIN}, among those who had any.",
    "work_hours_a_week": f"Paid hours a week, on average over the days in work {WITHIN}, among those who had any.",
    "work_hours_20_a_week": f"At least 20 paid hours a week, on average over the days in work {WITHIN}; whoever had no "
    "work counts as not.",
}
DEAR = {"missing": 7, "20": 7, "any": 8, "n": 9}


def _is_carried(scope: Scope) -> bool:
    return scope.site is None and "hours" in scope.rows.columns


def _is_told(scope: Scope, name: str) -> Flags:
    flags: Flags = scope.whole(f"{name}_missing") != 1
    return flags


def _known(scope: Scope, name: str) -> Flags:
    return scope.seen & _is_told(scope, name)


def _twenty(scope: Scope) -> Flags:
    """Minutes a week times days are to be 20 hours times the days in work, two jobs at once being one day."""
    days = scope.whole("work_days")
    flags: Flags = _known(scope, "work_hours") & (days > 0) & (scope.whole("work_hours") >= TWENTY * days)
    return flags


def enter(study: Study, scope: Scope, page: Page) -> None:
    if not _is_carried(scope):
        return
    reached = {"hours": scope.whole("first_success") >= 0, "work_hours": scope.whole("first_work") >= 0}
    for name in WHAT:
        known, some = _known(scope, name), scope.whole(name) > 0
        counts = {
            f"{name}.n": known,
            f"{name}.missing": scope.seen & ~known,
            f"{name}.any": known & some,
            f"{name}.none": known & ~some,
            f"{name}.zero_minutes": known & ~some & reached[name],
        }
        page.count(counts, {f"{name}.{part}": cost for part, cost in DEAR.items()})
        page.adds_up("weeks_in_work.n", f"{name}.n", f"{name}.missing")
        page.splits(f"{name}.n", f"{name}.any", f"{name}.none")
    page.adds_up("weeks_in_work.any", "work_hours.any", "work_hours.missing", "work_hours.zero_minutes")
    page.adds_up("work_hours.none", "weeks_in_work.none", "work_hours.zero_minutes")
    seen = ("hours.any", "hours.missing", "hours.zero_minutes")
    page.adds_up("work_or_education.reached", "work_or_education.reached_before_it", *seen)
    page.adds_up("hours.none", "work_or_education.competing", "work_or_education.open", "hours.zero_minutes")
    known, twenty, worked = _known(scope, "work_hours"), _twenty(scope), scope.whole("work_hours") > 0
    page.count(
        {
            "work_hours.20": twenty,
            "work_hours.not_20": known & ~twenty,
            "work_hours.below_20": known & ~twenty & worked,
        }
    )
    page.splits("work_hours.n", "work_hours.20", "work_hours.not_20")
    page.adds_up("work_hours.any", "work_hours.20", "work_hours.below_20")
    page.adds_up("work_hours.not_20", "work_hours.none", "work_hours.below_20")


def drafts(sheet: Sheet) -> Iterator[Draft]:
    scope, level = sheet.scope, sheet.study.level
    if not _is_carried(scope):
        return
    for name in WHAT:
        if not sheet.count[f"{name}.n"]:
            continue
        told = _told(sheet, name, scope.whole(name) / (7 * 60))
        yield replace(_draft(sheet, name, name, told.mean(level), "hours"), told=told, is_ranked=True)
        share = _told(sheet, name, scope.whole(name) > 0).share(level)
        yield _draft(sheet, f"{name}_any", name, share, "share")
    if sheet.count["work_hours.n"]:
        share = _told(sheet, "work_hours", _twenty(scope)).share(level)
        yield _draft(sheet, "work_hours_20_a_week", "work_hours", share, "share", "20", "not_20")
    if sheet.count["work_hours.any"]:
        yield from _among_workers(sheet)


def _told(sheet: Sheet, name: str, value: Floats | Flags) -> Told:
    return sheet.told(value.astype(np.float64), sheet.scope.are("mature"), _is_told(sheet.scope, name))


def _draft(
    sheet: Sheet, measure: str, name: str, estimate: Estimate, unit: str, k: str = "any", rest: str = "none"
) -> Draft:
    fields = {
        "n": f"{name}.n",
        "numerator": f"{name}.{k}",
        "missing": f"{name}.missing",
        "censored": "ended_early",
        "immature": "immature",
        "excluded": "in_work_at_start",
    }
    base = f"{BASE}, hours known"
    return sheet.draft(
        measure, DEFINITIONS[measure], estimate, fields, (f"{name}.{rest}",), base_name=base, unit=unit
    )


def _among_workers(sheet: Sheet) -> Iterator[Draft]:
    scope = sheet.scope
    among = _is_told(scope, "work_hours") & (scope.whole("work_hours") > 0)
    hours, days = scope.whole("work_hours") / (7 * 60), np.maximum(scope.whole("work_days"), 1)
    found = {"work_hours_among_workers": hours, "work_hours_a_week": 7 * hours / days}
    for measure, values in found.items():
        told = sheet.told(values, scope.are("mature"), among)
        yield sheet.draft(
            measure,
            DEFINITIONS[measure],
            Estimate(told.mean().value, None, None, None, told.method("mean, descriptive only")),
            {"n": "work_hours.any", "missing": "work_hours.missing", "censored": "ended_early"},
            ("work_hours.none",),
            base_name=f"{BASE}, hours known, any of them",
            unit="hours",
        )


COMPARED = ("hours", "hours_any", "work_hours", "work_hours_any", "work_hours_20_a_week")
MEASURE = Measure(DEFINITIONS, enter, drafts, compared=COMPARED)

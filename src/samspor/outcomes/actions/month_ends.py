"""A month-end's run, made by the calendar and stored once. Only released figures are kept."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

import ipseval
from ipseval.figures import Released
from samspor.access import audit
from samspor.access.actions import SYSTEM
from samspor.access.case_data import trusted
from samspor.agreements.models import Programme
from samspor.courses.models import Course
from samspor.outcomes.frames import frames, study_of
from samspor.outcomes.models import Run
from samspor.outcomes.rules import is_quarter_end, last_month_end, last_quarter_end

RUN = "results.run"
"""In the log: no person's deed, it follows from the calendar."""


def run_month_end(programme: Programme, through: date, at: datetime) -> Run:
    """The programme's study with the facts up to a month's end, run once: a second call finds the first one's run."""
    month_ends = Run.objects.filter(asked_by=None, programme=programme, through=through)
    if (stored := month_ends.first()) is not None:
        return stored
    with trusted():
        facts = frames(programme, through)
    released = ipseval.run(study_of(programme, through), facts.tables(by_site=is_quarter_end(through)))
    with transaction.atomic():
        made, is_new = month_ends.get_or_create(
            programme=programme,
            through=through,
            asked_by=None,
            defaults={"created_at": at, "done_at": at, "facts_mark": facts.mark(), **content(released)},
        )
        if is_new:
            audit.record(RUN, by=SYSTEM, at=at, about=f"run:{made.pk}", thing=made)
    return made


def content(released: Released) -> dict[str, Any]:
    """What is stored of an evaluation: all that may leave it."""
    parts = released.content()
    own = {name: parts.pop(name) for name in ("figures", "flow", "manifest")}
    return {**own, "more": parts}


def run_due(on: date, *, at: datetime) -> list[Run]:
    """For the timed work: the last quarter-end and the last month-end of every programme that has courses, where
    they are missing."""
    made = []
    for through in sorted({last_quarter_end(on), last_month_end(on)}):
        made_already = Run.objects.filter(asked_by=None, through=through).values("programme")
        due = Programme.objects.filter(starts_on__lte=through).exclude(pk__in=made_already).order_by("pk")
        with trusted():
            known = Course.objects.filter(accepted_on__lte=through).values_list("programme", flat=True)
            with_courses = set(known.distinct())
        made += [run_month_end(programme, through, at) for programme in due if programme.pk in with_courses]
    return made

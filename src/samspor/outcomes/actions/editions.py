"""The editions of a programme: the run of each quarter's end, made by the calendar and stored once; what was let out before."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

import ipseval
from ipseval.figures import Released
from samspor.access import audit
from samspor.access.actions import SYSTEM
from samspor.access.case_data import trusted
from samspor.agreements.models import Programme
from samspor.base.dates import local
from samspor.courses.models import Course
from samspor.outcomes.frames import frames, study_of
from samspor.outcomes.models import Run
from samspor.outcomes.rules import Fault, RunState, last_quarter_end, month_of

RUN = "results.run"
"""In the log: no person's deed, it follows from the calendar."""


def make_edition(programme: Programme, through: date, at: datetime) -> Run | None:
    """The programme's study with the facts up to a quarter's end, run once: a second call finds the first one's run.

    None where so few people have come since that all new figures would be of them: the edition before stays the newest,
    and it is kept that this one waits.
    """
    stored = Run.objects.editions().filter(programme=programme, through=through).first()
    if stored is not None:
        return stored
    with trusted():
        facts = frames(programme, through)
    earlier = let_out(programme)
    found: dict[str, Any]
    try:
        released = ipseval.run(study_of(programme, through), facts.tables(), earlier=[*earlier.values()])
        found = {"done_at": at, **content(released, earlier)}
    except ipseval.TooClose:
        found = {"state": RunState.FAILED, "fault": Fault.TOO_ALIKE}
    found |= {"created_at": at, "facts_mark": facts.mark(), "compared_in": month_of(at)}
    with transaction.atomic():
        Run.objects.waiting().filter(programme=programme, through=through).delete()
        made, is_new = Run.objects.get_or_create(
            programme=programme, through=through, asked_by=None, defaults=found
        )
        if made.state != RunState.RELEASED:
            return None
        if is_new:
            audit.record(RUN, by=SYSTEM, at=at, about=f"run:{made.pk}", thing=made)
    return made


def let_out(programme: Programme, among: Collection[int] | None = None) -> dict[int, Released]:
    """What readers have of a programme, or those runs of it, by number: nobody who subtracts a new one from these may
    be left with a few people."""
    runs = Run.objects.filter(programme=programme).order_by("pk")
    runs = runs.filter(state=RunState.RELEASED) if among is None else runs.filter(pk__in=among)
    read = runs.values_list("pk", "figures", "flow", "more")
    return {
        pk: Released.from_content({"figures": figures, "flow": flow, **more})
        for pk, figures, flow, more in read
    }


def content(released: Released, earlier: Collection[int]) -> dict[str, Any]:
    """What is stored of an evaluation: all that may leave it, and beside which runs it was made."""
    parts = released.content()
    own = {name: parts.pop(name) for name in ("figures", "flow")}
    return {**own, "manifest": {**parts.pop("manifest"), "earlier_runs": sorted(earlier)}, "more": parts}


def run_due(*, at: datetime) -> list[Run]:
    """For the timed work: the last quarter's edition of every programme that has courses, where it is missing. One that
    waits for more people is tried once a month."""
    through = last_quarter_end(local(at).date())
    kept = Run.objects.filter(asked_by=None, through=through)
    settled = kept.exclude(state=RunState.FAILED, compared_in__lt=month_of(at)).values("programme")
    due = Programme.objects.filter(starts_on__lte=through).exclude(pk__in=settled).order_by("pk")
    with trusted():
        known = Course.objects.filter(accepted_on__lte=through).values_list("programme", flat=True)
        with_courses = set(known.distinct())
    made = (make_edition(programme, through, at) for programme in due if programme.pk in with_courses)
    return [run for run in made if run is not None]

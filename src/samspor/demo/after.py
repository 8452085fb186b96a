"""What is done once all lives stand: a colleague's cover, an own employee's record, what Freja asks for, and the runs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from samspor.access.case_data import trusted
from samspor.access.models import AuditEvent
from samspor.access.roles import Role
from samspor.agreements.models import Programme
from samspor.base.dates import local
from samspor.courses import actions as courses
from samspor.courses.actions import own
from samspor.courses.models import Course, UnitCourse
from samspor.demo.settlement import Settlement
from samspor.outcomes import actions as runs
from samspor.outcomes.actions import run_due
from samspor.outcomes.models import Run
from samspor.outcomes.rules import Comparison, Definition, RunState, last_quarter_end
from samspor.outcomes.work import work_out
from samspor.people import actions as people

COVERED = 2
"""How many courses of an absent colleague Bo covers."""
WISH = "Der står, at jeg arbejder ni timer om ugen. Det er blevet til femten."


def count_courses() -> int:
    with trusted():
        return Course.objects.count()


def finish(settled: Settlement, at: datetime) -> int:
    """What stands out in the demo, and the last month's and quarter's figures. Returns how many of these."""
    yesterday = at - timedelta(days=1)
    _cover(settled, yesterday)
    _restrict(settled, yesterday)
    _ask(settled, yesterday)
    stored = run_due(at=at)
    return len(stored) + _evaluate(settled, stored, at)


def _evaluate(settled: Settlement, stored: list[Run], at: datetime) -> int:
    """Eva has asked two questions of the programme with the most courses: one is released by Gitte, one waits for her."""
    eva, gitte = settled.cast["eva"], settled.cast["gitte"]
    on = local(at).date()
    programmes = Programme.objects.filter(
        pk__in=[run.programme_id for run in stored], units__authority=eva.authority_id
    ).distinct()
    if not programmes:
        return 0
    with trusted():
        programme = max(programmes, key=lambda one: Course.objects.filter(programme=one).count())
    through = last_quarter_end(on)
    words: dict[str, Any] = {"through": through, "definition": Definition.PROGRAMME}
    for comparison in (Comparison.TEAM_FORM, Comparison.DECISION_AUTHORITY):
        asked = runs.ask_run(programme, by=eva, at=at, comparison=comparison, **words)
        work_out.call(asked.pk, asked.version)
        asked.refresh_from_db()
        if comparison == Comparison.TEAM_FORM and asked.state == RunState.DONE:
            runs.release_run(asked, by=gitte, at=at)
    return 2


def _cover(settled: Settlement, at: datetime) -> None:
    """Bo takes cover for some courses of the colleague who sits beside him."""
    bo = settled.cast["bo"]
    colleagues = settled.specialists[bo.unit_id or 0]
    if len(colleagues) <= COVERED:
        return
    for course in _running(colleagues[2].user)[:COVERED]:
        courses.take_cover(
            course, by=bo, at=at, reason="elsewhere", ends_on=local(at).date() + timedelta(days=6)
        )


def _restrict(settled: Settlement, at: datetime) -> None:
    """One of Anna's candidates works for the municipality: named staff only."""
    anna = settled.cast["anna"]
    for course in _running(anna.user)[:1]:
        people.restrict_person(course.municipal_person, by=anna, at=at, reason="Ansat i kommunen")


def _ask(settled: Settlement, at: datetime) -> None:
    """Freja asks why somebody looked, and for a correction."""
    freja = settled.cast["freja"]
    with trusted():
        course = Course.objects.select_related("municipal_unit__authority").get(
            municipal_person__user=freja.user
        )
    look = AuditEvent.objects.filter(about=course.about, role=Role.SPECIALIST).order_by("-at", "-pk").first()
    if look is not None:
        own.flag_look(course, by=freja, at=at, event_id=look.pk)
    own.ask_correction(
        course, by=freja, at=at, to_authority=course.municipal_unit.authority, text=WISH, new_id=uuid4()
    )


def _running(user: Any) -> list[Any]:
    """The courses that somebody has and that run, but for those of the cast; the same order each time."""
    with trusted():
        rows = UnitCourse.objects.filter(
            ended_on=None, started_on__isnull=False, assignments__user=user, municipal_person__user=None
        )
        return list(
            rows.select_related("municipal_person").order_by("accepted_on", "municipal_person__sort_name")
        )

"""The course's own life: start, what is known at the start, pause, end with a reason, reopening."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspor.access.actions import Refused, action
from samspor.access.models import Membership
from samspor.access.roles import Permission
from samspor.courses import rules
from samspor.courses.actions.refusals import fill, no, refuse
from samspor.courses.models import Course, Pause, Reopening
from samspor.courses.rules import Fault, Span
from samspor.people.models import Person

AT_START = (
    "benefit_at_start",
    "status_at_start",
    "hours_at_start",
    "wish_for_work",
    "caseworker",
    "decision_authority",
    "practical",
)
"""What is recorded at the start, and may be put right later."""


@action(Permission.COURSE_START)
def start_course(course: Course, *, by: Membership, at: datetime, started_on: date, **at_start: Any) -> None:
    """The first meeting was held: the registered start."""
    if course.started_on is not None:
        raise no(Fault.HAS_STARTED, "started_on")
    _put(course, {"started_on": started_on, **at_start}, at)


@action(Permission.COURSE_CHANGE)
def change_course(course: Course, *, by: Membership, at: datetime, **words: Any) -> None:
    """Put right what stands at the start; a start that was recorded can be moved, not taken away."""
    if words.get("started_on") is None:
        words.pop("started_on", None)
    elif course.started_on is None:
        raise no(Fault.NOT_STARTED, "started_on")
    _put(course, words, at)


def _put(course: Course, words: dict[str, Any], at: datetime) -> None:
    if unknown := words.keys() - {*AT_START, "started_on"}:
        raise TypeError(f"not known at the start of a course: {sorted(unknown)}")
    if started_on := words.get("started_on"):
        refuse(rules.start_fault(course.accepted_on, course.ended_on, started_on, timezone.localdate(at)))
    hours = words.get("hours_at_start")
    if hours is not None and not 0 <= Decimal(hours) <= rules.LONGEST_HOURS:
        raise no(Fault.HOURS, "hours_at_start")
    fill(course, words)
    course.save()


@action(Permission.COURSE_PAUSE, creates=Pause)
def pause_course(
    course: Course,
    *,
    by: Membership,
    at: datetime,
    starts_on: date,
    ends_on: date | None = None,
    new_id: UUID | None = None,
) -> Pause:
    """An agreed pause. It silences reminders and ends nothing."""
    refuse(rules.pause_fault(course.facts(), Span(starts_on, ends_on), timezone.localdate(at)))
    return Pause.objects.create(id=new_id or uuid4(), course=course, starts_on=starts_on, ends_on=ends_on)


@action(Permission.COURSE_PAUSE)
def end_pause(course: Course, *, by: Membership, at: datetime, ends_on: date | None = None) -> None:
    """The course goes on: the pause that covers today ends yesterday, or on its last day given; one that begins today
    is called off."""
    today = timezone.localdate(at)
    pause = course.pauses.filter(starts_on__lte=today).exclude(ends_on__lt=today).first()
    if pause is None:
        raise no(Fault.NO_PAUSE)
    if ends_on is None and pause.starts_on == today:
        pause.delete()
        return
    last = ends_on or today - timedelta(days=1)
    if last < pause.starts_on:
        raise no(Fault.END_BEFORE_START, "ends_on")
    pause.ends_on = last
    pause.save()


@action(Permission.COURSE_CLOSE)
def close_course(course: Course, *, by: Membership, at: datetime, ended_on: date, end_reason: str) -> None:
    """The course ends because somebody decided so, with one of the reasons; jobs go on as they stand."""
    refuse(rules.end_fault(course.facts(), ended_on, timezone.localdate(at)))
    if not end_reason:
        raise no(Fault.NO_REASON, "end_reason")
    for pause in course.pauses.exclude(ends_on__lte=ended_on):
        pause.ends_on = max(pause.starts_on, ended_on)
        pause.save()
    course.ended_on, course.end_reason = ended_on, end_reason
    course.save()


@action(Permission.COURSE_REOPEN)
def reopen_course(course: Course, *, by: Membership, at: datetime, reopened_on: date | None = None) -> None:
    """The course is taken up again; the end that was is kept as history."""
    reopened_on = reopened_on or timezone.localdate(at)
    refuse(rules.reopening_fault(course.ended_on, reopened_on, timezone.localdate(at)))
    Person.objects.select_for_update().get(pk=course.municipal_person_id)
    if Course.objects.filter(municipal_person=course.municipal_person_id, ended_on=None).exists():
        raise Refused(_("This person already has a course that is going on."))
    if course.ended_on is not None:
        Reopening.objects.create(
            course=course,
            reopened_on=reopened_on,
            had_ended_on=course.ended_on,
            had_end_reason=course.end_reason,
        )
    course.ended_on, course.end_reason = None, ""
    course.save()

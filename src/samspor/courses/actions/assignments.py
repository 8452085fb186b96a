"""Who has the course: assigned and replaced by a team leader, covered for by a colleague of the same unit."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspor.access import audit
from samspor.access.actions import Refused, action
from samspor.access.models import Membership, User
from samspor.access.roles import Permission, Role
from samspor.courses import rules
from samspor.courses.actions.refusals import no, own_unit, refuse
from samspor.courses.models import Assignment, Course, UnitCourse
from samspor.courses.rules import Fault, Span

ROLE_OF_KIND = {Assignment.Kind.SPECIALIST: Role.SPECIALIST, Assignment.Kind.CLINICIAN: Role.CLINICIAN}


@action(Permission.COURSE_ASSIGN, creates=Assignment)
def assign(
    course: UnitCourse,
    *,
    by: Membership,
    at: datetime,
    user: User,
    starts_on: date | None = None,
    replaces: Assignment | None = None,
    new_id: UUID | None = None,
) -> Assignment:
    """The leader of a side gives the course to somebody of the own unit, beside or instead of another."""
    starts_on = starts_on or timezone.localdate(at)
    kind = _kind_of_side(course, by)
    if starts_on < course.accepted_on:
        raise no(Fault.BEFORE_ACCEPTANCE, "starts_on")
    require_at_work(user, own_unit(by).pk, kind, starts_on, field="user")
    if replaces is not None:
        _end(_of(course, by, replaces), starts_on - timedelta(days=1))
    return new_assignment(course, user, own_unit(by).pk, kind, starts_on, at=at, new_id=new_id)


@action(Permission.COURSE_ASSIGN)
def end_assignment(
    course: UnitCourse, *, by: Membership, at: datetime, assignment: Assignment, ends_on: date
) -> None:
    """Somebody no longer has the course from the day after. A course may stand without anyone for a time."""
    _end(_of(course, by, assignment), ends_on)


@action(Permission.COURSE_ASSIGN)
def undo_assignment(course: UnitCourse, *, by: Membership, at: datetime, assignment: Assignment) -> None:
    """The wrong person was picked: on the day it was made it can be taken away as if it had not been; the log keeps
    that it was."""
    made = _of(course, by, assignment)
    if timezone.localdate(made.made_at) != timezone.localdate(at):
        raise no(Fault.MADE_EARLIER)
    audit.record(Permission.COURSE_ASSIGN, by=by, at=at, about=course.about, thing=made, fields=["undone"])
    made.delete()


@action(Permission.COURSE_COVER, creates=Assignment)
def take_cover(
    course: UnitCourse,
    *,
    by: Membership,
    at: datetime,
    reason: str,
    ends_on: date,
    new_id: UUID | None = None,
) -> Assignment:
    """A colleague of the same unit takes the course for some days, with a reason; the leader sees it on the list."""
    on = timezone.localdate(at)
    refuse(rules.cover_fault(on, ends_on, reason))
    return new_assignment(
        course,
        by.user,
        own_unit(by).pk,
        Assignment.Kind.COVER,
        on,
        at=at,
        ends_on=ends_on,
        reason=reason,
        new_id=new_id,
    )


def new_assignment(
    course: Course,
    user: User,
    unit_id: int,
    kind: str,
    starts_on: date,
    *,
    at: datetime,
    ends_on: date | None = None,
    reason: str = "",
    new_id: UUID | None = None,
) -> Assignment:
    """One person has a course once on any day, as what it be; inside actions, the course locked."""
    held = Assignment.objects.filter(course_id=course.pk, user=user, unit=unit_id)
    if any(rules.overlap(Span(starts_on, ends_on), Span(one.starts_on, one.ends_on)) for one in held):
        raise no(Fault.ALREADY_ASSIGNED, "user")
    return Assignment.objects.create(
        id=new_id or uuid4(),
        course_id=course.pk,
        user=user,
        unit_id=unit_id,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        made_at=at,
    )


def require_at_work(user: User, unit_id: int, kind: Assignment.Kind, on: date, *, field: str) -> None:
    """Who gets a course works in the unit on that day, in the role that it takes."""
    here = Membership.objects.valid_on(on).filter(user=user, unit=unit_id, role=ROLE_OF_KIND[kind])
    if not here.filter(user__is_active=True).exists():
        raise Refused(_("This person does not work in your unit in that role on that day."), field=field)


def _kind_of_side(course: Course, by: Membership) -> Assignment.Kind:
    return Assignment.Kind.SPECIALIST if by.unit_id == course.municipal_unit_id else Assignment.Kind.CLINICIAN


def _of(course: Course, by: Membership, assignment: Assignment) -> Assignment:
    """An assignment of the leader's own side; the other side's are not there to be touched."""
    own = Assignment.objects.filter(pk=assignment.pk, course_id=course.pk, unit=by.unit_id).first()
    if own is None:
        raise Refused(_("Choose somebody of your own unit."), field="assignment")
    return own


def _end(assignment: Assignment, ends_on: date) -> None:
    if ends_on < assignment.starts_on:
        raise no(Fault.END_BEFORE_START, "ends_on")
    assignment.ends_on = ends_on
    assignment.save()

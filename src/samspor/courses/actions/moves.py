"""A course goes on with another treatment team: a new exchange under a new consent, the old one closed as history."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from samspor.access.actions import Refused, action
from samspor.access.models import Membership
from samspor.access.roles import Permission
from samspor.courses import rules
from samspor.courses.actions.assignments import new_assignment
from samspor.courses.labels import MOVE_LACKING
from samspor.courses.models import Assignment, ComingCourse
from samspor.sharing.actions.reviews import open_reviews
from samspor.sharing.models import Consent, Exchange, Review, TreatmentPeriod


@action(Permission.EXCHANGE_MOVE, creates=Exchange)
def move_exchange(
    course: ComingCourse, *, by: Membership, at: datetime, new_id: UUID | None = None
) -> Exchange:
    """The team that now keeps the patient's record goes on with the course: no new referral, but a treatment of its
    own, an agreement and a new consent. What was shared with or by the old team stays closed and is reviewed; the old
    team's access ends with its exchange."""
    on, old = timezone.localdate(at), course.left
    standing = course.standing(on, Consent.objects.all(), TreatmentPeriod.objects.all())
    if lacks := rules.lacking(safe_contact=True, **standing):
        raise Refused(MOVE_LACKING[lacks[0]])
    new = Exchange.objects.create(
        id=new_id or uuid4(),
        agreement=course.agreements(on).get(),
        municipal_unit_id=course.municipal_unit_id,
        municipal_person_id=course.municipal_person_id,
        treatment_unit=old.regional_person.unit,
        regional_person_id=old.regional_person_id,
        opened_on=on,
    )
    old.closed_on = on
    old.save()
    open_reviews(old, cause=Review.Cause.MOVED, by=by, at=at)
    for assignment in course.assignments.filter(unit=old.treatment_unit_id).exclude(ends_on__lt=on):
        _end_before(assignment, on)
    course.exchange = new
    course.save()
    new_assignment(course, by.user, new.treatment_unit_id, Assignment.Kind.CLINICIAN, on, at=at)
    return new


def _end_before(assignment: Assignment, on: date) -> None:
    """Ended the day before; one that had not begun by then is called off."""
    if assignment.starts_on >= on:
        assignment.delete()
    else:
        assignment.ends_on = on - timedelta(days=1)
        assignment.save()

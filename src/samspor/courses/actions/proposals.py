"""The jobcentre's proposal to its own candidate: a course of the municipality alone, without exchange."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspor.access.actions import Refused, action
from samspor.access.models import Membership, User
from samspor.access.roles import Permission
from samspor.agreements.models import Programme
from samspor.courses.actions.assignments import new_assignment, require_at_work
from samspor.courses.actions.refusals import no, own_unit
from samspor.courses.models import Assignment, Course, Referral
from samspor.courses.rules import Fault, ReferralState
from samspor.people.models import Person


@action(Permission.PROPOSAL_MAKE, creates=Course)
def propose(
    person: Person,
    *,
    by: Membership,
    at: datetime,
    programme: Programme,
    yes_on: date,
    wish_for_work: str = "",
    specialist: User | None = None,
    new_id: UUID | None = None,
) -> Course:
    """The candidate was asked and said yes on a day; the course is accepted on that day. No health data is asked for."""
    on, unit = timezone.localdate(at), own_unit(by)
    if yes_on > on:
        raise no(Fault.IN_FUTURE, "yes_on")
    if Course.objects.filter(municipal_person=person, ended_on=None).exists():
        raise Refused(_("This person already has a course that is going on."))
    if not programme.units.filter(pk=unit.pk).exists():
        raise Refused(_("Your unit does not take part in this programme."), field="programme")
    if programme.starts_on > yes_on or (programme.ends_on and programme.ends_on < yes_on):
        raise Refused(_("The programme did not run on that day."), field="programme")
    require_at_work(specialist or by.user, unit.pk, Assignment.Kind.SPECIALIST, on, field="specialist")
    referral = Referral.objects.create(
        kind=Referral.Kind.PROPOSAL,
        programme=programme,
        from_unit=unit,
        to_unit=unit,
        sender=by.user,
        person=person,
        wish_for_work=wish_for_work,
        state=ReferralState.ACCEPTED,
        yes_on=yes_on,
        created_at=at,
        sent_at=at,
        answered_at=at,
        answered_by=by.user,
    )
    course = Course.objects.create(
        id=new_id or uuid4(),
        programme=programme,
        referral=referral,
        municipal_unit=unit,
        municipal_person=person,
        accepted_on=yes_on,
        wish_for_work=wish_for_work,
    )
    new_assignment(course, specialist or by.user, unit.pk, Assignment.Kind.SPECIALIST, yes_on, at=at)
    return course

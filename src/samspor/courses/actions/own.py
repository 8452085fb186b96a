"""What a candidate does about their own course: question a look, ask for a correction."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from samspor.access import audit
from samspor.access.actions import Refused, action
from samspor.access.models import Authority, Membership, User
from samspor.access.roles import Permission, Role
from samspor.access.sign_in import invitation
from samspor.courses.models import Correction, Course, LookFlag


@action(Permission.CANDIDATE_INVITE)
def invite_candidate(course: Course, /, *, by: Membership, at: datetime) -> tuple[User, str]:
    """The candidate's own sign-in, for both records of the course, and the address where a password is chosen.

    Done again, it makes a new link for the same sign-in. The user name is drawn by lot: it tells nothing.
    """
    records = [course.municipal_person, *([course.exchange.regional_person] if course.exchange else [])]
    user = next((record.user for record in records if record.user), None)
    if user is None:
        name = f"k-{get_random_string(8, 'abcdefghjkmnpqrstuvwxyz23456789')}"
        user = User.objects.create_user(name, name=course.municipal_person.full_name)
        Membership.objects.create(user=user, role=Role.CANDIDATE, valid_from=timezone.localdate(at))
    for record in records:
        if record.user_id is None:  # another sign-in that a record has is its authority's affair
            record.user = user
            record.save()
    return user, invitation.link_for(user)


@action(Permission.OWN_LOOK_FLAG)
def flag_look(course: Course, /, *, by: Membership, at: datetime, event_id: int) -> LookFlag:
    """The candidate does not understand why somebody looked: the log reviewer of that authority is asked."""
    look = next((one for one in audit.events_about(*subjects(course)) if one.id == event_id), None)
    if look is None:
        raise Refused(_("That look is not in the list any more."))
    flag, _made = LookFlag.objects.get_or_create(
        course=course,
        event_id=event_id,
        defaults={"event_authority": look.authority_id, "flagged_at": at},
    )
    return flag


@action(Permission.LOG_SEE)
def answer_look(flag: LookFlag, /, *, by: Membership, at: datetime) -> LookFlag:
    """The log reviewer has looked into it and spoken with those whom it concerns."""
    flag.answered_at = at
    flag.save()
    return flag


@action(Permission.OWN_CORRECTION_ASK, creates=Correction)
def ask_correction(
    course: Course, /, *, by: Membership, at: datetime, to_authority: Authority, text: str, new_id: UUID
) -> Correction:
    """The candidate asks one of the two authorities to correct what it has written."""
    if to_authority not in authorities(course):
        raise Refused(_("Choose one of the two authorities."), field="to_authority")
    return Correction.objects.create(
        id=new_id, course=course, to_authority=to_authority, text=text, asked_at=at
    )


@action(Permission.COURSE_CORRECT)
def answer_correction(correction: Correction, /, *, by: Membership, at: datetime, answer: str) -> Correction:
    """Those who have the course say what was corrected, or why it stands."""
    correction.answer = answer
    correction.answered_at = at
    correction.answered_by = by.user
    correction.save()
    return correction


def subjects(course: Course) -> list[str]:
    """What a look at the candidate can have been a look at: the course and the person records on both sides."""
    people = [course.municipal_person_id]
    if course.exchange_id:
        people.append(course.exchange.regional_person_id)  # type: ignore[union-attr]
    return [course.about, *(f"person:{key}" for key in people)]


def authorities(course: Course) -> list[Authority]:
    """The authorities that keep a record in this course."""
    units = [course.municipal_unit]
    if course.exchange is not None:
        units.append(course.exchange.treatment_unit)
    return [unit.authority for unit in units]

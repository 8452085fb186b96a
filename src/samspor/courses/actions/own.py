"""What a candidate does about their own course: question a look, ask for a correction."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from samspor.access import audit
from samspor.access.actions import Refused, action
from samspor.access.models import Authority, Membership, Unit, User
from samspor.access.roles import Permission, Role
from samspor.access.sign_in import invitation
from samspor.courses.models import Correction, Course, LookFlag
from samspor.people.actions import connect_sign_in
from samspor.people.models import Person


@action(Permission.CANDIDATE_INVITE)
def invite_candidate(course: Course, /, *, by: Membership, at: datetime) -> tuple[User, str]:
    """The candidate's own sign-in for one's own side's record, and the address where a password is chosen.

    Each authority connects its own record. A sign-in that the candidate already uses with the other side is taken
    over as it is, without a link; so nobody who hands out a link alone can act as the candidate for both. Once it
    has been used, no member of staff gets a new link.
    """
    own, other = _records(course, by)
    if own.user is None and other is not None and other.user is not None:
        if other.user.last_login is None:
            raise Refused(_("The candidate has a sign-in that is not used yet. Do this after the first use."))
        connect_sign_in(own, by=by, at=at, user=other.user)
        return other.user, ""
    user = own.user
    if user is None:
        name = f"k-{get_random_string(8, 'abcdefghjkmnpqrstuvwxyz23456789')}"
        user = User.objects.create_user(name, name=own.full_name)
        Membership.objects.create(user=user, role=Role.CANDIDATE, valid_from=timezone.localdate(at))
        connect_sign_in(own, by=by, at=at, user=user)
    if user.last_login is not None:
        raise Refused(
            _("The candidate already uses the sign-in. The operator of the site can make a new link.")
        )
    return user, invitation.link_for(user)


def _records(course: Course, by: Membership) -> tuple[Person, Person | None]:
    """One's own side's record, and the other side's where the course has two."""
    if course.exchange is None:
        return course.municipal_person, None
    sides = (course.municipal_person, course.exchange.regional_person)
    return sides if by.unit_id == course.municipal_unit_id else sides[::-1]


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
    if to_authority not in [unit.authority for unit in units(course)]:
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


def units(course: Course) -> list[Unit]:
    """The units that keep a record in this course."""
    theirs = [] if course.exchange is None else [course.exchange.treatment_unit]
    return [course.municipal_unit, *theirs]

"""A referral from the psychiatry: drafted, sent, withdrawn or run out by the sender's side; declined or accepted."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspor.access.actions import SYSTEM, Actor, Refused, action
from samspor.access.case_data import trusted
from samspor.access.models import Membership, User
from samspor.access.roles import Permission
from samspor.agreements.models import LocalAgreement, Programme
from samspor.base.dates import COPENHAGEN, now
from samspor.courses import rules
from samspor.courses.actions.assignments import new_assignment, require_at_work
from samspor.courses.actions.own_records import own_record
from samspor.courses.actions.refusals import own_unit, refuse
from samspor.courses.labels import LACKING
from samspor.courses.models import Assignment, Course, Referral
from samspor.courses.models.referrals import ongoing
from samspor.courses.rules import ReferralState
from samspor.people.models import Person
from samspor.sharing.models import Consent, Exchange

ANSWERED = _("The referral has been answered, withdrawn or has run out. Nothing was changed.")


@action(Permission.REFERRAL_SEND, creates=Referral)
def draft_referral(
    person: Person,
    *,
    by: Membership,
    at: datetime,
    agreement: LocalAgreement,
    wish_for_work: str = "",
    new_id: UUID | None = None,
) -> Referral:
    """Prepare a referral under a valid agreement of one's own unit. Nothing leaves yet."""
    on = timezone.localdate(at)
    own = agreement.treatment_unit_id == by.unit_id == person.unit_id
    across = agreement.programme.psychiatry_setting == Programme.Setting.REGIONAL
    if not (own and across and LocalAgreement.objects.valid_on(on).filter(pk=agreement.pk).exists()):
        raise Refused(LACKING[rules.Lacking.AGREEMENT], field="agreement")
    if _under_way(person, agreement.municipal_unit_id):
        raise Refused(_("A referral of this candidate to this unit is already under way."), field="agreement")
    return Referral.objects.create(
        id=new_id or uuid4(),
        kind=Referral.Kind.REFERRAL,
        programme=agreement.programme,
        agreement=agreement,
        from_unit_id=agreement.treatment_unit_id,
        to_unit_id=agreement.municipal_unit_id,
        sender=by.user,
        person=person,
        wish_for_work=wish_for_work,
        created_at=at,
    )


def _under_way(person: Person, to_unit_id: int) -> bool:
    states = [ReferralState.DRAFT, ReferralState.OFFERED]
    return Referral.objects.filter(person=person, to_unit=to_unit_id, state__in=states).exists()


@action(Permission.REFERRAL_SEND)
def change_referral(referral: Referral, *, by: Membership, at: datetime, wish_for_work: str) -> None:
    """Only a draft changes; what was sent stands as it was sent."""
    _must_be(referral, ReferralState.DRAFT)
    referral.wish_for_work = wish_for_work
    referral.save()


@action(Permission.REFERRAL_SEND)
def send_referral(referral: Referral, *, by: Membership, at: datetime) -> None:
    """The offer leaves: consent, ongoing treatment and agreement stand, and it says how to reach the candidate."""
    on = timezone.localdate(at)
    _move(referral, ReferralState.OFFERED, by, at)
    _own_side(referral, by)
    consent = Consent.objects.for_referral(referral.person, referral.to_unit, on).first()
    lacks = rules.lacking(
        safe_contact=bool(referral.person.safe_contact),
        consent=consent is not None,
        treatment=referral.person.treatments.filter(ongoing(on), unit=referral.from_unit_id).exists(),
        agreement=_agreed(referral, on).exists(),
    )
    if lacks:
        raise Refused(LACKING[lacks[0]])
    referral.consent = consent
    referral.sent_at = at
    referral.sender = by.user
    referral.save()


@action(Permission.REFERRAL_WITHDRAW)
def withdraw_referral(referral: Referral, *, by: Membership, at: datetime) -> None:
    """Taken back by the sender's side; the receiver keeps nothing but a line in the log."""
    _own_side(referral, by)
    _move(referral, ReferralState.WITHDRAWN, by, at)
    referral.save()


@action(Permission.REFERRAL_ANSWER)
def decline_referral(
    referral: Referral,
    *,
    by: Membership,
    at: datetime,
    decline_reason: str,
    next_step: str,
    place_free_on: date | None = None,
) -> None:
    """No, with a reason and a next step chosen from lists; the receiver keeps nothing but a line in the log."""
    _receiving_side(referral, by)
    _move(referral, ReferralState.DECLINED, by, at)
    refuse(rules.decline_fault(decline_reason, next_step, place_free_on, timezone.localdate(at)))
    referral.decline_reason = decline_reason
    referral.next_step = next_step
    referral.place_free_on = place_free_on if decline_reason == rules.NO_PLACE_NOW else None
    referral.save()


@action(Permission.REFERRAL_ANSWER, creates=Course)
def accept_referral(
    referral: Referral,
    *,
    by: Membership,
    at: datetime,
    specialist: User | None = None,
    person: Person | None = None,
    system: str = "",
    number: str = "",
    new_id: UUID | None = None,
) -> Course:
    """Yes: the municipality's own record of the person, the channel between the two records, the course, and who
    has it on both sides. The own record is one it already has, or a new one from the fields that were sent."""
    on = timezone.localdate(at)
    _receiving_side(referral, by)
    _move(referral, ReferralState.ACCEPTED, by, at)
    own = own_record(referral, by=by, at=at, person=person, system=system, number=number)
    referral.save()
    Person.objects.select_for_update().get(
        pk=own.pk
    )  # two referrals of one person, accepted at once, wait here
    who = specialist or by.user
    require_at_work(who, own_unit(by).pk, Assignment.Kind.SPECIALIST, on, field="specialist")
    exchange = Exchange.objects.create(
        agreement=_agreed(referral, on).get(),
        municipal_unit_id=referral.to_unit_id,
        municipal_person=own,
        treatment_unit_id=referral.from_unit_id,
        regional_person_id=referral.person_id,
        opened_on=on,
    )
    course = _joined_to_exchange(own, exchange) or _new_course(referral, own, exchange, on, new_id)
    if not course.assignments.filter(kind=Assignment.Kind.SPECIALIST, ends_on=None).exists():
        new_assignment(course, who, own_unit(by).pk, Assignment.Kind.SPECIALIST, on, at=at)
    new_assignment(course, referral.sender, referral.from_unit_id, Assignment.Kind.CLINICIAN, on, at=at)
    return course


def _agreed(referral: Referral, on: date) -> Any:
    """The agreement that the referral goes under, while it is in force."""
    return LocalAgreement.objects.valid_on(on).filter(pk=referral.agreement_id or 0)


def _new_course(referral: Referral, own: Person, exchange: Exchange, on: date, new_id: UUID | None) -> Course:
    return Course.objects.create(
        id=new_id or uuid4(),
        programme_id=referral.programme_id,
        referral=referral,
        exchange=exchange,
        municipal_unit_id=referral.to_unit_id,
        municipal_person=own,
        accepted_on=on,
        wish_for_work=referral.wish_for_work,
        decision_authority=_as_agreed(referral),
    )


def _as_agreed(referral: Referral) -> str:
    """What the agreement says of decision authority, where it says one thing; each course may say otherwise."""
    usual = referral.agreement.decision_authority if referral.agreement else ""
    return usual if usual in Course.Decision.values else Course.Decision.NO


def _joined_to_exchange(own: Person, exchange: Exchange) -> Course | None:
    """A course that the jobcentre had already proposed itself goes on, from now with the psychiatry beside it."""
    course = Course.objects.filter(municipal_person=own, ended_on=None).first()
    if course is None:
        return None
    if course.exchange_id is not None or course.municipal_unit_id != exchange.municipal_unit_id:
        raise Refused(_("This person already has a course that is going on."), field="person")
    course.exchange = exchange
    course.save()
    return course


@action(Permission.REFERRAL_WITHDRAW)
def expire_referral(referral: Referral, *, by: Actor, at: datetime) -> None:
    """Nobody answered within thirty days; the sender sees it and can send a new one."""
    if referral.sent_on is None or not rules.has_expired(referral.sent_on, timezone.localdate(at)):
        raise Refused(ANSWERED)
    _move(referral, ReferralState.EXPIRED, by, at)
    referral.save()


def expire_referrals(on: date, *, at: datetime | None = None) -> int:
    """For the timed work: every offer past its last day, one by one. Returns how many."""
    at = at or (now() if on == timezone.localdate(now()) else datetime.combine(on, time(3), COPENHAGEN))
    with trusted():
        due = list(Referral.objects.expired_on(on))
    for referral in due:
        expire_referral(referral, by=SYSTEM, at=at)
    return len(due)


def _move(referral: Referral, to: ReferralState, by: Any, at: datetime) -> None:
    if not rules.may_move(ReferralState(referral.state), to):
        raise Refused(ANSWERED)
    referral.state = to
    if to is not ReferralState.OFFERED:
        referral.answered_at, referral.answered_by_id = at, by.user_id


def _must_be(referral: Referral, state: ReferralState) -> None:
    if referral.state != state:
        raise Refused(ANSWERED)


def _own_side(referral: Referral, by: Membership) -> None:
    if referral.from_unit_id != by.unit_id:
        raise Refused(ANSWERED)


def _receiving_side(referral: Referral, by: Membership) -> None:
    if referral.to_unit_id != by.unit_id:
        raise Refused(ANSWERED)

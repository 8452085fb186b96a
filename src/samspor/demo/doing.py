"""Carries out the deeds of a life through the platform's actions, each by somebody who may and on its own day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Self

from samspor.access.actions import SYSTEM, System
from samspor.access.models import Membership, Unit, User
from samspor.agreements.models import LocalAgreement, Programme
from samspor.courses import actions as courses
from samspor.demo.deeds import Deed
from samspor.demo.dice import Dice
from samspor.demo.lives import Life, Meeting
from samspor.demo.names import BENEFITS, CONTACT_NOTES, EMPLOYERS, SAFE_CONTACTS, SCHOOLS, WISHES
from samspor.people import actions as people


@dataclass(frozen=True)
class StandIn(System):
    """Plays a membership while a large world is made: the same person on record, every rule and constraint asked, the
    row gate not. Asking it takes more time than the deed; a small world, as in the tests, asks it for every deed."""

    pk: int  # type: ignore[assignment]
    user: User  # type: ignore[assignment]
    user_id: int  # type: ignore[assignment]
    role: str
    unit: Unit  # type: ignore[assignment]
    unit_id: int  # type: ignore[assignment]
    authority_id: int  # type: ignore[assignment]

    @classmethod
    def of(cls, m: Membership) -> Self:
        unit: Any = m.unit
        return cls(m.pk, m.user, m.user_id, m.role, unit, unit.pk, unit.authority_id)


@dataclass
class Story:
    """A life with who is in it, and what of it stands in the database by now."""

    life: Life
    dice: Dice
    given_names: str
    family_name: str
    number: str
    programme: Programme
    agreement: LocalAgreement
    specialist: Any
    clinician: Any
    candidate: User | None = None
    rows: dict[str, Any] = field(default_factory=dict)
    jobs: dict[int, Any] = field(default_factory=dict)
    consented_to: dict[str, date] = field(default_factory=dict)
    kinds: dict[str, frozenset[str]] = field(default_factory=dict)
    treated_to: date = date.min

    def may_share(self, on: date, giver: str) -> bool:
        """Whether that side's information passes to the other on a day; people do not try what they see is shut."""
        ends_on = self.agreement.ends_on or date.max
        return on <= min(self.consented_to.get(giver, date.min), self.treated_to, ends_on)


def moment(on: date, step: int) -> datetime:
    """A time within working hours; later deeds of the day come later."""
    return datetime.combine(on, time(7, 0), UTC) + timedelta(minutes=min(8 * 60, 11 * step))


def do(deed: Deed, story: Story, step: int) -> None:
    """Carry out one deed."""
    DOERS[deed.verb](story, moment(deed.on, step), deed)


Doer = Callable[[Story, datetime, Deed], None]
DOERS: dict[str, Doer] = {}


def doer(deed: Doer) -> Doer:
    """The function that carries out the verb of its name."""
    DOERS[deed.__name__] = deed
    return deed


# --- the way in -------------------------------------------------------------------------------------------
def _person(story: Story, by: Any, at: datetime) -> Any:
    return people.create_person(
        by.unit, by=by, at=at, given_names=story.given_names, family_name=story.family_name, number=story.number,
        safe_contact=story.dice.one_of(SAFE_CONTACTS),
    )  # fmt: skip


@doer
def admit(story: Story, at: datetime, deed: Deed) -> None:
    story.rows["regional"] = _person(story, story.clinician, at)


@doer
def meet(story: Story, at: datetime, deed: Deed) -> None:
    story.rows["municipal"] = _person(story, story.specialist, at)


@doer
def propose(story: Story, at: datetime, deed: Deed) -> None:
    story.rows["course"] = courses.propose(
        story.rows["municipal"], by=story.specialist, at=at, programme=story.programme, yes_on=deed.on,
        wish_for_work=story.dice.one_of(WISHES),
    )  # fmt: skip


@doer
def draft(story: Story, at: datetime, deed: Deed) -> None:
    story.rows["referral"] = courses.draft_referral(
        story.rows["regional"], by=story.clinician, at=at, agreement=story.agreement,
        wish_for_work=story.dice.one_of(WISHES),
    )  # fmt: skip


@doer
def send(story: Story, at: datetime, deed: Deed) -> None:
    courses.send_referral(story.rows["referral"], by=story.clinician, at=at)


@doer
def take_back(story: Story, at: datetime, deed: Deed) -> None:
    courses.withdraw_referral(story.rows["referral"], by=story.clinician, at=at)


@doer
def expire(story: Story, at: datetime, deed: Deed) -> None:
    courses.expire_referral(story.rows["referral"], by=SYSTEM, at=at)


@doer
def decline(story: Story, at: datetime, deed: Deed) -> None:
    reason = story.dice.weighted({"no_place": 0.45, "changed_mind": 0.4, "other_unit": 0.15})
    next_step = {"no_place": "send_again", "changed_mind": "sender_talks", "other_unit": "send_to_other"}[
        reason
    ]
    place_free_on = deed.on + timedelta(days=story.dice.whole(14, 70)) if reason == "no_place" else None
    courses.decline_referral(
        story.rows["referral"], by=story.specialist, at=at, decline_reason=reason, next_step=next_step,
        place_free_on=place_free_on,
    )  # fmt: skip


@doer
def accept(story: Story, at: datetime, deed: Deed) -> None:
    course = courses.accept_referral(
        story.rows["referral"], by=story.specialist, at=at, system="cpr", number=story.number
    )
    story.rows["course"], story.rows["municipal"] = course, course.municipal_person


# --- the course -------------------------------------------------------------------------------------------
@doer
def start(story: Story, at: datetime, deed: Deed) -> None:
    hours = deed.words["hours_at_start"]
    courses.start_course(
        story.rows["course"], by=story.specialist, at=at, started_on=deed.on,
        status_at_start=deed.words["status_at_start"], hours_at_start=None if hours is None else Decimal(str(hours)),
        benefit_at_start=story.dice.one_of(BENEFITS), decision_authority=story.dice.weighted({"no": 0.7, "yes": 0.3}),
    )  # fmt: skip


@doer
def contact(story: Story, at: datetime, deed: Deed) -> None:
    meeting: Meeting = deed.words["meeting"]
    by = story.clinician if meeting.by_clinician and story.life.origin == "referral" else story.specialist
    giver = "region" if by is story.clinician else "municipality"
    courses.write_contact(
        story.rows["course"], by=by, at=at, on=meeting.on, minutes=meeting.minutes, with_whom=meeting.with_whom,
        how=meeting.how, where=meeting.where, service=meeting.service, text=story.dice.one_of(CONTACT_NOTES),
        share=meeting.shared and story.may_share(deed.on, giver), next_on=deed.words["next_on"],
    )  # fmt: skip


@doer
def begin_job(story: Story, at: datetime, deed: Deed) -> None:
    job, dice = deed.words["job"], story.dice
    learns = job.rung == "ordinary_education"
    where, what = dice.one_of(SCHOOLS if learns else EMPLOYERS)
    pay = {"ordinary_employment": "ordinary", "flexjob": "subsidised", "subsidised_job": "subsidised"}.get(
        job.rung, "none"
    )
    story.jobs[deed.words["number"]] = courses.start_engagement(
        story.rows["course"], by=story.specialist, at=at, rung=job.rung, starts_on=job.starts_on,
        hours_week=Decimal(str(deed.words["hours_week"])), employer_name=where, occupation=what, pay=pay,
        is_permanent=job.permanent,
    )  # fmt: skip


@doer
def change_hours(story: Story, at: datetime, deed: Deed) -> None:
    courses.change_hours(
        story.jobs[deed.words["number"]], by=story.specialist, at=at, from_on=deed.words["from_on"],
        hours_week=Decimal(str(deed.words["hours_week"])),
    )  # fmt: skip


@doer
def end_job(story: Story, at: datetime, deed: Deed) -> None:
    courses.end_engagement(
        story.jobs[deed.words["number"]], by=story.specialist, at=at, ends_on=deed.words["ends_on"],
        end_reason=deed.words["end_reason"],
    )  # fmt: skip


@doer
def pause(story: Story, at: datetime, deed: Deed) -> None:
    courses.pause_course(
        story.rows["course"], by=story.specialist, at=at, starts_on=deed.on, ends_on=deed.words["ends_on"]
    )


@doer
def close(story: Story, at: datetime, deed: Deed) -> None:
    courses.close_course(
        story.rows["course"],
        by=story.specialist,
        at=at,
        ended_on=deed.on,
        end_reason=deed.words["end_reason"],
    )


@doer
def reopen(story: Story, at: datetime, deed: Deed) -> None:
    courses.reopen_course(story.rows["course"], by=story.specialist, at=at, reopened_on=deed.on)

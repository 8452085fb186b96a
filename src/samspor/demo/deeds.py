"""A life as dated deeds: who does what on which day, in the order in which it can be done. No database.

Each verb is an action of the platform; `doing` carries them out. Deeds that lie ahead of today are left out there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from samspor.demo.dice import Dice, workday
from samspor.demo.lives import SHARED_FROM, Job, Life, Meeting

CONSENT_DAYS = 365
"""A consent to exchange holds for a year; it is renewed a little before, while the course runs."""
CONFIRM_DAYS = 55
"""Treatment is confirmed anew before three months have passed, the month of the demo world included."""

AGREED_WITHIN_DAYS = 40


@dataclass(frozen=True)
class Deed:
    """One deed on a day; `step` orders the deeds of one life within a day."""

    on: date
    verb: str
    words: dict[str, Any] = field(default_factory=dict)


def deeds(life: Life, dice: Dice, anchor: date) -> list[Deed]:
    """Everything that is ever done in a life, in order of days; deeds of one day in the order of the story.

    `anchor` is the first of the month in which the world is made: around it the living courses are kept in order.
    """
    found = [*_way_in(life, dice), *(_course(life, dice, anchor) if life.is_course else ())]
    return sorted(found, key=lambda deed: deed.on)


# --- the way in -------------------------------------------------------------------------------------------
def _way_in(life: Life, dice: Dice) -> Iterator[Deed]:
    if life.origin == "proposal":
        yield Deed(life.answered_on, "meet")
        yield Deed(life.answered_on, "propose")
        return
    known_on = workday(life.sent_on - timedelta(days=dice.whole(3, 9)))
    known_on = min(known_on, life.sent_on)
    yield Deed(known_on, "admit")
    yield Deed(known_on, "treat", {"starts_on": min(life.treated_from, known_on)})
    yield Deed(life.sent_on, "consent_to_referral")
    yield Deed(life.sent_on, "draft")
    if life.answer == "draft":
        return
    yield Deed(life.sent_on, "send")
    if life.answer == "waiting":
        return
    yield Deed(
        life.answered_on,
        {"accepted": "accept", "declined": "decline", "withdrawn": "take_back"}.get(life.answer, "expire"),
    )


# --- the course -------------------------------------------------------------------------------------------
def _course(life: Life, dice: Dice, anchor: date) -> Iterator[Deed]:
    if life.is_of_the_cast:
        yield Deed(life.answered_on, "connect")
    yield from _sharing(life, dice, anchor)
    if not life.is_started:
        yield Deed(life.ended_on, "close", {"end_reason": life.end_reason})
        return
    yield Deed(
        life.started_on,
        "start",
        {"status_at_start": life.status_at_start, "hours_at_start": life.hours_at_start},
    )
    if dice.chance(0.07) and life.started_on >= SHARED_FROM:
        purpose = dice.weighted({"employers": 0.5, "evaluation": 0.3, "satisfaction": 0.2})
        yield Deed(life.started_on, "consent_to_other", {"purpose": purpose})
    for on, category in life.notes:
        yield Deed(on, "note", {"category": category})
    for meeting, after in zip_longest(life.meetings, life.meetings[1:]):
        if life.answered_on <= meeting.on <= life.ended_on:
            yield Deed(meeting.on, "contact", {"meeting": meeting, "next_on": _agreed(meeting, after)})
    for number, job in enumerate(life.jobs):
        yield from _job(number, job, life)
    if life.pause is not None:
        yield Deed(life.pause[0], "pause", {"ends_on": life.pause[1]})
    yield Deed(life.ended_on, "close", {"end_reason": life.end_reason})
    if life.reopened_on and life.ended_again_on:
        yield Deed(life.reopened_on, "reopen")
        yield Deed(life.ended_again_on, "close", {"end_reason": "goal" if life.jobs else "wish"})


def _agreed(meeting: Meeting, after: Meeting | None) -> date | None:
    """When two meet who will meet again before long, they agree on the day."""
    soon = after is not None and (after.on - meeting.on).days <= AGREED_WITHIN_DAYS
    return after.on if after and soon and after.by_clinician == meeting.by_clinician else None


def _job(number: int, job: Job, life: Life) -> Iterator[Deed]:
    (_first, hours), *changes = job.hours
    told_on = max(job.starts_on, life.started_on)
    yield Deed(told_on, "begin_job", {"number": number, "job": job, "hours_week": hours})
    for on, week in changes:
        if told_on < on <= life.ended_on:
            yield Deed(on, "change_hours", {"number": number, "from_on": on, "hours_week": week})
    if job.ends_on is not None:
        yield Deed(
            max(job.ends_on, told_on),
            "end_job",
            {"number": number, "ends_on": job.ends_on, "end_reason": job.end_reason},
        )


def _sharing(life: Life, dice: Dice, anchor: date) -> Iterator[Deed]:
    """Consents in both directions, renewed in the last year alone; taken back; treatment confirmed or ended."""
    if life.origin == "proposal":
        return
    begun = life.started_on if life.is_started else life.answered_on
    if life.sharing in {"both", "region"}:
        yield Deed(life.answered_on, "consent_from_region")
    if life.sharing == "both":
        yield Deed(begun, "consent_from_municipality")
    if life.withdrawn_on and life.withdrawn_on <= life.ended_on:
        yield Deed(life.withdrawn_on, dice.weighted({"withdraw": 0.7, "withdraw_part": 0.3}))
    elif life.sharing != "none" and life.ended_on >= anchor and (life.confirmed or not dice.chance(0.1)):
        yield from _renewals(life, begun, dice, anchor)
    if life.treated_to is not None and life.treated_to <= life.ended_on:
        yield Deed(life.treated_to, "end_treatment")
    elif life.ended_on >= anchor and (life.confirmed or not dice.chance(0.07)):
        yield from _confirmations(life, dice, anchor)


def _renewals(life: Life, begun: date, dice: Dice, anchor: date) -> Iterator[Deed]:
    age = (anchor - begun).days
    if age >= CONSENT_DAYS - 14:
        on = workday(anchor - timedelta(days=dice.whole(5, min(300, age - 200))))
        if on < anchor:
            yield Deed(on, "consent_from_region")
            if life.sharing == "both":
                yield Deed(on, "consent_from_municipality")


def _confirmations(life: Life, dice: Dice, anchor: date) -> Iterator[Deed]:
    for on in life.confirmed:
        yield Deed(on, "confirm_treatment")
    if life.confirmed:
        return
    on = workday(anchor - timedelta(days=dice.whole(3, CONFIRM_DAYS)))
    if life.answered_on < on < anchor:
        yield Deed(on, "confirm_treatment")

"""What follows from a course's facts on a date: its phase, which moves a referral may make, which dates can be."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from samspor.agreements.rules import Rung

EXPIRES_AFTER_DAYS = 30
"""An offer that nobody answered expires; the sender is told and can send it anew."""
COVER_SEEN_DAYS = 60
"""So long after its last day the leader still sees a cover, and that it was renewed."""
COVER_DAYS = 30
"""Cover for a colleague lasts at most so long, the first day included."""
LONGEST_AHEAD_DAYS = 366
"""A day agreed for later lies within a year: one further off is a slip of the pen."""
LONGEST_HOURS = 99


class Phase(StrEnum):
    """Where a course stands. Worked out, never stored."""

    ACCEPTED = "accepted"
    SEARCHING = "searching"
    FOLLOW_ALONG = "follow_along"
    PAUSED = "paused"
    ENDED = "ended"


class ReferralState(StrEnum):
    DRAFT = "draft"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


MOVES: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.DRAFT: frozenset({ReferralState.OFFERED, ReferralState.WITHDRAWN}),
    ReferralState.OFFERED: frozenset(
        {ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.WITHDRAWN, ReferralState.EXPIRED}
    ),
    ReferralState.ACCEPTED: frozenset(),
    ReferralState.DECLINED: frozenset(),
    ReferralState.WITHDRAWN: frozenset(),
    ReferralState.EXPIRED: frozenset(),
}
"""A document that people move has a stored state and this table of allowed moves."""


def may_move(state: ReferralState, to: ReferralState) -> bool:
    return to in MOVES[state]


@dataclass(frozen=True)
class Span:
    """Days from the first to the last one included; no last day: still going on."""

    starts_on: date
    ends_on: date | None = None

    def covers(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True)
class Interval:
    """A course that had ended and was taken up again: ended between the two days, neither included."""

    had_ended_on: date
    reopened_on: date

    def covers(self, on: date) -> bool:
        return self.had_ended_on < on < self.reopened_on


@dataclass(frozen=True)
class CourseFacts:
    accepted_on: date
    started_on: date | None = None
    ended_on: date | None = None
    pauses: tuple[Span, ...] = ()
    work_or_education: tuple[Span, ...] = ()
    reopenings: tuple[Interval, ...] = ()


def phase(course: CourseFacts, on: date) -> Phase | None:
    """The phase on a day; None before the course was accepted. An end counts from the day after its date.

    Follow-along begins with a job or an education and ends with it: the course is searching again. A pause
    silences and hides nothing else. SQL twin: `Course.objects.with_phase`.
    """
    if on < course.accepted_on:
        return None
    if course.ended_on is not None and course.ended_on < on:
        return Phase.ENDED
    if any(between.covers(on) for between in course.reopenings):
        return Phase.ENDED
    if course.started_on is None or on < course.started_on:
        return Phase.ACCEPTED
    if any(pause.covers(on) for pause in course.pauses):
        return Phase.PAUSED
    if any(span.covers(on) for span in course.work_or_education):
        return Phase.FOLLOW_ALONG
    return Phase.SEARCHING


# --- which dates can be -----------------------------------------------------------------------------------
class Fault(StrEnum):
    """What is wrong with what was typed: the key of one sentence in `labels.FAULTS`."""

    START_BEFORE_ACCEPTANCE = "start_before_acceptance"
    START_AFTER_END = "start_after_end"
    IN_FUTURE = "in_future"
    TOO_FAR_AHEAD = "too_far_ahead"
    END_BEFORE_START = "end_before_start"
    END_BEFORE_ACCEPTANCE = "end_before_acceptance"
    BEFORE_ACCEPTANCE = "before_acceptance"
    AFTER_END = "after_end"
    NOT_ENDED = "not_ended"
    HAS_ENDED = "has_ended"
    HAS_STARTED = "has_started"
    NOT_STARTED = "not_started"
    REOPEN_BEFORE_END = "reopen_before_end"
    PAUSE_OVERLAPS = "pause_overlaps"
    PAUSE_BEFORE_START = "pause_before_start"
    NO_PAUSE = "no_pause"
    MINUTES = "minutes"
    NO_PLACE = "no_place"
    NOT_BEFORE_TODAY = "not_before_today"
    RUNG_NONE = "rung_none"
    FOURTH_HOUR_BEFORE_START = "fourth_hour_before_start"
    FOURTH_HOUR_AFTER_END = "fourth_hour_after_end"
    HOURS = "hours"
    HOURS_OUTSIDE = "hours_outside"
    NO_REASON = "no_reason"
    COVER_TOO_LONG = "cover_too_long"
    ALREADY_ASSIGNED = "already_assigned"
    MADE_EARLIER = "made_earlier"
    NO_DECLINE_REASON = "no_decline_reason"
    NO_NEXT_STEP = "no_next_step"
    NO_PLACE_DATE = "no_place_date"
    PLACE_DATE_PAST = "place_date_past"


Wrong = tuple[str, Fault] | None
"""The field and its fault; None where nothing is wrong."""


def start_fault(accepted_on: date, ended_on: date | None, started_on: date, today: date) -> Wrong:
    """A course starts with its first meeting: not before it was accepted, and only once that has happened."""
    if started_on > today:
        return "started_on", Fault.IN_FUTURE
    if started_on < accepted_on:
        return "started_on", Fault.START_BEFORE_ACCEPTANCE
    if ended_on is not None and started_on > ended_on:
        return "started_on", Fault.START_AFTER_END
    return None


def end_fault(course: CourseFacts, ended_on: date, today: date) -> Wrong:
    """A course ends on a day that has come, not before it began. Nothing ends it by itself."""
    if course.ended_on is not None:
        return "ended_on", Fault.HAS_ENDED
    if ended_on > today:
        return "ended_on", Fault.IN_FUTURE
    if ended_on < course.accepted_on:
        return "ended_on", Fault.END_BEFORE_ACCEPTANCE
    if course.started_on is not None and ended_on < course.started_on:
        return "ended_on", Fault.END_BEFORE_START
    if any(ended_on < between.reopened_on for between in course.reopenings):
        return "ended_on", Fault.REOPEN_BEFORE_END
    return None


def reopening_fault(ended_on: date | None, reopened_on: date, today: date) -> Wrong:
    if ended_on is None:
        return "reopened_on", Fault.NOT_ENDED
    if reopened_on > today:
        return "reopened_on", Fault.IN_FUTURE
    return ("reopened_on", Fault.REOPEN_BEFORE_END) if reopened_on < ended_on else None


def pause_fault(course: CourseFacts, pause: Span, today: date) -> Wrong:
    """A pause is agreed in a course that runs; two pauses never cover one day."""
    if course.started_on is None:
        return "starts_on", Fault.NOT_STARTED
    if course.ended_on is not None:
        return "starts_on", Fault.HAS_ENDED
    if pause.starts_on < course.started_on:
        return "starts_on", Fault.PAUSE_BEFORE_START
    if pause.starts_on > today + timedelta(days=LONGEST_AHEAD_DAYS):
        return "starts_on", Fault.TOO_FAR_AHEAD
    if pause.ends_on is not None and pause.ends_on < pause.starts_on:
        return "ends_on", Fault.END_BEFORE_START
    return ("starts_on", Fault.PAUSE_OVERLAPS) if any(overlap(pause, p) for p in course.pauses) else None


def overlap(one: Span, other: Span) -> bool:
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )


def contact_fault(
    accepted_on: date,
    ended_on: date | None,
    on: date,
    today: date,
    *,
    minutes: int,
    needs_place: bool,
    where: str,
) -> Wrong:
    """A contact has happened, in the time of the course; in person means somewhere."""
    if on > today:
        return "on", Fault.IN_FUTURE
    if on < accepted_on:
        return "on", Fault.BEFORE_ACCEPTANCE
    if ended_on is not None and on > ended_on:
        return "on", Fault.AFTER_END
    if not 0 <= minutes <= 24 * 60:
        return "minutes", Fault.MINUTES
    return ("where", Fault.NO_PLACE) if needs_place and not where else None


def agreed_day_fault(field: str, day: date | None, today: date) -> Wrong:
    """A day agreed for later: today at the earliest, within a year."""
    if day is None:
        return None
    if day < today:
        return field, Fault.NOT_BEFORE_TODAY
    return (field, Fault.TOO_FAR_AHEAD) if day > today + timedelta(days=LONGEST_AHEAD_DAYS) else None


def engagement_fault(rung: Rung, span: Span, fourth_hour_on: date | None, today: date) -> Wrong:
    """A job or an education may run before the course, beside others, and after it; its days stand in order."""
    latest = today + timedelta(days=LONGEST_AHEAD_DAYS)
    if rung is Rung.NONE:
        return "rung", Fault.RUNG_NONE
    if span.starts_on > latest:
        return "starts_on", Fault.TOO_FAR_AHEAD
    if span.ends_on is not None and span.ends_on < span.starts_on:
        return "ends_on", Fault.END_BEFORE_START
    if fourth_hour_on is None:
        return None
    if fourth_hour_on > today:
        return "fourth_hour_on", Fault.IN_FUTURE
    if fourth_hour_on < span.starts_on:
        return "fourth_hour_on", Fault.FOURTH_HOUR_BEFORE_START
    after_end = span.ends_on is not None and fourth_hour_on > span.ends_on
    return ("fourth_hour_on", Fault.FOURTH_HOUR_AFTER_END) if after_end else None


def hours_fault(span: Span, from_on: date, hours_week: Decimal) -> Wrong:
    """Hours a week are those of a week, and change while the engagement lasts."""
    if not 0 <= hours_week <= LONGEST_HOURS:
        return "hours_week", Fault.HOURS
    return None if span.covers(from_on) else ("from_on", Fault.HOURS_OUTSIDE)


def cover_fault(starts_on: date, ends_on: date, reason: str) -> Wrong:
    """Cover is chosen, with a reason and an end."""
    if not reason:
        return "reason", Fault.NO_REASON
    if ends_on < starts_on:
        return "ends_on", Fault.NOT_BEFORE_TODAY
    too_long = ends_on > starts_on + timedelta(days=COVER_DAYS - 1)
    return ("ends_on", Fault.COVER_TOO_LONG) if too_long else None


# --- referrals --------------------------------------------------------------------------------------------
class Lacking(StrEnum):
    """What a referral still lacks before it may leave."""

    CONTACT = "contact"
    CONSENT = "consent"
    TREATMENT = "treatment"
    AGREEMENT = "agreement"


def lacking(*, safe_contact: bool, consent: bool, treatment: bool, agreement: bool) -> list[Lacking]:
    """An offer discloses that somebody is in treatment: it leaves when consent, ongoing treatment and agreement
    all stand, and says how to reach the candidate safely."""
    held = {
        Lacking.AGREEMENT: agreement,
        Lacking.TREATMENT: treatment,
        Lacking.CONTACT: safe_contact,
        Lacking.CONSENT: consent,
    }
    return [what for what, is_there in held.items() if not is_there]


def last_day_to_answer(sent_on: date) -> date:
    return sent_on + timedelta(days=EXPIRES_AFTER_DAYS)


def has_expired(sent_on: date, on: date) -> bool:
    return on > last_day_to_answer(sent_on)


def decline_fault(reason: str, next_step: str, place_free_on: date | None, today: date) -> Wrong:
    """A decline says why and what happens next; without a place, from when there is one."""
    if not reason:
        return "decline_reason", Fault.NO_DECLINE_REASON
    if not next_step:
        return "next_step", Fault.NO_NEXT_STEP
    if reason != NO_PLACE_NOW:
        return None
    if place_free_on is None:
        return "place_free_on", Fault.NO_PLACE_DATE
    return ("place_free_on", Fault.PLACE_DATE_PAST) if place_free_on < today else None


NO_PLACE_NOW = "no_place"

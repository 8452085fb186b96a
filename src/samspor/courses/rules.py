"""What follows from a course's facts on a date: its phase; and which moves a referral may make."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

EXPIRES_AFTER_DAYS = 30
"""An offer that nobody answered expires; the sender is told and can send it anew."""


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
class CourseFacts:
    accepted_on: date
    started_on: date | None = None
    ended_on: date | None = None
    pauses: tuple[Span, ...] = ()
    work_or_education: tuple[Span, ...] = ()


def phase(course: CourseFacts, on: date) -> Phase | None:
    """The phase on a day; None before the course was accepted. An end counts from the day after its date.

    Follow-along begins with a job or an education and ends with it: the course is searching again. A pause
    silences and hides nothing else. SQL twin: `Course.objects.with_phase`.
    """
    if on < course.accepted_on:
        return None
    if course.ended_on is not None and course.ended_on < on:
        return Phase.ENDED
    if course.started_on is None or on < course.started_on:
        return Phase.ACCEPTED
    if any(pause.covers(on) for pause in course.pauses):
        return Phase.PAUSED
    if any(span.covers(on) for span in course.work_or_education):
        return Phase.FOLLOW_ALONG
    return Phase.SEARCHING

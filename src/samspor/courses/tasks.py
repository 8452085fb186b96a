"""What a course waits for: follows from its facts on a day, is never stored, and closes nothing. No Django."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from samspor.courses.rules import Phase

AHEAD_DAYS = 7
"""Contacts agreed within so many days are named on the front page."""
QUIET_DAYS = 28
"""A course without contact for so long is named."""


class Task(StrEnum):
    MEET = "meet"
    START = "start"
    MAKE_CONTACT = "make_contact"


@dataclass(frozen=True)
class CourseNow:
    """A course as one side sees it: the phase is unknown where it is not shared."""

    phase: Phase | None
    since: date
    last_contact_on: date | None = None
    next_contact_on: date | None = None
    is_own: bool = True


def task(course: CourseNow, on: date) -> tuple[Task, date] | None:
    """The one thing that a course waits for, and the day it is about; None when nothing waits.

    A contact agreed for these days comes first. Starting, and keeping in touch, are for the side whose course it is.
    A pause silences, an end does too.
    """
    if course.phase in {Phase.PAUSED, Phase.ENDED}:
        return None
    if course.next_contact_on and on <= course.next_contact_on <= on + timedelta(days=AHEAD_DAYS):
        return Task.MEET, course.next_contact_on
    if not course.is_own:
        return None
    if course.phase is Phase.ACCEPTED:
        return Task.START, course.since
    quiet_since = course.last_contact_on or course.since
    return (Task.MAKE_CONTACT, quiet_since) if quiet_since <= on - timedelta(days=QUIET_DAYS) else None

"""What a course waits for: each line a course as its reader sees it, and the one thing that is named."""

from datetime import date, timedelta

import pytest

from samspor.courses.rules import Phase
from samspor.courses.tasks import CourseNow, Task, task

pytestmark = pytest.mark.one_database
ON = date(2026, 3, 2)
P, T = Phase, Task


@pytest.mark.parametrize(
    ("phase", "since", "last_contact", "next_contact", "is_own", "expected"),
    [
        # a contact agreed for the coming week comes first
        (P.SEARCHING, -90, -3, 0, True, (T.MEET, 0)),
        (P.SEARCHING, -90, -3, 7, True, (T.MEET, 7)),
        (P.SEARCHING, -90, -3, 8, True, None),
        (P.ACCEPTED, -5, None, 2, True, (T.MEET, 2)),
        (None, -90, None, 2, False, (T.MEET, 2)),
        # accepted, and not yet met
        (P.ACCEPTED, -5, None, None, True, (T.START, -5)),
        (P.ACCEPTED, -5, -1, None, True, (T.START, -5)),
        (P.ACCEPTED, -5, None, None, False, None),
        # four weeks without contact, from the last one or from the start
        (P.SEARCHING, -90, -27, None, True, None),
        (P.SEARCHING, -90, -28, None, True, (T.MAKE_CONTACT, -28)),
        (P.FOLLOW_ALONG, -90, -60, 20, True, (T.MAKE_CONTACT, -60)),
        (P.SEARCHING, -27, None, None, True, None),
        (P.SEARCHING, -28, None, None, True, (T.MAKE_CONTACT, -28)),
        (P.SEARCHING, -90, -60, None, False, None),
        # a pause silences, and so does the end
        (P.PAUSED, -90, -60, 2, True, None),
        (P.ENDED, -90, -60, 2, True, None),
    ],
)
def test_task(phase, since, last_contact, next_contact, is_own, expected):
    def day(offset):
        return None if offset is None else ON + timedelta(days=offset)

    course = CourseNow(phase, day(since), day(last_contact), day(next_contact), is_own)
    assert task(course, ON) == (expected and (expected[0], day(expected[1])))

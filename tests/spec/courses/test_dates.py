"""Which dates can be: start, end, reopening, pause, contact, job, hours, cover. Each line a situation and its fault."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from samspor.agreements.rules import Rung
from samspor.courses import rules
from samspor.courses.labels import FAULTS, LACKING
from samspor.courses.rules import CourseFacts, Fault, Interval, Lacking, Span

pytestmark = pytest.mark.one_database
D = date(2026, 3, 2)
F = Fault


def d(offset):
    return None if offset is None else D + timedelta(days=offset)


def fault(wrong):
    return wrong and wrong[1]


@pytest.mark.parametrize(
    ("accepted", "ended", "started", "expected"),
    [
        (-10, None, 0, None),
        (-10, None, -10, None),
        (0, None, 0, None),
        (-10, None, -11, F.START_BEFORE_ACCEPTANCE),
        (-10, None, 1, F.IN_FUTURE),
        (-10, -5, -5, None),
        (-10, -5, -4, F.START_AFTER_END),
    ],
)
def test_start(accepted, ended, started, expected):
    assert fault(rules.start_fault(d(accepted), d(ended), d(started), D)) == expected


@pytest.mark.parametrize(
    ("started", "already", "reopened", "ended", "expected"),
    [
        (-5, None, [], 0, None),
        (-5, None, [], -5, None),
        (-5, None, [], 1, F.IN_FUTURE),
        (-5, None, [], -6, F.END_BEFORE_START),
        (None, None, [], -10, None),
        (None, None, [], -11, F.END_BEFORE_ACCEPTANCE),
        (-5, -1, [], 0, F.HAS_ENDED),
        (-5, None, [(-4, -2)], -3, F.REOPEN_BEFORE_END),
        (-5, None, [(-4, -2)], -2, None),
    ],
)
def test_end(started, already, reopened, ended, expected):
    course = CourseFacts(
        d(-10), d(started), d(already), reopenings=tuple(Interval(d(a), d(b)) for a, b in reopened)
    )
    assert fault(rules.end_fault(course, d(ended), D)) == expected


@pytest.mark.parametrize(
    ("ended", "reopened", "expected"),
    [
        (-5, 0, None),
        (-5, -5, None),
        (-5, -6, F.REOPEN_BEFORE_END),
        (-5, 1, F.IN_FUTURE),
        (None, 0, F.NOT_ENDED),
    ],
)
def test_reopening(ended, reopened, expected):
    assert fault(rules.reopening_fault(d(ended), d(reopened), D)) == expected


@pytest.mark.parametrize(
    ("started", "ended", "others", "pause", "expected"),
    [
        (-50, None, [], (0, None), None),
        (-50, None, [], (-50, -40), None),
        (-50, None, [], (30, 60), None),
        (-50, None, [], (-51, None), F.PAUSE_BEFORE_START),
        (None, None, [], (0, None), F.NOT_STARTED),
        (-50, -1, [], (0, None), F.HAS_ENDED),
        (-50, None, [], (400, None), F.TOO_FAR_AHEAD),
        (-50, None, [], (0, -1), F.END_BEFORE_START),
        (-50, None, [], (0, 0), None),
        (-50, None, [(-9, -5)], (-5, 0), F.PAUSE_OVERLAPS),
        (-50, None, [(-9, -5)], (-4, 0), None),
        (-50, None, [(-9, None)], (0, 5), F.PAUSE_OVERLAPS),
        (-50, None, [(5, 9)], (0, None), F.PAUSE_OVERLAPS),
        (-50, None, [(5, 9)], (0, 4), None),
    ],
)
def test_pause(started, ended, others, pause, expected):
    course = CourseFacts(d(-60), d(started), d(ended), tuple(Span(d(a), d(b)) for a, b in others))
    assert fault(rules.pause_fault(course, Span(d(pause[0]), d(pause[1])), D)) == expected


@pytest.mark.parametrize(
    ("ended", "on", "minutes", "needs_place", "where", "expected"),
    [
        (None, 0, 30, True, "home", None),
        (None, -10, 30, True, "home", None),
        (None, 1, 30, True, "home", F.IN_FUTURE),
        (None, -11, 30, True, "home", F.BEFORE_ACCEPTANCE),
        (-3, -3, 30, True, "home", None),
        (-3, -2, 30, True, "home", F.AFTER_END),
        (None, 0, 0, False, "", None),
        (None, 0, -1, False, "", F.MINUTES),
        (None, 0, 1440, False, "", None),
        (None, 0, 1441, False, "", F.MINUTES),
        (None, 0, 30, True, "", F.NO_PLACE),
        (None, 0, 30, False, "", None),
    ],
)
def test_contact(ended, on, minutes, needs_place, where, expected):
    found = rules.contact_fault(
        d(-10), d(ended), d(on), D, minutes=minutes, needs_place=needs_place, where=where
    )
    assert fault(found) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [(None, None), (0, None), (-1, F.NOT_BEFORE_TODAY), (366, None), (367, F.TOO_FAR_AHEAD)],
)
def test_a_day_agreed_for_later(on, expected):
    assert fault(rules.agreed_day_fault("next_on", d(on), D)) == expected


@pytest.mark.parametrize(
    ("rung", "starts", "ends", "fourth", "expected"),
    [
        (Rung.ORDINARY_EMPLOYMENT, 0, None, None, None),
        (Rung.ORDINARY_EMPLOYMENT, -900, None, None, None),
        (Rung.INTERNSHIP, 30, 60, None, None),
        (Rung.ORDINARY_EDUCATION, 367, None, None, F.TOO_FAR_AHEAD),
        (Rung.FLEXJOB, 0, 0, None, None),
        (Rung.FLEXJOB, 0, -1, None, F.END_BEFORE_START),
        (Rung.NONE, 0, None, None, F.RUNG_NONE),
        (Rung.ORDINARY_EMPLOYMENT, -5, None, -5, None),
        (Rung.ORDINARY_EMPLOYMENT, -5, None, -6, F.FOURTH_HOUR_BEFORE_START),
        (Rung.ORDINARY_EMPLOYMENT, -5, None, 1, F.IN_FUTURE),
        (Rung.ORDINARY_EMPLOYMENT, -9, -4, -4, None),
        (Rung.ORDINARY_EMPLOYMENT, -9, -4, -3, F.FOURTH_HOUR_AFTER_END),
    ],
)
def test_engagement(rung, starts, ends, fourth, expected):
    assert fault(rules.engagement_fault(rung, Span(d(starts), d(ends)), d(fourth), D)) == expected


@pytest.mark.parametrize(
    ("ends", "from_on", "hours", "expected"),
    [
        (None, 0, "0", None),
        (None, 0, "99", None),
        (None, 0, "99.5", F.HOURS),
        (None, 0, "-1", F.HOURS),
        (None, -1, "10", F.HOURS_OUTSIDE),
        (5, 5, "10", None),
        (5, 6, "10", F.HOURS_OUTSIDE),
    ],
)
def test_hours(ends, from_on, hours, expected):
    assert fault(rules.hours_fault(Span(D, d(ends)), d(from_on), Decimal(hours))) == expected


@pytest.mark.parametrize(
    ("ends", "reason", "expected"),
    [
        (0, "illness", None),
        (29, "illness", None),
        (30, "illness", F.COVER_TOO_LONG),
        (-1, "illness", F.NOT_BEFORE_TODAY),
        (5, "", F.NO_REASON),
    ],
)
def test_cover(ends, reason, expected):
    assert fault(rules.cover_fault(D, d(ends), reason)) == expected


def test_every_fault_and_every_lack_has_its_sentence():
    assert FAULTS.keys() == set(Fault)
    assert LACKING.keys() == set(Lacking)

"""Where a course stands on a day: the drawn table, asked of the rule and of its SQL twin."""

from datetime import date, timedelta

import pytest

import factories as make
from samspor.courses.models import Course, Pause, Reopening
from samspor.courses.rules import CourseFacts, Interval, Phase, Span, phase

D = date(2026, 3, 2)
ACCEPTED, SEARCHING, FOLLOW, PAUSED, ENDED = Phase


def day(offset: int | None) -> date | None:
    return None if offset is None else D + timedelta(days=offset)


# Days are counted from the day that is asked about: -1 is yesterday, 1 tomorrow; () is open at the end.
#  situation                                          accepted started ended pauses         jobs             reopened      phase
TABLE = [
    ("not accepted yet: accepted tomorrow",                 1, None, None, [],              [],              [],           None),
    ("accepted today",                                      0, None, None, [],              [],              [],           ACCEPTED),
    ("accepted long ago, never met",                     -200, None, None, [],              [],              [],           ACCEPTED),
    ("first meeting is tomorrow",                         -10,    1, None, [],              [],              [],           ACCEPTED),
    ("first meeting is today",                            -10,    0, None, [],              [],              [],           SEARCHING),
    ("accepted and started today",                          0,    0, None, [],              [],              [],           SEARCHING),
    ("started yesterday",                                 -10,   -1, None, [],              [],              [],           SEARCHING),
    ("a job that starts tomorrow",                        -90,  -80, None, [],              [(1, None)],     [],           SEARCHING),
    ("a job that starts today",                           -90,  -80, None, [],              [(0, None)],     [],           FOLLOW),
    ("a job that goes on",                                -90,  -80, None, [],              [(-20, None)],   [],           FOLLOW),
    ("a job whose last day is today",                     -90,  -80, None, [],              [(-20, 0)],      [],           FOLLOW),
    ("a job whose last day was yesterday: searching anew", -90, -80, None, [],              [(-20, -1)],     [],           SEARCHING),
    ("one job ended, another goes on",                    -90,  -80, None, [],              [(-60, -30), (-5, None)], [],  FOLLOW),
    ("two jobs at once",                                  -90,  -80, None, [],              [(-60, None), (-5, None)], [], FOLLOW),
    ("a job since before the course was accepted",        -90,  -80, None, [],              [(-400, None)],  [],           FOLLOW),
    ("a job, but the first meeting has not been",         -90, None, None, [],              [(-20, None)],   [],           ACCEPTED),
    ("paused from today",                                 -90,  -80, None, [(0, None)],     [],              [],           PAUSED),
    ("paused from tomorrow",                              -90,  -80, None, [(1, 5)],        [],              [],           SEARCHING),
    ("last day of the pause is today",                    -90,  -80, None, [(-5, 0)],       [],              [],           PAUSED),
    ("last day of the pause was yesterday",               -90,  -80, None, [(-5, -1)],      [],              [],           SEARCHING),
    ("a pause over a job",                                -90,  -80, None, [(-5, 5)],       [(-20, None)],   [],           PAUSED),
    ("a job begun in the pause, the pause is over",       -90,  -80, None, [(-5, -1)],      [(-3, None)],    [],           FOLLOW),
    ("ended yesterday",                                   -90,  -80,   -1, [],              [],              [],           ENDED),
    ("ends today: the day itself still counts",           -90,  -80,    0, [],              [],              [],           SEARCHING),
    ("ends today, in a job",                              -90,  -80,    0, [],              [(-20, None)],   [],           FOLLOW),
    ("ends today, in a pause",                            -90,  -80,    0, [(-5, 0)],       [],              [],           PAUSED),
    ("ended while a job goes on",                         -90,  -80,   -1, [],              [(-20, None)],   [],           ENDED),
    ("ended while paused",                                -90,  -80,   -1, [(-5, None)],    [],              [],           ENDED),
    ("ended without ever a meeting",                      -90, None,   -1, [],              [],              [],           ENDED),
    ("ends today without ever a meeting",                 -90, None,    0, [],              [],              [],           ACCEPTED),
    ("accepted, started and ended today",                   0,    0,    0, [],              [],              [],           SEARCHING),
    ("accepted, started and ended yesterday",              -1,   -1,   -1, [],              [],              [],           ENDED),
    ("reopened today",                                    -90,  -80, None, [],              [],              [(-10, 0)],   SEARCHING),
    ("reopened today, in a job",                          -90,  -80, None, [],              [(-20, None)],   [(-10, 0)],   FOLLOW),
    ("reopened tomorrow: still ended",                    -90,  -80, None, [],              [],              [(-10, 1)],   ENDED),
    ("ended today, reopened later: the day counts",       -90,  -80, None, [],              [],              [(0, 7)],     SEARCHING),
    ("ended and reopened on the same day",                -90,  -80, None, [],              [],              [(0, 0)],     SEARCHING),
    ("in a job between end and reopening: ended",         -90,  -80, None, [],              [(-20, None)],   [(-10, 3)],   ENDED),
    ("reopened twice, in the second interval",            -90,  -80, None, [],              [],              [(-60, -50), (-5, 2)], ENDED),
    ("reopened, then ended for good yesterday",           -90,  -80,   -1, [],              [],              [(-60, -50)], ENDED),
]  # fmt: skip


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("accepted", "started", "ended", "pauses", "jobs", "reopened", "expected"), [r[1:] for r in TABLE], ids=[r[0] for r in TABLE]
)  # fmt: skip
def test_the_rule(accepted, started, ended, pauses, jobs, reopened, expected):
    course = CourseFacts(
        accepted_on=day(accepted),
        started_on=day(started),
        ended_on=day(ended),
        pauses=tuple(Span(day(a), day(b)) for a, b in pauses),
        work_or_education=tuple(Span(day(a), day(b)) for a, b in jobs),
        reopenings=tuple(Interval(day(a), day(b)) for a, b in reopened),
    )
    assert phase(course, D) == expected


def test_the_sql_twin(world):
    """The whole table at once: every situation is a course, and every course gets the phase that was drawn."""
    drawn = {}
    for situation, accepted, started, ended, pauses, jobs, reopened, expected in TABLE:
        course = make.course(
            world.agreement, make.person(world.jobcentre), None, world.anna,
            accepted_on=day(accepted), started_on=day(started), ended_on=day(ended),
            end_reason="" if ended is None else "goal",
        )  # fmt: skip
        for first, last in pauses:
            Pause.objects.create(course=course, starts_on=day(first), ends_on=day(last))
        for first, last in jobs:
            make.engagement(course, world.anna, starts_on=day(first), ends_on=day(last))
        for had_ended, again in reopened:
            Reopening.objects.create(
                course=course, had_ended_on=day(had_ended), reopened_on=day(again), had_end_reason="wish"
            )
        drawn[course.pk] = (situation, expected)
    found = {c.pk: c.phase for c in Course.objects.filter(pk__in=drawn).with_phase(D)}
    assert {drawn[pk][0]: p for pk, p in found.items()} == dict(drawn.values())


@pytest.mark.parametrize(
    ("rung", "expected"),
    [
        ("ordinary_employment", FOLLOW),
        ("ordinary_education", FOLLOW),
        ("flexjob", SEARCHING),
        ("subsidised_job", SEARCHING),
        ("vocational_rehabilitation", SEARCHING),
        ("internship", SEARCHING),
    ],
)
def test_follow_along_follows_ordinary_work_and_education_alone(world, rung, expected):
    make.engagement(world.course, world.anna, rung=rung)
    assert Course.objects.with_phase(D).get(pk=world.course.pk).phase == expected

"""The arena of `test_killed.py`, run as a process of its own: forks a writer, kills it, counts; fifty times and more."""

import os
import random
import signal
import time
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

import cast  # noqa: E402
from samspor.access.models import AuditEvent, Membership  # noqa: E402
from samspor.courses.actions.engagements import change_hours, start_engagement  # noqa: E402
from samspor.courses.models import Course, Engagement, HoursChange  # noqa: E402

KILLS = 50


def write_for_ever() -> None:
    """A job with its hours in one deed, then other hours in the next, again and again."""
    course = Course.objects.get()
    anna = Membership.objects.select_related("unit__authority", "user").get(user__username="anna")
    while True:
        at = timezone.now()
        on = timezone.localdate(at) - timedelta(days=1)
        words = {"rung": "ordinary_employment", "starts_on": on, "pay": "ordinary"}
        job = start_engagement(course, by=anna, at=at, hours_week=5, **words)
        change_hours(job, by=anna, at=at, from_on=on, hours_week=12)


def fork_a_writer() -> int:
    connections.close_all()
    child = os.fork()
    if child == 0:
        write_for_ever()
    return child


def main() -> None:
    call_command("migrate", verbosity=0)
    cast.build()
    dice, kills, jobs = random.Random(17), 0, 0
    while kills < KILLS or (jobs < KILLS and kills < 10 * KILLS):  # a busy machine needs more turns
        kills += 1
        child = fork_a_writer()
        time.sleep(dice.uniform(0.01, 0.2))
        os.kill(child, signal.SIGKILL)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), "the writer stopped by itself"
        jobs = Engagement.objects.count()
        assert HoursChange.objects.count() == jobs, "a job without its hours, or hours without their job"
        rows = AuditEvent.objects.filter(event="engagement.write", outcome="ok").count()
        changed = Engagement.objects.filter(version=2).count()
        assert rows == jobs + changed, "a deed without its log row, or a log row without its deed"
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    print(kills, jobs)


if __name__ == "__main__":
    main()

"""What is done once all lives stand: a colleague's cover, and the month-end runs."""

from datetime import datetime, timedelta

from samspor.access.case_data import trusted
from samspor.base.dates import local
from samspor.courses import actions as courses
from samspor.courses.models import Course, UnitCourse
from samspor.demo.settlement import Settlement
from samspor.outcomes.actions import run_due

COVERED = 2
"""How many courses of an absent colleague Bo covers."""


def count_courses() -> int:
    with trusted():
        return Course.objects.count()


def finish(settled: Settlement, at: datetime) -> int:
    """A colleague of Anna and Bo is away, and the last month's and quarter's figures are made. Returns how many."""
    _cover(settled, at)
    return len(run_due(local(at).date(), at=at))


def _cover(settled: Settlement, at: datetime) -> None:
    """Bo takes cover since yesterday for some courses of the colleague who sits beside him."""
    bo = settled.cast["bo"]
    colleagues = settled.specialists[bo.unit_id or 0]
    if len(colleagues) <= COVERED:
        return
    yesterday = at - timedelta(days=1)
    with trusted():
        rows = UnitCourse.objects.filter(
            ended_on=None, started_on__isnull=False, assignments__user=colleagues[2].user
        )
        found = list(rows.order_by("accepted_on", "municipal_person__sort_name")[:COVERED])
    for course in found:
        courses.take_cover(
            course,
            by=bo,
            at=yesterday,
            reason="Kollegaen er på kursus",
            ends_on=local(at).date() + timedelta(days=12),
        )

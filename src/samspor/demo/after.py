"""What is done once all lives stand: the timed work of the night, and the month-end runs."""

from datetime import datetime

from samspor.access.case_data import trusted
from samspor.courses.models import Course
from samspor.outcomes.actions import run_due


def count_courses() -> int:
    with trusted():
        return Course.objects.count()


def finish(at: datetime) -> int:
    """The last month-end's run of every programme. Returns how many."""
    return len(run_due(at.date(), at=at))

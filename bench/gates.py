"""What the gates cost, against the same rows read without them: the plain Django that one would write instead."""

from collections.abc import Iterator

from django.db.models import QuerySet

from bench.clock import medians
from samspor.access.case_data import gates_shut
from samspor.access.models import User
from samspor.access.roles import Permission
from samspor.base.dates import today
from samspor.courses.models import Contact, Course


def run() -> Iterator[tuple[str, str]]:
    anna, on = User.objects.get(username="anna"), today()
    member = anna.memberships_on(on)[0]
    mine = list(Course.objects.visible_to(anna, Permission.COURSE_SEE, on).values_list("pk", flat=True))

    def gated() -> None:
        with gates_shut():
            list(Course.objects.visible_to(anna, Permission.COURSE_SEE, on))

    def plain() -> None:
        list(QuerySet(Course).filter(assignments__user=anna, assignments__unit=member.unit_id).distinct())

    def disclosed() -> None:
        with gates_shut():
            list(Contact.objects.filter(course=mine[0]).disclosed_to(member, on))

    def everything() -> None:
        list(QuerySet(Contact).filter(course=mine[0]))

    for label, ours, theirs in [
        (f"my {len(mine)} courses: gated ÷ plain filter", gated, plain),
        ("one course's contacts: disclosed ÷ all, unfiltered", disclosed, everything),
    ]:
        with_gate, without = medians(ours, theirs)
        yield label, f"{with_gate:8.1f} ms ÷ {without:.1f} ms = {with_gate / without:.2f}"

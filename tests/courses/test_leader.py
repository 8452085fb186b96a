"""What the leader of a side looks after: who covered, and again; and the wrong person picked, undone the same day."""

from datetime import timedelta

import pytest
import time_machine

import factories as make
from samspor.access.actions import Refused
from samspor.access.models import AuditEvent
from samspor.courses import actions
from samspor.courses.models import Assignment, Course, UnitCourse

TODAY, NOW = make.TODAY, make.NOW


def unit_course(world) -> UnitCourse:
    return UnitCourse.objects.get(pk=world.course.pk)


def cover(world, first: int, last: int, reason="illness") -> None:
    days = {"starts_on": TODAY + timedelta(days=first), "ends_on": TODAY + timedelta(days=last)}
    make.assign(world.course, world.bo, world.jobcentre, "cover", reason=reason, **days)


@pytest.mark.parametrize(("last", "is_seen"), [(-1, True), (-60, True), (-61, False)])
def test_a_cover_that_is_over_is_seen_for_sixty_days(world, as_, last, is_seen):
    cover(world, last - 3, last)
    dorte = as_("dorte").get("/courses/unit/")
    assert bool(dorte.context["covers"]) is is_seen
    assert ("Bo Lund," in dorte.content.decode()) is is_seen
    assert not as_("bo").get("/courses/unit/").context["covers"]


def test_a_renewal_is_told_as_one(world, as_):
    cover(world, -20, -1)
    cover(world, 0, 20)
    [(name, (first, second))] = as_("dorte").get("/courses/unit/").context["covers"]
    assert name == "Ærøskov, Freja"
    assert ("igen" in first[0], first[1]) == (False, True)
    assert ("igen" in second[0], second[1]) == (True, False)


def test_the_wrong_person_is_undone_the_same_day_without_a_trace_of_access(world, as_, by):
    dorte, address = as_("dorte"), f"/courses/unit/{world.course.pk}/assign/"
    wrong = actions.assign(unit_course(world), by=by("dorte"), at=NOW, user=world.bo)
    assert as_("bo").get(f"/courses/{world.course.pk}/").status_code == 200
    assert f'name="undo" value="{wrong.pk}"' in dorte.get(address).content.decode()
    assert dorte.post(address, {"undo": str(wrong.pk)}).status_code == 302
    assert not Assignment.objects.filter(pk=wrong.pk).exists()
    assert as_("bo").get(f"/courses/{world.course.pk}/").status_code == 404
    assert Course.objects.visible_to(world.bo, "course.see", TODAY).count() == 0
    row = AuditEvent.objects.get(event="course.assign", object_id=str(wrong.pk), fields=["undone"])
    assert (row.user_id, row.about) == (world.dorte.pk, world.course.about)
    assert dorte.post(address, {"undo": str(wrong.pk)}).status_code != 500


def test_the_day_after_it_is_ended_not_undone(world, as_, by):
    made = actions.assign(unit_course(world), by=by("dorte"), at=NOW, user=world.bo)
    later = NOW + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        address = f"/courses/unit/{world.course.pk}/assign/"
        assert f'name="undo" value="{made.pk}"' not in as_("dorte").get(address).content.decode()
        assert as_("dorte").post(address, {"undo": str(made.pk)}).status_code == 200
        with pytest.raises(Refused):
            actions.undo_assignment(unit_course(world), by=by("dorte"), at=later, assignment=made)
    assert Assignment.objects.filter(pk=made.pk).exists()


def test_a_leader_undoes_nothing_of_the_other_side(world, by):
    theirs = Assignment.objects.get(user=world.kirsten)
    Assignment.objects.update(made_at=NOW)
    with pytest.raises(Refused):
        actions.undo_assignment(unit_course(world), by=by("dorte"), at=NOW, assignment=theirs)

"""The course's own life, deed by deed: start, change, pause, end, reopening, who has it, cover."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

import factories as make
from samspor.access.actions import Denied, Refused, Stale
from samspor.access.models import User
from samspor.access.roles import Permission, Role
from samspor.courses import actions
from samspor.courses.actions.own import invite_candidate
from samspor.courses.models import Assignment, Course, UnitCourse

TODAY, NOW = make.TODAY, make.NOW
ACCEPTED = date(2025, 9, 8)


def fresh(course):
    return Course.objects.with_phase(TODAY).get(pk=course.pk)


@pytest.fixture
def accepted(world):
    course = world.course
    course.started_on = None
    course.save()
    return course


@pytest.fixture
def unit_course(world):
    return UnitCourse.objects.get(pk=world.course.pk)


def test_started_with_what_is_known(accepted, by):
    actions.start_course(
        accepted, by=by("anna"), at=NOW, started_on=TODAY, benefit_at_start="Ressourceforløb",
        status_at_start="none", hours_at_start=0, decision_authority="yes", practical="Mødes i Vollsmose",
    )  # fmt: skip
    course = fresh(accepted)
    assert (course.started_on, course.benefit_at_start, course.phase) == (
        TODAY,
        "Ressourceforløb",
        "searching",
    )
    with pytest.raises(Refused):
        actions.start_course(accepted, by=by("anna"), at=NOW, started_on=TODAY)


@pytest.mark.parametrize(
    ("day", "field"),
    [(ACCEPTED - timedelta(days=1), "started_on"), (TODAY + timedelta(days=1), "started_on")],
)
def test_not_started_on_a_day_that_cannot_be(accepted, by, day, field):
    with pytest.raises(Refused) as refused:
        actions.start_course(accepted, by=by("anna"), at=NOW, started_on=day)
    assert refused.value.field == field
    assert fresh(accepted).started_on is None


@pytest.mark.parametrize(
    "who", ["bo", "carl", "kirsten", "lars", "dorte", "eva", "freja", "gitte", "ida", "jens"]
)
def test_nobody_else_starts_or_ends_it(accepted, by, who):
    with pytest.raises(Denied):
        actions.start_course(accepted, by=by(who), at=NOW, started_on=TODAY)
    with pytest.raises(Denied):
        actions.close_course(accepted, by=by(who), at=NOW, ended_on=TODAY, end_reason="wish")


def test_the_second_of_two_who_change_is_told(world, by):
    actions.change_course(world.course, by=by("anna"), at=NOW, version=1, caseworker="Mona Friis")
    with pytest.raises(Stale) as stale:
        actions.change_course(world.course, by=by("anna"), at=NOW, version=1, caseworker="Lis Holm")
    assert stale.value.current.caseworker == "Mona Friis"


def test_the_start_is_moved_but_not_before_the_acceptance(world, by):
    actions.change_course(world.course, by=by("anna"), at=NOW, started_on=date(2025, 9, 10))
    assert fresh(world.course).started_on == date(2025, 9, 10)
    with pytest.raises(Refused):
        actions.change_course(world.course, by=by("anna"), at=NOW, started_on=date(2025, 9, 1))


def test_paused_and_taken_up_again(world, by):
    pause = actions.pause_course(world.course, by=by("anna"), at=NOW, starts_on=date(2026, 2, 20))
    assert fresh(world.course).phase == "paused"
    with pytest.raises(Refused):
        actions.pause_course(world.course, by=by("anna"), at=NOW, starts_on=TODAY)
    actions.end_pause(world.course, by=by("anna"), at=NOW)
    pause.refresh_from_db()
    assert pause.ends_on == TODAY - timedelta(days=1)
    assert fresh(world.course).phase == "searching"
    with pytest.raises(Refused):
        actions.end_pause(world.course, by=by("anna"), at=NOW)


def test_ended_with_a_reason_and_reopened(world, by):
    pause = actions.pause_course(world.course, by=by("anna"), at=NOW, starts_on=date(2026, 2, 20))
    actions.close_course(world.course, by=by("anna"), at=NOW, ended_on=date(2026, 2, 27), end_reason="moved")
    course = fresh(world.course)
    pause.refresh_from_db()
    assert (course.phase, course.end_reason, pause.ends_on) == ("ended", "moved", date(2026, 2, 27))
    with pytest.raises(Refused):
        actions.close_course(world.course, by=by("anna"), at=NOW, ended_on=TODAY, end_reason="wish")
    actions.reopen_course(world.course, by=by("anna"), at=NOW)
    course = fresh(world.course)
    again = course.reopenings.get()
    assert (course.phase, course.ended_on, course.end_reason) == ("searching", None, "")
    assert (again.had_ended_on, again.had_end_reason, again.reopened_on) == (
        date(2026, 2, 27),
        "moved",
        TODAY,
    )


def test_no_end_without_a_reason(world, by):
    with pytest.raises(Refused) as refused:
        actions.close_course(world.course, by=by("anna"), at=NOW, ended_on=TODAY, end_reason="")
    assert refused.value.field == "end_reason"


def test_a_leader_gives_the_course_to_another(world, by, unit_course):
    anna = world.course.assignments.get(user=world.anna)
    actions.assign(unit_course, by=by("dorte"), at=NOW, user=world.bo, starts_on=TODAY, replaces=anna)
    anna.refresh_from_db()
    assert anna.ends_on == TODAY - timedelta(days=1)
    assert list(Course.objects.visible_to(world.bo, Permission.COURSE_SEE, TODAY)) == [world.course]
    assert list(Course.objects.visible_to(world.anna, Permission.COURSE_SEE, TODAY)) == []


@pytest.mark.parametrize("who", ["carl", "kirsten", "dorte"])
def test_a_leader_gives_it_to_nobody_from_elsewhere(world, by, unit_course, who):
    with pytest.raises(Refused) as refused:
        actions.assign(unit_course, by=by("dorte"), at=NOW, user=world.user(who))
    assert refused.value.field == "user"


def test_nobody_has_it_twice_on_a_day(world, by, unit_course):
    with pytest.raises(Refused):
        actions.assign(unit_course, by=by("dorte"), at=NOW, user=world.anna)


def test_each_side_has_its_own_leader(world, unit_course):
    """The team's leader gives the course to a clinician, and touches nobody on the other side."""
    make.staff("mette", Role.TEAM_LEADER, world.team, "Mette Toft")
    mette = make.membership(User.objects.get(username="mette"))
    made = actions.assign(unit_course, by=mette, at=NOW, user=world.lars)
    assert (made.kind, made.unit) == ("clinician", world.team)
    annas = world.course.assignments.get(user=world.anna)
    with pytest.raises(Refused):
        actions.end_assignment(unit_course, by=mette, at=NOW, assignment=annas, ends_on=TODAY)
    annas.refresh_from_db()
    assert annas.ends_on is None


@pytest.mark.parametrize("who", ["anna", "bo", "kirsten", "carl"])
def test_only_a_leader_assigns(world, by, unit_course, who):
    with pytest.raises(Denied):
        actions.assign(unit_course, by=by(who), at=NOW, user=world.bo)


def test_a_colleague_covers_and_then_no_longer(world, by, unit_course):
    last = TODAY + timedelta(days=4)
    actions.take_cover(unit_course, by=by("bo"), at=NOW, reason="illness", ends_on=last)
    for day, sees in [(TODAY, True), (last, True), (last + timedelta(days=1), False)]:
        assert Course.objects.visible_to(world.bo, Permission.COURSE_SEE, day).exists() is sees


def test_cover_twice_clicked_is_one(world, by, unit_course):
    key = uuid4()
    for _ in range(2):
        actions.take_cover(unit_course, by=by("bo"), at=NOW, reason="illness", ends_on=TODAY, new_id=key)
    assert Assignment.objects.filter(kind="cover").count() == 1


@pytest.mark.parametrize("who", ["carl", "dorte", "freja"])
def test_nobody_else_covers(world, by, unit_course, who):
    with pytest.raises(Denied):
        actions.take_cover(unit_course, by=by(who), at=NOW, reason="illness", ends_on=TODAY)


def test_a_pause_that_begins_today_is_called_off(world, by):
    actions.pause_course(world.course, by=by("anna"), at=NOW, starts_on=TODAY)
    actions.end_pause(world.course, by=by("anna"), at=NOW)
    assert fresh(world.course).phase == "searching"


def test_not_reopened_beside_another_course_that_goes_on(world, by):
    actions.close_course(world.course, by=by("anna"), at=NOW, ended_on=TODAY, end_reason="goal")
    words = {"programme": world.programme, "yes_on": TODAY}
    actions.propose(world.municipal, by=by("anna"), at=NOW, **words)
    with pytest.raises(Refused):
        actions.reopen_course(world.course, by=by("anna"), at=NOW)


def test_a_sign_in_that_the_other_authoritys_record_has_is_left_alone(world, by):
    world.regional.user = make.staff("fr2", Role.CANDIDATE, None, "Freja Ærøskov")
    world.regional.save()
    user, _link = invite_candidate(world.course, by=by("anna"), at=NOW)
    world.regional.refresh_from_db()
    assert (user, world.regional.user.username) == (world.freja, "fr2")

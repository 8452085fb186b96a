"""Somebody who works on both sides: a row, what the page says of it and the log go by the one membership that gives it."""

import pytest

import factories as make
from samspor.access.models import AuditEvent
from samspor.access.roles import Role


@pytest.fixture
def mia(world, client):
    """A specialist in the jobcentre, where nothing is assigned to her, and a clinician who treats Freja; the
    municipality gives the region nothing."""
    mia = make.staff("mia", Role.SPECIALIST, world.jobcentre)
    make.staff("mia", Role.CLINICIAN, world.team)
    make.assign(world.course, mia, world.team, "clinician")
    world.municipal.family_name = "Kommunesen"
    world.municipal.save()
    world.to_region.withdrawn_at = make.NOW
    world.to_region.save()
    client.force_login(mia)
    return mia


def logged(mia, event):
    rows = AuditEvent.objects.filter(user_id=mia.pk, event=event)
    return {mia.memberships.get(pk=row.membership_id).role for row in rows}


def test_the_list_shows_what_the_treating_side_may_know(mia, client):
    page = client.get("/courses/").content.decode()
    assert "Ærøskov" in page
    assert "Kommunesen" not in page
    assert "deles ikke med dig" in page.lower()
    assert logged(mia, "course.list") == {"clinician"}


def test_the_page_of_the_course_does_too(mia, client, world):
    page = client.get(f"/courses/{world.course.pk}/").content.decode()
    assert "Kommunesen" not in page
    assert "15. september 2025" not in page, "the start is not shared"
    assert logged(mia, "course.see") == {"clinician"}


def test_the_export_is_fetched_under_its_own_permission(mia, client):
    text = client.get("/courses/?export=csv").content.decode()
    assert "Ærøskov" in text
    assert "Kommunesen" not in text
    assert "2025" not in text
    assert logged(mia, "course.export") == {"clinician"}


def test_a_list_under_two_memberships_is_two_rows_of_the_log(mia, client, world):
    """Her own course in the municipality and her patient: each is on record under its own role."""
    own = make.course(world.agreement, make.person(world.jobcentre, "Viggo", "Dahl"), None, world.anna)
    make.assign(own, mia, world.jobcentre, "specialist")
    client.get("/courses/")
    rows = AuditEvent.objects.filter(user_id=mia.pk, event="course.list")
    assert {(row.role, tuple(row.shown)) for row in rows} == {
        ("specialist", (own.about,)),
        ("clinician", (world.course.about,)),
    }

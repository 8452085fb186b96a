"""A unit ends and another follows it, as when two regions become one: nothing passes on by itself, what had been
shared is reviewed on both sides, and the pages say what it takes to go on."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

import factories as make
from samspor.access.models import AuditEvent, Unit
from samspor.access.roles import Role
from samspor.operations.tick import tick
from samspor.sharing.models import Review

pytestmark = pytest.mark.slow

LAST = date(2026, 12, 31)
BEFORE, AFTER = (
    datetime(*day, 3, tzinfo=ZoneInfo("Europe/Copenhagen")) for day in ((2026, 12, 31), (2027, 1, 1))
)


@pytest.fixture
def new_team(world) -> Unit:
    """The region is merged into another on the first of January; consent and treatment would have lasted longer."""
    region = make.authority("Region Østdanmark", kind="region", code="1086", valid_from=AFTER.date())
    new = make.unit(region, "Lokalpsykiatri Odense Øst", kind="treatment", valid_from=AFTER.date())
    old = world.team.authority
    old.valid_to, old.successor = LAST, region
    old.save()
    Unit.objects.filter(pk=world.team.pk).update(valid_to=LAST, successor=new)
    for given in (world.to_municipality, world.to_region):
        type(given).objects.filter(pk=given.pk).update(
            given_on=date(2026, 11, 1), valid_from=date(2026, 11, 1), valid_to=date(2027, 9, 1)
        )
    type(world.treatment).objects.update(reconfirmed_on=date(2026, 12, 1))
    make.note(world.course, world.kirsten, world.team, "Sover dårligt", category="symptoms", released=True)
    make.note(world.course, world.anna, world.jobcentre, "Vil i gartneri", released=True)
    return new


def reviewed(at: datetime) -> str:
    return {done.name: done.said for done in tick(at)}["reviews"]


def test_the_night_after_a_review_opens_at_both_sides_once_and_on_record(world, new_team):
    assert reviewed(BEFORE).startswith("0 ")
    assert reviewed(AFTER).startswith("1 ")
    assert {(r.authority, r.cause) for r in Review.objects.all()} == {
        (world.jobcentre.authority, "unit_ended"),
        (world.team.authority, "unit_ended"),
    }
    log = AuditEvent.objects.filter(event="review.open")
    assert {(row.role, row.user_id) for row in log} == {("system", None)}
    assert log.count() == 2
    assert reviewed(AFTER + timedelta(hours=1)).startswith("0 ")
    assert Review.objects.count() == 2


def test_the_successors_reviewer_decides_and_nobody_else(world, new_team, as_):
    reviewed(AFTER)
    region = new_team.authority
    maria = make.staff("maria", Role.CLINICIAN, new_team, "Maria Vig", valid_from=AFTER.date())
    review = Review.objects.get(authority=world.team.authority)
    with time_machine.travel(AFTER, tick=False):
        client = Client()
        client.force_login(maria)
        assert client.get(f"/reviews/{review.pk}/").status_code == 404
        region.sharing_reviewer = maria
        region.save()
        assert client.get(f"/reviews/{review.pk}/").status_code == 200
        assert as_("lars").get(f"/reviews/{review.pk}/").status_code == 200, (
            "while still at work in the old one"
        )
        assert as_("kirsten").get(f"/reviews/{review.pk}/").status_code == 404


@pytest.mark.parametrize(("name", "side"), [("anna", "municipal"), ("kirsten", "regional")])
def test_the_pages_say_that_it_is_closed_and_what_it_takes(world, new_team, as_, name, side):
    pages = [f"/courses/{world.course.pk}/", f"/consents/of/{getattr(world, side).pk}/"]
    with time_machine.travel(BEFORE, tick=False):
        for page in pages:
            assert "Lokalpsykiatri Odense Øst" not in as_(name).get(page).content.decode()
    with time_machine.travel(AFTER, tick=False):
        for page in pages:
            text = as_(name).get(page).content.decode()
            assert "Lokalpsykiatri Odense Øst" in text
            assert f"/give/exchange/?to={new_team.pk}" in text
            assert "/agreements/" in text

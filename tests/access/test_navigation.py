"""The navigation: each sees the doors that their memberships open, and no door leads to a refusal."""

from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse

from cast import CAST
from samspor.access.models import Membership
from samspor.access.navigation import DOORS
from samspor.base.dates import today


def doors(client) -> list[dict]:
    return client.get("/account/").context["navigation"]


def words(client) -> list[str]:
    return [door["label"] for door in doors(client)]


@pytest.mark.parametrize("name", CAST)
def test_no_door_leads_to_a_refusal(as_, name):
    client = as_(name)
    assert doors(client)
    for door in doors(client):
        response = client.get(door["url"], follow=True)
        assert response.status_code == 200, door
        assert any(d["current"] and d["url"] == door["url"] for d in response.context["navigation"]), door


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("anna", "Mine kandidater"),
        ("kirsten", "Mine patienter i IPS"),
        ("dorte", "Forløb"),
        ("freja", "Mit forløb"),
    ],
)
def test_the_first_door_is_called_by_the_word_of_the_role(as_, name, first):
    assert words(as_(name))[0] == first


def test_whoever_is_both_sees_the_common_word(world, as_):
    Membership.objects.create(user=world.anna, unit=world.team, role="clinician", valid_from=today())
    assert words(as_("anna"))[0] == "Forløb"


def test_a_membership_that_has_ended_opens_nothing(world, as_):
    Membership.objects.filter(user=world.anna).update(valid_to=today() - timedelta(days=1))
    page = as_("anna").get("/account/")
    assert page.context["navigation"] == []
    assert page.context["account"]["role"] == ""


def test_every_door_has_a_page():
    missing = []
    for door in DOORS:
        try:
            reverse(door.name)
        except NoReverseMatch:
            missing.append(door.name)
    assert missing == []


def test_strangers_see_no_doors(client, db):
    assert client.get("/sign-in/").context["navigation"] == []


@pytest.mark.parametrize(("name", "to"), [("freja", "/my-course/"), ("eva", "/results/"), ("anna", None)])
def test_whoever_has_one_door_goes_through_it(as_, name, to):
    answer = as_(name).get("/")
    assert answer.headers.get("Location") == to

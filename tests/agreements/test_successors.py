"""A unit has a successor: the coordinators see which agreements name it, and begin the new one from the old one's
words. Nothing is made before they save it."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

import factories as make
from samspor.access.models import Unit
from samspor.access.roles import Role
from samspor.agreements.models import LocalAgreement
from samspor.agreements.rules import Stage

LAST, FIRST = date(2026, 12, 31), date(2027, 1, 1)
AFTER = "2027-01-04 09:00+01:00"


@pytest.fixture
def new_team(world) -> Unit:
    region = make.authority("Region Østdanmark", kind="region", code="1086", valid_from=FIRST)
    old = world.team.authority
    old.valid_to, old.successor = LAST, region
    old.save()
    new = make.unit(region, "Lokalpsykiatri Odense Øst", kind="treatment", valid_from=FIRST)
    Unit.objects.filter(pk=world.team.pk).update(valid_to=LAST, successor=new)
    world.agreement.meeting_place = "Konferencerummet"
    world.agreement.save()
    return new


def coordinator(new_team) -> Client:
    client = Client()
    client.force_login(make.staff("vibeke", Role.COORDINATOR, new_team, valid_from=FIRST))
    return client


def begins(agreement) -> str:
    return f"{reverse('agreements:create', args=[agreement.programme_id])}?after={agreement.pk}"


def test_the_list_says_which_agreements_name_it_and_who_follows(world, as_, new_team):
    text = as_("gitte").get("/agreements/").content.decode()
    assert "Lokalpsykiatri Odense Øst" in text
    assert begins(world.agreement) in text
    assert begins(world.agreement) not in as_("anna").get("/agreements/").content.decode()
    with time_machine.travel(AFTER, tick=False):
        assert begins(world.agreement) in coordinator(new_team).get("/agreements/").content.decode()


def test_the_successors_coordinator_begins_from_the_old_words_and_saves(world, new_team):
    with time_machine.travel(AFTER, tick=False):
        client, address = coordinator(new_team), begins(world.agreement)
        before = LocalAgreement.objects.count()
        form = client.get(address).context["form"]
        assert LocalAgreement.objects.count() == before, "nothing is copied by looking"
        words = {name: value for name, value in form.initial.items() if value not in (None, False)}
        assert words["treatment_unit"] == new_team
        assert (words["municipal_unit"], words["meeting_place"]) == (world.jobcentre, "Konferencerummet")
        sent = {
            **words,
            "starts_on": "04-01-2027",
            "treatment_unit": new_team.pk,
            "municipal_unit": world.jobcentre.pk,
        }
        assert client.post(address, sent).status_code == 302
        made = LocalAgreement.objects.get(treatment_unit=new_team)
        assert (made.stage, made.meeting_place) == (Stage.FOLLOW_UP, "Konferencerummet")
        assert address not in client.get("/agreements/").content.decode(), "it has been followed"


def test_it_can_be_agreed_before_the_day(world, as_, new_team):
    form = as_("gitte").get(begins(world.agreement)).context["form"]
    assert form.initial["starts_on"] == FIRST
    assert new_team in form.fields["treatment_unit"].queryset


def test_nobody_begins_from_an_agreement_that_they_do_not_see(world, as_, new_team):
    north = make.authority("Region Nordjylland", kind="region", code="1081")
    other = make.agreement(
        world.programme, make.unit(make.authority("Aalborg", code="0851"), "Jobcenter Aalborg"),
        make.unit(north, "Lokalpsykiatri Aalborg", kind="treatment"),
    )  # fmt: skip
    assert as_("gitte").get(begins(other)).status_code == 404
    assert as_("gitte").get(begins(world.agreement).partition("=")[0] + "=x").status_code == 200

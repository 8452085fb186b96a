"""The candidate goes on in another treatment team: a new consent, not a new referral. What was shared with the first
team does not pass to the next by itself, and the first team's access ends."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

import factories as make
from factories import NOW, TODAY
from samspor.access.actions import Denied, Refused
from samspor.access.models import AuditEvent, Unit
from samspor.access.roles import Role
from samspor.courses import actions
from samspor.courses.models import Assignment, ComingCourse, Course, Note
from samspor.people.actions import add_identifier
from samspor.people.models import Identifier, Person
from samspor.sharing import actions as sharing
from samspor.sharing.models import Exchange, Review

KINDS = ["symptoms", "employment"]
MOVE = {"purpose": "exchange", "categories": KINDS}


@pytest.fixture
def maria(world):
    """A clinician of the other team, which has an agreement with the jobcentre too."""
    make.agreement(world.programme, world.jobcentre, world.middelfart_team)
    return make.membership(make.staff("maria", Role.CLINICIAN, world.middelfart_team, "Maria Vig"))


@pytest.fixture
def moved(world, by, maria):
    """What was shared in the old exchange; then the treatment, and with it the record, went to the other team."""
    notes = {
        "theirs": make.note(world.course, world.kirsten, world.team, "Sover dårligt", category="symptoms", released=True),
        "ours": make.note(world.course, world.anna, world.jobcentre, "Vil i gartneri", released=True),
        "derived": make.note(
            world.course, world.anna, world.jobcentre, "Møder kl. 10", category="symptoms", is_derived=True
        ),
    }  # fmt: skip
    sharing.move_treatment(world.regional, by=by("kirsten"), at=NOW, unit=world.middelfart_team)
    return notes


def coming(world) -> ComingCourse:
    return ComingCourse.objects.get(pk=world.course.pk)


def ready(world, maria, *, but: str = "") -> None:
    """All that the new team needs."""
    person = Person.objects.get(pk=world.regional.pk)
    if but != "treatment":
        sharing.start_treatment(person, by=maria, at=NOW, starts_on=TODAY)
    if but != "consent":
        sharing.give_consent(person, by=maria, at=NOW, units=[world.jobcentre], **MOVE)
    if but != "agreement":
        return
    type(world.agreement).objects.filter(treatment_unit=world.middelfart_team).update(
        ends_on=TODAY - timedelta(days=1)
    )


def client_of(membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client


def test_the_record_lies_with_the_new_team_and_nothing_is_open(world, as_, by, maria, moved):
    assert client_of(maria).get(f"/people/{world.regional.pk}/").status_code == 200
    assert as_("kirsten").get(f"/people/{world.regional.pk}/").status_code == 404
    assert moved["theirs"] not in Note.objects.disclosed_to(by("anna"), TODAY)
    assert client_of(maria).get(f"/courses/{world.course.pk}/").status_code == 404
    assert client_of(maria).get(f"/consents/of/{world.regional.pk}/").status_code == 200
    assert AuditEvent.objects.get(event="person.change").fields == ["unit"]


@pytest.mark.parametrize("missing", ["treatment", "consent", "agreement"])
def test_each_of_the_three_is_asked_for(world, maria, moved, missing):
    ready(world, maria, but=missing)
    with pytest.raises(Refused):
        actions.move_exchange(coming(world), by=maria, at=NOW)
    page = client_of(maria).get(f"/courses/unit/{world.course.pk}/move/")
    assert [what for what, _sentence in page.context["lacks"]] == [missing]
    assert not Exchange.objects.exclude(closed_on=None).exists()


def test_the_new_team_goes_on_and_the_old_one_is_out(world, as_, by, maria, moved):
    ready(world, maria)
    page = client_of(maria)
    assert "Ærøskov, Freja" in page.get("/courses/unit/").content.decode()
    assert (
        page.post(f"/courses/unit/{world.course.pk}/move/", {"version": world.course.version}).status_code
        == 302
    )
    course = Course.objects.get()
    old = Exchange.objects.exclude(pk=course.exchange_id).get()
    assert (old.closed_on, old.treatment_unit) == (TODAY, world.team)
    assert course.exchange.treatment_unit == world.middelfart_team
    assert page.get(f"/courses/{course.pk}/").status_code == 200
    assert as_("kirsten").get(f"/courses/{course.pk}/").status_code == 404
    assert as_("lars").get("/courses/unit/").content.decode().count("Freja") == 0
    assert Assignment.objects.get(user=world.kirsten).ends_on == TODAY - timedelta(days=1)
    assert page.get(f"/courses/unit/{course.pk}/move/").status_code == 404


def test_nothing_shared_before_passes_by_itself_under_the_new_consent(world, by, maria, moved):
    ready(world, maria)
    actions.move_exchange(coming(world), by=maria, at=NOW)
    sharing.give_consent(world.municipal, by=by("anna"), at=NOW, units=[world.middelfart_team], **MOVE)
    anna, new = Note.objects.disclosed_to(by("anna"), TODAY), Note.objects.disclosed_to(maria, TODAY)
    assert list(anna) == [moved["ours"]], "neither the old team's nor what builds on it"
    assert list(new) == []
    sharing.release_item(moved["ours"], by=by("anna"), at=NOW)
    assert list(new.all()) == [moved["ours"]]
    fresh = actions.write_note(
        world.course, by=maria, at=NOW, text="Ny hos os", category="symptoms", share=True
    )
    assert fresh in Note.objects.disclosed_to(by("anna"), TODAY)


def test_what_was_shared_is_reviewed_on_both_sides_and_stays_so(world, by, maria, moved):
    ready(world, maria)
    actions.move_exchange(coming(world), by=maria, at=NOW)
    reviews = Review.objects.filter(closed_at=None)
    assert {(r.authority, r.items.count()) for r in reviews} == {
        (world.jobcentre.authority, 2),
        (world.team.authority, 1),
    }
    assert sharing.open_reviews_for_lapsed(at=NOW) == 0


def test_twice_at_once_makes_one_exchange(world, maria, moved):
    ready(world, maria)
    stale = coming(world)
    actions.move_exchange(stale, by=maria, at=NOW)
    with pytest.raises(Denied):
        actions.move_exchange(stale, by=maria, at=NOW)
    assert Exchange.objects.count() == 2


@pytest.mark.parametrize("name", ["anna", "bo", "carl", "kirsten", "lars", "dorte", "freja", "gitte"])
def test_nobody_else_moves_it(world, as_, by, maria, moved, name):
    ready(world, maria)
    assert as_(name).get(f"/courses/unit/{world.course.pk}/move/").status_code in {403, 404}
    with pytest.raises(Denied):
        actions.move_exchange(coming(world), by=by(name), at=NOW)


def test_a_record_goes_to_no_other_authority_and_no_other_kind_of_unit(world, by):
    for unit in (world.jobcentre, world.middelfart, world.office, world.team):
        with pytest.raises(Refused):
            sharing.move_treatment(world.regional, by=by("kirsten"), at=NOW, unit=unit)


# --- the team got a successor in another region -----------------------------------------------------------------
FIRST = date(2027, 1, 1)
LATER = NOW + timedelta(days=310)


def test_the_successor_takes_the_record_over_and_goes_on(world, by):
    add_identifier(world.regional, by=by("kirsten"), at=NOW, system="cpr", number="6501011234")
    region = make.authority("Region Østdanmark", kind="region", code="1086", valid_from=FIRST)
    new = make.unit(region, "Lokalpsykiatri Odense Øst", kind="treatment", valid_from=FIRST)
    Unit.objects.filter(pk=world.team.pk).update(valid_to=date(2026, 12, 31), successor=new)
    type(region).objects.filter(pk=world.team.authority_id).update(
        valid_to=date(2026, 12, 31), successor=region
    )
    make.agreement(world.programme, world.jobcentre, new, starts_on=FIRST)
    nina = make.membership(make.staff("nina", Role.CLINICIAN, new, valid_from=FIRST))
    with time_machine.travel(LATER, tick=False):
        sharing.move_treatment(world.regional, by=nina, at=LATER, unit=new)
        person = Person.objects.get(pk=world.regional.pk)
        assert (person.unit, person.authority) == (new, region)
        assert Identifier.objects.with_number("6501011234", region.pk).get().person_id == person.pk
        with pytest.raises(Refused):
            actions.move_exchange(coming(world), by=nina, at=LATER)
        sharing.start_treatment(person, by=nina, at=LATER, starts_on=LATER.date())
        sharing.give_consent(person, by=nina, at=LATER, units=[world.jobcentre], **MOVE)
        assert actions.move_exchange(coming(world), by=nina, at=LATER).treatment_unit == new

"""The front page: what waits for whom, each line a link to the deed; nothing of anybody else."""

from datetime import timedelta

import pytest

import factories as make
from samspor.access.models import AuditEvent
from samspor.courses.models import Correction, Course, LookFlag, Referral
from samspor.sharing.models import Consent, TreatmentPeriod

DAY = timedelta(days=1)
NOTHING = "Der venter ikke noget på dig lige nu"


def groups(client):
    """What waits: heading → pairs of words and address."""
    page = client.get("/")
    assert page.status_code == 200
    return {g.heading: [(line.words, line.url) for line in g.first] for g in page.context["groups"]}


@pytest.fixture
def in_touch(world):
    """Anna met Freja this week: nothing waits."""
    return make.contact(world.course, world.anna, world.jobcentre, on=make.TODAY - DAY)


@pytest.mark.parametrize("who", ["anna", "bo", "kirsten", "lars", "dorte", "gitte", "ida"])
def test_where_nothing_waits_it_says_so(world, in_touch, as_, who):
    client = as_(who)
    assert groups(client) == {}
    assert NOTHING in client.get("/").content.decode()


def test_a_contact_agreed_for_these_days(world, as_):
    make.contact(world.course, world.anna, world.jobcentre, on=make.TODAY - DAY, next_on=make.TODAY + DAY)
    client = as_("anna")
    assert groups(client) == {
        "Aftalte kontakter de næste 7 dage": [("Freja Ærøskov", f"/courses/{world.course.pk}/")]
    }
    assert "i morgen" in client.get("/").content.decode()
    assert groups(as_("kirsten")) == {}, "the agreement is the municipality's own"


def test_four_weeks_without_contact(world, as_):
    make.contact(world.course, world.anna, world.jobcentre, on=make.TODAY - 28 * DAY)
    deed = f"/courses/{world.course.pk}/contact/"
    assert groups(as_("anna")) == {"Ingen kontakt i fire uger": [("Freja Ærøskov", deed)]}
    assert groups(as_("bo")) == {}
    assert groups(as_("kirsten")) == {}


def test_accepted_and_not_started(world, as_):
    Course.objects.update(started_on=None)
    deed = f"/courses/{world.course.pk}/start/"
    assert groups(as_("anna")) == {"Accepteret, men ikke startet": [("Freja Ærøskov", deed)]}
    assert groups(as_("kirsten")) == {}


def test_a_consent_that_lapses_and_one_that_follows_it(world, in_touch, as_):
    given = Consent.objects.filter(pk=world.to_region.pk)
    given.update(valid_to=make.TODAY + 30 * DAY)
    deed = f"/consents/of/{world.municipal.pk}/give/exchange/"
    assert groups(as_("anna")) == {"Samtykker, der snart udløber": [("Freja Ærøskov", deed)]}
    assert groups(as_("kirsten")) == {}, "each side looks after its own"
    make.consent(world.municipal, world.team, world.anna)
    assert groups(as_("anna")) == {}


def test_treatment_to_confirm(world, in_touch, as_):
    TreatmentPeriod.objects.update(starts_on=make.TODAY - 200 * DAY, reconfirmed_on=make.TODAY - 78 * DAY)
    deed = f"/treatments/{world.treatment.pk}/reconfirm/"
    assert groups(as_("kirsten")) == {"Behandling, der skal bekræftes": [("Freja Ærøskov", deed)]}
    assert groups(as_("lars")) == {}
    TreatmentPeriod.objects.update(reconfirmed_on=make.TODAY - 77 * DAY)
    assert groups(as_("kirsten")) == {}


def test_offers_drafts_and_answers(world, in_touch, as_):
    other = make.person(world.team, "Niels", "Åen")
    make.treatment(other, world.kirsten)
    consent = make.consent(other, world.jobcentre, world.kirsten, purpose="referral")
    referral = Referral.objects.create(
        programme=world.programme, agreement=world.agreement, from_unit=world.team, to_unit=world.jobcentre,
        sender=world.kirsten, person=other, created_at=make.NOW,
    )  # fmt: skip
    line = [("Niels Åen", f"/referrals/{referral.pk}/")]
    assert groups(as_("kirsten")) == {"Kladder, der ikke er sendt": line}
    assert groups(as_("lars")) == {}, "a draft waits for the one who began it"
    Referral.objects.filter(pk=referral.pk).update(
        state="offered", sent_at=make.NOW, sent_on=make.TODAY, consent=consent
    )
    assert groups(as_("anna")) == groups(as_("bo")) == {"Henvisninger, der venter på svar": line}
    assert groups(as_("carl")) == groups(as_("kirsten")) == {}
    Referral.objects.filter(pk=referral.pk).update(
        state="declined", answered_at=make.NOW, decline_reason="no_place", next_step="send_again"
    )
    assert groups(as_("kirsten")) == {"Svar på dine henvisninger": line}
    assert groups(as_("anna")) == {}
    Referral.objects.filter(pk=referral.pk).update(answered_at=make.NOW - 15 * DAY)
    assert groups(as_("kirsten")) == {}


def test_a_correction_that_the_candidate_asks_for(world, in_touch, as_):
    asked = Correction.objects.create(
        course=world.course,
        to_authority=world.jobcentre.authority,
        text="Jeg arbejder 12 timer",
        asked_at=make.NOW,
    )
    deed = f"/courses/corrections/{asked.pk}/"
    assert groups(as_("anna")) == {"Rettelser, som kandidater beder om": [("Freja Ærøskov", deed)]}
    assert groups(as_("kirsten")) == {}


def test_a_unit_that_ends_says_to_its_leader_how_many_courses_are_left(world, in_touch, as_):
    """Two open courses, one that has ended; a line for the leader alone, until none is left."""
    make.course(world.agreement, make.person(world.jobcentre, "To", "Prøve"), None, world.anna)
    ended = make.person(world.jobcentre, "Tre", "Prøve")
    make.course(world.agreement, ended, None, world.anna, ended_on=make.TODAY - DAY, end_reason="wish")
    client = as_("dorte")
    assert "Enheder, der ophører" not in groups(client)
    world.jobcentre.valid_to = make.TODAY + 30 * DAY
    world.jobcentre.save()
    page = client.get("/").content.decode()
    assert "ophører" not in as_("anna").get("/").content.decode()
    assert groups(client)["Enheder, der ophører"] == [("Jobcenter Odense", "/courses/unit/")]
    assert "2 forløb følger ikke med af sig selv; sidste dag 1. april 2026" in page
    Course.objects.filter(ended_on=None).update(ended_on=make.TODAY - DAY, end_reason="wish")
    assert "Enheder, der ophører" not in groups(client)


def test_the_leader_sees_what_nobody_has_and_cover_that_ends(world, in_touch, as_):
    deed = f"/courses/unit/{world.course.pk}/assign/"
    make.assign(
        world.course, world.bo, world.jobcentre, "cover", starts_on=make.TODAY, ends_on=make.TODAY + 7 * DAY,
        reason="illness",
    )  # fmt: skip
    assert groups(as_("dorte")) == {"Afløsning, der slutter inden for en uge": [("Freja Ærøskov", deed)]}
    world.course.assignments.all().delete()
    assert groups(as_("dorte")) == {"Forløb, som ingen har": [("Freja Ærøskov", deed)]}


def test_agreements_that_end(world, in_touch, as_):
    world.agreement.ends_on = make.TODAY + 60 * DAY
    world.agreement.save()
    line = [("Jobcenter Odense – Lokalpsykiatri Odense", f"/agreements/{world.agreement.pk}/")]
    for who in ["anna", "kirsten", "dorte", "gitte"]:
        assert groups(as_(who)) == {"Aftaler, der snart udløber": line}, who
    assert groups(as_("carl")) == {}
    after = make.agreement(
        world.programme, world.jobcentre, world.team, starts_on=make.TODAY + 61 * DAY, stage="dialogue"
    )
    assert groups(as_("anna")) == {"Aftaler, der snart udløber": line}, "only talked about"
    type(after).objects.filter(pk=after.pk).update(stage="agreement")
    assert groups(as_("anna")) == {}, "another follows"


def test_the_log_reviewer_sees_that_somebody_asked_never_who(world, in_touch, as_):
    LookFlag.objects.create(
        course=world.course, event_id=1, event_authority=world.jobcentre.authority_id, flagged_at=make.NOW
    )
    client = as_("ida")
    assert list(groups(client)) == ["Opslag, som kandidater har spurgt til"]
    assert "Freja" not in client.get("/").content.decode()


def test_whom_the_front_page_showed_is_on_record(world, as_):
    as_("anna").get("/")
    assert AuditEvent.objects.latest("pk").shown == [f"course:{world.course.pk}"]


def test_six_of_a_kind_and_the_rest_on_its_page(world, as_, django_assert_max_num_queries):
    for n in range(50):
        course = make.course(
            world.agreement, make.person(world.jobcentre, f"Person{n:02}", "Ågård"), None, world.anna
        )
        make.assign(course, world.anna, world.jobcentre, "specialist")
    client = as_("anna")
    client.get("/")
    with django_assert_max_num_queries(12):
        page = client.get("/").content.decode()
    assert "og 45 til" in page

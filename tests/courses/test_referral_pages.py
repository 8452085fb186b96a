"""From the clinician's wish to refer to the jobcentre's answer, page by page; what each side sees on the way."""

from uuid import uuid4

import pytest

import factories as make
from samspor.access.models import AuditEvent
from samspor.agreements.models import LocalAgreement
from samspor.courses.actions import draft_referral
from samspor.courses.models import Course, Referral
from samspor.people.models import Identifier, Person
from samspor.sharing.rules import Purpose


@pytest.fixture
def patient(world):
    return make.person(
        world.team, "Sofie", "Østergård", safe_contact="Ring efter klokken 10", representative="Værge: Tom",
        interpreter_language="farsi",
    )  # fmt: skip


@pytest.fixture
def kirsten(as_):
    return as_("kirsten")


def drafted(kirsten, patient, world):
    words = {"agreement": world.agreement.pk, "wish_for_work": "Noget med dyr", "new_id": str(uuid4())}
    answer = kirsten.post(f"/referrals/from/{patient.pk}/", words)
    assert answer.status_code == 302
    return answer.url


@pytest.fixture
def offer(kirsten, patient, world):
    make.treatment(patient, world.kirsten)
    make.consent(patient, world.jobcentre, world.kirsten, purpose=Purpose.REFERRAL, categories=[])
    url = drafted(kirsten, patient, world)
    assert kirsten.post(f"{url}send/", {"version": "1"}).status_code == 302
    return url


def test_without_a_consent_it_stays_a_draft_and_says_what_is_missing(kirsten, patient, world):
    url = drafted(kirsten, patient, world)
    page = kirsten.get(url).content.decode()
    assert "ikke givet samtykke" in page
    assert "Behandlingen står ikke" in page
    assert f"/consents/of/{patient.pk}/give/referral/" in page
    assert "Send henvisningen" not in page
    assert kirsten.post(f"{url}send/", {"version": "1"}).status_code == 422
    assert Referral.objects.get(person=patient).state == "draft"


def test_the_preview_is_what_the_receiver_sees(kirsten, offer, as_):
    sent = kirsten.get(offer).content.decode()
    received = as_("anna").get(offer).content.decode()
    for words in ("Sofie Østergård", "Ring efter klokken 10", "Noget med dyr", "Kirsten Bech"):
        assert words in sent
        assert words in received
    for words in (
        "farsi",
        "Værge",
        str(Referral.objects.get(wish_for_work__isnull=False, state="offered").person_id),
    ):
        assert words not in received


def test_the_inbox_shows_it_until_it_is_answered(world, kirsten, offer, as_):
    assert "Østergård, Sofie" in as_("anna").get("/referrals/").content.decode()
    assert "Østergård" not in as_("carl").get("/referrals/").content.decode()
    words = {
        "version": "2",
        "decline_reason": "no_place",
        "next_step": "send_again",
        "place_free_on": "01-04-2026",
    }
    assert as_("anna").post(f"{offer}decline/", words).status_code == 302
    assert "Østergård" not in as_("anna").get("/referrals/").content.decode()
    assert as_("anna").get(offer).status_code == 404
    answer = kirsten.get("/referrals/").content.decode()
    assert "ingen plads nu (01-04-2026)" in answer
    assert not Person.objects.filter(unit=world.jobcentre, given_names="Sofie").exists()
    assert AuditEvent.objects.filter(event="referral.answer", user_id=world.anna.pk, outcome="ok").exists()


def test_a_decline_needs_its_words(as_, offer):
    answer = as_("anna").post(
        f"{offer}decline/", {"version": "2", "decline_reason": "no_place", "next_step": "send_again"}
    )
    assert answer.status_code == 422
    assert "Skriv, fra hvornår der er plads" in answer.content.decode()
    assert "<textarea" not in answer.content.decode(), "no free text"


def test_withdrawn(kirsten, offer, as_):
    assert kirsten.post(f"{offer}withdraw/", {"version": "2"}).status_code == 302
    assert as_("anna").get(offer).status_code == 404


def accepted(client, offer, world, **words):
    form = {
        "version": "2",
        "new_id": str(uuid4()),
        "specialist": world.anna.pk,
        "system": "cpr",
        "number": "",
        **words,
    }
    return client.post(f"{offer}accept/", form)


def test_accepted_with_a_new_record(world, as_, offer):
    answer = accepted(as_("anna"), offer, world, number="610190-1234")
    course = Course.objects.get(referral__person__given_names="Sofie")
    assert answer.url == f"/courses/{course.pk}/"
    page = as_("anna").get(answer.url).content.decode()
    assert "Noget med dyr" in page
    assert "ikke startet" in page
    assert "farsi" not in page


def test_accepted_twice_clicked_is_one_course(world, as_, offer):
    key = str(uuid4())
    answers = [accepted(as_("anna"), offer, world, new_id=key) for _ in range(2)]
    assert answers[0].status_code == 302
    assert answers[1].status_code in {302, 404}, "the second click finds the offer answered"
    assert Course.objects.filter(referral__person__given_names="Sofie").count() == 1


def test_an_own_person_is_found_by_ones_own_search(world, as_, offer):
    own = make.person(world.jobcentre, "Sofie", "Østergaard")
    make.person(world.middelfart, "Sofie", "Fremmed")
    words = {"find": "1", "words": "sofie", "specialist": world.bo.pk, "version": "2", "number": ""}
    page = as_("anna").post(f"{offer}accept/", words)
    assert [p.pk for p in page.context["people"]] == [own.pk]
    assert page.context["form"]["specialist"].value() == str(world.bo.pk), "what was chosen stays"
    assert "Fremmed" not in page.content.decode()
    accepted(as_("anna"), offer, world, person=str(own.pk))
    assert Course.objects.get(municipal_person=own).exchange is not None


def test_a_number_that_cannot_be_is_told(world, as_, offer):
    answer = accepted(as_("anna"), offer, world, number="123")
    assert answer.status_code == 422
    assert "ti cifre" in answer.content.decode()
    assert 'value="123"' in answer.content.decode()


def test_without_an_agreement_the_page_says_whom_to_ask(world, kirsten, patient):
    LocalAgreement.objects.filter(treatment_unit=world.team).update(stage="dialogue")
    page = kirsten.get(f"/referrals/from/{patient.pk}/").content.decode()
    for words in ("ingen gyldig aftale", "Jobcenter Odense", "Gitte Rask"):
        assert words in page
    assert '<form method="post" novalidate' not in page


def test_proposed_by_the_jobcentre_to_its_own(world, as_):
    own = make.person(world.jobcentre, "Nadia", "Holt")
    words = {"programme": world.programme.pk, "yes_on": "01-03-2026", "new_id": str(uuid4())}
    answer = as_("anna").post(f"/referrals/propose/{own.pk}/", words)
    assert answer.status_code == 302
    course = Course.objects.get(municipal_person=own)
    assert (course.exchange, answer.url) == (None, f"/courses/{course.pk}/")


def test_queries_do_not_grow(world, as_, by, django_assert_max_num_queries):
    from samspor.courses import actions

    for n in range(50):
        person = make.person(world.team, f"Sofie{n}", "Hjort", safe_contact="Ring")
        make.treatment(person, world.kirsten)
        make.consent(person, world.jobcentre, world.kirsten, purpose=Purpose.REFERRAL, categories=[])
        draft = actions.draft_referral(person, by=by("kirsten"), at=make.NOW, agreement=world.agreement)
        actions.send_referral(draft, by=by("kirsten"), at=make.NOW)
    for who in ("anna", "kirsten"):
        client = as_(who)
        client.get("/referrals/")
        with django_assert_max_num_queries(12):
            client.get("/referrals/")


def test_a_number_that_a_restricted_record_has_is_taken_as_if_it_had_none_and_is_on_record(world, as_, offer):
    hidden = make.person(world.jobcentre, "Per", "Skjult", is_restricted=True)
    Identifier.objects.create(person=hidden, system="cpr", value="6101901234")
    assert accepted(as_("anna"), offer, world, number="610190-1234").status_code == 302
    assert AuditEvent.objects.filter(event="person.create", about=hidden.about).count() == 1


def test_a_protected_name_does_not_tell_its_place_in_the_alphabet(world, as_, by, offer):
    hidden = make.person(world.team, "Anders", "Aagaard", is_protected=True)
    for person in [hidden, make.person(world.team, "Åse", "Ås")]:
        draft_referral(person, by=by("kirsten"), at=make.NOW, agreement=world.agreement)
    tables = as_("kirsten").get("/referrals/?s-sort=name").context["tables"]
    assert [r.person.is_protected for r in tables[-1].on_page] == [False, False, False, True]

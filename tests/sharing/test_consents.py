"""Giving and withdrawing consent, by staff and by the candidate: what is recorded, what a rule refuses, and that it
works on the next request."""

import uuid
from datetime import date, timedelta

import pytest

import factories as make
from factories import NOW, TODAY
from samspor.access.actions import Denied, Refused, Stale
from samspor.courses.models import Note
from samspor.sharing import actions
from samspor.sharing.models import Consent
from samspor.sharing.rules import Category, Purpose

SYMPTOMS = Category.SYMPTOMS.value
WORK = Category.EMPLOYMENT.value


@pytest.fixture
def words(world):
    """What Kirsten fills in with Freja: the psychiatry may give the jobcentre two kinds of information."""
    return {"purpose": "exchange", "units": [world.jobcentre], "categories": [SYMPTOMS, WORK]}


def give(world, by, words, **changes):
    return actions.give_consent(world.regional, by=by("kirsten"), at=NOW, **{**words, **changes})


def test_what_a_consent_holds(world, by, words):
    consent = give(world, by, words, others=["Egen læge", " "], entered_in_record_on=TODAY, how_given="paper")
    assert (consent.from_unit, consent.received_by) == (world.team, world.kirsten)
    assert (consent.permission_basis, consent.processing_basis) == ("sul_43", "gdpr_9_2_h")
    assert (consent.given_on, consent.valid_from, consent.valid_to) == (TODAY, TODAY, date(2027, 3, 1))
    assert {(r.unit, r.other) for r in consent.recipients.all()} == {
        (world.jobcentre, ""),
        (None, "Egen læge"),
    }
    assert {c.category for c in consent.categories.all()} == {SYMPTOMS, WORK}
    assert (consent.text.purpose, consent.text.version, consent.text.language) == ("exchange", 1, "da")
    assert consent.decision_authority == world.agreement.decision_authority


def test_the_municipality_consents_on_another_basis(world, by):
    consent = actions.give_consent(
        world.municipal, by=by("anna"), at=NOW, purpose="exchange", units=[world.team], categories=[WORK]
    )
    assert (consent.permission_basis, consent.processing_basis) == ("gdpr_consent", "gdpr_6_1_e")


@pytest.mark.parametrize(
    ("says", "changes", "field"),
    [
        ("given tomorrow", {"given_on": TODAY + timedelta(days=1)}, "given_on"),
        ("from before it was given", {"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ("the last day before the first", {"valid_to": TODAY - timedelta(days=1)}, "valid_to"),
        ("a day more than a year", {"valid_to": date(2027, 3, 2)}, "valid_to"),
        ("a paper of last year, from today", {"given_on": date(2025, 2, 1), "valid_to": TODAY}, "valid_to"),
        ("nobody to receive", {"units": []}, "units"),
        ("only somebody in words", {"units": [], "others": ["Egen læge"]}, "units"),
        ("nothing ticked", {"categories": []}, "categories"),
        ("all", {"categories": ["all"]}, "categories"),
        ("kinds of information in a referral", {"purpose": "referral"}, None),
        (
            "entered before it was given",
            {"entered_in_record_on": TODAY - timedelta(days=1)},
            "entered_in_record_on",
        ),
        ("a recipient in too many words", {"others": ["x" * 101]}, "others"),
    ],
)
def test_what_is_refused(world, by, words, says, changes, field):
    with pytest.raises(Refused) as no:
        give(world, by, words, **changes)
    assert no.value.field == field
    assert Consent.objects.filter(given_on=TODAY).count() == 0


@pytest.mark.parametrize("unit", ["middelfart", "team"])
def test_a_unit_without_an_agreement_cannot_be_a_recipient(world, by, words, unit):
    with pytest.raises(Refused):
        give(world, by, words, units=[getattr(world, unit)])


@pytest.mark.parametrize("name", ["anna", "carl", "dorte", "freja", "eva"])
def test_who_may_not_record_it(world, by, words, name):
    with pytest.raises(Denied):
        actions.give_consent(world.regional, by=by(name), at=NOW, **words)


def test_freja_gives_and_stops_herself(world, by):
    consent = actions.give_own_consent(
        world.municipal, by=by("freja"), at=NOW, purpose="exchange", units=[world.team], categories=[WORK]
    )
    assert consent.received_by == world.freja
    actions.withdraw_own_consent(consent, by=by("freja"), at=NOW)
    consent.refresh_from_db()
    assert consent.withdrawn_at == NOW


def test_one_candidate_cannot_stop_anothers(world, by):
    make.staff("fie", "candidate", None)
    other = make.membership(type(world.freja).objects.get(username="fie"))
    with pytest.raises(Denied):
        actions.withdraw_own_consent(world.to_region, by=other, at=NOW)


# --- on the pages ---------------------------------------------------------------------------------------------
@pytest.fixture
def post(world):
    return {
        "new_id": str(uuid.uuid4()),
        "language": "da",
        "units": [world.jobcentre.pk],
        "others": "Egen læge\nSocialtilsynet",
        "categories": [SYMPTOMS, WORK],
        "given_on": "02-03-2026",
        "valid_from": "02-03-2026",
        "valid_to": "01-03-2027",
        "how_given": "screen",
        "entered_in_record_on": "",
    }


def test_a_double_click_makes_one_consent(world, as_, post):
    kirsten, address = as_("kirsten"), f"/consents/of/{world.regional.pk}/give/exchange/"
    assert [kirsten.post(address, post).status_code for _ in range(2)] == [302, 302]
    consent = Consent.objects.get(pk=post["new_id"])
    assert consent.recipients.count() == 3
    page = kirsten.get(f"/consents/{consent.pk}/").content.decode()
    for said in [
        "Egen læge",
        "Socialtilsynet",
        "Jobcenter Odense",
        "1. marts 2027",
        "Kirsten Bech",
        "Sundhedsloven",
    ]:
        assert said in page, said


@pytest.mark.parametrize(
    ("to", "leads_to"),
    [("/referrals/", "/referrals/"), ("https://example.dk/", None), ("//example.dk/", None), ("", None)],
)
def test_it_leads_back_to_the_page_of_ours_that_needed_it(world, as_, post, to, leads_to):
    kirsten, address = as_("kirsten"), f"/consents/of/{world.regional.pk}/give/exchange/"
    page = kirsten.get(f"{address}?next={to}").content.decode()
    assert (f'name="next" value="{to}"' in page) is bool(leads_to)
    answer = kirsten.post(address, {**post, "next": to})
    assert answer.url == (leads_to or f"/consents/of/{world.regional.pk}/")


def test_what_was_typed_stands_with_the_sentence(world, as_, post):
    address = f"/consents/of/{world.regional.pk}/give/exchange/"
    answer = as_("kirsten").post(address, {**post, "categories": [], "valid_to": "1-4-2029"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Socialtilsynet" in page
    assert "1-4-2029" in page
    assert post["new_id"] in page
    assert Consent.objects.filter(pk=post["new_id"]).count() == 0


@pytest.mark.parametrize("bad", [{"units": ["x"]}, {"units": [999_999]}, {"given_on": "31-02-2026"}, {"how_given": "wink"},
                                 {"others": "x" * 5000}, {"new_id": "1"}, {"categories": ["all"]}])  # fmt: skip
def test_bad_input_is_a_sentence(world, as_, post, bad):
    answer = as_("kirsten").post(f"/consents/of/{world.regional.pk}/give/exchange/", {**post, **bad})
    assert answer.status_code == 422


def test_withdrawal_works_on_the_next_request(world, as_, by):
    note = make.note(world.course, world.kirsten, world.team, category=SYMPTOMS, released=True)
    assert note in Note.objects.disclosed_to(by("anna"), TODAY)
    consent = world.to_municipality
    answer = as_("kirsten").post(
        f"/consents/{consent.pk}/withdraw/", {"version": consent.version, "extent": "whole"}
    )
    assert answer.status_code == 302
    assert note not in Note.objects.disclosed_to(by("anna"), TODAY)
    again = as_("kirsten").get(f"/consents/{consent.pk}/withdraw/")
    assert again.status_code == 302, "what is withdrawn cannot be withdrawn again"


def test_withdrawal_of_a_part(world, as_, by):
    closed = make.note(world.course, world.kirsten, world.team, category=SYMPTOMS, released=True)
    still = make.note(world.course, world.kirsten, world.team, category=WORK, released=True)
    consent = world.to_municipality
    words = {"version": consent.version, "extent": "part", "kinds": [SYMPTOMS]}
    assert as_("kirsten").post(f"/consents/{consent.pk}/withdraw/", words).status_code == 302
    seen = set(Note.objects.disclosed_to(by("anna"), TODAY))
    assert closed not in seen
    assert still in seen
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_the_last_recipient_withdrawn_is_the_whole(world, by):
    recipient = world.to_municipality.recipients.get()
    actions.withdraw_consent(world.to_municipality, by=by("kirsten"), at=NOW, recipients=[recipient.pk])
    world.to_municipality.refresh_from_db()
    assert world.to_municipality.withdrawn_at == NOW


def test_a_part_without_a_tick_is_a_sentence(world, as_):
    words = {"version": world.to_municipality.version, "extent": "part"}
    answer = as_("kirsten").post(f"/consents/{world.to_municipality.pk}/withdraw/", words)
    assert answer.status_code == 422
    world.to_municipality.refresh_from_db()
    assert world.to_municipality.withdrawn_at is None


def test_a_stale_form_is_told_so(world, as_, by):
    consent, seen = world.to_municipality, world.to_municipality.version
    actions.enter_consent(consent, by=by("lars"), at=NOW, entered_on=TODAY)
    words = {"version": seen, "extent": "whole"}
    answer = as_("kirsten").post(f"/consents/{consent.pk}/withdraw/", words)
    assert answer.status_code == 422
    with pytest.raises(Stale):
        actions.enter_consent(consent, by=by("lars"), at=NOW, version=seen, entered_on=TODAY)


def test_entered_in_the_patient_record(world, as_):
    consent = world.to_municipality
    words = {"version": consent.version, "entered_on": "01-09-2025"}
    assert as_("lars").post(f"/consents/{consent.pk}/enter/", words).status_code == 302
    consent.refresh_from_db()
    assert consent.entered_in_record_on == date(2025, 9, 1)


def test_without_an_agreement_the_page_says_so(world, as_):
    type(world.agreement).objects.update(ends_on=date(2025, 1, 1))
    page = as_("kirsten").get(f"/consents/of/{world.regional.pk}/give/exchange/").content.decode()
    assert 'href="/agreements/"' in page


@pytest.mark.parametrize(
    ("says", "words", "expected"),
    [
        ("the plain one", {}, True),
        ("to another unit", {"to": "middelfart"}, False),
        ("for exchange in the course", {"purpose": Purpose.EXCHANGE}, False),
        ("run out", {"valid_to": TODAY - timedelta(days=1)}, False),
        ("older than a year", {"given_on": date(2025, 3, 2), "valid_from": date(2025, 3, 2)}, False),
        ("withdrawn", {"withdrawn_at": NOW}, False),
        ("another person's", {"person": "other"}, False),
    ],
)
def test_a_consent_that_covers_a_referral(world, says, words, expected):
    from samspor.sharing import rules
    from samspor.sharing.models.facts import consent_facts

    person = make.person(world.team, "Ny", "Patient")
    other = make.person(world.team, "En", "Anden")
    given_by = other if words.pop("person", None) else person
    to = getattr(world, words.pop("to", "jobcentre"))
    consent = make.consent(
        given_by, to, world.kirsten, **{"purpose": Purpose.REFERRAL, "categories": [], **words}
    )
    facts = consent_facts(consent)
    assert rules.covers_referral(facts, person.pk, world.team.pk, world.jobcentre.pk, TODAY) is expected
    assert Consent.objects.for_referral(person, world.jobcentre, TODAY).exists() is expected


def test_the_text_is_kept_as_it_was_shown_in_its_language(world, as_, by, words):
    consent = give(world, by, words, language="en", given_on=TODAY)
    page = as_("kirsten").get(f"/consents/{consent.pk}/").content.decode()
    assert 'lang="en"' in page
    for said in [
        "It is voluntary",
        "You can withdraw it",
        "makes no decisions about your benefit",
        "Health Act",
    ]:
        assert said in page, said


# --- evaluation: the evaluator's unit can be named ------------------------------------------------------------
def test_to_evaluation_one_can_consent_to_the_evaluators_of_the_programme(world, by):
    consent = actions.give_consent(
        world.municipal, by=by("anna"), at=NOW, purpose="evaluation", units=[world.office]
    )
    assert [r.unit for r in consent.recipients.all()] == [world.office]
    found = Consent.objects.for_evaluation(world.office.authority_id, TODAY)
    assert list(found.values_list("person", flat=True)) == [world.municipal.pk]
    assert not Consent.objects.for_evaluation(world.jobcentre.authority_id, TODAY).exists()


@pytest.mark.parametrize("purpose", ["referral", "employers", "satisfaction"])
def test_to_nothing_else(world, by, purpose):
    with pytest.raises(Refused):
        actions.give_consent(world.municipal, by=by("anna"), at=NOW, purpose=purpose, units=[world.office])


def test_an_evaluator_who_has_left_or_of_another_programme_receives_nothing(world, by):
    ask = {"by": by("anna"), "at": NOW, "purpose": "evaluation", "units": [world.office]}
    world.programme.units.remove(world.jobcentre)
    with pytest.raises(Refused):
        actions.give_consent(world.municipal, **ask)
    world.programme.units.add(world.jobcentre)
    left = make.membership(world.eva)
    left.valid_to = TODAY - timedelta(days=1)
    left.save()
    with pytest.raises(Refused):
        actions.give_consent(world.municipal, **ask)

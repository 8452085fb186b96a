"""What there is once: one open course of a person, one assignment of somebody on a day, one answer to a referral;
and the database says so where a deed did not."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

import factories as make
from samspor.access.actions import Refused
from samspor.access.models import AuditEvent
from samspor.access.roles import Role
from samspor.courses import actions
from samspor.courses.models import Assignment, Course, Referral, UnitCourse
from samspor.sharing import actions as sharing
from samspor.sharing.rules import Purpose

TODAY, NOW = make.TODAY, make.NOW


def offer(world, by, name="Sofie") -> Referral:
    patient = make.person(world.team, name, "Østergård", safe_contact="Ring efter klokken 10")
    make.treatment(patient, world.kirsten)
    make.consent(patient, world.jobcentre, world.kirsten, purpose=Purpose.REFERRAL, categories=[])
    draft = actions.draft_referral(patient, by=by("kirsten"), at=NOW, agreement=world.agreement)
    actions.send_referral(draft, by=by("kirsten"), at=NOW)
    draft.refresh_from_db()
    return draft


def course_of(world, person, **words) -> Course:
    return make.course(world.agreement, person, None, world.anna, **words)


# --- one open course --------------------------------------------------------------------------------------------
def test_the_database_holds_one_open_course_of_a_person(world):
    course_of(world, world.municipal, ended_on=TODAY, end_reason="wish")
    with pytest.raises(IntegrityError):
        course_of(world, world.municipal)


def test_two_referrals_of_one_person_give_one_course_and_a_sentence(world, by):
    mine = make.person(world.jobcentre, "Sofie", "Østergaard")
    first, second = offer(world, by), offer(world, by)
    actions.accept_referral(first, by=by("anna"), at=NOW, person=mine)
    with pytest.raises(Refused) as refused:
        actions.accept_referral(second, by=by("bo"), at=NOW, person=mine)
    assert refused.value.field == "person"
    assert Course.objects.filter(municipal_person=mine).count() == 1


@pytest.mark.postgresql
@pytest.mark.parametrize("deed", ["accept", "reopen"])
def test_the_person_is_locked_before_the_course_is_looked_for(world, by, deed):
    """So that two at once stand in a row: the second sees what the first one made."""
    sent = offer(world, by)
    closed = course_of(world, make.person(world.jobcentre), ended_on=TODAY, end_reason="wish")
    make.assign(closed, world.anna, world.jobcentre, "specialist")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        if deed == "accept":
            actions.accept_referral(sent, by=by("anna"), at=NOW)
        else:
            actions.reopen_course(closed, by=by("anna"), at=NOW)
    words = [query["sql"] for query in asked]
    locked = next(i for i, sql in enumerate(words) if 'FROM "people_person"' in sql and "FOR UPDATE" in sql)
    looked = next(
        i
        for i, sql in enumerate(words)
        if "courses_course" in sql and "municipal_person_id" in sql and "ended_on" in sql and i > locked
    )
    assert locked < looked


# --- who may be given it ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["carl", "dorte", "kirsten", "former"])
def test_a_course_goes_to_a_current_specialist_of_the_unit_alone(world, by, name):
    if name == "former":
        who = make.staff("former", Role.SPECIALIST, world.jobcentre, valid_to=TODAY - timedelta(days=1))
    else:
        who = world.user(name)
    with pytest.raises(Refused) as refused:
        actions.accept_referral(offer(world, by), by=by("anna"), at=NOW, specialist=who)
    assert refused.value.field == "specialist"
    own = make.person(world.jobcentre, "Sofie", "Østergaard")
    words = {"programme": world.programme, "yes_on": TODAY, "specialist": who}
    with pytest.raises(Refused) as refused:
        actions.propose(own, by=by("anna"), at=NOW, **words)
    assert refused.value.field == "specialist"
    assert Course.objects.count() == 1


# --- one assignment -----------------------------------------------------------------------------------------------
def test_assignments_of_one_person_do_not_overlap(world, by):
    course = UnitCourse.objects.get(pk=world.course.pk)
    later = TODAY + timedelta(days=20)
    actions.assign(course, by=by("dorte"), at=NOW, user=world.bo, starts_on=later)
    with pytest.raises(Refused):
        actions.assign(course, by=by("dorte"), at=NOW, user=world.bo, starts_on=TODAY)
    with pytest.raises(Refused):
        actions.take_cover(course, by=by("bo"), at=NOW, reason="illness", ends_on=later)
    actions.take_cover(course, by=by("bo"), at=NOW, reason="illness", ends_on=later - timedelta(days=1))
    assert Assignment.objects.filter(user=world.bo).count() == 2


@pytest.mark.parametrize("words", [{}, {"starts_on": TODAY}, {"ends_on": TODAY}])
def test_the_database_refuses_what_is_plainly_twice(world, words):
    with pytest.raises(IntegrityError):
        make.assign(world.course, world.anna, world.jobcentre, "specialist", **words)


# --- what a part withdrawn leaves in the log ------------------------------------------------------------------------
def test_the_log_says_which_parts_of_a_consent_were_withdrawn(world, by):
    consent = world.to_municipality
    sharing.withdraw_consent(consent, by=by("kirsten"), at=NOW, categories=["symptoms", "coping"])
    log = AuditEvent.objects.filter(event="consent.withdraw")
    parts = log.filter(model__endswith="consentcategory")
    kinds = consent.categories.filter(category__in=["symptoms", "coping"])
    assert {row.object_id for row in parts} == {str(kind.pk) for kind in kinds}
    assert {tuple(row.fields) for row in parts} == {("withdrawn_at",)}
    to = consent.recipients.get()
    sharing.withdraw_consent(consent, by=by("kirsten"), at=NOW, recipients=[to.pk])
    assert log.get(object_id=str(to.pk)).fields == ["withdrawn_at"]
    assert "withdrawn_at" in log.filter(object_id=str(consent.pk)).latest("id").fields, (
        "nobody is left: the whole"
    )


# --- one answer, however often it is sent ---------------------------------------------------------------------------
def test_a_second_click_on_accept_leads_to_the_course(world, as_, by):
    sent = offer(world, by)
    address = f"/referrals/{sent.pk}/accept/"
    anna = as_("anna")
    form = anna.get(address).context["form"]
    words = {
        **{k: v for k, v in form.initial.items() if v},
        "system": "cpr",
        "new_id": form["new_id"].value(),
    }
    first, second = anna.post(address, words), anna.post(address, words, follow=True)
    course = Course.objects.get(referral=sent)
    assert first.url == f"/courses/{course.pk}/"
    assert second.redirect_chain == [(first.url, 302)]
    assert "Henvisningen er accepteret" in second.content.decode()
    assert as_("bo").post(address, words).status_code == 404, "who did not answer is told nothing"
    assert anna.get(address).status_code == 404


def test_a_second_click_on_decline_leads_to_the_referrals(world, as_, by):
    address = f"/referrals/{(sent := offer(world, by)).pk}/decline/"
    words = {"version": sent.version, "decline_reason": "other_unit", "next_step": "agreement_first"}
    form = as_("anna").get(address).context["form"]
    for name in ("decline_reason", "next_step"):
        words[name] = [value for value, _text in form.fields[name].choices if value][-1]
    words["place_free_on"] = "01-04-2026"
    first, second = as_("anna").post(address, words), as_("anna").post(address, words)
    assert (first.status_code, first.url) == (302, "/referrals/")
    assert (second.status_code, second.url) == (302, "/referrals/")
    assert as_("bo").post(address, words).status_code == 404
    assert as_("anna").get(f"/referrals/{sent.pk}/").status_code == 404

"""The way into a course, deed by deed: drafted, sent, withdrawn, declined, run out, accepted, proposed."""

from datetime import date, timedelta

import pytest

import factories as make
from samspor.access.actions import SYSTEM, Denied, Refused, Stale
from samspor.access.models import AuditEvent
from samspor.courses import actions
from samspor.courses.models import Course, Referral
from samspor.people import actions as people_actions
from samspor.people.models import Identifier, Person
from samspor.sharing.rules import Purpose

TODAY, NOW = make.TODAY, make.NOW


@pytest.fixture
def patient(world):
    """A patient of Kirsten's team, with all that a referral takes but the referral itself."""
    patient = make.person(world.team, "Sofie", "Østergård", safe_contact="Ring efter klokken 10, aldrig sms")
    make.treatment(patient, world.kirsten)
    make.consent(patient, world.jobcentre, world.kirsten, purpose=Purpose.REFERRAL, categories=[])
    return patient


@pytest.fixture
def draft(world, by, patient):
    return actions.draft_referral(
        patient, by=by("kirsten"), at=NOW, agreement=world.agreement, wish_for_work="Noget med dyr"
    )


@pytest.fixture
def sent(by, draft):
    actions.send_referral(draft, by=by("kirsten"), at=NOW)
    draft.refresh_from_db()
    return draft


def seen_by(user, at=TODAY):
    return set(Referral.objects.visible_to(user, actions.accept_referral.permission, at))


def test_drafted_and_sent(sent, world):
    assert (sent.state, sent.sent_on, sent.consent is not None) == ("offered", TODAY, True)
    assert sent in seen_by(world.anna)
    assert sent in seen_by(world.bo)
    assert sent not in seen_by(world.carl)


def test_a_draft_is_seen_by_the_sender_alone(draft, world):
    assert seen_by(world.anna) == set()


@pytest.mark.parametrize(
    ("what", "spoil"),
    [
        ("consent", lambda p, w: p.consents.update(withdrawn_at=NOW)),
        ("consent to another unit", lambda p, w: p.consents.get().recipients.update(unit=w.middelfart)),
        ("consent withdrawn for the unit", lambda p, w: p.consents.get().recipients.update(withdrawn_at=NOW)),
        ("consent for something else", lambda p, w: p.consents.update(purpose=Purpose.EXCHANGE)),
        ("consent run out", lambda p, w: p.consents.update(valid_to=TODAY - timedelta(days=1))),
        ("treatment ended", lambda p, w: p.treatments.update(ends_on=TODAY - timedelta(days=1))),
        (
            "treatment not confirmed",
            lambda p, w: p.treatments.update(reconfirmed_on=TODAY - timedelta(days=93)),
        ),
        ("agreement ended", lambda p, w: _end(w.agreement)),
    ],
)
class TestWhatAReferralStandsOn:
    def test_nothing_leaves_without(self, what, spoil, draft, world, by):
        spoil(draft.person, world)
        with pytest.raises(Refused):
            actions.send_referral(draft, by=by("kirsten"), at=NOW)
        assert Referral.objects.get(pk=draft.pk).state == "draft"

    def test_an_offer_closes_at_once_to_the_receiver(self, what, spoil, sent, world, by):
        spoil(sent.person, world)
        assert seen_by(world.anna) == set()
        with pytest.raises(Denied):
            actions.accept_referral(sent, by=by("anna"), at=NOW)


def _end(agreement):
    agreement.ends_on = TODAY - timedelta(days=1)
    agreement.save()


def test_nothing_leaves_without_a_safe_way_of_contact(draft, by):
    draft.person.safe_contact = ""
    draft.person.save()
    with pytest.raises(Refused):
        actions.send_referral(draft, by=by("kirsten"), at=NOW)


@pytest.mark.parametrize("who", ["anna", "dorte", "eva", "freja", "gitte", "lars"])
def test_only_the_treating_unit_refers(who, world, by, patient):
    allowed = who == "lars"  # a colleague of the same team
    try:
        actions.draft_referral(patient, by=by(who), at=NOW, agreement=world.agreement)
    except Denied:
        assert not allowed
    else:
        assert allowed


def test_an_agreement_of_another_unit_is_none(world, by, patient):
    other = make.agreement(make.programme(code="x", name="X"), world.jobcentre, world.middelfart_team)
    with pytest.raises(Refused) as refused:
        actions.draft_referral(patient, by=by("kirsten"), at=NOW, agreement=other)
    assert refused.value.field == "agreement"


def test_one_referral_at_a_time_to_one_unit(draft, world, by, patient):
    with pytest.raises(Refused):
        actions.draft_referral(patient, by=by("kirsten"), at=NOW, agreement=world.agreement)


def test_two_clicks_make_one_draft(world, by, patient):
    import uuid

    key = uuid.uuid4()
    made = [
        actions.draft_referral(patient, by=by("kirsten"), at=NOW, agreement=world.agreement, new_id=key)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert Referral.objects.filter(person=patient).count() == 1


def test_accepted(sent, by, world):
    course = actions.accept_referral(sent, by=by("anna"), at=NOW, system="cpr", number="610190-1234")
    own = course.municipal_person
    assert (own.unit, own.full_name, own.safe_contact) == (
        world.jobcentre, "Sofie Østergård", "Ring efter klokken 10, aldrig sms",
    )  # fmt: skip
    assert own != sent.person
    assert own.identifiers.get().value == "6101901234"
    assert (course.accepted_on, course.started_on, course.wish_for_work) == (TODAY, None, "Noget med dyr")
    assert (course.exchange.regional_person, course.exchange.municipal_person) == (sent.person, own)
    assert sorted(course.assignments.values_list("user__username", "kind")) == [
        ("anna", "specialist"), ("kirsten", "clinician"),
    ]  # fmt: skip
    assert seen_by(world.anna) == set(), (
        "what was sent stands with the sender; the receiver has its own record"
    )


@pytest.mark.parametrize(("agreed", "in_the_course"), [("yes", "yes"), ("no", "no"), ("varies", "no")])
def test_decision_authority_begins_as_the_agreement_says(sent, by, world, agreed, in_the_course):
    world.agreement.decision_authority = agreed
    world.agreement.save()
    assert actions.accept_referral(sent, by=by("anna"), at=NOW).decision_authority == in_the_course


def test_accepted_for_a_colleague(sent, by, world):
    course = actions.accept_referral(sent, by=by("anna"), at=NOW, specialist=world.bo)
    assert course.assignments.get(kind="specialist").user == world.bo


def test_accepted_with_an_own_record(sent, by, world):
    own = make.person(world.jobcentre, "Sofie", "Østergaard")
    course = actions.accept_referral(sent, by=by("anna"), at=NOW, person=own)
    assert course.municipal_person == own
    assert Person.objects.filter(unit=world.jobcentre, given_names="Sofie").count() == 1


def test_a_number_that_is_known_finds_the_own_record(sent, by, world):
    own = make.person(world.jobcentre, "Sofie", "Østergaard")
    Identifier.objects.create(person=own, system="cpr", value="6101901234")
    course = actions.accept_referral(sent, by=by("anna"), at=NOW, number="610190 1234")
    assert course.municipal_person == own


def test_the_regions_record_changes_nothing(sent, by, world):
    """The same number in the region's record of the same person: the municipality's answer is as without it."""
    Identifier.objects.create(person=sent.person, system="cpr", value="6101901234")
    course = actions.accept_referral(sent, by=by("anna"), at=NOW, number="6101901234")
    assert course.municipal_person != sent.person
    assert Identifier.objects.count() == 2


def test_a_record_that_is_not_ones_own_is_not_linked(sent, by, world):
    for other in (make.person(world.middelfart), make.person(world.jobcentre, is_restricted=True)):
        with pytest.raises(Refused):
            actions.accept_referral(sent, by=by("anna"), at=NOW, person=other)


def test_a_course_that_the_jobcentre_proposed_goes_on_with_the_psychiatry(sent, by, world):
    own = make.person(world.jobcentre, "Sofie", "Østergaard")
    mine = actions.propose(own, by=by("anna"), at=NOW, programme=world.programme, yes_on=date(2026, 2, 2))
    course = actions.accept_referral(sent, by=by("bo"), at=NOW, person=own)
    assert course == mine
    assert course.exchange.regional_person == sent.person
    assert course.assignments.get(kind="specialist").user == world.anna


def test_a_second_course_beside_a_running_one_is_refused(sent, by, world):
    with pytest.raises(Refused):
        actions.accept_referral(sent, by=by("anna"), at=NOW, person=world.municipal)


def test_two_specialists_answer_at_once(sent, by):
    version = sent.version
    actions.accept_referral(sent, by=by("anna"), at=NOW, version=version)
    with pytest.raises((Refused, Stale, Denied)):
        actions.accept_referral(sent, by=by("bo"), at=NOW, version=version)
    assert Course.objects.filter(referral=sent).count() == 1


def test_declined_leaves_a_line_in_the_log_and_nothing_else(sent, by, world):
    actions.decline_referral(
        sent,
        by=by("anna"),
        at=NOW,
        decline_reason="no_place",
        next_step="send_again",
        place_free_on=date(2026, 4, 1),
    )
    sent.refresh_from_db()
    assert (sent.state, sent.place_free_on, sent.answered_by) == ("declined", date(2026, 4, 1), world.anna)
    assert seen_by(world.anna) == set()
    assert not Person.objects.filter(unit=world.jobcentre, given_names="Sofie").exists()
    row = AuditEvent.objects.filter(event="referral.answer", user_id=world.anna.pk).get()
    assert (row.outcome, row.object_id) == ("ok", str(sent.pk))


def test_withdrawn_by_the_sender(sent, by, world):
    with pytest.raises(Denied):
        actions.withdraw_referral(sent, by=by("anna"), at=NOW)
    actions.withdraw_referral(sent, by=by("lars"), at=NOW)
    assert seen_by(world.anna) == set()
    with pytest.raises(Refused):
        actions.withdraw_referral(sent, by=by("kirsten"), at=NOW)


def test_the_sender_does_not_answer_for_the_receiver(sent, by):
    with pytest.raises(Denied):
        actions.accept_referral(sent, by=by("kirsten"), at=NOW)


def test_runs_out_after_thirty_days(sent, world):
    assert actions.expire_referrals(TODAY + timedelta(days=30)) == 0
    assert sent in seen_by(world.anna, TODAY + timedelta(days=30))
    assert sent not in seen_by(world.anna, TODAY + timedelta(days=31)), (
        "closed even before the timed work was done"
    )
    assert actions.expire_referrals(TODAY + timedelta(days=31)) == 1
    assert actions.expire_referrals(TODAY + timedelta(days=31)) == 0
    sent.refresh_from_db()
    assert sent.state == "expired"
    assert AuditEvent.objects.latest("pk").role == "system"


def test_nothing_runs_out_before_its_time(sent):
    with pytest.raises(Refused):
        actions.expire_referral(sent, by=SYSTEM, at=NOW)


class TestProposal:
    def test_becomes_a_course_of_the_municipality_alone(self, world, by):
        own = make.person(world.jobcentre, "Sofie", "Østergaard")
        course = actions.propose(
            own, by=by("anna"), at=NOW, programme=world.programme, yes_on=date(2026, 2, 2)
        )
        assert (course.exchange, course.accepted_on, course.referral.yes_on) == (
            None,
            date(2026, 2, 2),
            date(2026, 2, 2),
        )
        assert [a.user for a in course.assignments.all()] == [world.anna]

    @pytest.mark.parametrize(
        ("words", "field"),
        [
            ({"yes_on": TODAY + timedelta(days=1)}, "yes_on"),
            ({"yes_on": date(2020, 1, 1)}, "programme"),
            ({"programme": "other"}, "programme"),
        ],
    )
    def test_is_refused(self, world, by, words, field):
        own = make.person(world.jobcentre, "Sofie", "Østergaard")
        words = {"programme": world.programme, "yes_on": TODAY, **words}
        if words["programme"] == "other":
            words["programme"] = make.programme(code="x", name="X")
        with pytest.raises(Refused) as refused:
            actions.propose(own, by=by("anna"), at=NOW, **words)
        assert refused.value.field == field

    def test_not_beside_a_running_course(self, world, by):
        with pytest.raises(Refused):
            actions.propose(world.municipal, by=by("anna"), at=NOW, programme=world.programme, yes_on=TODAY)


def test_a_restricted_record_with_the_number_is_as_if_it_were_not_there(sent, by, world):
    """Bo's own employee record; Anna, who accepts, is not named in it."""
    hidden = make.person(world.jobcentre, "Sofie", "Kollega")
    people_actions.add_identifier(hidden, by=by("bo"), at=NOW, system="cpr", number="610190-1234")
    people_actions.restrict_person(hidden, by=by("bo"), at=NOW, reason="ansat i huset")
    course = actions.accept_referral(sent, by=by("anna"), at=NOW, number="6101901234")
    assert course.municipal_person != hidden
    assert hidden.doubled_in() == [world.jobcentre]

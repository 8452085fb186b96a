"""After sharing closed: one named person per authority decides, item by item, and nobody else sees anything."""

from datetime import timedelta

import pytest

import factories as make
from factories import NOW, TODAY
from samspor.access.actions import Denied, Refused
from samspor.courses import actions as courses
from samspor.courses.models import Note, NoteVersion
from samspor.sharing import actions
from samspor.sharing.models import Consent, Review, ReviewItem, TreatmentPeriod
from samspor.sharing.reference import keeping_for


@pytest.fixture
def shared(world):
    """Kirsten shared a note; Anna wrote one that builds on it, and has changed that once."""
    received = make.note(
        world.course, world.kirsten, world.team, "Sover dårligt", category="symptoms", released=True
    )
    derived = make.note(
        world.course, world.anna, world.jobcentre, "Møder først kl. 10", category="symptoms", is_derived=True
    )
    NoteVersion.objects.create(note=derived, text="Møder kl. 9", written_by=world.anna, written_at=NOW)
    make.note(world.course, world.anna, world.jobcentre, "Vil i gartneri")
    return received, derived


@pytest.fixture
def review(world, by, shared):
    actions.withdraw_consent(world.to_municipality, by=by("kirsten"), at=NOW)
    return Review.objects.get()


def row(review, note):
    return review.items.get(item_id=note.pk)


def test_withdrawal_opens_a_review_for_the_receiving_side_alone(world, review, shared):
    assert (review.authority, review.cause) == (world.jobcentre.authority, "withdrawn")
    assert {(i.item_id, i.is_received) for i in review.items.all()} == {
        (shared[0].pk, True),
        (shared[1].pk, False),
    }


def test_the_end_of_treatment_opens_one_for_each_side(world, by, shared):
    make.note(world.course, world.anna, world.jobcentre, released=True)
    actions.end_treatment(world.treatment, by=by("kirsten"), at=NOW, ends_on=TODAY)
    assert {(r.authority, r.cause) for r in Review.objects.all()} == {
        (world.jobcentre.authority, "treatment_ended"),
        (world.team.authority, "treatment_ended"),
    }


def test_where_nothing_was_shared_nothing_is_reviewed(world, by):
    make.note(world.course, world.kirsten, world.team)
    actions.withdraw_consent(world.to_municipality, by=by("kirsten"), at=NOW)
    assert Review.objects.count() == 0


def test_while_another_consent_covers_it_nothing_closes(world, by, shared):
    make.consent(world.regional, world.jobcentre, world.kirsten)
    actions.withdraw_consent(world.to_municipality, by=by("kirsten"), at=NOW)
    assert Review.objects.count() == 0


def test_a_part_withdrawn_reviews_that_part(world, by, shared):
    make.note(world.course, world.kirsten, world.team, category="medicine", released=True)
    actions.withdraw_consent(world.to_municipality, by=by("kirsten"), at=NOW, categories=["symptoms"])
    assert Review.objects.get().items.count() == 2


def test_bo_reads_and_decides_one_by_one(world, as_, by, review, shared):
    received, derived = shared
    bo = as_("bo")
    assert "Freja Ærøskov" in bo.get("/reviews/").content.decode()
    page = bo.get(f"/reviews/{review.pk}/").content.decode()
    assert "Sover dårligt" not in page, "the list says that there is something, not what"
    for note, text in [(received, "Sover dårligt"), (derived, "Møder først kl. 10")]:
        address = f"/reviews/items/{row(review, note).pk}/"
        assert text in bo.get(address).content.decode()
        words = {"decision": "delete", "archive_reference": "SA 2026-17"}
        assert bo.post(address, words).status_code == 302
        assert text not in bo.get(address).content.decode(), "decided, it is read no more"
    review.refresh_from_db()
    assert review.closed_at == NOW
    assert not Note.objects.filter(pk=derived.pk).exists()
    assert not NoteVersion.objects.filter(note_id=derived.pk).exists()
    assert Note.objects.filter(pk=received.pk).exists(), "what the region owns stays with the region"


def test_a_kept_note_stands_on_its_own(world, by, review, shared):
    derived = shared[1]
    assert derived not in Note.objects.disclosed_to(by("anna"), TODAY)
    actions.decide_item(row(review, derived), by=by("bo"), at=NOW, decision="keep", legal_basis="notatpligt")
    assert derived in Note.objects.disclosed_to(by("anna"), TODAY)


@pytest.mark.parametrize(("decision", "comes_back"), [("keep", True), ("delete", False)])
def test_a_received_item_stays_closed_and_comes_back_only_if_it_was_kept(
    world, by, review, shared, decision, comes_back
):
    received = shared[0]
    words = {"legal_basis": "notatpligt", "archive_reference": "SA 2026-17"}
    later = NOW + timedelta(hours=1)
    actions.decide_item(row(review, received), by=by("bo"), at=later, decision=decision, **words)
    assert received not in Note.objects.disclosed_to(by("anna"), TODAY)
    make.consent(world.regional, world.jobcentre, world.kirsten)
    assert (received in Note.objects.disclosed_to(by("anna"), TODAY)) is comes_back
    if not comes_back:
        actions.release_item(received, by=by("kirsten"), at=later + timedelta(hours=1))
        assert received in Note.objects.disclosed_to(by("anna"), TODAY)


@pytest.mark.parametrize(
    "words",
    [
        {"decision": "keep"},
        {"decision": "keep", "legal_basis": "because"},
        {"decision": "keep", "legal_basis": "journal"},
        {"decision": "delete"},
        {"decision": "delete", "archive_reference": "  "},
        {"decision": "burn"},
    ],
)
def test_a_decision_needs_its_reason(world, as_, by, review, shared, words):
    item = row(review, shared[0])
    with pytest.raises(Refused):
        actions.decide_item(item, by=by("bo"), at=NOW, **words)
    assert as_("bo").post(f"/reviews/items/{item.pk}/", words).status_code == 422


def test_a_decision_is_final(world, by, review, shared):
    item = row(review, shared[0])
    words = {"decision": "delete", "archive_reference": "SA 2026-17"}
    actions.decide_item(item, by=by("bo"), at=NOW, **words)
    with pytest.raises(Refused):
        actions.decide_item(item, by=by("bo"), at=NOW, decision="keep", legal_basis="notatpligt")


@pytest.mark.parametrize("name", ["anna", "dorte", "carl", "kirsten", "lars", "freja"])
def test_nobody_but_the_reviewer(world, by, review, shared, name):
    with pytest.raises(Denied):
        actions.decide_item(
            row(review, shared[0]), by=by(name), at=NOW, decision="delete", archive_reference="SA 2026-17"
        )


def test_without_a_reviewer_it_waits_and_the_page_says_so(world, as_, review):
    odense = world.jobcentre.authority
    odense.sharing_reviewer = None
    odense.save()
    assert as_("bo").get(f"/reviews/{review.pk}/").status_code == 404
    page = as_("bo").get("/reviews/").content.decode()
    assert "Odense" in page
    assert "Freja" not in page
    odense.sharing_reviewer = world.anna
    odense.save()
    assert as_("anna").get(f"/reviews/{review.pk}/").status_code == 200


def test_a_restricted_record_asks_that_the_reviewer_is_named(world, as_, review):
    world.municipal.is_restricted = True
    world.municipal.save()
    assert as_("bo").get(f"/reviews/{review.pk}/").status_code == 404


# --- sharing opens again, or the owner takes it back ----------------------------------------------------------
def test_a_new_consent_makes_an_undecided_review_superfluous(world, by, review):
    actions.give_consent(
        world.regional,
        by=by("kirsten"),
        at=NOW,
        purpose="exchange",
        units=[world.jobcentre],
        categories=["symptoms"],
    )
    assert Review.objects.count() == 0


def test_what_was_decided_stays_on_record(world, by, review, shared):
    actions.decide_item(
        row(review, shared[0]), by=by("bo"), at=NOW, decision="keep", legal_basis="notatpligt"
    )
    make.consent(world.regional, world.jobcentre, world.kirsten)
    actions.reconfirm_treatment(world.treatment, by=by("kirsten"), at=NOW)
    assert Review.objects.get().closed_at == NOW
    assert ReviewItem.objects.get().decision == "keep"


def test_what_the_owner_takes_back_leaves_the_review(world, by, review, shared):
    actions.take_back_release(shared[0], by=by("kirsten"), at=NOW)
    assert {i.item_id for i in review.items.all()} == {shared[1].pk}


# --- what nobody did: a consent that ran out, a treatment that nobody confirmed ---------------------------------
def test_a_lapse_opens_a_review_once(world, shared):
    assert actions.open_reviews_for_lapsed(at=NOW) == 0
    Consent.objects.filter(pk=world.to_municipality.pk).update(valid_to=TODAY - timedelta(days=1))
    assert actions.open_reviews_for_lapsed(at=NOW) == 1
    assert actions.open_reviews_for_lapsed(at=NOW) == 0
    review = Review.objects.get()
    assert (review.cause, review.items.count()) == ("lapsed", 2)


def test_an_unconfirmed_treatment_opens_one_too(world, shared):
    TreatmentPeriod.objects.update(reconfirmed_on=TODAY - timedelta(days=93))
    assert actions.open_reviews_for_lapsed(at=NOW) == 1
    assert Review.objects.get().cause == "treatment_ended"


def test_an_agreement_that_is_being_renewed_opens_none(world, by, shared):
    type(world.agreement).objects.update(ends_on=TODAY - timedelta(days=1))
    assert shared[0] not in Note.objects.disclosed_to(by("anna"), TODAY)
    assert actions.open_reviews_for_lapsed(at=NOW) == 0


def test_what_was_written_after_sharing_closed_is_not_read_by_the_reviewer(world, as_, by, review, shared):
    change, address = courses.change_note, f"/reviews/items/{row(review, shared[0]).pk}/"
    words = {"by": by("kirsten"), "at": NOW, "text": "Hører stemmer", "category": "symptoms"}
    with pytest.raises(Refused):
        change(shared[0], share=True, **words)
    assert "Sover dårligt" in as_("bo").get(address).content.decode()
    change(shared[0], share=False, **words)
    assert as_("bo").get(address).status_code == 404, "taken back, it is in no review"


def test_what_is_released_anew_and_closes_again_is_decided_again(world, by, review, shared):
    received, _derived = shared
    words = {"decision": "delete", "archive_reference": "SA 2026-17"}
    actions.decide_item(row(review, received), by=by("bo"), at=NOW, **words)
    other = make.note(world.course, world.kirsten, world.team, category="medicine", released=True)
    actions.open_reviews_for_lapsed(at=NOW)
    later = NOW + timedelta(hours=1)
    units = {"units": [world.jobcentre], "categories": ["symptoms"]}
    again = actions.give_consent(world.regional, by=by("kirsten"), at=later, purpose="exchange", **units)
    actions.release_item(received, by=by("kirsten"), at=later)
    actions.withdraw_consent(again, by=by("kirsten"), at=later + timedelta(hours=1))
    left = review.items.filter(decision="").values_list("item_id", flat=True)
    assert {received.pk, other.pk} <= set(left)


def test_a_kept_note_that_builds_on_shared_information_again_is_reviewed_again(world, by, review, shared):
    derived = shared[1]
    keep = {"decision": "keep", "legal_basis": keeping_for(TODAY, treatment=False)[0].code}
    actions.decide_item(row(review, derived), by=by("bo"), at=NOW, **keep)
    given = {"purpose": "exchange", "units": [world.jobcentre], "categories": ["symptoms"]}
    again = actions.give_consent(world.regional, by=by("kirsten"), at=NOW, **given)
    courses.change_note(derived, by=by("anna"), at=NOW, text="Møder kl. 11", is_derived=True)
    actions.withdraw_consent(again, by=by("kirsten"), at=NOW + timedelta(hours=1))
    assert ReviewItem.objects.filter(item_id=derived.pk, decision="").count() == 1

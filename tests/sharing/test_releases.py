"""One click shares an item, one takes it back; nothing can be shared into a closed channel or pulled from the other
side."""

import pytest

import factories as make
from factories import NOW, TODAY
from samspor.access.actions import Denied, Refused
from samspor.courses.models import Contact, Engagement, Note
from samspor.sharing import actions


@pytest.mark.parametrize("kind", ["note", "contact", "engagement"])
def test_one_click_shares_and_one_takes_back(world, as_, by, kind):
    item = {
        "note": lambda: make.note(world.course, world.anna, world.jobcentre),
        "contact": lambda: make.contact(world.course, world.anna, world.jobcentre),
        "engagement": lambda: make.engagement(world.course, world.anna),
    }[kind]()
    model = {"note": Note, "contact": Contact, "engagement": Engagement}[kind]
    anna, course = as_("anna"), f"/courses/{world.course.pk}/"
    words = {"category": item.category, "next": course}
    answer = anna.post(f"/items/{kind}/{item.pk}/release/", words)
    assert (answer.status_code, answer.headers["Location"]) == (302, course)
    assert item in model.objects.disclosed_to(by("kirsten"), TODAY)
    anna.post(f"/items/{kind}/{item.pk}/take-back/", {"next": course})
    assert item not in model.objects.disclosed_to(by("kirsten"), TODAY)


def test_it_can_be_shared_under_another_kind(world, by):
    note = make.note(world.course, world.anna, world.jobcentre)
    actions.release_item(note, by=by("anna"), at=NOW, category="practical")
    note.refresh_from_db()
    assert (note.category, note.released_by) == ("practical", world.anna)


def test_nothing_is_shared_into_a_closed_channel(world, as_, by):
    note = make.note(world.course, world.anna, world.jobcentre)
    actions.withdraw_consent(world.to_region, by=by("anna"), at=NOW)
    with pytest.raises(Refused):
        actions.release_item(note, by=by("anna"), at=NOW)
    answer = as_("anna").post(f"/items/note/{note.pk}/release/", {"category": "employment"})
    assert answer.status_code == 422
    note.refresh_from_db()
    assert note.released_at is None


@pytest.mark.parametrize("name", ["kirsten", "bo", "carl", "dorte", "freja"])
def test_nobody_else_shares_what_anna_wrote(world, by, name):
    note = make.note(world.course, world.anna, world.jobcentre)
    with pytest.raises(Denied):
        actions.release_item(note, by=by(name), at=NOW)


def test_an_own_note_that_is_closed_is_not_there_to_share(world, by):
    note = make.note(world.course, world.anna, world.jobcentre, category="symptoms", is_derived=True)
    actions.withdraw_consent(world.to_municipality, by=by("kirsten"), at=NOW)
    with pytest.raises(Denied):
        actions.release_item(note, by=by("anna"), at=NOW)


def test_a_second_click_changes_nothing(world, by):
    note = make.note(world.course, world.anna, world.jobcentre)
    actions.release_item(note, by=by("anna"), at=NOW)
    note.refresh_from_db()
    version = note.version
    actions.release_item(note, by=by("anna"), at=NOW)
    note.refresh_from_db()
    assert note.version == version


@pytest.mark.parametrize("next_", ["https://example.dk/", "//example.dk", "javascript:alert(1)"])
def test_the_way_back_is_ours(world, as_, next_):
    note = make.note(world.course, world.anna, world.jobcentre)
    answer = as_("anna").post(f"/items/note/{note.pk}/release/", {"category": "employment", "next": next_})
    assert answer.headers["Location"] == "/"


def test_what_is_no_item_is_not_there(world, as_):
    assert as_("anna").post(f"/items/course/{world.course.pk}/release/", {}).status_code == 404

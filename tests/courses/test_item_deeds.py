"""What is written in a course, deed by deed: notes with their versions, contacts, jobs and their hours."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

import factories as make
from samspor.access.actions import Denied, Refused, Stale
from samspor.courses import actions
from samspor.courses.models import Contact, Course, Engagement, Note
from samspor.sharing.actions import withdraw_consent

TODAY, NOW = make.TODAY, make.NOW
CONTACT = {
    "on": TODAY, "minutes": 45, "with_whom": "candidate", "how": "in_person", "where": "community",
    "service": "placement",
}  # fmt: skip


def test_a_note_is_ones_own_sides_until_shared(world, by):
    note = actions.write_note(world.course, by=by("anna"), at=NOW, text="Vil gerne ud", category="employment")
    assert (note.owner_unit, note.released_at) == (world.jobcentre, None)
    actions.change_note(note, by=by("anna"), at=NOW, text="Vil gerne ud", share=True)
    note.refresh_from_db()
    assert (note.released_at, note.released_by, note.versions.count()) == (NOW, world.anna, 0)
    actions.change_note(note, by=by("anna"), at=NOW, text="Vil gerne ud", share=False)
    note.refresh_from_db()
    assert note.released_at is None


def test_a_changed_note_keeps_what_it_said(world, by):
    note = actions.write_note(world.course, by=by("kirsten"), at=NOW, text="Først", category="coping")
    later = NOW + timedelta(hours=1)
    actions.change_note(note, by=by("kirsten"), at=later, text="Så", version=1)
    actions.change_note(note, by=by("kirsten"), at=later + timedelta(hours=1), text="Sidst", version=2)
    note.refresh_from_db()
    kept = [(v.text, v.written_at) for v in note.versions.all()]
    assert (note.text, kept) == ("Sidst", [("Først", NOW), ("Så", later)])
    with pytest.raises(Stale):
        actions.change_note(note, by=by("kirsten"), at=NOW, text="For sent", version=2)


@pytest.mark.parametrize(
    "who", ["bo", "carl", "lars", "dorte", "eva", "freja", "gitte", "henrik", "ida", "jens"]
)
def test_who_has_not_the_course_writes_nothing_in_it(world, by, who):
    deeds = [
        lambda m: actions.write_note(world.course, by=m, at=NOW, text="x", category="coping"),
        lambda m: actions.write_contact(world.course, by=m, at=NOW, **CONTACT),
        lambda m: actions.start_engagement(world.course, by=m, at=NOW, rung="flexjob", starts_on=TODAY),
    ]
    for deed in deeds:
        with pytest.raises(Denied):
            deed(by(who))
    assert not Note.objects.exists()


def test_the_other_side_changes_nothing_even_when_it_may_read(world, by):
    note = make.note(world.course, world.kirsten, world.team, released=True)
    assert list(Note.objects.disclosed_to(by("anna"), TODAY)) == [note]
    with pytest.raises(Denied):
        actions.change_note(note, by=by("anna"), at=NOW, text="Rettet af en anden")


def test_a_contact_with_the_next_one_agreed(world, by):
    contact = actions.write_contact(
        world.course,
        by=by("anna"),
        at=NOW,
        next_on=TODAY + timedelta(days=7),
        text="Talte om ferie",
        **CONTACT,
    )
    assert (contact.minutes, contact.next_on, contact.text) == (45, date(2026, 3, 9), "Talte om ferie")
    actions.change_contact(contact, by=by("anna"), at=NOW, **{**CONTACT, "minutes": 50, "copied_on": TODAY})
    contact.refresh_from_db()
    assert (contact.minutes, contact.copied_on) == (50, TODAY)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": date(2025, 9, 7)}, "on"),
        ({"where": ""}, "where"),
        ({"minutes": 1441}, "minutes"),
        ({"next_on": TODAY - timedelta(days=1)}, "next_on"),
    ],
)
def test_a_contact_that_cannot_be(world, by, words, field):
    with pytest.raises(Refused) as refused:
        actions.write_contact(world.course, by=by("anna"), at=NOW, **{**CONTACT, **words})
    assert refused.value.field == field
    assert not Contact.objects.exists()


def test_the_end_of_the_course_is_not_told_to_the_region_by_a_refusal(world, by):
    world.course.ended_on, world.course.end_reason = TODAY - timedelta(days=3), "goal"
    world.course.save()
    with pytest.raises(Refused):
        actions.write_contact(world.course, by=by("anna"), at=NOW, **CONTACT)
    actions.write_contact(world.course, by=by("kirsten"), at=NOW, **CONTACT)


def test_a_double_click_makes_one_row(world, by):
    key = uuid4()
    for _ in range(2):
        actions.write_contact(world.course, by=by("anna"), at=NOW, new_id=key, **CONTACT)
    assert Contact.objects.count() == 1


def test_jobs_side_by_side_with_their_hours(world, by):
    job = actions.start_engagement(
        world.course, by=by("anna"), at=NOW, rung="ordinary_employment", starts_on=date(2026, 1, 5),
        employer_name="Gartneri Solhøj", hours_week=12, fourth_hour_on=date(2026, 1, 6),
    )  # fmt: skip
    actions.start_engagement(world.course, by=by("anna"), at=NOW, rung="ordinary_education", starts_on=TODAY)
    actions.change_hours(job, by=by("anna"), at=NOW, from_on=date(2026, 2, 2), hours_week="18.5")
    assert [(str(h.from_on), float(h.hours_week)) for h in job.hours.all()] == [
        ("2026-01-05", 12),
        ("2026-02-02", 18.5),
    ]
    assert Course.objects.with_phase(TODAY).get(pk=world.course.pk).phase == "follow_along"


def test_a_job_ends_with_a_reason_and_what_was_learned(world, by):
    job = make.engagement(world.course, world.anna)
    actions.end_engagement(
        job, by=by("anna"), at=NOW, ends_on=TODAY, end_reason="agreed", learned="Trives ude"
    )
    job.refresh_from_db()
    assert (job.ends_on, job.end_reason, job.learned) == (TODAY, "agreed", "Trives ude")
    with pytest.raises(Refused):
        actions.end_engagement(job, by=by("anna"), at=NOW, ends_on=date(2026, 1, 4), end_reason="agreed")


def test_the_first_hours_follow_a_first_day_put_right(world, by):
    job = make.engagement(world.course, world.anna, hours=10)
    actions.change_engagement(job, by=by("anna"), at=NOW, starts_on=date(2026, 1, 12))
    assert [h.from_on for h in job.hours.all()] == [date(2026, 1, 12)]
    actions.change_hours(job, by=by("anna"), at=NOW, from_on=date(2026, 2, 2), hours_week=20)
    with pytest.raises(Refused):
        actions.change_engagement(job, by=by("anna"), at=NOW, starts_on=date(2026, 2, 3))
    assert Engagement.objects.get().starts_on == date(2026, 1, 12)


def test_a_clinician_records_no_job(world, by):
    with pytest.raises(Denied):
        actions.start_engagement(world.course, by=by("kirsten"), at=NOW, rung="flexjob", starts_on=TODAY)


def test_a_shared_note_is_not_moved_into_a_closed_kind(world, by):
    note = make.note(world.course, world.kirsten, world.team, category="employment", released=True)
    world.to_municipality.categories.filter(category="symptoms").update(withdrawn_at=NOW)
    words = {"text": "Hører stemmer", "category": "symptoms"}
    with pytest.raises(Refused) as refused:
        actions.change_note(note, by=by("kirsten"), at=NOW, share=True, **words)
    assert refused.value.field == "share"
    actions.change_note(note, by=by("kirsten"), at=NOW, **words)
    note.refresh_from_db()
    assert (note.text, note.released_at) == ("Hører stemmer", None), "nothing waits to pass by itself"


def test_a_job_changed_after_sharing_closed_is_taken_back(world, by):
    job = make.engagement(world.course, world.anna, released=True)
    actions.change_hours(job, by=by("anna"), at=NOW, from_on=TODAY, hours_week=20)
    job.refresh_from_db()
    assert job.released_at is not None, "while it is open a change is seen"
    withdraw_consent(world.to_region, by=by("anna"), at=NOW)
    actions.end_engagement(job, by=by("anna"), at=NOW, ends_on=TODAY, end_reason="illness")
    job.refresh_from_db()
    assert job.released_at is None

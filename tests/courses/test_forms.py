"""What is typed: kept when it cannot be saved, told in a sentence, saved once, and never over somebody else's words."""

from datetime import date
from uuid import uuid4

import pytest

import factories as make
from samspor.courses.models import Assignment, Contact, Course, Engagement, Note, Pause

pytestmark = pytest.mark.slow

CONTACT = {
    "on": "02-03-2026", "minutes": "45", "with_whom": "candidate", "how": "in_person", "where": "home",
    "service": "placement", "category": "employment", "text": "Vil gerne prøve et gartneri",
}  # fmt: skip
JOB = {"rung": "ordinary_employment", "employer_name": "Solhøj", "starts_on": "05-01-2026", "pay": "ordinary"}


def new(words):
    return {**words, "new_id": str(uuid4())}


@pytest.fixture
def anna(as_):
    return as_("anna")


@pytest.fixture
def url(world):
    return lambda page="": f"/courses/{world.course.pk}/{page}"


def test_the_contact_form_is_filled_in_like_the_last_one(world, anna, url):
    make.contact(world.course, world.anna, world.jobcentre, minutes=25, how="phone", where="")
    form = anna.get(url("contact/")).context["form"]
    assert (form["minutes"].value(), form["how"].value(), form["on"].value()) == (25, "phone", make.TODAY)


def test_a_contact_is_saved_once_however_often_it_is_sent(world, anna, url):
    words = new(CONTACT)
    for _ in range(2):
        assert anna.post(url("contact/"), words).status_code == 302
    contact = Contact.objects.get()
    assert (contact.text, contact.owner_unit, contact.released_at) == (CONTACT["text"], world.jobcentre, None)


@pytest.mark.parametrize(
    ("page", "words", "wrong", "sentence"),
    [
        ("contact/", CONTACT, {"on": "i går"}, "24-12-2026"),
        ("contact/", CONTACT, {"on": "03-03-2026"}, "Datoen ligger i fremtiden"),
        ("contact/", CONTACT, {"on": "01-09-2025"}, "før, forløbet blev accepteret"),
        ("contact/", CONTACT, {"minutes": "mange"}, "helt tal"),
        ("contact/", CONTACT, {"where": ""}, "Vælg, hvor I mødtes"),
        ("contact/", CONTACT, {"next_on": "01-03-2026"}, "Vælg i dag eller en senere dag"),
        ("contact/", CONTACT, {"text": "x" * 10_001}, "10000"),
        ("job/", JOB, {"ends_on": "04-01-2026"}, "Sidste dag ligger før første dag"),
        ("job/", JOB, {"fourth_hour_on": "01-01-2026"}, "Fjerde betalte time"),
        ("job/", JOB, {"hours_week": "tolv"}, "7,5"),
        ("job/", JOB, {"hours_week": "120"}, "99"),
        ("note/", {"text": "Et notat", "category": "coping"}, {"category": "alt"}, "alt"),
        (
            "close/",
            {"ended_on": "02-03-2026", "end_reason": "goal"},
            {"ended_on": "03-03-2026"},
            "i fremtiden",
        ),
        (
            "close/",
            {"ended_on": "02-03-2026", "end_reason": "goal"},
            {"ended_on": "01-09-2025"},
            "Forløbet kan ikke",
        ),
        ("pause/", {"starts_on": "01-03-2026"}, {"ends_on": "28-02-2026"}, "Sidste dag ligger før"),
        (
            "change/",
            {"started_on": "15-09-2025", "decision_authority": "no"},
            {"started_on": "01-09-2025"},
            "før det blev",
        ),
    ],
)
def test_what_cannot_be_is_told_and_the_words_stay(anna, url, page, words, wrong, sentence):
    answer = anna.post(url(page), new({**words, "version": "1", **wrong}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    for value in wrong.values():
        assert value in text
    assert "<title>Fejl" in text


def test_nothing_half_done(anna, url):
    anna.post(url("job/"), new({**JOB, "hours_week": "120"}))
    assert not Engagement.objects.exists()


def test_fifty_megabytes_are_a_clear_sentence(anna, url):
    answer = anna.post(url("note/"), new({"text": "x" * 50_000_000, "category": "coping"}))
    assert answer.status_code in {400, 413}
    assert "Intet er gemt" in answer.content.decode() or "ikke gemt" in answer.content.decode()
    assert not Note.objects.exists()


def test_the_second_of_two_sees_both_texts(world, anna, url):
    note = make.note(world.course, world.anna, world.jobcentre, text="Det første")
    page = f"/courses/notes/{note.pk}/"
    seen = anna.get(page).context["form"]["version"].value()
    assert (
        anna.post(page, {"text": "Den andens ord", "category": "coping", "version": seen}).status_code == 302
    )
    answer = anna.post(page, {"text": "Mine egne ord", "category": "coping", "version": seen})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Den andens ord" in text
    assert "Mine egne ord" in text
    again = answer.context["form"]["version"].value()
    assert (
        anna.post(page, {"text": "Mine egne ord", "category": "coping", "version": again}).status_code == 302
    )
    note.refresh_from_db()
    assert [v.text for v in note.versions.all()] == ["Det første", "Den andens ord"]
    assert "Det første" in anna.get(page).content.decode(), "what it said before can be read"


def test_the_start_form_shows_both_texts_too(world, anna, url):
    words = {"started_on": "15-09-2025", "decision_authority": "no", "version": "1"}
    assert anna.post(url("change/"), {**words, "caseworker": "Mona"}).status_code == 302
    answer = anna.post(url("change/"), {**words, "caseworker": "Lis"})
    assert answer.status_code == 422
    assert "Mona" in answer.content.decode()
    assert Course.objects.get(pk=world.course.pk).caseworker == "Mona"


def test_one_tick_shares_and_a_closed_channel_says_so(world, as_, anna, url):
    assert anna.post(url("contact/"), new({**CONTACT, "share": "on"})).status_code == 302
    assert Contact.objects.get().released_by == world.anna
    world.to_region.withdrawn_at = make.NOW
    world.to_region.save()
    answer = anna.post(url("contact/"), new({**CONTACT, "share": "on"}))
    assert answer.status_code == 422
    assert "kan ikke deles nu" in answer.content.decode()
    assert Contact.objects.count() == 1


def test_a_day_of_a_course(world, anna, url):
    """Start, pause, on again, a job, other hours, its end, the end of the course, and open again."""
    Course.objects.filter(pk=world.course.pk).update(started_on=None)
    start = {"started_on": "01-10-2025", "decision_authority": "yes", "version": "1", "hours_at_start": "7,5"}
    assert anna.post(url("start/"), start).status_code == 302
    assert anna.post(url("pause/"), new({"starts_on": "01-02-2026"})).status_code == 302
    assert "På pause" in anna.get(url()).content.decode()
    assert anna.post(url("end-pause/"), {"version": "2"}).status_code == 302
    assert Pause.objects.get().ends_on == date(2026, 3, 1)
    assert anna.post(url("job/"), new({**JOB, "hours_week": "12,5"})).status_code == 302
    job = Engagement.objects.get()
    hours = {"from_on": "01-02-2026", "hours_week": "18", "version": job.version}
    assert anna.post(f"/courses/jobs/{job.pk}/hours/", hours).status_code == 302
    page = anna.get(url("jobs/")).content.decode()
    assert "12,5" in page
    assert "18 fra" in page
    job.refresh_from_db()
    end = {"ends_on": "01-03-2026", "end_reason": "agreed", "learned": "Trives ude", "version": job.version}
    assert anna.post(f"/courses/jobs/{job.pk}/end/", end).status_code == 302
    version = Course.objects.get(pk=world.course.pk).version
    close = {"ended_on": "01-03-2026", "end_reason": "goal", "version": version}
    assert anna.post(url("close/"), close).status_code == 302
    assert "Genåbn forløbet" in anna.get(url()).content.decode()
    assert anna.post(url("reopen/"), {"reopened_on": "02-03-2026", "version": version + 1}).status_code == 302
    timeline = anna.get(url("timeline/")).content.decode()
    for words in ("Forløbet startede", "Pausen begyndte", "Forløbet sluttede", "Forløbet genåbnet", "Solhøj"):
        assert words in timeline


def test_a_leader_assigns_and_ends(world, as_):
    page = f"/courses/unit/{world.course.pk}/assign/"
    anna = world.course.assignments.get(user=world.anna)
    words = new({"user": world.bo.pk, "starts_on": "02-03-2026", "replaces": str(anna.pk)})
    assert as_("dorte").post(page, words).status_code == 302
    bo = Assignment.objects.get(user=world.bo)
    assert as_("bo").get(f"/courses/{world.course.pk}/").status_code == 200
    assert as_("anna").get(f"/courses/{world.course.pk}/").status_code == 404
    wrong = as_("dorte").post(page, {"assignment": str(bo.pk), "ends_on": "01-01-2020"})
    assert "Sidste dag ligger før" in wrong.content.decode()
    assert as_("dorte").post(page, {"assignment": str(bo.pk), "ends_on": "03-03-2026"}).status_code == 302
    bo.refresh_from_db()
    assert bo.ends_on == date(2026, 3, 3)


def test_cover_by_a_colleague_has_a_reason_and_an_end(world, as_):
    page = f"/courses/unit/{world.course.pk}/cover/"
    assert as_("bo").post(page, new({"ends_on": "05-03-2026"})).status_code == 422
    late = as_("bo").post(page, new({"ends_on": "05-05-2026", "reason": "illness"}))
    assert "højst 30 dage" in late.content.decode()
    assert as_("bo").post(page, new({"ends_on": "05-03-2026", "reason": "illness"})).status_code == 302
    assert as_("bo").get(f"/courses/{world.course.pk}/").status_code == 200

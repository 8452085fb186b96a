"""The course page and its tabs: what each side sees of the other, and what it never sees."""

from datetime import date, timedelta

import pytest

import factories as make
from samspor.access.models import AuditEvent
from samspor.courses.models import Course
from samspor.sharing.labels import CLOSED_NOTICE
from samspor.sharing.models import ConsentCategory, Review, ReviewItem

TABS = ["", "timeline/", "jobs/", "notes/", "at-start/"]
NO_PHASE = "Hvor langt forløbet er, deles ikke med dig"


def html(client, course, tab="", status=200):
    answer = client.get(f"/courses/{course.pk}/{tab}")
    assert answer.status_code == status
    return answer.content.decode()


def close(world, direction):
    getattr(world, direction).categories.update(withdrawn_at=make.NOW)


@pytest.fixture
def names_differ(world):
    """The two authorities know the person by different names: neither must ever show the other's."""
    world.regional.family_name = "Regionsnavn"
    world.regional.save()
    world.municipal.family_name = "Kommunenavn"
    world.municipal.save()


@pytest.mark.parametrize("tab", TABS)
def test_each_side_sees_its_own_record_alone(world, as_, names_differ, tab):
    for who, own, other in [
        ("anna", "Kommunenavn", "Regionsnavn"),
        ("kirsten", "Regionsnavn", "Kommunenavn"),
    ]:
        page = html(as_(who), world.course, tab)
        assert own in page
        assert other not in page


def test_the_lists_show_the_own_record_alone(world, as_, names_differ):
    for who, own, other in [
        ("anna", "Kommunenavn", "Regionsnavn"),
        ("kirsten", "Regionsnavn", "Kommunenavn"),
    ]:
        for path in ("/courses/", "/courses/unit/"):
            page = as_(who).get(path).content.decode()
            assert own in page
            assert other not in page


def test_the_top_says_who_and_until_when(world, as_):
    page = html(as_("anna"), world.course)
    assert "Anna Holm" in page
    assert "Kirsten Bech" in page
    assert "31. august 2026" in page
    assert "Noget med planter" not in page, "the sender's referral is not read from the course"


def test_released_items_pass_and_others_do_not(world, as_):
    make.note(world.course, world.kirsten, world.team, text="Sover dårligt om vinteren", released=True)
    make.note(world.course, world.kirsten, world.team, text="Kun for teamet")
    make.contact(world.course, world.kirsten, world.team, text="Delt samtale", released=True)
    for tab in ("timeline/", "notes/"):
        page = html(as_("anna"), world.course, tab)
        assert "Sover dårligt om vinteren" in page
        assert "Kun for teamet" not in page
    assert "Delt samtale" in html(as_("anna"), world.course, "timeline/")


@pytest.mark.parametrize("tab", ["timeline/", "jobs/", "notes/"])
@pytest.mark.parametrize("who", ["anna", "kirsten"])
def test_a_closed_section_is_the_same_whether_or_not_anything_exists(world, as_, who, tab):
    close(world, "to_municipality")
    close(world, "to_region")
    client = as_(who)

    def plain():
        return client.get(f"/courses/{world.course.pk}/{tab}").context[-1]["frame"], _words(
            client, world, tab
        )

    before = plain()[1]
    other, unit = (world.kirsten, world.team) if who == "anna" else (world.anna, world.jobcentre)
    make.note(world.course, other, unit, text="Skjult", released=True)
    make.contact(world.course, other, unit, text="Skjult", released=True)
    if who == "kirsten":
        make.engagement(world.course, other, released=True)
    assert plain()[1] == before
    assert str(CLOSED_NOTICE) in before


def _words(client, world, tab):
    import re

    page = client.get(f"/courses/{world.course.pk}/{tab}").content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"', "", page)


def test_the_clinician_knows_the_phase_only_while_it_is_shared(world, as_):
    make.engagement(world.course, world.anna, released=True)
    client = as_("kirsten")
    assert "i arbejde eller uddannelse" in html(client, world.course).lower()
    assert "Gartneri Solhøj" in html(client, world.course, "jobs/")
    ConsentCategory.objects.filter(consent=world.to_region, category="employment").update(
        withdrawn_at=make.NOW
    )
    page = html(client, world.course)
    assert NO_PHASE in page
    assert "step-indicator" not in page
    assert "Gartneri Solhøj" not in page + html(client, world.course, "jobs/") + html(
        client, world.course, "timeline/"
    )
    assert "startede" not in html(client, world.course, "timeline/")
    listed = client.get("/courses/").content.decode()
    assert "deles ikke med dig" in listed.lower()


def test_what_the_jobcentre_recorded_at_the_start_stays_there(world, as_):
    Course.objects.filter(pk=world.course.pk).update(benefit_at_start="Kontanthjælp", caseworker="Mona")
    assert "Kontanthjælp" in html(as_("anna"), world.course, "at-start/")
    assert "Kontanthjælp" not in html(as_("kirsten"), world.course, "at-start/")


def test_the_other_sides_people_are_named_only_while_it_shares(world, as_):
    close(world, "to_municipality")
    page = html(as_("anna"), world.course)
    assert "Kirsten Bech" not in page
    assert "Lokalpsykiatri Odense" in page


def test_end_of_treatment_and_withdrawal_read_the_same(world, as_):
    def said():
        page = html(as_("anna"), world.course)
        received = page[page.index("Lokalpsykiatri Odense <span aria-hidden") :]
        return received[received.index("<p>") : received.index("</p>")]

    period = world.treatment
    period.ends_on = make.TODAY
    period.save()
    ended = said()
    period.ends_on = None
    period.save()
    world.to_municipality.withdrawn_at = make.NOW
    world.to_municipality.save()
    assert said() == ended
    assert "2. marts 2026" in ended


def test_cover_opens_the_course_and_its_end_closes_it(world, as_, by):
    from samspor.courses import actions
    from samspor.courses.models import UnitCourse

    client = as_("bo")
    html(client, world.course, status=404)
    course = UnitCourse.objects.get(pk=world.course.pk)
    actions.take_cover(course, by=by("bo"), at=make.NOW, reason="illness", ends_on=make.TODAY)
    html(client, world.course)
    assert "Bo Lund afløser" in as_("dorte").get("/courses/unit/").content.decode()
    course.assignments.filter(kind="cover").update(
        starts_on=make.TODAY - timedelta(days=2), ends_on=make.TODAY - timedelta(days=1)
    )
    html(client, world.course, status=404)


def test_a_restricted_case_is_named_staffs_alone(world, as_):
    world.municipal.is_restricted = True
    world.municipal.save()
    html(as_("anna"), world.course, status=404)
    assert "Freja" not in as_("bo").get("/courses/unit/").content.decode()


def test_a_protected_name_is_hidden(world, as_):
    world.municipal.is_protected = True
    world.municipal.save()
    for path in ("/courses/", f"/courses/{world.course.pk}/"):
        page = as_("anna").get(path).content.decode()
        assert "Ærøskov" not in page
        assert "Beskyttet navn" in page


def test_the_timeline_stands_newest_first(world, as_):
    make.contact(world.course, world.anna, world.jobcentre, on=date(2025, 9, 15), text="Første samtale")
    make.engagement(world.course, world.anna, starts_on=date(2026, 1, 5), ends_on=date(2026, 2, 1))
    page = html(as_("anna"), world.course, "timeline/")
    order = ["Sidste dag:", "Begyndte:", "Første samtale", "Forløbet startede", "Accepteret"]
    assert sorted(order, key=page.index) == order


def test_a_script_in_a_name_is_text(world, as_):
    world.municipal.given_names = "<script>alert(1)</script>"
    world.municipal.save()
    make.note(world.course, world.anna, world.jobcentre, text="<img src=x onerror=alert(1)>")
    for path in (
        "/courses/",
        "/courses/unit/",
        f"/courses/{world.course.pk}/",
        f"/courses/{world.course.pk}/notes/",
    ):
        page = as_("anna").get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_every_look_is_on_record(world, as_):
    html(as_("anna"), world.course, "notes/")
    row = AuditEvent.objects.latest("pk")
    assert (row.event, row.user_id, row.about) == ("course.see", world.anna.pk, f"course:{world.course.pk}")


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("who", ["anna", "kirsten"])
def test_queries_do_not_grow(world, as_, tab, who, django_assert_max_num_queries):
    for n in range(50):
        on = date(2025, 9, 15) + timedelta(days=n)
        make.contact(world.course, world.anna, world.jobcentre, on=on, released=n % 2 == 0)
        make.note(world.course, world.kirsten, world.team, released=n % 2 == 0)
        make.engagement(world.course, world.anna, starts_on=on, released=True)
    client = as_(who)
    html(client, world.course, tab)
    with django_assert_max_num_queries(12):
        html(client, world.course, tab)


def test_a_course_of_the_municipality_alone(world, as_, by):
    from samspor.courses import actions

    own = make.person(world.jobcentre, "Nadia", "Holt")
    course = actions.propose(own, by=by("anna"), at=make.NOW, programme=world.programme, yes_on=make.TODAY)
    page = html(as_("anna"), course)
    assert "Intet deles" in page
    assert str(CLOSED_NOTICE) not in html(as_("anna"), course, "notes/")
    assert "Del med den anden" not in html(as_("anna"), course, "note/")


def test_the_end_of_the_course_stands_once_on_the_timeline(world, as_):
    world.course.ended_on, world.course.end_reason = make.TODAY, "goal"
    world.course.save()
    entries = as_("anna").get(f"/courses/{world.course.pk}/timeline/").context["entries"].object_list
    assert [e.on for e in entries if e.more] == [make.TODAY]
    assert entries[0].more, "it came last of the day"


def test_a_job_that_is_not_shared_does_not_show_in_the_phase_that_the_region_sees(world, as_):
    job, works = make.engagement(world.course, world.anna), 'badge-success">I arbejde eller uddannelse</span>'
    assert works in html(as_("anna"), world.course)
    kirsten = as_("kirsten")
    for page in [html(kirsten, world.course), kirsten.get("/courses/").content.decode()]:
        assert 'badge-track">søger job</span>' in page.lower()
        assert works.lower() not in page.lower()
    job.released_at, job.released_by = make.NOW, world.anna
    job.save()
    assert works in html(kirsten, world.course)
    review = Review.objects.create(
        exchange=world.course.exchange, authority=world.team.authority, cause="withdrawn", opened_at=make.NOW
    )
    ReviewItem.objects.create(
        review=review, kind="engagement", item_id=job.pk, decision="delete", archive_reference="SA-1", decided_at=make.NOW
    )  # fmt: skip
    assert works not in html(kirsten, world.course), "deleted in a review, it is gone from the region's sight"
    assert works in html(as_("anna"), world.course)
